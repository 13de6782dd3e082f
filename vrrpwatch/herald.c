#include "vrrpwatch/herald.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/event.h"
#include "lib/process.h"
#include "vrrpwatch/herald_work.h"

struct herald {
    pid_t pid;
    int fd;
    char *queue[HERALD_QUEUE_MAX]; /* a ring */
    size_t first, count;
    uint64_t dropped;
};

/* Closing the socket is how we say that it was all: nothing is done with SIGPIPE. */
static int start_process(struct herald *herald, struct herald_work *work)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) < 0)
        return -errno;
    herald->pid = process_fork();
    if (herald->pid == 0) {
        process_close_others(&ends[1], 1);
        _exit(herald_work_run(work, ends[1]));
    }
    close(ends[1]);
    herald->fd = ends[0];
    if (herald->pid > 0)
        return 0;
    close(ends[0]);
    return -EAGAIN;
}

int herald_start(const struct herald_options *options, struct herald **out, char why[HERALD_WHY_MAX])
{
    struct herald_work *work = NULL;
    int error = herald_work_new(options, &work, why);
    struct herald *herald;

    *out = NULL;
    if (error < 0 || work == NULL)
        return error;
    herald = calloc(1, sizeof(*herald));
    error = herald != NULL ? start_process(herald, work) : -ENOMEM;
    herald_work_free(work);
    if (error == 0) {
        *out = herald;
        return 0;
    }
    snprintf(why, HERALD_WHY_MAX, "the process for alerts cannot be started: %s", strerror(-error));
    free(herald);
    return error;
}

bool herald_flush(struct herald *herald)
{
    while (herald != NULL && herald->count > 0) {
        char *text = herald->queue[herald->first];
        ssize_t sent = send(herald->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL);

        if (sent < 0 && (errno == EAGAIN || errno == ENOBUFS || errno == EINTR))
            return false;
        if (sent < 0)
            herald->dropped++;
        free(text);
        herald->first = (herald->first + 1) % HERALD_QUEUE_MAX;
        herald->count--;
    }
    return true;
}

static void enqueue(struct herald *herald, char *text)
{
    if (text == NULL || herald->count == HERALD_QUEUE_MAX) {
        herald->dropped++;
        free(text);
        return;
    }
    herald->queue[(herald->first + herald->count++) % HERALD_QUEUE_MAX] = text;
    herald_flush(herald);
}

void herald_tell(struct herald *herald, const char *line)
{
    char *text;

    if (herald == NULL)
        return;
    if (strlen(line) >= EVENT_TEXT_MAX || asprintf(&text, "%c%s", HERALD_EVENT, line) < 0)
        text = NULL;
    enqueue(herald, text);
}

static void format_mac(const struct party *party, char text[18])
{
    const uint8_t *mac = party->mac;

    text[0] = '\0';
    if (party->has_mac)
        snprintf(text, 18, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

void herald_fence(struct herald *herald, const struct fence_shot *shot, const char *interface)
{
    static const char *const sides[] = {"observer", "winner", "loser"};
    char target[ADDR_TEXT_MAX], winner[ADDR_TEXT_MAX], vip[ADDR_TEXT_MAX], mac[18], *text;

    if (herald == NULL)
        return;
    format_mac(&shot->target, mac);
    if (asprintf(&text,
                 "%cVRRP_FENCE_ADDRESS=%s\nVRRP_FENCE_MAC=%s\nVRRP_FENCE_SIDE=%s\nVRRP_WINNER=%s\n"
                 "VRRP_VRID=%u\nVRRP_FAMILY=%s\nVRRP_VIP=%s\nVRRP_INTERFACE=%s",
                 HERALD_FENCE, addr_format(&shot->target.address, target), mac, sides[shot->side],
                 addr_format(&shot->winner.address, winner), shot->vrid,
                 shot->family == ADDR_IPV6 ? "ipv6" : "ipv4", addr_format(&shot->vip, vip), interface) < 0)
        text = NULL;
    enqueue(herald, text);
}

uint64_t herald_dropped(const struct herald *herald)
{
    return herald != NULL ? herald->dropped : 0;
}

static void wait_ready(int fd, short events, int64_t until_us)
{
    struct pollfd ready = {.fd = fd, .events = events};
    int64_t left_us = until_us - clock_now_us();

    if (left_us > 0)
        poll(&ready, 1, (int)(left_us / 1000 + 1));
}

bool herald_finish(struct herald *herald, int64_t patience_us)
{
    int64_t until_us = clock_now_us() + patience_us;
    int ended, status = 1;
    bool told;

    if (herald == NULL)
        return true;
    while (!herald_flush(herald) && clock_now_us() < until_us)
        wait_ready(herald->fd, POLLOUT, until_us);
    told = herald->count == 0 && herald->dropped == 0;
    close(herald->fd);
    ended = process_watch(herald->pid);
    if (ended >= 0) {
        wait_ready(ended, POLLIN, until_us);
        close(ended);
    }
    if (waitpid(herald->pid, &status, WNOHANG) != herald->pid)
        told = false;
    while (herald->count > 0) {
        free(herald->queue[herald->first]);
        herald->first = (herald->first + 1) % HERALD_QUEUE_MAX;
        herald->count--;
    }
    free(herald);
    return told && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The dispatcher's socket; see inbox.h. */
#include "notify/inbox.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/event.h"
#include "lib/log.h"
#include "lib/loop.h"

enum { SENDERS_MAX = 64, ROUND_MAX = 64, USERS_MAX = 8 };

struct inbox {
    struct loop *loop;
    int listener;
    int senders[SENDERS_MAX]; /* -1: free */
    uid_t users[USERS_MAX];
    size_t user_count;
    struct inbox_owner owner;
};

static int fill_address(const char *path, struct sockaddr_un *out)
{
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(out->sun_path))
        return -ENAMETOOLONG;
    strcpy(out->sun_path, path);
    return 0;
}

static bool is_served(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool served =
        fd >= 0 && (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 || errno == EAGAIN);

    if (fd >= 0)
        close(fd);
    return served;
}

/* Anybody may connect: who may speak is decided by who they are. */
int inbox_listen(const char *path)
{
    struct sockaddr_un address;
    int error = fill_address(path, &address);
    int fd;

    if (error < 0)
        return error;
    if (is_served(&address))
        return -EADDRINUSE;
    unlink(path);
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 || chmod(path, 0666) < 0 ||
        listen(fd, SENDERS_MAX) < 0) {
        error = -errno;
        close(fd);
        return error;
    }
    return fd;
}

static bool may_speak(const struct inbox *inbox, int fd)
{
    struct ucred peer;
    socklen_t size = sizeof(peer);

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        return false;
    for (size_t i = 0; i < inbox->user_count; i++)
        if (inbox->users[i] == peer.uid)
            return true;
    return peer.uid == 0 || peer.uid == geteuid();
}

static void drop(struct inbox *inbox, int *sender)
{
    loop_remove(inbox->loop, *sender);
    close(*sender);
    *sender = -1;
}

/* A sender that does not read its answers loses them, and repeats its records after it reconnected. */
static void answer(int fd, uint64_t sequence, int error)
{
    char text[160];
    int size;

    if (error == 0)
        size = snprintf(text, sizeof(text), "{\"ok\":%" PRIu64 "}", sequence);
    else
        size = snprintf(text, sizeof(text), "{\"error\":\"%s\",\"seq\":%" PRIu64 "}", strerror(-error),
                        sequence);
    (void)!send(fd, text, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

struct taken {
    uint64_t sequence;
    int error;
};

/* What arrived goes to disk together, then each record is answered. */
static void serve(struct inbox *inbox, int *sender)
{
    struct taken taken[ROUND_MAX];
    char text[EVENT_TEXT_MAX];
    size_t count = 0;
    ssize_t size = -1;
    int error = 0;

    while (count < ROUND_MAX && (size = recv(*sender, text, sizeof(text), MSG_DONTWAIT | MSG_TRUNC)) > 0) {
        struct taken *one = &taken[count++];

        *one = (struct taken){.error = -EMSGSIZE};
        if (size >= (ssize_t)sizeof(text))
            continue;
        text[size] = '\0';
        one->error = strlen(text) == (size_t)size
                         ? inbox->owner.take(inbox->owner.context, text, &one->sequence)
                         : -EBADMSG;
    }
    if (count > 0)
        error = inbox->owner.commit(inbox->owner.context);
    for (size_t i = 0; i < count; i++)
        answer(*sender, taken[i].sequence, taken[i].error < 0 ? taken[i].error : error);
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
        drop(inbox, sender);
}

static void sender_spoke(void *context, int fd)
{
    struct inbox *inbox = context;

    for (size_t i = 0; i < SENDERS_MAX; i++)
        if (inbox->senders[i] == fd) {
            serve(inbox, &inbox->senders[i]);
            return;
        }
}

static int *free_place(struct inbox *inbox)
{
    for (size_t i = 0; i < SENDERS_MAX; i++)
        if (inbox->senders[i] < 0)
            return &inbox->senders[i];
    return NULL;
}

static void sender_came(void *context, int listener)
{
    struct inbox *inbox = context;
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    int *place = free_place(inbox);

    if (fd < 0)
        return;
    if (place == NULL || !may_speak(inbox, fd) || loop_add(inbox->loop, fd, sender_spoke, inbox) < 0) {
        log_line(LOG_LEVEL_WARNING, "notify.sock: a sender was turned away: %s",
                 place == NULL ? "there are too many" : "its user may not send");
        close(fd);
        return;
    }
    *place = fd;
}

struct inbox *inbox_new(struct loop *loop, int listener, const uid_t *users, size_t user_count,
                        const struct inbox_owner *owner)
{
    struct inbox *inbox = calloc(1, sizeof(*inbox));

    if (inbox == NULL)
        return NULL;
    inbox->loop = loop;
    inbox->listener = listener;
    inbox->owner = *owner;
    inbox->user_count = user_count < USERS_MAX ? user_count : USERS_MAX;
    memcpy(inbox->users, users, inbox->user_count * sizeof(*users));
    for (size_t i = 0; i < SENDERS_MAX; i++)
        inbox->senders[i] = -1;
    if (loop_add(loop, listener, sender_came, inbox) == 0)
        return inbox;
    free(inbox);
    return NULL;
}

void inbox_free(struct inbox *inbox)
{
    if (inbox == NULL)
        return;
    for (size_t i = 0; i < SENDERS_MAX; i++)
        if (inbox->senders[i] >= 0)
            serve(inbox, &inbox->senders[i]);
    for (size_t i = 0; i < SENDERS_MAX; i++)
        if (inbox->senders[i] >= 0)
            drop(inbox, &inbox->senders[i]);
    loop_remove(inbox->loop, inbox->listener);
    free(inbox);
}

/* The bare loop that health checks are measured against: for each target once a second a socket, a connect
 * that does not wait, epoll, what became of it, close; for http also the request and its answer up to its
 * end. No deadlines, no verdicts, no words, nothing for what goes wrong. */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/check_common.h"

enum { EVENTS = 64, FDS = 65536 };

static const char request[] = "GET / HTTP/1.0\r\nHost: bench\r\nConnection: close\r\n\r\n";

struct loop {
    struct bench bench;
    int epoll;
    int http;
    char reads[FDS]; /* by descriptor: the request is sent */
};

static void start(struct loop *loop, long target)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(loop->bench.port),
                             .sin_addr.s_addr = htonl(loop->bench.address + (uint32_t)target)};
    struct epoll_event event = {.events = EPOLLOUT};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0 || fd >= FDS) {
        loop->bench.bad++;
        return;
    }
    event.data.fd = fd;
    loop->reads[fd] = 0;
    if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0 || errno == EINPROGRESS) {
        epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event);
    } else {
        loop->bench.bad++;
        close(fd);
    }
}

static void end(struct loop *loop, int fd, int good)
{
    if (good)
        loop->bench.good++;
    else
        loop->bench.bad++;
    close(fd);
}

static void connected(struct loop *loop, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    int error = 0;
    socklen_t size = sizeof(error);

    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0 || !loop->http) {
        end(loop, fd, error == 0);
        return;
    }
    if (send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) < 0) {
        end(loop, fd, 0);
        return;
    }
    loop->reads[fd] = 1;
    epoll_ctl(loop->epoll, EPOLL_CTL_MOD, fd, &event);
}

static void answered(struct loop *loop, int fd)
{
    char bytes[8192];
    ssize_t size;

    while ((size = recv(fd, bytes, sizeof(bytes), 0)) > 0)
        continue;
    if (size == 0 || errno != EAGAIN)
        end(loop, fd, size == 0);
}

static void turn(struct loop *loop)
{
    struct epoll_event events[EVENTS];
    int64_t wait_us = bench_next_us(&loop->bench) - bench_now_us();
    int count = epoll_wait(loop->epoll, events, EVENTS, wait_us <= 0 ? 0 : (int)(wait_us / 1000) + 1);
    int64_t now_us;
    long target;

    for (int i = 0; i < count; i++) {
        if (loop->reads[events[i].data.fd])
            answered(loop, events[i].data.fd);
        else
            connected(loop, events[i].data.fd);
    }
    now_us = bench_now_us();
    while ((target = bench_due(&loop->bench, now_us)) >= 0)
        start(loop, target);
}

int main(int argc, char **argv)
{
    static struct loop loop;

    bench_begin(&loop.bench, argc, argv);
    loop.http = strcmp(loop.bench.kind, "http") == 0;
    loop.epoll = epoll_create1(EPOLL_CLOEXEC);
    bench_start_clock(&loop.bench);
    while (bench_now_us() < loop.bench.end_us)
        turn(&loop);
    return bench_report(&loop.bench);
}

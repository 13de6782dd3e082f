/* epoll and one timerfd; see loop.h. */
#include "lib/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { LOOP_EVENTS = 64, LOOP_GROWTH = 16 };

struct watch {
    loop_ready *ready; /* NULL: not watched */
    void *context;
};

struct loop {
    int epoll;
    int timer;
    int64_t armed_us;      /* what the timerfd is set to; LOOP_FOREVER when it is off */
    struct watch *watches; /* by descriptor */
    int size;
};

static int watch_timer(struct loop *loop)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = loop->timer};

    return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->timer, &event);
}

struct loop *loop_new(void)
{
    struct loop *loop = calloc(1, sizeof(*loop));

    if (loop == NULL)
        return NULL;
    loop->armed_us = LOOP_FOREVER;
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (loop->epoll >= 0 && loop->timer >= 0 && watch_timer(loop) == 0)
        return loop;
    loop_free(loop);
    return NULL;
}

void loop_free(struct loop *loop)
{
    if (loop == NULL)
        return;
    if (loop->timer >= 0)
        close(loop->timer);
    if (loop->epoll >= 0)
        close(loop->epoll);
    free(loop->watches);
    free(loop);
}

static int make_room(struct loop *loop, int fd)
{
    int size = fd + LOOP_GROWTH;
    struct watch *watches;

    if (fd < loop->size)
        return 0;
    watches = realloc(loop->watches, (size_t)size * sizeof(*watches));
    if (watches == NULL)
        return -ENOMEM;
    for (int i = loop->size; i < size; i++)
        watches[i] = (struct watch){.ready = NULL};
    loop->watches = watches;
    loop->size = size;
    return 0;
}

int loop_add(struct loop *loop, int fd, loop_ready *ready, void *context)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    int error = make_room(loop, fd);

    if (error < 0)
        return error;
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
        return -errno;
    loop->watches[fd] = (struct watch){.ready = ready, .context = context};
    return 0;
}

int loop_want_write(struct loop *loop, int fd, int writing)
{
    struct epoll_event event = {.events = writing ? EPOLLOUT : EPOLLIN, .data.fd = fd};

    return epoll_ctl(loop->epoll, EPOLL_CTL_MOD, fd, &event) < 0 ? -errno : 0;
}

void loop_remove(struct loop *loop, int fd)
{
    if (fd < 0 || fd >= loop->size || loop->watches[fd].ready == NULL)
        return;
    epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd, NULL);
    loop->watches[fd].ready = NULL;
}

/* Sets the timerfd only when it would ring too late: a deadline that moved away costs one idle wake-up, which
 * is cheaper than a system call for every advert heard. */
static int arm(struct loop *loop, int64_t deadline_us)
{
    struct itimerspec spec = {
        .it_value = {.tv_sec = deadline_us / 1000000, .tv_nsec = deadline_us % 1000000 * 1000}};

    if (deadline_us >= loop->armed_us)
        return 0;
    if (deadline_us <= 0)
        spec.it_value = (struct timespec){.tv_nsec = 1};
    if (timerfd_settime(loop->timer, TFD_TIMER_ABSTIME, &spec, NULL) < 0)
        return -errno;
    loop->armed_us = deadline_us;
    return 0;
}

static void timer_rang(struct loop *loop)
{
    uint64_t count;

    if (read(loop->timer, &count, sizeof(count)) == (ssize_t)sizeof(count))
        loop->armed_us = LOOP_FOREVER;
}

int loop_wait(struct loop *loop, int64_t deadline_us)
{
    struct epoll_event events[LOOP_EVENTS];
    int error = arm(loop, deadline_us);
    int count;

    if (error < 0)
        return error;
    count = epoll_wait(loop->epoll, events, LOOP_EVENTS, -1);
    if (count < 0)
        return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++) {
        int fd = events[i].data.fd;

        if (fd == loop->timer)
            timer_rang(loop);
        else if (loop->watches[fd].ready != NULL) /* an earlier function may have removed it */
            loop->watches[fd].ready(loop->watches[fd].context, fd);
    }
    return 0;
}

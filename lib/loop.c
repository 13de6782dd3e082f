/* epoll and one timerfd; see loop.h. */
#include "lib/loop.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { LOOP_EVENTS = 64, LOOP_GROWTH = 16 };

struct watch {
    loop_ready *ready; /* this or `event`; both NULL: not watched */
    loop_event *event;
    void *context;
    uint32_t turn; /* of this number's use: what was reported for an earlier one is nobody's */
};

struct loop {
    int epoll;
    int timer;
    int64_t armed_us;      /* what the timerfd is set to; LOOP_FOREVER when it is off */
    struct watch *watches; /* by descriptor */
    int size;
};

/* What epoll gives back: the descriptor and its turn. */
static uint64_t name_of(int fd, uint32_t turn)
{
    return (uint64_t)turn << 32 | (uint32_t)fd;
}

static int watch_timer(struct loop *loop)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = name_of(loop->timer, 0)};

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
    int size = fd + fd / 2 + LOOP_GROWTH;
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
    struct epoll_event event = {.events = EPOLLIN};
    int error = make_room(loop, fd);

    if (error < 0)
        return error;
    event.data.u64 = name_of(fd, loop->watches[fd].turn);
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
        return -errno;
    loop->watches[fd].ready = ready;
    loop->watches[fd].event = NULL;
    loop->watches[fd].context = context;
    return 0;
}

int loop_want_write(struct loop *loop, int fd, int writing)
{
    struct epoll_event event = {.events = writing ? EPOLLOUT : EPOLLIN};

    if (fd < 0 || fd >= loop->size)
        return -ENOENT;
    event.data.u64 = name_of(fd, loop->watches[fd].turn);
    return epoll_ctl(loop->epoll, EPOLL_CTL_MOD, fd, &event) < 0 ? -errno : 0;
}

static bool is_watched(const struct loop *loop, int fd)
{
    return fd >= 0 && fd < loop->size && (loop->watches[fd].ready != NULL || loop->watches[fd].event != NULL);
}

void loop_forget(struct loop *loop, int fd)
{
    if (!is_watched(loop, fd))
        return;
    loop->watches[fd].ready = NULL;
    loop->watches[fd].event = NULL;
    loop->watches[fd].turn++;
}

void loop_remove(struct loop *loop, int fd)
{
    if (!is_watched(loop, fd))
        return;
    epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd, NULL);
    loop_forget(loop, fd);
}

int loop_watch(struct loop *loop, int fd, unsigned events, loop_event *event, void *context)
{
    struct epoll_event wanted = {.events = (events & LOOP_READ ? (uint32_t)EPOLLIN : 0U) |
                                           (events & LOOP_WRITE ? (uint32_t)EPOLLOUT : 0U)};
    int error = make_room(loop, fd);

    if (error < 0)
        return error;
    wanted.data.u64 = name_of(fd, loop->watches[fd].turn);
    if (epoll_ctl(loop->epoll, is_watched(loop, fd) ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &wanted) < 0)
        return -errno;
    loop->watches[fd].ready = NULL;
    loop->watches[fd].event = event;
    loop->watches[fd].context = context;
    return 0;
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

/* An earlier function may have removed it, and its number may be another's by now. */
static void report(struct loop *loop, const struct epoll_event *came)
{
    int fd = (int)(uint32_t)came->data.u64;
    struct watch watch;
    unsigned events = 0;

    if (fd == loop->timer) {
        timer_rang(loop);
        return;
    }
    watch = loop->watches[fd];
    if (watch.turn != (uint32_t)(came->data.u64 >> 32))
        return;
    if (watch.ready != NULL)
        watch.ready(watch.context, fd);
    if (watch.event == NULL)
        return;
    if (came->events & (EPOLLIN | EPOLLERR | EPOLLHUP))
        events |= LOOP_READ;
    if (came->events & (EPOLLOUT | EPOLLERR | EPOLLHUP))
        events |= LOOP_WRITE;
    watch.event(watch.context, fd, events);
}

int loop_wait(struct loop *loop, int64_t deadline_us)
{
    struct epoll_event events[LOOP_EVENTS];
    int error = arm(loop, deadline_us);
    int count;

    if (error < 0)
        return error;
    count = epoll_wait(loop->epoll, events, LOOP_EVENTS, -1);
    /* A process that was stopped and goes on is interrupted: what came meanwhile is heard before the caller
     * looks at its timers. */
    while (count < 0 && errno == EINTR)
        count = epoll_wait(loop->epoll, events, LOOP_EVENTS, 0);
    if (count < 0)
        return -errno;
    for (int i = 0; i < count; i++)
        report(loop, &events[i]);
    return 0;
}

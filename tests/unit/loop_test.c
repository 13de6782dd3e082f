/* lib/loop: what is ready is told, what was removed is not, deadlines are kept. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/loop.h"
#include "tests/unit/check.h"

enum { SOON_US = 5000, LATE_US = 400000 };

struct pipe_end {
    struct loop *loop;
    int fds[2];
    int calls;
    int remove; /* this descriptor, when called */
};

static void ready(void *context, int fd)
{
    struct pipe_end *end = context;
    char byte;

    end->calls++;
    CHECK_EQ_INT(fd, end->fds[0]);
    CHECK_EQ_INT(read(fd, &byte, 1), 1);
    if (end->remove >= 0)
        loop_remove(end->loop, end->remove);
}

static void open_end(struct pipe_end *end, struct loop *loop)
{
    *end = (struct pipe_end){.loop = loop, .remove = -1};
    CHECK_EQ_INT(pipe2(end->fds, O_CLOEXEC | O_NONBLOCK), 0);
    CHECK_EQ_INT(loop_add(loop, end->fds[0], ready, end), 0);
}

static void close_end(struct pipe_end *end)
{
    loop_remove(end->loop, end->fds[0]);
    close(end->fds[0]);
    close(end->fds[1]);
}

static void say(struct pipe_end *end)
{
    CHECK_EQ_INT(write(end->fds[1], "x", 1), 1);
}

/* Waits through early returns; how long it took. */
static int64_t wait_until(struct loop *loop, int64_t deadline_us)
{
    int64_t start_us = clock_now_us();

    while (clock_now_us() < deadline_us)
        CHECK_EQ_INT(loop_wait(loop, deadline_us), 0);
    return clock_now_us() - start_us;
}

static void readers_are_called(struct loop *loop)
{
    struct pipe_end a, b;

    open_end(&a, loop);
    open_end(&b, loop);
    say(&b);
    loop_wait(loop, clock_now_us() + LATE_US);
    CHECK_EQ_INT(a.calls, 0);
    CHECK_EQ_INT(b.calls, 1);
    say(&a);
    say(&a);
    loop_wait(loop, clock_now_us() + LATE_US);
    CHECK_EQ_INT(a.calls, 1);
    loop_wait(loop, clock_now_us() + LATE_US); /* it did not read everything, so it is called again */
    CHECK_EQ_INT(a.calls, 2);
    close_end(&a);
    close_end(&b);
}

/* Both are ready in one wait; whichever comes first removes the other. */
static void removed_within_the_round(struct loop *loop)
{
    struct pipe_end a, b;

    open_end(&a, loop);
    open_end(&b, loop);
    a.remove = b.fds[0];
    b.remove = a.fds[0];
    say(&a);
    say(&b);
    loop_wait(loop, clock_now_us() + LATE_US);
    CHECK_EQ_INT(a.calls + b.calls, 1);
    wait_until(loop, clock_now_us() + SOON_US);
    CHECK_EQ_INT(a.calls + b.calls, 1);
    close_end(&a);
    close_end(&b);
    loop_remove(loop, a.fds[0]); /* again, and numbers nobody watches */
    loop_remove(loop, -1);
    loop_remove(loop, 100000);
}

static void deadlines_are_kept(struct loop *loop)
{
    int64_t now_us = clock_now_us();

    CHECK(wait_until(loop, now_us + SOON_US) < LATE_US);
    CHECK(clock_now_us() >= now_us + SOON_US);
    /* A deadline in the past, at 0, and one that moves nearer after a far one was asked for. */
    now_us = clock_now_us();
    CHECK_EQ_INT(loop_wait(loop, now_us - 1), 0);
    CHECK_EQ_INT(loop_wait(loop, 0), 0);
    CHECK_EQ_INT(loop_wait(loop, -5), 0);
    CHECK(clock_now_us() - now_us < LATE_US);
}

static void a_nearer_deadline_wins(struct loop *loop)
{
    struct pipe_end end;
    int64_t now_us = clock_now_us();

    open_end(&end, loop);
    say(&end);
    loop_wait(loop, now_us + 60000000); /* arms the far one, returns for the pipe */
    CHECK_EQ_INT(end.calls, 1);
    CHECK(wait_until(loop, clock_now_us() + SOON_US) < LATE_US);
    say(&end);
    loop_wait(loop, LOOP_FOREVER);
    while (end.calls < 2)
        loop_wait(loop, LOOP_FOREVER);
    close_end(&end);
}

static void writing_instead_of_reading(struct loop *loop)
{
    struct pipe_end end;
    char bytes[4096] = {0};

    open_end(&end, loop);
    CHECK_EQ_INT(loop_want_write(loop, end.fds[0], 0), 0);
    CHECK_EQ_INT(loop_want_write(loop, end.fds[1], 1), -ENOENT);
    while (write(end.fds[1], bytes, sizeof(bytes)) > 0)
        continue;
    CHECK_EQ_INT(loop_add(loop, 1000000, ready, &end), -EBADF);
    close_end(&end);
}

struct watcher {
    struct loop *loop;
    unsigned events;
    int calls;
    int replaces; /* this descriptor is closed from within the call, and its number used again */
    int replaced_by;
};

static void event(void *context, int fd, unsigned events)
{
    struct watcher *watcher = context;

    watcher->calls++;
    watcher->events = events;
    if (watcher->replaces < 0)
        return;
    loop_forget(watcher->loop, watcher->replaces);
    CHECK_EQ_INT(dup2(watcher->replaced_by, watcher->replaces), watcher->replaces);
    CHECK_EQ_INT(loop_watch(watcher->loop, watcher->replaces, LOOP_READ, event, watcher), 0);
    watcher->replaces = -1;
    (void)fd;
}

static void events_are_told_as_they_are_wanted(struct loop *loop)
{
    struct watcher watcher = {.loop = loop, .replaces = -1};
    int fds[2];

    CHECK_EQ_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
    CHECK_EQ_INT(loop_watch(loop, fds[0], LOOP_WRITE, event, &watcher), 0);
    loop_wait(loop, clock_now_us() + LATE_US);
    CHECK(watcher.calls == 1 && watcher.events == LOOP_WRITE);
    CHECK_EQ_INT(loop_watch(loop, fds[0], LOOP_READ, event, &watcher), 0);
    wait_until(loop, clock_now_us() + SOON_US);
    CHECK_EQ_INT(watcher.calls, 1);
    CHECK_EQ_INT(write(fds[1], "x", 1), 1);
    loop_wait(loop, clock_now_us() + LATE_US);
    CHECK(watcher.calls == 2 && watcher.events == LOOP_READ);
    CHECK_EQ_INT(loop_watch(loop, fds[0], LOOP_READ | LOOP_WRITE, event, &watcher), 0);
    loop_wait(loop, clock_now_us() + LATE_US);
    CHECK(watcher.calls == 3 && watcher.events == (LOOP_READ | LOOP_WRITE));
    loop_forget(loop, fds[0]);
    loop_forget(loop, fds[0]);
    close(fds[0]);
    close(fds[1]);
    wait_until(loop, clock_now_us() + SOON_US);
    CHECK_EQ_INT(watcher.calls, 3);
}

/* Both are ready in one wait; whoever comes first closes the other, whose number is somebody else's then. */
static void what_was_said_of_a_number_is_not_said_of_its_next_owner(struct loop *loop)
{
    struct watcher watcher = {.loop = loop};
    int fds[2][2], quiet[2];

    CHECK_EQ_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, quiet), 0);
    for (int i = 0; i < 2; i++) {
        CHECK_EQ_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds[i]), 0);
        CHECK_EQ_INT(write(fds[i][1], "x", 1), 1);
        CHECK_EQ_INT(loop_watch(loop, fds[i][0], LOOP_READ, event, &watcher), 0);
    }
    watcher.replaces = fds[1][0];
    watcher.replaced_by = quiet[0];
    loop_wait(loop, clock_now_us() + LATE_US);
    CHECK_EQ_INT(watcher.calls, 1);
    for (int i = 0; i < 2; i++) {
        loop_remove(loop, fds[i][0]);
        close(fds[i][0]);
        close(fds[i][1]);
        close(quiet[i]);
    }
}

/* In a child: the first wait, with a deadline, must already tell what came while it was stopped. */
static int wait_once(struct loop *loop, struct pipe_end *end)
{
    loop_wait(loop, clock_now_us() + 20 * SOON_US);
    return end->calls == 1 ? 0 : 1;
}

static void what_came_while_stopped_is_told_first(void)
{
    struct loop *own = loop_new();
    struct pipe_end end;
    int status = -1;
    pid_t pid;

    open_end(&end, own);
    pid = fork();
    if (pid == 0)
        _exit(wait_once(own, &end));
    clock_sleep_us(2 * SOON_US);
    CHECK_EQ_INT(kill(pid, SIGSTOP), 0);
    CHECK_EQ_INT(waitpid(pid, &status, WUNTRACED), pid);
    say(&end);
    clock_sleep_us(40 * SOON_US);
    CHECK_EQ_INT(kill(pid, SIGCONT), 0);
    CHECK_EQ_INT(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close_end(&end);
    loop_free(own);
}

int main(void)
{
    struct loop *loop = loop_new();

    CHECK(loop != NULL);
    readers_are_called(loop);
    removed_within_the_round(loop);
    deadlines_are_kept(loop);
    a_nearer_deadline_wins(loop);
    writing_instead_of_reading(loop);
    events_are_told_as_they_are_wanted(loop);
    what_was_said_of_a_number_is_not_said_of_its_next_owner(loop);
    what_came_while_stopped_is_told_first();
    loop_free(loop);
    loop_free(NULL);
    return check_report("loop");
}

/* Another program run to its end; see command.h. */
#include "notify/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/process.h"

static struct process_identity ourselves(void)
{
    struct process_identity identity = {.uid = geteuid(), .gid = getegid()};
    int count = getgroups(PROCESS_GROUPS_MAX, identity.groups);

    identity.group_count = count > 0 ? (size_t)count : 0;
    return identity;
}

/* Reads until the end of the output or of the time. True at the end of the output. */
static bool read_output(int fd, int64_t deadline_us, char *out, size_t size)
{
    size_t used = strlen(out);

    for (;;) {
        int64_t left_us = deadline_us - clock_now_us();
        struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
        char rest[512];
        ssize_t got;

        if (left_us <= 0 || (poll(&poll_fd, 1, (int)(left_us / 1000 + 1)) < 0 && errno != EINTR))
            return false;
        if (poll_fd.revents == 0)
            continue;
        got = used < size - 1 ? read(fd, out + used, size - 1 - used) : read(fd, rest, sizeof(rest));
        if (got == 0)
            return true;
        if (got < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        if (got > 0 && used < size - 1)
            used += (size_t)got;
        explicit_bzero(rest, sizeof(rest));
    }
}

/* A program may close its output and go on: it has until the deadline too. What it left behind in its group
 * goes with it, before its number can be another's. */
static int reap(pid_t pid, int64_t deadline_us)
{
    siginfo_t info = {.si_pid = 0};
    bool late = false;
    int status;

    while (!late && waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0) {
        late = clock_now_us() >= deadline_us;
        clock_sleep_us(2000);
    }
    kill(-pid, SIGKILL);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    if (late)
        return -ETIMEDOUT;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int command_run(const struct command_run *run, char *out, size_t size, size_t *used)
{
    static char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C", NULL};
    struct process_identity identity = ourselves();
    int64_t deadline_us = clock_now_us() + run->timeout_us;
    struct process_program program = {.path = run->argv[0],
                                      .argv = run->argv,
                                      .environment = environment,
                                      .identity = &identity,
                                      .input = run->input};
    int ends[2], status;
    pid_t pid;

    memset(out, 0, size);
    *used = 0;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    program.output = ends[1];
    pid = process_run(&program);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return (int)pid;
    }
    if (!read_output(ends[0], deadline_us, out, size))
        deadline_us = 0;
    close(ends[0]);
    status = reap(pid, deadline_us);
    if (out[0] == PROCESS_MARK && out[1] == PROCESS_NOT_STARTED) {
        memmove(out, out + 2, size - 2);
        status = -ENOEXEC;
    }
    *used = strlen(out);
    return status;
}

/* Processes; see process.h. */
#include "lib/process.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
    char *start;
    size_t size;
} title;

void process_init(int argc, char **argv)
{
    title.start = argv[0];
    title.size = (size_t)(argv[argc - 1] + strlen(argv[argc - 1]) + 1 - argv[0]);
}

void process_title(const char *program, const char *part)
{
    char name[16];

    snprintf(name, sizeof(name), "%s-%s", program, part);
    prctl(PR_SET_NAME, name);
    if (title.start == NULL)
        return;
    memset(title.start, 0, title.size);
    snprintf(title.start, title.size, "%s: %s", program, part);
}

pid_t process_fork(void)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1, SIGUSR2};
    pid_t parent = getpid();
    pid_t pid = fork();
    sigset_t none;

    if (pid != 0)
        return pid;
    if (getppid() != parent)
        _exit(1); /* nobody would tell us what to do */
    /* A terminal's Ctrl-C and a stop script's signals reach the whole group: only the parent acts on them. */
    for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
        signal(ignored[i], SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    return 0;
}

int process_watch(pid_t pid)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);

    return fd < 0 ? -errno : fd;
}

int process_real_time(int priority)
{
    struct sched_param parameter = {.sched_priority = priority};

    return sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &parameter) < 0 ? -errno : 0;
}

int process_lock_memory(void)
{
    return mlockall(MCL_CURRENT | MCL_ONFAULT) < 0 ? -errno : 0;
}

static bool contains(const int *keep, size_t count, int fd)
{
    for (size_t i = 0; i < count; i++)
        if (keep[i] == fd)
            return true;
    return false;
}

void process_close_others(const int *keep, size_t count)
{
    DIR *open_files = opendir("/proc/self/fd");
    struct dirent *entry;

    if (open_files == NULL)
        return;
    while ((entry = readdir(open_files)) != NULL) {
        int fd = atoi(entry->d_name);

        if (fd > 2 && fd != dirfd(open_files) && !contains(keep, count, fd))
            close(fd);
    }
    closedir(open_files);
}

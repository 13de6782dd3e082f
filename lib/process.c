/* Processes; see process.h. */
#include "lib/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
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

void process_alias(const char *name, const char *argument)
{
    size_t length = strlen(name);

    prctl(PR_SET_NAME, name);
    if (title.start == NULL || title.size < length + 4)
        return;
    memset(title.start, 0, title.size);
    memcpy(title.start, name, length);
    snprintf(title.start + length + 1, title.size - length - 1, "--%s", argument);
}

pid_t process_fork_detached(void)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1, SIGUSR2};
    pid_t pid = fork();
    sigset_t none;

    if (pid != 0)
        return pid;
    /* A terminal's Ctrl-C and a stop script's signals reach the whole group: only the parent acts on them. */
    for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
        signal(ignored[i], SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    return 0;
}

pid_t process_fork(void)
{
    pid_t parent = getpid();
    pid_t pid = process_fork_detached();

    if (pid == 0 && getppid() != parent)
        _exit(1); /* nobody would tell us what to do */
    return pid;
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

int process_adopt_orphans(void)
{
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 ? -errno : 0;
}

int process_replace(const char *path, char *const *argv, char *const *environment)
{
    execve(path, argv, environment);
    return -errno;
}

/* The beginning of a file in /proc/PID; "" when there is none. */
static void read_proc(pid_t pid, const char *name, char *text, size_t size)
{
    char path[48];
    ssize_t got = -1;
    int fd;

    snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        got = read(fd, text, size - 1);
        close(fd);
    }
    text[got > 0 ? got : 0] = '\0';
}

/* A field of /proc/PID/stat from the third on; the second may contain blanks and brackets (proc(5)). */
static const char *stat_field(const char *text, int number)
{
    const char *rest = strrchr(text, ')');

    for (int field = 2; rest != NULL && field < number; field++)
        rest = strchr(rest + 1, ' ');
    return rest != NULL ? rest + 1 : "";
}

uint64_t process_started(pid_t pid)
{
    char text[512];

    read_proc(pid, "stat", text, sizeof(text));
    return strtoull(stat_field(text, 22), NULL, 10);
}

struct process_look process_look_at(pid_t child)
{
    siginfo_t info = {.si_pid = 0};
    struct process_look look = {.cpu_us = -1};
    char text[512];

    look.stopped =
        waitid(P_PID, (id_t)child, &info, WSTOPPED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
    read_proc(child, "stat", text, sizeof(text));
    look.runs = stat_field(text, 3)[0] == 'R';
    read_proc(child, "schedstat", text, sizeof(text));
    if (text[0] != '\0')
        look.cpu_us = strtoll(text, NULL, 10) / 1000;
    return look;
}

void process_be_killable(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    (void)!write(fd, "0", 1); /* a kernel without it protects nobody */
    close(fd);
}

/* ---- in the new process, until it is the other program ---- */

static void fail_start(char kind, const char *step, const char *why)
{
    char text[512];
    int size = snprintf(text, sizeof(text), "%c%c%s%s%s\n", PROCESS_MARK, kind, step,
                        *step != '\0' ? ": " : "", why);

    if (size >= (int)sizeof(text))
        size = sizeof(text) - 1;
    (void)!write(STDOUT_FILENO, text, (size_t)size);
    _exit(127);
}

static void reset_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t none;

    for (int signal_number = 1; signal_number < NSIG; signal_number++)
        sigaction(signal_number, &action, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void arrange_files(int input, int output)
{
    int from = input > 0 ? input : open("/dev/null", O_RDONLY | O_CLOEXEC);

    if (from >= 0)
        dup2(from, STDIN_FILENO);
    else
        close(STDIN_FILENO);
    if (dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0)
        _exit(127);
    if (syscall(SYS_close_range, 3U, ~0U, 0U) < 0)
        process_close_others(NULL, 0);
}

static bool is_already(const struct process_identity *identity)
{
    return geteuid() == identity->uid && getuid() == identity->uid && getegid() == identity->gid &&
           getgid() == identity->gid;
}

static void become(const struct process_identity *identity)
{
    if (setgroups(identity->group_count, identity->groups) < 0 && !is_already(identity))
        fail_start(PROCESS_NOT_STARTED, "cannot take on the user's groups", strerror(errno));
    if (is_already(identity))
        return;
    if (setresgid(identity->gid, identity->gid, identity->gid) < 0)
        fail_start(PROCESS_NOT_STARTED, "cannot take on the group", strerror(errno));
    if (setresuid(identity->uid, identity->uid, identity->uid) < 0)
        fail_start(PROCESS_NOT_STARTED, "cannot become the user", strerror(errno));
}

/* A file without "#!" is the shell's, as it was for every shell that ever started one. */
static void execute(const struct process_program *program)
{
    char *arguments[256] = {"sh", (char *)(uintptr_t)program->path};
    size_t count = 1;

    execve(program->path, program->argv, program->environment);
    if (errno != ENOEXEC)
        fail_start(PROCESS_NOT_STARTED, program->path, strerror(errno));
    for (; program->argv[count] != NULL && count < sizeof(arguments) / sizeof(arguments[0]) - 2; count++)
        arguments[count + 1] = program->argv[count];
    execve("/bin/sh", arguments, program->environment);
    fail_start(PROCESS_NOT_STARTED, "/bin/sh", strerror(errno));
}

pid_t process_run(const struct process_program *program)
{
    const struct sched_param ordinary = {.sched_priority = 0};
    pid_t parent = getpid();
    pid_t pid = fork();
    const char *why;

    if (pid < 0)
        return -errno;
    if (pid > 0)
        return pid;
    reset_signals();
    setsid();
    sched_setscheduler(0, SCHED_OTHER, &ordinary);
    if (getpriority(PRIO_PROCESS, 0) < 0)
        setpriority(PRIO_PROCESS, 0, 0);
    umask(022);
    arrange_files(program->input, program->output);
    become(program->identity);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127);
    if (chdir("/") < 0)
        fail_start(PROCESS_NOT_STARTED, "/", strerror(errno));
    why = program->permit != NULL ? program->permit(program->context) : NULL;
    if (why != NULL)
        fail_start(PROCESS_REFUSED, "", why);
    execute(program);
    _exit(127);
}

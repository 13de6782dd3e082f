/* The parent that mends the terminal; see screen_guard.h. */
#include "vrrptop/screen_guard.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "lib/process.h"

/* Ends: application keypad, alternate screen, hidden cursor, mouse reports, colours. Terminals that know none
 * of it ignore them. */
static const char mend[] = "\033[?1l\033>\033[?1000l\033[?1002l\033[?1006l\033[?1049l\033[?25h\033[m\r\n";

static void give_back(const struct termios *before)
{
    tcsetattr(STDOUT_FILENO, TCSANOW, before);
    if (write(STDOUT_FILENO, mend, sizeof(mend) - 1) < 0)
        return; /* the terminal is gone: nothing to mend */
}

/* Looks at the child: true with its status when it has ended. The shell takes the terminal when we stop: so
 * we stop after the child has given it back, and go on when it does. One that somebody holds by SIGSTOP has
 * not given back anything. */
static bool has_ended(pid_t pid, int *status)
{
    pid_t got = waitpid(pid, status, WNOHANG | WUNTRACED);

    while (got == pid && WIFSTOPPED(*status) && WSTOPSIG(*status) != SIGSTOP) {
        raise(SIGSTOP);
        got = waitpid(pid, status, WNOHANG | WUNTRACED | WCONTINUED);
        if (got == 0)
            kill(pid, SIGCONT); /* only we were told to go on */
    }
    return got == pid && !WIFSTOPPED(*status) && !WIFCONTINUED(*status);
}

/* Waits for the child; what would end or stop us goes to the child, and we follow, in order. */
static int wait_for(pid_t pid, const sigset_t *set)
{
    siginfo_t info;
    int status;

    for (;;) {
        if (sigwaitinfo(set, &info) < 0)
            continue;
        if (info.si_signo == SIGTSTP && info.si_code == SI_KERNEL)
            continue; /* a key: the child has it as well */
        if (info.si_signo != SIGCHLD) {
            kill(pid, info.si_signo);
            continue;
        }
        if (has_ended(pid, &status))
            return status;
    }
}

int screen_guard(int (*work)(void *context), void *context)
{
    static const int handed[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGTSTP, SIGCHLD};
    struct termios before;
    sigset_t set, old;
    pid_t keeper = getpid(), pid;
    int status;

    if (tcgetattr(STDOUT_FILENO, &before) < 0)
        return -errno;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof(handed) / sizeof(handed[0]); i++)
        sigaddset(&set, handed[i]);
    sigprocmask(SIG_BLOCK, &set, &old);
    fflush(NULL);
    pid = process_fork();
    if (pid < 0)
        return -errno;
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM); /* we end in order when our keeper is killed */
        if (getppid() != keeper)
            _exit(1);
        sigprocmask(SIG_SETMASK, &old, NULL);
        _exit(work(context));
    }
    status = wait_for(pid, &set);
    sigprocmask(SIG_SETMASK, &old, NULL);
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    give_back(&before);
    fprintf(stderr, "vrrptop: ended by signal %d (%s)\n", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return 128 + WTERMSIG(status);
}

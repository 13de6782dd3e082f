/* The runner's dispatcher; see engine_runner_mailer.h. */
#include "vrrpd/engine_runner_mailer.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/log.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "lib/script_file.h"

enum {
    FIRST_PAUSE_US = 1000000,
    LONGEST_PAUSE_US = 60000000,
    PATIENCE_US = 6500000, /* it takes five seconds at most */
};

static const char default_run_dir[] = "/run/vrrpd";

/* Beside our own program, wherever that is. */
static bool find_program(char path[PATH_MAX])
{
    ssize_t size = readlink("/proc/self/exe", path, PATH_MAX - 16);
    char *end;

    if (size <= 0)
        return false;
    path[size] = '\0';
    end = strrchr(path, '/');
    if (end == NULL)
        return false;
    strcpy(end + 1, "vrrpnotify");
    return access(path, X_OK) == 0;
}

static pid_t start(const struct runner_mailer *mailer, const char *path)
{
    const struct options *options = mailer->child->options;
    const struct process_identity root = {.uid = 0, .gid = 0};
    char search[] = "PATH=" SCRIPT_FILE_PATH, language[] = "LANG=C.UTF-8", home[] = "HOME=/", spool[PATH_MAX];
    char *const environment[] = {search, language, home, NULL};
    const char *argv[12] = {"vrrpnotify", "-f", options->file, "--run-dir", options->run_dir};
    size_t count = 5;
    struct process_program program = {
        .path = path, .argv = (char *const *)argv, .environment = environment, .identity = &root};
    pid_t pid;

    snprintf(spool, sizeof(spool), "%s/spool", options->run_dir);
    if (strcmp(options->run_dir, default_run_dir) != 0) { /* a second daemon: not the first one's spool */
        argv[count++] = "--spool";
        argv[count++] = spool;
    }
    if (options->console)
        argv[count++] = "-l";
    argv[count++] = "run";
    program.output = options->console ? STDERR_FILENO : open("/dev/null", O_WRONLY | O_CLOEXEC);
    pid = process_run(&program);
    if (!options->console)
        close(program.output);
    return pid;
}

void runner_mailer_begin(struct runner_mailer *mailer, const struct child *child)
{
    *mailer =
        (struct runner_mailer){.child = child, .wanted = conf_mails(child->conf), .pause_us = FIRST_PAUSE_US};
}

void runner_mailer_round(struct runner_mailer *mailer, int64_t now_us)
{
    char path[PATH_MAX];

    if (!mailer->wanted || mailer->stopping || mailer->pid != 0 || now_us < mailer->start_at_us)
        return;
    mailer->start_at_us = now_us + LONGEST_PAUSE_US;
    if (!find_program(path)) {
        log_line(LOG_LEVEL_ERROR, "mail is configured, but there is no program %s: none will be sent", path);
        return;
    }
    mailer->pid = start(mailer, path);
    if (mailer->pid < 0) {
        log_line(LOG_LEVEL_ERROR, "vrrpnotify cannot be started: %s", strerror(-mailer->pid));
        mailer->pid = 0;
    }
}

int64_t runner_mailer_next_us(const struct runner_mailer *mailer)
{
    if (mailer->stopping)
        return mailer->pid != 0 ? mailer->end_us : LOOP_FOREVER;
    return mailer->wanted && mailer->pid == 0 ? mailer->start_at_us : LOOP_FOREVER;
}

/* 75: another dispatcher, a unit's perhaps, has the spool: it sends our mail too. */
static void plan(struct runner_mailer *mailer, int status, int64_t now_us)
{
    bool other = WIFEXITED(status) && WEXITSTATUS(status) == EX_TEMPFAIL;

    if (other && !mailer->said_other)
        log_line(LOG_LEVEL_NOTICE, "another vrrpnotify has the spool: it sends what there is to send");
    if (!other)
        log_line(LOG_LEVEL_WARNING, "vrrpnotify ended (%s %d): it is started again",
                 WIFSIGNALED(status) ? "signal" : "exit status",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    mailer->said_other = other;
    mailer->start_at_us = now_us + (other ? LONGEST_PAUSE_US : mailer->pause_us);
    mailer->pause_us = mailer->pause_us * 2 < LONGEST_PAUSE_US ? mailer->pause_us * 2 : LONGEST_PAUSE_US;
}

bool runner_mailer_ended(struct runner_mailer *mailer, pid_t pid, int status, int64_t now_us)
{
    if (mailer->pid == 0 || pid != mailer->pid)
        return false;
    mailer->pid = 0;
    if (!mailer->stopping)
        plan(mailer, status, now_us);
    return true;
}

void runner_mailer_stop(struct runner_mailer *mailer, enum runner_end end, int64_t now_us)
{
    if (mailer->stopping)
        return;
    mailer->stopping = true;
    mailer->end_us = now_us + PATIENCE_US;
    if (mailer->pid != 0)
        kill(mailer->pid, end == RUNNER_STOPS ? SIGTERM : SIGINT);
}

bool runner_mailer_over(struct runner_mailer *mailer, int64_t now_us)
{
    if (mailer->pid != 0 && now_us >= mailer->end_us)
        kill(mailer->pid, SIGKILL);
    return mailer->pid == 0 || now_us >= mailer->end_us;
}

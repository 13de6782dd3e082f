/* Becoming another program; see supervisor_upgrade.h. */
#include "vrrpd/supervisor_upgrade.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/process.h"
#include "lib/script_file.h"
#include "vrrpd/inherit.h"
#include "vrrpd/os/notify_socket.h"
#include "vrrpd/supervisor_reload.h"

enum {
    CHECK_PATIENCE_US = 30000000,
    RETRY_US = 10000000,
    TEXT_MAX = 12000,
    BAD_CONFIGURATION = 2, /* exit status of vrrpd(8) */
};

static const struct process_identity root = {.uid = 0, .gid = 0};

void supervisor_upgrade_answer(struct supervisor *supervisor, enum upgrade_result result, const char *format,
                               ...)
{
    int text = memfd_create("vrrpd-answer", MFD_CLOEXEC);
    va_list arguments;

    va_start(arguments, format);
    if (text >= 0)
        vdprintf(text, format, arguments);
    va_end(arguments);
    if (supervisor->upgrade.asked)
        message_send(supervisor->current[PAGE_SERVICES].pair, MESSAGE_UPGRADED, (int32_t)result, text);
    supervisor->upgrade.asked = false;
    if (text >= 0)
        close(text);
}

void supervisor_upgrade_forget(struct supervisor *supervisor)
{
    if (supervisor->upgrade.output > 0)
        close(supervisor->upgrade.output);
    supervisor->upgrade = (struct upgrade){.step = UPGRADE_NONE};
    if (supervisor_is_heir(supervisor))
        supervisor->upgrade.retry_at_us = clock_now_us() + RETRY_US;
}

static void refuse(struct supervisor *supervisor, enum upgrade_result result, const char *why)
{
    log_line(LOG_LEVEL_ERROR, "upgrade refused: %.400s", why);
    supervisor_upgrade_answer(supervisor, result, "%s", why);
    supervisor_upgrade_forget(supervisor);
}

/* ---- which program ---- */

/* The file we run, or what has taken its place. */
static bool own_path(char path[PATH_MAX])
{
    static const char deleted[] = " (deleted)";
    ssize_t size = readlink("/proc/self/exe", path, PATH_MAX - 1);
    size_t end = sizeof(deleted) - 1;

    if (size <= 0)
        return false;
    path[size] = '\0';
    if ((size_t)size > end && strcmp(path + size - end, deleted) == 0)
        path[(size_t)size - end] = '\0';
    return true;
}

/* Not every program of root's is one to be started by whoever has services in his hand. */
static bool has_our_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL && strncmp(slash + 1, "vrrpd", 5) == 0;
}

static bool find_path(struct upgrade *upgrade, int fd, const char **why)
{
    ssize_t size = pread(fd, upgrade->path, sizeof(upgrade->path) - 1, 0);

    upgrade->path[size > 0 ? size : 0] = '\0';
    *why = "the file that runs cannot be found; name one";
    if (upgrade->path[0] == '\0' && !own_path(upgrade->path))
        return false;
    *why = "the program's path has to be absolute, and its name to begin with vrrpd";
    return upgrade->path[0] == '/' && has_our_name(upgrade->path);
}

/* ---- may it take over ---- */

/* In the new process: looking at files may take long. */
static const char *permit(void *context)
{
    struct script_file *file = context;

    return script_file_check(file, &root) ? NULL : file->why;
}

static int start_check(struct supervisor *supervisor, struct script_file *file)
{
    char search[] = "PATH=" SCRIPT_FILE_PATH, language[] = "LANG=C";
    char *const environment[] = {search, language, NULL};
    struct upgrade *upgrade = &supervisor->upgrade;
    struct options_words words;
    struct process_program program = {.path = upgrade->path,
                                      .argv = words.words,
                                      .environment = environment,
                                      .identity = &root,
                                      .permit = permit,
                                      .context = file};

    options_print(supervisor->options, upgrade->path, "--upgrade-check", &words);
    upgrade->output = program.output = memfd_create("vrrpd-check", MFD_CLOEXEC);
    if (upgrade->output < 0)
        return -errno;
    upgrade->pid = process_run(&program);
    return upgrade->pid < 0 ? (int)upgrade->pid : 0;
}

void supervisor_upgrade_ask(struct supervisor *supervisor, bool only_check, int fd)
{
    struct upgrade *upgrade = &supervisor->upgrade;
    struct script_file file;
    const char *why;
    int error;

    if (upgrade->step != UPGRADE_NONE &&
        (upgrade->step != UPGRADE_TAKING || supervisor->step != RELOAD_NONE)) {
        upgrade->asked = true; /* services asks for one at a time: whoever asked before is gone */
        return;
    }
    *upgrade = (struct upgrade){.only_check = only_check, .asked = true};
    memset(&file, 0, sizeof(file));
    if (supervisor->stopping || !find_path(upgrade, fd, &why)) {
        refuse(supervisor, UPGRADE_REFUSED, supervisor->stopping ? "the daemon stops" : why);
        return;
    }
    snprintf(file.path, sizeof(file.path), "%s", upgrade->path);
    error = start_check(supervisor, &file);
    if (error < 0) {
        refuse(supervisor, UPGRADE_REFUSED, strerror(-error));
        return;
    }
    upgrade->step = UPGRADE_CHECKING;
    upgrade->kill_at_us = clock_now_us() + CHECK_PATIENCE_US;
}

/* What the check printed, its own words first; the caller's to free. */
static char *read_output(const struct upgrade *upgrade)
{
    char *text = calloc(1, TEXT_MAX + 1);
    ssize_t size = text != NULL ? pread(upgrade->output, text, TEXT_MAX, 0) : 0;

    for (ssize_t i = 0; i < size; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    return text;
}

static bool judge(const struct upgrade *upgrade, int status, char *output, char *why, size_t why_size)
{
    char *said = strstr(output, INHERIT_WORD " ");
    unsigned long long layout = 0;
    char version[32] = "";

    if (WIFSIGNALED(status))
        snprintf(why, why_size, "%s was asked whether it can take over and ended by signal %d%s",
                 upgrade->path, WTERMSIG(status), WTERMSIG(status) == SIGKILL ? ": it took too long" : "");
    else if (output[0] == ' ') /* PROCESS_MARK: it was not even started */
        snprintf(why, why_size, "%s is not run: %s", upgrade->path, output + 2);
    else if (WEXITSTATUS(status) == BAD_CONFIGURATION)
        snprintf(why, why_size, "the configuration does not check with %s:\n%s", upgrade->path, output);
    else if (WEXITSTATUS(status) != 0 || said == NULL ||
             sscanf(said, INHERIT_WORD " %31s %llx", version, &layout) != 2)
        snprintf(why, why_size,
                 "%s is no vrrpd that can take over (exit status %d); after a change to an older version "
                 "restart the daemon\n%s",
                 upgrade->path, WEXITSTATUS(status), output);
    else if (layout != inherit_layout())
        snprintf(why, why_size,
                 "%s (version %s) keeps its state in another form than this daemon (" VRRPKIT_VERSION
                 "): it cannot inherit, restart the daemon",
                 upgrade->path, version);
    else
        return true;
    return false;
}

void supervisor_upgrade_checked(struct supervisor *supervisor, int status)
{
    struct upgrade *upgrade = &supervisor->upgrade;
    char *output = read_output(upgrade);
    char why[TEXT_MAX + PATH_MAX];
    bool good = output != NULL && judge(upgrade, status, output, why, sizeof(why));
    bool other_form = !good && output != NULL && WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
                      strstr(output, INHERIT_WORD " ") != NULL;

    upgrade->pid = 0;
    if (!good) {
        refuse(supervisor, other_form ? UPGRADE_RESTART : UPGRADE_REFUSED,
               output != NULL ? why : "out of memory");
    } else if (upgrade->only_check) {
        supervisor_upgrade_answer(supervisor, UPGRADE_DONE, "%s can take over", upgrade->path);
        supervisor_upgrade_forget(supervisor);
    } else {
        upgrade->step = UPGRADE_WAITING;
        supervisor_maybe_upgrade(supervisor);
    }
    free(output);
    supervisor_catch_up(supervisor);
}

/* ---- becoming it ---- */

static bool is_quiet(const struct supervisor *supervisor)
{
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++)
        if (supervisor->current[i].phase != WORKER_RUNNING || supervisor->next[i].pid != 0)
            return false;
    return supervisor->step == RELOAD_NONE && !supervisor->stopping && !supervisor->stop_wanted;
}

/* Returns only when it failed. */
static int become(struct supervisor *supervisor)
{
    struct options_words words;
    char number[16];
    int fd, error;

    fd = inherit_write(supervisor);
    if (fd < 0)
        return fd;
    snprintf(number, sizeof(number), "%d", fd);
    options_print(supervisor->options, supervisor->upgrade.path, NULL, &words);
    inherit_keep(supervisor, fd, true);
    setenv(INHERIT_VARIABLE, number, 1);
    error = process_replace(supervisor->upgrade.path, words.words, environ);
    unsetenv(INHERIT_VARIABLE);
    inherit_keep(supervisor, fd, false);
    close(fd);
    return error;
}

void supervisor_maybe_upgrade(struct supervisor *supervisor)
{
    char text[64], why[PATH_MAX + 128];
    int error;

    if (supervisor->upgrade.step != UPGRADE_WAITING || !is_quiet(supervisor))
        return;
    close(supervisor->upgrade.output);
    supervisor->upgrade.output = 0;
    snprintf(supervisor->upgrade.from, sizeof(supervisor->upgrade.from), "%s", VRRPKIT_VERSION);
    snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_now_us());
    notify_socket_send(text);
    log_line(LOG_LEVEL_NOTICE, "becoming %s", supervisor->upgrade.path);
    error = become(supervisor);
    notify_socket_send("READY=1");
    snprintf(why, sizeof(why), "%s cannot be executed: %s", supervisor->upgrade.path, strerror(-error));
    refuse(supervisor, UPGRADE_REFUSED, why);
}

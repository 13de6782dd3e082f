/* What runs share; see run.h. */
#include "vrrptop/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/loop.h"
#include "vrrptop/settings_file.h"

static const char default_socket[] = "/run/vrrpd/vrrpd.sock";

/* ---- settings ---- */

static int bad(const char *what, const char *value)
{
    fprintf(stderr, "vrrptop: %s: `%s'; `vrrptop --sort help' lists the fields\n", what, value);
    return EX_USAGE;
}

/* "FIELD" or "FIELD:r". */
static int take_sort(struct run *run, const char *text)
{
    struct settings_view *view = &run->settings.views[run->settings.view];
    char name[32];
    int field;

    snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, ":"), text);
    field = field_find(run->settings.view, name);
    if (field < 0)
        return bad("no such field in this view", text);
    view->sort = field;
    view->reverse = strchr(text, ':') != NULL;
    return 0;
}

static int take_columns(struct run *run, const char *text)
{
    struct settings_view *view = &run->settings.views[run->settings.view];
    size_t count;
    const struct field *fields = field_table(run->settings.view, &count);

    memset(view->fields, 0, sizeof(view->fields));
    while (*text != '\0') {
        size_t size = strcspn(text, ",");
        char name[32];
        int field;

        snprintf(name, sizeof(name), "%.*s", (int)size, text);
        field = field_find(run->settings.view, name);
        if (field < 0)
            return bad("no such column in this view", name);
        view->fields[field] = true;
        /* One that stands with rates, or with sums alone, is wanted to stand. */
        if (fields[field].mode != FIELD_ALWAYS)
            run->settings.cumulative = fields[field].mode == FIELD_WITH_SUMS;
        text += size + (text[size] == ',');
    }
    return 0;
}

int run_settings(struct run *run)
{
    const struct options *options = run->options;
    char path[PATH_MAX], text[SETTINGS_TEXT_MAX], error[160] = "";
    int status = 0;

    settings_default(&run->settings);
    settings_file_path(path);
    if (path[0] != '\0' && settings_file_read(path, text, sizeof(text)) == 0)
        settings_read(text, &run->settings, error);
    if (error[0] != '\0')
        fprintf(stderr, "vrrptop: %s: %s\n", path, error);
    if (options->delay_us > 0)
        run->settings.delay_us = options->delay_us;
    if (options->view >= 0)
        run->settings.view = (enum view_kind)options->view;
    run->settings.ascii |= options->ascii;
    run->settings.mouse &= !options->no_mouse;
    snprintf(run->filter, sizeof(run->filter), "%s", options->filter != NULL ? options->filter : "");
    if (options->sort != NULL)
        status = take_sort(run, options->sort);
    if (status == 0 && options->columns != NULL)
        status = take_columns(run, options->columns);
    return status;
}

/* ---- sources ---- */

static int failed(int status, const char *what, int error)
{
    fprintf(stderr, "vrrptop: %s: %s\n", what, strerror(-error));
    return status;
}

static int add_hosts(struct run *run)
{
    const struct options *options = run->options;
    const char *socket = options->socket != NULL ? options->socket : default_socket;

    for (size_t i = 0; i < options->host_count; i++) {
        const char *host = options->hosts[i];
        int error = strcmp(host, "here") == 0
                        ? sources_add_socket(run->sources, socket)
                        : sources_add_host(run->sources, options->ssh, host, options->socket);

        if (error < 0)
            return failed(EX_USAGE, host, error);
    }
    return 0;
}

/* Keys come from the terminal, whatever standard input is; where there is none the screen says so. */
static void take_keyboard(void)
{
    int terminal = isatty(STDIN_FILENO) ? -1 : open("/dev/tty", O_RDWR | O_CLOEXEC);

    if (terminal < 0)
        return;
    dup2(terminal, STDIN_FILENO);
    close(terminal);
}

static int add_stream(struct run *run)
{
    int lines = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);

    return lines < 0 ? -errno : sources_add_stream(run->sources, lines, "standard input");
}

static int add_sources(struct run *run)
{
    const struct options *options = run->options;
    int status = add_hosts(run), error = 0;

    if (status != 0)
        return status;
    if (options->watch)
        error = sources_add_watch(run->sources, options->interfaces, options->interface_count);
    if (error == 0 && options->stream)
        error = add_stream(run);
    if (error == 0 && options->host_count == 0 && !options->watch && !options->stream)
        error = sources_add_socket(run->sources, options->socket != NULL ? options->socket : default_socket);
    return error < 0 ? failed(EX_OSERR, "cannot open what is to be shown", error) : 0;
}

static int open_replay(struct run *run)
{
    const char *path = run->options->replay_path;
    int error = replay_open(path, run->world, run->options->speed, &run->replay);

    if (error == -ENODATA) {
        fprintf(stderr, "vrrptop: %s: no line of it says a time: it is no recording\n", path);
        return EX_DATAERR;
    }
    return error < 0 ? failed(EX_NOINPUT, path, error) : 0;
}

/* ---- signals ---- */

static void on_signal(void *context, int fd)
{
    struct run *run = context;
    struct signalfd_siginfo info;

    while (read(fd, &info, sizeof(info)) == sizeof(info)) {
        run->resized |= info.ssi_signo == SIGWINCH;
        run->continued |= info.ssi_signo == SIGCONT;
        run->suspended |= info.ssi_signo == SIGTSTP;
        run->stop |= info.ssi_signo != SIGWINCH && info.ssi_signo != SIGCONT && info.ssi_signo != SIGTSTP;
    }
}

/* Those that are told through run->signals. */
static void our_signals(sigset_t *set, bool stops)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGCONT};

    sigemptyset(set);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        sigaddset(set, numbers[i]);
    if (stops)
        sigaddset(set, SIGTSTP);
}

static int open_signals(struct run *run)
{
    sigset_t set;

    our_signals(&set, false);
    sigprocmask(SIG_BLOCK, &set, NULL);
    run->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (run->signals < 0)
        return -errno;
    return loop_add(run->loop, run->signals, on_signal, run);
}

void run_hold_stops(struct run *run, bool hold)
{
    sigset_t set, stop;

    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    sigprocmask(hold ? SIG_BLOCK : SIG_UNBLOCK, &stop, NULL);
    our_signals(&set, hold);
    signalfd(run->signals, &set, 0);
}

/* ---- all of it ---- */

int run_open(struct run *run)
{
    int error;

    run->signals = -1;
    run->loop = loop_new();
    run->world = world_new();
    if (run->loop != NULL && run->world != NULL)
        run->sources = sources_new(run->loop, run->world, run->settings.delay_us);
    if (run->sources == NULL)
        return failed(EX_OSERR, "cannot begin", -ENOMEM);
    error = open_signals(run);
    if (error < 0)
        return failed(EX_OSERR, "cannot begin", error);
    error = run->options->replay_path != NULL ? open_replay(run) : add_sources(run);
    if (error == 0 && run->options->format == FORMAT_SCREEN)
        take_keyboard();
    return error;
}

void run_close(struct run *run)
{
    replay_close(run->replay);
    sources_free(run->sources);
    world_free(run->world);
    if (run->signals >= 0)
        close(run->signals);
    loop_free(run->loop);
}

void run_wait(struct run *run, int64_t deadline_us)
{
    int64_t due_us = run->replay != NULL ? replay_due_us(run->replay) : sources_due_us(run->sources);

    loop_wait(run->loop, due_us < deadline_us ? due_us : deadline_us);
    if (run->replay != NULL)
        replay_round(run->replay, clock_now_us());
    else
        sources_round(run->sources, clock_now_us());
}

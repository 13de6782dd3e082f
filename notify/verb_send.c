/* hook, fifo, send: ways in; see verb_send.h. */
#include "notify/verb_send.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/event.h"
#include "lib/log.h"
#include "notify/hooks.h"
#include "notify/record.h"
#include "notify/run.h"
#include "notify/setup.h"

enum { LINE_MAX_BYTES = 1024 };

static int complain(const char *why)
{
    fprintf(stderr, "vrrpnotify: %s\n", why);
    return EX_USAGE;
}

/* Recorded is done; that nobody could send it yet is no failure. */
static int deliver_now(const struct options *options, int status)
{
    if (status == EX_OK && options->deliver_now && run_once(options) == EX_CONFIG)
        return EX_CONFIG;
    return status;
}

/* The first that went wrong. */
static int first_of(int status, int other)
{
    return status != EX_OK ? status : other;
}

/* Hooks run even where mail could not be recorded. */
static int submit(const struct options *options, const char *source, struct event *event, struct hooks *hooks)
{
    int status = setup_submit(options, source, event);

    return first_of(status, hooks_start(hooks, event));
}

int verb_hook(const struct options *options)
{
    char why[RECORD_WHY_MAX];
    struct event event;
    struct hooks *hooks;
    int status, known;

    if (options->argc < 3)
        return complain("hook needs TYPE NAME STATE [PRIORITY], as keepalived's notify appends them");
    if (!record_from_words(options->argv[0], options->argv[1], options->argv[2],
                           options->argc > 3 ? options->argv[3] : NULL, &event, why))
        return complain(why);
    known = hooks_open(options, &hooks);
    status = deliver_now(options, submit(options, "keepalived", &event, hooks));
    hooks_close(hooks);
    return first_of(status, known);
}

/* ---- send ---- */

/* What vrrpd and vrrpwatch tell is theirs to act on. */
static bool is_from_outside(const struct event *event)
{
    return strcmp(event->source, "keepalived") == 0 || strcmp(event->source, "user") == 0;
}

static int send_lines(const struct options *options, struct hooks *hooks)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    int status = EX_OK;
    unsigned number = 0;

    while (status == EX_OK && (size = getline(&line, &room, stdin)) > 0) {
        struct event event;

        number++;
        if (line[size - 1] == '\n')
            line[--size] = '\0';
        if (size == 0)
            continue;
        if (size >= EVENT_TEXT_MAX || strlen(line) != (size_t)size || !event_parse(line, &event)) {
            fprintf(stderr, "vrrpnotify: line %u is no event record\n", number);
            status = EX_DATAERR;
        } else {
            status = setup_submit_text(options, line);
            if (is_from_outside(&event))
                status = first_of(status, hooks_start(hooks, &event));
        }
    }
    free(line);
    return status;
}

static int send_options(const struct options *options, struct hooks *hooks)
{
    const char *name = options->instance != NULL ? options->instance : options->group;
    char why[RECORD_WHY_MAX];
    struct event event;

    if (name == NULL || options->state == NULL)
        return complain(
            "send needs --instance or --group, and --state; or `-' for records on standard input");
    if (!record_from_words(options->instance != NULL ? "INSTANCE" : "GROUP", name, options->state, NULL,
                           &event, why))
        return complain(why);
    event.vrid = (uint8_t)options->vrid;
    event.priority = (uint8_t)options->priority;
    if (options->reason != NULL)
        status_copy_text(event.reason, sizeof(event.reason), options->reason);
    if (options->interface != NULL)
        status_copy_text(event.interface, sizeof(event.interface), options->interface);
    return submit(options, "user", &event, hooks);
}

int verb_send(const struct options *options)
{
    bool lines = options->argc == 1 && strcmp(options->argv[0], "-") == 0;

    struct hooks *hooks;
    int status, known;

    if (options->argc > 0 && !lines)
        return complain("send takes options or `-'");
    known = hooks_open(options, &hooks);
    status = deliver_now(options, lines ? send_lines(options, hooks) : send_options(options, hooks));
    hooks_close(hooks);
    return first_of(status, known);
}

/* ---- fifo ---- */

struct reader {
    struct hooks *hooks;
    char line[LINE_MAX_BYTES];
    size_t used;
    bool skipping; /* the rest of a line that is too long */
};

static void take_line(const struct options *options, struct reader *reader)
{
    int status = EX_OK;
    char why[RECORD_WHY_MAX];
    struct event event;

    reader->line[reader->used] = '\0';
    if (reader->skipping)
        log_line(LOG_LEVEL_WARNING, "fifo: a line was too long");
    else if (reader->used > 0 && !record_from_fifo(reader->line, &event, why))
        log_line(LOG_LEVEL_WARNING, "fifo: %s", why);
    else if (reader->used > 0)
        status = submit(options, "keepalived", &event, reader->hooks);
    if (status != EX_OK)
        log_line(LOG_LEVEL_ERROR, "fifo: a change of %s is lost",
                 event.instance[0] != '\0' ? event.instance : event.group);
    reader->used = 0;
    reader->skipping = false;
}

/* keepalived ends the lines of servers with a NUL more. */
static void take_bytes(const struct options *options, struct reader *reader, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n')
            take_line(options, reader);
        else if (bytes[i] != '\0' && reader->used < sizeof(reader->line) - 1)
            reader->line[reader->used++] = bytes[i];
        else if (bytes[i] != '\0')
            reader->skipping = true;
    }
}

static int open_fifo(const char *path)
{
    struct stat status;
    int fd;

    if (mkfifo(path, 0600) < 0 && errno != EEXIST)
        return -errno;
    fd = open(path, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC); /* for writing too: it never ends */
    if (fd < 0)
        return -errno;
    if (fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode))
        return fd;
    close(fd);
    return -EINVAL;
}

static int stop_signals(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

int verb_fifo(const struct options *options)
{
    struct reader reader = {.used = 0};
    struct pollfd events[2] = {{.events = POLLIN}, {.events = POLLIN}};
    char bytes[4096];

    if (options->argc != 1)
        return complain("fifo needs the path of keepalived's notify_fifo");
    if (hooks_open(options, &reader.hooks) != EX_OK)
        log_line(LOG_LEVEL_ERROR, "fifo: changes are recorded, but no hook runs");
    events[0].fd = open_fifo(options->argv[0]);
    events[1].fd = stop_signals();
    if (events[0].fd < 0) {
        fprintf(stderr, "vrrpnotify: %s: %s\n", options->argv[0],
                events[0].fd == -EINVAL ? "is no FIFO" : strerror(-events[0].fd));
        return EX_NOINPUT;
    }
    while (events[1].revents == 0) {
        ssize_t size = read(events[0].fd, bytes, sizeof(bytes));

        if (size > 0)
            take_bytes(options, &reader, bytes, (size_t)size);
        else if (poll(events, 2, -1) < 0 && errno != EINTR)
            return EX_OSERR;
    }
    return EX_OK;
}

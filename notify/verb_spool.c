/* queue and silence: an operator's view of the spool; see verb_spool.h. */
#include "notify/verb_spool.h"

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/event.h"
#include "notify/outgoing.h"
#include "notify/run.h"
#include "notify/setup.h"
#include "notify/silence.h"

/* ---- queue ---- */

static void print_event(const char *name, const char *text)
{
    struct event event;
    char time[40];

    if (!event_parse(text, &event))
        return;
    printf("%s  waiting   %s %s%s %s %s\n", name, status_time(event.wall_us, time), event.instance,
           event.group, event.to, event.incident.code);
}

static void print_message(const char *box, const char *name, const char *text)
{
    struct outgoing outgoing;

    if (!outgoing_parse(text, &outgoing))
        return;
    for (size_t i = 0; i < outgoing.channel_count; i++) {
        const struct outgoing_channel *channel = &outgoing.channels[i];
        char time[40];

        printf("%s  %-8s  %s, %zu event(s), %u attempt(s)%s%s", name, box, channel->name,
               outgoing.event_count, channel->attempts, channel->word[0] != '\0' ? ": " : "", channel->word);
        if (channel->state == OUTGOING_WAITING && channel->attempts > 0)
            printf(" (again at %s)", status_time(channel->next_us, time));
        putchar('\n');
    }
    outgoing_free(&outgoing);
}

static void list_box(struct spool *spool, enum spool_box box)
{
    size_t count;
    char(*names)[SPOOL_NAME_MAX] = spool_list(spool, box, &count);

    for (size_t i = 0; names != NULL && i < count; i++) {
        char *text = spool_read(spool, box, names[i]);

        if (text != NULL && box == SPOOL_NEW)
            print_event(names[i], text);
        else if (text != NULL)
            print_message(box == SPOOL_READY ? "sending" : "failed", names[i], text);
        free(text);
    }
    free(names);
}

static int list(struct spool *spool)
{
    list_box(spool, SPOOL_NEW);
    list_box(spool, SPOOL_READY);
    list_box(spool, SPOOL_FAILED);
    return EX_OK;
}

/* What a dispatcher has in hands is its own. */
static int drop(struct spool *spool, const char *name)
{
    static const enum spool_box boxes[] = {SPOOL_FAILED, SPOOL_READY, SPOOL_NEW};

    for (size_t i = 0; i < sizeof(boxes) / sizeof(*boxes); i++) {
        char *text = strchr(name, '/') == NULL ? spool_read(spool, boxes[i], name) : NULL;

        if (text == NULL)
            continue;
        free(text);
        if (boxes[i] != SPOOL_FAILED && spool_lock(spool) == -EWOULDBLOCK) {
            fputs("vrrpnotify: a dispatcher has it in hand: stop it first\n", stderr);
            return EX_TEMPFAIL;
        }
        return spool_remove(spool, boxes[i], name) == 0 ? EX_OK : EX_IOERR;
    }
    fprintf(stderr, "vrrpnotify: there is no `%s', see vrrpnotify queue list\n", name);
    return EX_DATAERR;
}

/* A dispatcher that runs is told to try; where none does, *alone says so. */
static int flush(struct spool *spool, bool *alone)
{
    *alone = spool_lock(spool) == 0;
    if (*alone)
        return EX_OK;
    return spool_write(spool, SPOOL_TOP, "flush", "", false) == 0 ? EX_OK : EX_IOERR;
}

int verb_queue(const struct options *options)
{
    const char *what = options->argc > 0 ? options->argv[0] : "list";
    struct spool *spool;
    int status = setup_spool(options, &spool);
    bool alone = false;

    if (status != EX_OK)
        return status;
    if (strcmp(what, "list") == 0)
        status = list(spool);
    else if (strcmp(what, "drop") == 0 && options->argc == 2)
        status = drop(spool, options->argv[1]);
    else if (strcmp(what, "flush") == 0)
        status = flush(spool, &alone);
    else
        status = EX_USAGE;
    spool_close(spool);
    if (status == EX_USAGE)
        fputs("vrrpnotify: queue list, queue flush or queue drop ID\n", stderr);
    return status == EX_OK && alone ? run_once(options) : status;
}

/* ---- silence ---- */

static const char *author(void)
{
    const char *name = getenv("SUDO_USER");
    const struct passwd *user = getpwuid(getuid());

    if (name != NULL)
        return name;
    return user != NULL ? user->pw_name : "somebody";
}

static void print_silences(const struct queue_silence *silences, size_t count, int64_t now_us)
{
    for (size_t i = 0; i < count; i++) {
        char time[40];

        if (silences[i].until_us > now_us)
            printf("until %s  %s  by %s: %s\n", status_time(silences[i].until_us, time),
                   silences[i].instance[0] != '\0' ? silences[i].instance : "everything", silences[i].author,
                   silences[i].reason);
    }
}

static int add(const struct options *options, struct queue_silence *silences, size_t *count, int64_t now_us)
{
    struct queue_silence *one = &silences[*count];

    if (options->for_us <= 0) {
        fputs("vrrpnotify: silence needs --for, for instance --for 2h; or list, or off\n", stderr);
        return EX_USAGE;
    }
    if (*count == QUEUE_SILENCES_MAX) {
        fprintf(stderr, "vrrpnotify: there are %d silences already\n", QUEUE_SILENCES_MAX);
        return EX_TEMPFAIL;
    }
    memset(one, 0, sizeof(*one));
    one->until_us = now_us + options->for_us;
    status_copy_text(one->instance, sizeof(one->instance),
                     options->instance != NULL ? options->instance : "");
    status_copy_text(one->reason, sizeof(one->reason),
                     options->reason != NULL ? options->reason : "no reason given");
    status_copy_text(one->author, sizeof(one->author), author());
    (*count)++;
    return EX_OK;
}

static int write_silences(struct spool *spool, const struct queue_silence *silences, size_t count,
                          int64_t now_us)
{
    char *text = silence_print(silences, count, now_us);
    int error = text != NULL ? spool_write(spool, SPOOL_TOP, "silences", text, false) : -ENOMEM;

    free(text);
    if (error < 0)
        fprintf(stderr, "vrrpnotify: cannot write the silence: %s\n", strerror(-error));
    return error < 0 ? EX_IOERR : EX_OK;
}

int verb_silence(const struct options *options)
{
    struct queue_silence silences[QUEUE_SILENCES_MAX];
    const char *what = options->argc > 0 ? options->argv[0] : "";
    int64_t now_us = clock_wall_us();
    size_t count = 0;
    struct spool *spool;
    int status = setup_spool(options, &spool);
    char *text = status == EX_OK ? spool_read(spool, SPOOL_TOP, "silences") : NULL;

    if (status != EX_OK)
        return status;
    if (text != NULL)
        count = silence_parse(text, silences);
    free(text);
    if (strcmp(what, "list") == 0)
        print_silences(silences, count, now_us);
    else if (strcmp(what, "off") == 0)
        status = write_silences(spool, silences, 0, now_us);
    else if ((status = add(options, silences, &count, now_us)) == EX_OK)
        status = write_silences(spool, silences, count, now_us);
    spool_close(spool);
    return status;
}

/* The set of sources; see source.h. */
#include "vrrptop/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/loop.h"
#include "vrrptop/source_state.h"

enum {
    AGAIN_US = 1000000, /* after a failure; doubles up to */
    AGAIN_MAX_US = 15000000,
    SILENCE_US = 15000000, /* of one that speaks every second */
    READS_MAX = 64,        /* at once, so that a flood leaves time for keys */
};

struct sources *sources_new(struct loop *loop, struct world *world, int64_t delay_us)
{
    struct sources *sources = calloc(1, sizeof(*sources));

    if (sources != NULL) {
        sources->loop = loop;
        sources->world = world;
        sources->delay_us = delay_us;
    }
    return sources;
}

static void close_source(struct source *source)
{
    if (source->fd >= 0) {
        if (!source->unwatched)
            loop_remove(source->owner->loop, source->fd);
        close(source->fd);
        source->fd = -1;
    }
    source_lines_free(&source->lines);
    source_program_end(source);
}

void sources_free(struct sources *sources)
{
    if (sources == NULL)
        return;
    for (size_t i = 0; i < sources->count; i++) {
        struct source *source = &sources->items[i];

        close_source(source);
        source_kernel_free(source);
        feed_free(source->feed);
        for (size_t n = 0; source->words[n] != NULL; n++)
            free(source->words[n]);
    }
    free(sources);
}

struct source *source_add(struct sources *sources, const struct source_kind *kind, int host)
{
    struct source *source = &sources->items[sources->count];

    if (host < 0 || sources->count == SOURCES_MAX)
        return NULL;
    *source = (struct source){.kind = kind, .owner = sources, .host = host, .fd = -1};
    source->feed = feed_new(sources->world, host);
    if (source->feed == NULL)
        return NULL;
    sources->count++;
    return source;
}

/* ---- what comes ---- */

static void tell(struct source *source, enum world_link link, const char *trouble)
{
    if (!source->second)
        world_set_link(source->owner->world, source->host, link, trouble, clock_wall_us());
}

/* It does not work now; later perhaps. */
static void fail(struct source *source, const char *trouble)
{
    int64_t pause_us = AGAIN_US << (source->failures < 4 ? source->failures : 4);

    close_source(source);
    source->failures++;
    source->settled = true;
    source->due_us = clock_now_us() + (pause_us < AGAIN_MAX_US ? pause_us : AGAIN_MAX_US);
    source->owner->news = true;
    tell(source, WORLD_LOST, trouble);
}

static void take_line(struct source *source, const char *line)
{
    enum feed_result result;

    if (line[0] == '\0')
        return;
    result = feed_line(source->feed, line, clock_now_us(), clock_wall_us());
    if (result == FEED_BAD) /* what ssh or a program has to say for itself */
        snprintf(source->trouble, sizeof(source->trouble), "%s", line);
    source->refused |= result == FEED_ERROR;
    source->lost |= result == FEED_LOST;
    source->heard_us = clock_now_us();
    if (result != FEED_TAKEN)
        return;
    source->said = source->settled = source->owner->news = true;
    source->failures = 0;
}

/* The other side closed. */
static void end(struct source *source)
{
    char *rest = source_lines_rest(&source->lines);
    char trouble[WORLD_TROUBLE_MAX];

    if (rest != NULL)
        take_line(source, rest);
    if (source->kind->ends) {
        close_source(source);
        source->ended = source->settled = source->owner->news = true;
        source->due_us = LOOP_FOREVER;
        tell(source, WORLD_LOST, "its lines ended");
    } else if (source->polled && (source->said || source->refused)) {
        close_source(source); /* it has answered; due_us is set */
    } else {
        memcpy(trouble, source->trouble, sizeof(trouble));
        fail(source, trouble[0] != '\0' ? trouble : "it closed the connection");
    }
}

static void on_bytes(void *context, int fd)
{
    struct source *source = context;
    int got = 1;
    char *line;

    for (int i = 0; i < READS_MAX && got == 1; i++) {
        got = source_lines_read(&source->lines, fd);
        while (got == 1 && (line = source_lines_next(&source->lines)) != NULL)
            take_line(source, line);
    }
    feed_settle(source->feed, clock_now_us(), clock_wall_us());
    if (got == 0)
        end(source);
    else if (source->lost)
        fail(source, "what it says does not fit what it said before: asking anew");
    else if (got < 0 && got != -EAGAIN && got != -EINTR)
        fail(source, strerror(-got));
}

/* ---- when ---- */

static void open_source(struct source *source, int64_t now_us)
{
    char trouble[WORLD_TROUBLE_MAX];
    int error;

    source->trouble[0] = '\0';
    source->said = source->refused = source->lost = source->polled = false;
    source->opened_us = source->heard_us = now_us;
    source->due_us = LOOP_FOREVER;
    error = source->kind->open(source);
    if (source->polled)
        source->due_us = now_us + source->owner->delay_us;
    if (error == 0 && source->fd >= 0)
        error = loop_add(source->owner->loop, source->fd, on_bytes, source);
    source->unwatched = error == -EPERM;
    if (source->unwatched)
        error = 0;
    if (error == 0)
        return;
    memcpy(trouble, source->trouble, sizeof(trouble));
    fail(source, trouble[0] != '\0' ? trouble : strerror(-error));
}

/* A hung daemon must not look like a slow one for ever. */
static int64_t silent_at_us(const struct source *source)
{
    return source->kind->status ? source->heard_us + SILENCE_US : LOOP_FOREVER;
}

static void round_of(struct source *source, int64_t now_us)
{
    if (source->ended)
        return;
    if (source->fd < 0) {
        if (now_us >= source->due_us)
            open_source(source, now_us);
    } else if (source->unwatched) {
        on_bytes(source, source->fd);
    } else if (now_us >= silent_at_us(source)) {
        fail(source, "no answer: the daemon hangs");
    }
}

void sources_round(struct sources *sources, int64_t now_us)
{
    for (size_t i = 0; i < sources->count; i++)
        round_of(&sources->items[i], now_us);
}

int64_t sources_due_us(const struct sources *sources)
{
    int64_t due_us = LOOP_FOREVER;

    for (size_t i = 0; i < sources->count; i++) {
        const struct source *source = &sources->items[i];
        int64_t at_us = source->fd < 0 ? source->due_us : source->unwatched ? 0 : silent_at_us(source);

        if (!source->ended && at_us < due_us)
            due_us = at_us;
    }
    return due_us;
}

void sources_hurry(struct sources *sources)
{
    for (size_t i = 0; i < sources->count; i++)
        sources->items[i].due_us = 0;
}

void sources_set_delay(struct sources *sources, int64_t delay_us)
{
    sources->delay_us = delay_us;
    for (size_t i = 0; i < sources->count; i++) {
        struct source *source = &sources->items[i];

        if (!source->kind->status || source->kind->ends || source->pid > 0 || source->failures > 0)
            continue;
        close_source(source); /* it is asked in another way */
        source->due_us = 0;
    }
}

bool sources_settled(const struct sources *sources)
{
    for (size_t i = 0; i < sources->count; i++) {
        const struct source *source = &sources->items[i];

        if (!source->settled && !source->second)
            return false;
        /* What is piped in may be a file: its end says more than its beginning. */
        if (source->kind->ends && !source->ended && clock_now_us() < source->opened_us + sources->delay_us)
            return false;
    }
    return true;
}

bool sources_ended(const struct sources *sources)
{
    for (size_t i = 0; i < sources->count; i++)
        if (!sources->items[i].ended)
            return false;
    return sources->count > 0;
}

bool sources_news(struct sources *sources)
{
    bool news = sources->news;

    sources->news = false;
    return news;
}

bool sources_way(const struct sources *sources, int host, struct sources_way *out)
{
    for (size_t i = 0; i < sources->count; i++) {
        const struct source *source = &sources->items[i];

        if (source->host != host || (source->path == NULL && source->target == NULL))
            continue;
        *out =
            (struct sources_way){.path = source->path, .command = source->command, .target = source->target};
        return true;
    }
    return false;
}

/* Lines become what the world knows; see feed.h. */
#include "vrrptop/feed.h"

#include <stdlib.h>
#include <string.h>

#include "lib/request.h"
#include "lib/status_change.h"
#include "vrrptop/feed_routers.h"
#include "vrrptop/feed_watch.h"

enum {
    TYPE_WITHIN = 100, /* bytes of a line: our programs say the type first */
    PAUSE_US = 100000, /* between two statuses that events make */
    FEW = 64,          /* virtual routers: a status of so many costs nothing */
};

struct feed {
    struct world *world;
    int host;
    bool has_statuses; /* vrrpd's: those of vrrpwatch would take their place */
    struct feed_routers routers;
    bool dirty;                /* they are not what the world knows */
    int64_t first_us, last_us; /* the times that vrrpwatch's lines said, 0: none yet */
    int64_t row_us;            /* of the rows of a summary that is not complete, 0: there is none */
    int64_t told_us;           /* when the world was told of them */
    char name[STATUS_NAME_MAX];
};

struct feed *feed_new(struct world *world, int host)
{
    struct feed *feed = calloc(1, sizeof(*feed));

    if (feed == NULL)
        return NULL;
    feed->world = world;
    feed->host = host;
    feed->told_us = -PAUSE_US;
    return feed;
}

void feed_free(struct feed *feed)
{
    if (feed != NULL)
        feed_routers_free(&feed->routers);
    free(feed);
}

/* ---- vrrpwatch ---- */

static bool tell(struct feed *feed, int64_t now_us, int64_t wall_us)
{
    struct status status = {.wall_us = feed->last_us, .lvs = {.counted_age_us = -1}};

    if (!feed->dirty || feed->has_statuses)
        return true;
    /* How long it has been telling: a recording goes by that, too. */
    status.uptime_us = feed->last_us >= feed->first_us ? feed->last_us - feed->first_us + 1 : 0;
    memcpy(status.router_id, feed->name, sizeof(status.router_id));
    if (!feed_routers_copy(&feed->routers, feed->last_us, &status) ||
        !world_take_status(feed->world, feed->host, &status, now_us, wall_us))
        return false;
    feed->dirty = false;
    feed->told_us = now_us;
    return true;
}

bool feed_settle(struct feed *feed, int64_t now_us, int64_t wall_us)
{
    return tell(feed, now_us, wall_us);
}

static void take_time(struct feed *feed, int64_t wall_us)
{
    if (wall_us <= 0)
        return;
    feed->first_us = feed->first_us == 0 ? wall_us : feed->first_us;
    feed->last_us = wall_us;
}

static bool take_summary(struct feed *feed, const struct feed_summary *row, int64_t now_us, int64_t wall_us)
{
    /* Somebody left the counters out: another time is another summary. */
    if (feed->row_us != 0 && row->wall_us != feed->row_us) {
        feed_routers_end(&feed->routers);
        if (!tell(feed, now_us, wall_us))
            return false;
    }
    take_time(feed, row->wall_us);
    memcpy(feed->name, row->host, sizeof(feed->name));
    feed->row_us = row->wall_us;
    feed->dirty = true;
    return feed_routers_row(&feed->routers, row);
}

static bool end_summary(struct feed *feed, const struct feed_summary *counters, int64_t now_us,
                        int64_t wall_us)
{
    take_time(feed, counters->wall_us);
    memcpy(feed->name, counters->host, sizeof(feed->name));
    feed->row_us = 0;
    feed->dirty = true;
    feed_routers_end(&feed->routers);
    return tell(feed, now_us, wall_us);
}

static bool take_finding(struct feed *feed, const struct event *event, int64_t now_us, int64_t wall_us)
{
    bool changed;

    take_time(feed, event->wall_us);
    if (feed->name[0] == '\0')
        memcpy(feed->name, event->host, sizeof(feed->name));
    if (!feed_routers_event(&feed->routers, event, &changed))
        return false;
    feed->dirty |= changed;
    if (feed->routers.count > FEW && now_us - feed->told_us < PAUSE_US)
        return true;
    return tell(feed, now_us, wall_us);
}

/* ---- lines ---- */

static enum feed_result take_status(struct feed *feed, const char *line, int64_t now_us, int64_t wall_us)
{
    struct status status;

    if (!status_parse(line, &status))
        return FEED_BAD;
    feed->has_statuses = true;
    return world_take_status(feed->world, feed->host, &status, now_us, wall_us) ? FEED_TAKEN : FEED_NO_MEMORY;
}

static enum feed_result take_event(struct feed *feed, const char *line, int64_t now_us, int64_t wall_us)
{
    struct event event;

    if (!event_parse(line, &event))
        return FEED_BAD;
    world_take_event(feed->world, feed->host, &event);
    if (strcmp(event.source, "vrrpwatch") != 0 || strcmp(event.kind, "incident") != 0)
        return FEED_TAKEN;
    return take_finding(feed, &event, now_us, wall_us) ? FEED_TAKEN : FEED_NO_MEMORY;
}

static enum feed_result take_answer(struct feed *feed, const char *line, int64_t wall_us)
{
    struct request_answer *answer = malloc(sizeof(*answer));
    enum feed_result result = FEED_IGNORED;

    if (answer == NULL)
        return FEED_NO_MEMORY;
    if (request_parse_answer(line, answer) && answer->is_error) {
        result = FEED_ERROR;
        world_set_link(feed->world, feed->host, WORLD_LOST,
                       answer->message[0] != '\0' ? answer->message : answer->code, wall_us);
    }
    free(answer);
    return result;
}

/* It belongs to the status before, which the world has. */
static enum feed_result take_change(struct feed *feed, const char *line, int64_t now_us, int64_t wall_us)
{
    const struct sample *before = world_sample(feed->world, feed->host);
    struct status status;

    if (before == NULL || !feed->has_statuses)
        return FEED_LOST;
    if (!status_copy(&before->status, &status))
        return FEED_NO_MEMORY;
    if (!status_change_apply(line, &status)) {
        status_free(&status);
        return FEED_LOST;
    }
    return world_take_status(feed->world, feed->host, &status, now_us, wall_us) ? FEED_TAKEN : FEED_NO_MEMORY;
}

/* A status may be megabytes: it is not read twice to see what it is. */
static bool looks_like(const char *line, const char *type)
{
    return memmem(line, strnlen(line, TYPE_WITHIN), type, strlen(type)) != NULL;
}

enum feed_result feed_line(struct feed *feed, const char *line, int64_t now_us, int64_t wall_us)
{
    struct feed_summary summary;

    if (looks_like(line, "\"type\":\"status-change\""))
        return take_change(feed, line, now_us, wall_us);
    if (looks_like(line, "\"type\":\"status\"") && take_status(feed, line, now_us, wall_us) == FEED_TAKEN)
        return FEED_TAKEN;
    switch (feed_watch_read(line, &summary)) {
    case FEED_KIND_STATUS:
        return take_status(feed, line, now_us, wall_us);
    case FEED_KIND_EVENT:
        return take_event(feed, line, now_us, wall_us);
    case FEED_KIND_ANSWER:
        return take_answer(feed, line, wall_us);
    case FEED_KIND_SUMMARY:
        if (summary.vrid == 0)
            return FEED_BAD;
        return take_summary(feed, &summary, now_us, wall_us) ? FEED_TAKEN : FEED_NO_MEMORY;
    case FEED_KIND_COUNTERS:
        return end_summary(feed, &summary, now_us, wall_us) ? FEED_TAKEN : FEED_NO_MEMORY;
    case FEED_KIND_OTHER:
        return FEED_IGNORED;
    case FEED_KIND_BAD:
        break;
    }
    return FEED_BAD;
}

int64_t feed_line_time(const char *line)
{
    /* Inside a text its quotes were escaped: this can only be the key. All our lines have it before any other
     * object's. */
    static const char key[] = "\"time\":";
    const char *at = strstr(line, key);
    char text[40];
    size_t length;

    if (at == NULL)
        return -1;
    at += sizeof(key) - 1;
    at += strspn(at, " ");
    if (*at++ != '"')
        return -1;
    length = strcspn(at, "\"");
    if (length >= sizeof(text))
        return -1;
    memcpy(text, at, length);
    text[length] = '\0';
    return status_parse_time(text);
}

/* The lines of a view; see rows.h. */
#include "vrrptop/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vrrptop/field_part.h"
#include "vrrptop/field_routers.h"
#include "vrrptop/rows_match.h"
#include "vrrptop/rows_sort.h"

/* While lines are collected. */
struct collecting {
    const struct scene *scene;
    struct rows *rows;
    struct row_match match;
    enum view_kind view;
    bool tree;
};

/* ---- how many there may be ---- */

static size_t servers_of(const struct status *status)
{
    size_t count = 0;

    for (size_t i = 0; i < status->virtual_server_count; i++)
        count += status->virtual_servers[i].server_count;
    return count;
}

static size_t lines_of(const struct scene *scene, const struct rows_wish *wish)
{
    size_t count = 0;

    if (wish->view == VIEW_EVENTS)
        return (size_t)(scene->event_end - scene->event_first);
    for (size_t i = 0; i < scene->host_count; i++) {
        const struct sample *sample = scene->hosts[i].sample;

        if (sample == NULL)
            continue;
        if (wish->view == VIEW_ROUTERS)
            count += sample->status.instance_count;
        if (wish->view == VIEW_SERVICES || (wish->view == VIEW_SERVERS && wish->tree))
            count += sample->status.virtual_server_count;
        if (wish->view == VIEW_SERVERS)
            count += servers_of(&sample->status);
    }
    return count;
}

static bool reserve(struct rows *rows, size_t count)
{
    struct row *more;

    if (count <= rows->room)
        return true;
    more = reallocarray(rows->items, count, sizeof(*more));
    if (more == NULL)
        return false;
    rows->items = more;
    rows->room = count;
    return true;
}

/* ---- how they look ---- */

static enum value_tone tone_of_router(const struct scene *scene, const struct row *row)
{
    const struct status_instance *instance = field_instance(scene, row);

    return strcmp(instance->state, "FAULT") == 0 || field_is_contested(scene, row) ? TONE_BAD : TONE_PLAIN;
}

static enum value_tone tone_of_server(const struct scene *scene, const struct row *row)
{
    const struct status_server *server = field_server(scene, row);

    if (server == NULL)
        return field_service(scene, row)->up ? TONE_PLAIN : TONE_BAD;
    if (strcmp(server->state, "DOWN") == 0)
        return TONE_BAD;
    return strcmp(server->state, "DRAIN") == 0 ? TONE_WARN : TONE_PLAIN;
}

static enum value_tone tone_of(const struct collecting *collecting, const struct row *row)
{
    const struct scene *scene = collecting->scene;

    if (collecting->view != VIEW_EVENTS && scene->hosts[row->host].link != WORLD_LIVE)
        return TONE_DIM;
    switch (collecting->view) {
    case VIEW_ROUTERS:
        return tone_of_router(scene, row);
    case VIEW_EVENTS: {
        enum world_severity severity = scene_event(scene, row->number)->severity;

        return severity == WORLD_CRITICAL ? TONE_BAD : severity == WORLD_WARNING ? TONE_WARN : TONE_PLAIN;
    }
    default:
        return tone_of_server(scene, row);
    }
}

/* ---- collecting ---- */

static void add(struct collecting *collecting, const struct row *row)
{
    struct row *out = &collecting->rows->items[collecting->rows->count++];

    *out = *row;
    out->tone = tone_of(collecting, row);
}

static void collect_plain(struct collecting *collecting, uint8_t host, size_t count)
{
    struct row row = {.host = host, .sub = ROW_WHOLE};

    for (; row.item < count; row.item++)
        if (row_match_line(&collecting->match, collecting->scene, collecting->view, &row))
            add(collecting, &row);
}

/* A service with its servers, or these alone. */
static void collect_servers_of(struct collecting *collecting, struct row row, size_t count)
{
    bool all =
        collecting->match.length == 0 || row_match_service(&collecting->match, collecting->scene, &row);
    bool stays = all || row_match_line(&collecting->match, collecting->scene, VIEW_SERVERS, &row);
    size_t start = collecting->rows->count;

    if (collecting->tree)
        add(collecting, &row);
    row.depth = collecting->tree ? 1 : 0;
    for (row.sub = 0; row.sub < count; row.sub++)
        if (all || row_match_line(&collecting->match, collecting->scene, VIEW_SERVERS, &row))
            add(collecting, &row);
    if (collecting->tree && !stays && collecting->rows->count == start + 1)
        collecting->rows->count = start;
}

static void collect_servers(struct collecting *collecting, uint8_t host, const struct status *status)
{
    struct row row = {.host = host, .sub = ROW_WHOLE};

    for (; row.item < status->virtual_server_count; row.item++)
        collect_servers_of(collecting, row, status->virtual_servers[row.item].server_count);
}

static void collect_events(struct collecting *collecting)
{
    const struct scene *scene = collecting->scene;

    for (uint64_t number = scene->event_end; number > scene->event_first; number--) {
        const struct world_event *event = scene_event(scene, number - 1);
        struct row row = {.number = number - 1, .item = (uint32_t)(number - 1), .sub = ROW_WHOLE};

        if (event == NULL)
            continue;
        row.host = event->host;
        if (row_match_line(&collecting->match, scene, VIEW_EVENTS, &row))
            add(collecting, &row);
    }
}

static void collect(struct collecting *collecting)
{
    const struct scene *scene = collecting->scene;

    if (collecting->view == VIEW_EVENTS) {
        collect_events(collecting);
        return;
    }
    for (uint8_t i = 0; i < scene->host_count; i++) {
        const struct sample *sample = scene->hosts[i].sample;

        if (sample == NULL)
            continue;
        if (collecting->view == VIEW_SERVERS)
            collect_servers(collecting, i, &sample->status);
        else
            collect_plain(collecting, i,
                          collecting->view == VIEW_ROUTERS ? sample->status.instance_count
                                                           : sample->status.virtual_server_count);
    }
}

bool rows_fill(const struct scene *scene, const struct rows_wish *wish, struct rows *rows)
{
    struct collecting collecting = {
        .scene = scene, .rows = rows, .view = wish->view, .tree = wish->tree && wish->view == VIEW_SERVERS};

    rows->total = lines_of(scene, wish);
    rows->count = 0;
    if (!reserve(rows, rows->total))
        return false;
    row_match_make(&collecting.match, wish->filter);
    collect(&collecting);
    if (!rows_sort(scene, wish, rows))
        return false;
    for (size_t i = 0; i < rows->count; i++)
        rows->items[i].last_of_depth =
            rows->items[i].depth > 0 && (i + 1 == rows->count || rows->items[i + 1].depth == 0);
    return true;
}

void rows_free(struct rows *rows)
{
    free(rows->items);
    *rows = (struct rows){.items = NULL};
}

/* ---- which line is which ---- */

/* The parts of an identity. */
struct parts {
    const char *texts[5];
    size_t count;
};

static void add_part(struct parts *parts, const char *text)
{
    parts->texts[parts->count++] = text != NULL ? text : "";
}

/* An address may be served over TCP and over UDP under one name. */
static void add_service(struct parts *parts, const struct status_service *service)
{
    size_t length = strlen(service->name), protocol = strlen(service->protocol);

    add_part(parts, service->name);
    if (length < protocol + 1 || service->name[length - protocol - 1] != '/' ||
        strcmp(service->name + length - protocol, service->protocol) != 0)
        add_part(parts, service->protocol);
}

static struct parts parts_of(const struct scene *scene, enum view_kind view, const struct row *row)
{
    const struct status_instance *instance = field_instance(scene, row);
    const struct status_service *service = field_service(scene, row);
    const struct status_server *server = field_server(scene, row);
    struct parts parts = {.count = 0};

    add_part(&parts, row->host < scene->host_count ? scene->hosts[row->host].name : NULL);
    if (view == VIEW_ROUTERS) {
        add_part(&parts, instance != NULL ? instance->name : NULL);
        return parts;
    }
    if (service != NULL)
        add_service(&parts, service);
    if (view == VIEW_SERVERS && server != NULL) {
        add_part(&parts, server->address);
        if (strcmp(server->state, "SORRY") == 0) /* it may be one of the others as well */
            add_part(&parts, "sorry");
    }
    return parts;
}

const char *rows_identity(const struct scene *scene, enum view_kind view, const struct row *row,
                          char out[ROWS_IDENTITY_MAX])
{
    struct parts parts;
    size_t used = 0;

    if (view == VIEW_EVENTS) {
        snprintf(out, ROWS_IDENTITY_MAX, "event %llu", (unsigned long long)row->number);
        return out;
    }
    parts = parts_of(scene, view, row);
    for (size_t i = 0; i < parts.count && used < ROWS_IDENTITY_MAX; i++)
        used +=
            (size_t)snprintf(out + used, ROWS_IDENTITY_MAX - used, "%s%s", i > 0 ? "/" : "", parts.texts[i]);
    return out;
}

/* Compares part by part: most lines differ early. */
static bool is_identity(const struct parts *parts, const char *identity)
{
    for (size_t i = 0; i < parts->count; i++) {
        size_t length = strlen(parts->texts[i]);

        if (i > 0 && *identity++ != '/')
            return false;
        if (strncmp(identity, parts->texts[i], length) != 0)
            return false;
        identity += length;
    }
    return *identity == '\0';
}

long rows_find(const struct scene *scene, enum view_kind view, const struct rows *rows, const char *identity)
{
    char text[ROWS_IDENTITY_MAX];

    for (size_t i = 0; i < rows->count; i++) {
        if (view == VIEW_EVENTS) {
            if (strcmp(rows_identity(scene, view, &rows->items[i], text), identity) == 0)
                return (long)i;
        } else {
            struct parts parts = parts_of(scene, view, &rows->items[i]);

            if (is_identity(&parts, identity))
                return (long)i;
        }
    }
    return -1;
}

/* The worst there is to say, in one line; see world.h. */
#include "vrrptop/world_state.h"

#include <stdio.h>
#include <string.h>

/* A line that is put together. */
struct line {
    char *text;
    size_t used;
};

static void put(struct line *line, const char *text)
{
    size_t room = WORLD_TEXT_MAX - line->used;

    status_copy_text(line->text + line->used, room, text);
    line->used += strlen(line->text + line->used);
}

static bool contest(const struct scene_host *host, size_t index, const struct scene_host *other)
{
    const struct status_instance *own = &host->sample->status.instances[index];

    for (size_t i = 0; other->sample != NULL && i < other->sample->status.instance_count; i++) {
        const struct status_instance *theirs = &other->sample->status.instances[i];

        if (other->contested[i] && theirs->vrid == own->vrid && strcmp(theirs->family, own->family) == 0 &&
            world_share_address(own, theirs))
            return true;
    }
    return false;
}

/* "lb01 and lb02", "lb01, lb02 and lb03". */
static void put_contesters(const struct scene *scene, size_t first, size_t index, struct line *line)
{
    size_t last = first;

    put(line, scene->hosts[first].name);
    for (size_t h = first + 1; h < scene->host_count; h++)
        if (contest(&scene->hosts[first], index, &scene->hosts[h]))
            last = h;
    for (size_t h = first + 1; h <= last; h++) {
        if (!contest(&scene->hosts[first], index, &scene->hosts[h]))
            continue;
        put(line, h == last ? " and " : ", ");
        put(line, scene->hosts[h].name);
    }
}

static bool put_split(const struct scene *scene, struct line *line)
{
    char vrid[16];

    for (size_t h = 0; scene->contested_count > 0 && h < scene->host_count; h++) {
        const struct scene_host *host = &scene->hosts[h];

        for (size_t i = 0; host->sample != NULL && i < host->sample->status.instance_count; i++) {
            if (!host->contested[i])
                continue;
            snprintf(vrid, sizeof(vrid), " (vrid %u)", host->sample->status.instances[i].vrid);
            put(line, "SPLIT BRAIN  ");
            put(line, host->sample->status.instances[i].name);
            put(line, vrid);
            put(line, ": MASTER on ");
            put_contesters(scene, h, i, line);
            return true;
        }
    }
    return false;
}

static void put_incident(const struct scene *scene, enum world_severity severity, struct line *line)
{
    for (size_t i = 0; i < scene->incident_count; i++) {
        const struct world_incident *incident = &scene->incidents[i];

        if (incident->severity != severity)
            continue;
        put(line, incident->code);
        put(line, "  ");
        put(line, incident->subject);
        put(line, ": ");
        put(line, incident->cause);
        return;
    }
}

static void put_service(const struct scene *scene, struct line *line)
{
    for (size_t h = 0; h < scene->host_count; h++) {
        const struct scene_host *host = &scene->hosts[h];

        if (host->sample == NULL || host->link != WORLD_LIVE)
            continue;
        for (size_t i = 0; i < host->sample->status.virtual_server_count; i++) {
            const struct status_service *service = &host->sample->status.virtual_servers[i];

            if (service->up)
                continue;
            put(line, "NO QUORUM  ");
            put(line, service->name);
            put(line, " on ");
            put(line, host->name);
            put(line, service->sorry ? ": the sorry server serves" : "");
            return;
        }
    }
}

static void put_fault(const struct scene *scene, struct line *line)
{
    for (size_t h = 0; h < scene->host_count; h++) {
        const struct scene_host *host = &scene->hosts[h];

        if (host->sample == NULL || host->link != WORLD_LIVE)
            continue;
        for (size_t i = 0; i < host->sample->status.instance_count; i++) {
            const struct status_instance *instance = &host->sample->status.instances[i];

            if (strcmp(instance->state, "FAULT") != 0)
                continue;
            put(line, "FAULT  ");
            put(line, instance->name);
            put(line, " on ");
            put(line, host->name);
            put(line, instance->last_transition.reason[0] != '\0' ? ": " : "");
            put(line, instance->last_transition.reason);
            return;
        }
    }
}

static void put_lost(const struct scene *scene, struct line *line)
{
    for (size_t h = 0; h < scene->host_count; h++) {
        if (scene->hosts[h].link != WORLD_LOST)
            continue;
        put(line, "LOST  ");
        put(line, scene->hosts[h].name);
        put(line, scene->hosts[h].trouble[0] != '\0' ? ": " : "");
        put(line, scene->hosts[h].trouble);
        return;
    }
}

static size_t count_incidents(const struct scene *scene, enum world_severity severity)
{
    size_t count = 0;

    for (size_t i = 0; i < scene->incident_count; i++)
        count += scene->incidents[i].severity == severity;
    return count;
}

static size_t count_lost(const struct scene *scene)
{
    size_t count = 0;

    for (size_t h = 0; h < scene->host_count; h++)
        count += scene->hosts[h].link == WORLD_LOST;
    return count;
}

/* The first of these that there is. */
static void put_worst(const struct scene *scene, size_t graves, struct line *line)
{
    if (put_split(scene, line))
        return;
    if (count_incidents(scene, WORLD_CRITICAL) > 0)
        put_incident(scene, WORLD_CRITICAL, line);
    else if (scene->down_service_count > 0)
        put_service(scene, line);
    else if (graves > 0)
        put_fault(scene, line);
    else if (count_lost(scene) > 0)
        put_lost(scene, line);
    else
        put_incident(scene, WORLD_WARNING, line);
}

const char *scene_banner(const struct scene *scene, enum world_severity *severity, char text[WORLD_TEXT_MAX])
{
    size_t graves = scene->contested_count + count_incidents(scene, WORLD_CRITICAL) +
                    scene->down_service_count + scene->fault_count;
    size_t all = graves + count_lost(scene) + count_incidents(scene, WORLD_WARNING);
    struct line line = {.text = text};
    char more[40];

    text[0] = '\0';
    *severity = graves > 0 ? WORLD_CRITICAL : all > 0 ? WORLD_WARNING : WORLD_INFO;
    if (all == 0)
        return text;
    put_worst(scene, graves, &line);
    if (all > 1) {
        snprintf(more, sizeof(more), "  (and %zu more)", all - 1);
        /* That there is more is worth the end of a long cause. */
        if (line.used > WORLD_TEXT_MAX - sizeof(more)) {
            line.used = WORLD_TEXT_MAX - sizeof(more);
            while (line.used > 0 && ((unsigned char)text[line.used] & 0xC0) == 0x80)
                line.used--;
        }
        put(&line, more);
    }
    return text;
}

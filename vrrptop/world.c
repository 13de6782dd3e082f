/* Hosts and what they say; see world.h. */
#include "vrrptop/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vrrptop/world_state.h"

struct world *world_new(void)
{
    return calloc(1, sizeof(struct world));
}

void world_free(struct world *world)
{
    for (size_t i = 0; world != NULL && i < world->host_count; i++)
        sample_drop(world->hosts[i].sample);
    free(world);
}

bool world_has_host(const struct world *world, int host)
{
    return host >= 0 && (size_t)host < world->host_count;
}

int world_add_host(struct world *world, const char *name, enum world_origin origin)
{
    struct world_host *host;

    if (world->host_count == WORLD_HOSTS_MAX)
        return -1;
    host = &world->hosts[world->host_count];
    status_copy_text(host->name, sizeof(host->name), name);
    host->origin = origin;
    host->link = WORLD_CONNECTING;
    host->events_come = origin == WORLD_WATCH;
    return (int)world->host_count++;
}

static void tell_link(struct world *world, int number, int64_t wall_us)
{
    struct world_host *host = &world->hosts[number];
    bool lost = host->link == WORLD_LOST;
    struct world_event *event = world_event_new(world, number, lost ? WORLD_WARNING : WORLD_INFO, wall_us);

    host->was_lost = lost;
    strcpy(event->kind, "host");
    status_copy_text(event->subject, sizeof(event->subject), host->name);
    strcpy(event->to, lost ? "LOST" : "LIVE");
    status_copy_text(event->text, sizeof(event->text), lost ? host->trouble : "it is there again");
}

void world_set_link(struct world *world, int number, enum world_link link, const char *trouble,
                    int64_t wall_us)
{
    struct world_host *host;

    if (!world_has_host(world, number))
        return;
    host = &world->hosts[number];
    host->link = link;
    status_copy_text(host->trouble, sizeof(host->trouble), trouble != NULL ? trouble : "");
    /* Every attempt to reach a host that is lost would tell of it again. */
    if (link == WORLD_LOST ? !host->was_lost : link == WORLD_LIVE && host->was_lost)
        tell_link(world, number, wall_us);
}

void world_expect_events(struct world *world, int host)
{
    if (world_has_host(world, host))
        world->hosts[host].events_come = true;
}

bool world_take_status(struct world *world, int number, struct status *status, int64_t now_us,
                       int64_t wall_us)
{
    struct world_host *host;
    struct sample *sample;

    if (!world_has_host(world, number)) {
        status_free(status);
        return false;
    }
    host = &world->hosts[number];
    sample = sample_make(status, host->sample, now_us, wall_us);
    if (sample == NULL)
        return false;
    sample->speaks_for_self = host->origin != WORLD_WATCH;
    world_set_link(world, number, WORLD_LIVE, "", wall_us);
    if (host->sample != NULL && !host->events_come)
        world_tell_changes(world, number, host->sample, sample);
    sample_drop(host->sample);
    host->sample = sample;
    return true;
}

void world_clear(struct world *world)
{
    for (size_t i = 0; i < world->host_count; i++) {
        struct world_host *host = &world->hosts[i];

        sample_drop(host->sample);
        host->sample = NULL;
        host->link = WORLD_CONNECTING;
        host->trouble[0] = '\0';
        host->was_lost = false;
    }
    /* Numbers are not used twice: a picture that is still shown may know them. */
    world->event_first = world->event_end;
    world->open_count = 0;
    seen_clear(&world->seen);
}

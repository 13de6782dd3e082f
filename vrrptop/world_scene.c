/* The picture of the world; see world.h. */
#include "vrrptop/world_state.h"

#include <stdlib.h>
#include <string.h>

/* ---- incidents ---- */

static int compare_incidents(const void *a, const void *b)
{
    const struct world_incident *one = a, *other = b;

    if (one->severity != other->severity)
        return one->severity > other->severity ? -1 : 1;
    if (one->since_wall_us != other->since_wall_us)
        return one->since_wall_us < other->since_wall_us ? -1 : 1;
    return strcmp(one->id, other->id);
}

static void take_incidents(const struct world *world, struct scene *scene)
{
    for (size_t i = 0; i < world->open_count; i++)
        scene->incidents[i] = world->open[i].incident;
    scene->incident_count = world->open_count;
    qsort(scene->incidents, scene->incident_count, sizeof(*scene->incidents), compare_incidents);
}

/* ---- hosts ---- */

static void count_trouble(const struct sample *sample, struct scene *scene)
{
    for (size_t i = 0; i < sample->status.instance_count; i++)
        scene->fault_count += strcmp(sample->status.instances[i].state, "FAULT") == 0;
    for (size_t i = 0; i < sample->status.virtual_server_count; i++)
        scene->down_service_count += !sample->status.virtual_servers[i].up;
}

static void take_host(const struct world_host *host, bool *contested, struct scene *scene)
{
    struct scene_host *out = &scene->hosts[scene->host_count++];

    out->name = host->name;
    out->origin = host->origin;
    out->link = host->link;
    memcpy(out->trouble, host->trouble, sizeof(out->trouble));
    out->sample = sample_hold(host->sample);
    out->contested = contested;
    if (host->sample != NULL && host->link == WORLD_LIVE)
        count_trouble(host->sample, scene);
}

static void free_all(bool *contested[WORLD_HOSTS_MAX])
{
    for (size_t i = 0; i < WORLD_HOSTS_MAX; i++)
        free(contested[i]);
}

static bool make_contested(const struct world *world, bool *contested[WORLD_HOSTS_MAX], size_t *count)
{
    for (size_t i = 0; i < world->host_count; i++) {
        const struct sample *sample = world->hosts[i].sample;

        if (sample == NULL)
            continue;
        contested[i] = calloc(sample->status.instance_count + 1, sizeof(bool));
        if (contested[i] == NULL)
            return false;
    }
    return world_contest(world, contested, count);
}

bool scene_take(const struct world *world, struct scene *scene)
{
    bool *contested[WORLD_HOSTS_MAX] = {NULL};
    size_t count = 0;

    if (!make_contested(world, contested, &count)) {
        free_all(contested);
        return false;
    }
    scene_free(scene);
    scene->world = world;
    scene->event_first = world->event_first;
    scene->event_end = world->event_end;
    scene->contested_count = count;
    for (size_t i = 0; i < world->host_count; i++)
        take_host(&world->hosts[i], contested[i], scene);
    take_incidents(world, scene);
    return true;
}

void scene_free(struct scene *scene)
{
    for (size_t i = 0; i < scene->host_count; i++) {
        sample_drop(scene->hosts[i].sample);
        free(scene->hosts[i].contested);
    }
    memset(scene, 0, sizeof(*scene));
}

/* Fuzz target for what vrrptop reads: the input is lines, fed to one world as if three hosts had said them in
 * turns: a daemon, its partner and vrrpwatch, 0.3 s apart. Oracles: whatever came, a picture can be taken,
 * its banner is a text that ends, its events are there, what it holds outlives the world's next steps, and
 * nothing leaks. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "vrrptop/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HOSTS = 3, STEP_US = 300000 };

static void look_at(const struct scene *scene)
{
    enum world_severity severity;
    char text[WORLD_TEXT_MAX];

    memset(text, 'x', sizeof(text));
    scene_banner(scene, &severity, text);
    assert(memchr(text, '\0', sizeof(text)) != NULL);
    assert(severity == WORLD_INFO || text[0] != '\0');
    for (uint64_t number = scene->event_first; number < scene->event_end; number++)
        assert(scene_event(scene, number) != NULL && scene_event(scene, number)->number == number);
    for (size_t h = 0; h < scene->host_count; h++) {
        const struct sample *sample = scene->hosts[h].sample;

        for (size_t i = 0; sample != NULL && i < sample->status.instance_count; i++) {
            assert(sample->routers[i].sighting_count <= SAMPLE_SIGHTINGS_MAX);
            assert(!scene->hosts[h].contested[i] || sample->routers[i].master_for_us >= 0);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum world_origin origins[HOSTS] = {WORLD_DAEMON, WORLD_DAEMON, WORLD_WATCH};
    struct world *world = world_new();
    struct scene first = {.host_count = 0}, last = {.host_count = 0};
    struct feed *feeds[HOSTS];
    char *text = malloc(size + 1), *rest = text, *line;
    int64_t now_us = 0;

    memcpy(text, data, size);
    text[size] = '\0';
    for (int i = 0; i < HOSTS; i++)
        feeds[i] = feed_new(world, world_add_host(world, "host", origins[i]));
    for (size_t i = 0; (line = strsep(&rest, "\n")) != NULL; i++) {
        now_us += STEP_US;
        feed_line(feeds[i % HOSTS], line, now_us, now_us);
        feed_line_time(line);
        if (i == HOSTS)
            assert(scene_take(world, &first));
    }
    feed_settle(feeds[HOSTS - 1], now_us, now_us);
    assert(scene_take(world, &last));
    look_at(&last);
    world_clear(world);
    for (size_t h = 0; h < first.host_count; h++)
        assert(first.hosts[h].sample == NULL || first.hosts[h].sample->references > 0);
    scene_free(&first);
    scene_free(&last);
    for (int i = 0; i < HOSTS; i++)
        feed_free(feeds[i]);
    world_free(world);
    free(text);
    return 0;
}

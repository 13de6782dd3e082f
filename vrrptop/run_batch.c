/* Frames on standard output; see run_batch.h. */
#include "vrrptop/run_batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/clock.h"
#include "vrrptop/batch.h"

enum {
    SETTLE_US = 10000000, /* the first frame waits that long for the slowest host */
    LOOK_US = 50000,
};

static void prepare(const struct run *run, struct batch *batch)
{
    const struct settings *settings = &run->settings;
    const struct settings_view *view = &settings->views[settings->view];
    const char *columns = getenv("COLUMNS");

    batch->wish = (struct rows_wish){
        .view = settings->view, .sort = view->sort, .reverse = view->reverse, .tree = settings->tree};
    memcpy(batch->wish.filter, run->filter, sizeof(batch->wish.filter));
    memcpy(batch->fields, view->fields, sizeof(batch->fields));
    batch->style =
        (struct value_style){.bits = settings->bits, .exact = settings->exact, .ascii = settings->ascii};
    batch->cumulative = settings->cumulative;
    batch->width = columns != NULL ? (unsigned)strtoul(columns, NULL, 10) : 0;
}

/* In a recording its own time is now. */
static void take_time(const struct run *run, int64_t *now_us, int64_t *wall_us)
{
    struct replay_place place;

    *now_us = clock_now_us();
    *wall_us = clock_wall_us();
    if (run->replay == NULL)
        return;
    replay_place(run->replay, *now_us, &place);
    *now_us = *wall_us = place.at_us;
}

static bool print_frame(struct run *run, struct batch *batch, struct scene *scene, enum options_format format)
{
    int64_t now_us, wall_us;

    take_time(run, &now_us, &wall_us);
    if (!scene_take(run->world, scene))
        return false;
    scene->now_us = now_us;
    scene->now_wall_us = wall_us;
    batch->style.now_wall_us = wall_us;
    batch->style.zone_us = clock_zone_us(wall_us);
    return format == FORMAT_JSON  ? batch_json(batch, scene, now_us, wall_us, stdout)
           : format == FORMAT_CSV ? batch_csv(batch, scene, wall_us, stdout)
                                  : batch_text(batch, scene, wall_us, stdout);
}

static bool over(const struct run *run)
{
    struct replay_place place;

    if (run->stop)
        return true;
    if (run->replay == NULL)
        return sources_ended(run->sources);
    replay_place(run->replay, clock_now_us(), &place);
    return place.ended;
}

static void settle(struct run *run)
{
    int64_t until_us = clock_now_us() + SETTLE_US;

    while (!run->stop && clock_now_us() < until_us && run->replay == NULL && !sources_settled(run->sources))
        run_wait(run, clock_now_us() + LOOK_US);
    if (run->replay != NULL)
        run_wait(run, 0);
}

static void wait_until(struct run *run, int64_t at_us)
{
    while (!over(run) && clock_now_us() < at_us)
        run_wait(run, at_us);
}

/* Nobody ever said anything. */
static bool is_empty(const struct scene *scene)
{
    for (size_t i = 0; i < scene->host_count; i++)
        if (scene->hosts[i].sample != NULL)
            return false;
    return true;
}

int run_batch(struct run *run, enum options_format format)
{
    struct batch batch = {.said_heading = false};
    struct scene scene = {.host_count = 0};
    int status = EX_OK;

    prepare(run, &batch);
    settle(run);
    for (int64_t frame = 1; status == EX_OK && !run->stop; frame++) {
        int64_t next_us = clock_now_us() + run->settings.delay_us;
        bool last = over(run) || frame == run->options->frames;

        if (!print_frame(run, &batch, &scene, format) || fflush(stdout) != 0)
            status = EX_IOERR;
        if (last)
            break;
        wait_until(run, next_us);
    }
    if (status == EX_OK && is_empty(&scene))
        status = EX_UNAVAILABLE;
    batch_free(&batch);
    scene_free(&scene);
    return status;
}

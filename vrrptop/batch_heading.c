/* The heading of a frame; see batch_heading.h. */
#include "vrrptop/batch_heading.h"

#include <string.h>

#include "vrrptop/batch_line.h"

enum { STATES = 6, PART_MAX = 128 };

static const char *const states[STATES] = {"MASTER", "BACKUP", "FAULT", "INIT", "SILENT", "STOP"};

/* What there is on all hosts together. */
struct tally {
    size_t routers, by_state[STATES], other;
    size_t services, services_down, servers, servers_down;
};

static void count_routers(const struct status *status, struct tally *tally)
{
    for (size_t i = 0; i < status->instance_count; i++) {
        size_t n = 0;

        while (n < STATES && strcmp(status->instances[i].state, states[n]) != 0)
            n++;
        if (n < STATES)
            tally->by_state[n]++;
        else
            tally->other++;
    }
    tally->routers += status->instance_count;
}

static void count_services(const struct sample *sample, struct tally *tally)
{
    for (size_t i = 0; i < sample->status.virtual_server_count; i++) {
        tally->services_down += !sample->status.virtual_servers[i].up;
        tally->servers += (size_t)sample->services[i].servers_up + sample->services[i].servers_down;
        tally->servers_down += sample->services[i].servers_down;
    }
    tally->services += sample->status.virtual_server_count;
}

static void put_hosts(struct batch_line *line, const struct scene *scene)
{
    size_t lost = 0;
    char text[PART_MAX];

    if (scene->host_count == 1 && scene->hosts[0].name != NULL) {
        batch_line_add(line, scene->hosts[0].name);
    } else {
        snprintf(text, sizeof(text), "%zu hosts", scene->host_count);
        batch_line_add(line, text);
    }
    for (size_t i = 0; i < scene->host_count; i++)
        lost += scene->hosts[i].link == WORLD_LOST;
    if (lost == 0)
        return;
    snprintf(text, sizeof(text), " (%zu lost)", lost);
    batch_line_add(line, text);
}

static void put_routers(struct batch_line *line, const struct tally *tally)
{
    const char *before = " (";
    char text[PART_MAX];

    snprintf(text, sizeof(text), "  %zu virtual router%s", tally->routers, tally->routers == 1 ? "" : "s");
    batch_line_add(line, text);
    for (size_t i = 0; i < STATES; i++) {
        if (tally->by_state[i] == 0)
            continue;
        snprintf(text, sizeof(text), "%s%zu %s", before, tally->by_state[i], states[i]);
        batch_line_add(line, text);
        before = ", ";
    }
    if (tally->other > 0) {
        snprintf(text, sizeof(text), "%s%zu other", before, tally->other);
        batch_line_add(line, text);
    }
    batch_line_add(line, tally->routers > 0 ? ")" : "");
}

static void put_services(struct batch_line *line, const char *what, size_t count, size_t down)
{
    char text[PART_MAX], lack[PART_MAX / 2] = "";

    if (count == 0)
        return;
    if (down > 0)
        snprintf(lack, sizeof(lack), " (%zu DOWN)", down);
    snprintf(text, sizeof(text), "  %zu %s%s%s", count, what, count == 1 ? "" : "s", lack);
    batch_line_add(line, text);
}

static void put_filter(struct batch_line *line, const struct batch *batch)
{
    char text[PART_MAX];

    if (batch->wish.filter[0] == '\0')
        return;
    snprintf(text, sizeof(text), "  %zu of %zu with ", batch->rows.count, batch->rows.total);
    batch_line_add(line, text);
    batch_line_add(line, batch->wish.filter);
}

void batch_heading(const struct batch *batch, const struct scene *scene, int64_t wall_us, FILE *out)
{
    struct value_style style = batch->style;
    struct value value = {.kind = VALUE_TIME, .number = (double)wall_us};
    struct tally tally = {.routers = 0};
    struct batch_line line;
    enum world_severity severity;
    char text[VALUE_TEXT_MAX], banner[WORLD_TEXT_MAX];

    for (size_t i = 0; i < scene->host_count; i++)
        if (scene->hosts[i].sample != NULL) {
            count_routers(&scene->hosts[i].sample->status, &tally);
            count_services(scene->hosts[i].sample, &tally);
        }
    style.now_wall_us = wall_us;
    batch_line_begin(&line, out, batch->width);
    batch_line_add(&line, "vrrptop  ");
    batch_line_add(&line, value_text(&value, &style, 0, text));
    batch_line_add(&line, "  ");
    put_hosts(&line, scene);
    put_routers(&line, &tally);
    put_services(&line, "service", tally.services, tally.services_down);
    put_services(&line, "server", tally.servers, tally.servers_down);
    put_filter(&line, batch);
    batch_line_end(&line);
    if (scene_banner(scene, &severity, banner)[0] == '\0')
        return;
    batch_line_begin(&line, out, batch->width);
    batch_line_add(&line, severity == WORLD_CRITICAL ? "!! " : "! ");
    batch_line_add(&line, banner);
    batch_line_end(&line);
}

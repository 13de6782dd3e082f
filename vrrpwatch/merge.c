/* Lines become statements; see merge.h. merge_sweep.c compares them. */
#include "vrrpwatch/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/event.h"
#include "vrrpwatch/merge_state.h"
#include "vrrpwatch/print_json.h"

/* A line understood. */
struct said {
    struct merge_view view;
    char interface[PRINT_INTERFACE_MAX];
    struct merge_statement statement;
    int64_t heard_until_us;
    bool of_master; /* says something about the master */
};

struct merge *merge_new(void)
{
    struct merge *merge = calloc(1, sizeof(*merge));

    if (merge == NULL)
        return NULL;
    merge->views = calloc(MERGE_VIEWS_MAX, sizeof(*merge->views));
    if (merge->views == NULL) {
        free(merge);
        return NULL;
    }
    return merge;
}

void merge_free(struct merge *merge)
{
    if (merge == NULL)
        return;
    free(merge->views);
    free(merge->statements);
    free(merge);
}

struct print_names merge_names(const struct merge *merge)
{
    return (struct print_names){merge->interface_names, merge->interface_count};
}

const struct merge_counters *merge_counters(const struct merge *merge)
{
    return &merge->counters;
}

/* Index of the name; the last one stands for all beyond the bound. */
static uint16_t take_interface(struct merge *merge, const char *name)
{
    size_t at = 0;

    while (at < merge->interface_count && strcmp(merge->interfaces[at], name) != 0)
        at++;
    if (at == MERGE_INTERFACES_MAX)
        return MERGE_INTERFACES_MAX - 1;
    if (at == merge->interface_count) {
        print_names_clean(merge->interfaces[at], PRINT_INTERFACE_MAX, name);
        merge->interface_names[at] = merge->interfaces[at];
        merge->interface_count++;
    }
    return (uint16_t)at;
}

/* Index of the view, made when it is new; `MERGE_VIEWS_MAX` when there is no room. */
static size_t take_view(struct merge *merge, const struct merge_view *key)
{
    struct merge_view *view = merge->views;
    size_t at = 0;

    for (; at < merge->view_count; at++, view++)
        if (view->vantage == key->vantage && view->interface == key->interface && view->vlan == key->vlan &&
            view->family == key->family && view->vrid == key->vrid)
            break;
    if (at == MERGE_VIEWS_MAX)
        return at;
    if (at == merge->view_count) {
        *view = *key;
        merge->view_count++;
    } else if (key->vip_count != 0) {
        memcpy(view->vips, key->vips, sizeof(view->vips));
        view->vip_count = key->vip_count;
    }
    return at;
}

static bool has_room(struct merge *merge)
{
    size_t size = merge->size != 0 ? 2 * merge->size : 64;
    struct merge_statement *more;

    if (merge->count < merge->size)
        return true;
    if (merge->size == MERGE_STATEMENTS_MAX)
        return false;
    more = reallocarray(merge->statements, size, sizeof(*more));
    if (more == NULL)
        return false;
    merge->statements = more;
    merge->size = size;
    return true;
}

/* ---- what a line says ---- */

/* Verdicts after which masters[0] is the one master. Two masters or none: nothing to compare with. */
static bool understand_verdict(const struct event_incident *incident, bool *one_master)
{
    static const enum verdict changes[] = {VERDICT_MASTER, VERDICT_HANDOVER, VERDICT_TAKEOVER,
                                           VERDICT_PREEMPTION};

    *one_master = true;
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
        if (strcmp(incident->event, verdict_name(changes[i])) == 0)
            return incident->master_count != 0;
    *one_master = strcmp(incident->phase, "closed") == 0;
    if (strcmp(incident->event, verdict_name(VERDICT_SPLIT)) == 0 ||
        strcmp(incident->event, verdict_name(VERDICT_SILENCE)) == 0)
        return !*one_master || incident->master_count != 0;
    return false;
}

static bool understand_event(const char *line, struct said *out)
{
    struct event event;
    bool one_master;

    if (!event_parse(line, &event) || event.wall_us <= 0)
        return false;
    out->heard_until_us = event.wall_us;
    if (strcmp(event.kind, "incident") != 0 || event.vrid == 0 ||
        !understand_verdict(&event.incident, &one_master))
        return true;
    out->of_master = true;
    out->statement.time_us = event.wall_us;
    out->statement.priority = event.incident.masters[0].priority;
    if (one_master && !addr_parse(event.incident.masters[0].address, &out->statement.master))
        out->statement.master.family = ADDR_NONE;
    out->view.vrid = event.vrid;
    out->view.vlan = event.incident.vlan;
    out->view.family = strcmp(event.family, "ipv6") == 0 ? ADDR_IPV6 : ADDR_IPV4;
    for (size_t i = 0; i < event.vip_count && out->view.vip_count < FINDING_VIPS_MAX; i++)
        out->view.vip_count += addr_parse(event.vips[i], &out->view.vips[out->view.vip_count]);
    print_names_clean(out->interface, sizeof(out->interface), event.interface);
    print_names_clean(out->view.place, sizeof(out->view.place),
                      event.incident.vantage[0] != '\0' ? event.incident.vantage : event.host);
    return true;
}

/* A summary says who was master at the end; when there was no hand-over, also from the first advert on. */
static bool understand_summary(const char *line, struct said *out)
{
    struct summary_row row;
    int64_t wall_us;

    if (!print_json_parse_row(line, &row, &wall_us) || row.last_us <= 0 || row.vrid == 0)
        return false;
    out->heard_until_us = row.last_us;
    out->of_master = row.has_master && row.open == 0;
    out->statement.time_us = row.handovers == 0 && row.first_us > 0 ? row.first_us : row.last_us;
    out->statement.master = row.master;
    out->statement.priority = row.priority;
    out->view.vrid = row.vrid;
    out->view.vlan = row.vlan;
    out->view.family = row.family;
    memcpy(out->view.vips, row.vips, sizeof(row.vips));
    out->view.vip_count = row.vip_count;
    print_names_clean(out->interface, sizeof(out->interface), row.interface);
    return true;
}

/* What --json prints beside events and summaries: no news of a master. */
static bool is_counters(const char *line)
{
    static const char start[] = "{\"schema\":1,\"type\":\"counters\",";

    return strncmp(line, start, sizeof(start) - 1) == 0;
}

static void take_said(struct merge *merge, size_t vantage, struct said *said)
{
    size_t view;

    if (said->heard_until_us > merge->end_us[vantage])
        merge->end_us[vantage] = said->heard_until_us;
    if (!said->of_master)
        return;
    said->view.vantage = (uint8_t)vantage;
    said->view.interface = take_interface(merge, said->interface);
    if (said->view.place[0] == '\0')
        snprintf(said->view.place, sizeof(said->view.place), "vantage point %zu", vantage + 1);
    view = take_view(merge, &said->view);
    if (view == MERGE_VIEWS_MAX || !has_room(merge)) {
        merge->counters.left_out++;
        return;
    }
    said->statement.view = (uint16_t)view;
    merge->statements[merge->count++] = said->statement;
    merge->counters.used++;
}

void merge_line(struct merge *merge, size_t vantage, const char *line)
{
    struct said said;

    merge->counters.lines++;
    memset(&said, 0, sizeof(said));
    if (is_counters(line))
        return;
    if (vantage >= MERGE_VANTAGES_MAX || strnlen(line, MERGE_LINE_MAX) == MERGE_LINE_MAX ||
        (!understand_event(line, &said) && !understand_summary(line, &said)))
        merge->counters.bad++;
    else
        take_said(merge, vantage, &said);
}

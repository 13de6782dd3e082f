/* All about a virtual router; see view_detail_state.h. */
#include "vrrptop/view_detail_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/packet_advice.h"

enum { EXPLANATION_MAX = 480, PRIORITY_LOWEST = 1, PRIORITY_HIGHEST = 254, PRIORITY_OWNER = 255 };

/* The router, with all that stands around it. */
struct subject {
    const struct view *view;
    const struct scene_host *host;
    const struct status_instance *instance;
    const struct sample_router *numbers;
    const struct row *row;
    struct view_text *text;
};

/* ---- state ---- */

static enum grid_style state_style(const char *state)
{
    return strcmp(state, "FAULT") == 0 ? GRID_BAD : strcmp(state, "MASTER") == 0 ? GRID_GOOD : GRID_BOX;
}

static void put_state(const struct subject *of)
{
    const struct status_instance *instance = of->instance;
    const struct status_transition *last = &instance->last_transition;
    char since[DETAIL_SINCE_MAX];

    view_text_put(of->text, GRID_BOX, "virtual router", "vrid %u on %s, %s, VRRP version %u", instance->vrid,
                  instance->interface, instance->family, instance->version);
    view_text_put(of->text, state_style(instance->state), "state", "%s since %s%s", instance->state,
                  view_detail_since(of->view, instance->since_wall_us, since),
                  instance->drained ? ", drained by an operator" : "");
    if (of->host->contested != NULL && of->host->contested[of->row->item])
        view_text_put(of->text, GRID_BAD, "", "!! another host is MASTER of it at the same time");
    if (last->known)
        view_text_put(of->text, GRID_BOX, "last change", "%s -> %s at %s: %s%s%s%s", last->from, last->to,
                      view_detail_since(of->view, last->at_wall_us, since), last->reason,
                      last->reason_code[0] != '\0' ? " (" : "", last->reason_code,
                      last->reason_code[0] != '\0' ? ")" : "");
    view_text_put(of->text, GRID_BOX, "changes", "%" PRIu64, instance->transitions);
}

/* What other hosts say of the same virtual router. */
static void put_elsewhere(const struct subject *of)
{
    for (size_t i = 0; i < of->view->scene.host_count; i++) {
        const struct scene_host *host = &of->view->scene.hosts[i];

        for (size_t n = 0;
             i != of->row->host && host->sample != NULL && n < host->sample->status.instance_count; n++) {
            const struct status_instance *other = &host->sample->status.instances[n];

            if (other->vrid == of->instance->vrid && strcmp(other->family, of->instance->family) == 0)
                view_text_put(of->text, GRID_BOX, "elsewhere", "%s: %s is %s, priority %u on %s", host->name,
                              other->name, other->state, other->effective_priority, other->interface);
        }
    }
}

/* ---- priority ---- */

/* What the tracker adds; false: that is not known here. */
static bool contribution(const struct status_tracker *tracker, int32_t *out)
{
    bool well = tracker->ok != tracker->reverse; /* before `reverse` turned it round */

    *out = 0;
    if (tracker->disabled || !tracker->known || tracker->weight == 0)
        return true;
    if (strcmp(tracker->kind, "file") == 0)
        return false; /* its number times the weight */
    if (well == (tracker->weight > 0))
        *out = tracker->reverse ? -tracker->weight : tracker->weight;
    return true;
}

/* "150 - 20 chk_nginx (script failed)"; *sum is what comes out, *whole whether that is all. */
static void add_up(const struct status_instance *instance, char out[EXPLANATION_MAX], int64_t *sum,
                   bool *whole)
{
    size_t used = (size_t)snprintf(out, EXPLANATION_MAX, "%u", instance->priority);

    *sum = instance->priority;
    *whole = true;
    for (size_t i = 0; i < instance->tracker_count; i++) {
        const struct status_tracker *tracker = &instance->trackers[i];
        int32_t add;

        *whole = contribution(tracker, &add) && *whole;
        *sum += add;
        if (add != 0 && used < EXPLANATION_MAX - 1)
            used += (size_t)snprintf(out + used, EXPLANATION_MAX - used, " %c %" PRId64 " for %s %s (%s)",
                                     add < 0 ? '-' : '+', add < 0 ? -(int64_t)add : (int64_t)add,
                                     tracker->kind, tracker->name, tracker->ok ? "ok" : "failed");
    }
    *sum = *sum < PRIORITY_LOWEST ? PRIORITY_LOWEST : *sum > PRIORITY_HIGHEST ? PRIORITY_HIGHEST : *sum;
}

static void put_priority(const struct subject *of)
{
    const struct status_instance *instance = of->instance;
    bool changed = instance->priority != instance->effective_priority, whole;
    char sum_text[EXPLANATION_MAX];
    int64_t sum;

    view_text_put(of->text, changed ? GRID_WARN : GRID_BOX, "priority", "%u, in force %u", instance->priority,
                  instance->effective_priority);
    if (!changed)
        return;
    add_up(instance, sum_text, &sum, &whole);
    if (instance->drained)
        view_text_put(of->text, GRID_BOX, "  because",
                      "it was drained: it takes the address only when nobody else is left");
    else if (instance->priority != PRIORITY_OWNER && whole && sum == instance->effective_priority)
        view_text_put(of->text, GRID_BOX, "  because", "%s", sum_text);
    else
        view_text_put(of->text, GRID_BOX, "  because", "%s%s", strchr(sum_text, ' ') != NULL ? sum_text : "",
                      whole ? " of what its group tracks" : " and what the tracked files say");
}

/* ---- adverts ---- */

static void put_adverts(const struct subject *of)
{
    const struct status_instance *instance = of->instance;
    const struct status_master *master = &instance->master;
    bool is_master = strcmp(instance->state, "MASTER") == 0;
    char rate[VALUE_TEXT_MAX];

    view_text_put(of->text, GRID_BOX, "advert interval", "%.2f s, a master is dead after %.3f s",
                  (double)instance->advert_interval_us / 1e6, (double)instance->master_down_us / 1e6);
    if (!master->known)
        view_text_put(of->text, GRID_WARN, "master", "not known");
    else
        view_text_put(of->text, GRID_BOX, "master", "%s priority %u interval %.2f s%s", master->address,
                      master->priority, (double)master->interval_us / 1e6, is_master ? ", this one" : "");
    if (instance->last_advert_age_us >= 0)
        view_text_put(of->text, GRID_BOX, "last advert", "%s %.2f s before the host said so",
                      is_master ? "sent" : "heard", (double)instance->last_advert_age_us / 1e6);
    view_text_put(of->text, instance->send_errors > 0 ? GRID_WARN : GRID_BOX, "adverts",
                  "%" PRIu64 " sent, %" PRIu64 " heard, %" PRIu64 " not sent; %s a second",
                  instance->adverts_sent, instance->adverts_received, instance->send_errors,
                  of->numbers->advert_rate < 0
                      ? "-"
                      : view_number(of->view, VALUE_RATE, of->numbers->advert_rate, rate));
}

static void put_sightings(const struct subject *of)
{
    if (of->numbers->sighting_count == 0)
        return;
    view_text_head(of->text, "Last adverts, as they were looked at");
    for (size_t i = 0; i < of->numbers->sighting_count; i++) {
        const struct sample_sighting *sighting = &of->numbers->sightings[i];
        char time[40];

        view_time(of->view, sighting->wall_us, time);
        view_text_put(of->text, GRID_BOX, strlen(time) > 11 ? time + 11 : time,
                      "%s priority %u, %" PRIu64 " adverts", sighting->master, sighting->priority,
                      sighting->adverts);
    }
}

static void put_rejected(const struct subject *of)
{
    const struct status_counters *rejected = &of->instance->rejected;

    if (rejected->count == 0)
        return;
    view_text_head(of->text, "Rejected adverts: each is a mismatch between two nodes");
    for (size_t i = 0; i < rejected->count && i < STATUS_COUNTERS_MAX; i++) {
        const struct packet_advice *advice = packet_advice_find(rejected->items[i].name);

        view_text_put(of->text, GRID_WARN, "", "%" PRIu64 " %s%s%s", rejected->items[i].value,
                      rejected->items[i].name, advice != NULL ? ": " : "",
                      advice != NULL ? advice->meaning : "");
        if (advice != NULL)
            view_detail_fix(of->text, advice->fix);
    }
}

/* ---- addresses, trackers, group, incidents ---- */

static void put_addresses(const struct subject *of)
{
    const struct status_instance *instance = of->instance;

    for (size_t i = 0; i < instance->address_count; i++)
        view_text_put(of->text, GRID_BOX, i == 0 ? "addresses" : "", "%s", instance->addresses[i]);
    view_text_put(of->text, GRID_BOX, "installed", "%" PRIu32 " of %zu%s", instance->addresses_present,
                  instance->address_count, instance->addresses_restored > 0 ? "; see below" : "");
    if (instance->addresses_restored > 0)
        view_text_put(of->text, GRID_WARN, "", "put back %" PRIu64 " times: somebody else removes them",
                      instance->addresses_restored);
}

static void put_tracker(const struct subject *of, const struct status_tracker *tracker)
{
    const char *verdict = tracker->disabled ? "disabled"
                          : !tracker->known ? "no verdict yet"
                          : tracker->ok     ? "ok"
                                            : "failed";
    enum grid_style style = tracker->disabled || !tracker->known ? GRID_WARN
                            : tracker->ok                        ? GRID_GOOD
                                                                 : GRID_BAD;
    char since[DETAIL_SINCE_MAX] = "";

    if (tracker->since_wall_us > 0)
        view_detail_since(of->view, tracker->since_wall_us, since);
    view_text_put(of->text, style, tracker->kind, "%s: %s%s%s, weight %" PRId32 "%s%s%s%s", tracker->name,
                  verdict, since[0] != '\0' ? " since " : "", since, tracker->weight,
                  tracker->reverse ? " reverse" : "", tracker->weight == 0 ? " (a failure is a FAULT)" : "",
                  tracker->reason[0] != '\0' ? ": " : "", tracker->reason);
}

static void put_trackers(const struct subject *of)
{
    if (of->instance->tracker_count == 0)
        return;
    view_text_head(of->text, "What it tracks");
    for (size_t i = 0; i < of->instance->tracker_count; i++)
        put_tracker(of, &of->instance->trackers[i]);
}

static bool has_member(const struct status_group *group, const char *name)
{
    for (size_t i = 0; i < group->member_count; i++)
        if (strcmp(group->members[i], name) == 0)
            return true;
    return false;
}

static void put_groups(const struct subject *of)
{
    const struct status *status = &of->host->sample->status;

    for (size_t i = 0; i < status->group_count; i++)
        if (has_member(&status->groups[i], of->instance->name))
            view_text_put(of->text, status->groups[i].blocked[0] != '\0' ? GRID_WARN : GRID_BOX, "group",
                          "%s: %s%s%s", status->groups[i].name, status->groups[i].state,
                          status->groups[i].blocked[0] != '\0' ? ", blocked: " : "",
                          status->groups[i].blocked);
}

static void put_incidents(const struct subject *of)
{
    const struct scene *scene = &of->view->scene;
    bool first = true;

    for (size_t i = 0; i < scene->incident_count; i++) {
        const struct world_incident *incident = &scene->incidents[i];
        char since[DETAIL_SINCE_MAX];

        if (incident->vrid != of->instance->vrid ||
            (incident->family[0] != '\0' && strcmp(incident->family, of->instance->family) != 0))
            continue;
        if (first)
            view_text_head(of->text, "Incidents");
        first = false;
        view_text_put(of->text, incident->severity == WORLD_CRITICAL ? GRID_BAD : GRID_WARN, incident->code,
                      "since %s: %s", view_detail_since(of->view, incident->since_wall_us, since),
                      incident->cause);
        view_detail_fix(of->text, incident->fix);
    }
}

void view_detail_router(const struct view *view, const struct row *row, struct view_text *text)
{
    const struct scene_host *host = &view->scene.hosts[row->host];
    const struct subject of = {.view = view,
                               .host = host,
                               .instance = &host->sample->status.instances[row->item],
                               .numbers = &host->sample->routers[row->item],
                               .row = row,
                               .text = text};

    view_detail_host(view, row->host, text);
    put_state(&of);
    put_elsewhere(&of);
    put_groups(&of);
    put_priority(&of);
    put_adverts(&of);
    put_addresses(&of);
    put_incidents(&of);
    put_trackers(&of);
    put_rejected(&of);
    put_sightings(&of);
}

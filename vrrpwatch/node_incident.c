#include "vrrpwatch/node_incident.h"

#include <stdlib.h>
#include <string.h>

struct incident {
    struct finding finding; /* as last found; its severity and sentence are those told */
    unsigned rounds;        /* found in so many in a row */
    bool found;             /* in this round */
    bool told;
};

struct node_incidents {
    finding_sink *sink;
    void *context;
    unsigned rounds;
    uint32_t number;
    struct incident *items;
    size_t count;
};

struct node_incidents *node_incidents_new(unsigned rounds, finding_sink *sink, void *context)
{
    struct node_incidents *incidents = calloc(1, sizeof(*incidents));

    if (incidents == NULL)
        return NULL;
    *incidents = (struct node_incidents){
        .sink = sink, .context = context, .rounds = rounds, .number = NODE_INCIDENT_FIRST};
    incidents->items = calloc(NODE_INCIDENTS_MAX, sizeof(*incidents->items));
    if (incidents->items != NULL)
        return incidents;
    free(incidents);
    return NULL;
}

void node_incidents_free(struct node_incidents *incidents)
{
    if (incidents == NULL)
        return;
    free(incidents->items);
    free(incidents);
}

/* The two rules about a backup share their cause with what they follow from: their sentences tell them
 * apart. */
static bool is_rule(const struct finding *finding)
{
    static const char rule[] = "the backup holds the VIP";

    return strncmp(finding->sentence, rule, sizeof(rule) - 1) == 0;
}

static bool same(const struct finding *a, const struct finding *b)
{
    return a->interface == b->interface && a->vlan == b->vlan && a->family == b->family &&
           a->vrid == b->vrid && is_rule(a) == is_rule(b) && (is_rule(a) || a->cause == b->cause);
}

static struct incident *find(struct node_incidents *incidents, const struct finding *finding)
{
    for (size_t i = 0; i < incidents->count; i++)
        if (same(&incidents->items[i].finding, finding))
            return &incidents->items[i];
    if (incidents->count == NODE_INCIDENTS_MAX)
        return NULL;
    incidents->items[incidents->count] = (struct incident){.finding = *finding};
    incidents->items[incidents->count].finding.number = incidents->number++;
    return &incidents->items[incidents->count++];
}

static void tell(const struct node_incidents *incidents, struct incident *incident, enum finding_phase phase)
{
    incident->finding.phase = phase;
    incidents->sink(incidents->context, &incident->finding);
}

/* Takes what is found now; what the incident is stays. True when it became another matter. */
static bool renew(struct finding *old, const struct finding *found)
{
    bool changed = old->severity != found->severity || old->cause != found->cause;
    uint32_t number = old->number;
    int64_t since_us = old->since_us;

    *old = *found;
    old->number = number;
    old->since_us = since_us;
    return changed;
}

void node_incidents_take(void *context, const struct finding *finding)
{
    struct node_incidents *incidents = context;
    struct incident *incident = find(incidents, finding);
    bool changed;

    if (incident == NULL || incident->found)
        return;
    changed = renew(&incident->finding, finding);
    incident->found = true;
    incident->rounds++;
    if (!incident->told && incident->rounds >= incidents->rounds) {
        incident->told = true;
        tell(incidents, incident, FINDING_OPEN);
    } else if (incident->told && changed) {
        tell(incidents, incident, FINDING_UPDATE);
    }
}

void node_incidents_round(struct node_incidents *incidents, int64_t now_us)
{
    size_t kept = 0;

    for (size_t i = 0; i < incidents->count; i++) {
        struct incident *incident = &incidents->items[i];

        if (incident->found) {
            incident->found = false;
            incidents->items[kept++] = *incident;
            continue;
        }
        if (!incident->told)
            continue;
        incident->finding.time_us = now_us;
        incident->finding.duration_us = now_us - incident->finding.since_us;
        tell(incidents, incident, FINDING_CLOSED);
    }
    incidents->count = kept;
}

size_t node_incidents_open(const struct node_incidents *incidents, enum severity *worst)
{
    size_t open = 0;

    *worst = SEVERITY_INFO;
    for (size_t i = 0; i < incidents->count; i++) {
        if (!incidents->items[i].told)
            continue;
        open++;
        if (incidents->items[i].finding.severity > *worst)
            *worst = incidents->items[i].finding.severity;
    }
    return open;
}

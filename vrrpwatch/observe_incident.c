/* Incidents: opened once, told again when more is known, closed with their duration. Makes the findings. */
#include <stdlib.h>
#include <string.h>

#include "vrrpwatch/diagnose.h"
#include "vrrpwatch/observe_state.h"

enum { FREE_VRIDS = 3 };

static struct incident **list_of(const struct subject *subject)
{
    return subject->vip != NULL ? &subject->vip->private->incidents : &subject->router->private->incidents;
}

static void add_party(struct finding *finding, const struct source *source, const uint8_t *mac)
{
    struct party *party = &finding->parties[finding->party_count];

    if (finding->party_count == FINDING_PARTIES_MAX || (source == NULL && mac == NULL))
        return;
    for (size_t i = 0; i < finding->party_count; i++)
        if (source != NULL
                ? addr_equal(&finding->parties[i].address, &source->address)
                : finding->parties[i].has_mac && memcmp(finding->parties[i].mac, mac, FRAME_MAC_SIZE) == 0)
            return;
    *party = (struct party){.priority = -1};
    if (source != NULL) {
        party->address = source->address;
        party->priority = source->priority;
        if (source->mac_count > 0)
            mac = source->macs[0].mac;
    }
    if (mac != NULL) {
        party->has_mac = true;
        memcpy(party->mac, mac, FRAME_MAC_SIZE);
    }
    finding->party_count++;
}

/* All sources that share the wire with the master. */
static void add_rivals(struct finding *finding, const struct router *router)
{
    for (const struct source *source = router->sources; source != NULL; source = source->next)
        if (source->overlap.certain)
            add_party(finding, source, NULL);
}

static void add_vips(struct finding *finding, const struct subject *subject)
{
    const struct source *source = subject->winner != NULL ? subject->winner : subject->other;
    const struct vip_set *set = source != NULL ? source->vips : NULL;

    if (subject->vip != NULL) {
        finding->vips[0] = subject->vip->address;
        finding->vip_count = finding->vip_total = 1;
        return;
    }
    for (size_t i = 0; set != NULL && i < set->count && i < FINDING_VIPS_MAX; i++)
        finding->vips[finding->vip_count++] = set->addresses[i];
    finding->vip_total = set != NULL ? set->count : 0;
}

static void add_evidence(struct finding *finding, const char *name, int64_t value)
{
    if (finding->evidence_count < FINDING_EVIDENCE_MAX)
        finding->evidence[finding->evidence_count++] = (struct finding_evidence){name, value};
}

static void add_counts(struct finding *finding, const struct subject *subject)
{
    const struct overlap *overlap = subject->other != NULL ? &subject->other->overlap : NULL;

    if (overlap != NULL && overlap->since_us != 0) {
        add_evidence(finding, "adverts_other", overlap->own);
        add_evidence(finding, "adverts_master", overlap->masters);
        if (overlap->asked > 0) {
            add_evidence(finding, "asked", overlap->asked);
            add_evidence(finding, "answered", overlap->answered);
        }
    }
    if (subject->vip != NULL) {
        add_evidence(finding, "questions", subject->vip->questions);
        add_evidence(finding, "answers", subject->vip->answers);
    }
    if (subject->holder != NULL)
        add_evidence(finding, "announcements", subject->holder->announced);
    if (subject->value_us > 0)
        add_evidence(finding, "gap_us", subject->value_us);
    if (finding->verdict == VERDICT_LATE && subject->other != NULL)
        add_evidence(finding, "late", subject->other->late);
    if (finding->verdict == VERDICT_FLAPPING)
        add_evidence(finding, "handovers", subject->router->handovers);
    for (size_t i = 0; i < subject->evidence_count; i++)
        add_evidence(finding, subject->evidence[i].name, subject->evidence[i].value);
}

static void find_free_vrids(const struct observe *observe, const struct subject *subject,
                            uint8_t vrids[FREE_VRIDS + 1])
{
    bool used[256] = {false};
    size_t count = 0;

    for (const struct router *router = observe->first_router; router != NULL; router = router->private->next)
        if (router->interface == subject->router->interface && router->vlan == subject->router->vlan)
            used[router->vrid] = true;
    for (unsigned vrid = subject->router->vrid; vrid < 255 && count < FREE_VRIDS; vrid++)
        if (!used[vrid])
            vrids[count++] = (uint8_t)vrid;
    vrids[count] = 0;
}

static void explain(struct observe *observe, const struct subject *subject, struct finding *finding)
{
    uint8_t vrids[FREE_VRIDS + 1] = {0};
    struct link *link = observe_link(observe, finding->interface, finding->vlan);
    struct diagnosis diagnosis = {
        .router = subject->router,
        .vip = subject->vip,
        .winner = subject->winner,
        .other = subject->other,
        .holder = subject->holder,
        .mac = subject->mac,
        .value_us = subject->value_us,
        .interface = finding->interface < observe->options.interface_count
                         ? observe->options.interfaces[finding->interface]
                         : "eth0",
        .querier_seen = link->query_us != 0,
        .watched_us = observe->now_us - link->first_us,
        .free_vrids = vrids,
    };

    if (subject->mac != NULL)
        diagnosis.mac_address =
            observe_address_of(observe, finding->interface, finding->vlan, finding->family, subject->mac);
    if (finding->verdict == VERDICT_VRID_CLASH)
        find_free_vrids(observe, subject, vrids);
    diagnose_finding(&diagnosis, finding);
}

/* What every phase says. */
static void fill(struct observe *observe, const struct subject *subject, struct finding *finding)
{
    const struct router *router = subject->router;

    finding->time_us = observe->now_us;
    if (router != NULL) {
        finding->interface = router->interface;
        finding->vlan = router->vlan;
        finding->family = router->family;
        finding->vrid = router->vrid;
    } else {
        finding->interface = subject->vip->interface;
        finding->vlan = subject->vip->vlan;
        finding->family = subject->vip->address.family;
        finding->vrid = subject->vip->expected_vrid;
    }
    add_party(finding, subject->winner, NULL);
    if (finding->verdict == VERDICT_SPLIT && router != NULL)
        add_rivals(finding, router);
    add_party(finding, subject->other, NULL);
    if (subject->mac != NULL)
        add_party(finding, NULL, subject->mac);
    add_vips(finding, subject);
    add_counts(finding, subject);
    explain(observe, subject, finding);
}

void observe_note(struct observe *observe, enum verdict verdict, enum cause cause, enum severity severity,
                  const struct subject *subject)
{
    struct finding finding = {.verdict = verdict,
                              .cause = cause,
                              .severity = severity,
                              .phase = FINDING_NOTE,
                              .number = ++observe->numbers,
                              .since_us = subject->since_us != 0 ? subject->since_us : observe->now_us,
                              .duration_us = -1};

    fill(observe, subject, &finding);
    if (severity > SEVERITY_INFO) {
        observe->counters.incidents++;
        if (subject->router != NULL)
            subject->router->incidents++;
    }
    observe->sink(observe->context, &finding);
}

/* Those are about the router as a whole; others about one source, one MAC. */
static bool is_whole(enum verdict verdict)
{
    return verdict == VERDICT_SPLIT || verdict == VERDICT_VRID_CLASH || verdict == VERDICT_SILENCE ||
           verdict == VERDICT_FLAPPING || verdict == VERDICT_NO_GARP || verdict == VERDICT_VIP_CLASH ||
           verdict == VERDICT_STALE_CACHE;
}

struct incident *observe_incident(const struct subject *subject, enum verdict verdict)
{
    for (struct incident *incident = *list_of(subject); incident != NULL; incident = incident->next) {
        if (incident->verdict != verdict)
            continue;
        if (is_whole(verdict))
            return incident;
        if (subject->mac != NULL && memcmp(incident->mac, subject->mac, FRAME_MAC_SIZE) != 0)
            continue;
        if (subject->mac == NULL && subject->other != NULL &&
            !addr_equal(&incident->subject, &subject->other->address))
            continue;
        return incident;
    }
    return NULL;
}

static struct incident *make(struct observe *observe, enum verdict verdict, const struct subject *subject)
{
    struct incident *incident;

    if (observe->incident_count == OBSERVE_INCIDENTS_MAX || (incident = calloc(1, sizeof(*incident))) == NULL)
        return NULL;
    observe->incident_count++;
    incident->verdict = verdict;
    incident->number = ++observe->numbers;
    incident->since_us = subject->since_us != 0 ? subject->since_us : observe->now_us;
    if (subject->other != NULL)
        incident->subject = subject->other->address;
    if (subject->mac != NULL)
        memcpy(incident->mac, subject->mac, FRAME_MAC_SIZE);
    incident->next = *list_of(subject);
    *list_of(subject) = incident;
    observe->counters.incidents++;
    return incident;
}

/* What the router's row says: the worst of what is open. */
static void count_open(struct router *router)
{
    router->open = 0;
    router->worst = SEVERITY_INFO;
    for (const struct incident *incident = router->private->incidents; incident != NULL;
         incident = incident->next) {
        router->open++;
        if (incident->severity > router->worst)
            router->worst = incident->severity;
    }
}

void observe_open(struct observe *observe, enum verdict verdict, enum cause cause, enum severity severity,
                  const struct subject *subject)
{
    struct incident *incident = observe_incident(subject, verdict);
    struct finding finding = {.verdict = verdict, .cause = cause, .severity = severity, .duration_us = -1};
    bool known = incident != NULL;

    if (!known && (incident = make(observe, verdict, subject)) == NULL)
        return;
    incident->last_us = observe->now_us;
    if (known && incident->cause == cause && incident->severity == severity &&
        incident->stage >= subject->stage)
        return;
    incident->cause = cause;
    incident->severity = severity;
    incident->stage = subject->stage;
    if (!known && subject->router != NULL)
        subject->router->incidents++;
    if (subject->router != NULL)
        count_open(subject->router);
    finding.phase = known ? FINDING_UPDATE : FINDING_OPEN;
    finding.number = incident->number;
    finding.since_us = incident->since_us;
    fill(observe, subject, &finding);
    observe->sink(observe->context, &finding);
}

void observe_close_incident(struct observe *observe, struct incident *incident, const struct subject *subject)
{
    struct finding finding = {.verdict = incident->verdict,
                              .cause = incident->cause,
                              .severity = incident->severity,
                              .phase = FINDING_CLOSED,
                              .number = incident->number,
                              .since_us = incident->since_us,
                              .duration_us = observe->now_us - incident->since_us};
    struct incident **link = list_of(subject);

    while (*link != incident)
        link = &(*link)->next;
    *link = incident->next;
    observe->incident_count--;
    if (subject->router != NULL)
        count_open(subject->router);
    fill(observe, subject, &finding);
    observe->sink(observe->context, &finding);
    /* The subject may point into it. */
    free(incident);
}

void observe_close(struct observe *observe, enum verdict verdict, const struct subject *subject)
{
    struct incident *incident = observe_incident(subject, verdict);

    if (incident != NULL)
        observe_close_incident(observe, incident, subject);
}

void observe_drop_incidents(struct observe *observe, struct incident **list)
{
    while (*list != NULL) {
        struct incident *incident = *list;

        *list = incident->next;
        free(incident);
        observe->incident_count--;
    }
}

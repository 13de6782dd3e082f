/* Findings as event records; see print_event.h. */
#include "vrrpwatch/print_event.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { HOST_IN_ID_MAX = 32 };

/* Names the incident among all runs on all hosts: the dispatcher tells by it what it has told already. */
static void fill_id(const struct print_event_context *context, const struct finding *finding,
                    struct event_incident *out)
{
    char host[HOST_IN_ID_MAX + 1];

    print_names_clean(host, sizeof(host), context->host);
    snprintf(out->id, sizeof(out->id), "%s-%" PRIx64 "-%" PRIu32, host, context->boot, finding->number);
}

static void fill_parties(const struct finding *finding, struct event_incident *out)
{
    for (size_t i = 0; i < finding->party_count && i < EVENT_MASTERS_MAX; i++) {
        const struct party *party = &finding->parties[i];
        struct event_holder *holder = &out->masters[out->master_count++];

        if (party->address.family != ADDR_NONE)
            addr_format(&party->address, holder->address);
        if (party->has_mac)
            print_names_mac(party->mac, holder->mac);
        holder->priority = party->priority;
    }
}

static void fill_evidence(const struct finding *finding, struct event_incident *out)
{
    for (size_t i = 0; i < finding->evidence_count && i < EVENT_EVIDENCE_MAX; i++) {
        const struct finding_evidence *evidence = &finding->evidence[i];
        struct status_counter *counter = &out->evidence[out->evidence_count++];

        snprintf(counter->name, sizeof(counter->name), "%s", evidence->name);
        counter->value = (uint64_t)evidence->value;
    }
}

static void fill_incident(const struct print_event_context *context, const struct finding *finding,
                          struct event_incident *out)
{
    fill_id(context, finding, out);
    snprintf(out->event, sizeof(out->event), "%s", verdict_name(finding->verdict));
    snprintf(out->phase, sizeof(out->phase), "%s", print_names_phase(finding->phase));
    snprintf(out->code, sizeof(out->code), "%s", cause_code(finding->cause));
    snprintf(out->severity, sizeof(out->severity), "%s", severity_name(finding->severity));
    print_names_clean(out->cause, sizeof(out->cause), finding->sentence);
    print_names_clean(out->fix, sizeof(out->fix), finding->fix);
    print_names_clean(out->unseen, sizeof(out->unseen), finding->unseen);
    print_names_clean(out->vantage, sizeof(out->vantage), context->vantage);
    out->vlan = finding->vlan;
    fill_parties(finding, out);
    fill_evidence(finding, out);
    out->since_wall_us = finding->since_us + context->wall_offset_us;
    out->duration_us = finding->phase == FINDING_NOTE     ? 0
                       : finding->phase == FINDING_CLOSED ? finding->duration_us
                                                          : -1;
}

void print_event_fill(struct print_event_context *context, const struct finding *finding, struct event *out)
{
    int64_t mono_us = finding->time_us + context->mono_offset_us;

    memset(out, 0, sizeof(*out));
    out->sequence = ++context->sequence;
    out->boot = context->boot;
    out->wall_us = finding->time_us + context->wall_offset_us;
    out->mono_us = mono_us > 0 ? mono_us : 0;
    print_names_clean(out->host, sizeof(out->host), context->host);
    snprintf(out->source, sizeof(out->source), "vrrpwatch");
    snprintf(out->kind, sizeof(out->kind), "incident");
    out->vrid = finding->vrid;
    snprintf(out->family, sizeof(out->family), "%s", print_names_family(finding->family));
    print_names_interface(&context->names, finding->interface, out->interface);
    for (size_t i = 0; i < finding->vip_count && i < EVENT_VIPS_MAX; i++)
        addr_format(&finding->vips[i], out->vips[out->vip_count++]);
    fill_incident(context, finding, &out->incident);
}

char *print_event(struct print_event_context *context, const struct finding *finding)
{
    struct event event;

    print_event_fill(context, finding, &event);
    return event_print(&event);
}

/* LVS for readers; see report_lvs.h. */
#include "vrrpd/report_lvs.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "vrrpd/report.h"

enum { SERIES = 0x4C5653 }; /* "LVS" */

static const char *state_name(const struct page_lvs_event *record)
{
    return record->drained && record->kind == PAGE_LVS_SERVER ? "DRAIN" : record->up ? "UP" : "DOWN";
}

static const char *kind_name(const struct page_lvs_event *record)
{
    static const char *const names[] = {
        [PAGE_LVS_SERVER] = "server", [PAGE_LVS_QUORUM] = "quorum", [PAGE_LVS_NETWORK] = "incident"};

    return names[record->kind];
}

static void fill_incident(const struct page_lvs_event *record, struct event *out)
{
    struct event_incident *incident = &out->incident;

    snprintf(incident->id, sizeof(incident->id), "lvs-network-%.40s", out->host);
    status_copy_text(incident->event, sizeof(incident->event), "network-lost");
    status_copy_text(incident->phase, sizeof(incident->phase), record->up ? "closed" : "open");
    status_copy_text(incident->code, sizeof(incident->code), "LVS-NET");
    status_copy_text(incident->severity, sizeof(incident->severity), "critical");
    status_copy_text(incident->cause, sizeof(incident->cause), record->reason);
    status_copy_text(incident->fix, sizeof(incident->fix),
                     "look at this node's own network: links, routes, firewall (ip -s link; ip route)");
    status_copy_text(incident->vantage, sizeof(incident->vantage), "health checks of this node");
    incident->since_wall_us = out->wall_us - record->duration_us;
    incident->duration_us = record->up ? record->duration_us : -1;
}

void report_lvs_event(const struct page *page, const struct conf *conf, const struct page_lvs_event *record,
                      struct event *out)
{
    struct page_supervisor supervisor;

    memset(out, 0, sizeof(*out));
    if (page_read_supervisor(page, &supervisor))
        out->boot = supervisor.boot_id ^ SERIES;
    report_host(conf, out->host, sizeof(out->host));
    status_copy_text(out->source, sizeof(out->source), "vrrpd");
    status_copy_text(out->kind, sizeof(out->kind), kind_name(record));
    out->sequence = record->sequence;
    out->mono_us = record->at_us;
    out->wall_us = clock_wall_us() - (clock_now_us() - record->at_us);
    status_copy_text(out->from, sizeof(out->from), record->up ? "DOWN" : "UP");
    status_copy_text(out->to, sizeof(out->to), state_name(record));
    status_copy_text(out->service, sizeof(out->service), record->service);
    status_copy_text(out->server, sizeof(out->server), record->server);
    status_copy_text(out->reason, sizeof(out->reason), record->reason);
    if (record->kind == PAGE_LVS_NETWORK)
        fill_incident(record, out);
}

const char *report_protocol_name(uint8_t protocol)
{
    return protocol == IPPROTO_UDP ? "udp" : protocol == IPPROTO_SCTP ? "sctp" : "tcp";
}

const char *report_scheduler_name(enum conf_scheduler scheduler)
{
    static const char *const names[CONF_SCHEDULER_COUNT] = {
        [CONF_SCHEDULER_WLC] = "wlc", [CONF_SCHEDULER_RR] = "rr",     [CONF_SCHEDULER_WRR] = "wrr",
        [CONF_SCHEDULER_LC] = "lc",   [CONF_SCHEDULER_LBLC] = "lblc", [CONF_SCHEDULER_LBLCR] = "lblcr",
        [CONF_SCHEDULER_SH] = "sh",   [CONF_SCHEDULER_MH] = "mh",     [CONF_SCHEDULER_DH] = "dh",
        [CONF_SCHEDULER_FO] = "fo",   [CONF_SCHEDULER_OVF] = "ovf",   [CONF_SCHEDULER_SED] = "sed",
        [CONF_SCHEDULER_NQ] = "nq",   [CONF_SCHEDULER_TWOS] = "twos"};

    return names[scheduler];
}

const char *report_method_name(enum conf_method method)
{
    return method == CONF_METHOD_DR ? "dr" : method == CONF_METHOD_TUN ? "tun" : "nat";
}

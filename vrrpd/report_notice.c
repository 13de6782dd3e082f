/* Notices for readers; see report_notice.h. */
#include "vrrpd/report_notice.h"

#include <stdio.h>

#include "lib/clock.h"
#include "vrrpd/vrrp/notice.h"

static int64_t to_wall_us(int64_t mono_us)
{
    return clock_wall_us() - (clock_now_us() - mono_us);
}

static void copy(char *out, size_t size, const char *text)
{
    status_copy_text(out, size, text);
}

static void fill_holder(const struct notice *notice, struct event_incident *out)
{
    struct event_holder *holder = &out->masters[0];
    char address[ADDR_TEXT_MAX];

    if (notice->peer.family == ADDR_NONE && !notice->has_mac)
        return;
    out->master_count = 1;
    copy(holder->address, sizeof(holder->address),
         notice->peer.family == ADDR_NONE ? "" : addr_format(&notice->peer, address));
    if (notice->has_mac)
        snprintf(holder->mac, sizeof(holder->mac), "%02x:%02x:%02x:%02x:%02x:%02x", notice->mac[0],
                 notice->mac[1], notice->mac[2], notice->mac[3], notice->mac[4], notice->mac[5]);
    holder->priority = notice->has_priority ? (int16_t)notice->priority : -1;
}

static void add_evidence(struct event_incident *out, const char *name, uint64_t value)
{
    copy(out->evidence[out->evidence_count].name, sizeof(out->evidence[0].name), name);
    out->evidence[out->evidence_count++].value = value;
}

void report_notice_event(const struct page_event *record, struct event *out)
{
    static const char *const phases[] = {
        [NOTICE_CLOSED] = "closed", [NOTICE_OPEN] = "open", [NOTICE_UPDATE] = "update"};
    const struct notice *notice = &record->notice;
    struct event_incident *incident = &out->incident;

    /* The same VRID may be there twice, once for each family. */
    snprintf(incident->id, sizeof(incident->id), "%.15s-%u-%s%s%u", record->interface, record->vrid,
             record->family == ADDR_IPV6 ? "ipv6-" : "", notice_series(notice), notice->number);
    copy(incident->event, sizeof(incident->event), notice_event(notice));
    copy(incident->phase, sizeof(incident->phase), phases[notice->phase]);
    copy(incident->code, sizeof(incident->code), notice_code(notice));
    copy(incident->severity, sizeof(incident->severity), notice_severity(notice));
    notice_cause(notice, incident->cause, sizeof(incident->cause));
    notice_fix(notice, incident->fix, sizeof(incident->fix));
    copy(incident->vantage, sizeof(incident->vantage), out->host);
    fill_holder(notice, incident);
    add_evidence(incident, "adverts", notice->adverts);
    add_evidence(incident, "claims", notice->claims);
    incident->since_wall_us = to_wall_us(notice->since_us);
    incident->duration_us = notice->phase == NOTICE_CLOSED ? record->at_us - notice->since_us : -1;
}

void report_notice_status(const struct page_instance *record, struct status_instance *out)
{
    const struct notice *notice =
        record->conflict.notice.phase != NOTICE_CLOSED ? &record->conflict.notice : &record->silence.notice;
    struct status_incident *incident = &out->incident;

    if (notice->phase == NOTICE_CLOSED)
        return;
    incident->known = true;
    copy(incident->event, sizeof(incident->event), notice_event(notice));
    copy(incident->code, sizeof(incident->code), notice_code(notice));
    copy(incident->severity, sizeof(incident->severity), notice_severity(notice));
    notice_cause(notice, incident->cause, sizeof(incident->cause));
    notice_fix(notice, incident->fix, sizeof(incident->fix));
    incident->since_wall_us = to_wall_us(notice->since_us);
}

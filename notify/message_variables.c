/* The variables of templates; see message_variables.h. */
#include "notify/message_variables.h"

#include <inttypes.h>
#include <string.h>

#include "lib/status.h"
#include "notify/message_text.h"

enum message_form message_form(const struct notice *notice, const struct event *event)
{
    bool incident = strcmp(event->kind, "incident") == 0;

    switch (notice->kind) {
    case NOTICE_TEST:
        return MESSAGE_TEST;
    case NOTICE_REMINDER:
        return MESSAGE_REMINDER;
    case NOTICE_HEALED:
        return MESSAGE_HEALED;
    case NOTICE_STABLE:
        return MESSAGE_STABLE;
    default:
        break;
    }
    if (incident)
        return strcmp(event->incident.phase, "closed") == 0 && !event_incident_is_note(&event->incident)
                   ? MESSAGE_HEALED
                   : MESSAGE_INCIDENT;
    if (notice->kind == NOTICE_DIGEST)
        return MESSAGE_DIGEST;
    if (strcmp(event->kind, "server") == 0)
        return MESSAGE_SERVER;
    if (strcmp(event->kind, "quorum") == 0)
        return MESSAGE_QUORUM;
    return strcmp(event->kind, "transition") == 0 ? MESSAGE_TRANSITION : MESSAGE_OTHER;
}

/* ---- parts ---- */

static const char *translated(const char *const (*pairs)[2], size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(pairs[i][0], word) == 0)
            return pairs[i][1];
    return word;
}

static void write_time(FILE *out, int64_t wall_us)
{
    char text[40];

    if (wall_us > 0)
        fputs(status_time(wall_us, text), out);
}

/* The two largest units of a duration. */
static void write_span(FILE *out, const struct message_words *words, int64_t span_us)
{
    int64_t seconds = span_us / 1000000;

    if (span_us <= 0)
        return;
    if (seconds >= 86400)
        fprintf(out, "%" PRId64 " %s %" PRId64 " %s", seconds / 86400, words->day, seconds % 86400 / 3600,
                words->hour);
    else if (seconds >= 3600)
        fprintf(out, "%" PRId64 " %s %" PRId64 " %s", seconds / 3600, words->hour, seconds % 3600 / 60,
                words->minute);
    else if (seconds >= 60)
        fprintf(out, "%" PRId64 " %s %" PRId64 " %s", seconds / 60, words->minute, seconds % 60,
                words->second);
    else
        fprintf(out, "%" PRId64 ".%" PRId64 " %s", seconds, span_us % 1000000 / 100000, words->second);
}

static int64_t duration(const struct message_view *view)
{
    bool incident = strcmp(view->event->kind, "incident") == 0;

    if (view->notice->span_us > 0)
        return view->notice->span_us;
    return incident ? view->event->incident.duration_us : 0;
}

static void write_state(FILE *out, const struct event *event)
{
    fputs(event->to, out);
}

/* ---- values ---- */

static void put_again(FILE *out, const struct message_view *view)
{
    if (view->notice->possibly_again)
        fputs(view->words->again, out);
}

static void put_host(FILE *out, const struct message_view *view)
{
    fputs(view->event->host[0] != '\0' ? view->event->host : view->facts->host, out);
}

static void put_cluster(FILE *out, const struct message_view *view)
{
    fputs(view->facts->cluster != NULL ? view->facts->cluster : "", out);
}

static void put_node(FILE *out, const struct message_view *view)
{
    put_cluster(out, view);
    if (view->facts->cluster != NULL)
        fputc('/', out);
    put_host(out, view);
}

static void put_instance(FILE *out, const struct message_view *view)
{
    fputs(view->event->instance, out);
}

static void put_group(FILE *out, const struct message_view *view)
{
    fputs(view->event->group, out);
}

static void put_vrid(FILE *out, const struct message_view *view)
{
    if (view->event->vrid != 0)
        fprintf(out, "%d", view->event->vrid);
}

static void put_where(FILE *out, const struct message_view *view)
{
    const struct event *event = view->event;

    if (event->instance[0] != '\0' && event->vrid != 0)
        fprintf(out, "%s (vrid %d)", event->instance, event->vrid);
    else if (event->instance[0] != '\0')
        fputs(event->instance, out);
    else if (event->group[0] != '\0')
        fprintf(out, "%s %s", view->words->group, event->group);
    else if (event->vrid != 0)
        fprintf(out, "vrid %d", event->vrid);
    else
        fputs(event->service[0] != '\0' ? event->service : event->source, out);
}

static void put_family(FILE *out, const struct message_view *view)
{
    fputs(view->event->family, out);
}

static void put_interface(FILE *out, const struct message_view *view)
{
    fputs(view->event->interface, out);
}

static void put_state(FILE *out, const struct message_view *view)
{
    write_state(out, view->event);
}

static void put_from(FILE *out, const struct message_view *view)
{
    fputs(view->event->from, out);
}

static void put_reason(FILE *out, const struct message_view *view)
{
    fputs(view->event->reason, out);
}

static void put_reason_code(FILE *out, const struct message_view *view)
{
    fputs(view->event->reason_code, out);
}

static void put_priority(FILE *out, const struct message_view *view)
{
    if (strcmp(view->event->kind, "transition") == 0 && view->event->priority != 0)
        fprintf(out, "%d", view->event->priority);
}

static void put_time(FILE *out, const struct message_view *view)
{
    write_time(out, view->event->wall_us > 0 ? view->event->wall_us : view->facts->now_wall_us);
}

static void put_master(FILE *out, const struct message_view *view)
{
    if (view->event->master.known)
        fputs(view->event->master.address, out);
}

static void put_master_priority(FILE *out, const struct message_view *view)
{
    if (view->event->master.known)
        fprintf(out, "%d", view->event->master.priority);
}

static void put_vips(FILE *out, const struct message_view *view)
{
    for (size_t i = 0; i < view->event->vip_count; i++)
        fprintf(out, "%s%s", i > 0 ? ", " : "", view->event->vips[i]);
}

static void put_vip(FILE *out, const struct message_view *view)
{
    if (view->event->vip_count > 0)
        fputs(view->event->vips[0], out);
    if (view->event->vip_count > 1)
        fprintf(out, " +%zu", view->event->vip_count - 1);
}

static void put_kind(FILE *out, const struct message_view *view)
{
    fputs(translated(view->words->kinds, 3, view->event->kind), out);
}

static void put_service(FILE *out, const struct message_view *view)
{
    fputs(view->event->service, out);
}

static void put_server(FILE *out, const struct message_view *view)
{
    fputs(view->event->server, out);
}

static void put_code(FILE *out, const struct message_view *view)
{
    fputs(view->event->incident.code, out);
}

static void put_severity(FILE *out, const struct message_view *view)
{
    fputs(translated(view->words->severities, 3, view->event->incident.severity), out);
}

static void put_cause(FILE *out, const struct message_view *view)
{
    fputs(view->event->incident.cause, out);
}

static void put_fix(FILE *out, const struct message_view *view)
{
    fputs(view->event->incident.fix, out);
}

static void put_incident(FILE *out, const struct message_view *view)
{
    fputs(view->event->incident.id, out);
}

static void put_vantage(FILE *out, const struct message_view *view)
{
    fputs(view->event->incident.vantage, out);
}

static void put_since(FILE *out, const struct message_view *view)
{
    write_time(out, view->event->incident.since_wall_us);
}

static void put_span(FILE *out, const struct message_view *view)
{
    write_span(out, view->words, duration(view));
}

static void put_duration(FILE *out, const struct message_view *view)
{
    if (strcmp(view->event->kind, "incident") == 0)
        put_span(out, view);
}

static void put_masters(FILE *out, const struct message_view *view)
{
    for (size_t i = 0; i < view->event->incident.master_count; i++) {
        const struct event_holder *holder = &view->event->incident.masters[i];

        fprintf(out, "%s  %s", i > 0 ? "\n" : "", holder->address);
        if (holder->mac[0] != '\0')
            fprintf(out, "  %s", holder->mac);
        if (holder->priority >= 0)
            fprintf(out, "  %s %d", view->words->priority, holder->priority);
    }
}

static void put_evidence(FILE *out, const struct message_view *view)
{
    for (size_t i = 0; i < view->event->incident.evidence_count; i++) {
        const struct status_counter *counter = &view->event->incident.evidence[i];

        fprintf(out, "%s%s %" PRIu64, i > 0 ? ", " : "", counter->name, counter->value);
    }
}

static void put_count(FILE *out, const struct message_view *view)
{
    fprintf(out, "%zu", view->notice->event_count + view->notice->omitted);
}

static void put_omitted(FILE *out, const struct message_view *view)
{
    if (view->notice->omitted > 0)
        fprintf(out, "%zu", view->notice->omitted);
}

/* What others wrote must not begin a line of its own here. */
static void put_one_line(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        fputc(*text == '\n' ? ' ' : *text, out);
}

static void put_changes(FILE *out, const struct message_view *view)
{
    for (size_t i = 0; i < view->notice->event_count && view->notice->event_count > 1; i++) {
        const struct event *event = &view->notice->events[i];

        fputs(i > 0 ? "\n  " : "  ", out);
        write_time(out, event->wall_us);
        fprintf(out, "  %s%s%s  ", event->from, event->from[0] != '\0' ? " -> " : "", event->to);
        put_one_line(out, event->server[0] != '\0' ? event->server : event->reason);
    }
}

static void put_addresses(FILE *out, const struct message_view *view)
{
    const char *text = view->facts->addresses_text != NULL ? view->facts->addresses_text : "";
    bool start = true;

    for (size_t left = strlen(text); left > 0; left--, text++) {
        if (start)
            fputs("  ", out);
        start = *text == '\n';
        if (!start || left > 1)
            fputc(*text, out);
    }
}

static void put_host_of_addresses(FILE *out, const struct message_view *view)
{
    if (view->facts->addresses_text != NULL && view->facts->addresses_text[0] != '\0')
        fputs(view->facts->host, out);
}

static void put_source(FILE *out, const struct message_view *view)
{
    fputs(view->event->source, out);
}

static void put_sequence(FILE *out, const struct message_view *view)
{
    if (view->event->sequence != 0)
        fprintf(out, "%" PRIu64, view->event->sequence);
}

static void put_notice(FILE *out, const struct message_view *view)
{
    fputs(message_notice_name(view->notice->kind), out);
}

static void put_headline(FILE *out, const struct message_view *view)
{
    message_expand(out, view->words->headlines[message_form(view->notice, view->event)], view);
}

static const struct message_variable variables[] = {
    {"headline", "one sentence that says it all", put_headline, false},
    {"node", "the host, with the cluster before it where it has a name", put_node, false},
    {"host", "where it happened", put_host, false},
    {"cluster", "the cluster's name", put_cluster, false},
    {"where", "instance and vrid, or what else it is about", put_where, false},
    {"instance", "name of the virtual router", put_instance, false},
    {"group", "its sync group", put_group, false},
    {"vrid", "its number", put_vrid, false},
    {"family", "ipv4 or ipv6", put_family, false},
    {"interface", "where it runs", put_interface, false},
    {"state", "what is so now: MASTER, BACKUP, FAULT, STOP, DELETED, UP, DOWN", put_state, false},
    {"from", "what was before", put_from, false},
    {"priority", "of this router", put_priority, false},
    {"reason", "why, in words", put_reason, false},
    {"reason_code", "why, as a word for programs", put_reason_code, false},
    {"time", "when, in UTC", put_time, false},
    {"master", "address of the other master, where known", put_master, false},
    {"master_priority", "its priority", put_master_priority, false},
    {"vip", "the first virtual address and how many more", put_vip, false},
    {"vips", "the virtual addresses", put_vips, false},
    {"kind", "kind of the event", put_kind, false},
    {"notice", "event, digest, stable, reminder, healed or test", put_notice, false},
    {"service", "virtual service", put_service, false},
    {"server", "real server", put_server, false},
    {"incident", "the incident's id", put_incident, false},
    {"code", "what kind of incident (SB-..)", put_code, false},
    {"severity", "how bad it is", put_severity, false},
    {"cause", "what is wrong", put_cause, false},
    {"fix", "what to do", put_fix, false},
    {"masters", "who acts as master, a line each", put_masters, true},
    {"evidence", "what was counted", put_evidence, false},
    {"vantage", "from where it was seen", put_vantage, false},
    {"since", "when the incident began", put_since, false},
    {"duration", "how long the incident lasts", put_duration, false},
    {"span", "time that the notice covers", put_span, false},
    {"count", "number of changes", put_count, false},
    {"omitted", "of these, not listed", put_omitted, false},
    {"changes", "the changes, a line each, when there are several", put_changes, true},
    {"addresses", "addresses of this host, a line each", put_addresses, true},
    {"host_of_addresses", "this host, when its addresses are known", put_host_of_addresses, false},
    {"source", "who saw it: vrrpd, vrrpwatch, keepalived, user", put_source, false},
    {"sequence", "number of the event", put_sequence, false},
    {"again", "a sentence, when it may have been sent before", put_again, true},
};

const struct message_variable *message_variables(size_t index)
{
    return index < sizeof(variables) / sizeof(variables[0]) ? &variables[index] : NULL;
}

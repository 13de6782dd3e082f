/* The state page for readers; see report.h. */
#include "vrrpd/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/packet.h"
#include "vrrpd/report_groups.h"
#include "vrrpd/report_notice.h"
#include "vrrpd/report_trackers.h"
#include "vrrpd/vrrp/reason.h"
#include "vrrpd/vrrp/timers.h"

static void copy(char *out, size_t size, const char *text)
{
    status_copy_text(out, size, text != NULL ? text : "");
}

static const char *family_name(uint8_t family)
{
    return family == ADDR_IPV6 ? "ipv6" : "ipv4";
}

/* The page speaks monotonic time, people the wall clock's. */
static int64_t to_wall_us(int64_t mono_us)
{
    return mono_us == 0 ? 0 : clock_wall_us() - (clock_now_us() - mono_us);
}

static size_t format_addresses(const struct conf_instance *conf, char (*out)[STATUS_ADDRESS_MAX], size_t room)
{
    char text[ADDR_TEXT_MAX];
    size_t count = 0;

    for (size_t i = 0; i < conf->address_count && count < room; i++)
        snprintf(out[count++], STATUS_ADDRESS_MAX, "%s/%u", addr_format(&conf->addresses[i].address, text),
                 conf->addresses[i].prefix_length);
    for (size_t i = 0; i < conf->excluded_count && count < room; i++)
        snprintf(out[count++], STATUS_ADDRESS_MAX, "%s/%u", addr_format(&conf->excluded[i].address, text),
                 conf->excluded[i].prefix_length);
    return count;
}

static void add_counter(struct status_counters *counters, const char *name, uint64_t value)
{
    if (value == 0 || counters->count == STATUS_COUNTERS_MAX)
        return;
    copy(counters->items[counters->count].name, sizeof(counters->items[0].name), name);
    counters->items[counters->count++].value = value;
}

static void fill_master(const struct election_master *master, struct status_master *out)
{
    char text[ADDR_TEXT_MAX];

    out->known = master->address.family != ADDR_NONE;
    copy(out->address, sizeof(out->address), addr_format(&master->address, text));
    out->priority = master->priority;
    out->interval_us = master->interval_us;
}

static struct election_master whoever_is_master(const struct page_instance *record,
                                                const struct conf_instance *conf, uint8_t priority)
{
    if (record->memory.state != ELECTION_MASTER)
        return record->memory.master;
    return (struct election_master){
        .address = record->source, .priority = priority, .interval_us = conf->advert_interval_us};
}

static void fill_transition(const struct page_instance *record, struct status_transition *out)
{
    out->known = record->last_transition_us != 0;
    copy(out->from, sizeof(out->from), reason_state_name(record->last_transition.from));
    copy(out->to, sizeof(out->to), reason_state_name(record->last_transition.to));
    copy(out->reason_code, sizeof(out->reason_code), reason_code(record->last_transition.reason));
    reason_format(&record->last_transition, record->last_subject, out->reason, sizeof(out->reason));
    out->at_wall_us = to_wall_us(record->last_transition_us);
}

/* -1: what it puts there stays. */
static int64_t lease_of(const struct conf_instance *conf)
{
    if (conf->address_count == 0 || conf->addresses[0].lease_us == 0)
        return -1;
    return conf->addresses[0].lease_us;
}

static void fill_from_conf(const struct conf_instance *conf, struct status_instance *out)
{
    copy(out->name, sizeof(out->name), conf->name);
    copy(out->family, sizeof(out->family), family_name(conf->family));
    copy(out->interface, sizeof(out->interface), conf->interface);
    copy(out->state, sizeof(out->state), reason_state_name(ELECTION_INIT));
    out->vrid = conf->vrid;
    out->version = conf->version;
    out->priority = conf->priority;
    out->effective_priority = conf->priority;
    out->advert_interval_us = conf->advert_interval_us;
    out->last_advert_age_us = out->deadline_us = out->serving_us = -1;
    out->lease_us = lease_of(conf);
}

/* What holds a BACKUP back whose patience is over. */
static void fill_held(const struct page_instance *record, const struct conf_instance *conf, int64_t now_us,
                      struct status_instance *out)
{
    struct election view = {
        .config.version = conf->version, .config.down_adverts = conf->down_adverts, .memory = record->memory};

    if (!election_held(&view, now_us))
        return;
    snprintf(out->held_by, sizeof(out->held_by), "%s%s%s",
             record->memory.vetoes & ELECTION_VETO_HEARTBEAT ? "heartbeat" : "",
             record->memory.vetoes == (ELECTION_VETO_HEARTBEAT | ELECTION_VETO_PROBE) ? ", " : "",
             record->memory.vetoes & ELECTION_VETO_PROBE ? "probe" : "");
}

static void fill_from_record(const struct page_instance *record, const struct conf_instance *conf,
                             struct status_instance *out)
{
    const struct election_memory *memory = &record->memory;
    int64_t now_us = clock_now_us();
    int64_t last_us = memory->state == ELECTION_MASTER ? memory->last_sent_us : record->last_heard_us;
    struct election_master master;

    copy(out->state, sizeof(out->state), reason_state_name(memory->state));
    out->effective_priority = memory->drained ? ELECTION_PRIORITY_DRAINED : memory->effective_priority;
    out->since_wall_us = to_wall_us(memory->since_us);
    out->drained = memory->drained;
    out->transitions = memory->transitions;
    out->adverts_sent = record->counters.adverts_sent;
    out->adverts_received = record->counters.adverts_received;
    out->send_errors = record->counters.send_errors;
    for (int error = 1; error < PACKET_ERROR_COUNT; error++)
        add_counter(&out->rejected, packet_error_name((enum packet_error)error),
                    record->counters.rejected[error]);
    if (last_us != 0)
        out->last_advert_age_us = now_us - last_us;
    if (record->deadline_us != ELECTION_NEVER)
        out->deadline_us = record->deadline_us > now_us ? record->deadline_us - now_us : 0;
    if (memory->serving)
        out->serving_us = memory->serve_until_us > now_us ? memory->serve_until_us - now_us : 0;
    fill_held(record, conf, now_us, out);
    master = whoever_is_master(record, conf, out->effective_priority);
    out->master_down_us = timers_down_us(
        conf->version, out->effective_priority,
        master.interval_us > 0 ? master.interval_us : conf->advert_interval_us, conf->down_adverts);
    fill_master(&master, &out->master);
    fill_transition(record, &out->last_transition);
    report_notice_status(record, out);
}

static bool fill_instance(const struct page *page, unsigned table, const struct conf_instance *conf,
                          size_t index, struct status_instance *out)
{
    size_t count = conf->address_count + conf->excluded_count;
    struct page_installed installed;
    struct page_instance record;

    fill_from_conf(conf, out);
    out->addresses = calloc(count + 1, sizeof(*out->addresses));
    if (out->addresses == NULL)
        return false;
    out->address_count = format_addresses(conf, out->addresses, count);
    if (page_read_instance(page, table, index, &record))
        fill_from_record(&record, conf, out);
    if (page_read_installed(page, table, index, &installed)) {
        out->addresses_present = installed.present;
        out->addresses_restored = installed.restored;
    }
    return true;
}

static void count_hooks(const struct page *page, unsigned table, struct status_counters *out)
{
    struct page_hooks hooks;

    if (!page_read_hooks(page, table, &hooks))
        return;
    add_counter(out, "hooks_run", hooks.run);
    add_counter(out, "hooks_failed", hooks.failed);
    add_counter(out, "hooks_collapsed", hooks.collapsed);
}

void report_host(const struct conf *conf, char *out, size_t size)
{
    if (conf->global.router_id != NULL)
        copy(out, size, conf->global.router_id);
    else
        gethostname(out, size - 1);
    out[size - 1] = '\0';
}

static void fill_head(const struct page *page, const struct conf *conf, struct status *out)
{
    struct page_supervisor supervisor;
    struct page_engine engine;

    out->wall_us = clock_wall_us();
    copy(out->version, sizeof(out->version), VRRPKIT_VERSION);
    report_host(conf, out->router_id, sizeof(out->router_id));
    copy(out->config_path, sizeof(out->config_path), conf->path);
    copy(out->config_format, sizeof(out->config_format),
         conf->format == CONF_FORMAT_YAML ? "yaml" : "keepalived");
    if (page_read_supervisor(page, &supervisor)) {
        out->loaded_wall_us = supervisor.loaded_wall_us;
        out->config_warnings = supervisor.warnings;
        out->supervisor = supervisor.pids[PAGE_SUPERVISOR];
        out->vrrp = supervisor.pids[PAGE_VRRP];
        out->kernel = supervisor.pids[PAGE_KERNEL];
        out->services = supervisor.pids[PAGE_SERVICES];
        out->runner = supervisor.pids[PAGE_RUNNER];
        out->uptime_us = clock_now_us() - supervisor.started_us;
        add_counter(&out->counters, "restarts", supervisor.restarts);
        add_counter(&out->counters, "reloads", supervisor.reloads);
        add_counter(&out->counters, "upgrades", supervisor.upgrades);
        count_hooks(page, supervisor.table, &out->counters);
    }
    if (!page_read_engine(page, &engine))
        return;
    add_counter(&out->counters, "events", engine.event_count);
    add_counter(&out->counters, "late_wakeups", engine.late_wakeups);
    add_counter(&out->counters, "claims_dropped", engine.claims_dropped);
    for (int error = 1; error < PACKET_ERROR_COUNT; error++)
        add_counter(&out->counters, packet_error_name((enum packet_error)error), engine.unattributed[error]);
}

bool report_status(const struct page *page, unsigned table, const struct conf *conf, const char *only,
                   struct status *out)
{
    memset(out, 0, sizeof(*out));
    fill_head(page, conf, out);
    out->instances = calloc(conf->instance_count + 1, sizeof(*out->instances));
    if (out->instances == NULL)
        return false;
    if (!report_groups(page, table, conf, out)) {
        status_free(out);
        return false;
    }
    for (size_t i = 0; i < conf->instance_count; i++) {
        if (only != NULL && strcmp(only, conf->instances[i].name) != 0)
            continue;
        out->instance_count++;
        if (!fill_instance(page, table, &conf->instances[i], i, &out->instances[out->instance_count - 1]) ||
            !report_trackers(page, table, conf, &conf->instances[i],
                             &out->instances[out->instance_count - 1])) {
            status_free(out);
            return false;
        }
    }
    return true;
}

/* For the reader of events leaving for good is a state of its own. */
static const char *where_to(const struct election_transition *transition)
{
    if (transition->reason == ELECTION_STOPPED)
        return "STOP";
    return transition->reason == ELECTION_DELETED ? "DELETED" : reason_state_name(transition->to);
}

static const char *kind_name(uint8_t kind)
{
    static const char *const names[] = {[PAGE_EVENT_TRANSITION] = "transition",
                                        [PAGE_EVENT_MASTER_RX_LOWER] = "master-rx-lower",
                                        [PAGE_EVENT_MASTER_CONFIRMED] = "master-confirmed",
                                        [PAGE_EVENT_NOTICE] = "incident",
                                        [PAGE_EVENT_FENCE] = "fence"};

    return kind <= PAGE_EVENT_FENCE ? names[kind] : "unknown";
}

static void fill_event_head(const struct page *page, const struct conf *conf, const struct page_event *record,
                            struct event *out)
{
    struct page_supervisor supervisor;

    if (page_read_supervisor(page, &supervisor))
        out->boot = supervisor.boot_id;
    report_host(conf, out->host, sizeof(out->host));
    copy(out->source, sizeof(out->source), "vrrpd");
    copy(out->kind, sizeof(out->kind), kind_name(record->kind));
    out->sequence = record->sequence;
    out->mono_us = record->at_us;
    out->wall_us = to_wall_us(record->at_us);
}

static void fill_why(const struct page_event *record, struct event *out)
{
    char address[ADDR_TEXT_MAX];

    if (record->kind == PAGE_EVENT_TRANSITION) {
        copy(out->reason_code, sizeof(out->reason_code), reason_code(record->transition.reason));
        reason_format(&record->transition, record->subject, out->reason, sizeof(out->reason));
        return;
    }
    copy(out->reason_code, sizeof(out->reason_code), kind_name(record->kind));
    if (record->kind == PAGE_EVENT_FENCE)
        snprintf(out->reason, sizeof(out->reason), "fences %s with priority %u, the loser, seen %u times",
                 addr_format(&record->transition.peer.address, address), record->transition.peer.priority,
                 record->shot.confirmed);
    else if (record->kind == PAGE_EVENT_MASTER_CONFIRMED)
        snprintf(out->reason, sizeof(out->reason), "alone again after %.2f s of %s",
                 (double)record->transition.silence_us / 1e6, notice_event(&record->notice));
    else
        snprintf(out->reason, sizeof(out->reason), "master %s with priority %u is weaker and was answered",
                 addr_format(&record->transition.peer.address, address), record->transition.peer.priority);
}

static void fill_from_instance(const struct conf *conf, const struct conf_instance *instance,
                               char (*addresses)[STATUS_ADDRESS_MAX], struct event *out)
{
    if (instance == NULL)
        return;
    out->address_count = format_addresses(instance, addresses, CONF_VIPS_MAX);
    if (instance->group_index >= 0)
        copy(out->group, sizeof(out->group), conf->groups[instance->group_index].name);
}

void report_page_event(const struct page *page, const struct conf *conf, const struct page_event *record,
                       char (*addresses)[STATUS_ADDRESS_MAX], struct event *out)
{
    memset(out, 0, sizeof(*out));
    fill_event_head(page, conf, record, out);
    copy(out->instance, sizeof(out->instance), record->name);
    copy(out->interface, sizeof(out->interface), record->interface);
    copy(out->family, sizeof(out->family), family_name(record->family));
    copy(out->from, sizeof(out->from), reason_state_name(record->transition.from));
    copy(out->to, sizeof(out->to), where_to(&record->transition));
    if (record->kind == PAGE_EVENT_NOTICE)
        report_notice_event(record, out);
    else
        fill_why(record, out);
    out->vrid = record->vrid;
    out->priority = record->priority;
    out->addresses = (const char(*)[STATUS_ADDRESS_MAX])addresses;
    fill_from_instance(conf, conf_find_instance(conf, record->name), addresses, out);
    fill_master(&record->transition.peer, &out->master);
}

bool report_event(const struct page *page, const struct conf *conf, uint64_t sequence,
                  char (*addresses)[STATUS_ADDRESS_MAX], struct event *out)
{
    struct page_event record;

    if (!page_read_event(page, sequence, &record))
        return false;
    report_page_event(page, conf, &record, addresses, out);
    return true;
}

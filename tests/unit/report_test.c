/* vrrpd/report: what the page says becomes what people and programs read. */
#include <stdlib.h>
#include <sys/mman.h>

#include "lib/clock.h"
#include "lib/packet.h"
#include "tests/unit/sample.h"
#include "vrrpd/report.h"
#include "vrrpd/report_notice.h"

static const char yaml[] =
    "global: {router_id: lb-a}\n"
    "instances:\n"
    "  a: {interface: eth0, vrid: 51, priority: 150, advert_interval: 1s,\n"
    "      addresses: [10.9.0.100/24], excluded: [10.9.0.102/32]}\n"
    "  b: {interface: eth0, vrid: 52, priority: 90, lease: off, addresses: [10.9.0.101/24]}\n";

static struct conf *conf;
static struct page *page;

static struct page_instance record_of(const char *name, enum election_state state)
{
    struct page_instance record;

    memset(&record, 0, sizeof(record));
    snprintf(record.name, sizeof(record.name), "%s", name);
    snprintf(record.interface, sizeof(record.interface), "eth0");
    record.family = ADDR_IPV4;
    record.source = sample_addr("10.9.0.1");
    record.deadline_us = ELECTION_NEVER;
    record.memory.state = state;
    record.memory.effective_priority = 150;
    return record;
}

static struct event incident_of(enum notice_kind kind, enum addr_family family)
{
    struct page_event record = {.interface = "eth0", .vrid = 51, .family = (uint8_t)family};
    struct event event = {.host = "lb-a"};

    record.notice.kind = (uint8_t)kind;
    record.notice.phase = NOTICE_OPEN;
    record.notice.number = 3;
    report_notice_event(&record, &event);
    return event;
}

/* Each series counts for itself: their third incidents are not the same one. */
static void incidents_are_told_apart(void)
{
    CHECK_EQ_STR(incident_of(NOTICE_REFUSED, ADDR_IPV4).incident.id, "eth0-51-3");
    CHECK_EQ_STR(incident_of(NOTICE_CLAIM, ADDR_IPV6).incident.id, "eth0-51-ipv6-3");
    CHECK_EQ_STR(incident_of(NOTICE_HELD, ADDR_IPV4).incident.id, "eth0-51-silent-3");
    CHECK_EQ_STR(incident_of(NOTICE_ALIVE, ADDR_IPV4).incident.id, "eth0-51-silent-3");
    CHECK_EQ_STR(incident_of(NOTICE_STRANGER, ADDR_IPV6).incident.id, "eth0-51-ipv6-silent-3");
    CHECK_EQ_STR(incident_of(NOTICE_HEARTBEAT, ADDR_IPV4).incident.id, "eth0-51-path-3");
}

static void an_empty_page_is_a_status(void)
{
    struct status status;

    CHECK(report_status(page, 0, conf, NULL, &status));
    CHECK(status.wall_us > clock_wall_us() - 5000000 && status.wall_us <= clock_wall_us());
    CHECK_EQ_STR(status.router_id, "lb-a");
    CHECK_EQ_STR(status.config_path, "sample.yaml");
    CHECK_EQ_STR(status.config_format, "yaml");
    CHECK_EQ_INT(status.instance_count, 2);
    CHECK_EQ_STR(status.instances[0].name, "a");
    CHECK_EQ_STR(status.instances[0].state, "INIT");
    CHECK_EQ_INT(status.instances[0].priority, 150);
    CHECK_EQ_INT(status.instances[0].address_count, 2);
    CHECK_EQ_STR(status.instances[0].addresses[0], "10.9.0.100/24");
    CHECK_EQ_STR(status.instances[0].addresses[1], "10.9.0.102/32");
    CHECK(!status.instances[0].master.known);
    CHECK(!status.instances[0].last_transition.known);
    CHECK_EQ_INT(status.instances[0].last_advert_age_us, -1);
    CHECK_EQ_INT(status.instances[0].deadline_us, -1);
    CHECK_EQ_INT(status.instances[0].lease_us, 2000000);
    CHECK_EQ_INT(status.instances[1].lease_us, -1);
    CHECK_EQ_INT(status.counters.count, 0);
    status_free(&status);
}

static void a_master_is_its_own_master(void)
{
    struct page_instance record = record_of("a", ELECTION_MASTER);
    struct page_installed installed = {.present = 2, .restored = 3};
    int64_t now_us = clock_now_us();
    const struct status_instance *instance;
    struct status status;

    record.memory.last_sent_us = now_us - 400000;
    record.memory.since_us = now_us - 10000000;
    record.last_heard_us = now_us - 90000000; /* long ago, as BACKUP */
    record.deadline_us = now_us + 60000000;
    record.counters.adverts_sent = 10;
    record.counters.rejected[PACKET_BAD_TTL] = 4;
    page_write_instance(page, 0, 0, &record);
    page_write_installed(page, 0, 0, &installed);
    CHECK(report_status(page, 0, conf, NULL, &status));
    instance = &status.instances[0];
    CHECK_EQ_STR(instance->state, "MASTER");
    CHECK(instance->master.known);
    CHECK_EQ_STR(instance->master.address, "10.9.0.1");
    CHECK_EQ_INT(instance->master.priority, 150);
    CHECK_EQ_INT(instance->master.interval_us, 1000000);
    CHECK(instance->last_advert_age_us >= 400000 && instance->last_advert_age_us < 5000000);
    CHECK(instance->deadline_us > 0 && instance->deadline_us <= 60000000);
    CHECK(clock_wall_us() - instance->since_wall_us >= 9999000);
    CHECK_EQ_INT(instance->addresses_present, 2);
    CHECK_EQ_INT(instance->addresses_restored, 3);
    CHECK_EQ_INT(instance->rejected.count, 1);
    CHECK_EQ_STR(instance->rejected.items[0].name, "bad-ttl");
    CHECK_EQ_INT(instance->rejected.items[0].value, 4);
    CHECK_EQ_INT(instance->adverts_sent, 10);
    CHECK_EQ_STR(status.instances[1].state, "INIT"); /* its record is not there yet */
    status_free(&status);
}

static void a_drained_backup(void)
{
    struct page_instance record = record_of("a", ELECTION_BACKUP);
    int64_t now_us = clock_now_us();
    struct status status;

    record.memory.drained = true;
    record.memory.last_sent_us = now_us - 90000000; /* long ago, as MASTER */
    record.memory.master =
        (struct election_master){.address = sample_addr("10.9.0.2"), .priority = 100, .interval_us = 2000000};
    record.last_heard_us = now_us - 100000;
    record.deadline_us = now_us - 5; /* due, and not yet served */
    record.last_transition_us = now_us;
    record.last_transition = (struct election_transition){
        .from = ELECTION_MASTER, .to = ELECTION_BACKUP, .reason = ELECTION_DRAINED};
    page_write_instance(page, 0, 0, &record);
    CHECK(report_status(page, 0, conf, "a", &status));
    CHECK_EQ_INT(status.instance_count, 1);
    CHECK(status.instances[0].drained);
    CHECK_EQ_INT(status.instances[0].effective_priority, 1);
    CHECK_EQ_STR(status.instances[0].master.address, "10.9.0.2");
    CHECK_EQ_INT(status.instances[0].master_down_us, 3 * 2000000 + 255 * 2000000 / 256);
    CHECK(status.instances[0].last_advert_age_us < 5000000);
    CHECK_EQ_INT(status.instances[0].deadline_us, 0);
    CHECK_EQ_STR(status.instances[0].last_transition.reason_code, "drained");
    CHECK_EQ_STR(status.instances[0].last_transition.from, "MASTER");
    status_free(&status);
    CHECK(report_status(page, 0, conf, "nobody", &status));
    CHECK_EQ_INT(status.instance_count, 0);
    status_free(&status);
}

static void the_head_counts(void)
{
    struct page_supervisor supervisor = {
        .started_us = clock_now_us() - 1000000, .restarts = 2, .warnings = 3, .pids = {100, 101, 102, 0}};
    struct page_engine engine;
    struct status status;

    memset(&engine, 0, sizeof(engine));
    engine.event_count = 9;
    engine.unattributed[PACKET_NOT_VRRP] = 5;
    page_write_supervisor(page, &supervisor);
    page_write_engine(page, &engine);
    page_write_hooks(page, 0, &(struct page_hooks){.run = 7, .collapsed = 2});
    CHECK(report_status(page, 1, conf, NULL, &status));
    CHECK_EQ_INT(status.supervisor, 100);
    CHECK_EQ_INT(status.kernel, 102);
    CHECK_EQ_INT(status.services, 0);
    CHECK_EQ_INT(status.config_warnings, 3);
    CHECK(status.uptime_us >= 1000000);
    CHECK_EQ_INT(status.counters.count, 5); /* only what happened */
    CHECK_EQ_STR(status.counters.items[0].name, "restarts");
    CHECK_EQ_STR(status.counters.items[1].name, "hooks_run");
    CHECK_EQ_INT(status.counters.items[1].value, 7);
    CHECK_EQ_STR(status.counters.items[2].name, "hooks_collapsed");
    CHECK_EQ_STR(status.counters.items[3].name, "events");
    CHECK_EQ_STR(status.counters.items[4].name, "not-vrrp");
    CHECK_EQ_STR(status.instances[0].state, "INIT"); /* the other table is empty */
    status_free(&status);
}

static void write_event(uint64_t sequence, enum election_reason reason)
{
    struct page_event event;

    memset(&event, 0, sizeof(event));
    event.sequence = sequence;
    event.at_us = clock_now_us();
    snprintf(event.name, sizeof(event.name), "a");
    snprintf(event.interface, sizeof(event.interface), "eth0");
    event.family = ADDR_IPV4;
    event.vrid = 51;
    event.priority = 150;
    event.transition = (struct election_transition){
        .from = ELECTION_BACKUP, .to = ELECTION_MASTER, .reason = reason, .silence_us = 3609375};
    event.transition.peer = (struct election_master){.address = sample_addr("10.9.0.2"), .priority = 100};
    page_write_event(page, &event);
}

static void events(void)
{
    char(*addresses)[STATUS_ADDRESS_MAX] = calloc(CONF_VIPS_MAX, sizeof(*addresses));
    struct event event;

    CHECK(!report_event(page, conf, 0, addresses, &event));
    write_event(0, ELECTION_MASTER_SILENT);
    CHECK(report_event(page, conf, 0, addresses, &event));
    CHECK_EQ_STR(event.instance, "a");
    CHECK_EQ_STR(event.from, "BACKUP");
    CHECK_EQ_STR(event.to, "MASTER");
    CHECK_EQ_STR(event.reason_code, "master-silent");
    CHECK_EQ_STR(event.reason, "master 10.9.0.2 silent for 3.61 s");
    CHECK_EQ_STR(event.source, "vrrpd");
    CHECK_EQ_STR(event.kind, "transition");
    CHECK_EQ_INT(event.vrid, 51);
    CHECK_EQ_INT(event.priority, 150);
    CHECK_EQ_INT(event.address_count, 2);
    CHECK_EQ_STR(event.addresses[0], "10.9.0.100/24");
    CHECK(event.master.known);
    write_event(1, ELECTION_STOPPED);
    CHECK(report_event(page, conf, 1, addresses, &event));
    CHECK_EQ_STR(event.to, "STOP");
    write_event(PAGE_EVENTS, ELECTION_STARTED); /* takes the place of event 0 */
    CHECK(!report_event(page, conf, 0, addresses, &event));
    CHECK(report_event(page, conf, PAGE_EVENTS, addresses, &event));
    free(addresses);
}

/* A table that a new configuration moves into is empty again. */
static void a_cleared_table_is_empty(void)
{
    struct page_instance record;

    CHECK(page_read_instance(page, 0, 0, &record));
    page_clear_table(page, 0);
    CHECK(!page_read_instance(page, 0, 0, &record));
}

int main(void)
{
    conf = sample_conf(yaml);
    page = page_map(NULL);
    CHECK(page != NULL);
    incidents_are_told_apart();
    an_empty_page_is_a_status();
    a_master_is_its_own_master();
    a_drained_backup();
    the_head_counts();
    events();
    a_cleared_table_is_empty();
    conf_free(conf);
    return check_report("report");
}

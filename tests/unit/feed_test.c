/* vrrptop/feed: what vrrpd and vrrpwatch print becomes hosts, instances, events. */
#include "vrrptop/feed.h"

#include "tests/unit/check.h"
#include "tests/unit/top_status.h"

struct setting {
    struct world *world;
    struct feed *feed;
    struct scene scene;
};

static struct setting setting_new(enum world_origin origin)
{
    struct setting setting = {.world = world_new()};

    setting.feed = feed_new(setting.world, world_add_host(setting.world, "wire", origin));
    return setting;
}

static void setting_free(struct setting *setting)
{
    scene_free(&setting->scene);
    feed_free(setting->feed);
    world_free(setting->world);
}

/* Feeds a line at a time and looks. */
static enum feed_result give(struct setting *setting, const char *line, int64_t now_us)
{
    enum feed_result result = feed_line(setting->feed, line, now_us, WALL_US + now_us);

    CHECK(scene_take(setting->world, &setting->scene));
    return result;
}

/* The instances that are known, none before the first status. */
static size_t count(const struct setting *setting)
{
    const struct sample *sample = setting->scene.hosts[0].sample;

    return sample != NULL ? sample->status.instance_count : 0;
}

static const struct status_instance *instance(const struct setting *setting, size_t index)
{
    static const struct status_instance none;

    return index < count(setting) ? &setting->scene.hosts[0].sample->status.instances[index] : &none;
}

/* ---- vrrpd ---- */

static void a_status_line_is_a_status(void)
{
    struct setting setting = setting_new(WORLD_DAEMON);
    struct status status = top_status(2, 1, 2);
    char *line;

    status.wall_us = WALL_US + 77;
    line = status_print(&status);
    CHECK_EQ_INT(give(&setting, line, 5), FEED_TAKEN);
    CHECK_EQ_INT(count(&setting), 2);
    CHECK_EQ_INT(setting.scene.hosts[0].link, WORLD_LIVE);
    CHECK_EQ_INT(setting.scene.hosts[0].sample->wall_us, WALL_US + 77);
    CHECK_EQ_INT(feed_line_time(line), WALL_US + 77);
    free(line);
    status_free(&status);
    /* Another program's order of keys, and blanks. */
    CHECK_EQ_INT(
        give(&setting,
             "{\"instances\": [{\"name\": \"a\", \"interface\": \"a name that is longer than a hundred "
             "bytes is no reason not to look at what comes behind it\"}], \"type\": \"status\", "
             "\"schema\": 1}",
             6),
        FEED_TAKEN);
    CHECK_EQ_INT(count(&setting), 1);
    setting_free(&setting);
}

static void an_event_line_is_an_event(void)
{
    struct setting setting = setting_new(WORLD_DAEMON);
    struct event event = {.sequence = 1,
                          .boot = 2,
                          .wall_us = WALL_US,
                          .source = "vrrpd",
                          .kind = "transition",
                          .instance = "VI_1",
                          .from = "BACKUP",
                          .to = "MASTER",
                          .reason = "why"};
    char *line = event_print(&event);

    CHECK_EQ_INT(give(&setting, line, 0), FEED_TAKEN);
    CHECK_EQ_INT(give(&setting, line, 1), FEED_TAKEN);
    CHECK_EQ_INT(setting.scene.event_end, 1);
    CHECK_EQ_STR(scene_event(&setting.scene, 0)->subject, "VI_1");
    CHECK(setting.scene.hosts[0].sample == NULL);
    CHECK_EQ_INT(feed_line_time(line), WALL_US);
    free(line);
    setting_free(&setting);
}

static void a_no_is_the_hosts_trouble(void)
{
    struct setting setting = setting_new(WORLD_DAEMON);

    CHECK_EQ_INT(
        give(&setting, "{\"schema\":1,\"error\":{\"code\":\"not-allowed\",\"message\":\"you may not\"}}", 0),
        FEED_ERROR);
    CHECK_EQ_STR(setting.scene.hosts[0].trouble, "you may not");
    CHECK_EQ_INT(setting.scene.hosts[0].link, WORLD_LOST);
    CHECK_EQ_INT(give(&setting, "{\"schema\":1,\"error\":{\"code\":\"busy\"}}", 0), FEED_ERROR);
    CHECK_EQ_STR(setting.scene.hosts[0].trouble, "busy");
    CHECK_EQ_INT(give(&setting, "{\"schema\":1,\"ok\":true,\"findings\":[]}", 0), FEED_IGNORED);
    setting_free(&setting);
}

static void what_is_not_ours(void)
{
    static const char *const bad[] = {"",
                                      "x",
                                      "[]",
                                      "7",
                                      "{}",
                                      "{\"type\":\"status\"}",
                                      "{\"schema\":1,\"type\":\"status\"",
                                      "{\"schema\":2,\"type\":\"status\"}",
                                      "{\"schema\":1,\"type\":\"status\",\"type\":\"status\"}",
                                      "{\"schema\":1,\"type\":\"summary\",\"vrid\":0}",
                                      "\xff\xfe",
                                      "VI_1: BACKUP -> MASTER"};
    struct setting setting = setting_new(WORLD_DAEMON);

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        CHECK_EQ_INT(give(&setting, bad[i], 0), FEED_BAD);
    CHECK_EQ_INT(give(&setting, "{\"schema\":1,\"type\":\"frame\"}", 0), FEED_IGNORED);
    CHECK_EQ_INT(give(&setting, "{\"schema\":1}", 0), FEED_IGNORED);
    CHECK_EQ_INT(give(&setting, "{\"schema\":1,\"type\":7}", 0), FEED_IGNORED);
    CHECK(setting.scene.hosts[0].sample == NULL);
    CHECK_EQ_INT(setting.scene.event_end, 0);
    setting_free(&setting);
}

static void the_time_of_a_line(void)
{
    CHECK_EQ_INT(feed_line_time("{\"schema\":1,\"time\": \"2026-11-20T10:00:00.000001Z\",\"x\":1}"),
                 WALL_US + 1);
    CHECK_EQ_INT(feed_line_time("{\"a\":\"\\\"time\\\":\\\"2026-11-20T10:00:00.000001Z\\\"\"}"), -1);
    CHECK_EQ_INT(feed_line_time("{\"time\":null}"), -1);
    CHECK_EQ_INT(feed_line_time("{\"time\":\"2026\"}"), -1);
    CHECK_EQ_INT(feed_line_time("{\"time\":"), -1);
    CHECK_EQ_INT(feed_line_time("{\"time\":\""), -1);
    CHECK_EQ_INT(feed_line_time(""), -1);
}

/* ---- vrrpwatch ---- */

/* A row of vrrpwatch's summary, as it prints it. */
struct row {
    const char *interface;
    unsigned vlan, vrid;
    const char *master; /* with quotes, or null */
    int64_t wall_us, last_us;
    int adverts, handovers;
};

static enum feed_result give_row(struct setting *setting, const struct row *row, int64_t now_us)
{
    char line[1024], time[40], first[40], last[40];

    snprintf(
        line, sizeof(line),
        "{\"schema\":1,\"type\":\"summary\",\"time\":\"%s\",\"host\":\"ob\",\"interface\":\"%s\",\"vlan\":%u,"
        "\"family\":\"ipv4\",\"vrid\":%u,\"master\":%s,\"priority\":150,\"version\":3,\"interval_us\":200000,"
        "\"first\":\"%s\",\"last\":\"%s\",\"vips\":[\"10.9.0.100\",\"10.9.0.101\"],\"vip_count\":2,"
        "\"senders\":[],\"sender_count\":0,\"adverts\":%d,\"handovers\":%d,\"incidents\":0,\"open\":0}",
        status_time(row->wall_us, time), row->interface, row->vlan, row->vrid, row->master,
        status_time(WALL_US - 10 * SECOND_US, first), status_time(row->last_us, last), row->adverts,
        row->handovers);
    return give(setting, line, now_us);
}

static enum feed_result give_counters(struct setting *setting, int64_t wall_us, int64_t now_us)
{
    char line[256], time[40];

    snprintf(line, sizeof(line),
             "{\"schema\":1,\"type\":\"counters\",\"time\":\"%s\",\"host\":\"ob\",\"frames\":3}",
             status_time(wall_us, time));
    return give(setting, line, now_us);
}

static const struct row usual = {.interface = "eth0",
                                 .vrid = 51,
                                 .master = "\"10.9.0.1\"",
                                 .wall_us = WALL_US,
                                 .last_us = WALL_US - 100000,
                                 .adverts = 77,
                                 .handovers = 0};

static void a_summary_is_a_status(void)
{
    struct setting setting = setting_new(WORLD_WATCH);
    const struct status_instance *got;

    CHECK_EQ_INT(give_row(&setting, &usual, 0), FEED_TAKEN);
    CHECK_EQ_INT(count(&setting), 0); /* there may be more of it */
    CHECK_EQ_INT(give_counters(&setting, WALL_US, 0), FEED_TAKEN);
    CHECK_EQ_INT(count(&setting), 1);
    got = instance(&setting, 0);
    CHECK_EQ_STR(got->name, "eth0/51/ipv4");
    CHECK_EQ_STR(got->interface, "eth0");
    CHECK_EQ_STR(got->family, "ipv4");
    CHECK_EQ_INT(got->vrid, 51);
    CHECK_EQ_INT(got->version, 3);
    CHECK_EQ_STR(got->state, "MASTER");
    CHECK(got->master.known);
    CHECK_EQ_STR(got->master.address, "10.9.0.1");
    CHECK_EQ_INT(got->master.priority, 150);
    CHECK_EQ_INT(got->master.interval_us, 200000);
    CHECK_EQ_INT(got->priority, 150);
    CHECK_EQ_INT(got->effective_priority, 150);
    CHECK_EQ_INT(got->advert_interval_us, 200000);
    CHECK_EQ_INT(got->master_down_us, 600000);
    CHECK_EQ_INT(got->adverts_received, 77);
    CHECK_EQ_INT(got->last_advert_age_us, 100000);
    CHECK_EQ_INT(got->since_wall_us, WALL_US - 10 * SECOND_US);
    CHECK_EQ_INT(got->address_count, 2);
    CHECK_EQ_STR(got->addresses[1], "10.9.0.101");
    CHECK_EQ_INT(got->addresses_present, 2);
    CHECK(!got->last_transition.known);
    CHECK_EQ_STR(setting.scene.hosts[0].sample->status.router_id, "ob");
    CHECK_EQ_INT(setting.scene.hosts[0].sample->wall_us, WALL_US);
    CHECK(!setting.scene.hosts[0].sample->speaks_for_self);
    setting_free(&setting);
}

static void a_summary_without_a_virtual_router_is_one_too(void)
{
    struct setting setting = setting_new(WORLD_WATCH);

    CHECK_EQ_INT(give_counters(&setting, WALL_US, 0), FEED_TAKEN);
    CHECK(setting.scene.hosts[0].sample != NULL);
    CHECK_EQ_INT(setting.scene.hosts[0].link, WORLD_LIVE);
    CHECK_EQ_INT(count(&setting), 0);
    setting_free(&setting);
}

static void who_falls_silent_is_silent(void)
{
    struct setting setting = setting_new(WORLD_WATCH);
    struct row row = usual;

    row.last_us = WALL_US - 599999;
    give_row(&setting, &row, 0);
    give_counters(&setting, WALL_US, 0);
    CHECK_EQ_STR(instance(&setting, 0)->state, "MASTER");
    row.wall_us++;
    give_row(&setting, &row, 1);
    give_counters(&setting, row.wall_us, 1);
    CHECK_EQ_STR(instance(&setting, 0)->state, "SILENT");
    CHECK(instance(&setting, 0)->last_transition.known);
    CHECK_EQ_STR(instance(&setting, 0)->last_transition.from, "MASTER");
    row.wall_us = WALL_US + SECOND_US;
    row.last_us = row.wall_us;
    row.master = "null"; /* it has resigned */
    give_row(&setting, &row, 2);
    give_counters(&setting, row.wall_us, 2);
    CHECK_EQ_STR(instance(&setting, 0)->state, "SILENT");
    CHECK(!instance(&setting, 0)->master.known);
    CHECK_EQ_INT(setting.scene.event_end, 0); /* events come as lines */
    setting_free(&setting);
}

static void vlans_and_interfaces_are_told_apart(void)
{
    struct setting setting = setting_new(WORLD_WATCH);
    struct row row = usual;

    give_row(&setting, &row, 0);
    row.vlan = 7;
    give_row(&setting, &row, 0);
    row.interface = "eth1";
    give_row(&setting, &row, 0);
    give_counters(&setting, WALL_US, 0);
    CHECK_EQ_INT(count(&setting), 3);
    CHECK_EQ_STR(instance(&setting, 1)->name, "eth0.7/51/ipv4");
    CHECK_EQ_STR(instance(&setting, 2)->name, "eth1.7/51/ipv4");
    setting_free(&setting);
}

static void what_is_not_in_a_whole_summary_is_forgotten(void)
{
    struct setting setting = setting_new(WORLD_WATCH);
    struct row row = usual;

    for (row.vrid = 1; row.vrid <= 200; row.vrid++)
        give_row(&setting, &row, 0);
    give_counters(&setting, WALL_US, 0);
    CHECK_EQ_INT(count(&setting), 200);
    for (row.vrid = 2; row.vrid <= 200; row.vrid += 2)
        give_row(&setting, &row, 1);
    CHECK_EQ_INT(count(&setting), 200); /* not complete yet */
    give_counters(&setting, WALL_US, 1);
    CHECK_EQ_INT(count(&setting), 100);
    CHECK_EQ_STR(instance(&setting, 99)->name, "eth0/200/ipv4");
    row.vrid = 200;
    row.adverts = 5000;
    give_row(&setting, &row, 2);
    give_counters(&setting, WALL_US, 2);
    CHECK_EQ_INT(count(&setting), 1);
    CHECK_EQ_INT(instance(&setting, 0)->adverts_received, 5000);
    setting_free(&setting);
}

/* `vrrpwatch --json | grep summary` */
static void summaries_without_counters_end_with_the_next(void)
{
    struct setting setting = setting_new(WORLD_WATCH);
    struct row row = usual;

    give_row(&setting, &row, 0);
    row.vrid = 52;
    give_row(&setting, &row, 0);
    CHECK_EQ_INT(count(&setting), 0);
    row.wall_us += SECOND_US;
    give_row(&setting, &row, 1);
    CHECK_EQ_INT(count(&setting), 2);
    CHECK(feed_settle(setting.feed, 2, WALL_US));
    CHECK(scene_take(setting.world, &setting.scene));
    CHECK_EQ_INT(setting.scene.hosts[0].sample->wall_us, WALL_US + SECOND_US);
    setting_free(&setting);
}

/* A finding of vrrpwatch about eth0/51/ipv4. */
static enum feed_result give_finding(struct setting *setting, const char *what, const char *phase,
                                     const char *master, int64_t at_us)
{
    struct event event = {.sequence = (uint64_t)at_us + 1,
                          .boot = 3,
                          .wall_us = WALL_US + at_us,
                          .host = "ob",
                          .source = "vrrpwatch",
                          .kind = "incident",
                          .vrid = 51,
                          .family = "ipv4",
                          .interface = "eth0",
                          .vip_count = 1};
    enum feed_result result;
    char *line;

    strcpy(event.vips[0], "10.9.0.100");
    snprintf(event.incident.id, sizeof(event.incident.id), "ob-3-%d", (int)at_us);
    snprintf(event.incident.event, sizeof(event.incident.event), "%s", what);
    snprintf(event.incident.phase, sizeof(event.incident.phase), "%s", phase);
    strcpy(event.incident.severity, "info");
    strcpy(event.incident.code, "SB-F3");
    strcpy(event.incident.cause, "10.9.0.1 fell silent");
    event.incident.duration_us = strcmp(phase, "closed") == 0 ? 0 : -1;
    if (master != NULL) {
        event.incident.master_count = 2;
        snprintf(event.incident.masters[0].address, STATUS_ADDRESS_MAX, "%s", master);
        event.incident.masters[0].priority = 100;
        strcpy(event.incident.masters[1].address, "10.9.0.77");
    }
    line = event_print(&event);
    result = give(setting, line, at_us);
    free(line);
    return result;
}

static void a_take_over_is_seen_at_once(void)
{
    struct setting setting = setting_new(WORLD_WATCH);

    give_row(&setting, &usual, 0);
    give_counters(&setting, WALL_US, 0);
    CHECK_EQ_INT(give_finding(&setting, "take-over", "closed", "10.9.0.2", SECOND_US), FEED_TAKEN);
    CHECK_EQ_STR(instance(&setting, 0)->master.address, "10.9.0.2");
    CHECK_EQ_INT(instance(&setting, 0)->master.priority, 100);
    CHECK_EQ_STR(instance(&setting, 0)->state, "MASTER");
    CHECK_EQ_INT(instance(&setting, 0)->since_wall_us, WALL_US + SECOND_US);
    CHECK_EQ_STR(instance(&setting, 0)->last_transition.reason, "10.9.0.1 fell silent");
    CHECK_EQ_STR(instance(&setting, 0)->last_transition.reason_code, "SB-F3");
    CHECK_EQ_INT(instance(&setting, 0)->last_advert_age_us, 0);
    CHECK_EQ_INT(instance(&setting, 0)->address_count, 2); /* an event may have fewer */
    CHECK_EQ_INT(setting.scene.event_end, 1);
    give_finding(&setting, "silence", "open", "10.9.0.2", 2 * SECOND_US);
    CHECK_EQ_STR(instance(&setting, 0)->state, "SILENT");
    CHECK(!instance(&setting, 0)->master.known);
    CHECK_EQ_INT(setting.scene.incident_count, 1);
    give_finding(&setting, "silence", "closed", "10.9.0.1", 3 * SECOND_US);
    CHECK_EQ_STR(instance(&setting, 0)->state, "MASTER");
    CHECK_EQ_STR(instance(&setting, 0)->master.address, "10.9.0.1");
    setting_free(&setting);
}

static void events_alone_make_instances(void)
{
    struct setting setting = setting_new(WORLD_WATCH);

    give_finding(&setting, "mismatch", "open", "10.9.0.1", SECOND_US); /* does not say who is master */
    CHECK_EQ_INT(count(&setting), 0);
    give_finding(&setting, "master", "closed", "10.9.0.1", 2 * SECOND_US);
    CHECK_EQ_INT(count(&setting), 1);
    CHECK_EQ_STR(instance(&setting, 0)->name, "eth0/51/ipv4");
    CHECK_EQ_STR(instance(&setting, 0)->master.address, "10.9.0.1");
    CHECK_EQ_INT(instance(&setting, 0)->address_count, 1);
    give_finding(&setting, "hand-over", "closed", NULL, 3 * SECOND_US); /* to nobody */
    CHECK_EQ_STR(instance(&setting, 0)->master.address, "10.9.0.1");
    setting_free(&setting);
}

/* A thousand virtual routers that change at once are not a thousand statuses. */
static void a_burst_of_events_is_told_together(void)
{
    struct setting setting = setting_new(WORLD_WATCH);
    struct row row = usual;

    give_finding(&setting, "master", "closed", "10.9.0.1", SECOND_US);
    give_finding(&setting, "hand-over", "closed", "10.9.0.3", SECOND_US + 1);
    CHECK_EQ_STR(instance(&setting, 0)->master.address, "10.9.0.3"); /* so few are told each time */
    for (row.vrid = 51; row.vrid < 151; row.vrid++)
        give_row(&setting, &row, SECOND_US);
    give_counters(&setting, WALL_US, SECOND_US);
    give_finding(&setting, "hand-over", "closed", "10.9.0.2", SECOND_US + 1000);
    CHECK_EQ_STR(instance(&setting, 0)->master.address, "10.9.0.1");
    CHECK(feed_settle(setting.feed, SECOND_US + 2000, WALL_US));
    CHECK(scene_take(setting.world, &setting.scene));
    CHECK_EQ_STR(instance(&setting, 0)->master.address, "10.9.0.2");
    setting_free(&setting);
}

static void vrrpds_status_wins(void)
{
    struct setting setting = setting_new(WORLD_DAEMON);

    give(&setting, "{\"schema\":1,\"type\":\"status\",\"instances\":[{\"name\":\"VI_1\"}]}", 0);
    give_row(&setting, &usual, 1);
    give_counters(&setting, WALL_US, 2);
    give_finding(&setting, "master", "closed", "10.9.0.1", SECOND_US);
    CHECK_EQ_INT(count(&setting), 1);
    CHECK_EQ_STR(instance(&setting, 0)->name, "VI_1");
    CHECK_EQ_INT(setting.scene.event_end, 1);
    setting_free(&setting);
}

static void more_virtual_routers_than_there_is_room_for(void)
{
    struct setting setting = setting_new(WORLD_WATCH);
    struct row row = usual;

    for (unsigned i = 0; i < 5000; i++) {
        row.vlan = i / 250;
        row.vrid = i % 250 + 1;
        CHECK(give_row(&setting, &row, 0) == FEED_TAKEN);
    }
    give_counters(&setting, WALL_US, 0);
    CHECK_EQ_INT(count(&setting), 4096);
    setting_free(&setting);
}

int main(void)
{
    a_status_line_is_a_status();
    an_event_line_is_an_event();
    a_no_is_the_hosts_trouble();
    what_is_not_ours();
    the_time_of_a_line();
    a_summary_is_a_status();
    a_summary_without_a_virtual_router_is_one_too();
    who_falls_silent_is_silent();
    vlans_and_interfaces_are_told_apart();
    what_is_not_in_a_whole_summary_is_forgotten();
    summaries_without_counters_end_with_the_next();
    a_take_over_is_seen_at_once();
    events_alone_make_instances();
    a_burst_of_events_is_told_together();
    vrrpds_status_wins();
    more_virtual_routers_than_there_is_room_for();
    return check_report("feed");
}

/* lib/status: what is printed is read again, and what is read may be anything. */
#include <stdlib.h>

#include "lib/status.h"
#include "tests/unit/check.h"

static void fill_instance(struct status_instance *out)
{
    *out = (struct status_instance){.name = "虚拟路由器 1",
                                    .family = "ipv4",
                                    .interface = "eth0.7",
                                    .vrid = 255,
                                    .version = 3,
                                    .priority = 254,
                                    .effective_priority = 1,
                                    .state = "MASTER",
                                    .since_wall_us = 1795168800123456,
                                    .advert_interval_us = 40950000,
                                    .addresses_present = 1,
                                    .addresses_restored = 7,
                                    .drained = true,
                                    .transitions = 9,
                                    .adverts_sent = 1ULL << 40,
                                    .adverts_received = 3,
                                    .send_errors = 4,
                                    .last_advert_age_us = 0,
                                    .master_down_us = 3609375,
                                    .deadline_us = 12,
                                    .lease_us = 2000000,
                                    .serving_us = 350000,
                                    .held_by = "probe"};
    out->master =
        (struct status_master){.known = true, .address = "10.9.0.1", .priority = 150, .interval_us = 1000000};
    out->last_transition = (struct status_transition){.known = true,
                                                      .from = "BACKUP",
                                                      .to = "MASTER",
                                                      .at_wall_us = 1795168800000001,
                                                      .reason = "master 10.9.0.1 silent for 3.61 s",
                                                      .reason_code = "master-silent"};
    out->incident = (struct status_incident){.known = true,
                                             .event = "split-brain",
                                             .code = "SB-B1",
                                             .severity = "critical",
                                             .cause = "10.9.0.2 is master too",
                                             .fix = "the same password on both nodes",
                                             .since_wall_us = 1795168800000002};
    out->rejected.count = 1;
    out->rejected.items[0] = (struct status_counter){.name = "bad-ttl", .value = 17};
    out->trackers = calloc(2, sizeof(*out->trackers));
    out->tracker_count = 2;
    out->trackers[0] = (struct status_tracker){.name = "chk_nginx",
                                               .kind = "script",
                                               .known = true,
                                               .weight = -253,
                                               .reverse = true,
                                               .since_wall_us = 1795168800000003,
                                               .reason = "exit status 1: \xe4\xb8\xad"};
    out->trackers[1] = (struct status_tracker){.name = "eth1", .kind = "interface", .disabled = true};
    out->addresses = calloc(2, sizeof(*out->addresses));
    out->address_count = 2;
    snprintf(out->addresses[0], STATUS_ADDRESS_MAX, "10.9.0.100/24");
    snprintf(out->addresses[1], STATUS_ADDRESS_MAX, "10.9.0.101/32");
}

static void fill(struct status *out)
{
    *out = (struct status){.wall_us = 1795168800654321,
                           .version = "0.1.0",
                           .router_id = "lb \"01\"",
                           .config_path = "/etc/vrrpd/vrrpd.yaml",
                           .config_format = "yaml",
                           .loaded_wall_us = 1795168800000000,
                           .config_warnings = 2,
                           .supervisor = 10,
                           .vrrp = 11,
                           .kernel = 12,
                           .runner = 14,
                           .uptime_us = 123456789012};
    out->counters.count = 1;
    out->counters.items[0] = (struct status_counter){.name = "restarts", .value = 5};
    out->instances = calloc(2, sizeof(*out->instances));
    out->instance_count = 2;
    fill_instance(&out->instances[0]);
    snprintf(out->instances[1].name, STATUS_NAME_MAX, "VI_2");
    out->instances[1].last_advert_age_us = out->instances[1].deadline_us = -1;
    out->instances[1].lease_us = out->instances[1].serving_us = -1;
}

static void check_instance(const struct status_instance *got, const struct status_instance *want)
{
    CHECK_EQ_STR(got->name, want->name);
    CHECK_EQ_STR(got->family, want->family);
    CHECK_EQ_STR(got->interface, want->interface);
    CHECK_EQ_STR(got->state, want->state);
    CHECK_EQ_INT(got->vrid, want->vrid);
    CHECK_EQ_INT(got->version, want->version);
    CHECK_EQ_INT(got->priority, want->priority);
    CHECK_EQ_INT(got->effective_priority, want->effective_priority);
    CHECK_EQ_INT(got->since_wall_us, want->since_wall_us);
    CHECK_EQ_INT(got->advert_interval_us, want->advert_interval_us);
    CHECK_EQ_INT(got->addresses_present, want->addresses_present);
    CHECK_EQ_INT(got->addresses_restored, want->addresses_restored);
    CHECK_EQ_INT(got->drained, want->drained);
    CHECK_EQ_INT(got->transitions, want->transitions);
    CHECK_EQ_INT(got->adverts_sent, want->adverts_sent);
    CHECK_EQ_INT(got->adverts_received, want->adverts_received);
    CHECK_EQ_INT(got->send_errors, want->send_errors);
    CHECK_EQ_INT(got->last_advert_age_us, want->last_advert_age_us);
    CHECK_EQ_INT(got->master_down_us, want->master_down_us);
    CHECK_EQ_INT(got->deadline_us, want->deadline_us);
    CHECK_EQ_INT(got->lease_us, want->lease_us);
    CHECK_EQ_INT(got->serving_us, want->serving_us);
    CHECK_EQ_STR(got->held_by, want->held_by);
    CHECK_EQ_INT(got->rejected.count, want->rejected.count);
    CHECK(memcmp(&got->master, &want->master, sizeof(got->master)) == 0);
    CHECK(memcmp(&got->last_transition, &want->last_transition, sizeof(got->last_transition)) == 0);
    CHECK(memcmp(&got->incident, &want->incident, sizeof(got->incident)) == 0);
    CHECK_EQ_INT(got->tracker_count, want->tracker_count);
    for (size_t i = 0; i < got->tracker_count && i < want->tracker_count; i++) {
        CHECK_EQ_STR(got->trackers[i].name, want->trackers[i].name);
        CHECK_EQ_STR(got->trackers[i].kind, want->trackers[i].kind);
        CHECK_EQ_STR(got->trackers[i].reason, want->trackers[i].reason);
        CHECK_EQ_INT(got->trackers[i].known, want->trackers[i].known);
        CHECK_EQ_INT(got->trackers[i].ok, want->trackers[i].ok);
        CHECK_EQ_INT(got->trackers[i].disabled, want->trackers[i].disabled);
        CHECK_EQ_INT(got->trackers[i].reverse, want->trackers[i].reverse);
        CHECK_EQ_INT(got->trackers[i].weight, want->trackers[i].weight);
        CHECK_EQ_INT(got->trackers[i].since_wall_us, want->trackers[i].since_wall_us);
    }
    CHECK_EQ_INT(got->address_count, want->address_count);
    for (size_t i = 0; i < got->address_count && i < want->address_count; i++)
        CHECK_EQ_STR(got->addresses[i], want->addresses[i]);
}

static void what_is_printed_is_read(void)
{
    struct status status, again;
    char *text, *second;

    fill(&status);
    text = status_print(&status);
    CHECK(text != NULL && strchr(text, '\n') == NULL);
    CHECK(status_parse(text, &again));
    CHECK(text != NULL &&
          strstr(text, "\"type\":\"status\",\"time\":\"2026-11-20T10:00:00.654321Z\",") != NULL);
    CHECK_EQ_INT(again.wall_us, status.wall_us);
    CHECK_EQ_STR(again.version, status.version);
    CHECK_EQ_STR(again.router_id, status.router_id);
    CHECK_EQ_STR(again.config_path, status.config_path);
    CHECK_EQ_STR(again.config_format, status.config_format);
    CHECK_EQ_INT(again.loaded_wall_us, status.loaded_wall_us);
    CHECK_EQ_INT(again.config_warnings, status.config_warnings);
    CHECK_EQ_INT(again.supervisor, 10);
    CHECK_EQ_INT(again.vrrp, 11);
    CHECK_EQ_INT(again.kernel, 12);
    CHECK_EQ_INT(again.services, 0);
    CHECK_EQ_INT(again.runner, 14);
    CHECK_EQ_INT(again.uptime_us, status.uptime_us);
    CHECK_EQ_INT(again.counters.items[0].value, 5);
    CHECK_EQ_INT(again.instance_count, 2);
    for (size_t i = 0; i < again.instance_count; i++)
        check_instance(&again.instances[i], &status.instances[i]);
    second = status_print(&again);
    CHECK_EQ_STR(second, text);
    free(second);
    free(text);
    status_free(&status);
    status_free(&again);
    status_free(&again); /* twice, and nothing at all */
    status_free(NULL);
}

/* Text from outside may be no UTF-8, or a piece of a character; the instance is still there. */
static void hostile_text_loses_nothing(void)
{
    static const char *const hostile[] = {"\xff\xfe", "VI_\xe4\xb8", "\xed\xa0\x80", "a\x01\x1b[31mb",
                                          "\xc0\xaf"};
    struct status status, again;
    char *text;

    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        fill(&status);
        snprintf(status.router_id, sizeof(status.router_id), "%s", hostile[i]);
        snprintf(status.config_path, sizeof(status.config_path), "/etc/%s", hostile[i]);
        snprintf(status.instances[0].name, STATUS_NAME_MAX, "%s", hostile[i]);
        snprintf(status.instances[0].interface, sizeof(status.instances[0].interface), "%s", hostile[i]);
        snprintf(status.instances[0].last_transition.reason, STATUS_REASON_MAX, "%s", hostile[i]);
        text = status_print(&status);
        CHECK(text != NULL && status_parse(text, &again));
        CHECK_EQ_INT(again.instance_count, 2);
        CHECK_EQ_STR(again.instance_count > 0 ? again.instances[0].state : "", "MASTER");
        free(text);
        status_free(&status);
        status_free(&again);
    }
}

static void missing_and_wrong_keys(void)
{
    struct status status;

    CHECK(status_parse("{\"schema\":1,\"type\":\"status\"}", &status));
    CHECK_EQ_INT(status.instance_count, 0);
    CHECK_EQ_INT(status.wall_us, 0);
    status_free(&status);
    CHECK(
        status_parse("{\"schema\":1,\"type\":\"status\",\"router_id\":7,\"instances\":[{},7,{\"name\":\"a\","
                     "\"vrid\":\"x\",\"addresses\":[1,\"b\"],\"master\":null,\"since\":\"yesterday\","
                     "\"rejected\":[],\"new\":{}}],\"new\":1}",
                     &status));
    CHECK_EQ_STR(status.router_id, "");
    CHECK_EQ_INT(status.instance_count, 3);
    CHECK_EQ_STR(status.instances[2].name, "a");
    CHECK_EQ_INT(status.instances[2].vrid, 0);
    CHECK_EQ_INT(status.instances[2].address_count, 2);
    CHECK_EQ_INT(status.instances[2].since_wall_us, 0);
    CHECK_EQ_INT(status.instances[0].last_advert_age_us, -1);
    CHECK(!status.instances[2].master.known);
    status_free(&status);
}

static void what_is_no_status(void)
{
    static const char *const others[] = {"",
                                         "x",
                                         "[]",
                                         "{}",
                                         "{\"schema\":1}",
                                         "{\"schema\":1,\"type\":\"event\"}",
                                         "{\"schema\":2,\"type\":\"status\"}",
                                         "{\"schema\":\"1\",\"type\":\"status\"}",
                                         "{\"schema\":1,\"type\":\"status\",\"type\":\"status\"}"};
    struct status status;

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        CHECK(!status_parse(others[i], &status));
}

static void more_than_there_is_room_for(void)
{
    char text[8192], name[300];
    size_t size;
    struct status status;

    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    size = (size_t)snprintf(text, sizeof(text),
                            "{\"schema\":1,\"type\":\"status\",\"router_id\":\"%s\",\"counters\":{", name);
    for (int i = 0; i < 100; i++)
        size += (size_t)snprintf(text + size, sizeof(text) - size, "%s\"%s%d\":1", i > 0 ? "," : "",
                                 "a-counter-with-a-long-name-of-its-own-", i);
    snprintf(text + size, sizeof(text) - size, "}}");
    CHECK(status_parse(text, &status));
    CHECK_EQ_INT(strlen(status.router_id), STATUS_NAME_MAX - 1);
    CHECK_EQ_INT(status.counters.count, STATUS_COUNTERS_MAX);
    status_free(&status);
}

static void text_is_cut_between_characters(void)
{
    char text[8];

    status_copy_text(text, sizeof(text), "abcdefg");
    CHECK_EQ_STR(text, "abcdefg");
    status_copy_text(text, sizeof(text), "abcdefgh");
    CHECK_EQ_STR(text, "abcdefg");
    status_copy_text(text, sizeof(text), "a中中中");
    CHECK_EQ_STR(text, "a中中");
    status_copy_text(text, sizeof(text), "abcdef\xc3\xbc");
    CHECK_EQ_STR(text, "abcdef");
    status_copy_text(text, sizeof(text), "\xbf\xbf\xbf\xbf\xbf\xbf\xbf\xbf\xbf");
    CHECK_EQ_STR(text, "");
    status_copy_text(text, 1, "a");
    CHECK_EQ_STR(text, "");
}

static void times(void)
{
    char text[40];

    CHECK_EQ_STR(status_time(0, text), "1970-01-01T00:00:00.000000Z");
    CHECK_EQ_STR(status_time(1795168800123456, text), "2026-11-20T10:00:00.123456Z");
    CHECK_EQ_INT(status_parse_time("2026-11-20T10:00:00.123456Z"), 1795168800123456);
    CHECK_EQ_INT(status_parse_time("2026-11-20T10:00:00.000001Z"), 1795168800000001);
    CHECK_EQ_INT(status_parse_time("2026-11-20"), -1);
    CHECK_EQ_INT(status_parse_time(""), -1);
    CHECK_EQ_INT(status_parse_time(NULL), -1);
    for (int64_t wall_us = 1; wall_us < 4102444800000000; wall_us += 98765432109876)
        CHECK_EQ_INT(status_parse_time(status_time(wall_us, text)), wall_us);
}

int main(void)
{
    what_is_printed_is_read();
    hostile_text_loses_nothing();
    missing_and_wrong_keys();
    what_is_no_status();
    more_than_there_is_room_for();
    text_is_cut_between_characters();
    times();
    return check_report("status");
}

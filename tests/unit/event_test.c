/* lib/event: a record is one line of at most 4 KiB, whatever is in it. */
#include <stdlib.h>

#include "lib/event.h"
#include "tests/unit/check.h"

enum { MANY = 4096 };

static struct event sample(void)
{
    return (struct event){
        .sequence = 42,
        .boot = 0x5f3c000000000001,
        .wall_us = 1795168800123456,
        .mono_us = 123456789,
        .host = "lb01",
        .source = "vrrpd",
        .kind = "transition",
        .instance = "虚拟 1",
        .vrid = 51,
        .family = "ipv4",
        .interface = "eth0",
        .from = "BACKUP",
        .to = "MASTER",
        .priority = 150,
        .reason_code = "master-silent",
        .reason = "master 10.9.0.1 silent for 3.61 s",
        .master = {.known = true, .address = "10.9.0.1", .priority = 200, .interval_us = 1000000}};
}

static void what_is_printed_is_read(void)
{
    struct event event = sample(), again;
    char *text = event_print(&event);

    CHECK(text != NULL && strchr(text, '\n') == NULL);
    CHECK(event_parse(text, &again));
    CHECK_EQ_INT(again.sequence, 42);
    CHECK(again.boot == event.boot);
    CHECK_EQ_INT(again.wall_us, event.wall_us);
    CHECK_EQ_INT(again.mono_us, event.mono_us);
    CHECK_EQ_STR(again.host, event.host);
    CHECK_EQ_STR(again.source, event.source);
    CHECK_EQ_STR(again.kind, event.kind);
    CHECK_EQ_STR(again.instance, event.instance);
    CHECK_EQ_STR(again.family, event.family);
    CHECK_EQ_STR(again.interface, event.interface);
    CHECK_EQ_STR(again.from, event.from);
    CHECK_EQ_STR(again.to, event.to);
    CHECK_EQ_STR(again.reason_code, event.reason_code);
    CHECK_EQ_STR(again.reason, event.reason);
    CHECK_EQ_INT(again.vrid, 51);
    CHECK_EQ_INT(again.priority, 150);
    CHECK(memcmp(&again.master, &event.master, sizeof(event.master)) == 0);
    CHECK_EQ_INT(again.address_count, 0);
    CHECK_EQ_INT(again.vip_count, 0);
    free(text);
}

static struct event split_brain(void)
{
    struct event event = sample();

    snprintf(event.source, sizeof(event.source), "vrrpwatch");
    snprintf(event.kind, sizeof(event.kind), "incident");
    snprintf(event.vips[0], sizeof(event.vips[0]), "10.9.0.100");
    event.vip_count = 1;
    event.incident = (struct event_incident){
        .id = "lb01-51-1",
        .event = "split-brain",
        .phase = "closed",
        .code = "SB-A1",
        .severity = "critical",
        .cause = "10.9.0.2 is deaf",
        .fix = "nft add rule ip filter input ip protocol vrrp accept",
        .vantage = "eth0 on lb01",
        .unseen = "unicast between other hosts",
        .vlan = 4094,
        .masters = {{"10.9.0.1", "02:00:00:00:00:01", 150}, {"10.9.0.2", "02:00:00:00:00:02", -1}},
        .master_count = 2,
        .evidence = {{"adverts", 12}, {"garps", 3}},
        .evidence_count = 2,
        .since_wall_us = 1795168800000000,
        .duration_us = 61000000};
    return event;
}

static void an_incident_is_read_as_it_was_printed(void)
{
    struct event event = split_brain(), again;
    char *text = event_print(&event);

    CHECK(text != NULL && event_parse(text, &again));
    CHECK(memcmp(&again.incident, &event.incident, sizeof(event.incident)) == 0);
    CHECK_EQ_INT(again.vip_count, 1);
    CHECK_EQ_STR(again.vips[0], "10.9.0.100");
    CHECK_EQ_STR(again.instance, event.instance);
    CHECK(strstr(text, "\"reason\"") == NULL);
    free(text);
    event.incident.duration_us = -1;
    text = event_print(&event);
    CHECK(text != NULL && strstr(text, "duration_us") == NULL && event_parse(text, &again));
    CHECK_EQ_INT(again.incident.duration_us, -1);
    free(text);
}

static void an_incident_of_an_older_maker_is_read(void)
{
    struct event event;

    CHECK(event_parse("{\"schema\":1,\"type\":\"event\",\"kind\":\"incident\",\"code\":\"SB-A1\"}", &event));
    CHECK_EQ_STR(event.incident.code, "SB-A1");
    CHECK_EQ_STR(event.incident.event, "");
    CHECK_EQ_STR(event.incident.unseen, "");
    CHECK_EQ_INT(event.incident.vlan, 0);
}

static void a_server_has_no_virtual_router(void)
{
    struct event event = sample(), again;
    char *text;

    snprintf(event.kind, sizeof(event.kind), "server");
    snprintf(event.service, sizeof(event.service), "10.9.0.100:80");
    snprintf(event.server, sizeof(event.server), "10.9.0.11:80");
    snprintf(event.from, sizeof(event.from), "UP");
    snprintf(event.to, sizeof(event.to), "DOWN");
    text = event_print(&event);
    CHECK(text != NULL && strstr(text, "vrid") == NULL && event_parse(text, &again));
    CHECK_EQ_STR(again.service, event.service);
    CHECK_EQ_STR(again.server, event.server);
    CHECK_EQ_STR(again.to, "DOWN");
    free(text);
}

static void what_does_not_fit_is_cut(void)
{
    char text[EVENT_TEXT_MAX], many[2048] = "";
    struct event event;

    for (int i = 0; i < 40; i++)
        strcat(many, "{\"address\":\"10.9.0.1\",\"priority\":70000},");
    many[strlen(many) - 1] = '\0';
    snprintf(text, sizeof(text),
             "{\"schema\":1,\"type\":\"event\",\"kind\":\"incident\",\"cause\":\"%0400d\",\"masters\":[%s],"
             "\"vips\":[1,null,\"x\"],\"evidence\":{\"a\":\"b\",\"c\":1}}",
             7, many);
    CHECK(event_parse(text, &event));
    CHECK_EQ_INT(strlen(event.incident.cause), EVENT_SENTENCE_MAX - 1);
    CHECK_EQ_INT(event.incident.master_count, EVENT_MASTERS_MAX);
    CHECK_EQ_INT(event.vip_count, 1);
    CHECK_EQ_INT(event.incident.evidence_count, 1);
}

static void many_addresses_fit(void)
{
    char(*addresses)[STATUS_ADDRESS_MAX] = calloc(MANY, sizeof(*addresses));
    struct event event = sample(), again;
    char *text;

    for (size_t i = 0; i < MANY; i++)
        snprintf(addresses[i], STATUS_ADDRESS_MAX, "2001:db8:ffff:ffff:ffff:ffff:ffff:%zx/128", i);
    event.addresses = (const char(*)[STATUS_ADDRESS_MAX])addresses;
    event.address_count = 2;
    text = event_print(&event);
    CHECK(strstr(text, "\"addresses\":[\"2001:db8:ffff:ffff:ffff:ffff:ffff:0/128\","
                       "\"2001:db8:ffff:ffff:ffff:ffff:ffff:1/128\"]") != NULL);
    free(text);
    event.address_count = MANY;
    text = event_print(&event);
    CHECK(text != NULL && strlen(text) < EVENT_TEXT_MAX);
    CHECK(strlen(text) > EVENT_TEXT_MAX / 3); /* and not simply left out */
    CHECK(event_parse(text, &again));
    CHECK_EQ_STR(again.reason, event.reason);
    free(text);
    free(addresses);
}

/* Every text at its longest and made of what JSON writes longest. */
static void the_longest_record_fits(void)
{
    struct event event = sample(), again;
    char *text;

    memset(event.host, 1, sizeof(event.host) - 1);
    memset(event.instance, 1, sizeof(event.instance) - 1);
    memset(event.reason, 1, sizeof(event.reason) - 1);
    memset(event.interface, 1, sizeof(event.interface) - 1);
    event.host[sizeof(event.host) - 1] = event.instance[sizeof(event.instance) - 1] = '\0';
    event.reason[sizeof(event.reason) - 1] = event.interface[sizeof(event.interface) - 1] = '\0';
    text = event_print(&event);
    CHECK(text != NULL && strlen(text) < EVENT_TEXT_MAX);
    CHECK(text != NULL && event_parse(text, &again));
    CHECK_EQ_STR(again.reason, event.reason);
    free(text);
}

static void hostile_text_loses_no_event(void)
{
    struct event event = sample(), again;
    char *text;

    snprintf(event.host, sizeof(event.host), "\xff");
    snprintf(event.instance, sizeof(event.instance), "\xe4\xb8");
    snprintf(event.interface, sizeof(event.interface), "\xfe");
    snprintf(event.reason, sizeof(event.reason), "\xc0\xaf");
    text = event_print(&event);
    CHECK(text != NULL && event_parse(text, &again));
    CHECK_EQ_STR(again.to, "MASTER");
    free(text);
}

static void what_is_no_event(void)
{
    struct event event;

    CHECK(!event_parse("", &event));
    CHECK(!event_parse("{}", &event));
    CHECK(!event_parse("[]", &event));
    CHECK(!event_parse("{\"schema\":1,\"type\":\"status\"}", &event));
    CHECK(!event_parse("{\"schema\":2,\"type\":\"event\"}", &event));
    CHECK(event_parse("{\"schema\":1,\"type\":\"event\",\"seq\":\"x\",\"to\":7,\"master\":[]}", &event));
    CHECK_EQ_STR(event.to, "");
    CHECK(!event.master.known);
}

int main(void)
{
    what_is_printed_is_read();
    an_incident_is_read_as_it_was_printed();
    an_incident_of_an_older_maker_is_read();
    a_server_has_no_virtual_router();
    what_does_not_fit_is_cut();
    many_addresses_fit();
    the_longest_record_fits();
    hostile_text_loses_no_event();
    what_is_no_event();
    return check_report("event");
}

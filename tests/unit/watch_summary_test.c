/* vrrpwatch: what the end of a run tells, as a table, as JSON and as metrics. */
#include "vrrpwatch/metrics.h"
#include "vrrpwatch/print_json.h"
#include "vrrpwatch/summary.h"
#include "tests/unit/check.h"
#include "tests/unit/watch_sample.h"

/* A router with two senders, the first one its master. */
struct lan {
    struct vip_set *vips;
    struct source sources[2];
    struct router router;
};

static void lan_open(struct lan *lan, uint16_t vip_count)
{
    memset(lan, 0, sizeof(*lan));
    lan->vips = calloc(1, sizeof(*lan->vips) + vip_count * sizeof(struct addr));
    lan->vips->count = vip_count;
    for (uint16_t i = 0; i < vip_count; i++)
        lan->vips->addresses[i] = addr_from_ipv4(0x0a000064 + i);
    lan->sources[0] = (struct source){.address = sample_addr("10.0.0.1"),
                                      .mac_count = 1,
                                      .macs = {{.mac = {2, 0, 0, 0, 0, 1}}},
                                      .priority = 150,
                                      .version = 2,
                                      .interval_us = 1000000,
                                      .vips = lan->vips,
                                      .adverts = 120,
                                      .gap_max_us = 1002000,
                                      .jitter_us = 812.5,
                                      .next = &lan->sources[1]};
    lan->sources[1] =
        (struct source){.address = sample_addr("10.0.0.2"), .priority = 100, .adverts = 3, .late = 2};
    lan->router = (struct router){.vlan = 10,
                                  .family = ADDR_IPV4,
                                  .vrid = 51,
                                  .sources = lan->sources,
                                  .source_count = 2,
                                  .master = &lan->sources[0],
                                  .first_us = SAMPLE_US,
                                  .last_us = SAMPLE_US + 120000000,
                                  .adverts = 123,
                                  .handovers = 2,
                                  .incidents = 1,
                                  .open = 1};
}

static const struct observe_counters counters = {
    .frames = 200,
    .adverts = 123,
    .claims = 20,
    .bad = 3,
    .bad_by_error = {[PACKET_BAD_CHECKSUM] = 2, [FRAME_SHORT_IP] = 1},
    .sources_forgotten = 4,
    .incidents = 1};

static char *table_of(const struct router *const *routers, size_t count)
{
    struct summary summary = {.routers = NULL};
    struct print_names names = sample_names();
    struct sample_text out;

    for (size_t i = 0; i < count; i++)
        summary_take(&summary, routers[i]);
    sample_open(&out);
    summary_print(out.file, &summary, &counters, &names);
    summary_free(&summary);
    return sample_close(&out);
}

static void the_table_is_aligned(void)
{
    struct lan one, other;
    const struct router *routers[] = {&one.router, &other.router};
    char *text;

    lan_open(&one, 1);
    lan_open(&other, 6);
    other.router.interface = 1;
    other.router.vlan = 0;
    other.router.vrid = 5;
    other.router.open = 0;
    other.router.master = NULL;
    text = table_of(routers, 2);
    CHECK_EQ_STR(
        text,
        "interface  vrid  family  master    priority  interval  version  hand-overs  incidents   addresses\n"
        "eth0.10    51    ipv4    10.0.0.1  150       1 s       2        2           1 (1 open)  10.0.0.100\n"
        "    10.0.0.1 (02:00:00:00:00:01, priority 150): 120 adverts, longest gap 1 s, jitter 812 us\n"
        "    10.0.0.2 (priority 100): 3 adverts, 2 late\n"
        "eth1       5     ipv4    none      150       1 s       2        2           1           10.0.0.100, "
        "10.0.0.101, 10.0.0.102 and 3 more\n"
        "    10.0.0.1 (02:00:00:00:00:01, priority 150): 120 adverts, longest gap 1 s, jitter 812 us\n"
        "    10.0.0.2 (priority 100): 3 adverts, 2 late\n"
        "200 frames, 123 adverts, 20 claims to addresses, 3 bad (bad-checksum 2, short-ip 1), forgotten for "
        "want "
        "of room: 0 routers, 4 senders, 0 addresses, 1 incidents\n");
    free(text);
    free(one.vips);
    free(other.vips);
}

static void silence_is_said(void)
{
    char *text = table_of(NULL, 0);

    CHECK(strncmp(text, "no virtual router was heard\n200 frames", 38) == 0);
    free(text);
}

static void a_row_is_read_as_it_was_printed(void)
{
    struct lan lan;
    struct print_names names = sample_names();
    struct summary_row row, again;
    int64_t wall_us = 0;
    char *text;

    lan_open(&lan, 20);
    summary_row_fill(&lan.router, &names, &row);
    text = print_json_row(&row,
                          "lb\xff"
                          "01",
                          SAMPLE_US + 5, 1000000);
    CHECK(text != NULL && strchr(text, '\n') == NULL && strstr(text, "\"host\":\"lb?01\"") != NULL);
    CHECK(strstr(text, "\"schema\":1,\"type\":\"summary\"") != NULL);
    CHECK(print_json_parse_row(text, &again, &wall_us));
    CHECK_EQ_INT(wall_us, SAMPLE_US + 5);
    CHECK_EQ_STR(again.interface, "eth0");
    CHECK_EQ_INT(again.vlan, 10);
    CHECK_EQ_INT(again.vrid, 51);
    CHECK_EQ_INT(again.family, ADDR_IPV4);
    CHECK(again.has_master && addr_equal(&again.master, &row.master));
    CHECK_EQ_INT(again.interval_us, 1000000);
    CHECK_EQ_INT(again.first_us, SAMPLE_US + 1000000);
    CHECK_EQ_INT(again.vip_count, FINDING_VIPS_MAX);
    CHECK_EQ_INT(again.sender_count, 2);
    CHECK_EQ_INT(again.senders[0].adverts, 120);
    CHECK_EQ_INT(again.senders[1].late, 2);
    CHECK_EQ_INT(again.handovers, 2);
    CHECK(!print_json_parse_row("{\"schema\":1,\"type\":\"event\"}", &again, &wall_us));
    CHECK(!print_json_parse_row("nonsense", &again, &wall_us));
    free(text);
    text = print_json_counters(&counters, "lb01", SAMPLE_US);
    CHECK(strstr(text, "\"bad_by_reason\":{\"bad-checksum\":2,\"short-ip\":1}") != NULL);
    CHECK(strstr(text, "\"forgotten\":{\"routers\":0,\"senders\":4,\"addresses\":0}") != NULL);
    free(text);
    free(lan.vips);
}

static struct finding numbered(uint32_t number, enum finding_phase phase, enum severity severity)
{
    struct finding finding = sample_split(phase);

    finding.number = number;
    finding.severity = severity;
    return finding;
}

static void take(struct incidents *incidents, uint32_t number, enum finding_phase phase,
                 enum severity severity)
{
    struct finding finding = numbered(number, phase, severity);

    incidents_take(incidents, &finding);
}

static void an_incident_is_one_whatever_is_said_of_it(void)
{
    struct incidents incidents = {.kept = NULL};

    take(&incidents, 1, FINDING_OPEN, SEVERITY_WARNING);
    take(&incidents, 2, FINDING_NOTE, SEVERITY_INFO);
    take(&incidents, 1, FINDING_UPDATE, SEVERITY_CRITICAL);
    CHECK_EQ_INT(incidents.count, 2);
    CHECK_EQ_INT(incidents_open(&incidents, SEVERITY_CRITICAL), 1);
    CHECK_EQ_INT(incidents_open(&incidents, SEVERITY_WARNING), 0);
    CHECK_EQ_INT(incidents_open(&incidents, SEVERITY_INFO), 0);
    CHECK_EQ_INT(incidents.total[SEVERITY_WARNING], 1);
    CHECK_EQ_INT(incidents.total[SEVERITY_CRITICAL], 1);
    take(&incidents, 1, FINDING_CLOSED, SEVERITY_CRITICAL);
    CHECK_EQ_INT(incidents_open(&incidents, SEVERITY_CRITICAL), 0);
    CHECK_EQ_INT(incidents.worst[0], SEVERITY_CRITICAL);
    incidents_free(&incidents);
}

static void what_is_open_and_grave_stays(void)
{
    struct incidents incidents = {.kept = NULL};
    uint32_t number = 1;

    take(&incidents, number++, FINDING_OPEN, SEVERITY_CRITICAL);
    while (number <= 1000)
        take(&incidents, number++, FINDING_NOTE, SEVERITY_INFO);
    CHECK_EQ_INT(incidents.count, INCIDENTS_MAX);
    CHECK_EQ_INT(incidents.left_out, 1000 - INCIDENTS_MAX);
    CHECK_EQ_INT(incidents.kept[0].number, 1);
    CHECK_EQ_INT(incidents.kept[INCIDENTS_MAX - 1].number, 1000);
    while (number <= 2000)
        take(&incidents, number++, FINDING_OPEN, SEVERITY_WARNING);
    CHECK_EQ_INT(incidents_open(&incidents, SEVERITY_WARNING), INCIDENTS_MAX - 1);
    take(&incidents, 2000, FINDING_UPDATE, SEVERITY_WARNING);
    CHECK_EQ_INT(incidents.count, INCIDENTS_MAX);
    CHECK_EQ_INT(incidents.left_out, 2000 - INCIDENTS_MAX);
    incidents_free(&incidents);
}

static void metrics_have_help_type_and_escaped_labels(void)
{
    static const char *const interfaces[] = {"e\"t\\h\n0"};
    struct print_names names = {interfaces, 1};
    struct summary summary = {.routers = NULL};
    struct incidents incidents = {.kept = NULL};
    struct sample_text out;
    struct lan lan;
    char *text;

    lan_open(&lan, 1);
    lan.sources[1].overlap = (struct overlap){.since_us = SAMPLE_US, .certain = true};
    summary_take(&summary, &lan.router);
    take(&incidents, 1, FINDING_OPEN, SEVERITY_CRITICAL);
    sample_open(&out);
    metrics_print(out.file, &(struct metrics_state){&summary, &counters, &incidents, &names, SAMPLE_US});
    text = sample_close(&out);
    CHECK(strstr(
              text,
              "# HELP vrrpwatch_masters Routers that act as master of the virtual router.\n"
              "# TYPE vrrpwatch_masters gauge\n"
              "vrrpwatch_masters{interface=\"e\\\"t\\\\h 0\",vlan=\"10\",family=\"ipv4\",vrid=\"51\"} 2\n") !=
          NULL);
    CHECK(strstr(text, "vrid=\"51\"} 1.002\n") != NULL);
    CHECK(strstr(text, "vrrpwatch_incidents_open{severity=\"critical\"} 1\n") != NULL);
    CHECK(strstr(text, "vrrpwatch_bad_frames_total{reason=\"bad-checksum\"} 2\n") != NULL);
    CHECK(strstr(text, "vrrpwatch_forgotten_total{what=\"senders\"} 4\n") != NULL);
    CHECK(strstr(text, "vrrpwatch_last_run_timestamp_seconds 1795176000.000000\n") != NULL);
    CHECK(strstr(text, "vrrpwatch_build_info{version=\"") != NULL);
    free(text);
    summary_free(&summary);
    incidents_free(&incidents);
    free(lan.vips);
}

int main(void)
{
    the_table_is_aligned();
    silence_is_said();
    a_row_is_read_as_it_was_printed();
    an_incident_is_one_whatever_is_said_of_it();
    what_is_open_and_grave_stays();
    metrics_have_help_type_and_escaped_labels();
    return check_report("watch_summary");
}

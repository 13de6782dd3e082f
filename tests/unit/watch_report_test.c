/* vrrpwatch --report: what the page shows of scripted captures; with a file's name it writes the page there.
 */
#include "vrrpwatch/report.h"
#include "vrrpwatch/report_state.h"
#include "tests/unit/check.h"
#include "tests/unit/watch_sample.h"

enum { SECOND_US = 1000000 };

static const uint8_t first_mac[] = {2, 0, 0, 0, 0, 1}, second_mac[] = {2, 0, 0, 0, 0, 2};

static void advert(struct report *report, int64_t time_us, const char *source, uint8_t priority)
{
    static const uint8_t vips[] = {10, 0, 0, 100, 10, 0, 0, 101};
    struct frame frame = {
        .kind = FRAME_ADVERT, .time_us = SAMPLE_US + time_us, .source = sample_addr(source)};

    frame.advert = (struct packet){.version = 2,
                                   .vrid = 51,
                                   .priority = priority,
                                   .interval_us = SECOND_US,
                                   .address_count = 2,
                                   .addresses = vips};
    report_frame(report, &frame);
}

static void claim(struct report *report, int64_t time_us, const uint8_t *mac, bool gratuitous)
{
    struct frame frame = {.kind = FRAME_CLAIM, .time_us = SAMPLE_US + time_us};

    frame.claim = (struct neighbour_claim){.claims = mac != NULL,
                                           .asks = mac == NULL,
                                           .gratuitous = gratuitous,
                                           .address = sample_addr("10.0.0.100")};
    if (mac != NULL)
        memcpy(frame.claim.mac, mac, FRAME_MAC_SIZE);
    report_frame(report, &frame);
}

static void found(struct report *report, int64_t time_us, uint32_t number, enum verdict verdict,
                  enum finding_phase phase)
{
    struct finding finding = sample_split(phase);

    finding.vlan = 0;
    finding.verdict = verdict;
    finding.number = number;
    finding.time_us = SAMPLE_US + time_us;
    finding.since_us = verdict == VERDICT_SPLIT ? SAMPLE_US + 20 * SECOND_US : finding.time_us;
    if (phase == FINDING_CLOSED)
        finding.duration_us = finding.time_us - finding.since_us;
    if (verdict != VERDICT_SPLIT) {
        finding.severity = SEVERITY_INFO;
        snprintf(finding.sentence, sizeof(finding.sentence), "10.0.0.1 is the master <now> & here");
    }
    report_finding(report, &finding);
}

/* A master, 20 s later a second one for 12 s, then a clean hand-over with crossing adverts. */
static struct report *scripted(void)
{
    struct report *report = report_new();

    found(report, 0, 1, VERDICT_MASTER, FINDING_NOTE);
    for (int64_t second = 0; second <= 40; second++) {
        advert(report, second * SECOND_US, "10.0.0.1", second == 40 ? 0 : 150);
        if (second == 0)
            claim(report, 1000, first_mac, true);
        if (second >= 20 && second <= 32)
            advert(report, second * SECOND_US + 300000, "10.0.0.2", 100);
        if (second == 20 || second == 25)
            claim(report, second * SECOND_US + 300100, second_mac, true);
        if (second == 24)
            found(report, second * SECOND_US, 2, VERDICT_SPLIT, FINDING_OPEN);
        if (second == 28) {
            claim(report, second * SECOND_US + 400000, NULL, false);
            claim(report, second * SECOND_US + 400400, first_mac, false);
            claim(report, second * SECOND_US + 400700, second_mac, false);
        }
        if (second == 36)
            found(report, second * SECOND_US, 2, VERDICT_SPLIT, FINDING_CLOSED);
    }
    for (int64_t second = 41; second < 60; second++)
        advert(report, second * SECOND_US - 390000, "10.0.0.2", 100);
    found(report, 41 * SECOND_US, 3, VERDICT_HANDOVER, FINDING_NOTE);
    return report;
}

static char *page_of(const struct report *report, const char *title)
{
    static struct source master = {.priority = 150, .version = 2, .interval_us = SECOND_US, .adverts = 41};
    static struct router router = {.family = ADDR_IPV4, .vrid = 51, .sources = &master, .master = &master};
    const struct observe_counters counters = {.frames = 80, .bad = 1, .bad_by_error = {[FRAME_SHORT_IP] = 1}};
    struct summary summary = {.routers = NULL};
    struct report_page page = {.title = title,
                               .version = "0.1",
                               .names = sample_names(),
                               .summary = &summary,
                               .counters = &counters,
                               .clock_offset_us = 3600 * (int64_t)SECOND_US};
    struct sample_text out;

    master.address = sample_addr("10.0.0.1");
    summary_take(&summary, &router);
    sample_open(&out);
    report_write(out.file, report, &page);
    summary_free(&summary);
    return sample_close(&out);
}

static size_t occurrences(const char *text, const char *what)
{
    size_t count = 0;

    for (; (text = strstr(text, what)) != NULL; text++)
        count++;
    return count;
}

static void masters_and_overlaps_are_collected(void)
{
    struct report *report = scripted();
    const struct report_router *router = report->routers[0];

    CHECK_EQ_INT(report->router_count, 1);
    CHECK_EQ_INT(router->sender_count, 2);
    CHECK_EQ_INT(router->senders[0].periods.count, 1);
    CHECK_EQ_INT(router->senders[0].periods.items[0].end_us, SAMPLE_US + 39 * SECOND_US);
    CHECK_EQ_INT(router->senders[0].periods.items[0].count, 40);
    CHECK_EQ_INT(router->senders[1].periods.count, 2);
    CHECK_EQ_INT(router->overlaps.count, 1);
    CHECK_EQ_INT(router->overlaps.items[0].begin_us, SAMPLE_US + 20 * SECOND_US + 300000);
    CHECK_EQ_INT(router->overlaps.items[0].end_us, SAMPLE_US + 32 * SECOND_US + 300000);
    CHECK_EQ_INT(router->overlaps.items[0].kind, 1);
    CHECK_EQ_INT(router->holder_count, 2);
    CHECK_EQ_INT(router->holders[1].marks.count, 3);
    CHECK_EQ_INT(router->questions.count, 1);
    CHECK_EQ_INT(router->changes.count, 1); /* the first one came before any advert */
    report_free(report);
}

static void crossing_adverts_are_no_overlap(void)
{
    struct report *report = report_new();

    for (int i = 0; i < 5; i++)
        advert(report, i * SECOND_US, "10.0.0.1", 100);
    advert(report, 4500000, "10.0.0.2", 200);
    advert(report, 4600000, "10.0.0.1", 100);
    for (int64_t i = 5; i < 20; i++)
        advert(report, i * SECOND_US + 500000, "10.0.0.2", 200);
    CHECK_EQ_INT(report->routers[0]->overlaps.count, 1);
    CHECK_EQ_INT(report->routers[0]->overlaps.items[0].kind, 0);
    advert(report, 30 * SECOND_US, "10.0.0.1", 100); /* after a silence: nobody to overlap with */
    CHECK_EQ_INT(report->routers[0]->overlaps.count, 1);
    report_free(report);
}

static void a_flapping_month_fits(void)
{
    struct report *report = report_new();
    int64_t day_us = INT64_C(86400000000);
    const struct report_router *router;
    uint64_t adverts = 0;

    /* Every ten seconds the other one; a pause of a day in the middle. */
    for (int64_t i = 0; i < 100000; i++) {
        advert(report, i * 10 * SECOND_US + (i >= 50000 ? day_us : 0), i % 2 == 0 ? "10.0.0.1" : "10.0.0.2",
               100);
        claim(report, i * 10 * SECOND_US + (i >= 50000 ? day_us : 0), first_mac, true);
    }
    router = report->routers[0];
    CHECK(router->senders[0].periods.count <= REPORT_SPANS_MAX && router->senders[0].periods.count >= 2);
    CHECK(router->holders[0].marks.count <= REPORT_SPANS_MAX);
    CHECK_EQ_INT(router->overlaps.count, 0); /* none, though the periods of both have become one */
    for (size_t i = 0; i < router->senders[0].periods.count; i++) {
        const struct report_span *span = &router->senders[0].periods.items[i];

        adverts += span->count;
        CHECK(!(span->begin_us < SAMPLE_US + 500000 * (int64_t)SECOND_US - SECOND_US &&
                span->end_us > SAMPLE_US + 500000 * (int64_t)SECOND_US + day_us - SECOND_US));
    }
    CHECK_EQ_INT(adverts, 50000);
    report_free(report);
}

static void what_there_is_no_room_for_is_counted(void)
{
    struct report *report = report_new();
    char *page;

    for (unsigned i = 0; i < 20; i++) {
        char source[16];
        uint8_t mac[6] = {2, 0, 0, 0, 1, (uint8_t)i};

        snprintf(source, sizeof(source), "10.0.1.%u", i);
        advert(report, (int64_t)i * SECOND_US, source, 100);
        claim(report, (int64_t)i * SECOND_US, mac, true);
    }
    for (unsigned i = 0; i < 100; i++) {
        struct frame frame = {.kind = FRAME_ADVERT,
                              .time_us = SAMPLE_US,
                              .vlan = (uint16_t)(i + 1),
                              .source = sample_addr("10.0.0.1")};

        frame.advert = (struct packet){.vrid = 1, .priority = 100, .interval_us = SECOND_US};
        report_frame(report, &frame);
    }
    page = page_of(report, "x");
    CHECK(strstr(page, "12 adverts of more senders not shown") != NULL);
    CHECK(strstr(page, "14 claims of more MAC addresses not shown") != NULL);
    CHECK(strstr(page, "37 adverts of more virtual routers not shown") != NULL);
    free(page);
    report_free(report);
}

static void the_page_tells_what_happened(void)
{
    struct report *report = scripted();
    char *page = page_of(report, "split <brain>.pcap & \"more\"");

    CHECK(strncmp(page, "<!DOCTYPE html>\n", 16) == 0);
    CHECK(strstr(page, "split &lt;brain&gt;.pcap &amp; &quot;more&quot;") != NULL);
    CHECK(strstr(page, "<brain>") == NULL);
    CHECK(strstr(page, "&lt;now&gt; &amp; here") != NULL);
    CHECK(strstr(page, "2026-11-20 13:00:00.000 to 2026-11-20 13:00:58.610") != NULL);
    CHECK_EQ_INT(occurrences(page, "<rect class=\"overlap\" x="), 1);
    CHECK(strstr(page, "more than one master 13:00:20.300 to 13:00:32.300 (12 s)") != NULL);
    CHECK(strstr(page, "10.0.0.1 sent as master 13:00:00.000 to 13:00:39.000 (39 s), 40 adverts") != NULL);
    CHECK_EQ_INT(occurrences(page, "<path class=\"announcement\" d=\"M"), 3 + 1); /* and the legend */
    CHECK(strstr(page, "<a href=\"#i2\"><rect class=\"critical\"") != NULL);
    CHECK(strstr(page, "<article id=\"i2\" class=\"critical\">") != NULL);
    CHECK(strstr(page, "SB-A, adverts do not arrive") != NULL);
    CHECK(strstr(page, "over after 16 s") != NULL);
    CHECK(strstr(page, "iptables -I INPUT -p vrrp -j ACCEPT") != NULL);
    CHECK(strstr(page, "hand-over") != NULL);
    CHECK(strstr(page, "<td>10.0.0.1</td>") != NULL);
    CHECK(strstr(page, "short-ip: 1") != NULL);
    CHECK(strstr(page, "http") == NULL && strstr(page, "<script") == NULL);
    free(page);
    report_free(report);
}

static void an_empty_capture_has_a_page_too(void)
{
    struct report *report = report_new();
    char *page = page_of(report, "empty");

    CHECK(strstr(page, "No virtual router was heard.") != NULL);
    CHECK(strstr(page, "nothing was captured") != NULL);
    CHECK(strstr(page, "no incident") != NULL);
    free(page);
    report_free(report);
}

static int write_page(const char *path)
{
    struct report *report = scripted();
    char *page = page_of(report, "split.pcap");
    FILE *file = fopen(path, "w");
    bool good = file != NULL && fputs(page, file) >= 0;

    if (file != NULL && fclose(file) != 0)
        good = false;
    free(page);
    report_free(report);
    return good ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 2)
        return write_page(argv[1]);
    masters_and_overlaps_are_collected();
    crossing_adverts_are_no_overlap();
    a_flapping_month_fits();
    what_there_is_no_room_for_is_counted();
    the_page_tells_what_happened();
    an_empty_capture_has_a_page_too();
    return check_report("watch_report");
}

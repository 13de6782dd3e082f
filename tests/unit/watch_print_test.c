/* vrrpwatch: a finding as a line for people and as a record for programs. */
#include "vrrpwatch/print_event.h"
#include "vrrpwatch/print_text.h"
#include "tests/unit/check.h"
#include "tests/unit/watch_sample.h"

static char *text_of(const struct finding *finding, bool colour, bool verbose)
{
    struct print_text_options options = {
        .names = sample_names(), .clock_offset_us = 3600000000, .colour = colour, .verbose = verbose};
    struct sample_text out;

    sample_open(&out);
    print_text_finding(out.file, &options, finding);
    return sample_close(&out);
}

static void a_finding_is_one_line_and_its_fix(void)
{
    struct finding finding = sample_split(FINDING_OPEN);
    char *text = text_of(&finding, false, false);

    CHECK_EQ_STR(text,
                 "13:00:03.641 CRITICAL split-brain SB-A eth0.10 vrid 51 10.0.0.100, 10.0.0.101 and 3 more: "
                 "10.0.0.2 is deaf: it does not hear 10.0.0.1 | 10.0.0.1 (02:00:00:00:00:01, priority 150), "
                 "10.0.0.2 (02:00:00:00:00:02, priority 100) | adverts_first=12 adverts_second=11\n"
                 "    fix: iptables -I INPUT -p vrrp -j ACCEPT\n");
    free(text);
}

static void what_cannot_be_seen_is_told_when_asked(void)
{
    struct finding finding = sample_split(FINDING_OPEN);
    char *text = text_of(&finding, false, true);

    CHECK(strstr(text, "\n    not seen from here: whether a firewall or the switch drops them\n") != NULL);
    free(text);
}

static void a_healed_line_tells_duration_and_winner(void)
{
    struct finding finding = sample_split(FINDING_CLOSED);
    char *text = text_of(&finding, false, false);

    CHECK(strstr(text, " HEALED   split-brain ") != NULL);
    CHECK(strstr(text, "over after 1 min 1 s, 10.0.0.1 (02:00:00:00:00:01, priority 150) is left") != NULL);
    CHECK(strstr(text, "10.0.0.2 (") == NULL);
    CHECK(strstr(text, "fix:") == NULL); /* there is nothing to mend any more */
    free(text);
}

static void colours_come_only_when_asked(void)
{
    struct finding finding = sample_split(FINDING_OPEN);
    char *text = text_of(&finding, true, false);

    CHECK(strstr(text, "\033[1;31mCRITICAL\033[0m") != NULL);
    free(text);
    text = text_of(&finding, false, true);
    CHECK(strchr(text, '\033') == NULL);
    free(text);
}

static void nothing_from_the_wire_reaches_the_terminal_as_control(void)
{
    struct finding finding = sample_split(FINDING_OPEN);
    char *text;

    strcpy(finding.sentence, "a\033[2Jb\x9b"
                             "c\xc2\x9bw\x7f\nd\xff\xc3\xa9\xed\xa0\x80\xc0\xaf");
    text = text_of(&finding, false, false);
    CHECK(strstr(text, ": a?[2Jb?c??w? d?\xc3\xa9????? |") != NULL);
    free(text);
}

static void parties_say_what_is_known(void)
{
    struct party parties[] = {
        {sample_addr("10.0.0.1"), false, {0}, -1},
        {sample_addr("10.0.0.1"), false, {0}, 255},
        {sample_addr("10.0.0.1"), true, {2, 0, 0, 0, 0, 1}, -1},
        {.has_mac = true, .mac = {2, 0, 0, 0, 0, 1}, .priority = -1},
        {.priority = -1},
    };
    static const char *const wanted[] = {"10.0.0.1", "10.0.0.1 (priority 255)",
                                         "10.0.0.1 (02:00:00:00:00:01)", "02:00:00:00:00:01", "unknown"};

    for (size_t i = 0; i < 5; i++) {
        struct sample_text out;
        char *text;

        sample_open(&out);
        print_text_party(out.file, &parties[i]);
        text = sample_close(&out);
        CHECK_EQ_STR(text, wanted[i]);
        free(text);
    }
}

static void durations_are_short(void)
{
    static const struct {
        int64_t us;
        const char *text;
    } table[] = {{-1, "-"},           {640, "640 us"},         {12300, "12.3 ms"},
                 {3609375, "3.61 s"}, {64000000, "1 min 4 s"}, {7380000000, "2 h 3 min"}};
    char text[PRINT_DURATION_MAX];

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        CHECK_EQ_STR(print_names_duration(table[i].us, text), table[i].text);
}

static struct print_event_context context(void)
{
    return (struct print_event_context){.host = "lb01",
                                        .boot = 0x5f3c000000000001,
                                        .vantage = "eth0 on lb01",
                                        .mono_offset_us = -SAMPLE_US,
                                        .names = sample_names()};
}

static void a_finding_becomes_an_event_record(void)
{
    struct print_event_context from = context();
    struct finding finding = sample_split(FINDING_OPEN);
    char *text = print_event(&from, &finding);
    struct event event;

    CHECK(text != NULL && event_parse(text, &event));
    CHECK(strstr(text, "\"time\":\"2026-11-20T12:00:03.641000Z\"") != NULL);
    CHECK(strstr(text, "\"since\":\"2026-11-20T12:00:00.000000Z\"") != NULL);
    CHECK_EQ_INT(event.sequence, 1);
    CHECK_EQ_INT(event.mono_us, 3641000);
    CHECK_EQ_STR(event.source, "vrrpwatch");
    CHECK_EQ_STR(event.kind, "incident");
    CHECK_EQ_STR(event.interface, "eth0");
    CHECK_EQ_INT(event.vrid, 51);
    CHECK_EQ_STR(event.family, "ipv4");
    CHECK_EQ_INT(event.vip_count, 2);
    CHECK_EQ_STR(event.incident.id, "lb01-5f3c000000000001-7");
    CHECK_EQ_STR(event.incident.event, "split-brain");
    CHECK_EQ_STR(event.incident.phase, "open");
    CHECK_EQ_STR(event.incident.code, "SB-A");
    CHECK_EQ_STR(event.incident.severity, "critical");
    CHECK_EQ_INT(event.incident.vlan, 10);
    CHECK_EQ_STR(event.incident.unseen, finding.unseen);
    CHECK_EQ_STR(event.incident.cause, finding.sentence);
    CHECK_EQ_STR(event.incident.fix, finding.fix);
    CHECK_EQ_INT(event.incident.master_count, 2);
    CHECK_EQ_STR(event.incident.masters[1].address, "10.0.0.2");
    CHECK_EQ_STR(event.incident.masters[1].mac, "02:00:00:00:00:02");
    CHECK_EQ_INT(event.incident.masters[1].priority, 100);
    CHECK_EQ_INT(event.incident.evidence_count, 2);
    CHECK_EQ_INT(event.incident.duration_us, -1);
    free(text);
}

static void an_incident_keeps_its_id_and_a_note_is_closed_at_once(void)
{
    struct print_event_context from = context();
    struct finding open = sample_split(FINDING_OPEN), closed = sample_split(FINDING_CLOSED);
    struct finding note = sample_split(FINDING_NOTE);
    struct event first, second, third;

    note.number = 8;
    print_event_fill(&from, &open, &first);
    print_event_fill(&from, &closed, &second);
    print_event_fill(&from, &note, &third);
    CHECK_EQ_STR(first.incident.id, second.incident.id);
    CHECK(strcmp(first.incident.id, third.incident.id) != 0);
    CHECK_EQ_STR(second.incident.phase, "closed");
    CHECK_EQ_INT(second.incident.duration_us, 61000000);
    CHECK_EQ_STR(third.incident.phase, "closed");
    CHECK_EQ_INT(third.incident.duration_us, 0);
    CHECK_EQ_STR(third.incident.severity, "critical");
    CHECK_EQ_INT(third.sequence, 3);
}

static void the_longest_record_fits(void)
{
    struct print_event_context from = context();
    struct finding finding = sample_split(FINDING_OPEN);
    char host[200], *text;
    struct event event;

    memset(host, 'h', sizeof(host) - 1);
    host[sizeof(host) - 1] = '\0';
    from.host = host;
    memset(finding.sentence, '"', sizeof(finding.sentence) - 1);
    memset(finding.fix, '\\', sizeof(finding.fix) - 1);
    memset(finding.unseen, 1, sizeof(finding.unseen) - 1);
    finding.vip_count = FINDING_VIPS_MAX;
    for (size_t i = 0; i < FINDING_VIPS_MAX; i++)
        finding.vips[i] = sample_addr("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
    text = print_event(&from, &finding);
    CHECK(text != NULL && strlen(text) < EVENT_TEXT_MAX && event_parse(text, &event));
    CHECK(strlen(event.incident.id) <= 63);
    CHECK(strstr(event.incident.id, "-7") != NULL);
    free(text);
}

int main(void)
{
    a_finding_is_one_line_and_its_fix();
    what_cannot_be_seen_is_told_when_asked();
    a_healed_line_tells_duration_and_winner();
    colours_come_only_when_asked();
    nothing_from_the_wire_reaches_the_terminal_as_control();
    parties_say_what_is_known();
    durations_are_short();
    a_finding_becomes_an_event_record();
    an_incident_keeps_its_id_and_a_note_is_closed_at_once();
    the_longest_record_fits();
    return check_report("watch_print");
}

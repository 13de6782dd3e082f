/* vrrpwatch merge: two vantage points that disagree about the master are a partition. */
#include "vrrpwatch/merge.h"
#include "vrrpwatch/print_event.h"
#include "vrrpwatch/print_json.h"
#include "tests/unit/check.h"
#include "tests/unit/watch_sample.h"

enum { SECOND_US = 1000000, TOLD_MAX = 64 };

struct told {
    struct finding findings[TOLD_MAX];
    size_t count;
};

static void tell(void *context, const struct finding *finding)
{
    struct told *told = context;

    if (told->count < TOLD_MAX)
        told->findings[told->count++] = *finding;
}

/* Vantage point `vantage` says at `second` that `master` became master: what vrrpwatch --json prints. */
static void say_of(struct merge *merge, size_t vantage, int64_t second, enum verdict verdict,
                   const char *master, const char *vip)
{
    static const char *const places[] = {"eth0 on left", "eth0 on right", "eth0 on middle"};
    struct print_event_context context = {.host = "x", .vantage = places[vantage], .names = sample_names()};
    struct finding finding = sample_split(verdict == VERDICT_SPLIT ? FINDING_OPEN : FINDING_NOTE);
    char *line;

    finding.verdict = verdict;
    finding.time_us = SAMPLE_US + second * SECOND_US;
    finding.parties[0].address = sample_addr(master);
    finding.vips[0] = sample_addr(vip);
    finding.vip_count = 1;
    line = print_event(&context, &finding);
    merge_line(merge, vantage, line);
    free(line);
}

static void say(struct merge *merge, size_t vantage, int64_t second, const char *master)
{
    say_of(merge, vantage, second, VERDICT_MASTER, master, "10.0.0.100");
}

static void finish(struct merge *merge, struct told *told)
{
    told->count = 0;
    merge_finish(merge, tell, told);
    CHECK_EQ_INT(merge_counters(merge)->left_out, 0);
}

static void different_masters_are_a_partition_until_they_agree(void)
{
    struct merge *merge = merge_new();
    struct told told;

    say(merge, 0, 0, "10.0.0.1");
    say(merge, 1, 0, "10.0.0.1");
    say_of(merge, 1, 100, VERDICT_TAKEOVER, "10.0.0.2", "10.0.0.100");
    say_of(merge, 1, 160, VERDICT_PREEMPTION, "10.0.0.1", "10.0.0.100");
    say(merge, 0, 200, "10.0.0.1"); /* the left side is alive all the time */
    finish(merge, &told);
    CHECK_EQ_INT(told.count, 2);
    CHECK_EQ_INT(told.findings[0].phase, FINDING_OPEN);
    CHECK_EQ_INT(told.findings[0].cause, CAUSE_A6);
    CHECK_EQ_INT(told.findings[0].severity, SEVERITY_CRITICAL);
    CHECK_EQ_INT(told.findings[0].since_us, SAMPLE_US + 100 * (int64_t)SECOND_US);
    CHECK_EQ_INT(told.findings[0].party_count, 2);
    CHECK_EQ_STR(
        told.findings[0].sentence,
        "Two vantage points see different masters for vrid 51: 10.0.0.1 (eth0 on left) and 10.0.0.2 (eth0 "
        "on right): layer-2 partition");
    CHECK_EQ_STR(merge_names(merge).interfaces[told.findings[0].interface], "eth0");
    CHECK_EQ_INT(told.findings[1].phase, FINDING_CLOSED);
    CHECK_EQ_INT(told.findings[1].number, told.findings[0].number);
    CHECK_EQ_INT(told.findings[1].duration_us, 60 * SECOND_US);
    CHECK_EQ_INT(told.findings[1].party_count, 1);
    CHECK(told.findings[1].party_count == 1 &&
          addr_equal(&told.findings[1].parties[0].address, &told.findings[0].parties[0].address));
    merge_free(merge);
}

static void a_partition_that_goes_on_stays_open(void)
{
    struct merge *merge = merge_new();
    struct told told;

    say(merge, 1, 10, "10.0.0.2"); /* the order of the files does not matter */
    say(merge, 0, 0, "10.0.0.1");
    finish(merge, &told);
    CHECK_EQ_INT(told.count, 1);
    CHECK_EQ_INT(told.findings[0].time_us, SAMPLE_US + 10 * SECOND_US);
    merge_free(merge);
}

static void a_hand_over_told_by_two_clocks_is_none(void)
{
    struct merge *merge = merge_new();
    struct told told;

    say(merge, 0, 0, "10.0.0.1");
    say(merge, 1, 1, "10.0.0.1");
    say_of(merge, 0, 50, VERDICT_HANDOVER, "10.0.0.2", "10.0.0.100");
    say_of(merge, 1, 52, VERDICT_HANDOVER, "10.0.0.2", "10.0.0.100");
    finish(merge, &told);
    CHECK_EQ_INT(told.count, 0);
    merge_free(merge);
}

static void what_is_not_the_same_router_is_not_compared(void)
{
    struct merge *merge = merge_new();
    struct told told;

    say(merge, 0, 0, "10.0.0.1");
    say_of(merge, 1, 0, VERDICT_MASTER, "10.9.0.1", "10.9.0.100"); /* another cluster with the same VRID */
    say(merge, 0, 1, "10.0.0.1");
    finish(merge, &told);
    CHECK_EQ_INT(told.count, 0);
    merge_free(merge);
}

static void views_of_different_times_are_not_compared(void)
{
    struct merge *merge = merge_new();
    struct told told;

    say(merge, 0, 0, "10.0.0.1");
    say(merge, 1, 61, "10.0.0.2");
    finish(merge, &told);
    CHECK_EQ_INT(told.count, 0);
    merge_free(merge);
    merge = merge_new();
    say(merge, 0, 0, "10.0.0.1");
    say(merge, 1, 55, "10.0.0.2"); /* within the same minute */
    finish(merge, &told);
    CHECK_EQ_INT(told.count, 1);
    merge_free(merge);
}

static void one_that_sees_both_masters_names_none(void)
{
    struct merge *merge = merge_new();
    struct told told;

    say(merge, 0, 0, "10.0.0.1");
    say_of(merge, 1, 0, VERDICT_SPLIT, "10.0.0.2", "10.0.0.100");
    finish(merge, &told);
    CHECK_EQ_INT(told.count, 0);
    merge_free(merge);
}

static void a_summary_alone_says_who_was_master(void)
{
    struct merge *merge = merge_new();
    struct summary_row row = {.interface = "eth0",
                              .vlan = 10,
                              .family = ADDR_IPV4,
                              .vrid = 51,
                              .has_master = true,
                              .master = sample_addr("10.0.0.2"),
                              .first_us = SAMPLE_US,
                              .last_us = SAMPLE_US + 30 * SECOND_US,
                              .vips = {sample_addr("10.0.0.100")},
                              .vip_count = 1};
    char *line = print_json_row(&row, "right", SAMPLE_US + 31 * SECOND_US, 0);
    struct told told;

    merge_line(merge, 1, line);
    say(merge, 0, 5, "10.0.0.1");
    finish(merge, &told);
    CHECK_EQ_INT(told.count, 1);
    CHECK_EQ_INT(told.findings[0].since_us, SAMPLE_US + 5 * SECOND_US);
    free(line);
    merge_free(merge);
}

static void bad_lines_are_counted(void)
{
    struct merge *merge = merge_new();
    char *endless = malloc(2 * MERGE_LINE_MAX);

    memset(endless, ' ', 2 * MERGE_LINE_MAX - 1);
    endless[2 * MERGE_LINE_MAX - 1] = '\0';
    merge_line(merge, 0, "");
    merge_line(merge, 0, "{\"schema\":1,\"type\":\"event\"}"); /* without a time */
    merge_line(merge, 0, endless);
    merge_line(merge, MERGE_VANTAGES_MAX, "x");
    merge_line(merge, 0, "{\"schema\":1,\"type\":\"counters\",\"frames\":1}"); /* ours, and no news */
    say(merge, 0, 0, "10.0.0.1");
    CHECK_EQ_INT(merge_counters(merge)->lines, 6);
    CHECK_EQ_INT(merge_counters(merge)->bad, 4);
    CHECK_EQ_INT(merge_counters(merge)->used, 1);
    free(endless);
    merge_free(merge);
}

int main(void)
{
    different_masters_are_a_partition_until_they_agree();
    a_partition_that_goes_on_stays_open();
    a_hand_over_told_by_two_clocks_is_none();
    what_is_not_the_same_router_is_not_compared();
    views_of_different_times_are_not_compared();
    one_that_sees_both_masters_names_none();
    a_summary_alone_says_who_was_master();
    bad_lines_are_counted();
    return check_report("watch_merge");
}

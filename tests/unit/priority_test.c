/* vrrpd/vrrp/priority: weights sum, clamp, and mean FAULT where they are 0. */
#include "tests/unit/check.h"
#include "vrrpd/vrrp/priority.h"

enum { SCRIPT, LINK, NUMBER, TRACKERS };

static struct conf_tracker trackers[TRACKERS] = {
    {.kind = CONF_TRACK_SCRIPT, .name = "chk"},
    {.kind = CONF_TRACK_INTERFACE, .name = "eth1"},
    {.kind = CONF_TRACK_FILE, .name = "file"},
};
static struct conf conf = {.trackers = trackers, .tracker_count = TRACKERS};
static struct priority_verdict verdicts[TRACKERS];

static void know(size_t tracker, bool ok, int32_t value)
{
    verdicts[tracker] = (struct priority_verdict){.known = true, .ok = ok, .value = value};
}

static struct priority_result sum(uint8_t base, size_t tracker, int16_t weight, bool reverse)
{
    struct conf_track use = {.tracker = tracker, .weight = weight, .reverse = reverse};

    return priority_sum(&conf, base, &use, 1, verdicts);
}

static void a_negative_weight_counts_while_it_fails(void)
{
    know(SCRIPT, true, 0);
    CHECK_EQ_INT(sum(110, SCRIPT, -20, false).priority, 110);
    know(SCRIPT, false, 0);
    CHECK_EQ_INT(sum(110, SCRIPT, -20, false).priority, 90);
    CHECK_EQ_INT(sum(110, SCRIPT, -20, false).failed, PRIORITY_NO_TRACKER);
    CHECK_EQ_INT(sum(110, SCRIPT, -20, true).priority, 130);
}

static void a_positive_weight_counts_while_it_is_well(void)
{
    know(LINK, true, 0);
    CHECK_EQ_INT(sum(100, LINK, 30, false).priority, 130);
    CHECK_EQ_INT(sum(100, LINK, 30, true).priority, 70);
    know(LINK, false, 0);
    CHECK_EQ_INT(sum(100, LINK, 30, false).priority, 100);
}

static void weight_0_means_fault(void)
{
    know(SCRIPT, false, 0);
    CHECK_EQ_INT(sum(100, SCRIPT, 0, false).failed, SCRIPT);
    CHECK_EQ_INT(sum(100, SCRIPT, 0, true).failed, PRIORITY_NO_TRACKER);
    know(SCRIPT, true, 0);
    CHECK_EQ_INT(sum(100, SCRIPT, 0, false).failed, PRIORITY_NO_TRACKER);
    CHECK_EQ_INT(sum(100, SCRIPT, 0, true).failed, SCRIPT);
}

static void a_file_is_multiplied(void)
{
    know(NUMBER, true, 3);
    CHECK_EQ_INT(sum(100, NUMBER, 10, false).priority, 130);
    CHECK_EQ_INT(sum(100, NUMBER, 10, true).priority, 70);
    CHECK_EQ_INT(sum(100, NUMBER, 0, false).failed, NUMBER);
    know(NUMBER, true, -254);
    CHECK_EQ_INT(sum(100, NUMBER, 1, false).failed, NUMBER);
    know(NUMBER, true, -253);
    CHECK_EQ_INT(sum(100, NUMBER, 1, false).failed, PRIORITY_NO_TRACKER);
    CHECK_EQ_INT(sum(100, NUMBER, 1, false).priority, 1);
    know(NUMBER, true, INT32_MAX);
    CHECK_EQ_INT(sum(100, NUMBER, 253, false).priority, 254);
    know(NUMBER, true, 0);
    CHECK_EQ_INT(sum(100, NUMBER, 0, false).failed, PRIORITY_NO_TRACKER);
    CHECK_EQ_INT(sum(100, NUMBER, 0, true).failed, NUMBER);
}

static void the_sum_is_clamped_and_the_owner_exempt(void)
{
    struct conf_track uses[2] = {{.tracker = SCRIPT, .weight = -200}, {.tracker = LINK, .weight = -100}};

    know(SCRIPT, false, 0);
    know(LINK, false, 0);
    CHECK_EQ_INT(priority_sum(&conf, 250, uses, 2, verdicts).priority, 1);
    CHECK_EQ_INT(priority_sum(&conf, 255, uses, 2, verdicts).priority, 255);
    uses[0].weight = 253;
    uses[1].weight = 253;
    know(SCRIPT, true, 0);
    know(LINK, true, 0);
    CHECK_EQ_INT(priority_sum(&conf, 100, uses, 2, verdicts).priority, 254);
    uses[0].weight = -100;
    uses[1].weight = 60;
    know(SCRIPT, false, 0);
    CHECK_EQ_INT(priority_sum(&conf, 150, uses, 2, verdicts).priority, 110);
    know(SCRIPT, false, 0);
    CHECK_EQ_INT(sum(255, SCRIPT, 0, false).failed, SCRIPT);
}

static void what_is_not_known_or_disabled_counts_nothing(void)
{
    verdicts[SCRIPT] = (struct priority_verdict){.known = false};
    CHECK_EQ_INT(sum(100, SCRIPT, 0, false).failed, PRIORITY_NO_TRACKER);
    CHECK_EQ_INT(sum(100, SCRIPT, 0, false).pending, SCRIPT);
    CHECK_EQ_INT(sum(100, SCRIPT, 20, false).priority, 100);
    verdicts[SCRIPT] = (struct priority_verdict){.known = true, .disabled = true};
    CHECK_EQ_INT(sum(100, SCRIPT, 0, false).failed, PRIORITY_NO_TRACKER);
    CHECK_EQ_INT(sum(100, SCRIPT, -20, false).priority, 100);
    CHECK_EQ_INT(sum(100, SCRIPT, -20, false).pending, PRIORITY_NO_TRACKER);
}

static void a_group_shares_its_trackers(void)
{
    struct conf_track group_track = {.tracker = NUMBER, .weight = 1};
    struct conf_track tracks[2] = {{.tracker = SCRIPT, .weight = -10}, {.tracker = SCRIPT, .weight = -99}};
    struct conf_instance instances[3] = {{.tracks = &tracks[0], .track_count = 1},
                                         {.tracks = &tracks[1], .track_count = 1},
                                         {.tracks = &tracks[1], .track_count = 1, .group_index = -1}};
    size_t members[2] = {0, 1};
    struct conf_group group = {
        .members = members, .member_count = 2, .tracks = &group_track, .track_count = 1};
    struct conf whole = {.instances = instances, .instance_count = 3, .groups = &group, .group_count = 1};
    struct conf_track uses[CONF_TRACKERS_MAX];

    for (size_t i = 0; i < 2; i++) {
        CHECK_EQ_INT(priority_collect(&whole, i, uses), 2);
        CHECK_EQ_INT(uses[0].tracker, NUMBER);
        CHECK_EQ_INT(uses[1].weight, -10);
    }
    CHECK_EQ_INT(priority_collect(&whole, 2, uses), 1);
    CHECK_EQ_INT(uses[0].weight, -99);
}

int main(void)
{
    a_negative_weight_counts_while_it_fails();
    a_positive_weight_counts_while_it_is_well();
    weight_0_means_fault();
    a_file_is_multiplied();
    the_sum_is_clamped_and_the_owner_exempt();
    what_is_not_known_or_disabled_counts_nothing();
    a_group_shares_its_trackers();
    return check_report("priority");
}

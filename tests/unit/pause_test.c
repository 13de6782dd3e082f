/* Pauses told from clocks. */
#include "vrrpd/vrrp/pause.h"

#include "tests/unit/check.h"

static const int64_t second_us = 1000000;
static const int64_t patience_us = 1000000;

/* A second passes on each clock, and so much more. */
static struct pause_found after(int64_t late_us, int64_t suspended_us, int64_t stepped_us)
{
    struct pause pause = {.known = false};
    struct pause_clocks clocks = {
        .now_us = 5 * second_us, .boot_us = 9 * second_us, .wall_us = 1700000000 * second_us};
    int64_t due_us = clocks.now_us + second_us;

    pause_look(&pause, &clocks, clocks.now_us, patience_us);
    clocks.now_us += second_us + late_us;
    clocks.boot_us += second_us + late_us + suspended_us;
    clocks.wall_us += second_us + late_us + stepped_us;
    return pause_look(&pause, &clocks, due_us, patience_us);
}

static void test_nothing_happened(void)
{
    struct pause pause = {.known = false};
    struct pause_clocks clocks = {.now_us = 5 * second_us, .boot_us = 900 * second_us, .wall_us = 7};

    CHECK_EQ_INT(pause_look(&pause, &clocks, 0, patience_us).kind, PAUSE_NONE); /* nobody waited yet */
    CHECK_EQ_INT(after(0, 0, 0).kind, PAUSE_NONE);
    CHECK_EQ_INT(after(20000, 0, 0).kind, PAUSE_NONE);
    CHECK_EQ_INT(after(patience_us, 0, 0).kind, PAUSE_NONE);
    CHECK_EQ_INT(after(0, 50000, 400000).kind, PAUSE_NONE);
    CHECK_EQ_INT(after(0, 0, -400000).kind, PAUSE_NONE);
}

static void test_each_kind(void)
{
    CHECK_EQ_INT(after(patience_us + 1, 0, 0).kind, PAUSE_LATE);
    CHECK_EQ_INT(after(60 * second_us, 0, 0).slept_us, 60 * second_us);
    CHECK_EQ_INT(after(0, 100000, 100000).kind, PAUSE_SUSPENDED);
    CHECK_EQ_INT(after(0, 3600 * second_us, 3600 * second_us).slept_us, 3600 * second_us);
    CHECK_EQ_INT(after(0, 0, 500000).kind, PAUSE_STEPPED);
    CHECK_EQ_INT(after(0, 0, -86400 * second_us).kind, PAUSE_STEPPED);
    CHECK_EQ_INT(after(0, 0, -86400 * second_us).slept_us, -86400 * second_us);
}

/* A step is told once. */
static void test_goes_on_from_there(void)
{
    struct pause pause = {.known = false};
    struct pause_clocks clocks = {.now_us = second_us, .boot_us = second_us, .wall_us = second_us};

    pause_look(&pause, &clocks, clocks.now_us, patience_us);
    clocks.wall_us += 60 * second_us;
    CHECK_EQ_INT(pause_look(&pause, &clocks, clocks.now_us, patience_us).kind, PAUSE_STEPPED);
    CHECK_EQ_INT(pause_look(&pause, &clocks, clocks.now_us, patience_us).kind, PAUSE_NONE);
}

/* Told by the hypervisor, whether or not a clock saw it; its cause is the better one. */
static void test_a_restored_machine(void)
{
    struct pause pause = {.known = false};
    struct pause_clocks clocks = {.now_us = second_us, .boot_us = second_us, .wall_us = second_us};
    struct pause_found found;

    pause_look(&pause, &clocks, clocks.now_us, patience_us);
    clocks.restored = true;
    found = pause_look(&pause, &clocks, clocks.now_us, patience_us);
    CHECK_EQ_INT(found.kind, PAUSE_GENERATION);
    CHECK_EQ_INT(found.slept_us, 0);
    clocks.restored = false;
    CHECK_EQ_INT(pause_look(&pause, &clocks, clocks.now_us, patience_us).kind, PAUSE_NONE);
    clocks.restored = true;
    clocks.wall_us += 60 * second_us;
    found = pause_look(&pause, &clocks, clocks.now_us, patience_us);
    CHECK_EQ_INT(found.kind, PAUSE_GENERATION);
    CHECK_EQ_INT(found.slept_us, 60 * second_us);
}

int main(void)
{
    test_nothing_happened();
    test_each_kind();
    test_goes_on_from_there();
    test_a_restored_machine();
    return check_report("pause");
}

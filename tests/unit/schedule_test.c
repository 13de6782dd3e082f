/* lib/schedule against the plainest model there is: look at every deadline. */
#include <stdlib.h>

#include "tests/unit/check.h"
#include "lib/schedule.h"

enum { COUNT_MAX = 300, STEPS = 20000 };

static uint64_t state = 20260101;

static uint64_t random_below(uint64_t limit)
{
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % limit;
}

static int64_t earliest(const int64_t *deadlines, size_t count)
{
    int64_t least = SCHEDULE_NEVER;

    for (size_t i = 0; i < count; i++)
        if (deadlines[i] < least)
            least = deadlines[i];
    return least;
}

/* Every instance stands in the heap once and knows where. */
static bool consistent(const struct schedule *schedule)
{
    for (size_t i = 0; i < schedule->count; i++)
        if (schedule->entries[schedule->entries[i].heap].position != i)
            return false;
    return true;
}

static void random_moves(size_t count)
{
    struct schedule_entry entries[COUNT_MAX];
    int64_t deadlines[COUNT_MAX];
    struct schedule schedule;
    bool same = true;

    schedule_init(&schedule, entries, count);
    for (size_t i = 0; i < count; i++)
        deadlines[i] = SCHEDULE_NEVER;
    CHECK_EQ_INT(schedule_next_us(&schedule), SCHEDULE_NEVER);
    for (int step = 0; step < STEPS && same; step++) {
        size_t index = (size_t)random_below(count);

        /* Few distinct values, so that equal deadlines are common. */
        deadlines[index] = random_below(8) == 0 ? SCHEDULE_NEVER : (int64_t)random_below(count);
        schedule_set(&schedule, index, deadlines[index]);
        same = schedule_next_us(&schedule) == earliest(deadlines, count) &&
               deadlines[schedule_first(&schedule)] == earliest(deadlines, count);
    }
    CHECK(same);
    CHECK(consistent(&schedule));
}

/* What the engine does: serve the first, move it on; nobody is forgotten. */
static void everyone_has_his_turn(void)
{
    struct schedule_entry entries[COUNT_MAX];
    int turns[COUNT_MAX] = {0};
    struct schedule schedule;

    schedule_init(&schedule, entries, COUNT_MAX);
    for (size_t i = 0; i < COUNT_MAX; i++)
        schedule_set(&schedule, i, (int64_t)i);
    for (int64_t now_us = 0; now_us < 10 * COUNT_MAX; now_us++) {
        CHECK_EQ_INT(schedule_next_us(&schedule), now_us);
        turns[schedule_first(&schedule)]++;
        schedule_set(&schedule, schedule_first(&schedule), now_us + COUNT_MAX);
    }
    for (size_t i = 0; i < COUNT_MAX; i++)
        CHECK_EQ_INT(turns[i], 10);
}

int main(void)
{
    struct schedule nothing;

    schedule_init(&nothing, NULL, 0);
    CHECK_EQ_INT(schedule_next_us(&nothing), SCHEDULE_NEVER);
    for (size_t count = 1; count <= 10; count++)
        random_moves(count);
    random_moves(COUNT_MAX);
    everyone_has_his_turn();
    return check_report("schedule");
}

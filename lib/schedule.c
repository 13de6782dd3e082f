/* An indexed binary heap; see schedule.h. */
#include "lib/schedule.h"

static int64_t key(const struct schedule *schedule, size_t place)
{
    return schedule->entries[schedule->entries[place].heap].deadline_us;
}

static void swap(struct schedule *schedule, size_t a, size_t b)
{
    uint32_t held = schedule->entries[a].heap;

    schedule->entries[a].heap = schedule->entries[b].heap;
    schedule->entries[b].heap = held;
    schedule->entries[schedule->entries[a].heap].position = (uint32_t)a;
    schedule->entries[schedule->entries[b].heap].position = (uint32_t)b;
}

static void rise(struct schedule *schedule, size_t place)
{
    while (place > 0 && key(schedule, place) < key(schedule, (place - 1) / 2)) {
        swap(schedule, place, (place - 1) / 2);
        place = (place - 1) / 2;
    }
}

static void sink(struct schedule *schedule, size_t place)
{
    for (;;) {
        size_t least = place;

        for (size_t child = 2 * place + 1; child <= 2 * place + 2 && child < schedule->count; child++)
            if (key(schedule, child) < key(schedule, least))
                least = child;
        if (least == place)
            return;
        swap(schedule, place, least);
        place = least;
    }
}

void schedule_init(struct schedule *schedule, struct schedule_entry *entries, size_t count)
{
    schedule->entries = entries;
    schedule->count = count;
    for (size_t i = 0; i < count; i++)
        entries[i] = (struct schedule_entry){
            .deadline_us = SCHEDULE_NEVER, .heap = (uint32_t)i, .position = (uint32_t)i};
}

void schedule_set(struct schedule *schedule, size_t index, int64_t deadline_us)
{
    int64_t before_us = schedule->entries[index].deadline_us;

    schedule->entries[index].deadline_us = deadline_us;
    if (deadline_us < before_us)
        rise(schedule, schedule->entries[index].position);
    else if (deadline_us > before_us)
        sink(schedule, schedule->entries[index].position);
}

int64_t schedule_next_us(const struct schedule *schedule)
{
    return schedule->count == 0 ? SCHEDULE_NEVER : key(schedule, 0);
}

size_t schedule_first(const struct schedule *schedule)
{
    return schedule->entries[0].heap;
}

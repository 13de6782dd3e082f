/* One deadline for many things: a binary heap over their deadlines. Pure; its memory is the caller's. */
#ifndef LIB_SCHEDULE_H
#define LIB_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#define SCHEDULE_NEVER INT64_MAX

struct schedule_entry {
    int64_t deadline_us;
    uint32_t heap;     /* heap[i]: which instance stands at place i */
    uint32_t position; /* where instance i stands in the heap */
};

struct schedule {
    struct schedule_entry *entries;
    size_t count;
};

/* Starts with `count` instances that never want to be woken; `entries` is the caller's array of that size. */
void schedule_init(struct schedule *schedule, struct schedule_entry *entries, size_t count);

/* Moves instance `index` to a new deadline. */
void schedule_set(struct schedule *schedule, size_t index, int64_t deadline_us);

/* The earliest deadline, SCHEDULE_NEVER when there is none. */
int64_t schedule_next_us(const struct schedule *schedule);

/* The instance with the earliest deadline; only when count > 0. */
size_t schedule_first(const struct schedule *schedule);

#endif

/* Targets lie in an array that never shrinks; a hash table finds one by its value, a binary heap the one that
 * is due next. */
#include "vrrpwatch/probe_plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { TARGETS_DEFAULT = 4096, RATE_DEFAULT = 50, BURST = 5, SECOND_US = 1000000 };

struct entry {
    struct probe_target target;
    int64_t due_us; /* PROBE_PLAN_NEVER: its round is over and was the only one */
    int64_t round_us;
    unsigned asked; /* in this round */
};

struct probe_plan {
    struct probe_plan_options options;
    struct probe_plan_counters counters;
    struct entry *entries;
    size_t count;
    size_t *heap;   /* indices of entries, the earliest first */
    size_t *places; /* index of an entry plus one, 0: free */
    size_t place_count;
    int64_t cost_us;  /* of a question, at the rate allowed */
    int64_t spent_us; /* up to when the rate is used up (generic cell rate) */
    int64_t last_us;  /* the last question */
};

struct probe_plan *probe_plan_new(const struct probe_plan_options *options)
{
    struct probe_plan *plan = calloc(1, sizeof(*plan));

    if (plan == NULL)
        return NULL;
    plan->options = *options;
    if (plan->options.targets_max == 0)
        plan->options.targets_max = TARGETS_DEFAULT;
    if (plan->options.per_second == 0)
        plan->options.per_second = RATE_DEFAULT;
    plan->cost_us = SECOND_US / plan->options.per_second;
    plan->spent_us = INT64_MIN / 2;
    plan->place_count = 16;
    while (plan->place_count < 2 * plan->options.targets_max)
        plan->place_count *= 2;
    plan->entries = calloc(plan->options.targets_max, sizeof(*plan->entries));
    plan->heap = calloc(plan->options.targets_max, sizeof(*plan->heap));
    plan->places = calloc(plan->place_count, sizeof(*plan->places));
    if (plan->entries != NULL && plan->heap != NULL && plan->places != NULL)
        return plan;
    probe_plan_free(plan);
    return NULL;
}

void probe_plan_free(struct probe_plan *plan)
{
    if (plan == NULL)
        return;
    free(plan->entries);
    free(plan->heap);
    free(plan->places);
    free(plan);
}

/* FNV-1a over what makes a target. */
static uint32_t hash(const struct probe_target *target)
{
    uint32_t sum = 2166136261U;

    sum = (sum ^ target->interface) * 16777619U;
    sum = (sum ^ target->vlan) * 16777619U;
    sum = (sum ^ target->address.family) * 16777619U;
    for (size_t i = 0; i < sizeof(target->address.bytes); i++)
        sum = (sum ^ target->address.bytes[i]) * 16777619U;
    return sum ^ sum >> 15;
}

static bool same(const struct probe_target *a, const struct probe_target *b)
{
    return a->interface == b->interface && a->vlan == b->vlan && addr_equal(&a->address, &b->address);
}

/* Where the target stands in the table, or would. There is always a free place: the table is never more than
 * half full. */
static size_t *find(const struct probe_plan *plan, const struct probe_target *target)
{
    size_t i = hash(target) & (plan->place_count - 1);

    while (plan->places[i] != 0 && !same(&plan->entries[plan->places[i] - 1].target, target))
        i = (i + 1) & (plan->place_count - 1);
    return &plan->places[i];
}

static int64_t due(const struct probe_plan *plan, size_t position)
{
    return plan->entries[plan->heap[position]].due_us;
}

static void swap(struct probe_plan *plan, size_t a, size_t b)
{
    size_t index = plan->heap[a];

    plan->heap[a] = plan->heap[b];
    plan->heap[b] = index;
}

static void rise(struct probe_plan *plan, size_t position)
{
    while (position > 0 && due(plan, position) < due(plan, (position - 1) / 2)) {
        swap(plan, position, (position - 1) / 2);
        position = (position - 1) / 2;
    }
}

static void sink(struct probe_plan *plan)
{
    size_t position = 0;

    for (;;) {
        size_t child = 2 * position + 1;

        if (child + 1 < plan->count && due(plan, child + 1) < due(plan, child))
            child++;
        if (child >= plan->count || due(plan, position) <= due(plan, child))
            return;
        swap(plan, position, child);
        position = child;
    }
}

int probe_plan_add(struct probe_plan *plan, const struct probe_target *target, int64_t now_us)
{
    size_t *place = find(plan, target);

    if (*place != 0)
        return 0;
    if (plan->count == plan->options.targets_max) {
        plan->counters.refused++;
        return -ENOSPC;
    }
    plan->entries[plan->count] = (struct entry){.target = *target, .due_us = now_us, .round_us = now_us};
    plan->heap[plan->count] = plan->count;
    *place = ++plan->count;
    rise(plan, plan->count - 1);
    return 0;
}

/* The rate alone: when another question may be asked. A few may come at once. */
static int64_t allowed_us(const struct probe_plan *plan)
{
    return plan->spent_us - (BURST - 1) * plan->cost_us;
}

/* Sets when the entry is asked for again. A round that the rate has stretched is never caught up with. */
static void go_on(struct probe_plan *plan, struct entry *entry, int64_t now_us)
{
    if (++entry->asked < PROBE_PLAN_QUESTIONS) {
        entry->due_us = now_us + PROBE_PLAN_GAP_US;
        return;
    }
    entry->asked = 0;
    plan->counters.rounds++;
    entry->due_us = PROBE_PLAN_NEVER;
    if (plan->options.period_us > 0) {
        entry->due_us = entry->round_us + plan->options.period_us;
        if (entry->due_us < now_us + PROBE_PLAN_GAP_US)
            entry->due_us = now_us + PROBE_PLAN_GAP_US;
        entry->round_us = entry->due_us;
    }
}

bool probe_plan_next(struct probe_plan *plan, int64_t now_us, struct probe_target *out)
{
    struct entry *entry;

    if (plan->count == 0 || due(plan, 0) > now_us || allowed_us(plan) > now_us)
        return false;
    entry = &plan->entries[plan->heap[0]];
    *out = entry->target;
    if (plan->spent_us < now_us)
        plan->spent_us = now_us;
    plan->spent_us += plan->cost_us;
    plan->last_us = now_us;
    plan->counters.questions++;
    go_on(plan, entry, now_us);
    sink(plan);
    return true;
}

int64_t probe_plan_deadline_us(const struct probe_plan *plan)
{
    int64_t due_us = plan->count == 0 ? PROBE_PLAN_NEVER : due(plan, 0);

    if (due_us == PROBE_PLAN_NEVER)
        return due_us;
    return due_us > allowed_us(plan) ? due_us : allowed_us(plan);
}

int64_t probe_plan_settled_us(const struct probe_plan *plan)
{
    if (plan->count == 0)
        return 0;
    if (due(plan, 0) != PROBE_PLAN_NEVER)
        return PROBE_PLAN_NEVER;
    return plan->last_us + PROBE_PLAN_SETTLE_US;
}

const struct probe_plan_counters *probe_plan_counters(const struct probe_plan *plan)
{
    return &plan->counters;
}

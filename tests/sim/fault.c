#include "tests/sim/fault.h"

#include <stddef.h>

#include "tests/sim/fault_kinds.h"

void fault_choose(struct faults *faults, struct rng *rng)
{
    uint64_t all = (UINT64_C(1) << fault_kind_count()) - 1;

    *faults = (struct faults){.enabled = rng_next(rng) & all};
    if (rng_chance(rng, 500))
        faults->enabled &= rng_next(rng); /* few kinds, often repeated, go deeper */
    faults->enabled |= FAULT_KINDS_ALWAYS;
}

bool fault_begin(struct faults *faults, struct lan *lan, struct fault_under_way fault, int64_t length_us)
{
    const struct fault_kind *kind = &fault_kinds[fault.kind];

    if (faults->under_way_count == FAULT_UNDER_WAY_MAX || !kind->begin(lan, fault.index, fault.other))
        return false;
    lan_note(lan, fault.index, kind->name, (uint8_t)(64 + fault.kind), (uint8_t)fault.other);
    faults->injected++;
    faults->injected_kinds[fault.kind]++;
    fault.ends_us = lan->now_us + length_us;
    if (kind->end)
        faults->under_way[faults->under_way_count++] = fault;
    return true;
}

bool fault_inject(struct faults *faults, struct lan *lan)
{
    for (int attempt = 0; attempt < 64; attempt++) {
        struct fault_under_way fault = {.kind = (int)rng_between(&lan->rng, 0, FAULT_KINDS_COUNT - 1),
                                        .index = (int)rng_between(&lan->rng, 0, lan->count - 1),
                                        .other = (int)rng_between(&lan->rng, 0, lan->count - 1)};
        int64_t interval_us = lan->nodes[fault.index].config.election.interval_us;
        if (!(faults->enabled >> fault.kind & 1))
            continue;
        if (fault_begin(faults, lan, fault, rng_scale(&lan->rng, interval_us / 20, 30 * interval_us)))
            return true;
    }
    return false;
}

int64_t fault_next_end_us(const struct faults *faults)
{
    int64_t next_us = NODE_NEVER;

    for (int i = 0; i < faults->under_way_count; i++)
        if (faults->under_way[i].ends_us < next_us)
            next_us = faults->under_way[i].ends_us;
    return next_us;
}

static void end(struct faults *faults, struct lan *lan, int i)
{
    struct fault_under_way fault = faults->under_way[i];

    faults->under_way[i] = faults->under_way[--faults->under_way_count];
    lan_note(lan, fault.index, fault_kinds[fault.kind].name, (uint8_t)(128 + fault.kind), 0);
    fault_kinds[fault.kind].end(lan, fault.index, fault.other);
}

void fault_end_due(struct faults *faults, struct lan *lan)
{
    for (int i = faults->under_way_count - 1; i >= 0; i--)
        if (faults->under_way[i].ends_us <= lan->now_us)
            end(faults, lan, i);
}

void fault_end_all(struct faults *faults, struct lan *lan)
{
    while (faults->under_way_count > 0)
        end(faults, lan, faults->under_way_count - 1);
    lan_mend(lan, true);
    for (int i = 0; i < lan->count; i++) {
        if (lan->nodes[i].election.memory.drained)
            node_do(lan, i, COVERAGE_UNDRAIN);
        if (lan->nodes[i].election.memory.state == ELECTION_INIT)
            node_start(lan, i);
        if (lan->nodes[i].election.memory.state == ELECTION_FAULT)
            node_do(lan, i, COVERAGE_RECOVER);
    }
}

int fault_kind_count(void)
{
    return FAULT_KINDS_COUNT;
}

const char *fault_kind_name(int kind)
{
    return fault_kinds[kind].name;
}

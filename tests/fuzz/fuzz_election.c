/* Fuzz target for the election: the input is a history. Its first bytes make the routers of a simulated LAN,
 * then each four bytes are a fault: kind, routers, how long it lasts, how much time passes before the next.
 * Oracle: the invariants of tests/sim/judge.h, and one master after a quiet tail (I18). */
#include <stdio.h>
#include <stdlib.h>

#include "tests/sim/fault.h"
#include "tests/sim/fault_kinds.h"
#include "tests/sim/lan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    SECOND = 1000000,
    STEPS_MAX = 100,
    ROUTER_BYTES = 3,
    FAULT_BYTES = 4,
};

static void give_up(const struct lan *lan)
{
    fprintf(stderr, "%s\n", lan->judge.text);
    trace_print(&lan->trace, stderr);
    abort();
}

static void run(struct lan *lan, struct faults *faults, int64_t until_us)
{
    while (lan->now_us < until_us) {
        int64_t end_us = fault_next_end_us(faults);
        if (!lan_run(lan, end_us < until_us ? end_us : until_us))
            give_up(lan);
        fault_end_due(faults, lan);
    }
}

static void add_router(struct lan *lan, uint8_t version, const uint8_t bytes[ROUTER_BYTES])
{
    struct node_config config = {.election = {.version = version,
                                              .priority = bytes[0] > 0 ? bytes[0] : 1,
                                              .down_adverts = 3,
                                              .preempt = bytes[1] & 1,
                                              .serves = true,
                                              .preempt_delay_us = (bytes[1] >> 1 & 7) * (int64_t)SECOND,
                                              .interval_us = SECOND,
                                              .announce_delay_us = 5 * SECOND,
                                              .announce_lower_delay_us = 5 * SECOND,
                                              .announce_repeat = 1,
                                              .announce_refresh_repeat = 1,
                                              .announce_lower_repeat = 1},
                                 .source = addr_from_ipv4(0x0A090020U + (uint32_t)(lan->count * 5 % 8)),
                                 .checksum = bytes[2] & 1};

    if (version == 3)
        config.election.interval_us = (1 + (bytes[2] >> 1 & 3)) * (int64_t)SECOND;
    lan_add(lan, &config);
}

static void play(struct lan *lan, struct faults *faults, const uint8_t *data, size_t size)
{
    for (size_t step = 0; step < STEPS_MAX && size >= FAULT_BYTES; step++) {
        struct fault_under_way fault = {.kind = data[0] % FAULT_KINDS_COUNT,
                                        .index = data[1] % 16 % lan->count,
                                        .other = data[1] / 16 % lan->count};
        fault_begin(faults, lan, fault, (1 + data[2]) * (int64_t)(SECOND / 16));
        run(lan, faults, lan->now_us + data[3] * (int64_t)(SECOND / 32));
        data += FAULT_BYTES;
        size -= FAULT_BYTES;
    }
}

static void check_tail(struct lan *lan, struct faults *faults)
{
    int masters = 0;

    fault_end_all(faults, lan);
    run(lan, faults, lan->now_us + 1200 * INT64_C(1000000));
    for (int i = 0; i < lan->count; i++)
        masters += lan->nodes[i].election.memory.state == ELECTION_MASTER;
    if (masters != 1)
        judge_fail(lan, 18, -1, "%d masters after a quiet tail", masters);
    if (judge_failed(&lan->judge))
        give_up(lan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct lan lan;
    static struct coverage coverage;
    struct faults faults = {.injected = 0};

    if (size < 1)
        return 0;
    lan_init(&lan, data[0], &coverage);
    uint8_t version = data[0] & 1 ? 2 : 3;
    size_t routers = 1 + (data[0] >> 1) % 4;
    if (size < 1 + routers * ROUTER_BYTES)
        return 0;
    for (size_t i = 0; i < routers; i++)
        add_router(&lan, version, data + 1 + i * ROUTER_BYTES);
    for (int i = 0; i < lan.count; i++)
        node_start(&lan, i);
    play(&lan, &faults, data + 1 + routers * ROUTER_BYTES, size - 1 - routers * ROUTER_BYTES);
    check_tail(&lan, &faults);
    return 0;
}

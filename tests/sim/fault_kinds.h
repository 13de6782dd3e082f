/* The table of fault kinds: what each does to a LAN when it begins and when it ends. */
#ifndef TESTS_SIM_FAULT_KINDS_H
#define TESTS_SIM_FAULT_KINDS_H

#include "tests/sim/lan.h"

enum {
    FAULT_KINDS_COUNT = 34,
};

/* Kinds that can begin in any state, so that a run never lacks faults: crash, stop, isolate. */
#define FAULT_KINDS_ALWAYS UINT64_C(7)

struct fault_kind {
    const char *name;
    bool (*begin)(struct lan *lan, int index, int other); /* false: not possible now */
    void (*end)(struct lan *lan, int index, int other);   /* NULL: over at once */
};

extern const struct fault_kind fault_kinds[FAULT_KINDS_COUNT];

#endif

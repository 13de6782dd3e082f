/* What was seen already; see seen.h. */
#include "vrrptop/seen.h"

#include <string.h>

static uint64_t *slot_of(struct seen *seen, uint64_t number)
{
    size_t at = (size_t)(number % SEEN_SLOTS);

    while (seen->slots[at] != 0 && seen->slots[at] != number)
        at = (at + 1) % SEEN_SLOTS;
    return &seen->slots[at];
}

/* Leaves in the table what the history still has: half of it becomes free. */
static void sweep(struct seen *seen)
{
    memset(seen->slots, 0, sizeof(seen->slots));
    for (size_t i = 0; i < SEEN_MAX; i++)
        *slot_of(seen, seen->history[i]) = seen->history[i];
    seen->used = SEEN_MAX;
}

bool seen_add(struct seen *seen, uint64_t number)
{
    uint64_t *slot;

    number += number == 0;
    slot = slot_of(seen, number);
    if (*slot == number)
        return false;
    *slot = number;
    seen->used++;
    seen->history[seen->count++ % SEEN_MAX] = number;
    if (seen->used == SEEN_SLOTS / 2)
        sweep(seen);
    return true;
}

void seen_clear(struct seen *seen)
{
    memset(seen, 0, sizeof(*seen));
}

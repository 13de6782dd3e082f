/* The brake: when very many real servers are lost at once and nobody answered anything, it is this node that
 * lost its network, and an empty table would only make it worse. Pure: results and the time go in; whether to
 * believe a loss comes out. Off unless configured. */
#ifndef VRRPD_LVS_PANIC_H
#define VRRPD_LVS_PANIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct panic {
    bool on;
    int64_t answered_us; /* when anybody last answered anything */
    int64_t ended_us;    /* a try that began before says nothing: its packets may have been lost here */
};

/* Somebody answered, and be it with a refusal: the network is there. True when that ends a panic. */
bool panic_answered(struct panic *panic, int64_t now_us);

/* `lost` of `total` servers are down that were up a moment ago, the first of them since `first_us`, because
 * nobody answered. True when that begins a panic: at least `percent` of them (0: never), and no answer at all
 * came since. */
bool panic_lost(struct panic *panic, unsigned percent, size_t lost, size_t total, int64_t first_us);

#endif

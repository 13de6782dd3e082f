/* What was counted lately, of counters that only grow: a firewall that was switched on today must not be
 * outweighed by the adverts of a whole year. Owns earlier readings per source; counts nothing itself. Pure.
 */
#ifndef VRRPWATCH_NODE_WINDOW_H
#define VRRPWATCH_NODE_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum {
    NODE_WINDOW_SOURCES = 128, /* beyond them counts since the beginning are used */
    NODE_WINDOW_ADVERTS =
        12, /* on the wire; the window has that many to twice as many, or those of two rounds */
};

/* Whose counters they are. */
struct node_window_key {
    uint16_t interface;
    uint8_t vrid;
    struct addr address;
};

struct node_window_reading {
    uint64_t wire, socket;
};

struct node_window_entry {
    struct node_window_key key;
    struct node_window_reading old, recent;
};

/* All zeros in the beginning. */
struct node_window {
    struct node_window_entry entries[NODE_WINDOW_SOURCES];
    size_t count;
};

/* Takes a source's counters as they are now; returns what they grew by within the window. */
struct node_window_reading node_window_take(struct node_window *window, const struct node_window_key *key,
                                            struct node_window_reading now);

#endif

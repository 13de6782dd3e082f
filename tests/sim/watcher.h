/* vrrpwatch's detector beside the simulated LAN, on a port that hears everything. Owns the detector and what it has
 * said; knows no router's state. (A file of its own, because both sides have a struct frame.) */
#ifndef TESTS_SIM_WATCHER_H
#define TESTS_SIM_WATCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WATCHER_TEXT_MAX = 400 };

struct watcher {
    struct observe *observe;
    bool split;            /* two masters: an alarm is open */
    bool silent;           /* two holders: an alarm is open */
    int silents_open;
    int64_t closed_us;     /* when the alarm of two masters ended last */
    int64_t split_us;      /* when it was opened last */
    int64_t silent_us;
    uint64_t splits, silents, overlaps, warnings, handovers;
    char last[WATCHER_TEXT_MAX]; /* the last warning or worse */
};

/* Starts; false without memory. */
bool watcher_start(struct watcher *watcher);
void watcher_stop(struct watcher *watcher);

/* Router `from` sends this datagram. */
void watcher_hear(struct watcher *watcher, int from, const uint8_t *bytes, size_t size, int64_t now_us);

/* Somebody asks for the address and those of the bit set answer at once. */
void watcher_ask(struct watcher *watcher, uint32_t address, unsigned holders, int64_t now_us);

/* Time passes. */
void watcher_wait(struct watcher *watcher, int64_t now_us);

#endif

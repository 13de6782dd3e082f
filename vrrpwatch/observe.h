/* The detector: frames and time go in, findings come out. Keeps what is known of every virtual router, its
 * sources and the holders of its addresses, bounded: beyond the bounds what was not heard for longest is
 * forgotten and counted. Pure: no clock, descriptor or log; memory is taken when something new is seen, never
 * for an advert like the one before. Why something is wrong is said by diagnose.c. */
#ifndef VRRPWATCH_OBSERVE_H
#define VRRPWATCH_OBSERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpwatch/finding.h"
#include "vrrpwatch/frame.h"
#include "vrrpwatch/router.h"

#define OBSERVE_NEVER INT64_MAX

struct observe_options {
    size_t routers_max;            /* 0: 4096 */
    size_t sources_max;            /* of all routers; 0: 8192 */
    size_t addresses_max;          /* 0: 16384 */
    bool live;                     /* ARP and ND are captured for certain: their absence means something */
    bool switched;                 /* answers to others may not come here: only questions of our own (see
                                    * observe_own()) count as unanswered, until an answer to another is seen */
    bool show_secrets;             /* keep passwords for the one who asked to see them */
    uint64_t salt;                 /* passwords are compared by a hash with this salt */
    const char *const *interfaces; /* their names, for commands that mend; borrowed */
    size_t interface_count;
};

/* What was counted beside the routers. */
struct observe_counters {
    uint64_t frames, adverts, claims, bad, foreign;
    uint64_t bad_by_error[FRAME_ERROR_END];
    uint64_t routers_forgotten, sources_forgotten, addresses_forgotten;
    uint64_t incidents; /* opened, warnings and worse */
};

struct observe;

/* A detector that tells `sink` what it finds, from within the functions below. NULL without memory. */
struct observe *observe_new(const struct observe_options *options, finding_sink *sink, void *context);
void observe_free(struct observe *observe);

/* Takes a frame; its time is at least that of the one before. */
void observe_frame(struct observe *observe, const struct frame *frame);

/* Time passes without a frame. */
void observe_advance(struct observe *observe, int64_t now_us);

/* When observe_advance() has to be called at the latest, OBSERVE_NEVER if nothing is pending. */
int64_t observe_deadline_us(const struct observe *observe);

/* An address that a configuration file or the command line names: it is probed, and missed when nobody has
 * it. `vrid` 0: not known. 0 or -ENOMEM. */
int observe_expect(struct observe *observe, uint16_t interface, uint16_t vlan, uint8_t vrid,
                   const struct addr *vip);

/* We ask on that interface, from `mac`. */
void observe_own(struct observe *observe, uint16_t interface, const uint8_t mac[FRAME_MAC_SIZE]);

/* True while an overlap is open that is neither legal nor certain yet: a bounded run goes on for a while. */
bool observe_unsettled(const struct observe *observe);

/* The longest interval among the routers that are heard, 0 when there is none: for how long to listen. */
int64_t observe_interval_us(const struct observe *observe);

/* The end of a bounded run: an overlap still open is told as what it is, nothing is closed. */
void observe_finish(struct observe *observe, int64_t now_us);

const struct observe_counters *observe_counters(const struct observe *observe);

/* Calls `visit` for each router, in the order in which they were first heard. */
void observe_routers(const struct observe *observe, void (*visit)(void *context, const struct router *router),
                     void *context);

/* Calls `visit` for each address that routers advertise or observe_expect() named. */
void observe_addresses(const struct observe *observe, void (*visit)(void *context, const struct vip *vip),
                       void *context);

#endif

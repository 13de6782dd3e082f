/* What tracking does to a virtual router: the weights of everything it tracks summed onto its priority, or a
 * FAULT. Pure: the configuration and the verdicts go in.
 *
 * The rules (keepalived's):
 *   weight W > 0   +W while the tracked thing is well
 *   weight W < 0   -|W| while it fails
 *   reverse        the sign of that is turned round
 *   weight 0       FAULT while it fails; with reverse, while it is well
 *   a file         its number times the weight, whatever the number is; FAULT at -254 and below; weight 0:
 *                  FAULT unless the number is 0
 * The sum is clamped to 1..254. The owner (255) keeps its priority, but not its health: weight 0 counts for
 * it.
 *
 * In a sync group every tracker of the group and of any member counts for all members, each tracker once with
 * the weight of its first use: members never disagree about weights. */
#ifndef VRRPD_VRRP_PRIORITY_H
#define VRRPD_VRRP_PRIORITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model.h"

/* What is known of one tracker of the configuration. */
struct priority_verdict {
    bool known;
    bool ok;
    bool disabled; /* counts as if nobody used it */
    int32_t value; /* of a file */
};

enum { PRIORITY_NO_TRACKER = -1 };

struct priority_result {
    uint8_t priority; /* the sum, 1..254; 255 for the owner */
    int failed;       /* tracker that means FAULT, or PRIORITY_NO_TRACKER */
    int pending;      /* tracker without a result yet, or PRIORITY_NO_TRACKER */
};

/* The trackers that count for instance `index`, its group's included; at most CONF_TRACKERS_MAX go to `uses`.
 * Returns their number. */
size_t priority_collect(const struct conf *conf, size_t index, struct conf_track *uses);

/* Sums `count` uses for a router with this configured priority; verdicts are by tracker number. What is not
 * known yet adds nothing and fails nothing. */
struct priority_result priority_sum(const struct conf *conf, uint8_t base, const struct conf_track *uses,
                                    size_t count, const struct priority_verdict *verdicts);

#endif

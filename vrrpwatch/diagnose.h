/* Why, in one sentence that never says more than the wire can prove, and the command that mends it. Pure;
 * decides nothing about when. */
#ifndef VRRPWATCH_DIAGNOSE_H
#define VRRPWATCH_DIAGNOSE_H

#include "vrrpwatch/finding.h"
#include "vrrpwatch/router.h"

/* What is known about a case beside the finding itself; pointers may be NULL. */
struct diagnosis {
    const struct router *router;
    const struct vip *vip;
    const struct source *winner; /* or the master */
    const struct source *other;
    const struct holder *holder;
    const uint8_t *mac;      /* of the other, when it is no source */
    struct addr mac_address; /* what else that MAC is known as */
    int64_t value_us;
    const char *interface;
    bool querier_seen;
    int64_t watched_us;        /* how long this link has been watched */
    const uint8_t *free_vrids; /* examples of VRIDs that nobody uses here, 0 ends them */
};

/* Fills `sentence`, `fix` and `unseen` of a finding whose other fields are there. */
void diagnose_finding(const struct diagnosis *diagnosis, struct finding *finding);

#endif

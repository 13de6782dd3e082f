/* A sync group: virtual routers that are MASTER together or not at all (keepalived's vrrp_sync_group). Looks
 * at the elections of the members and says, one step after the other, what has to happen until they agree.
 * Pure; never changes an election.
 *
 * The rules:
 *   - FAULT of one member is FAULT of all; they recover together when the last fault is over.
 *   - A member whose patience is over only wants to be MASTER; when all members want to or are, they are.
 *   - When a MASTER member has to become BACKUP, the others resign.
 *   - Members may prefer different nodes (150/100 here, 100/150 there). Then both nodes would give the group
 * to each other for ever. The first member (lowest VRID, IPv4 before IPv6, then interface) decides: where it
 * is stronger, the others answer instead of yielding. That is said in the log: it is a mistake in the files.
 *   - A member that a reload added to a MASTER group waits like any BACKUP and joins when it wants to. */
#ifndef VRRPD_VRRP_SYNC_GROUP_H
#define VRRPD_VRRP_SYNC_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "vrrpd/vrrp/election.h"

struct sync_group_member {
    const struct election *election;
    bool faulty; /* cannot run for a reason of its own */
};

struct sync_group {
    const struct sync_group_member *members; /* the first one decides contradictions */
    size_t count;
};

enum sync_group_act {
    SYNC_GROUP_AGREED, /* nothing is left to do */
    SYNC_GROUP_FAULT,
    SYNC_GROUP_RECOVER,
    SYNC_GROUP_TAKE,
    SYNC_GROUP_LEAVE,
};

struct sync_group_step {
    enum sync_group_act act;
    size_t member; /* who has to act */
    size_t cause;  /* the member because of which; for FAULT and LEAVE */
};

/* The next step. The caller carries it out and asks again; that ends after at most two steps a member. */
struct sync_group_step sync_group_next(const struct sync_group *group);

/* True when member `index`, being MASTER, must not yield to a stronger master: the first member was the
 * stronger one a moment ago, so the members prefer different nodes. */
bool sync_group_stubborn(const struct sync_group *group, size_t index, int64_t now_us);

/* True when the group stands still because of its own files: some member waits for a mastership that another
 * member's stronger or equal master denies it. *waiting and *denied name them. */
bool sync_group_split(const struct sync_group *group, size_t *waiting, size_t *denied);

#endif

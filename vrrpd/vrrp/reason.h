/* Words for what the election did: state names, stable reason codes, and one sentence with the number that
 * decided. Pure. */
#ifndef VRRPD_VRRP_REASON_H
#define VRRPD_VRRP_REASON_H

#include <stddef.h>

#include "vrrpd/vrrp/election.h"

/* "INIT", "BACKUP", "MASTER", "FAULT"; "?" for anything else. */
const char *reason_state_name(enum election_state state);

/* Stable lower-case reason code: "master-silent". */
const char *reason_code(enum election_reason reason);

/* Writes why a transition happened, for example "master 10.9.0.1 silent for 3.61 s", always terminated.
 * `subject` names the tracker or the member that caused it, "" when nothing of the kind did. Returns `text`.
 */
const char *reason_format(const struct election_transition *transition, const char *subject, char *text,
                          size_t size);

#endif

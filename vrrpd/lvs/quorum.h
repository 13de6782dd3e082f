/* Whether enough real servers of a virtual server are there. Pure. */
#ifndef VRRPD_LVS_QUORUM_H
#define VRRPD_LVS_QUORUM_H

#include <stdbool.h>
#include <stdint.h>

/* Is the quorum there, if it was (or was not) there before? Lost when the weights of the living sum up to
 * less than quorum - hysteresis (and always when nothing is left), found again from quorum + hysteresis on.
 */
bool quorum_holds(bool held, uint64_t weight, uint32_t quorum, uint32_t hysteresis);

#endif

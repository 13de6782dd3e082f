/* Quorum; see quorum.h. */
#include "vrrpd/lvs/quorum.h"

bool quorum_holds(bool held, uint64_t weight, uint32_t quorum, uint32_t hysteresis)
{
    uint64_t needed = held ? (quorum > hysteresis ? quorum - hysteresis : 0) : (uint64_t)quorum + hysteresis;

    return weight > 0 && weight >= needed;
}

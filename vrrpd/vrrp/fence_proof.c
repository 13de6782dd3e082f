/* Proof for a fence; see fence_proof.h. */
#include "vrrpd/vrrp/fence_proof.h"

#include "vrrpd/vrrp/election.h"

static bool is_certain(enum packet_error verdict)
{
    return verdict == PACKET_OK || verdict == PACKET_VERSION_MISMATCH ||
           verdict == PACKET_AUTH_TYPE_MISMATCH || verdict == PACKET_AUTH_FAILED ||
           verdict == PACKET_INTERVAL_MISMATCH;
}

static bool lists_itself(const struct packet *packet)
{
    for (size_t i = 0; i < packet->address_count; i++) {
        struct addr listed = packet_address(packet, i);

        if (addr_equal(&listed, &packet->source))
            return true;
    }
    return false;
}

bool fence_proof(const struct packet *packet, enum packet_error verdict)
{
    return is_certain(verdict) && (packet->priority < ELECTION_PRIORITY_OWNER || lists_itself(packet));
}

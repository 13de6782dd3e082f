/* A heartbeat as bytes: what one node tells another over a link that carries no VRRP. Big endian:
 *
 *   0  "vhb" and the version, 1         40  the receiver's boot id as the sender knows it, 0: not yet
 *   4  flags, HEARTBEAT_...             48  the receiver's nonce that the sender heard last
 *   5  how many virtual routers follow  56  the sender's name, zero padded
 *   6  zero                             88  for each virtual router 32 bytes:
 *   8  boot id of the sender                0 family 4 or 6   4 flags            12 advert interval, us
 *  16  sequence number                      1 vrid            5 zero             16 us since its last advert
 *  24  nonce of the sender                  2 state           8 seconds in that  20 zero
 *  32  its interval, us (u32), zero (u32)   3 priority          state            24 its addresses, hashed
 *
 * and at the end 32 bytes HMAC-SHA256 of all before it. Sealing is seal.h's, freshness heartbeat_session.h's
 * business. Pure. */
#ifndef VRRPD_VRRP_HEARTBEAT_WIRE_H
#define VRRPD_VRRP_HEARTBEAT_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpd/vrrp/election.h"

enum {
    HEARTBEAT_NAME_MAX = 32, /* with its NUL */
    HEARTBEAT_HEAD = 88,
    HEARTBEAT_ROUTER = 32,
    HEARTBEAT_SEAL = 32,
    HEARTBEAT_BYTES_MAX = 1232, /* goes through every IPv6 link in one piece */
    HEARTBEAT_ROUTERS_MAX = (HEARTBEAT_BYTES_MAX - HEARTBEAT_HEAD - HEARTBEAT_SEAL) / HEARTBEAT_ROUTER,

    /* flags of a node */
    HEARTBEAT_HAS_ARBITERS = 1 << 0,  /* some are configured, and there was a result */
    HEARTBEAT_HEARS_ARBITER = 1 << 1, /* at least one of them answers */
    /* flags of a virtual router */
    HEARTBEAT_HEARS_MASTER = 1 << 0, /* a master's adverts arrive there */
};

#define HEARTBEAT_NO_ADVERT UINT32_MAX

/* Why a datagram was not taken. */
enum heartbeat_error {
    HEARTBEAT_OK,
    HEARTBEAT_STRANGER,  /* from an address, or over an interface, that is no peer's */
    HEARTBEAT_SIZE,      /* too short, too long, or not as long as it says */
    HEARTBEAT_FORMAT,    /* not ours, or of another version */
    HEARTBEAT_BAD_SEAL,  /* signed with another key, or changed on its way */
    HEARTBEAT_REPLAYED,  /* not newer than what was heard before */
    HEARTBEAT_REFLECTED, /* our own */
    HEARTBEAT_ERROR_COUNT
};

/* The stable name of an error, for counters and the log: "heartbeat_stranger". */
const char *heartbeat_error_name(enum heartbeat_error error);

struct heartbeat_head {
    uint8_t flags;
    uint8_t count; /* of virtual routers in this datagram */
    uint64_t boot, sequence, nonce;
    int64_t interval_us;
    uint64_t echo_boot, echo_nonce;
    char name[HEARTBEAT_NAME_MAX];
};

struct heartbeat_router {
    uint8_t family, vrid, priority;
    uint8_t state; /* enum election_state */
    uint8_t flags;
    uint32_t since_s;       /* in this state */
    uint32_t interval_us;   /* between its adverts */
    uint32_t advert_age_us; /* since the last one it sent as MASTER; HEARTBEAT_NO_ADVERT */
    uint64_t addresses;     /* heartbeat_addresses() */
};

/* Writes head and routers; `bytes` has room for HEARTBEAT_BYTES_MAX, head->count is at most
 * HEARTBEAT_ROUTERS_MAX. Returns the size without the seal. */
size_t heartbeat_encode(const struct heartbeat_head *head, const struct heartbeat_router *routers,
                        uint8_t *bytes);

/* Whether a datagram has a heartbeat's size and first bytes: HEARTBEAT_OK, HEARTBEAT_SIZE or
 * HEARTBEAT_FORMAT. What is in it is not to be believed before its seal was found good. */
enum heartbeat_error heartbeat_check(const uint8_t *bytes, size_t size);

/* Reads the head of a datagram that heartbeat_check() found good. */
struct heartbeat_head heartbeat_decode_head(const uint8_t *bytes);

/* Reads router i < head.count of such a datagram. False when it cannot be: a state or family of no name. */
bool heartbeat_decode_router(const uint8_t *bytes, size_t i, struct heartbeat_router *out);

/* A number that is the same for the same set of addresses, whatever their order. Start with 0 and add each.
 */
uint64_t heartbeat_addresses(uint64_t sum, const struct addr *address);

#endif

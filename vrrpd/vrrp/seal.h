/* The seal of a heartbeat: HMAC-SHA256 (RFC 2104, FIPS 180-4) by nettle. Knows nothing of what it signs.
 * Pure. */
#ifndef VRRPD_VRRP_SEAL_H
#define VRRPD_VRRP_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEAL_SIZE = 32 };

/* A key made ready; wipe it with explicit_bzero(). */
struct seal_key {
    uint64_t room[48]; /* the library's own */
};

void seal_key(struct seal_key *key, const void *bytes, size_t size);

/* Writes the seal of `size` bytes. */
void seal_make(const struct seal_key *key, const void *bytes, size_t size, uint8_t out[SEAL_SIZE]);

/* Whether that is their seal; takes as long for a wrong one as for the right one. */
bool seal_good(const struct seal_key *key, const void *bytes, size_t size, const uint8_t seal[SEAL_SIZE]);

#endif

/* The Internet checksum (RFC 1071) and the pseudo-headers VRRP needs. Pure. */
#ifndef LIB_CHECKSUM_H
#define LIB_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

/* Adds `size` bytes to a running 32-bit sum; start with 0. An odd last byte counts as the high half. */
uint32_t checksum_add(uint32_t sum, const uint8_t *bytes, size_t size);

/* Adds the pseudo-header of `source` to `destination` for `size` bytes of IP protocol `protocol`
 * (RFC 793 for IPv4, RFC 8200 8.1 for IPv6). Both addresses are of one family. */
uint32_t checksum_add_pseudo(uint32_t sum, const struct addr *source, const struct addr *destination,
                             uint8_t protocol, size_t size);

/* Folds the sum and returns its complement, in host order, to be stored big-endian. A message that contains
 * its own correct checksum finishes as 0. */
uint16_t checksum_finish(uint32_t sum);

#endif

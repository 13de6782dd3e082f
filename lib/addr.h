/* IP addresses of either family as plain values, in network byte order inside, compared and printed by
 * value. Owns no memory, does no name resolution, makes no system call. */
#ifndef LIB_ADDR_H
#define LIB_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ADDR_TEXT_MAX = 46, /* longest IPv6 text and its NUL */
};

enum addr_family {
    ADDR_NONE = 0,
    ADDR_IPV4 = 4,
    ADDR_IPV6 = 6,
};

/* An address; family ADDR_NONE means "not known". IPv4 uses the first four bytes, the rest are zero. */
struct addr {
    uint8_t family; /* enum addr_family */
    uint8_t bytes[16];
};

/* Makes an IPv4 address from a host order number, for example 0xE0000012 for 224.0.0.18. */
struct addr addr_from_ipv4(uint32_t host_order);

/* Makes an address of `family` from its wire bytes (4 or 16 of them). */
struct addr addr_from_bytes(enum addr_family family, const uint8_t *bytes);

/* Parses dotted IPv4 or IPv6 text exactly (no prefix, no zone, no surrounding space).
 * Returns false and leaves *out alone when the text is not an address. */
bool addr_parse(const char *text, struct addr *out);

/* Writes the canonical text of `address` ("-" for ADDR_NONE) and returns `text`. */
const char *addr_format(const struct addr *address, char text[ADDR_TEXT_MAX]);

/* Bytes on the wire: 4, 16, or 0 for ADDR_NONE. */
size_t addr_size(const struct addr *address);

/* Orders by family, then by numeric value (RFC 9568 6.4.3 compares primary addresses this way): <0, 0, >0. */
int addr_compare(const struct addr *a, const struct addr *b);

/* Same family, same value. */
bool addr_equal(const struct addr *a, const struct addr *b);

/* A group: 224.0.0.0/4 or ff00::/8. */
bool addr_is_multicast(const struct addr *address);

/* Good on its own link alone: 169.254.0.0/16 or fe80::/10. */
bool addr_is_link_local(const struct addr *address);

/* The family's prefix length for a single host: 32, 128, or 0. */
uint8_t addr_host_prefix(const struct addr *address);

#endif

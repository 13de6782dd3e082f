#include "lib/addr.h"

#include <arpa/inet.h>
#include <string.h>

struct addr addr_from_ipv4(uint32_t host_order)
{
    struct addr address = {.family = ADDR_IPV4};

    for (size_t i = 0; i < 4; i++)
        address.bytes[i] = (uint8_t)(host_order >> (24 - 8 * i));
    return address;
}

struct addr addr_from_bytes(enum addr_family family, const uint8_t *bytes)
{
    struct addr address = {.family = (uint8_t)family};

    /* Two fixed sizes, because a sniffer does this for every frame. */
    if (family == ADDR_IPV4)
        memcpy(address.bytes, bytes, 4);
    else if (family == ADDR_IPV6)
        memcpy(address.bytes, bytes, 16);
    return address;
}

bool addr_parse(const char *text, struct addr *out)
{
    struct addr address = {.family = ADDR_IPV4};

    if (inet_pton(AF_INET, text, address.bytes) != 1) {
        address = (struct addr){.family = ADDR_IPV6};
        if (inet_pton(AF_INET6, text, address.bytes) != 1)
            return false;
    }
    *out = address;
    return true;
}

const char *addr_format(const struct addr *address, char text[ADDR_TEXT_MAX])
{
    int family = address->family == ADDR_IPV4 ? AF_INET : AF_INET6;

    if (address->family == ADDR_NONE || !inet_ntop(family, address->bytes, text, ADDR_TEXT_MAX))
        memcpy(text, "-", 2);
    return text;
}

size_t addr_size(const struct addr *address)
{
    switch (address->family) {
    case ADDR_IPV4:
        return 4;
    case ADDR_IPV6:
        return 16;
    default:
        return 0;
    }
}

int addr_compare(const struct addr *a, const struct addr *b)
{
    if (a->family != b->family)
        return a->family < b->family ? -1 : 1;
    return memcmp(a->bytes, b->bytes, addr_size(a));
}

bool addr_equal(const struct addr *a, const struct addr *b)
{
    return addr_compare(a, b) == 0;
}

bool addr_is_multicast(const struct addr *address)
{
    if (address->family == ADDR_IPV4)
        return (address->bytes[0] & 0xF0) == 0xE0;
    return address->family == ADDR_IPV6 && address->bytes[0] == 0xFF;
}

bool addr_is_link_local(const struct addr *address)
{
    if (address->family == ADDR_IPV4)
        return address->bytes[0] == 169 && address->bytes[1] == 254;
    return address->family == ADDR_IPV6 && address->bytes[0] == 0xFE && (address->bytes[1] & 0xC0) == 0x80;
}

uint8_t addr_host_prefix(const struct addr *address)
{
    return (uint8_t)(addr_size(address) * 8);
}

/* ARP and neighbour discovery; see neighbour.h. */
#include "lib/neighbour.h"

#include <string.h>

enum {
    ARP_SIZE = 28,
    ARP_ETHERNET = 1,
    ARP_IPV4 = 0x0800,
    ARP_REQUEST = 1,
    ARP_REPLY = 2,
    ND_SIZE = 24, /* type, code, checksum, flags, target; then options */
    ND_HOP_LIMIT = 255,
    ND_FLAG_SOLICITED = 0x40,
    ND_FLAG_OVERRIDE = 0x20,
    OPTION_SOURCE_LINK = 1,
    OPTION_TARGET_LINK = 2,
    OPTION_UNIT = 8,
};

static uint16_t u16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
    uint8_t any = 0;

    for (size_t i = 0; i < size; i++)
        any |= bytes[i];
    return any == 0;
}

static bool arp_is_ethernet_ipv4(const uint8_t *arp)
{
    return u16(arp) == ARP_ETHERNET && u16(arp + 2) == ARP_IPV4 && arp[4] == NEIGHBOUR_MAC_SIZE &&
           arp[5] == 4;
}

/* `sender` is the hardware address, then the protocol address; `target` the protocol address. */
static void arp_claim(uint16_t operation, const uint8_t *sender, const uint8_t *target, bool broadcast,
                      struct neighbour_claim *out)
{
    const uint8_t *sender_ip = sender + NEIGHBOUR_MAC_SIZE;
    bool announces = memcmp(sender_ip, target, 4) == 0;

    out->claims = operation == ARP_REPLY || announces;
    out->asks = !out->claims;
    out->gratuitous = announces || (operation == ARP_REPLY && broadcast);
    out->override = true;
    out->address = addr_from_bytes(ADDR_IPV4, out->claims ? sender_ip : target);
    out->asker = (struct addr){.family = ADDR_NONE};
    if (out->asks && !is_zero(sender_ip, 4))
        out->asker = addr_from_bytes(ADDR_IPV4, sender_ip);
    memcpy(out->mac, sender, NEIGHBOUR_MAC_SIZE);
}

enum neighbour_result neighbour_arp(const uint8_t *bytes, size_t size, bool broadcast,
                                    struct neighbour_claim *out)
{
    uint16_t operation;

    if (size < ARP_SIZE || !arp_is_ethernet_ipv4(bytes))
        return NEIGHBOUR_BAD;
    operation = u16(bytes + 6);
    /* Nobody holds 0.0.0.0, whoever says so or asks for it. */
    if ((operation != ARP_REQUEST || is_zero(bytes + 24, 4)) &&
        (operation != ARP_REPLY || is_zero(bytes + 14, 4)))
        return NEIGHBOUR_FOREIGN;
    arp_claim(operation, bytes + 8, bytes + 24, broadcast, out);
    return NEIGHBOUR_OK;
}

/* Looks through all options, each of which has to be whole (RFC 4861 7.1); *mac is the one of `wanted`, or
 * left alone. */
static bool nd_options(const uint8_t *options, size_t size, uint8_t wanted, uint8_t mac[NEIGHBOUR_MAC_SIZE])
{
    size_t at = 0;

    while (at < size) {
        size_t length = size - at >= 2 ? (size_t)options[at + 1] * OPTION_UNIT : 0;
        if (length == 0 || length > size - at)
            return false;
        if (options[at] == wanted && length == OPTION_UNIT)
            memcpy(mac, options + at + 2, NEIGHBOUR_MAC_SIZE);
        at += length;
    }
    return true;
}

enum neighbour_result neighbour_discovery(const struct neighbour_message *message,
                                          struct neighbour_claim *out)
{
    const uint8_t *nd = message->bytes;
    bool asks = message->size > 0 && nd[0] == NEIGHBOUR_SOLICITATION;

    if (message->size < ND_SIZE || message->hop_limit != ND_HOP_LIMIT || nd[1] != 0 || nd[8] == 0xFF)
        return NEIGHBOUR_BAD;
    out->asks = asks;
    out->claims = !asks;
    out->gratuitous = !asks && (nd[4] & ND_FLAG_SOLICITED) == 0;
    out->override = !asks && (nd[4] & ND_FLAG_OVERRIDE) != 0;
    out->address = addr_from_bytes(ADDR_IPV6, nd + 8);
    out->asker = (struct addr){.family = ADDR_NONE};
    if (asks && !is_zero(message->source->bytes, sizeof(message->source->bytes)))
        out->asker = *message->source;
    memcpy(out->mac, message->mac, NEIGHBOUR_MAC_SIZE);
    return nd_options(nd + ND_SIZE, message->size - ND_SIZE, asks ? OPTION_SOURCE_LINK : OPTION_TARGET_LINK,
                      out->mac)
               ? NEIGHBOUR_OK
               : NEIGHBOUR_BAD;
}

#include "vrrpwatch/frame_neighbour.h"

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

static bool is_zero(const uint8_t *bytes, size_t size)
{
    uint8_t any = 0;

    for (size_t i = 0; i < size; i++)
        any |= bytes[i];
    return any == 0;
}

static bool arp_is_ethernet_ipv4(const uint8_t *arp)
{
    return frame_u16(arp) == ARP_ETHERNET && frame_u16(arp + 2) == ARP_IPV4 && arp[4] == FRAME_MAC_SIZE &&
           arp[5] == 4;
}

/* `sender` is the hardware address, then the protocol address; `target` the protocol address. */
static void arp_claim(uint16_t operation, const uint8_t *sender, const uint8_t *target, bool broadcast,
                      struct frame *out)
{
    const uint8_t *sender_ip = sender + FRAME_MAC_SIZE;
    bool announces = memcmp(sender_ip, target, 4) == 0;

    out->kind = FRAME_CLAIM;
    out->claim.claims = operation == ARP_REPLY || announces;
    out->claim.asks = !out->claim.claims;
    out->claim.gratuitous = announces || (operation == ARP_REPLY && broadcast);
    out->claim.override = true;
    out->claim.address = addr_from_bytes(ADDR_IPV4, out->claim.claims ? sender_ip : target);
    out->claim.asker = (struct addr){.family = ADDR_NONE};
    if (out->claim.asks && !is_zero(sender_ip, 4))
        out->claim.asker = addr_from_bytes(ADDR_IPV4, sender_ip);
    memcpy(out->claim.mac, sender, FRAME_MAC_SIZE);
}

void frame_arp(const struct frame_part *part, struct frame *out)
{
    const uint8_t *arp = part->bytes;
    uint16_t operation;

    if (part->size < ARP_SIZE || !arp_is_ethernet_ipv4(arp)) {
        frame_bad(out, FRAME_BAD_ARP);
        return;
    }
    operation = frame_u16(arp + 6);
    /* Nobody holds 0.0.0.0, whoever says so or asks for it. */
    if (operation == ARP_REQUEST && !is_zero(arp + 24, 4))
        arp_claim(operation, arp + 8, arp + 24, part->broadcast, out);
    else if (operation == ARP_REPLY && !is_zero(arp + 14, 4))
        arp_claim(operation, arp + 8, arp + 24, part->broadcast, out);
    else
        out->kind = FRAME_FOREIGN;
}

/* Looks through all options, each of which has to be whole (RFC 4861 7.1); *mac is the one of `wanted`, or
 * left alone. */
static bool nd_options(const uint8_t *options, size_t size, uint8_t wanted, uint8_t mac[FRAME_MAC_SIZE])
{
    size_t at = 0;

    while (at < size) {
        size_t length = size - at >= 2 ? (size_t)options[at + 1] * OPTION_UNIT : 0;
        if (length == 0 || length > size - at)
            return false;
        if (options[at] == wanted && length == OPTION_UNIT)
            memcpy(mac, options + at + 2, FRAME_MAC_SIZE);
        at += length;
    }
    return true;
}

void frame_nd(const struct frame_part *part, uint8_t hop_limit, struct frame *out)
{
    const uint8_t *nd = part->bytes;
    bool asks = part->size > 0 && nd[0] == FRAME_ND_SOLICITATION;
    struct frame_claim *claim = &out->claim;

    if (part->size < ND_SIZE || hop_limit != ND_HOP_LIMIT || nd[1] != 0 || nd[8] == 0xFF) {
        frame_bad(out, FRAME_BAD_ND);
        return;
    }
    out->kind = FRAME_CLAIM;
    claim->asks = asks;
    claim->claims = !asks;
    claim->gratuitous = !asks && (nd[4] & ND_FLAG_SOLICITED) == 0;
    claim->override = !asks && (nd[4] & ND_FLAG_OVERRIDE) != 0;
    claim->address = addr_from_bytes(ADDR_IPV6, nd + 8);
    claim->asker = (struct addr){.family = ADDR_NONE};
    if (asks && !is_zero(out->source.bytes, sizeof(out->source.bytes)))
        claim->asker = out->source;
    memcpy(claim->mac, out->mac, FRAME_MAC_SIZE);
    if (!nd_options(nd + ND_SIZE, part->size - ND_SIZE, asks ? OPTION_SOURCE_LINK : OPTION_TARGET_LINK,
                    claim->mac))
        frame_bad(out, FRAME_BAD_ND);
}

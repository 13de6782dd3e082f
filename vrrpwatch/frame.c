#include "vrrpwatch/frame.h"

#include <string.h>

#include "vrrpwatch/frame_ip.h"
#include "vrrpwatch/frame_neighbour.h"
#include "vrrpwatch/frame_part.h"

enum {
    ETHERNET_SIZE = 14,
    TAG_SIZE = 4,
    TAGS_MAX = 4,
    TAG_ID_MASK = 0x0FFF,
    TYPE_IPV4 = 0x0800,
    TYPE_ARP = 0x0806,
    TYPE_IPV6 = 0x86DD,
    TYPE_TAG = 0x8100,
    TYPE_SERVICE_TAG = 0x88A8,
    TYPE_OLD_TAG = 0x9100, /* what switches used before 802.1ad */
    SLL_SIZE = 16,
    SLL2_SIZE = 20,
    SLL_BROADCAST = 1,
    HARDWARE_ETHERNET = 1,
    HARDWARE_NETLINK = 824,
    NULL_SIZE = 4,
};

/* Behind the link header: tags, then a protocol by its EtherType. Types below 1536 are lengths (802.3). */
static void take_network(struct frame_part *part, uint16_t type, struct frame *out)
{
    for (size_t i = 0; type == TYPE_TAG || type == TYPE_SERVICE_TAG || type == TYPE_OLD_TAG; i++) {
        if (part->size < TAG_SIZE || i == TAGS_MAX) {
            frame_bad(out, FRAME_SHORT_LINK);
            return;
        }
        out->vlan = frame_u16(part->bytes) & TAG_ID_MASK;
        type = frame_u16(part->bytes + 2);
        frame_skip(part, TAG_SIZE);
    }
    if (type == TYPE_IPV4)
        frame_ipv4(part, out);
    else if (type == TYPE_IPV6)
        frame_ipv6(part, out);
    else if (type == TYPE_ARP)
        frame_arp(part, out);
    else
        out->kind = FRAME_FOREIGN;
}

static void take_ethernet(struct frame_part *part, struct frame *out)
{
    static const uint8_t everybody[FRAME_MAC_SIZE] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    const uint8_t *bytes = part->bytes;

    if (part->size < ETHERNET_SIZE) {
        frame_bad(out, FRAME_SHORT_LINK);
        return;
    }
    part->broadcast = memcmp(bytes, everybody, sizeof(everybody)) == 0;
    out->has_mac = true;
    memcpy(out->mac, bytes + FRAME_MAC_SIZE, FRAME_MAC_SIZE);
    frame_skip(part, ETHERNET_SIZE);
    take_network(part, frame_u16(bytes + 12), out);
}

/* A cooked header, version 1 or 2: the same fields in other places. */
struct cooked {
    size_t size;
    uint16_t hardware; /* the ARP hardware type of the interface */
    size_t address_size;
    const uint8_t *address; /* eight bytes, `address_size` of them used */
    uint16_t type;          /* an EtherType on hardware that has them */
};

static void take_cooked(struct frame_part *part, const struct cooked *cooked, struct frame *out)
{
    if (cooked->hardware == HARDWARE_ETHERNET && cooked->address_size == FRAME_MAC_SIZE) {
        out->has_mac = true;
        memcpy(out->mac, cooked->address, FRAME_MAC_SIZE);
    }
    frame_skip(part, cooked->size);
    /* The netlink monitor writes its families where others write EtherTypes. */
    if (cooked->hardware == HARDWARE_NETLINK)
        out->kind = FRAME_FOREIGN;
    else
        take_network(part, cooked->type, out);
}

static void take_sll(struct frame_part *part, struct frame *out)
{
    const uint8_t *bytes = part->bytes;

    if (part->size < SLL_SIZE) {
        frame_bad(out, FRAME_SHORT_LINK);
        return;
    }
    part->broadcast = frame_u16(bytes) == SLL_BROADCAST;
    take_cooked(part,
                &(struct cooked){.size = SLL_SIZE,
                                 .hardware = frame_u16(bytes + 2),
                                 .address_size = frame_u16(bytes + 4),
                                 .address = bytes + 6,
                                 .type = frame_u16(bytes + 14)},
                out);
}

static void take_sll2(struct frame_part *part, struct frame *out)
{
    const uint8_t *bytes = part->bytes;

    if (part->size < SLL2_SIZE) {
        frame_bad(out, FRAME_SHORT_LINK);
        return;
    }
    part->broadcast = bytes[10] == SLL_BROADCAST;
    take_cooked(part,
                &(struct cooked){.size = SLL2_SIZE,
                                 .hardware = frame_u16(bytes + 8),
                                 .address_size = bytes[11],
                                 .address = bytes + 12,
                                 .type = frame_u16(bytes)},
                out);
}

static void take_raw(struct frame_part *part, struct frame *out)
{
    if (part->size == 0)
        frame_bad(out, FRAME_SHORT_IP);
    else if (part->bytes[0] >> 4 == 4)
        frame_ipv4(part, out);
    else if (part->bytes[0] >> 4 == 6)
        frame_ipv6(part, out);
    else
        frame_bad(out, FRAME_BAD_IP);
}

/* The family is in the byte order, and of the numbers, of the system that captured: IPv4 is 2 everywhere,
 * IPv6 10 on Linux and 24, 28 or 30 on the BSDs. All are below 256, so one end of the field is zeros. */
static void take_null(struct frame_part *part, struct frame *out)
{
    uint8_t family;

    if (part->size < NULL_SIZE) {
        frame_bad(out, FRAME_SHORT_LINK);
        return;
    }
    family = part->bytes[0] | part->bytes[3];
    frame_skip(part, NULL_SIZE);
    if (family == 2)
        frame_ipv4(part, out);
    else if (family == 10 || family == 24 || family == 28 || family == 30)
        frame_ipv6(part, out);
    else
        out->kind = FRAME_FOREIGN;
}

void frame_decode(enum frame_link link, const uint8_t *bytes, size_t size, size_t length, struct frame *out)
{
    struct frame_part part = {.bytes = bytes, .size = size, .length = length > size ? length : size};

    /* Not the whole struct: clearing it would cost as much as decoding it. */
    out->vlan = 0;
    out->has_mac = false;
    memset(out->mac, 0, sizeof(out->mac));
    out->source = (struct addr){.family = ADDR_NONE};
    out->destination = (struct addr){.family = ADDR_NONE};
    switch (link) {
    case FRAME_LINK_ETHERNET:
        take_ethernet(&part, out);
        return;
    case FRAME_LINK_SLL:
        take_sll(&part, out);
        return;
    case FRAME_LINK_SLL2:
        take_sll2(&part, out);
        return;
    case FRAME_LINK_RAW:
        take_raw(&part, out);
        return;
    case FRAME_LINK_NULL:
        take_null(&part, out);
        return;
    default:
        frame_bad(out, FRAME_UNKNOWN_LINK);
    }
}

const char *frame_error_name(uint16_t error)
{
    static const char *const names[FRAME_ERROR_END - FRAME_ERROR_FIRST] = {
        [FRAME_SHORT_LINK - FRAME_ERROR_FIRST] = "short-link",
        [FRAME_SHORT_IP - FRAME_ERROR_FIRST] = "short-ip",
        [FRAME_BAD_IP - FRAME_ERROR_FIRST] = "bad-ip",
        [FRAME_BAD_ARP - FRAME_ERROR_FIRST] = "bad-arp",
        [FRAME_BAD_ND - FRAME_ERROR_FIRST] = "bad-nd",
        [FRAME_AH - FRAME_ERROR_FIRST] = "authentication-header",
        [FRAME_UNKNOWN_LINK - FRAME_ERROR_FIRST] = "unknown-link",
    };

    if (error < PACKET_ERROR_COUNT)
        return packet_error_name((enum packet_error)error);
    if (error >= FRAME_ERROR_FIRST && error < FRAME_ERROR_END)
        return names[error - FRAME_ERROR_FIRST];
    return "unknown";
}

bool frame_mac_is_virtual(const uint8_t mac[FRAME_MAC_SIZE])
{
    static const uint8_t prefix[] = {0x00, 0x00, 0x5E, 0x00};

    return memcmp(mac, prefix, sizeof(prefix)) == 0 && (mac[4] == 1 || mac[4] == 2);
}

#include "vrrpwatch/frame_ip.h"

#include "vrrpwatch/frame_members.h"
#include "vrrpwatch/frame_neighbour.h"

enum {
    IPV4_SIZE = 20,
    IPV4_MORE = 0x2000,
    IPV4_OFFSET_MASK = 0x1FFF,
    IPV6_SIZE = 40,
    IPV6_MORE = 0x0001,
    IPV6_OFFSET_MASK = 0xFFF8,
    OFFSET_UNIT = 8,
    PROTOCOL_HOP_BY_HOP = 0,
    PROTOCOL_IGMP = 2,
    PROTOCOL_ROUTING = 43,
    PROTOCOL_FRAGMENT = 44,
    PROTOCOL_AH = 51,
    PROTOCOL_ICMPV6 = 58,
    PROTOCOL_DESTINATION = 60,
    EXTENSIONS_MAX = 8, /* more than any sender needs; each costs a hostile one 8 bytes */
};

/* An IP header, read. */
struct header {
    uint8_t protocol; /* of what stands behind all headers */
    uint8_t ttl;
    uint32_t offset; /* of a fragment, in bytes */
    bool more;       /* fragments follow */
};

/* Pads and trailers of the link are no payload. False when the datagram is not here as a whole, which is
 * told. */
static bool trim(struct frame_part *part, size_t total, struct frame *out)
{
    if (total > part->size) {
        frame_bad(out, total > part->length ? FRAME_BAD_IP : FRAME_SHORT_IP);
        return false;
    }
    part->size = part->length = total;
    return true;
}

static void take_advert(const struct frame_part *part, uint8_t ttl, struct frame *out)
{
    /* The decoder would refuse another TTL; here it is a fact about the sender like others. */
    enum packet_error error =
        packet_decode(part->bytes, part->size, &out->source, &out->destination, PACKET_TTL, &out->advert);

    if (error != PACKET_OK) {
        frame_bad(out, (uint16_t)error);
        return;
    }
    out->kind = FRAME_ADVERT;
    out->advert.ttl = ttl;
}

static void take_fragment(const struct frame_part *part, const struct header *header, struct frame *out)
{
    out->kind = FRAME_FRAGMENT;
    out->fragment.vrid = header->offset == 0 && part->size > 1 ? part->bytes[1] : 0;
    out->fragment.offset = header->offset;
    out->fragment.more = header->more;
}

static void take_icmpv6(const struct frame_part *part, uint8_t hop_limit, struct frame *out)
{
    uint8_t type = part->size > 0 ? part->bytes[0] : 0;

    if (type == NEIGHBOUR_SOLICITATION || type == NEIGHBOUR_ADVERTISEMENT)
        frame_nd(part, hop_limit, out);
    else
        frame_mld(part, out);
}

/* VRRP behind an authentication header is named, anything else there is foreign. */
static void take_ah(const struct frame_part *part, struct frame *out)
{
    if (part->size > 0 && part->bytes[0] == PACKET_PROTOCOL)
        frame_bad(out, FRAME_AH);
    else
        out->kind = FRAME_FOREIGN;
}

/* What stands behind the headers, whole or a piece of it. */
static void take_payload(const struct frame_part *part, const struct header *header, struct frame *out)
{
    if (header->more || header->offset != 0) {
        if (header->protocol == PACKET_PROTOCOL)
            take_fragment(part, header, out);
        else
            out->kind = FRAME_FOREIGN;
        return;
    }
    switch (header->protocol) {
    case PACKET_PROTOCOL:
        take_advert(part, header->ttl, out);
        return;
    case PROTOCOL_IGMP:
        frame_igmp(part, out);
        return;
    case PROTOCOL_ICMPV6:
        take_icmpv6(part, header->ttl, out);
        return;
    case PROTOCOL_AH:
        take_ah(part, out);
        return;
    default:
        out->kind = FRAME_FOREIGN;
    }
}

void frame_ipv4(struct frame_part *part, struct frame *out)
{
    const uint8_t *ip = part->bytes;
    struct header header;
    size_t header_size;

    if (part->size < IPV4_SIZE) {
        frame_bad(out, FRAME_SHORT_IP);
        return;
    }
    header_size = (size_t)(ip[0] & 0x0F) * 4;
    header.ttl = ip[8];
    header.protocol = ip[9];
    header.offset = (uint32_t)(frame_u16(ip + 6) & IPV4_OFFSET_MASK) * OFFSET_UNIT;
    header.more = (frame_u16(ip + 6) & IPV4_MORE) != 0;
    frame_put_ipv4(&out->source, ip + 12);
    frame_put_ipv4(&out->destination, ip + 16);
    if (ip[0] >> 4 != 4 || header_size < IPV4_SIZE) {
        frame_bad(out, FRAME_BAD_IP);
        return;
    }
    if (header.protocol != PACKET_PROTOCOL && header.protocol != PROTOCOL_IGMP &&
        header.protocol != PROTOCOL_AH) {
        out->kind = FRAME_FOREIGN;
        return;
    }
    if (frame_u16(ip + 2) < header_size) {
        frame_bad(out, FRAME_BAD_IP);
        return;
    }
    if (!trim(part, frame_u16(ip + 2), out))
        return;
    frame_skip(part, header_size);
    take_payload(part, &header, out);
}

/* The size of the extension header at the front, 0 when it is not whole. Each begins with the protocol of
 * the next. */
static size_t extension_size(const struct frame_part *part, uint8_t protocol)
{
    size_t size;

    if (part->size < OFFSET_UNIT)
        return 0;
    size = protocol == PROTOCOL_FRAGMENT ? OFFSET_UNIT : ((size_t)part->bytes[1] + 1) * OFFSET_UNIT;
    return size <= part->size ? size : 0;
}

static bool is_extension(uint8_t protocol)
{
    return protocol == PROTOCOL_HOP_BY_HOP || protocol == PROTOCOL_DESTINATION ||
           protocol == PROTOCOL_ROUTING || protocol == PROTOCOL_FRAGMENT;
}

/* Goes over the extension headers. A piece other than the first ends it: what follows is data. False when
 * they are broken. */
static bool skip_extensions(struct frame_part *part, struct header *header)
{
    for (size_t i = 0; is_extension(header->protocol) && header->offset == 0; i++) {
        size_t size = extension_size(part, header->protocol);
        if (size == 0 || i == EXTENSIONS_MAX)
            return false;
        if (header->protocol == PROTOCOL_FRAGMENT) {
            header->offset = frame_u16(part->bytes + 2) & IPV6_OFFSET_MASK;
            header->more = (frame_u16(part->bytes + 2) & IPV6_MORE) != 0;
        }
        header->protocol = part->bytes[0];
        frame_skip(part, size);
    }
    return true;
}

void frame_ipv6(struct frame_part *part, struct frame *out)
{
    const uint8_t *ip = part->bytes;
    struct header header = {.offset = 0};

    if (part->size < IPV6_SIZE) {
        frame_bad(out, FRAME_SHORT_IP);
        return;
    }
    header.protocol = ip[6];
    header.ttl = ip[7];
    out->source = addr_from_bytes(ADDR_IPV6, ip + 8);
    out->destination = addr_from_bytes(ADDR_IPV6, ip + 24);
    if (ip[0] >> 4 != 6) {
        frame_bad(out, FRAME_BAD_IP);
        return;
    }
    if (header.protocol != PACKET_PROTOCOL && header.protocol != PROTOCOL_ICMPV6 &&
        header.protocol != PROTOCOL_AH && !is_extension(header.protocol)) {
        out->kind = FRAME_FOREIGN;
        return;
    }
    if (!trim(part, (size_t)IPV6_SIZE + frame_u16(ip + 4), out))
        return;
    frame_skip(part, IPV6_SIZE);
    if (!skip_extensions(part, &header)) {
        frame_bad(out, FRAME_BAD_IP);
        return;
    }
    take_payload(part, &header, out);
}

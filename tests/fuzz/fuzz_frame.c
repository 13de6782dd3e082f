/* Fuzz target for vrrpwatch/frame*: the first byte chooses the link type, the second how much longer the
 * frame was on the wire, the rest is the frame. Oracle: the outcome depends on the bytes alone, names itself,
 * and points nowhere outside of them. */
#include <assert.h>
#include <string.h>

#include "vrrpwatch/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The fields that say something in a frame of this kind are set and consistent. */
static void check_kind(const struct frame *frame, const uint8_t *bytes, size_t size)
{
    const struct packet *advert = &frame->advert;

    switch (frame->kind) {
    case FRAME_ADVERT:
        assert(advert->version == 2 || advert->version == 3);
        assert(advert->vrid != 0 && advert->interval_us > 0);
        assert(addr_equal(&advert->source, &frame->source));
        assert(addr_equal(&advert->destination, &frame->destination));
        assert(advert->addresses >= bytes);
        assert(advert->addresses + advert->address_count * addr_size(&frame->source) <= bytes + size);
        return;
    case FRAME_CLAIM:
        assert(frame->claim.asks != frame->claim.claims);
        assert(frame->claim.claims || !frame->claim.gratuitous);
        assert(frame->claim.address.family != ADDR_NONE);
        assert(frame->claim.asks || frame->claim.asker.family == ADDR_NONE);
        return;
    case FRAME_FRAGMENT:
        assert(frame->fragment.more || frame->fragment.offset > 0);
        return;
    case FRAME_BAD:
        assert(frame->error != PACKET_OK && frame->error != PACKET_BAD_TTL);
        assert(strcmp(frame_error_name(frame->error), "unknown") != 0);
        return;
    default:
        assert(frame->kind == FRAME_FOREIGN || frame->kind == FRAME_MEMBERS);
    }
}

/* What was in the struct before must not shine through. */
static void compare(const struct frame *a, const struct frame *b)
{
    assert(a->kind == b->kind && a->vlan == b->vlan && a->has_mac == b->has_mac);
    assert(memcmp(a->mac, b->mac, sizeof(a->mac)) == 0);
    assert(memcmp(&a->source, &b->source, sizeof(a->source)) == 0);
    assert(memcmp(&a->destination, &b->destination, sizeof(a->destination)) == 0);
    assert(a->kind != FRAME_BAD || a->error == b->error);
    if (a->kind == FRAME_ADVERT)
        assert(a->advert.ttl == b->advert.ttl && a->advert.addresses == b->advert.addresses);
    if (a->kind == FRAME_CLAIM)
        assert(memcmp(&a->claim, &b->claim, sizeof(a->claim)) == 0);
    if (a->kind == FRAME_FRAGMENT)
        assert(a->fragment.vrid == b->fragment.vrid && a->fragment.offset == b->fragment.offset);
    if (a->kind == FRAME_MEMBERS)
        assert(memcmp(&a->members, &b->members, sizeof(a->members)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct frame frame, again;
    enum frame_link link;
    size_t length;

    if (size < 2)
        return 0;
    link = (enum frame_link)(data[0] % (FRAME_LINK_UNKNOWN + 1));
    length = size - 2 + data[1];
    memset(&frame, 0x00, sizeof(frame));
    memset(&again, 0xFF, sizeof(again));
    /* A bool has no other values than these two. */
    again.has_mac = true;
    frame_decode(link, data + 2, size - 2, length, &frame);
    frame_decode(link, data + 2, size - 2, length, &again);
    check_kind(&frame, data + 2, size - 2);
    compare(&frame, &again);
    return 0;
}

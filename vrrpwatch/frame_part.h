/* What the files behind frame.h share: the rest of a frame that is still to be decoded, and big-endian
 * numbers. Owns nothing; the callers see to it that a read is inside `size`. */
#ifndef VRRPWATCH_FRAME_PART_H
#define VRRPWATCH_FRAME_PART_H

#include <string.h>

#include "vrrpwatch/frame.h"

/* What is left of a frame behind the headers that were read. */
struct frame_part {
    const uint8_t *bytes;
    size_t size;    /* captured */
    size_t length;  /* on the wire, at least `size` */
    bool broadcast; /* the link header says: to everybody */
};

static inline uint16_t frame_u16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/* Takes `count` bytes off the front; the caller knows that they are there. */
static inline void frame_skip(struct frame_part *part, size_t count)
{
    part->bytes += count;
    part->size -= count;
    part->length -= count;
}

/* An IPv4 address into its place: returning a struct addr, made byte by byte and copied as a whole, took half
 * of the time of decoding a frame. */
static inline void frame_put_ipv4(struct addr *out, const uint8_t *bytes)
{
    uint8_t whole[sizeof(out->bytes)] = {0};

    memcpy(whole, bytes, 4);
    memcpy(out->bytes, whole, sizeof(whole));
    out->family = ADDR_IPV4;
}

static inline void frame_bad(struct frame *out, uint16_t error)
{
    out->kind = FRAME_BAD;
    out->error = error;
}

#endif

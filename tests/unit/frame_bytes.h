/* Frames laid out by hand, and what was made of them. Never used outside tests. */
#ifndef TESTS_UNIT_FRAME_BYTES_H
#define TESTS_UNIT_FRAME_BYTES_H

#include <stdlib.h>

#include "tests/unit/sample.h"
#include "vrrpwatch/frame.h"

enum { BYTES_MAX = 8192 };

/* A frame under construction. */
struct bytes {
    uint8_t at[BYTES_MAX];
    size_t size;
};

static const uint8_t sender_mac[] = {0x00, 0x00, 0x5e, 0x00, 0x01, 0x33};
static const uint8_t other_mac[] = {0x52, 0x54, 0x00, 0x12, 0x34, 0x56};

static inline void put(struct bytes *bytes, const void *data, size_t size)
{
    if (size > 0)
        memcpy(bytes->at + bytes->size, data, size);
    bytes->size += size;
}

static inline void put8(struct bytes *bytes, unsigned value)
{
    bytes->at[bytes->size++] = (uint8_t)value;
}

static inline void put16(struct bytes *bytes, unsigned value)
{
    put8(bytes, value >> 8 & 0xFF);
    put8(bytes, value & 0xFF);
}

static inline void put_address(struct bytes *bytes, const char *text)
{
    struct addr address = sample_addr(text);

    put(bytes, address.bytes, addr_size(&address));
}

static inline void ethernet(struct bytes *bytes, unsigned type)
{
    static const uint8_t group[] = {0x01, 0x00, 0x5e, 0x00, 0x00, 0x12};

    bytes->size = 0;
    put(bytes, group, sizeof(group));
    put(bytes, sender_mac, sizeof(sender_mac));
    put16(bytes, type);
}

static inline void ipv4(struct bytes *bytes, unsigned protocol, unsigned fragment, size_t payload)
{
    put16(bytes, 0x45c0);
    put16(bytes, (unsigned)(20 + payload));
    put16(bytes, 7);
    put16(bytes, fragment);
    put8(bytes, 255);
    put8(bytes, protocol);
    put16(bytes, 0);
    put_address(bytes, "10.9.0.1");
    put_address(bytes, "224.0.0.18");
}

static inline void ipv6(struct bytes *bytes, unsigned next, const char *source, size_t payload)
{
    put16(bytes, 0x6000);
    put16(bytes, 0);
    put16(bytes, (unsigned)payload);
    put8(bytes, next);
    put8(bytes, 255);
    put_address(bytes, source);
    put_address(bytes, "ff02::12");
}

/* Decodes a copy that ends exactly where the input does, so that a sanitizer sees any read beyond it. */
static inline struct frame decode_link(enum frame_link link, const uint8_t *at, size_t size, size_t length)
{
    uint8_t *copy = malloc(size ? size : 1);
    struct frame frame;

    memset(&frame, 0xA5, sizeof(frame));
    memcpy(copy, at, size);
    frame_decode(link, copy, size, length, &frame);
    free(copy);
    return frame;
}

static inline struct frame decode(const struct bytes *bytes)
{
    return decode_link(FRAME_LINK_ETHERNET, bytes->at, bytes->size, bytes->size);
}

static inline struct frame decode_payload(const void *payload, size_t size, unsigned type)
{
    struct bytes bytes;

    ethernet(&bytes, type);
    put(&bytes, payload, size);
    return decode(&bytes);
}

static inline void check_bad(const struct frame *frame, unsigned error)
{
    CHECK_EQ_INT(frame->kind, FRAME_BAD);
    if (frame->kind == FRAME_BAD)
        CHECK_EQ_STR(frame_error_name(frame->error), frame_error_name((uint16_t)error));
}

static inline void check_address(const struct addr *address, const char *want)
{
    char text[ADDR_TEXT_MAX];

    CHECK_EQ_STR(addr_format(address, text), want);
}

/* Whatever is cut off, by the snap length or by the sender, nothing beyond the end is read and nothing is
 * made of half a frame. */
static inline void check_truncations(const struct bytes *bytes)
{
    for (size_t size = 0; size < bytes->size; size++) {
        CHECK_EQ_INT(decode_link(FRAME_LINK_ETHERNET, bytes->at, size, bytes->size).kind, FRAME_BAD);
        CHECK_EQ_INT(decode_link(FRAME_LINK_ETHERNET, bytes->at, size, size).kind, FRAME_BAD);
    }
}

#endif

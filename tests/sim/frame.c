#include "tests/sim/frame.h"

#include <string.h>

#include "lib/checksum.h"

struct addr frame_group(void)
{
    return addr_from_ipv4(0xE0000012);
}

bool frame_make(struct frame *frame, const struct packet_advert *advert)
{
    static const uint8_t header[] = {0x45, 0xc0, 0, 0, 0, 0, 0, 0, PACKET_TTL, PACKET_PROTOCOL, 0, 0};
    size_t size = packet_encode(advert, frame->bytes + FRAME_IP_SIZE, FRAME_MAX - FRAME_IP_SIZE);

    if (size == 0)
        return false;
    memcpy(frame->bytes, header, sizeof(header));
    memcpy(frame->bytes + 12, advert->source.bytes, 4);
    memcpy(frame->bytes + 16, advert->destination.bytes, 4);
    frame->size = (uint8_t)(FRAME_IP_SIZE + size);
    frame->bytes[3] = frame->size;
    frame->expect = FRAME_EXPECT_ANY;
    return true;
}

void frame_set_priority(struct frame *frame, uint8_t priority)
{
    packet_patch_priority(frame->bytes + FRAME_IP_SIZE, priority);
}

void frame_flip(struct frame *frame, uint32_t random_bit)
{
    uint32_t bits = (uint32_t)(frame->size - FRAME_IP_SIZE) * 8;
    uint32_t bit = random_bit % bits;

    frame->bytes[FRAME_IP_SIZE + bit / 8] ^= (uint8_t)(1 << bit % 8);
    frame->expect = FRAME_EXPECT_BAD;
}

/* Sets one byte of the message and makes the checksum (without pseudo-header) right again. */
static void set_byte(struct frame *frame, size_t offset, uint8_t value)
{
    uint8_t *message = frame->bytes + FRAME_IP_SIZE;
    uint16_t sum;

    message[offset] = value;
    message[6] = message[7] = 0;
    sum = checksum_finish(checksum_add(0, message, frame->size - (size_t)FRAME_IP_SIZE));
    message[6] = (uint8_t)(sum >> 8);
    message[7] = (uint8_t)sum;
}

/* Defects in the bytes themselves. */
static bool spoil_bytes(struct frame *frame, const struct packet_advert *advert, enum packet_error error)
{
    uint8_t version_bits = (uint8_t)(advert->version << 4);

    switch (error) {
    case PACKET_TRUNCATED:
        frame->size = FRAME_IP_SIZE + 7;
        return true;
    case PACKET_NOT_IP:
        frame->bytes[0] = 0x65;
        return true;
    case PACKET_NOT_VRRP:
        frame->bytes[6] = 0x20; /* a fragment */
        return true;
    case PACKET_BAD_TTL:
        frame->bytes[8] = PACKET_TTL - 1;
        return true;
    case PACKET_BAD_VERSION:
        set_byte(frame, 0, 0x41);
        return true;
    case PACKET_BAD_TYPE:
        set_byte(frame, 0, version_bits | 2);
        return true;
    case PACKET_BAD_VRID:
        set_byte(frame, 1, 0);
        return true;
    case PACKET_NO_ADDRESSES:
        set_byte(frame, 3, 0);
        return advert->version == 3;
    case PACKET_BAD_LENGTH:
        set_byte(frame, 3, 200);
        return true;
    case PACKET_BAD_CHECKSUM:
        frame->bytes[FRAME_IP_SIZE + 6] ^= 0x55;
        return true;
    default:
        set_byte(frame, 4, advert->version == 2 ? advert->auth_type : 0);
        set_byte(frame, 5, 0);
        return error == PACKET_ZERO_INTERVAL;
    }
}

/* Defects that only a receiver's configuration makes: another good advert. */
static bool spoil_advert(struct frame *frame, struct packet_advert advert, enum packet_error error)
{
    switch (error) {
    case PACKET_UNKNOWN_VRID:
        advert.vrid ^= 0x80;
        break;
    case PACKET_WRONG_DESTINATION:
        advert.destination.bytes[3]++; /* the next group */
        break;
    case PACKET_VERSION_MISMATCH:
        advert.version = advert.version == 2 ? 3 : 2;
        advert.interval_us = 2000000;
        break;
    case PACKET_AUTH_TYPE_MISMATCH:
        advert.auth_type = advert.auth_type == PACKET_AUTH_NONE ? PACKET_AUTH_SIMPLE : PACKET_AUTH_NONE;
        break;
    case PACKET_AUTH_FAILED:
        advert.auth_data[7] ^= 1;
        break;
    case PACKET_INTERVAL_MISMATCH:
        advert.interval_us += advert.interval_us > 1000000 ? -1000000 : 1000000;
        break;
    default:
        return false;
    }
    return frame_make(frame, &advert);
}

bool frame_spoil(struct frame *frame, const struct packet_advert *advert, enum packet_error error)
{
    bool needs_v2 = error > PACKET_VERSION_MISMATCH;
    bool needs_password = error == PACKET_AUTH_FAILED;

    if (error == PACKET_OK || (needs_v2 && advert->version != 2))
        return false;
    if (needs_password && advert->auth_type != PACKET_AUTH_SIMPLE)
        return false;
    if (error < PACKET_UNKNOWN_VRID) {
        if (!frame_make(frame, advert) || !spoil_bytes(frame, advert, error))
            return false;
    } else if (!spoil_advert(frame, *advert, error)) {
        return false;
    }
    frame->expect = (uint8_t)error;
    return true;
}

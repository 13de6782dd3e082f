/* Frames of the simulated LAN: real IPv4 datagrams made by lib/packet, good ones and ones with one known
 * defect. Knows nothing of routers or time. */
#ifndef TESTS_SIM_FRAME_H
#define TESTS_SIM_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/packet.h"

enum {
    FRAME_MAX = 80,
    FRAME_IP_SIZE = 20,
    FRAME_EXPECT_ANY = 254, /* the receiver may accept it or not */
    FRAME_EXPECT_BAD = 255, /* the receiver must reject it, for whatever reason */
};

struct frame {
    uint8_t size;
    uint8_t from;   /* index of the sending node */
    uint8_t expect; /* enum packet_error the receiver must find, or one of the above */
    uint8_t bytes[FRAME_MAX];
};

/* 224.0.0.18 */
struct addr frame_group(void);

/* Makes the datagram of `advert`; false when it cannot be expressed. */
bool frame_make(struct frame *frame, const struct packet_advert *advert);

/* Gives a frame another priority, as the daemon does it: patched, not built again. */
void frame_set_priority(struct frame *frame, uint8_t priority);

/* Gives the frame of `advert` the defect that `error` names and sets `expect`. Returns false when that advert
 * cannot have it: authentication in v3, for example. */
bool frame_spoil(struct frame *frame, const struct packet_advert *advert, enum packet_error error);

/* Flips one bit of the VRRP message; the kernel's header checksum would have caught one in the IP header. */
void frame_flip(struct frame *frame, uint32_t random_bit);

#endif

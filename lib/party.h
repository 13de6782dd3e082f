/* Somebody who acts as master or holds an address, as far as he is known. Plain data. */
#ifndef LIB_PARTY_H
#define LIB_PARTY_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/addr.h"

enum { PARTY_MAC_SIZE = 6 };

struct party {
    struct addr address; /* ADDR_NONE: only the MAC is known */
    bool has_mac;
    uint8_t mac[PARTY_MAC_SIZE];
    int16_t priority; /* -1: not known */
};

#endif

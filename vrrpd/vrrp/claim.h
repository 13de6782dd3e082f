/* Who claims a virtual address on a link, by ARP or neighbour discovery: read from frames, and looked up
 * among the addresses of the configuration. Pure; what to do about it is decided elsewhere. */
#ifndef VRRPD_VRRP_CLAIM_H
#define VRRPD_VRRP_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model.h"
#include "vrrpd/vrrp/interfaces.h"

enum claim_kind {
    CLAIM_REQUEST,    /* asks for another address in its name */
    CLAIM_REPLY,      /* answers a question for it */
    CLAIM_GRATUITOUS, /* tells everybody, unasked: gratuitous ARP, unsolicited neighbour advertisement */
};

/* Somebody says that an address is at a MAC. */
struct claim {
    enum claim_kind kind;
    struct addr address;
    uint8_t mac[CONF_MAC_SIZE];
    size_t interface; /* number of the one it was heard on; filled by the caller of claim_read() */
};

/* A frame from the network header on. */
struct claim_frame {
    enum addr_family family; /* ADDR_IPV4: ARP; ADDR_IPV6: an IPv6 header and the rest */
    const uint8_t *bytes;
    size_t size;
    const uint8_t *mac; /* who sent it */
    bool broadcast;
};

/* False when the frame claims nothing: another protocol, a question of nobody, or broken. */
bool claim_read(const struct claim_frame *frame, struct claim *out);

/* An address, where it is heard of, and whose it is. */
struct claim_place {
    struct addr address;
    uint16_t interface;
    uint16_t instance;
};

/* Every address of a configuration; sorted, an address of two instances has two. */
struct claim_table {
    struct claim_place *places;
    size_t count;
};

/* Collects them. An address on a virtual MAC's interface is heard of on the interface below, which also hears
 * while the other one is down. 0 or -ENOMEM. */
int claim_table_collect(struct claim_table *table, const struct conf *conf,
                        const struct interfaces *interfaces);
/* Frees it; twice is fine. */
void claim_table_free(struct claim_table *table);

/* The instances that have the claimed address on that interface: the first of *count places in a row, or NULL
 * with 0. */
const struct claim_place *claim_table_find(const struct claim_table *table, const struct claim *claim,
                                           size_t *count);

#endif

/* One configured virtual router: its election, its advert kept ready on the wire's form, and what it counted.
 * Pure: bytes in, bytes out. The engine owns the array of them and does the sending. */
#ifndef VRRPD_VRRP_INSTANCE_H
#define VRRPD_VRRP_INSTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model.h"
#include "lib/packet.h"
#include "vrrpd/vrrp/election.h"

struct instance_counters {
    uint64_t adverts_sent;
    uint64_t adverts_received; /* accepted */
    uint64_t send_errors;
    uint64_t trailing;         /* accepted with bytes beyond the message */
    uint64_t interval_learned; /* accepted with another interval than our own */
    uint64_t rejected[PACKET_ERROR_COUNT];
};

struct instance {
    const struct conf_instance *conf; /* not owned */
    struct election election;
    struct instance_counters counters;
    struct packet_expect expect;
    struct packet_peer *peers; /* for `expect`, owned */
    int64_t last_heard_us;    /* last accepted advert, 0 if none */
    size_t destination_count; /* the group, or each unicast peer: v3 checksums differ between them */
    uint8_t *adverts;         /* a message for each destination with the priority of the moment, owned */
    uint8_t *resigns;         /* the same with priority 0, owned */
    size_t advert_room;       /* bytes behind each of them */
    size_t advert_size;       /* 0 until the source is known */
    size_t listed_count;      /* addresses that fit into the advert; the rest is announced all the same */
    uint8_t advert_priority;  /* what `adverts` carry */
};

/* Prepares an instance in INIT. 0 or -ENOMEM. `conf` must outlive it. */
int instance_init(struct instance *instance, const struct conf_instance *conf);
/* Frees the adverts; twice is fine. */
void instance_free(struct instance *instance);

/* Builds the adverts for a source address; call when it becomes known or changes. As many addresses as fit
 * into `mtu` bytes of IP are listed, in the order of the file. False when not even one does. */
bool instance_set_source(struct instance *instance, const struct addr *source, uint32_t mtu);

/* Where the adverts go, i < destination_count. */
const struct addr *instance_destination(const struct instance *instance, size_t i);

/* The advert to send now to destination i, patched to the current priority. */
const uint8_t *instance_advert(struct instance *instance, size_t i);

/* The priority 0 advert for destination i. */
const uint8_t *instance_resign(const struct instance *instance, size_t i);

/* An advertisement for this VRID came in: checks it against the configuration, counts it, and lets the
 * election hear it when it passed. `error` is what decoding said. Returns the verdict. */
enum packet_error instance_receive(struct instance *instance, const struct packet *packet,
                                   enum packet_error error, int64_t now_us, struct election_output *out);

#endif

/* What the files of the vrrp engine share: the engine's own data. Included by engine_vrrp*.c alone. */
#ifndef VRRPD_ENGINE_VRRP_STATE_H
#define VRRPD_ENGINE_VRRP_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "vrrpd/child.h"
#include "vrrpd/os/advert_socket.h"
#include "vrrpd/page.h"
#include "vrrpd/vrrp/instance.h"
#include "vrrpd/vrrp/interfaces.h"
#include "vrrpd/vrrp/schedule.h"

struct loop;
struct engine;

enum { ENGINE_NO_INSTANCE = -1 };

/* An interface in use: what the kernel process says of it, and our socket on it. */
struct engine_link {
    struct engine *engine;
    struct page_link link;         /* index 0: not there */
    int fd;                        /* advert socket, -1: none */
    bool carries;                  /* some instance sends adverts here */
    int16_t by_vrid[256];          /* instance of a VRID, or ENGINE_NO_INSTANCE */
    struct advert_socket_out *out; /* adverts to be sent at the end of this round */
    int16_t *out_instance;         /* whose they are */
    size_t out_count;
    size_t out_room;
};

/* An instance's place in the engine. */
struct engine_slot {
    struct page_instance record; /* what the page says of it */
    size_t link;
    uint64_t changed_seen;   /* of the kernel's answers */
    uint8_t announce_rounds; /* to be sent at the end of this round */
    bool dirty;              /* the page is behind */
};

struct engine {
    struct child *child;
    struct loop *loop;
    struct interfaces interfaces;
    struct engine_link *links;
    struct instance *instances;
    struct engine_slot *slots;
    size_t count;
    struct schedule schedule;
    struct schedule_entry *entries;
    struct advert_socket_batch *batch;
    struct page_engine stats;
    int announce_fd;
    bool ring_kernel;   /* a state changed that the kernel process acts on */
    bool ring_services; /* an event was published */
    bool done;
};

/* engine_vrrp_out.c: carrying out what an election decided */

/* Queues the actions of one event of instance `index` and moves its deadline. */
void engine_carry_out(struct engine *engine, size_t index, const struct election_output *out, int64_t now_us);

/* Ends a round: sends the adverts, publishes, rings, sends the announcements, in this order. */
void engine_flush(struct engine *engine, int64_t now_us);

/* engine_vrrp_links.c: interfaces and what arrives on them */

/* Gives an interface its socket, inherited or new, and its instances their source; `link` is what is known
 * now. */
void engine_link_update(struct engine *engine, size_t index, const struct page_link *link, int64_t now_us);

/* Takes over the link as the predecessor knew it, without telling the elections. */
void engine_link_inherit(struct engine *engine, size_t index, const struct page_link *link);

/* Why an instance of this link cannot run now, ELECTION_REASON_NONE when it can; *source is what it sends
 * from. */
enum election_reason engine_link_fault(const struct engine_link *link, const struct conf_instance *conf,
                                       struct addr *source);

/* Builds the instance's adverts for this source, the ready-made resignation included. False when they do not fit
 * the link. */
bool engine_set_source(struct engine *engine, size_t index, const struct addr *source);

/* Reads everything that waits on the link's socket. */
void engine_link_drain(struct engine_link *link);

#endif

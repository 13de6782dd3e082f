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
    bool readable;                 /* adverts wait to be read in this round */
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
    uint16_t *touched; /* instances to publish at the end of this round */
    size_t touched_count;
    struct schedule schedule;
    struct schedule_entry *entries;
    struct advert_socket_batch *batch;
    struct page_engine stats;
    bool readable;      /* some link is */
    bool ring_kernel;   /* a state changed that the kernel process acts on */
    bool ring_services; /* an event was published */
    bool done;
};

#endif

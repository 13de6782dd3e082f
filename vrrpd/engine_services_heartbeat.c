/* Heartbeats: out and in; see engine_services_heartbeat.h. */
#include "vrrpd/engine_services_heartbeat.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/engine_services_heartbeat_state.h"
#include "vrrpd/os/heartbeat_socket.h"
#include "vrrpd/report.h"

enum {
    DATAGRAMS_MAX = 64, /* read in one go: other work has its turn, too */
    OPEN_AGAIN_US = 20000,
    OPEN_SAID_US = 3000000,
};

/* Never 0, which means "none". */
static uint64_t random_number(void)
{
    uint64_t number = 0;

    if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
        number = (uint64_t)clock_now_us() * 0x9E3779B97F4A7C15U;
    return number != 0 ? number : 1;
}

/* ---- what is said ---- */

static uint32_t at_most(int64_t value, uint32_t most)
{
    return value < 0 ? 0 : value > most ? most : (uint32_t)value;
}

static struct heartbeat_router router_of(const struct heartbeats *heartbeats,
                                         const struct conf_instance *conf, const struct page_instance *record,
                                         size_t index, int64_t now_us)
{
    const struct witness_own *own = &heartbeats->own[index];
    struct heartbeat_router router = {.family = conf->family,
                                      .vrid = conf->vrid,
                                      .priority = record->memory.drained ? ELECTION_PRIORITY_DRAINED
                                                                         : record->memory.effective_priority,
                                      .state = (uint8_t)own->state,
                                      .since_s = at_most((now_us - own->since_us) / 1000000, UINT32_MAX),
                                      .interval_us = at_most(conf->advert_interval_us, UINT32_MAX),
                                      .advert_age_us = HEARTBEAT_NO_ADVERT,
                                      .addresses = heartbeats->found[index].addresses};

    if (own->state == ELECTION_MASTER && own->advert_sent_us != 0)
        router.advert_age_us = at_most(now_us - own->advert_sent_us, HEARTBEAT_NO_ADVERT - 1);
    if (witness_hears(own, now_us))
        router.flags |= HEARTBEAT_HEARS_MASTER;
    return router;
}

static struct witness_own own_of(const struct conf_instance *conf, const struct page_instance *record)
{
    const struct election_memory *memory = &record->memory;

    return (struct witness_own){.state = memory->state,
                                .down_adverts = conf->down_adverts,
                                .interval_us = memory->master.interval_us > 0 ? memory->master.interval_us
                                                                              : conf->advert_interval_us,
                                .last_heard_us = record->last_heard_us,
                                .advert_sent_us = record->advert_sent_us,
                                .since_us = memory->since_us};
}

void heartbeat_look(struct services *services, int64_t now_us)
{
    struct heartbeats *heartbeats = services->heartbeats;
    const struct child *child = services->child;
    struct page_instance record;

    heartbeats->router_count = 0;
    for (size_t i = 0; i < child->conf->instance_count; i++) {
        const struct conf_instance *conf = &child->conf->instances[i];

        if (!page_read_instance(child->page, child->table, i, &record))
            continue;
        heartbeats->own[i] = own_of(conf, &record);
        heartbeats->routers[heartbeats->router_count++] = router_of(heartbeats, conf, &record, i, now_us);
    }
}

static uint8_t flags_of(const struct services *services)
{
    const struct page_arbiter *arbiter = &services->arbiter;

    if (arbiter->total == 0 || !arbiter->known)
        return 0;
    return arbiter->answering > 0 ? HEARTBEAT_HAS_ARBITERS | HEARTBEAT_HEARS_ARBITER : HEARTBEAT_HAS_ARBITERS;
}

/* ---- out ---- */

static void send_one(struct services *services, struct heartbeat_peer *peer, struct heartbeat_head *head,
                     const struct heartbeat_router *routers)
{
    struct heartbeats *heartbeats = services->heartbeats;
    const struct heartbeat_way way = {.to = peer->conf->address,
                                      .from = peer->conf->source,
                                      .interface = peer->conf->interface,
                                      .port = heartbeats->conf->port};
    int fd = heartbeats->fds[way.to.family == ADDR_IPV6];
    uint8_t bytes[HEARTBEAT_BYTES_MAX];
    size_t size;

    head->flags = flags_of(services);
    memcpy(head->name, heartbeats->name, sizeof(head->name));
    size = heartbeat_encode(head, routers, bytes);
    seal_make(&heartbeats->key, bytes, size, bytes + size);
    peer->send_error = fd < 0 ? -ENOTCONN : heartbeat_socket_send(fd, &way, bytes, size + HEARTBEAT_SEAL);
    if (peer->send_error == -ECONNREFUSED) /* what an earlier one met; this one may well arrive */
        peer->send_error = heartbeat_socket_send(fd, &way, bytes, size + HEARTBEAT_SEAL);
    peer->sent += peer->send_error == 0;
}

/* Everything, in as many datagrams as it takes. */
static void send_all(struct services *services, struct heartbeat_peer *peer)
{
    const struct heartbeats *heartbeats = services->heartbeats;
    size_t sent = 0;

    do {
        size_t count = heartbeats->router_count - sent;
        struct heartbeat_head head = {.flags = 0};

        count = count < HEARTBEAT_ROUTERS_MAX ? count : HEARTBEAT_ROUTERS_MAX;
        head.count = (uint8_t)count;
        heartbeat_session_stamp(&peer->session, &head);
        send_one(services, peer, &head, heartbeats->routers + sent);
        sent += count;
    } while (sent < heartbeats->router_count);
}

static void beat(struct services *services, int64_t now_us)
{
    struct heartbeats *heartbeats = services->heartbeats;

    heartbeat_look(services, now_us);
    for (size_t i = 0; i < heartbeats->conf->peer_count; i++) {
        heartbeat_session_round(&heartbeats->peers[i].session, random_number(), now_us);
        send_all(services, &heartbeats->peers[i]);
    }
}

/* ---- in ---- */

static struct heartbeat_peer *find_peer(struct heartbeats *heartbeats,
                                        const struct heartbeat_arrival *arrival)
{
    for (size_t i = 0; i < heartbeats->conf->peer_count; i++) {
        const struct conf_heartbeat_peer *conf = heartbeats->peers[i].conf;

        if (addr_equal(&conf->address, &arrival->from) &&
            (conf->interface[0] == '\0' ||
             heartbeat_socket_interface(conf->interface) == arrival->interface_index))
            return &heartbeats->peers[i];
    }
    return NULL;
}

/* Both nodes list their virtual routers in the same order, as a rule: the search goes on where it ended. */
static bool find_instance(const struct services *services, const struct heartbeat_router *router,
                          size_t *index)
{
    const struct conf *conf = services->child->conf;

    for (size_t n = 0; n < conf->instance_count; n++) {
        size_t i = (*index + n) % conf->instance_count;

        if (conf->instances[i].vrid != router->vrid || conf->instances[i].family != router->family ||
            services->heartbeats->found[i].addresses != router->addresses)
            continue;
        *index = i;
        return true;
    }
    return false;
}

static void take_claims(struct services *services, struct heartbeat_peer *peer, const uint8_t *bytes,
                        size_t count, int64_t now_us)
{
    size_t index = 0;

    for (size_t i = 0; i < count; i++) {
        struct heartbeat_router router;

        if (!heartbeat_decode_router(bytes, i, &router) || !find_instance(services, &router, &index)) {
            services->heartbeats->unmatched++;
            continue;
        }
        peer->claims[index] = (struct witness_claim){
            .router = router, .heard_us = now_us, .live_until_us = peer->session.live_until_us};
    }
}

static void take_hello(struct services *services, struct heartbeat_peer *peer,
                       const struct heartbeat_head *hello, int64_t now_us)
{
    struct heartbeat_head head = {.count = 0};

    peer->hello_us = now_us;
    heartbeat_session_stamp(&peer->session, &head);
    if (heartbeat_session_answer(&peer->session, hello, now_us, &head))
        send_one(services, peer, &head, NULL);
}

static enum heartbeat_error take(struct services *services, const uint8_t *bytes,
                                 const struct heartbeat_arrival *arrival, int64_t now_us)
{
    struct heartbeats *heartbeats = services->heartbeats;
    struct heartbeat_peer *peer = find_peer(heartbeats, arrival);
    enum heartbeat_error error = peer == NULL ? HEARTBEAT_STRANGER : heartbeat_check(bytes, arrival->size);
    enum heartbeat_heard heard;
    struct heartbeat_head head;

    if (error != HEARTBEAT_OK)
        return error;
    if (!seal_good(&heartbeats->key, bytes, arrival->size - HEARTBEAT_SEAL,
                   bytes + arrival->size - HEARTBEAT_SEAL))
        return HEARTBEAT_BAD_SEAL;
    head = heartbeat_decode_head(bytes);
    heard = heartbeat_session_take(&peer->session, &head, now_us, &error);
    if (heard == HEARTBEAT_HEARD_NOTHING)
        return error;
    if (heard == HEARTBEAT_HEARD_HELLO) {
        take_hello(services, peer, &head, now_us);
        return HEARTBEAT_OK;
    }
    memcpy(peer->name, head.name[0] != '\0' ? head.name : peer->name, sizeof(peer->name));
    peer->flags = head.flags;
    peer->heard_us = now_us;
    peer->received++;
    take_claims(services, peer, bytes, head.count, now_us);
    if (heard == HEARTBEAT_HEARD_NEW)
        send_all(services, peer);
    return HEARTBEAT_OK;
}

static void datagrams_came(void *context, int fd)
{
    struct services *services = context;
    struct heartbeats *heartbeats = services->heartbeats;
    uint8_t bytes[HEARTBEAT_BYTES_MAX + 1];
    struct heartbeat_arrival arrival;
    int got = 1;

    for (int i = 0; i < DATAGRAMS_MAX && got != 0; i++) {
        enum heartbeat_error error;

        got = heartbeat_socket_receive(fd, bytes, sizeof(bytes), &arrival);
        if (got <= 0)
            continue; /* an error of the socket is about one that was sent, and reported there */
        error = take(services, bytes, &arrival, clock_now_us());
        heartbeats->rejected[error]++;
    }
    heartbeat_publish(services);
}

/* ---- start, rounds, end ---- */

static void hash_addresses(struct services *services)
{
    for (size_t i = 0; i < services->child->conf->instance_count; i++) {
        const struct conf_instance *conf = &services->child->conf->instances[i];

        for (size_t n = 0; n < conf->address_count; n++)
            services->heartbeats->found[i].addresses =
                heartbeat_addresses(services->heartbeats->found[i].addresses, &conf->addresses[n].address);
    }
}

static bool prepare_peers(struct services *services)
{
    struct heartbeats *heartbeats = services->heartbeats;
    size_t instances = services->child->conf->instance_count;

    for (size_t i = 0; i < heartbeats->conf->peer_count; i++) {
        struct heartbeat_peer *peer = &heartbeats->peers[i];
        char text[ADDR_TEXT_MAX];

        peer->conf = &heartbeats->conf->peers[i];
        status_copy_text(peer->name, sizeof(peer->name), addr_format(&peer->conf->address, text));
        peer->claims = calloc(instances + 1, sizeof(*peer->claims));
        if (peer->claims == NULL)
            return false;
        heartbeat_session_init(&peer->session, random_number(), heartbeats->conf->interval_us);
    }
    return true;
}

static bool allocate(struct services *services)
{
    const struct conf *conf = services->child->conf;
    struct heartbeats *heartbeats = calloc(1, sizeof(*heartbeats));

    services->heartbeats = heartbeats;
    if (heartbeats == NULL)
        return false;
    heartbeats->conf = &conf->global.heartbeat;
    heartbeats->fds[0] = heartbeats->fds[1] = -1;
    heartbeats->open_at_us = heartbeats->beat_at_us = INT64_MAX;
    heartbeats->peers = calloc(heartbeats->conf->peer_count, sizeof(*heartbeats->peers));
    heartbeats->found = calloc(conf->instance_count + 1, sizeof(*heartbeats->found));
    heartbeats->own = calloc(conf->instance_count + 1, sizeof(*heartbeats->own));
    heartbeats->routers = calloc(conf->instance_count + 1, sizeof(*heartbeats->routers));
    return heartbeats->peers != NULL && heartbeats->found != NULL && heartbeats->own != NULL &&
           heartbeats->routers != NULL && prepare_peers(services);
}

bool services_heartbeat_prepare(struct services *services)
{
    const struct conf *conf = services->child->conf;
    const struct page_witness nothing = {.well_until_us = 0};
    struct page_supervisor supervisor;

    if (conf->global.heartbeat.peer_count == 0)
        return true;
    if (!allocate(services))
        return false;
    seal_key(&services->heartbeats->key, conf->global.heartbeat.key, conf->global.heartbeat.key_size);
    report_host(conf, services->heartbeats->name, HEARTBEAT_NAME_MAX);
    hash_addresses(services);
    if (page_read_supervisor(services->child->page, &supervisor))
        heartbeat_adopt(services, supervisor.table); /* our own, when the process before us died */
    for (size_t i = 0; i < conf->instance_count; i++)
        if (services->heartbeats->found[i].well_until_us == 0)
            page_write_witness(services->child->page, services->child->table, i, &nothing);
    return true;
}

/* A predecessor may have the port still, for a moment. */
static void open_sockets(struct services *services, int64_t now_us)
{
    struct heartbeats *heartbeats = services->heartbeats;

    heartbeats->open_at_us = INT64_MAX;
    for (size_t i = 0; i < heartbeats->conf->peer_count; i++) {
        enum addr_family family = heartbeats->conf->peers[i].address.family;
        int *fd = &heartbeats->fds[family == ADDR_IPV6];

        if (*fd >= 0)
            continue;
        *fd = heartbeat_socket_open(family, heartbeats->conf->port);
        if (*fd >= 0 && loop_add(services->loop, *fd, datagrams_came, services) == 0)
            continue;
        heartbeats->open_at_us = now_us + OPEN_AGAIN_US;
        if (!heartbeats->open_said && now_us > heartbeats->began_us + OPEN_SAID_US) {
            log_line(LOG_LEVEL_ERROR, "no heartbeats: cannot open UDP port %u: %s", heartbeats->conf->port,
                     strerror(-*fd));
            heartbeats->open_said = true;
        }
        *fd = -1;
        return;
    }
}

bool services_heartbeat_start(struct services *services)
{
    struct heartbeats *heartbeats = services->heartbeats;

    if (heartbeats == NULL)
        return true;
    if (services->child->adopt_table >= 0 && (unsigned)services->child->adopt_table != services->child->table)
        heartbeat_adopt(services, (unsigned)services->child->adopt_table);
    heartbeats->began_us = clock_now_us();
    open_sockets(services, heartbeats->began_us);
    heartbeats->beat_at_us = heartbeats->began_us;
    services_heartbeat_round(services, heartbeats->began_us);
    return true;
}

void services_heartbeat_round(struct services *services, int64_t now_us)
{
    struct heartbeats *heartbeats = services->heartbeats;

    if (heartbeats == NULL)
        return;
    if (now_us >= heartbeats->open_at_us)
        open_sockets(services, now_us);
    if (now_us < heartbeats->beat_at_us)
        return;
    heartbeats->beat_at_us += heartbeats->conf->interval_us;
    if (heartbeats->beat_at_us <= now_us) /* was late: no burst to make up for it */
        heartbeats->beat_at_us = now_us + heartbeats->conf->interval_us;
    beat(services, now_us);
    heartbeat_find(services, now_us);
}

int64_t services_heartbeat_due_us(const struct services *services)
{
    const struct heartbeats *heartbeats = services->heartbeats;

    if (heartbeats == NULL)
        return INT64_MAX;
    return heartbeats->open_at_us < heartbeats->beat_at_us ? heartbeats->open_at_us : heartbeats->beat_at_us;
}

void services_heartbeat_end(struct services *services)
{
    struct heartbeats *heartbeats = services->heartbeats;

    for (int i = 0; heartbeats != NULL && i < 2; i++) {
        if (heartbeats->fds[i] < 0)
            continue;
        loop_remove(services->loop, heartbeats->fds[i]);
        close(heartbeats->fds[i]);
        heartbeats->fds[i] = -1;
    }
    if (heartbeats != NULL)
        heartbeats->open_at_us = heartbeats->beat_at_us = INT64_MAX;
}

enum arbiter_others services_heartbeat_arbiters(const struct services *services, int64_t now_us)
{
    const struct heartbeats *heartbeats = services->heartbeats;
    enum arbiter_others others = ARBITER_OTHERS_UNKNOWN;

    for (size_t i = 0; heartbeats != NULL && i < heartbeats->conf->peer_count; i++) {
        const struct heartbeat_peer *peer = &heartbeats->peers[i];

        if (!heartbeat_session_live(&peer->session, now_us) || !(peer->flags & HEARTBEAT_HAS_ARBITERS))
            continue;
        if (peer->flags & HEARTBEAT_HEARS_ARBITER)
            return ARBITER_OTHERS_HEAR;
        others = ARBITER_OTHERS_LOST;
    }
    return others;
}

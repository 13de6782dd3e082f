/* Claims to our addresses; see engine_vrrp_claims.h. */
#include "vrrpd/engine_vrrp_claims.h"

#include <stdlib.h>
#include <string.h>

#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/os/claim_socket.h"

/* After a look there is none for so long, whatever comes: a storm may take one batch of that time. */
enum { PAUSE_US = 2000 };

static void readable(void *context, int fd)
{
    struct engine *engine = context;

    engine->claims.readable[fd == engine->child->claims[1]] = true;
}

static bool listen_to(struct engine *engine, size_t family, const struct addr *addresses)
{
    int fd = engine->child->claims[family];
    int error =
        claim_socket_listen(fd, family == 0 ? ADDR_IPV4 : ADDR_IPV6, addresses, engine->claims.table.count);

    if (error == 0)
        error = loop_add(engine->loop, fd, readable, engine);
    if (error < 0)
        log_line(LOG_LEVEL_ERROR, "cannot hear who claims our addresses: %s", strerror(-error));
    return error == 0;
}

bool engine_claims_prepare(struct engine *engine)
{
    struct engine_claims *claims = &engine->claims;
    struct addr *addresses;

    claims->resume_at_us = LOOP_FOREVER;
    claims->batch = claim_socket_batch_new();
    if (claims->batch == NULL ||
        claim_table_collect(&claims->table, engine->child->conf, &engine->interfaces) < 0)
        return false;
    addresses = calloc(claims->table.count + 1, sizeof(*addresses));
    if (addresses == NULL)
        return false;
    for (size_t i = 0; i < claims->table.count; i++)
        addresses[i] = claims->table.places[i].address;
    for (size_t n = 0; n < ENGINE_FAMILIES; n++)
        claims->listens[n] = listen_to(engine, n, addresses);
    free(addresses);
    return true;
}

/* ---- hearing ---- */

static int find_interface(const struct engine *engine, int index)
{
    for (size_t i = 0; i < engine->interfaces.count; i++)
        if (engine->links[i].link.index == index)
            return (int)i;
    return -1;
}

static bool is_own(const struct engine *engine, const uint8_t mac[CONF_MAC_SIZE])
{
    for (size_t i = 0; i < engine->interfaces.count; i++) {
        const struct page_link *link = &engine->links[i].link;

        if (link->index != 0 && link->has_mac && memcmp(link->mac, mac, CONF_MAC_SIZE) == 0)
            return true;
    }
    return false;
}

/* Somebody else says that he has an address of instance `index`. */
static void show(struct engine *engine, size_t index, const struct claim *claim, int64_t now_us)
{
    struct election_output out;

    if (claim->kind != CLAIM_GRATUITOUS || !engine->instances[index].election.memory.serving)
        return;
    election_successor_seen(&engine->instances[index].election, now_us, &out);
    engine_carry_out(engine, index, &out, now_us);
}

static void take(struct engine *engine, enum addr_family family, const struct claim_socket_in *in,
                 int64_t now_us)
{
    struct claim_frame frame = {
        .family = family, .bytes = in->bytes, .size = in->size, .mac = in->mac, .broadcast = in->broadcast};
    int interface = find_interface(engine, in->interface_index);
    const struct claim_place *places;
    struct claim claim;
    size_t count;

    if (interface < 0 || !claim_read(&frame, &claim) || is_own(engine, claim.mac))
        return;
    claim.interface = (size_t)interface;
    places = claim_table_find(&engine->claims.table, &claim, &count);
    for (size_t i = 0; i < count; i++)
        show(engine, places[i].instance, &claim, now_us);
}

static void read_batch(struct engine *engine, size_t family, int64_t now_us)
{
    struct engine_claims *claims = &engine->claims;
    int fd = engine->child->claims[family];
    int count = claim_socket_receive(fd, claims->batch);

    for (int i = 0; i < count; i++) {
        struct claim_socket_in in;

        if (claim_socket_frame(claims->batch, i, &in))
            take(engine, family == 0 ? ADDR_IPV4 : ADDR_IPV6, &in, now_us);
    }
    if (count == CLAIM_SOCKET_BATCH)
        claims->dropped += claim_socket_dropped(fd);
    /* Not even woken for a while: each wake would cost more than the frame that caused it. */
    loop_remove(engine->loop, fd);
    claims->readable[family] = false;
    claims->paused[family] = true;
    claims->resume_at_us = now_us + PAUSE_US;
}

static void resume(struct engine *engine)
{
    struct engine_claims *claims = &engine->claims;

    for (size_t n = 0; n < ENGINE_FAMILIES; n++) {
        if (claims->paused[n])
            loop_add(engine->loop, engine->child->claims[n], readable, engine);
        claims->paused[n] = false;
    }
    claims->resume_at_us = LOOP_FOREVER;
}

void engine_claims_hear(struct engine *engine, int64_t now_us)
{
    if (now_us >= engine->claims.resume_at_us)
        resume(engine);
    for (size_t n = 0; n < ENGINE_FAMILIES; n++)
        if (engine->claims.readable[n])
            read_batch(engine, n, now_us);
}

/* Claims to our addresses; see engine_vrrp_claims.h. */
#include "vrrpd/engine_vrrp_claims.h"

#include <stdlib.h>
#include <string.h>

#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/engine_vrrp_conflict.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/engine_vrrp_probe.h"
#include "vrrpd/os/claim_socket.h"

/* After a look there is none for so long, whatever comes: a storm may take one batch of that time. */
enum { PAUSE_US = 2000 };

static void readable(void *context, int fd)
{
    struct engine *engine = context;

    engine->claims.readable[fd == engine->child->claims[1]] = true;
}

static size_t collect(const struct engine *engine)
{
    const struct claim_table *table = &engine->claims.table;
    struct addr *addresses = engine->claims.addresses;
    size_t count = 0;

    for (size_t i = 0; i < table->count; i++)
        addresses[count++] = table->places[i].address;
    for (size_t i = 0; i < engine->count; i++)
        addresses[count++] = engine->slots[i].record.silence.master;
    return count;
}

static int listen_to(struct engine *engine, size_t family, size_t count)
{
    return claim_socket_listen(engine->child->claims[family], family == 0 ? ADDR_IPV4 : ADDR_IPV6,
                               engine->claims.addresses, count);
}

void engine_claims_refresh(struct engine *engine)
{
    size_t count = collect(engine);

    for (size_t n = 0; n < ENGINE_FAMILIES; n++)
        listen_to(engine, n, count); /* what does not work now did not before, which was said */
}

static void begin(struct engine *engine, size_t family)
{
    int error = listen_to(engine, family, collect(engine));

    if (error == 0)
        error = loop_add(engine->loop, engine->child->claims[family], readable, engine);
    if (error < 0)
        log_line(LOG_LEVEL_ERROR, "cannot hear who claims our addresses: %s", strerror(-error));
}

static void find_virtual_links(struct engine *engine)
{
    for (size_t i = 0; i < engine->count; i++) {
        const struct conf_instance *conf = engine->instances[i].conf;

        if (conf->vmac)
            engine->links[interfaces_find(&engine->interfaces, conf->vmac_interface)].is_virtual = true;
    }
}

bool engine_claims_prepare(struct engine *engine)
{
    struct engine_claims *claims = &engine->claims;

    find_virtual_links(engine);
    claims->resume_at_us = LOOP_FOREVER;
    claims->batch = claim_socket_batch_new();
    if (claims->batch == NULL ||
        claim_table_collect(&claims->table, engine->child->conf, &engine->interfaces) < 0)
        return false;
    claims->addresses = calloc(claims->table.count + engine->count + 1, sizeof(*claims->addresses));
    if (claims->addresses == NULL)
        return false;
    for (size_t n = 0; n < ENGINE_FAMILIES; n++)
        begin(engine, n);
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

/* Of an interface with a MAC of its own: a virtual one is also its other holders'. */
static bool is_own(const struct engine *engine, const uint8_t mac[CONF_MAC_SIZE])
{
    for (size_t i = 0; i < engine->interfaces.count; i++) {
        const struct page_link *link = &engine->links[i].link;

        if (!engine->links[i].is_virtual && link->index != 0 && link->has_mac &&
            memcmp(link->mac, mac, CONF_MAC_SIZE) == 0)
            return true;
    }
    return false;
}

/* Somebody else says that he has an address of instance `index`. */
static void show(struct engine *engine, size_t index, const struct claim *claim, int64_t now_us)
{
    const struct page_link *link = &engine->links[engine->slots[index].link].link;
    struct election_output out;
    bool master = engine->instances[index].election.memory.state == ELECTION_MASTER;

    if (master && link->has_mac && memcmp(claim->mac, link->mac, CONF_MAC_SIZE) == 0)
        return; /* our own virtual MAC */
    if (master)
        engine_conflict_claim(engine, index, claim, now_us);
    else
        engine_probe_claim(engine, index, claim, now_us);
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
    engine_probe_learn(engine, &claim);
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
        engine->stats.claims_dropped += claim_socket_dropped(fd);
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

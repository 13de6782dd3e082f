/* Fuzz target for heartbeats. The input is taken as a datagram whose seal was good; oracle: what decodes
 * encodes into bytes that decode the same. Then it drives two nodes and a thief who records everything and
 * delivers it when, to whom and as often as the input says; oracles: nothing counts as live twice, nothing
 * that was said longer ago than the freshness allows, nothing of one's own. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "vrrpd/vrrp/heartbeat_session.h"
#include "vrrpd/vrrp/witness.h"

enum { SAID_MAX = 512, INTERVAL_US = 200000, FRESH_US = 3 * INTERVAL_US };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- bytes ---- */

static void try_bytes(const uint8_t *data, size_t size)
{
    struct heartbeat_router routers[HEARTBEAT_ROUTERS_MAX], again[HEARTBEAT_ROUTERS_MAX];
    uint8_t bytes[HEARTBEAT_BYTES_MAX], twice[HEARTBEAT_BYTES_MAX];
    struct heartbeat_head head;
    size_t good = 0, encoded;

    if (heartbeat_check(data, size) != HEARTBEAT_OK)
        return;
    head = heartbeat_decode_head(data);
    assert(head.count <= HEARTBEAT_ROUTERS_MAX && memchr(head.name, '\0', sizeof(head.name)) != NULL);
    for (size_t i = 0; i < head.count; i++)
        good += heartbeat_decode_router(data, i, &routers[good]);
    head.count = (uint8_t)good;
    encoded = heartbeat_encode(&head, routers, bytes);
    assert(heartbeat_check(bytes, encoded + HEARTBEAT_SEAL) == HEARTBEAT_OK);
    for (size_t i = 0; i < good; i++)
        assert(heartbeat_decode_router(bytes, i, &again[i]));
    head = heartbeat_decode_head(bytes);
    assert(heartbeat_encode(&head, again, twice) == encoded && memcmp(bytes, twice, encoded) == 0);
}

/* ---- two nodes and a thief ---- */

struct said {
    struct heartbeat_head head;
    int64_t at_us;
    unsigned by;
    bool taken;
};

struct world {
    struct heartbeat_session nodes[2];
    struct said said[SAID_MAX];
    size_t count;
    int64_t now_us;
    uint64_t random;
};

static void speak(struct world *world, unsigned by)
{
    struct said *said = &world->said[world->count];

    if (world->count == SAID_MAX)
        return;
    heartbeat_session_round(&world->nodes[by], ++world->random, world->now_us);
    memset(said, 0, sizeof(*said));
    heartbeat_session_stamp(&world->nodes[by], &said->head);
    said->at_us = world->now_us;
    said->by = by;
    world->count++;
}

static void answer(struct world *world, unsigned by, const struct heartbeat_head *hello)
{
    struct said *said = &world->said[world->count];

    if (world->count == SAID_MAX || world->nodes[by].nonce_next == 0)
        return;
    memset(said, 0, sizeof(*said));
    heartbeat_session_stamp(&world->nodes[by], &said->head);
    if (!heartbeat_session_answer(&world->nodes[by], hello, world->now_us, &said->head))
        return;
    said->at_us = world->now_us;
    said->by = by;
    world->count++;
}

static void deliver(struct world *world, size_t which, unsigned to)
{
    struct said *said = &world->said[which % world->count];
    enum heartbeat_error error;
    enum heartbeat_heard heard =
        heartbeat_session_take(&world->nodes[to], &said->head, world->now_us, &error);

    if (said->by == to && said->head.boot == world->nodes[to].boot)
        assert(heard == HEARTBEAT_HEARD_NOTHING && error == HEARTBEAT_REFLECTED);
    if (heard == HEARTBEAT_HEARD_HELLO)
        answer(world, to, &said->head);
    if (heard != HEARTBEAT_HEARD_LIVE && heard != HEARTBEAT_HEARD_NEW)
        return;
    assert(said->by != to && !said->taken);
    assert(world->now_us - said->at_us <= FRESH_US);
    assert(heartbeat_session_live(&world->nodes[to], world->now_us));
    said->taken = true;
}

/* Nobody starts more often than a session can remember while anything is fresh. */
static void restart(struct world *world, unsigned which)
{
    world->now_us += FRESH_US / HEARTBEAT_RETIRED + 1;
    heartbeat_session_init(&world->nodes[which], ++world->random, INTERVAL_US);
}

static void try_world(const uint8_t *data, size_t size)
{
    struct world *world = calloc(1, sizeof(*world));

    assert(world != NULL);
    world->now_us = 1;
    restart(world, 0);
    restart(world, 1);
    speak(world, 0);
    for (size_t i = 0; i + 1 < size; i += 2) {
        unsigned who = data[i] & 1;

        switch (data[i] >> 1 & 7) {
        case 0:
        case 1:
            speak(world, who);
            break;
        case 2:
            world->now_us += data[i + 1] * (int64_t)5000;
            break;
        case 3:
            restart(world, who);
            break;
        case 4:
        case 5:
            deliver(world, world->count - 1, who);
            break;
        default:
            deliver(world, data[i + 1], who);
            break;
        }
    }
    free(world);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_bytes(data, size);
    try_world(data, size);
    return 0;
}

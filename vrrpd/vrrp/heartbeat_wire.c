/* Heartbeats as bytes; see heartbeat_wire.h. */
#include "vrrpd/vrrp/heartbeat_wire.h"

#include <string.h>

enum { NAME_AT = 56 };

static const uint8_t magic[4] = {'v', 'h', 'b', 1};

const char *heartbeat_error_name(enum heartbeat_error error)
{
    static const char *const names[HEARTBEAT_ERROR_COUNT] = {
        [HEARTBEAT_OK] = "heartbeat_ok",
        [HEARTBEAT_STRANGER] = "heartbeat_stranger",
        [HEARTBEAT_SIZE] = "heartbeat_size",
        [HEARTBEAT_FORMAT] = "heartbeat_format",
        [HEARTBEAT_BAD_SEAL] = "heartbeat_bad_seal",
        [HEARTBEAT_REPLAYED] = "heartbeat_replayed",
        [HEARTBEAT_REFLECTED] = "heartbeat_reflected",
    };

    return (unsigned)error < HEARTBEAT_ERROR_COUNT ? names[error] : "?";
}

static void put(uint8_t *bytes, uint64_t value, int size)
{
    for (int i = size - 1; i >= 0; i--, value >>= 8)
        bytes[i] = (uint8_t)value;
}

static uint64_t get(const uint8_t *bytes, int size)
{
    uint64_t value = 0;

    for (int i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return value;
}

static void put_router(uint8_t *bytes, const struct heartbeat_router *router)
{
    memset(bytes, 0, HEARTBEAT_ROUTER);
    bytes[0] = router->family;
    bytes[1] = router->vrid;
    bytes[2] = router->state;
    bytes[3] = router->priority;
    bytes[4] = router->flags;
    put(bytes + 8, router->since_s, 4);
    put(bytes + 12, router->interval_us, 4);
    put(bytes + 16, router->advert_age_us, 4);
    put(bytes + 24, router->addresses, 8);
}

size_t heartbeat_encode(const struct heartbeat_head *head, const struct heartbeat_router *routers,
                        uint8_t *bytes)
{
    memset(bytes, 0, HEARTBEAT_HEAD);
    memcpy(bytes, magic, sizeof(magic));
    bytes[4] = head->flags;
    bytes[5] = head->count;
    put(bytes + 8, head->boot, 8);
    put(bytes + 16, head->sequence, 8);
    put(bytes + 24, head->nonce, 8);
    put(bytes + 32, head->interval_us < UINT32_MAX ? (uint64_t)head->interval_us : UINT32_MAX, 4);
    put(bytes + 40, head->echo_boot, 8);
    put(bytes + 48, head->echo_nonce, 8);
    memcpy(bytes + NAME_AT, head->name, strnlen(head->name, HEARTBEAT_NAME_MAX - 1));
    for (size_t i = 0; i < head->count; i++)
        put_router(bytes + HEARTBEAT_HEAD + i * HEARTBEAT_ROUTER, &routers[i]);
    return HEARTBEAT_HEAD + (size_t)head->count * HEARTBEAT_ROUTER;
}

enum heartbeat_error heartbeat_check(const uint8_t *bytes, size_t size)
{
    if (size < HEARTBEAT_HEAD + HEARTBEAT_SEAL || size > HEARTBEAT_BYTES_MAX)
        return HEARTBEAT_SIZE;
    if (memcmp(bytes, magic, sizeof(magic)) != 0)
        return HEARTBEAT_FORMAT;
    if (size != HEARTBEAT_HEAD + (size_t)bytes[5] * HEARTBEAT_ROUTER + HEARTBEAT_SEAL)
        return HEARTBEAT_SIZE;
    return HEARTBEAT_OK;
}

/* It comes from the network, even if from a node that knows the key: what is no plain text is shown as `?`.
 */
static void take_name(const uint8_t *bytes, char name[HEARTBEAT_NAME_MAX])
{
    memcpy(name, bytes, HEARTBEAT_NAME_MAX - 1);
    name[HEARTBEAT_NAME_MAX - 1] = '\0';
    for (char *c = name; *c != '\0'; c++)
        *c = *c > ' ' && *c < 0x7F ? *c : '?';
}

struct heartbeat_head heartbeat_decode_head(const uint8_t *bytes)
{
    struct heartbeat_head head = {.flags = bytes[4],
                                  .count = bytes[5],
                                  .boot = get(bytes + 8, 8),
                                  .sequence = get(bytes + 16, 8),
                                  .nonce = get(bytes + 24, 8),
                                  .interval_us = (int64_t)get(bytes + 32, 4),
                                  .echo_boot = get(bytes + 40, 8),
                                  .echo_nonce = get(bytes + 48, 8)};

    take_name(bytes + NAME_AT, head.name);
    return head;
}

bool heartbeat_decode_router(const uint8_t *bytes, size_t i, struct heartbeat_router *out)
{
    const uint8_t *at = bytes + HEARTBEAT_HEAD + i * HEARTBEAT_ROUTER;

    *out = (struct heartbeat_router){.family = at[0],
                                     .vrid = at[1],
                                     .state = at[2],
                                     .priority = at[3],
                                     .flags = at[4],
                                     .since_s = (uint32_t)get(at + 8, 4),
                                     .interval_us = (uint32_t)get(at + 12, 4),
                                     .advert_age_us = (uint32_t)get(at + 16, 4),
                                     .addresses = get(at + 24, 8)};
    return (out->family == ADDR_IPV4 || out->family == ADDR_IPV6) && out->state < ELECTION_STATE_COUNT;
}

/* FNV-1a of each, mixed so that a sum of them tells sets apart. */
uint64_t heartbeat_addresses(uint64_t sum, const struct addr *address)
{
    uint64_t hash = (0xCBF29CE484222325U ^ address->family) * 0x100000001B3U;

    for (size_t i = 0; i < addr_size(address); i++)
        hash = (hash ^ address->bytes[i]) * 0x100000001B3U;
    hash = (hash ^ hash >> 32) * 0x9E3779B97F4A7C15U;
    return sum + (hash ^ hash >> 29);
}

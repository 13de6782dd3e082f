/* Who is MASTER where another is as well; see world_state.h. */
#include "vrrptop/world_state.h"

#include <stdlib.h>
#include <string.h>

/* One address of an instance that says it is MASTER. */
struct claim {
    uint64_t key; /* VRID, family and address, hashed */
    int64_t first_us;
    uint32_t instance;
    uint8_t host;
};

struct claims {
    struct claim *items;
    size_t count;
};

/* Which hosts have a master of a VRID: a bit for each. */
typedef uint16_t host_mask;

static size_t bare_length(const char *address)
{
    return strcspn(address, "/");
}

static unsigned slot_of(const struct status_instance *instance)
{
    return instance->vrid + (strcmp(instance->family, "ipv6") == 0 ? 256U : 0U);
}

static uint64_t key_of(const struct status_instance *instance, const char *address)
{
    uint64_t hash = (UINT64_C(14695981039346656037) ^ slot_of(instance)) * UINT64_C(1099511628211);

    for (size_t i = 0, length = bare_length(address); i < length; i++)
        hash = (hash ^ (unsigned char)address[i]) * UINT64_C(1099511628211);
    return hash;
}

static bool speaks(const struct world_host *host)
{
    return host->link == WORLD_LIVE && host->sample != NULL && host->sample->speaks_for_self;
}

/* Fills the masks; the number of addresses of all masters. */
static size_t find_masters(const struct world *world, host_mask masks[512])
{
    size_t count = 0;

    for (size_t h = 0; h < world->host_count; h++) {
        const struct sample *sample = world->hosts[h].sample;

        for (size_t i = 0; speaks(&world->hosts[h]) && i < sample->status.instance_count; i++) {
            if (sample->routers[i].master_for_us < 0)
                continue;
            masks[slot_of(&sample->status.instances[i])] |= (host_mask)(1U << h);
            count += sample->status.instances[i].address_count;
        }
    }
    return count;
}

static void claim(const struct sample *sample, size_t host, size_t index, struct claims *out)
{
    const struct status_instance *instance = &sample->status.instances[index];

    for (size_t i = 0; i < instance->address_count; i++)
        out->items[out->count++] = (struct claim){.key = key_of(instance, instance->addresses[i]),
                                                  .first_us = sample->routers[index].master_for_us,
                                                  .instance = (uint32_t)index,
                                                  .host = (uint8_t)host};
}

/* Only where two hosts have a master of that VRID there is something to compare. */
static void find_claims(const struct world *world, const host_mask masks[512], struct claims *out)
{
    for (size_t h = 0; h < world->host_count; h++) {
        const struct sample *sample = world->hosts[h].sample;

        for (size_t i = 0; speaks(&world->hosts[h]) && i < sample->status.instance_count; i++) {
            host_mask mask = masks[slot_of(&sample->status.instances[i])];

            if (sample->routers[i].master_for_us >= 0 && (mask & (mask - 1)) != 0)
                claim(sample, h, i, out);
        }
    }
}

static int compare_claims(const void *a, const void *b)
{
    const struct claim *one = a, *other = b;

    if (one->key != other->key)
        return one->key < other->key ? -1 : 1;
    return (int)one->host - (int)other->host;
}

/* Each has said so after the other one said it first. Returns the first host it is contested by, or none. */
static size_t contester(const struct world *world, const struct claim *claim,
                        const int64_t first_us[WORLD_HOSTS_MAX])
{
    int64_t last_us = world->hosts[claim->host].sample->at_us;

    for (size_t h = 0; h < world->host_count; h++)
        if (h != claim->host && first_us[h] >= 0 && last_us > first_us[h] &&
            world->hosts[h].sample->at_us > claim->first_us)
            return h;
    return WORLD_HOSTS_MAX;
}

/* Claims of one address: as many hosts as have it, each with the earliest of its claims. */
static void judge(const struct world *world, const struct claim *claims, size_t count,
                  bool *contested[WORLD_HOSTS_MAX], bool *follows[WORLD_HOSTS_MAX])
{
    int64_t first_us[WORLD_HOSTS_MAX];

    for (size_t h = 0; h < WORLD_HOSTS_MAX; h++)
        first_us[h] = -1;
    for (size_t i = 0; i < count; i++)
        if (first_us[claims[i].host] < 0 || claims[i].first_us < first_us[claims[i].host])
            first_us[claims[i].host] = claims[i].first_us;
    for (size_t i = 0; i < count; i++) {
        size_t by = contester(world, &claims[i], first_us);

        if (by == WORLD_HOSTS_MAX)
            continue;
        contested[claims[i].host][claims[i].instance] = true;
        if (by < claims[i].host)
            follows[claims[i].host][claims[i].instance] = true;
    }
}

static size_t count_leaders(const struct world *world, bool *contested[WORLD_HOSTS_MAX],
                            bool *follows[WORLD_HOSTS_MAX])
{
    size_t count = 0;

    for (size_t h = 0; h < world->host_count; h++)
        for (size_t i = 0; speaks(&world->hosts[h]) && i < world->hosts[h].sample->status.instance_count; i++)
            count += contested[h][i] && !follows[h][i];
    return count;
}

static bool make_follows(const struct world *world, bool *follows[WORLD_HOSTS_MAX])
{
    for (size_t h = 0; h < world->host_count; h++) {
        if (!speaks(&world->hosts[h]))
            continue;
        follows[h] = calloc(world->hosts[h].sample->status.instance_count + 1, sizeof(bool));
        if (follows[h] == NULL)
            return false;
    }
    return true;
}

static void judge_all(const struct world *world, struct claims *claims, bool *contested[WORLD_HOSTS_MAX],
                      bool *follows[WORLD_HOSTS_MAX])
{
    size_t end;

    qsort(claims->items, claims->count, sizeof(*claims->items), compare_claims);
    for (size_t i = 0; i < claims->count; i = end) {
        for (end = i + 1; end < claims->count && claims->items[end].key == claims->items[i].key;)
            end++;
        if (claims->items[i].host != claims->items[end - 1].host)
            judge(world, claims->items + i, end - i, contested, follows);
    }
}

bool world_contest(const struct world *world, bool *contested[WORLD_HOSTS_MAX], size_t *count)
{
    host_mask masks[512] = {0};
    bool *follows[WORLD_HOSTS_MAX] = {NULL};
    struct claims claims = {.items = calloc(find_masters(world, masks) + 1, sizeof(*claims.items))};
    bool good = claims.items != NULL && make_follows(world, follows);

    if (good) {
        find_claims(world, masks, &claims);
        judge_all(world, &claims, contested, follows);
        *count = count_leaders(world, contested, follows);
    }
    free(claims.items);
    for (size_t h = 0; h < WORLD_HOSTS_MAX; h++)
        free(follows[h]);
    return good;
}

bool world_share_address(const struct status_instance *a, const struct status_instance *b)
{
    for (size_t i = 0; i < a->address_count; i++) {
        size_t length = bare_length(a->addresses[i]);

        for (size_t n = 0; n < b->address_count; n++)
            if (bare_length(b->addresses[n]) == length &&
                strncmp(a->addresses[i], b->addresses[n], length) == 0)
                return true;
    }
    return false;
}

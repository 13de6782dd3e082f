/* Compares two sources; see diagnose_pair.h. */
#include "vrrpwatch/diagnose_pair.h"

enum { VERSION_2 = 2, OWNER = 255 };

static bool holds(const struct vip_set *set, const struct addr *address)
{
    for (size_t i = 0; i < set->count; i++)
        if (addr_equal(&set->addresses[i], address))
            return true;
    return false;
}

static size_t common(const struct vip_set *a, const struct vip_set *b)
{
    size_t count = 0;

    for (size_t i = 0; i < a->count; i++)
        count += holds(b, &a->addresses[i]);
    return count;
}

static bool is_unicast(const struct source *source)
{
    return source->destination_count > 0 && !addr_is_multicast(&source->destinations[0]);
}

static bool sends_to(const struct source *source, const struct addr *address)
{
    for (size_t i = 0; i < source->destination_count; i++)
        if (addr_equal(&source->destinations[i], address))
            return true;
    return source->destination_count == SOURCE_DESTINATIONS_MAX; /* there may be more */
}

static enum cause compare_ways(const struct source *a, const struct source *b)
{
    if (is_unicast(a) != is_unicast(b))
        return CAUSE_A8;
    if (is_unicast(a))
        return sends_to(a, &b->address) && sends_to(b, &a->address) ? CAUSE_A : CAUSE_A8;
    return addr_equal(&a->destinations[0], &b->destinations[0]) ? CAUSE_A : CAUSE_B8;
}

enum cause diagnose_pair(const struct source *a, const struct source *b)
{
    const struct vip_set *first = a->vips, *second = b->vips;
    bool sets = first != NULL && second != NULL && first != second && first->count > 0 && second->count > 0;
    size_t shared = sets ? common(first, second) : 0;
    enum cause way = compare_ways(a, b);

    if (sets && shared == 0)
        return CAUSE_B11;
    if (a->version != b->version)
        return CAUSE_B4;
    if (!is_unicast(a) && !is_unicast(b) && a->ttl != b->ttl)
        return CAUSE_B7;
    if (way != CAUSE_A)
        return way;
    if (a->auth_type != b->auth_type || a->auth_digest != b->auth_digest ||
        (a->trailing_bytes != b->trailing_bytes && a->version != VERSION_2))
        return CAUSE_B1;
    if (a->version == VERSION_2 && a->interval_us != b->interval_us)
        return CAUSE_B3;
    if (a->version != VERSION_2 && a->address.family == ADDR_IPV4 && a->checksum != b->checksum)
        return CAUSE_B5;
    if (a->priority == OWNER && b->priority == OWNER)
        return CAUSE_B9;
    if (sets && (shared != first->count || shared != second->count))
        return CAUSE_B6;
    return CAUSE_A;
}

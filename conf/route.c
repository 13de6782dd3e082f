/* Routes and rules of the model. */
#include "conf/route.h"

#include <stdlib.h>
#include <string.h>

#include "conf/quantity.h"

void route_defaults(struct conf_route *route)
{
    route->scope = ROUTE_SCOPE_UNSET;
}

void route_rule_defaults(struct conf_rule *rule)
{
    rule->table = ROUTE_TABLE_MAIN;
}

/* Decimal, or hexadecimal behind 0x. */
static bool read_number(const char *text, uint64_t max, uint64_t *out)
{
    char *end;

    if (text[0] != '0' || (text[1] | 0x20) != 'x')
        return quantity_unsigned(text, max, out);
    size_t size = strlen(text + 2);
    if (size == 0 || size > 8 || strspn(text + 2, "0123456789abcdefABCDEF") != size)
        return false;
    *out = strtoull(text + 2, &end, 16);
    return *out <= max;
}

bool route_table(const char *text, uint32_t *out)
{
    static const struct {
        const char *name;
        uint32_t number;
    } names[] = {{"default", 253}, {"main", ROUTE_TABLE_MAIN}, {"local", 255}};
    uint64_t number;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].name, text) != 0)
            continue;
        *out = names[i].number;
        return true;
    }
    if (!quantity_unsigned(text, UINT32_MAX, &number) || number == 0)
        return false;
    *out = (uint32_t)number;
    return true;
}

bool route_scope(const char *text, uint8_t *out)
{
    static const struct {
        const char *name, *number;
        uint8_t scope;
    } names[] = {{"global", "0", 0}, {"site", "200", 200}, {"link", "253", 253}, {"host", "254", 254}};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].name, text) != 0 && strcmp(names[i].number, text) != 0)
            continue;
        *out = names[i].scope;
        return true;
    }
    return false;
}

static const char *const types[CONF_ROUTE_TYPE_COUNT] = {
    [CONF_ROUTE_UNICAST] = "unicast",
    [CONF_ROUTE_BLACKHOLE] = "blackhole",
    [CONF_ROUTE_UNREACHABLE] = "unreachable",
    [CONF_ROUTE_PROHIBIT] = "prohibit",
};

int route_type(const char *text)
{
    for (int i = 0; i < CONF_ROUTE_TYPE_COUNT; i++)
        if (strcmp(types[i], text) == 0)
            return i;
    return -1;
}

const char *route_type_name(enum conf_route_type type)
{
    return types[type];
}

bool route_mark(const char *text, uint32_t *mark, uint32_t *mask)
{
    const char *slash = strchr(text, '/');
    size_t size = slash ? (size_t)(slash - text) : strlen(text);
    uint64_t value, bits = UINT32_MAX;
    char first[16];

    if (size >= sizeof first)
        return false;
    memcpy(first, text, size);
    first[size] = '\0';
    if (!read_number(first, UINT32_MAX, &value) || (slash && !read_number(slash + 1, UINT32_MAX, &bits)) ||
        bits == 0)
        return false;
    *mark = (uint32_t)value;
    *mask = (uint32_t)bits;
    return true;
}

void route_settle(struct conf_route *route, uint8_t family)
{
    if (route->table == ROUTE_TABLE_MAIN)
        route->table = 0;
    if (route->destination.family != ADDR_NONE)
        return;
    if (route->source.family != ADDR_NONE)
        family = route->source.family;
    for (size_t i = 0; i < route->nexthop_count; i++)
        if (route->nexthops[i].via.family != ADDR_NONE)
            family = route->nexthops[i].via.family;
    route->destination.family = family;
}

void route_rule_settle(struct conf_rule *rule, uint8_t family)
{
    if (rule->from.family != ADDR_NONE)
        rule->family = rule->from.family;
    else if (rule->to.family != ADDR_NONE)
        rule->family = rule->to.family;
    else if (rule->family == ADDR_NONE)
        rule->family = family;
    if (rule->type != CONF_ROUTE_UNICAST)
        rule->table = ROUTE_TABLE_MAIN; /* looks into none */
}

static bool has_host_bits(const struct addr *address, uint8_t length)
{
    for (size_t bit = length; bit < addr_size(address) * 8; bit++)
        if (address->bytes[bit / 8] & (0x80U >> (bit % 8)))
            return true;
    return false;
}

static bool fits(const struct addr *address, uint8_t family)
{
    return address->family == ADDR_NONE || address->family == family;
}

static const char *nexthop_problem(const struct conf_nexthop *nexthop, uint8_t family)
{
    if (!fits(&nexthop->via, family))
        return "and its next hop are of different address families";
    if (nexthop->via.family == ADDR_NONE && !nexthop->interface[0])
        return "has a next hop with neither `via' nor `dev'";
    return NULL;
}

const char *route_problem(const struct conf_route *route)
{
    const uint8_t family = route->destination.family;
    const char *problem = NULL;

    if (has_host_bits(&route->destination, route->prefix_length))
        return "has bits set behind its prefix length, which the kernel refuses";
    if (!fits(&route->source, family))
        return "and its source are of different address families";
    if (route->type != CONF_ROUTE_UNICAST && route->nexthop_count)
        return "leads nowhere, so it takes neither `via' nor `dev'";
    if (route->type == CONF_ROUTE_UNICAST && route->nexthop_count == 0)
        return "needs `via' or `dev'";
    for (size_t i = 0; i < route->nexthop_count && !problem; i++)
        problem = nexthop_problem(&route->nexthops[i], family);
    return problem;
}

const char *route_rule_problem(const struct conf_rule *rule)
{
    if (!fits(&rule->from, rule->family) || !fits(&rule->to, rule->family))
        return "has `from' and `to' of different address families";
    return NULL;
}

/* One line a route or rule. */
#include "conf/print_route.h"

#include "conf/print_text.h"
#include "conf/route.h"

static void print_table(struct print_map *map, uint32_t table)
{
    if (table == 253 || table == 255)
        print_map_text(map, "table", table == 253 ? "default" : "local");
    else if (table && table != ROUTE_TABLE_MAIN)
        print_map_number(map, "table", table);
}

static void print_nexthop(struct print_map *map, const struct conf_nexthop *nexthop)
{
    if (nexthop->via.family != ADDR_NONE)
        print_map_address(map, "via", &nexthop->via);
    if (nexthop->interface[0])
        print_map_text(map, "dev", nexthop->interface);
    if (nexthop->weight != 1)
        print_map_number(map, "weight", nexthop->weight);
    if (nexthop->onlink)
        print_map_bool(map, "onlink", true);
}

static void print_nexthops(struct print_map *map, const struct conf_route *route)
{
    print_map_key(map, "nexthops");
    for (size_t i = 0; i < route->nexthop_count; i++) {
        struct print_map inner = {.out = map->out};
        fputs(i ? ", " : "[", map->out);
        print_nexthop(&inner, &route->nexthops[i]);
        fputc('}', map->out);
    }
    fputc(']', map->out);
}

static const char *scope_name(uint8_t scope)
{
    return scope == 0 ? "global" : scope == 200 ? "site" : scope == 253 ? "link" : "host";
}

static void print_route(FILE *out, const struct conf_route *route)
{
    struct print_map map = {.out = out};

    fputs("      - ", out);
    print_map_prefix(&map, "to", &route->destination, route->prefix_length);
    if (route->type != CONF_ROUTE_UNICAST)
        print_map_text(&map, "type", route_type_name(route->type));
    if (route->nexthop_count > 1 || (route->nexthop_count && route->nexthops[0].weight != 1))
        print_nexthops(&map, route);
    else if (route->nexthop_count)
        print_nexthop(&map, &route->nexthops[0]);
    if (route->source.family != ADDR_NONE)
        print_map_address(&map, "source", &route->source);
    print_table(&map, route->table);
    if (route->metric)
        print_map_number(&map, "metric", route->metric);
    if (route->mtu)
        print_map_number(&map, "mtu", route->mtu);
    if (route->scope != ROUTE_SCOPE_UNSET)
        print_map_text(&map, "scope", scope_name(route->scope));
    print_map_end(&map);
}

static void print_selectors(struct print_map *map, const struct conf_rule *rule)
{
    char text[32];

    if (rule->from.family != ADDR_NONE)
        print_map_prefix(map, "from", &rule->from, rule->from_length);
    if (rule->to.family != ADDR_NONE)
        print_map_prefix(map, "to", &rule->to, rule->to_length);
    if (rule->input[0])
        print_map_text(map, "iif", rule->input);
    if (rule->output[0])
        print_map_text(map, "oif", rule->output);
    if (rule->mark_mask) {
        snprintf(text, sizeof text, "0x%x/0x%x", rule->mark, rule->mark_mask);
        print_map_text(map, "mark", text);
    }
    if (rule->tos)
        print_map_number(map, "tos", rule->tos);
}

static void print_rule(FILE *out, const struct conf_instance *instance, const struct conf_rule *rule)
{
    struct print_map map = {.out = out};

    fputs("      - ", out);
    if (rule->inverted)
        print_map_bool(&map, "not", true);
    print_selectors(&map, rule);
    if (rule->family != instance->family && rule->from.family == ADDR_NONE && rule->to.family == ADDR_NONE)
        print_map_text(&map, "family", rule->family == ADDR_IPV6 ? "ipv6" : "ipv4");
    if (rule->type != CONF_ROUTE_UNICAST)
        print_map_text(&map, "type", route_type_name(rule->type));
    print_table(&map, rule->table);
    if (rule->has_preference)
        print_map_number(&map, "preference", rule->preference);
    print_map_end(&map);
}

void print_routes(FILE *out, const struct conf_instance *instance)
{
    if (instance->route_count)
        fputs("    routes:\n", out);
    for (size_t i = 0; i < instance->route_count; i++)
        print_route(out, &instance->routes[i]);
    if (instance->rule_count)
        fputs("    rules:\n", out);
    for (size_t i = 0; i < instance->rule_count; i++)
        print_rule(out, instance, &instance->rules[i]);
}

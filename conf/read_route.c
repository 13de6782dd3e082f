/* Routes: a map each, with one next hop in it or a list of them. */
#include "conf/read_route.h"

#include <string.h>

#include "conf/node.h"
#include "conf/quantity.h"
#include "conf/route.h"

/* ---- a next hop; target is struct conf_nexthop ---- */

static void read_via(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &((struct conf_nexthop *)target)->via, NULL);
}

static void read_dev(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_interface(reader, value, ((struct conf_nexthop *)target)->interface);
}

static void read_weight(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t weight;

    if (node_number(reader, value, 1, 255, &weight))
        ((struct conf_nexthop *)target)->weight = (uint8_t)weight;
}

static void read_onlink(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_nexthop *)target)->onlink);
}

/* ---- a route; target is struct conf_route ---- */

static void read_destination(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_route *route = target;
    int prefix;

    if (value->kind == YAML_TREE_SCALAR && strcmp(value->text, "default") == 0)
        return; /* of the family of what it goes with */
    if (node_address(reader, value, &route->destination, &prefix))
        route->prefix_length =
            prefix == QUANTITY_PREFIX_NONE ? addr_host_prefix(&route->destination) : (uint8_t)prefix;
}

static void read_type(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"unicast", "blackhole", "unreachable", "prohibit"};
    int i = node_choice(reader, value, names, sizeof names / sizeof *names);

    if (i >= 0)
        ((struct conf_route *)target)->type = (enum conf_route_type)route_type(names[i]);
}

static void read_source(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &((struct conf_route *)target)->source, NULL);
}

static void read_table(struct reader *reader, const struct yaml_tree *value, void *target)
{
    const char *text = node_text(reader, value);

    if (text && !route_table(text, &((struct conf_route *)target)->table))
        node_error(reader, value, "`%s' is neither a table's number nor main, default, local", text);
}

static void read_number(struct reader *reader, const struct yaml_tree *value, uint32_t *out)
{
    uint64_t number;

    if (node_number(reader, value, 0, UINT32_MAX, &number))
        *out = (uint32_t)number;
}

static void read_metric(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_number(reader, value, &((struct conf_route *)target)->metric);
}

static void read_mtu(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_number(reader, value, &((struct conf_route *)target)->mtu);
}

static void read_scope(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"global", "site", "link", "host"};
    int i = node_choice(reader, value, names, sizeof names / sizeof *names);

    if (i >= 0)
        route_scope(names[i], &((struct conf_route *)target)->scope);
}

static struct conf_nexthop *add_nexthop(struct conf_route *route)
{
    struct conf_nexthop *nexthop = &route->nexthops[route->nexthop_count++];

    nexthop->weight = 1;
    return nexthop;
}

static void read_nexthops(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"via", read_via}, {"dev", read_dev}, {"weight", read_weight}, {"onlink", read_onlink}};

    if (!node_is(reader, value, YAML_TREE_LIST, "`nexthops'"))
        return;
    if (value->count > CONF_NEXTHOPS_MAX) {
        node_error(reader, value, "more than %d next hops", CONF_NEXTHOPS_MAX);
        return;
    }
    for (size_t i = 0; i < value->count; i++)
        node_map(reader, value->items[i], keys, sizeof keys / sizeof *keys, "a next hop",
                 add_nexthop(target));
}

static void skip(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)reader, (void)value, (void)target; /* of the single next hop, read below */
}

/* `via', `dev' and `onlink' beside the other keys are the route's one next hop. */
static void read_single(struct reader *reader, const struct yaml_tree *node, struct conf_route *route)
{
    const struct yaml_tree *via = node_find(node, "via"), *dev = node_find(node, "dev");
    const struct yaml_tree *onlink = node_find(node, "onlink");

    if (!via && !dev && !onlink)
        return;
    if (node_find(node, "nexthops")) {
        node_error(reader, node, "`nexthops' and a next hop of its own exclude each other");
        return;
    }
    struct conf_nexthop *nexthop = add_nexthop(route);
    if (via)
        read_via(reader, via, nexthop);
    if (dev)
        read_dev(reader, dev, nexthop);
    if (onlink)
        read_onlink(reader, onlink, nexthop);
}

static void read_route(struct reader *reader, const struct yaml_tree *node, struct conf_route *route)
{
    static const struct node_key keys[] = {
        {"to", read_destination},
        {"type", read_type},
        {"source", read_source},
        {"table", read_table},
        {"metric", read_metric},
        {"mtu", read_mtu},
        {"scope", read_scope},
        {"via", skip},
        {"dev", skip},
        {"onlink", skip},
        {"nexthops", read_nexthops},
    };

    route_defaults(route);
    node_map(reader, node, keys, sizeof keys / sizeof *keys, "a route", route);
    if (node->kind != YAML_TREE_MAP)
        return;
    if (!node_find(node, "to"))
        node_error(reader, node, "a route needs the key `to'");
    read_single(reader, node, route);
}

void read_routes(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_instance *instance = target;

    if (!node_is(reader, value, YAML_TREE_LIST, "`routes'"))
        return;
    for (size_t i = 0; i < value->count; i++) {
        struct conf_route route = {.place = value->items[i]->place};
        read_route(reader, value->items[i], &route);
        instance->routes = conf_append(reader->conf, instance->routes, &instance->route_count, sizeof route);
        instance->routes[instance->route_count - 1] = route;
    }
}

void read_route_settle(struct reader *reader, struct conf_instance *instance)
{
    for (size_t i = 0; i < instance->route_count; i++) {
        struct conf_route *route = &instance->routes[i];
        route_settle(route, instance->family);
        const char *problem = route_problem(route);
        if (problem)
            conf_errors_add(reader->errors, CONF_ERROR, &route->place, "this route %s", problem);
    }
    for (size_t i = 0; i < instance->rule_count; i++) {
        struct conf_rule *rule = &instance->rules[i];
        route_rule_settle(rule, instance->family);
        const char *problem = route_rule_problem(rule);
        if (problem)
            conf_errors_add(reader->errors, CONF_ERROR, &rule->place, "this rule %s", problem);
    }
}

/* Routes and rules of the kernel process; see engine_kernel_routes.h. */
#include "vrrpd/engine_kernel_routes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/netlink.h"
#include "vrrpd/os/netlink_route.h"
#include "vrrpd/os/netlink_rule.h"

enum { TEXT_MAX = 96 };

/* A route of one instance. Another instance may have the same: it is wanted while one of them is MASTER. */
struct kernel_route {
    const struct conf_route *conf;
    size_t owner;
    bool present;
    bool was_present;
    int last_error;
    int64_t restored_us; /* when it last had to be put back */
};

struct kernel_rule {
    const struct conf_rule *conf;
    size_t owner;
    bool present;
    int last_error;
};

struct kernel_routes {
    struct kernel_route *routes;
    size_t route_count;
    struct kernel_rule *rules;
    size_t rule_count;
    uint64_t *kept; /* while it is looked at what the kernel has: the marks of what stays */
    size_t kept_count;
};

/* What is to become of a route or rule that is in the kernel with our protocol. */
enum claim {
    CLAIM_NONE,     /* the configuration does not have it: the ledger knows whose it is */
    CLAIM_UNWANTED, /* only who is not MASTER has it */
    CLAIM_WANTED,
};

/* ---- what the configuration wants ---- */

static void collect(struct kernel_routes *routes, const struct conf *conf)
{
    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];

        for (size_t n = 0; n < instance->route_count; n++)
            routes->routes[routes->route_count++] =
                (struct kernel_route){.conf = &instance->routes[n], .owner = i};
        for (size_t n = 0; n < instance->rule_count; n++)
            routes->rules[routes->rule_count++] =
                (struct kernel_rule){.conf = &instance->rules[n], .owner = i};
    }
}

bool kernel_routes_prepare(struct kernel *kernel)
{
    const struct conf *conf = kernel->child->conf;
    struct kernel_routes *routes = calloc(1, sizeof(*routes));
    size_t route_count = 0, rule_count = 0;

    kernel->routes = routes;
    if (routes == NULL)
        return false;
    for (size_t i = 0; i < conf->instance_count; i++) {
        route_count += conf->instances[i].route_count;
        rule_count += conf->instances[i].rule_count;
    }
    routes->routes = calloc(route_count + 1, sizeof(*routes->routes));
    routes->rules = calloc(rule_count + 1, sizeof(*routes->rules));
    if (routes->routes == NULL || routes->rules == NULL)
        return false;
    collect(routes, conf);
    /* On a router with a full table every change would wake us: only who has routes listens. */
    if (route_count + rule_count > 0 && netlink_route_listen(kernel->monitor) < 0)
        log_line(LOG_LEVEL_WARNING,
                 "cannot hear of routes: those removed by others are not put back at once");
    return true;
}

static enum netlink_route_type type_of(enum conf_route_type type)
{
    switch (type) {
    case CONF_ROUTE_BLACKHOLE:
        return NETLINK_ROUTE_BLACKHOLE;
    case CONF_ROUTE_UNREACHABLE:
        return NETLINK_ROUTE_UNREACHABLE;
    case CONF_ROUTE_PROHIBIT:
        return NETLINK_ROUTE_PROHIBIT;
    case CONF_ROUTE_UNICAST:
    case CONF_ROUTE_TYPE_COUNT:
        break;
    }
    return NETLINK_ROUTE_UNICAST;
}

/* False when an interface it names is not there: it waits. */
static bool translate_route(const struct kernel *kernel, const struct conf_route *conf,
                            struct netlink_route *out)
{
    *out = (struct netlink_route){.type = type_of(conf->type),
                                  .destination = conf->destination,
                                  .prefix_length = conf->prefix_length,
                                  .source = conf->source,
                                  .table = conf->table,
                                  .metric = conf->metric,
                                  .mtu = conf->mtu,
                                  .scope = conf->scope,
                                  .nexthop_count = conf->nexthop_count};
    for (size_t i = 0; i < conf->nexthop_count; i++) {
        const struct conf_nexthop *nexthop = &conf->nexthops[i];
        int index = 0;

        if (nexthop->interface[0] != '\0') {
            index = kernel->links[interfaces_find(&kernel->interfaces, nexthop->interface)].index;
            if (index == 0)
                return false;
        }
        out->nexthops[i] = (struct netlink_nexthop){
            .via = nexthop->via, .index = index, .weight = nexthop->weight, .onlink = nexthop->onlink};
    }
    return true;
}

static struct netlink_rule translate_rule(const struct conf_rule *conf)
{
    struct netlink_rule rule = {.family = conf->family,
                                .from = conf->from,
                                .to = conf->to,
                                .from_length = conf->from_length,
                                .to_length = conf->to_length,
                                .mark = conf->mark,
                                .mark_mask = conf->mark_mask,
                                .tos = conf->tos,
                                .inverted = conf->inverted,
                                .has_preference = conf->has_preference,
                                .preference = conf->preference,
                                .type = type_of(conf->type),
                                .table = conf->table};

    memcpy(rule.input, conf->input, sizeof(rule.input));
    memcpy(rule.output, conf->output, sizeof(rule.output));
    return rule;
}

static const char *route_text(const struct conf_route *route, char text[TEXT_MAX])
{
    char address[ADDR_TEXT_MAX];

    snprintf(text, TEXT_MAX, "%s/%u", addr_format(&route->destination, address), route->prefix_length);
    return text;
}

static const char *rule_text(const struct conf_rule *rule, char text[TEXT_MAX])
{
    char from[ADDR_TEXT_MAX], to[ADDR_TEXT_MAX];

    snprintf(text, TEXT_MAX, "from %s to %s", addr_format(&rule->from, from), addr_format(&rule->to, to));
    return text;
}

/* ---- what of it is ours ---- */

static uint64_t route_mark(const struct netlink_route *route)
{
    char key[NETLINK_ROUTE_KEY_MAX];

    netlink_route_key(route, key);
    return ledger_mark(key);
}

static uint64_t rule_mark(const struct netlink_rule *rule)
{
    char key[NETLINK_RULE_KEY_MAX];

    netlink_rule_key(rule, key);
    return ledger_mark(key);
}

/* Without memory it is forgotten: then only the configuration tells it from what others have. */
static void keep(struct kernel_routes *routes, uint64_t mark)
{
    uint64_t *kept = realloc(routes->kept, (routes->kept_count + 1) * sizeof(*kept));

    if (kept == NULL)
        return;
    routes->kept = kept;
    kept[routes->kept_count++] = mark;
}

/* ---- routes ---- */

/* What the kernel has and a MASTER wants is noted; what only others want goes. */
static enum claim claim_route(struct kernel *kernel, const struct netlink_route *found)
{
    struct kernel_routes *routes = kernel->routes;
    enum claim claim = CLAIM_NONE;

    for (size_t i = 0; i < routes->route_count; i++) {
        struct netlink_route wish;

        if (!translate_route(kernel, routes->routes[i].conf, &wish) || !netlink_route_same(&wish, found))
            continue;
        routes->routes[i].present = true;
        if (claim != CLAIM_WANTED)
            claim = kernel->master[routes->routes[i].owner] ? CLAIM_WANTED : CLAIM_UNWANTED;
    }
    return claim;
}

/* Routes with our protocol that neither the configuration nor the ledger knows are of another vrrpd on this
 * host. */
static size_t choose_routes(struct kernel *kernel, const struct netlink_route *found, size_t count,
                            struct netlink_route_change *changes)
{
    size_t removed = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t mark = route_mark(&found[i]);
        enum claim claim = claim_route(kernel, &found[i]);

        if (claim == CLAIM_NONE && !ledger_has_mark(&kernel->ledger.routes, mark))
            continue;
        if (claim != CLAIM_WANTED)
            changes[removed++] = (struct netlink_route_change){.add = false, .route = found[i]};
        else
            keep(kernel->routes, mark);
    }
    return removed;
}

/* 0 or negative errno: what stays is not known for certain. */
static int remove_routes(struct kernel *kernel)
{
    struct netlink_route_change *changes;
    struct netlink_route *found = NULL;
    size_t count = 0, removed = 0;
    int error = netlink_route_list(kernel->requests, &found, &count);

    changes = calloc(count + 1, sizeof(*changes));
    for (size_t i = 0; i < kernel->routes->route_count; i++)
        kernel->routes->routes[i].present = false;
    if (error == 0 && changes != NULL)
        removed = choose_routes(kernel, found, count, changes);
    if (removed > 0)
        error = netlink_route_apply(kernel->requests, changes, removed);
    for (size_t i = 0; i < removed; i++)
        if (changes[i].result < 0)
            keep(kernel->routes, route_mark(&changes[i].route));
    if (error < 0) {
        log_line(LOG_LEVEL_ERROR, "cannot remove routes: %s", strerror(-error));
        kernel_retry(kernel);
    }
    for (size_t i = 0; i < kernel->routes->route_count; i++)
        if (!kernel->master[kernel->routes->routes[i].owner])
            kernel->routes->routes[i].present = kernel->routes->routes[i].was_present = false;
    free(found);
    free(changes);
    return error;
}

/* Who fights over a route with somebody else does so once a second. */
static bool may_restore(struct kernel *kernel, struct kernel_route *route, int64_t now_us)
{
    if (!route->was_present)
        return true;
    if (route->restored_us != 0 && now_us < route->restored_us + KERNEL_RETRY_US) {
        kernel_retry(kernel);
        return false;
    }
    route->restored_us = now_us;
    return true;
}

static bool same_as_earlier(const struct kernel *kernel, size_t index, const struct netlink_route *wish)
{
    for (size_t i = 0; i < index; i++) {
        const struct kernel_route *earlier = &kernel->routes->routes[i];
        struct netlink_route other;

        if (kernel->master[earlier->owner] && translate_route(kernel, earlier->conf, &other) &&
            addr_equal(&other.destination, &wish->destination) &&
            other.prefix_length == wish->prefix_length && other.table == wish->table &&
            other.metric == wish->metric)
            return true;
    }
    return false;
}

static void note_route(struct kernel *kernel, struct kernel_route *route, int result)
{
    char text[TEXT_MAX];

    route->present = route->was_present = result == 0;
    if (result < 0 && result != route->last_error)
        log_line(LOG_LEVEL_ERROR, "%s: cannot add the route to %s: %s%s",
                 kernel->child->conf->instances[route->owner].name, route_text(route->conf, text),
                 strerror(-result), result == -EEXIST ? " (somebody else's is in the way)" : "");
    if (result < 0)
        kernel_retry(kernel);
    route->last_error = result;
}

static void add_routes(struct kernel *kernel)
{
    struct kernel_routes *routes = kernel->routes;
    struct netlink_route_change *changes = calloc(routes->route_count + 1, sizeof(*changes));
    size_t *whose = calloc(routes->route_count + 1, sizeof(*whose));
    int64_t now_us = clock_now_us();
    size_t count = 0;

    for (size_t i = 0; i < routes->route_count && changes != NULL && whose != NULL; i++) {
        struct kernel_route *route = &routes->routes[i];

        if (!kernel->master[route->owner] || route->present)
            continue;
        changes[count].add = true;
        if (!translate_route(kernel, route->conf, &changes[count].route))
            note_route(kernel, route, -ENODEV);
        else if (!same_as_earlier(kernel, i, &changes[count].route) && may_restore(kernel, route, now_us))
            whose[count++] = i;
    }
    for (size_t i = 0; i < count; i++)
        ledger_add_mark(&kernel->ledger.routes, route_mark(&changes[i].route));
    if (count > 0)
        kernel_write_ledger(kernel); /* before the kernel knows */
    if (count > 0 && netlink_route_apply(kernel->requests, changes, count) < 0)
        kernel->look_at_kernel = true;
    for (size_t i = 0; i < count; i++)
        note_route(kernel, &routes->routes[whose[i]], changes[i].result);
    free(changes);
    free(whose);
}

/* ---- rules ---- */

static enum claim claim_rule(struct kernel *kernel, const struct netlink_rule *found)
{
    enum claim claim = CLAIM_NONE;

    for (size_t i = 0; i < kernel->routes->rule_count; i++) {
        struct kernel_rule *rule = &kernel->routes->rules[i];
        struct netlink_rule wish = translate_rule(rule->conf);

        if (!netlink_rule_same(&wish, found))
            continue;
        rule->present = true;
        if (claim != CLAIM_WANTED)
            claim = kernel->master[rule->owner] ? CLAIM_WANTED : CLAIM_UNWANTED;
    }
    return claim;
}

static int remove_rule(struct kernel *kernel, const struct netlink_rule *found)
{
    struct netlink_rule_change change = {.add = false, .rule = *found};
    uint64_t mark = rule_mark(found);
    enum claim claim = claim_rule(kernel, found);
    int error = 0;

    if (claim == CLAIM_NONE && !ledger_has_mark(&kernel->ledger.routes, mark))
        return 0;
    if (claim != CLAIM_WANTED)
        error = netlink_rule_apply(kernel->requests, &change, 1);
    if (claim == CLAIM_WANTED || change.result < 0)
        keep(kernel->routes, mark);
    return error;
}

/* 0 or negative errno: what stays is not known for certain. */
static int remove_rules(struct kernel *kernel)
{
    struct netlink_rule *found = NULL;
    size_t count = 0;
    int error = netlink_rule_list(kernel->requests, &found, &count);

    for (size_t i = 0; i < kernel->routes->rule_count; i++)
        kernel->routes->rules[i].present = false;
    for (size_t i = 0; i < count && error == 0; i++)
        error = remove_rule(kernel, &found[i]);
    if (error < 0) {
        log_line(LOG_LEVEL_ERROR, "cannot remove rules: %s", strerror(-error));
        kernel_retry(kernel);
    }
    for (size_t i = 0; i < kernel->routes->rule_count; i++)
        if (!kernel->master[kernel->routes->rules[i].owner])
            kernel->routes->rules[i].present = false;
    free(found);
    return error;
}

static void add_rules(struct kernel *kernel)
{
    for (size_t i = 0; i < kernel->routes->rule_count; i++) {
        struct kernel_rule *rule = &kernel->routes->rules[i];
        struct netlink_rule_change change = {.add = true, .rule = translate_rule(rule->conf)};
        char text[TEXT_MAX];

        if (!kernel->master[rule->owner] || rule->present)
            continue;
        ledger_add_mark(&kernel->ledger.routes, rule_mark(&change.rule));
        kernel_write_ledger(kernel); /* before the kernel knows */
        netlink_rule_apply(kernel->requests, &change, 1);
        if (change.result == -EEXIST)
            change.result = 0; /* another instance has the same */
        if (change.result < 0 && change.result != rule->last_error)
            log_line(LOG_LEVEL_ERROR, "%s: cannot add the rule %s: %s",
                     kernel->child->conf->instances[rule->owner].name, rule_text(rule->conf, text),
                     strerror(-change.result));
        if (change.result < 0)
            kernel_retry(kernel);
        rule->present = change.result == 0;
        rule->last_error = change.result;
    }
}

/* ---- one round ---- */

/* Nothing is wanted, and nothing is left of an earlier configuration. */
static bool idle(const struct kernel *kernel)
{
    return kernel->routes->route_count == 0 && kernel->routes->rule_count == 0 &&
           kernel->ledger.routes.count == 0;
}

void kernel_routes_remove(struct kernel *kernel)
{
    struct kernel_routes *routes = kernel->routes;
    int rules_error, routes_error;

    if (idle(kernel) || !kernel->look_at_routes)
        return;
    rules_error = remove_rules(kernel);
    routes_error = remove_routes(kernel);
    if (rules_error == 0 && routes_error == 0 &&
        ledger_keep_marks(&kernel->ledger.routes, routes->kept, routes->kept_count))
        kernel_write_ledger(kernel);
    free(routes->kept);
    routes->kept = NULL;
    routes->kept_count = 0;
}

void kernel_routes_add(struct kernel *kernel)
{
    if (!idle(kernel) && kernel->look_at_routes) {
        add_routes(kernel);
        add_rules(kernel);
    }
    kernel->look_at_routes = false;
}

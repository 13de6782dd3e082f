/* One route a line: [TYPE] DESTINATION [via A] [dev IF] [src A] .., in any order. */
#include "conf/keepalived_route.h"

#include <string.h>

#include "conf/quantity.h"
#include "conf/route.h"

/* The reading of one line; `next` is the word after the one at hand. */
struct route_line {
    struct keepalived *keepalived;
    const struct keepalived_line *line;
    size_t next;
    struct conf_route *route;
    bool has_destination;
    bool fresh; /* `nexthop' or `or' was read: what follows begins another next hop */
};

/* Each returns false when keepalived, or what we make of it, has no use for the whole route. */
typedef bool option_reader(struct route_line *at, const struct keepalived_word *value);

static bool refuse(struct route_line *at, const struct keepalived_word *word, const char *why)
{
    keepalived_warn(at->keepalived, word, "`%s' %s: this route is not installed", word->text, why);
    return false;
}

static struct conf_nexthop *nexthop(struct route_line *at)
{
    struct conf_route *route = at->route;

    if ((route->nexthop_count == 0 || at->fresh) && route->nexthop_count < CONF_NEXTHOPS_MAX)
        route->nexthops[route->nexthop_count++].weight = 1;
    at->fresh = false;
    return &route->nexthops[route->nexthop_count - 1];
}

static bool read_via(struct route_line *at, const struct keepalived_word *value)
{
    return addr_parse(value->text, &nexthop(at)->via) || refuse(at, value, "is not an address");
}

static bool read_or(struct route_line *at, const struct keepalived_word *value)
{
    at->fresh = true;
    if (at->route->nexthop_count == CONF_NEXTHOPS_MAX)
        return refuse(at, value, "is one next hop too many");
    return read_via(at, value);
}

static bool read_nexthop(struct route_line *at, const struct keepalived_word *word)
{
    at->fresh = at->route->nexthop_count > 0;
    return at->route->nexthop_count < CONF_NEXTHOPS_MAX || refuse(at, word, "is one too many");
}

static bool read_dev(struct route_line *at, const struct keepalived_word *value)
{
    return keepalived_interface(at->keepalived, value, "the route", nexthop(at)->interface);
}

static bool read_weight(struct route_line *at, const struct keepalived_word *value)
{
    uint64_t weight;

    if (!quantity_unsigned(value->text, 255, &weight) || weight == 0)
        return refuse(at, value, "is not a weight from 1 to 255");
    nexthop(at)->weight = (uint8_t)weight;
    return true;
}

static bool read_onlink(struct route_line *at, const struct keepalived_word *word)
{
    (void)word;
    nexthop(at)->onlink = true;
    return true;
}

static bool read_source(struct route_line *at, const struct keepalived_word *value)
{
    return addr_parse(value->text, &at->route->source) || refuse(at, value, "is not an address");
}

static bool read_table(struct route_line *at, const struct keepalived_word *value)
{
    return route_table(value->text, &at->route->table) ||
           refuse(at, value, "is neither a table's number nor main, default, local");
}

static bool read_number(struct route_line *at, const struct keepalived_word *value, uint32_t *out)
{
    uint64_t number;

    if (!quantity_unsigned(value->text, UINT32_MAX, &number))
        return refuse(at, value, "is not a number");
    *out = (uint32_t)number;
    return true;
}

static bool read_metric(struct route_line *at, const struct keepalived_word *value)
{
    return read_number(at, value, &at->route->metric);
}

static bool read_mtu(struct route_line *at, const struct keepalived_word *value)
{
    const struct keepalived_word *word = value;

    if (strcmp(word->text, "lock") == 0 && at->next < at->line->count)
        word = &at->line->words[at->next++];
    return read_number(at, word, &at->route->mtu);
}

static bool read_scope(struct route_line *at, const struct keepalived_word *value)
{
    return route_scope(value->text, &at->route->scope) ||
           refuse(at, value, "is not a scope (global, site, link, host)");
}

static bool read_destination(struct route_line *at, const struct keepalived_word *value)
{
    struct conf_route *route = at->route;
    int prefix = 0;

    at->has_destination = true;
    if (strcmp(value->text, "default") == 0)
        return true;
    if (!quantity_address(value->text, &route->destination, &prefix) || prefix == QUANTITY_PREFIX_BAD)
        return refuse(at, value, "is not a network");
    route->prefix_length =
        prefix == QUANTITY_PREFIX_NONE ? addr_host_prefix(&route->destination) : (uint8_t)prefix;
    return true;
}

static bool read_later(struct route_line *at, const struct keepalived_word *value)
{
    keepalived_warn(at->keepalived, value - 1,
                    "`%s' of a route is not acted on: the route is there without it", (value - 1)->text);
    return true;
}

static bool read_nothing(struct route_line *at, const struct keepalived_word *word)
{
    (void)at, (void)word;
    return true;
}

static const struct {
    const char *name;
    bool has_value;
    option_reader *read;
} options[] = {
    {"via", true, read_via},
    {"gw", true, read_via},
    {"or", true, read_or},
    {"nexthop", false, read_nexthop},
    {"dev", true, read_dev},
    {"oif", true, read_dev},
    {"weight", true, read_weight},
    {"onlink", false, read_onlink},
    {"src", true, read_source},
    {"table", true, read_table},
    {"metric", true, read_metric},
    {"priority", true, read_metric},
    {"preference", true, read_metric},
    {"mtu", true, read_mtu},
    {"scope", true, read_scope},
    {"to", true, read_destination},
    {"inet", false, read_nothing},
    {"inet6", false, read_nothing},
    {"no_track", false, read_nothing},
    {"track_group", true, read_nothing},
    {"tos", true, read_later},
    {"dsfield", true, read_later},
    {"protocol", true, read_later},
    {"pref", true, read_later},
    {"advmss", true, read_later},
    {"hoplimit", true, read_later},
    {"rtt", true, read_later},
    {"rttvar", true, read_later},
    {"reordering", true, read_later},
    {"window", true, read_later},
    {"cwnd", true, read_later},
    {"ssthresh", true, read_later},
    {"realms", true, read_later},
    {"rto_min", true, read_later},
    {"initcwnd", true, read_later},
    {"initrwnd", true, read_later},
    {"features", true, read_later},
    {"quickack", true, read_later},
    {"congctl", true, read_later},
    {"fastopen_no_cookie", true, read_later},
};

/* A word that is no option: the type or the destination. */
static bool read_other(struct route_line *at, const struct keepalived_word *word)
{
    int type = route_type(word->text);

    if (type >= 0) {
        at->route->type = (enum conf_route_type)type;
        return true;
    }
    if (!at->has_destination)
        return read_destination(at, word);
    return refuse(at, word, "is not an option of a route that is understood");
}

static bool read_option(struct route_line *at)
{
    const struct keepalived_word *word = &at->line->words[at->next++];

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (strcmp(options[i].name, word->text) != 0)
            continue;
        if (!options[i].has_value)
            return options[i].read(at, word);
        /* `via inet6 ADDRESS' */
        if (options[i].read == read_via && at->next + 1 < at->line->count &&
            strncmp(at->line->words[at->next].text, "inet", 4) == 0)
            at->next++;
        if (at->next < at->line->count)
            return options[i].read(at, &at->line->words[at->next++]);
        return refuse(at, word, "needs a value");
    }
    return read_other(at, word);
}

static void read_line(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_instance *model = ((struct keepalived_instance *)target)->model;
    struct conf_route route = {.place = line->words[0].place};
    struct route_line at = {.keepalived = keepalived, .line = line, .route = &route};
    bool keep = true;

    route_defaults(&route);
    while (keep && at.next < line->count)
        keep = read_option(&at);
    if (keep && !at.has_destination)
        keep = refuse(&at, &line->words[0], "comes without a destination");
    if (!keep)
        return;
    model->routes = conf_append(keepalived->reader->conf, model->routes, &model->route_count, sizeof route);
    model->routes[model->route_count - 1] = route;
}

void keepalived_routes(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_each(keepalived, line, read_line, target);
}

void keepalived_routes_finish(struct keepalived *keepalived, struct keepalived_instance *instance)
{
    struct conf_instance *model = instance->model;
    size_t kept = 0;

    for (size_t i = 0; i < model->route_count; i++) {
        struct conf_route *route = &model->routes[i];
        const struct keepalived_word word = {.text = "", .place = route->place};
        route_settle(route, model->family);
        const char *problem = route_problem(route);
        if (problem)
            keepalived_warn(keepalived, &word, "this route %s: it is not installed", problem);
        else
            model->routes[kept++] = *route;
    }
    model->route_count = kept;
}

/* What real servers may be. */
#include "conf/check_lvs_server.h"

#include <stdlib.h>
#include <string.h>

#include "conf/lvs.h"
#include "conf/settle_lvs.h"

/* ---- families ---- */

/* The family that servers must have: that of all endpoints; where these are mixed, that of the first server.
 */
static uint8_t family_of(const struct conf_virtual_server *service)
{
    uint8_t family = service->endpoints[0].family;
    bool mixed = false;

    for (size_t i = 1; i < service->endpoint_count; i++)
        mixed |= service->endpoints[i].family != family;
    for (size_t i = 0; mixed && i < service->server_count; i++)
        if (service->servers[i].forward.method != CONF_METHOD_TUN)
            return service->servers[i].address.family;
    return mixed ? (uint8_t)ADDR_NONE : family;
}

static bool fits(uint8_t family, const struct conf_server *server)
{
    return server->forward.method == CONF_METHOD_TUN || family == ADDR_NONE ||
           server->address.family == family;
}

static void report_family(struct reader *reader, const struct conf_server *server, const char *what)
{
    char text[LVS_ENDPOINT_TEXT_MAX];

    settle_lvs_fault(reader, &server->place, "keepalived skips it, and so do we",
                     "%s %s is not of the virtual server's address family, which only a tunnel may mix", what,
                     lvs_endpoint_format(&server->address, server->port, text));
}

/* Takes out what does not fit. */
static void check_families(struct reader *reader, struct conf_virtual_server *service)
{
    uint8_t family = family_of(service);
    size_t kept = 0;

    for (size_t i = 0; i < service->server_count; i++) {
        if (fits(family, &service->servers[i]))
            service->servers[kept++] = service->servers[i];
        else
            report_family(reader, &service->servers[i], "server");
    }
    service->server_count = kept;
    if (!service->has_sorry || fits(family, &service->sorry))
        return;
    report_family(reader, &service->sorry, "sorry server");
    service->has_sorry = false;
}

/* An endpoint of the other family would have no server at all. */
static void check_endpoints(struct reader *reader, struct conf_virtual_server *service)
{
    char text[LVS_ENDPOINT_TEXT_MAX];
    uint8_t family = ADDR_NONE; /* of all servers that are no tunnel's: others were taken out */
    size_t kept = 0;

    for (size_t s = 0; s < service->server_count; s++)
        if (service->servers[s].forward.method != CONF_METHOD_TUN)
            family = service->servers[s].address.family;
    for (size_t i = 0; i < service->endpoint_count; i++) {
        const struct conf_endpoint *endpoint = &service->endpoints[i];
        if (endpoint->mark || family == ADDR_NONE || endpoint->family == family)
            service->endpoints[kept++] = *endpoint;
        else
            settle_lvs_fault(reader, &service->place, "it is not programmed",
                             "%s has servers of the other address family, which only a tunnel may mix",
                             lvs_endpoint_format(&endpoint->address, endpoint->port, text));
    }
    service->endpoint_count = kept;
}

/* ---- servers listed twice ---- */

struct place {
    const struct conf_server *server;
    size_t order;
};

static bool same_server(const struct conf_server *a, const struct conf_server *b)
{
    return a->port == b->port && addr_equal(&a->address, &b->address);
}

static int compare_servers(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    int order = addr_compare(&left->server->address, &right->server->address);

    if (order == 0)
        order = (left->server->port > right->server->port) - (left->server->port < right->server->port);
    if (order == 0)
        order = (left->order > right->order) - (left->order < right->order);
    return order;
}

/* By sorting: a service may have ten thousand of them. */
static void check_twice(struct reader *reader, struct conf_virtual_server *service)
{
    char text[LVS_ENDPOINT_TEXT_MAX];
    size_t count = service->server_count, kept = 0;
    struct place *sorted = calloc(count + 1, sizeof *sorted);
    bool *twice = calloc(count + 1, sizeof *twice);

    for (size_t i = 0; sorted && i < count; i++)
        sorted[i] = (struct place){&service->servers[i], i};
    if (sorted && twice)
        qsort(sorted, count, sizeof *sorted, compare_servers);
    for (size_t i = 1; sorted && twice && i < count; i++) {
        const struct conf_server *server = sorted[i].server;
        twice[sorted[i].order] = same_server(sorted[i - 1].server, server);
        if (twice[sorted[i].order])
            settle_lvs_fault(reader, &server->place, "keepalived skips it, and so do we",
                             "server %s is in the virtual server already, in line %u",
                             lvs_endpoint_format(&server->address, server->port, text),
                             sorted[i - 1].server->place.line);
    }
    for (size_t i = 0; twice && i < count; i++)
        if (!twice[i])
            service->servers[kept++] = service->servers[i];
    service->server_count = twice ? kept : count;
    free(sorted);
    free(twice);
}

/* ---- one server, one check ---- */

static void check_sorry(struct reader *reader, const struct conf_virtual_server *service)
{
    for (size_t i = 0; service->has_sorry && i < service->server_count; i++)
        if (same_server(&service->servers[i], &service->sorry))
            conf_errors_add(
                reader->errors, CONF_WARNING, &service->sorry.place,
                "the sorry server is also a server (line %u): when the others are gone because it "
                "failed, requests go to it all the same",
                service->servers[i].place.line);
}

static void check_thresholds(struct reader *reader, const struct conf_server *server)
{
    char text[LVS_ENDPOINT_TEXT_MAX];

    if (server->upper && server->lower > server->upper)
        conf_errors_add(reader->errors, CONF_WARNING, &server->place,
                        "server %s: its lower threshold is above the upper one",
                        lvs_endpoint_format(&server->address, server->port, text));
}

static void check_check(struct reader *reader, const struct conf_check *check)
{
    if (check->kind == CONF_CHECK_UDP && check->reply_min > check->reply_max)
        conf_errors_add(reader->errors, CONF_WARNING, &check->place,
                        "the shortest good reply is longer than the longest one: no reply is good");
    if (reader->conf->format == CONF_FORMAT_YAML && check->timeout_us > check->interval_us &&
        check->kind != CONF_CHECK_FILE)
        conf_errors_add(reader->errors, CONF_WARNING, &check->place,
                        "a try may take longer than the interval: rounds are then further apart");
}

void check_lvs_servers(struct reader *reader, struct conf_virtual_server *service)
{
    const struct conf_check *checked = NULL; /* a list that many servers share is judged once */

    check_families(reader, service);
    check_endpoints(reader, service);
    if (service->server_count > 1)
        check_twice(reader, service);
    check_sorry(reader, service);
    for (size_t i = 0; i < service->server_count; i++) {
        const struct conf_server *server = &service->servers[i];
        check_thresholds(reader, server);
        for (size_t c = 0; server->checks != checked && c < server->check_count; c++)
            check_check(reader, &server->checks[c]);
        checked = server->checks;
    }
}

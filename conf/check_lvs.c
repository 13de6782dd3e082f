/* What virtual servers may be, each and together. */
#include "conf/check_lvs.h"

#include <stdlib.h>
#include <string.h>

#include "conf/check_lvs_server.h"
#include "conf/lvs.h"
#include "conf/settle_lvs.h"
#include "conf/suggest.h"

/* ---- limits ---- */

static bool check_limits(struct reader *reader)
{
    const struct conf *conf = reader->conf;
    size_t endpoints = 0, servers = 0, i = 0;

    while (i < conf->virtual_server_count && i < CONF_VIRTUAL_SERVERS_MAX &&
           endpoints <= CONF_ENDPOINTS_MAX && servers <= CONF_SERVERS_MAX) {
        endpoints += conf->virtual_servers[i].endpoint_count;
        servers += conf->virtual_servers[i].server_count;
        i++;
    }
    const struct conf_place *place = i ? &conf->virtual_servers[i - 1].place : NULL;
    if (endpoints > CONF_ENDPOINTS_MAX)
        conf_errors_add(reader->errors, CONF_ERROR, place,
                        "more than %d addresses and marks of virtual servers", CONF_ENDPOINTS_MAX);
    else if (servers > CONF_SERVERS_MAX)
        conf_errors_add(reader->errors, CONF_ERROR, place, "more than %d servers of virtual servers",
                        CONF_SERVERS_MAX);
    else if (i < conf->virtual_server_count)
        conf_errors_add(reader->errors, CONF_ERROR, &conf->virtual_servers[i].place,
                        "more than %d virtual servers", CONF_VIRTUAL_SERVERS_MAX);
    else
        return true;
    return false;
}

/* ---- endpoints that two virtual servers have ---- */

struct taken {
    const struct conf_virtual_server *service;
    struct conf_endpoint *endpoint;
    size_t order;
};

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* What the kernel tells them apart by: an address with its port and protocol, or a mark with a family. */
static int compare_keys(const struct taken *a, const struct taken *b)
{
    int order = addr_compare(&a->endpoint->address, &b->endpoint->address);

    if (order == 0)
        order = compare_numbers(a->endpoint->port, b->endpoint->port);
    if (order == 0)
        order = compare_numbers(a->endpoint->mark, b->endpoint->mark);
    if (order == 0 && a->endpoint->mark)
        return compare_numbers(a->endpoint->family, b->endpoint->family);
    return order ? order : compare_numbers(a->service->protocol, b->service->protocol);
}

static int compare_taken(const void *a, const void *b)
{
    const struct taken *left = a, *right = b;
    int order = compare_keys(left, right);

    return order ? order : compare_numbers(left->order, right->order);
}

static void report_taken(struct reader *reader, const struct taken *first, const struct taken *second)
{
    char text[LVS_ENDPOINT_TEXT_MAX];
    const struct conf_endpoint *endpoint = second->endpoint;
    const struct conf_place *place = &second->service->place;

    if (endpoint->mark)
        settle_lvs_fault(reader, place, "the second is ignored",
                         "mark %u is in the virtual server in line %u already", endpoint->mark,
                         first->service->place.line);
    else
        settle_lvs_fault(reader, place, "the second is ignored",
                         "%s/%s is in the virtual server in line %u already",
                         lvs_endpoint_format(&endpoint->address, endpoint->port, text),
                         lvs_protocol_name(second->service->protocol), first->service->place.line);
}

static size_t collect(const struct conf *conf, struct taken *taken)
{
    size_t count = 0;

    for (size_t i = 0; i < conf->virtual_server_count; i++)
        for (size_t e = 0; e < conf->virtual_servers[i].endpoint_count; e++, count++)
            taken[count] =
                (struct taken){&conf->virtual_servers[i], &conf->virtual_servers[i].endpoints[e], count};
    return count;
}

/* An endpoint with neither is one that was taken out. */
static bool is_gone(const struct conf_endpoint *endpoint)
{
    return endpoint->address.family == ADDR_NONE && endpoint->mark == 0;
}

static void check_taken(struct reader *reader)
{
    const struct conf *conf = reader->conf;
    size_t total = 0;

    for (size_t i = 0; i < conf->virtual_server_count; i++)
        total += conf->virtual_servers[i].endpoint_count;
    struct taken *taken = calloc(total + 1, sizeof *taken);
    bool *twice = calloc(total + 1, sizeof *twice);
    if (taken && twice && collect(conf, taken) > 1)
        qsort(taken, total, sizeof *taken, compare_taken);
    size_t first = 0;
    for (size_t i = 1; taken && twice && i < total; i++) {
        twice[i] = compare_keys(&taken[first], &taken[i]) == 0;
        if (twice[i])
            report_taken(reader, &taken[first], &taken[i]);
        else
            first = i;
    }
    for (size_t i = 0; taken && twice && i < total; i++)
        if (twice[i])
            *taken[i].endpoint = (struct conf_endpoint){.family = ADDR_NONE};
    free(taken);
    free(twice);
}

/* Takes out endpoints that are gone, and virtual servers that have nothing left. */
static void compact(struct conf *conf)
{
    size_t kept = 0;

    for (size_t i = 0; i < conf->virtual_server_count; i++) {
        struct conf_virtual_server *service = &conf->virtual_servers[i];
        size_t endpoints = 0;
        for (size_t e = 0; e < service->endpoint_count; e++)
            if (!is_gone(&service->endpoints[e]))
                service->endpoints[endpoints++] = service->endpoints[e];
        service->endpoint_count = endpoints;
        if (endpoints && service->server_count)
            conf->virtual_servers[kept++] = *service;
    }
    conf->virtual_server_count = kept;
}

/* ---- one virtual server ---- */

static bool has_mark(const struct conf_virtual_server *service)
{
    for (size_t i = 0; i < service->endpoint_count; i++)
        if (service->endpoints[i].mark)
            return true;
    return false;
}

static bool has_open_port(const struct conf_virtual_server *service)
{
    for (size_t i = 0; i < service->endpoint_count; i++)
        if (!service->endpoints[i].mark && service->endpoints[i].port == 0)
            return true;
    return false;
}

static void check_persistence(struct reader *reader, struct conf_virtual_server *service)
{
    uint8_t longest = service->endpoints[0].family == ADDR_IPV6 ? 128 : 32;

    if (service->persistence_us == 0 && has_open_port(service)) {
        settle_lvs_fault(reader, &service->place, "keepalived makes it persistent for 360 s, and so do we",
                         "without a port it takes all of them, which needs persistence");
        service->persistence_us = LVS_PERSISTENCE_US;
    }
    if (service->engine[0] && service->persistence_us == 0) {
        settle_lvs_fault(reader, &service->place, "it is not used", "a persistence engine needs persistence");
        service->engine[0] = '\0';
    }
    if (service->persistence_length == 0)
        service->persistence_length = longest;
    if (service->persistence_length > longest) {
        settle_lvs_fault(reader, &service->place, "every client counts for itself",
                         "a granularity of %u is longer than its addresses", service->persistence_length);
        service->persistence_length = longest;
    }
}

static void check_flags(struct reader *reader, struct conf_virtual_server *service)
{
    if (service->one_packet && service->protocol != LVS_UDP && !has_mark(service)) {
        settle_lvs_fault(reader, &service->place, "keepalived turns it off, and so do we",
                         "scheduling of each packet for itself needs UDP");
        service->one_packet = false;
    }
    if (service->ha_suspend && has_mark(service)) {
        settle_lvs_fault(reader, &service->place, "keepalived turns it off, and so do we",
                         "checks can rest with an address alone, not with a mark (ha_suspend)");
        service->ha_suspend = false;
    }
}

/* Checks may raise a weight above what stands here. */
static bool is_dynamic(const struct conf_virtual_server *service)
{
    for (size_t i = 0; i < service->server_count; i++)
        for (size_t c = 0; c < service->servers[i].check_count; c++)
            if (service->servers[i].checks[c].dynamic ||
                service->servers[i].checks[c].kind == CONF_CHECK_FILE)
                return true;
    return false;
}

static void check_quorum(struct reader *reader, struct conf_virtual_server *service)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < service->server_count; i++)
        sum += service->servers[i].weight;
    if (sum > 0 && service->quorum > sum && !is_dynamic(service)) {
        settle_lvs_fault(reader, &service->place, "keepalived lowers it to that, and so do we",
                         "the quorum of %u is above the weights of all servers, %llu: it is never reached",
                         service->quorum, (unsigned long long)sum);
        service->quorum = (uint32_t)sum;
    }
    if (service->hysteresis >= service->quorum) {
        settle_lvs_fault(reader, &service->place, "keepalived makes it one less, and so do we",
                         "the hysteresis of %u is not below the quorum of %u", service->hysteresis,
                         service->quorum);
        service->hysteresis = service->quorum - 1;
    }
}

/* ---- the whole ---- */

static const char *instance_name(const void *context, size_t i)
{
    return ((const struct conf *)context)->instances[i].name;
}

static void check_sync(struct reader *reader)
{
    struct conf_lvs_sync *sync = &reader->conf->lvs.sync;

    char suggestion[SUGGEST_TEXT_MAX];

    if (!sync->instance || conf_find_instance(reader->conf, sync->instance))
        return;
    suggest_format(suggest_word(sync->instance, instance_name, reader->conf, reader->conf->instance_count),
                   suggestion);
    settle_lvs_fault(reader, &sync->place, "keepalived does not start the synchronisation, and so do we",
                     "no instance `%s', whose state the synchronisation of connections is to follow%s",
                     sync->instance, suggestion);
    *sync = (struct conf_lvs_sync){.place = sync->place};
}

static void check_program(struct reader *reader, const struct conf_virtual_server *service)
{
    if (service->program == CONF_PROGRAM_MASTER && service->instance < 0)
        conf_errors_add(reader->errors, CONF_ERROR, &service->place,
                        "`program: master', but no instance has the address of %s", service->name);
}

void check_lvs(struct reader *reader)
{
    struct conf *conf = reader->conf;

    check_sync(reader);
    if (!check_limits(reader))
        return;
    settle_lvs(reader);
    for (size_t i = 0; i < conf->virtual_server_count; i++)
        check_lvs_servers(reader, &conf->virtual_servers[i]);
    check_taken(reader);
    compact(conf);
    for (size_t i = 0; i < conf->virtual_server_count; i++) {
        check_persistence(reader, &conf->virtual_servers[i]);
        check_flags(reader, &conf->virtual_servers[i]);
        check_quorum(reader, &conf->virtual_servers[i]);
    }
    settle_lvs_names(reader);
    settle_lvs_numbers(reader);
    for (size_t i = 0; i < conf->virtual_server_count; i++)
        check_program(reader, &conf->virtual_servers[i]);
}

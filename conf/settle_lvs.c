/* Families, ports, names and numbers of virtual servers. */
#include "conf/settle_lvs.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/lvs.h"
#include "conf/lvs_same.h"

enum {
    HTTP_PORT = 80,
    HTTPS_PORT = 443,
    SMTP_PORT = 25,
    DNS_PORT = 53,
};

void settle_lvs_fault(struct reader *reader, const struct conf_place *place, const char *keepalived,
                      const char *format, ...)
{
    bool yaml = reader->conf->format == CONF_FORMAT_YAML;
    char text[400];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    conf_errors_add(reader->errors, yaml ? CONF_ERROR : CONF_WARNING, place, "%s%s%s", text, yaml ? "" : ": ",
                    yaml ? "" : keepalived);
}

/* ---- families ---- */

/* The family of packets with a mark follows from where they go; a tunnel takes either. */
static uint8_t family_of_servers(const struct conf_virtual_server *service)
{
    uint8_t any = ADDR_NONE;
    bool mixed = false;

    if (service->has_sorry && service->sorry.forward.method != CONF_METHOD_TUN)
        return service->sorry.address.family;
    for (size_t i = 0; i < service->server_count; i++) {
        uint8_t family = service->servers[i].address.family;
        if (service->servers[i].forward.method != CONF_METHOD_TUN)
            return family;
        mixed |= any != ADDR_NONE && any != family;
        any = family;
    }
    return mixed || any == ADDR_NONE ? ADDR_IPV4 : any;
}

static void settle_family(struct conf_virtual_server *service)
{
    uint8_t family = ADDR_NONE;

    for (size_t i = 0; i < service->endpoint_count; i++)
        if (family == ADDR_NONE)
            family = service->endpoints[i].address.family;
    if (family == ADDR_NONE)
        family = family_of_servers(service);
    for (size_t i = 0; i < service->endpoint_count; i++)
        if (service->endpoints[i].family == ADDR_NONE)
            service->endpoints[i].family = family;
}

/* ---- ports ---- */

/* The one port that all endpoints have; false with marks and several ports. */
static bool common_port(const struct conf_virtual_server *service, uint16_t *port)
{
    *port = service->endpoints[0].port;
    for (size_t i = 0; i < service->endpoint_count; i++)
        if (service->endpoints[i].address.family == ADDR_NONE || service->endpoints[i].port != *port)
            return false;
    return true;
}

static bool is_marked(const struct conf_virtual_server *service)
{
    for (size_t i = 0; i < service->endpoint_count; i++)
        if (service->endpoints[i].address.family != ADDR_NONE)
            return false;
    return true;
}

/* Sets the port to where packets come out, and says so: only NAT translates ports. */
static void settle_forward_port(struct reader *reader, const struct conf_virtual_server *service,
                                struct conf_server *server, uint16_t port)
{
    char text[LVS_ENDPOINT_TEXT_MAX];
    const char *method = server->forward.method == CONF_METHOD_DR ? "DR" : "TUN";

    if (server->port == port)
        return;
    lvs_endpoint_format(&server->address, server->port, text);
    if (is_marked(service))
        conf_errors_add(reader->errors, CONF_WARNING, &server->place,
                        "server %s: %s cannot translate ports, with a mark packets keep the port they were "
                        "sent to; port %u is that of its checks alone",
                        text, method, server->port);
    else
        conf_errors_add(reader->errors, CONF_WARNING, &server->place,
                        "server %s: %s cannot translate ports, packets get there with port %u, that of the "
                        "virtual server; port %u is that of its checks alone",
                        text, method, port, server->port);
    server->port = port;
}

/* Returns the port that was written. */
static uint16_t settle_port(struct reader *reader, const struct conf_virtual_server *service,
                            struct conf_server *server)
{
    uint16_t written = server->port, port;
    bool common = common_port(service, &port);

    if (common && written == 0)
        server->port = port;
    else if (server->forward.method != CONF_METHOD_NAT && (common || is_marked(service)))
        settle_forward_port(reader, service, server, common ? port : 0);
    return written;
}

static uint16_t usual_port(const struct conf_check *check)
{
    switch (check->kind) {
    case CONF_CHECK_HTTP:
        return check->tls ? HTTPS_PORT : HTTP_PORT;
    case CONF_CHECK_SMTP:
        return SMTP_PORT;
    case CONF_CHECK_DNS:
        return DNS_PORT;
    default:
        return 0;
    }
}

/* Where the check goes: the port it says, else what stands at the server, else what is usual. */
static void settle_check_port(struct reader *reader, const struct conf_server *server, uint16_t written,
                              struct conf_check *check)
{
    uint16_t port = check->port ? check->port : written ? written : server->port;

    if (!lvs_kind_has_port(check->kind))
        return;
    if (port == 0)
        port = usual_port(check);
    if (port == 0)
        conf_errors_add(reader->errors, CONF_WARNING, &check->place,
                        "neither the check nor the server has a port: it always fails");
    check->port = port == server->port ? 0 : port;
}

/* False when keepalived ignores the check, after a finding. */
static bool settle_check_route(struct reader *reader, const struct conf_server *server,
                               struct conf_check *check)
{
    const struct addr *to = check->address.family == ADDR_NONE ? &server->address : &check->address;

    if (check->bind_address.family != ADDR_NONE && check->bind_address.family != to->family) {
        settle_lvs_fault(reader, &check->place, "keepalived does not bind it, and so do we",
                         "the check is bound to an address of the other family than it goes to");
        check->bind_address = (struct addr){.family = ADDR_NONE};
    }
    if (!lvs_kind_has_port(check->kind) || to->family != ADDR_IPV6 || !addr_is_link_local(to) ||
        check->bind_interface[0])
        return true;
    settle_lvs_fault(reader, &check->place, "keepalived ignores it, and so do we",
                     "the check goes to a link-local address, which needs the interface it leaves from");
    return false;
}

/* Lists are shared, so one that changes becomes another. */
static void settle_checks(struct reader *reader, struct conf_server *server, uint16_t written)
{
    struct conf_check checks[CONF_CHECKS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < server->check_count; i++) {
        checks[count] = server->checks[i];
        settle_check_port(reader, server, written, &checks[count]);
        count += settle_check_route(reader, server, &checks[count]);
    }
    if (lvs_same_checks(checks, count, server->checks, server->check_count))
        return;
    server->checks = lvs_keep_checks(reader->conf, &reader->recent, checks, count);
    server->check_count = count;
}

void settle_lvs(struct reader *reader)
{
    const struct conf *conf = reader->conf;

    for (size_t i = 0; i < conf->virtual_server_count; i++) {
        struct conf_virtual_server *service = &conf->virtual_servers[i];
        settle_family(service);
        for (size_t s = 0; s < service->server_count; s++) {
            uint16_t written = settle_port(reader, service, &service->servers[s]);
            settle_checks(reader, &service->servers[s], written);
        }
        if (service->has_sorry)
            settle_port(reader, service, &service->sorry);
    }
}

/* ---- names ---- */

static char *make_name(struct conf *conf, const struct conf_virtual_server *service)
{
    const struct conf_endpoint *endpoint = &service->endpoints[0];
    char text[LVS_ENDPOINT_TEXT_MAX], name[LVS_ENDPOINT_TEXT_MAX + 8];

    if (endpoint->address.family == ADDR_NONE)
        snprintf(name, sizeof name, "fwmark %u%s", endpoint->mark,
                 endpoint->family == ADDR_IPV6 ? "/ipv6" : "");
    else
        snprintf(name, sizeof name, "%s/%s", lvs_endpoint_format(&endpoint->address, endpoint->port, text),
                 lvs_protocol_name(service->protocol));
    return conf_strdup(conf, name);
}

static int compare_names(const void *a, const void *b)
{
    const struct conf_virtual_server *left = *(struct conf_virtual_server *const *)a;
    const struct conf_virtual_server *right = *(struct conf_virtual_server *const *)b;
    int order = strcmp(left->name, right->name);

    return order ? order : (left > right) - (left < right);
}

/* keepalived lets a group serve several protocols. */
static void rename_group(struct conf *conf, struct conf_virtual_server *service)
{
    const char *protocol = lvs_protocol_name(service->protocol);
    size_t size = strlen(service->name) + strlen(protocol) + 2;
    char *name = conf_alloc(conf, size);

    snprintf(name, size, "%s/%s", service->name, protocol);
    service->name = name;
}

/* Renames, or when it may not, reports the second of every two with one name. Returns how many there were. */
static size_t pass_names(struct reader *reader, struct conf_virtual_server **sorted, bool may_rename)
{
    size_t count = reader->conf->virtual_server_count, found = 0;

    qsort(sorted, count, sizeof *sorted, compare_names);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(sorted[i - 1]->name, sorted[i]->name) != 0)
            continue;
        found++;
        if (!may_rename)
            conf_errors_add(reader->errors, CONF_ERROR, &sorted[i]->place,
                            "a virtual server of the name `%s' is in line %u already", sorted[i]->name,
                            sorted[i - 1]->place.line);
    }
    /* From behind, so that of three with one name two are renamed. */
    for (size_t i = count; may_rename && i-- > 1;)
        if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
            rename_group(reader->conf, sorted[i]);
    return found;
}

void settle_lvs_names(struct reader *reader)
{
    struct conf *conf = reader->conf;
    size_t count = conf->virtual_server_count;
    bool may_rename = conf->format == CONF_FORMAT_KEEPALIVED;

    if (count == 0)
        return;
    struct conf_virtual_server **sorted = conf_alloc(conf, count * sizeof *sorted);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &conf->virtual_servers[i];
        if (!sorted[i]->name)
            sorted[i]->name = make_name(conf, sorted[i]);
    }
    if (pass_names(reader, sorted, may_rename) > 0 && may_rename)
        pass_names(reader, sorted, false);
}

/* ---- numbers ---- */

struct held {
    const struct addr *address;
    int instance;
};

static int compare_held(const void *a, const void *b)
{
    const struct held *left = a, *right = b;
    int order = addr_compare(left->address, right->address);

    return order ? order : (left->instance > right->instance) - (left->instance < right->instance);
}

/* All addresses of instances, in order. */
static struct held *collect(struct conf *conf, size_t *count)
{
    size_t total = 0;

    for (size_t i = 0; i < conf->instance_count; i++)
        total += conf->instances[i].address_count + conf->instances[i].excluded_count;
    struct held *held = conf_alloc(conf, (total + 1) * sizeof *held);
    *count = 0;
    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];
        for (size_t a = 0; a < instance->address_count; a++)
            held[(*count)++] = (struct held){&instance->addresses[a].address, (int)i};
        for (size_t a = 0; a < instance->excluded_count; a++)
            held[(*count)++] = (struct held){&instance->excluded[a].address, (int)i};
    }
    qsort(held, *count, sizeof *held, compare_held);
    return held;
}

/* The first instance with that address, or -1. */
static int find_held(const struct held *held, size_t count, const struct addr *address)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (addr_compare(held[middle].address, address) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && addr_equal(held[low].address, address) ? held[low].instance : -1;
}

static void settle_sync(struct conf *conf)
{
    struct conf_lvs_sync *sync = &conf->lvs.sync;
    const struct conf_instance *instance = sync->instance ? conf_find_instance(conf, sync->instance) : NULL;

    if (instance && sync->id == 0)
        sync->id = instance->vrid;
}

void settle_lvs_numbers(struct reader *reader)
{
    struct conf *conf = reader->conf;
    size_t count, index = 0;

    settle_sync(conf);
    if (conf->virtual_server_count == 0)
        return;
    struct held *held = collect(conf, &count);
    for (size_t i = 0; i < conf->virtual_server_count; i++) {
        struct conf_virtual_server *service = &conf->virtual_servers[i];
        const struct addr *address = &service->endpoints[0].address;
        service->instance = address->family == ADDR_NONE ? -1 : find_held(held, count, address);
        for (size_t s = 0; s < service->server_count; s++)
            service->servers[s].index = index++;
    }
    conf->server_count = index;
}

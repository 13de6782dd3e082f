/* Virtual servers. */
#include "conf/read_lvs.h"

#include <stdio.h>
#include <string.h>

#include "conf/lvs.h"
#include "conf/node.h"
#include "conf/read_command.h"
#include "conf/read_lvs_check.h"
#include "conf/read_lvs_http.h"
#include "conf/read_lvs_server.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
    NAME_MAX_BYTES = CONF_NAME_MAX + 8, /* a group's of keepalived.conf, and a protocol */
};

/* A virtual server while its map is read. */
struct service {
    struct conf_virtual_server model;
    struct conf_server defaults; /* of its servers */
    uint8_t family;              /* of `fwmark', ADDR_NONE: as its servers */
};

static struct service *service_of(void *target)
{
    return target;
}

static void add_endpoint(struct reader *reader, struct service *service, const struct conf_endpoint *endpoint)
{
    struct conf_virtual_server *model = &service->model;

    model->endpoints = conf_append(reader->conf, model->endpoints, &model->endpoint_count, sizeof *endpoint);
    model->endpoints[model->endpoint_count - 1] = *endpoint;
}

/* ---- what clients talk to ---- */

static void read_address(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_endpoint endpoint = {.mark = 0};

    if (!read_lvs_endpoint(reader, value, &endpoint.address, &endpoint.port))
        return;
    endpoint.family = endpoint.address.family;
    add_endpoint(reader, target, &endpoint);
}

static void read_addresses(struct reader *reader, const struct yaml_tree *value, void *target)
{
    if (!node_is(reader, value, YAML_TREE_LIST, "`addresses'"))
        return;
    for (size_t i = 0; i < value->count; i++)
        read_address(reader, value->items[i], target);
}

static void read_family(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"ipv4", "ipv6"};
    int i = node_choice(reader, value, names, COUNT(names));

    if (i >= 0)
        service_of(target)->family = i ? ADDR_IPV6 : ADDR_IPV4;
}

static void read_mark(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t mark;

    if (node_number(reader, value, 1, UINT32_MAX, &mark))
        add_endpoint(reader, target,
                     &(struct conf_endpoint){.mark = (uint32_t)mark, .family = service_of(target)->family});
}

/* N, or {mark: N, family: ipv4|ipv6} */
static void read_one_mark(struct reader *reader, const struct yaml_tree *value, struct service *service)
{
    static const struct node_key keys[] = {{"mark", read_mark}, {"family", read_family}};
    size_t before = service->model.endpoint_count;

    service->family = ADDR_NONE;
    if (value->kind == YAML_TREE_SCALAR) {
        read_mark(reader, value, service);
        return;
    }
    node_map(reader, value, keys, COUNT(keys), "a mark", service);
    if (service->model.endpoint_count > before)
        service->model.endpoints[before].family = service->family;
    else if (value->kind == YAML_TREE_MAP && !node_find(value, "mark"))
        node_error(reader, value, "a mark needs the key `mark'");
}

static void read_marks(struct reader *reader, struct service *service, const struct yaml_tree *value)
{
    if (!node_is(reader, value, YAML_TREE_LIST, "`fwmarks'"))
        return;
    for (size_t i = 0; i < value->count; i++)
        read_one_mark(reader, value->items[i], service);
}

static void read_name(struct reader *reader, const struct yaml_tree *value, void *target)
{
    const char *name = node_text(reader, value);
    struct conf_virtual_server *model = &service_of(target)->model;

    if (!name)
        return;
    if (strlen(name) >= NAME_MAX_BYTES) {
        node_error(reader, value, "the name of a virtual server has 1 to %d bytes", NAME_MAX_BYTES - 1);
        return;
    }
    model->name = lvs_group_name(reader->conf, name);
}

/* ---- how it is balanced ---- */

static void read_protocol(struct reader *reader, const struct yaml_tree *value, void *target)
{
    int i = node_choice(reader, value, lvs_protocol_names(), LVS_PROTOCOL_COUNT);

    if (i >= 0)
        service_of(target)->model.protocol = lvs_protocol((size_t)i);
}

static void read_scheduler(struct reader *reader, const struct yaml_tree *value, void *target)
{
    int i = node_choice(reader, value, lvs_scheduler_names(), CONF_SCHEDULER_COUNT);

    if (i >= 0)
        service_of(target)->model.scheduler = (enum conf_scheduler)i;
}

/* Needs the scheduler, so it is read after the other keys. */
static void read_flags(struct reader *reader, const struct yaml_tree *value,
                       struct conf_virtual_server *model)
{
    if (!node_is(reader, value, YAML_TREE_LIST, "`scheduler_flags'"))
        return;
    for (size_t f = 0; f < value->count; f++) {
        int i = node_choice(reader, value->items[f], lvs_flag_names(), LVS_FLAG_NAMES);
        if (i < 0)
            continue;
        enum conf_scheduler of = lvs_flag_scheduler((size_t)i);
        if (of == CONF_SCHEDULER_COUNT || of == model->scheduler)
            model->scheduler_flags |= lvs_flag((size_t)i);
        else
            node_error(reader, value->items[f], "`%s' is of the scheduler %s", lvs_flag_names()[i],
                       lvs_scheduler_names()[of]);
    }
}

static void read_method(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_lvs_method(reader, value, &service_of(target)->defaults.forward);
}

static void read_one_packet(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &service_of(target)->model.one_packet);
}

static void read_hashed(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &service_of(target)->model.hashed);
}

static void read_persistence_timeout(struct reader *reader, const struct yaml_tree *value, void *target)
{
    const int64_t second_us = 1000000;
    int64_t us;

    if (!node_duration(reader, value, second_us, LVS_SECONDS_MAX * second_us, &us))
        return;
    if (us % second_us)
        node_error(reader, value, "the kernel counts whole seconds here");
    else
        service_of(target)->model.persistence_us = us;
}

static void read_granularity(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t length;

    if (node_number(reader, value, 1, 128, &length))
        service_of(target)->model.persistence_length = (uint8_t)length;
}

static void read_engine(struct reader *reader, const struct yaml_tree *value, void *target)
{
    char *name = NULL;

    read_lvs_token(reader, value, &name);
    if (name && strlen(name) >= CONF_ENGINE_MAX)
        node_error(reader, value, "the name of a persistence engine has 1 to %d bytes", CONF_ENGINE_MAX - 1);
    else if (name)
        strcpy(service_of(target)->model.engine, name);
}

static void read_persistence(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"timeout", read_persistence_timeout}, {"granularity", read_granularity}, {"engine", read_engine}};

    if (value->kind != YAML_TREE_MAP) {
        read_persistence_timeout(reader, value, target);
        return;
    }
    service_of(target)->model.persistence_us = LVS_PERSISTENCE_US;
    node_map(reader, value, keys, COUNT(keys), "`persistence'", target);
}

/* ---- health ---- */

static void read_quorum_weight(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t weight;

    if (node_number(reader, value, 1, UINT32_MAX, &weight))
        service_of(target)->model.quorum = (uint32_t)weight;
}

static void read_hysteresis(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t hysteresis;

    if (node_number(reader, value, 0, UINT32_MAX, &hysteresis))
        service_of(target)->model.hysteresis = (uint32_t)hysteresis;
}

static void read_up(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command_hook(reader, value, &service_of(target)->model.quorum_up);
}

static void read_down(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command_hook(reader, value, &service_of(target)->model.quorum_down);
}

static void read_quorum(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"weight", read_quorum_weight},
                                           {"hysteresis", read_hysteresis},
                                           {"up", read_up},
                                           {"down", read_down}};

    if (value->kind == YAML_TREE_MAP)
        node_map(reader, value, keys, COUNT(keys), "`quorum'", target);
    else
        read_quorum_weight(reader, value, target);
}

static void read_omega(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &service_of(target)->model.omega);
}

static void read_suspend(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &service_of(target)->model.ha_suspend);
}

static void read_slow_start(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, LVS_TIME_MAX_US, &service_of(target)->model.slow_start_us);
}

/* true, false, or what of it alone: its quorum, its servers. */
static void read_mail(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"false", "quorum", "servers", "true"};
    int i = node_choice(reader, value, names, COUNT(names));

    if (i < 0)
        return;
    service_of(target)->model.mail = i & 1;
    service_of(target)->defaults.mail = i & 2;
}

static void read_inhibit(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &service_of(target)->defaults.inhibit);
}

static void read_host(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_lvs_token(reader, value, &service_of(target)->defaults.virtualhost);
}

static void read_program(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"auto", "always", "master"};
    int i = node_choice(reader, value, names, COUNT(names));

    if (i >= 0)
        service_of(target)->model.program = (enum conf_program)i;
}

static void read_later(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)reader, (void)value, (void)target; /* needs the other keys: see read_service() */
}

static const struct node_key service_keys[] = {
    {"address", read_address},
    {"fwmark", read_mark},
    {"family", read_later},
    {"name", read_name},
    {"addresses", read_addresses},
    {"fwmarks", read_later},
    {"protocol", read_protocol},
    {"scheduler", read_scheduler},
    {"scheduler_flags", read_later},
    {"method", read_method},
    {"persistence", read_persistence},
    {"one_packet", read_one_packet},
    {"hashed", read_hashed},
    {"quorum", read_quorum},
    {"sorry", read_later},
    {"inhibit", read_inhibit},
    {"host", read_host},
    {"omega", read_omega},
    {"ha_suspend", read_suspend},
    {"slow_start", read_slow_start},
    {"mail", read_mail},
    {"program", read_program},
    {"check", read_later},
    {"checks", read_later},
    {"servers", read_later},
};

/* Exactly one of an address, a mark, or a name with several of them. */
static void judge_endpoints(struct reader *reader, const struct yaml_tree *node)
{
    bool address = node_find(node, "address"), mark = node_find(node, "fwmark");
    bool several = node_find(node, "addresses") || node_find(node, "fwmarks");
    const struct yaml_tree *name = node_find(node, "name"), *family = node_find(node, "family");

    if (address + mark + several != 1)
        node_error(
            reader, node,
            "a virtual server needs one of `address', `fwmark', or `name' with `addresses' or `fwmarks'");
    else if (several && !name)
        node_error(reader, node, "a virtual server with `addresses' or `fwmarks' needs the key `name'");
    else if (name && !several)
        node_error(reader, name, "`name' goes with `addresses' or `fwmarks'");
    if (family && !mark)
        node_error(reader, family, "`family' goes with `fwmark'");
}

/* What needs other keys. Order matters: what servers leave open is known first. */
static void read_rest(struct reader *reader, const struct yaml_tree *node, struct service *service)
{
    const struct yaml_tree *flags = node_find(node, "scheduler_flags"), *marks = node_find(node, "fwmarks");
    const struct yaml_tree *sorry = node_find(node, "sorry"), *servers = node_find(node, "servers");
    struct conf_server *defaults = &service->defaults;
    bool found;

    if (flags)
        read_flags(reader, flags, &service->model);
    if (marks)
        read_marks(reader, service, marks);
    defaults->checks = read_lvs_checks(reader, node, &defaults->check_count, &found);
    if (sorry)
        read_lvs_sorry(reader, sorry, defaults, &service->model);
    if (servers)
        read_lvs_servers(reader, servers, defaults, &service->model);
    else
        node_error(reader, node, "a virtual server needs the key `servers'");
}

static void read_service(struct reader *reader, const struct yaml_tree *node)
{
    struct conf *conf = reader->conf;
    const struct yaml_tree *family = node_find(node, "family");
    struct service service = {
        .model = {.place = node->place,
                  .protocol = LVS_TCP,
                  .quorum = 1,
                  .mail = conf_mails(conf),
                  .instance = -1},
        .defaults = {.weight = 1, .mail = conf_mails(conf)},
    };

    if (family) /* the mark takes it along */
        read_family(reader, family, &service);
    node_map(reader, node, service_keys, COUNT(service_keys), "a virtual server", &service);
    if (node->kind != YAML_TREE_MAP)
        return;
    judge_endpoints(reader, node);
    read_rest(reader, node, &service);
    if (service.model.endpoint_count == 0) {
        if (node_find(node, "addresses") || node_find(node, "fwmarks"))
            node_error(reader, node, "a virtual server without an address and a mark");
        return;
    }
    conf->virtual_servers =
        conf_append(conf, conf->virtual_servers, &conf->virtual_server_count, sizeof service.model);
    conf->virtual_servers[conf->virtual_server_count - 1] = service.model;
}

void read_lvs_section(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    if (!node_is(reader, value, YAML_TREE_LIST, "`virtual_servers'"))
        return;
    for (size_t i = 0; i < value->count; i++)
        read_service(reader, value->items[i]);
}

/* Servers of one virtual server. */
#include "conf/read_lvs_server.h"

#include <string.h>

#include "conf/lvs.h"
#include "conf/lvs_same.h"
#include "conf/node.h"
#include "conf/read_command.h"
#include "conf/read_lvs_check.h"
#include "conf/read_lvs_http.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

bool read_lvs_endpoint(struct reader *reader, const struct yaml_tree *value, struct addr *address,
                       uint16_t *port)
{
    const char *text = node_text(reader, value);

    if (!text)
        return false;
    if (lvs_endpoint_parse(text, address, port))
        return true;
    node_error(reader, value,
               "`%s' is not an address with a port, such as 192.0.2.1:80 or \"[2001:db8::1]:80\"", text);
    return false;
}

/* ---- method; target is struct conf_forward ---- */

static void read_type(struct reader *reader, const struct yaml_tree *value, void *target)
{
    int i = node_choice(reader, value, lvs_method_names(), CONF_METHOD_COUNT);

    if (i >= 0)
        ((struct conf_forward *)target)->method = (enum conf_method)i;
}

static void read_tunnel(struct reader *reader, const struct yaml_tree *value, void *target)
{
    int i = node_choice(reader, value, lvs_tunnel_names(), CONF_TUNNEL_COUNT);

    if (i >= 0)
        ((struct conf_forward *)target)->tunnel = (enum conf_tunnel)i;
}

static void read_tunnel_port(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t port;

    if (node_number(reader, value, 1, UINT16_MAX, &port))
        ((struct conf_forward *)target)->tunnel_port = (uint16_t)port;
}

static void read_checksum(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_forward *)target)->tunnel_checksum);
}

static void read_remote_checksum(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_forward *)target)->tunnel_remote_checksum);
}

static void judge_tunnel(struct reader *reader, const struct yaml_tree *value,
                         const struct conf_forward *forward)
{
    static const struct conf_forward plain[] = {{.method = CONF_METHOD_NAT}, {.method = CONF_METHOD_DR}};
    bool tunnel = forward->method == CONF_METHOD_TUN;

    if (!tunnel && !lvs_same_forward(forward, &plain[forward->method]))
        node_error(reader, value, "only `type: tun' has a tunnel");
    else if (tunnel && (forward->tunnel == CONF_TUNNEL_GUE) != (forward->tunnel_port != 0))
        node_error(reader, value, "a gue tunnel needs a port, and no other has one");
    else if (tunnel && forward->tunnel == CONF_TUNNEL_IPIP &&
             (forward->tunnel_checksum || forward->tunnel_remote_checksum))
        node_error(reader, value, "an ipip tunnel has no checksum");
    else if (tunnel && forward->tunnel_remote_checksum &&
             (forward->tunnel == CONF_TUNNEL_GRE || forward->tunnel_checksum))
        node_error(reader, value, "only a gue tunnel has a remote checksum, and then no other");
}

void read_lvs_method(struct reader *reader, const struct yaml_tree *value, struct conf_forward *out)
{
    static const struct node_key keys[] = {
        {"type", read_type},
        {"tunnel", read_tunnel},
        {"port", read_tunnel_port},
        {"checksum", read_checksum},
        {"remote_checksum", read_remote_checksum},
    };

    *out = (struct conf_forward){.method = CONF_METHOD_NAT};
    if (value->kind != YAML_TREE_MAP) {
        read_type(reader, value, out);
        return;
    }
    node_map(reader, value, keys, COUNT(keys), "`method'", out);
    if (!node_find(value, "type"))
        node_error(reader, value, "`method' needs the key `type'");
    judge_tunnel(reader, value, out);
}

/* ---- keys of a server; target is struct conf_server ---- */

static struct conf_server *server_of(void *target)
{
    return target;
}

static void read_address(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_lvs_endpoint(reader, value, &server_of(target)->address, &server_of(target)->port);
}

static void read_number(struct reader *reader, const struct yaml_tree *value, uint64_t max, uint32_t *out)
{
    uint64_t number;

    if (node_number(reader, value, 0, max, &number))
        *out = (uint32_t)number;
}

static void read_weight(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_number(reader, value, CONF_LVS_WEIGHT_MAX, &server_of(target)->weight);
}

static void read_upper(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_number(reader, value, UINT32_MAX, &server_of(target)->upper);
}

static void read_lower(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_number(reader, value, UINT32_MAX, &server_of(target)->lower);
}

static void read_method(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_lvs_method(reader, value, &server_of(target)->forward);
}

static void read_inhibit(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &server_of(target)->inhibit);
}

static void read_mail(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &server_of(target)->mail);
}

static void read_host(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_lvs_token(reader, value, &server_of(target)->virtualhost);
}

static void read_up(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command_hook(reader, value, &server_of(target)->up);
}

static void read_down(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command_hook(reader, value, &server_of(target)->down);
}

static void read_notify(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"up", read_up}, {"down", read_down}};

    node_map(reader, value, keys, COUNT(keys), "`notify'", target);
}

static void read_later(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)reader, (void)value, (void)target; /* `check' and `checks' are read together */
}

static const struct node_key server_keys[] = {
    {"address", read_address},
    {"weight", read_weight},
    {"check", read_later},
    {"checks", read_later},
    {"method", read_method},
    {"upper_threshold", read_upper},
    {"lower_threshold", read_lower},
    {"inhibit", read_inhibit},
    {"mail", read_mail},
    {"host", read_host},
    {"notify", read_notify},
};

/* False when it has no address that could be used. */
static bool read_server(struct reader *reader, const struct yaml_tree *node, struct conf_server *server)
{
    struct conf_check *checks;
    size_t count;
    bool found;

    server->place = node->place;
    if (node->kind == YAML_TREE_SCALAR)
        read_address(reader, node, server);
    else
        node_map(reader, node, server_keys, COUNT(server_keys), "a server", server);
    if (node->kind != YAML_TREE_MAP)
        return server->address.family != ADDR_NONE;
    if (!node_find(node, "address"))
        node_error(reader, node, "a server needs the key `address'");
    checks = read_lvs_checks(reader, node, &count, &found);
    if (found) {
        server->checks = checks;
        server->check_count = count;
    }
    return server->address.family != ADDR_NONE;
}

void read_lvs_servers(struct reader *reader, const struct yaml_tree *value,
                      const struct conf_server *defaults, struct conf_virtual_server *service)
{
    if (!node_is(reader, value, YAML_TREE_LIST, "`servers'"))
        return;
    if (value->count == 0) {
        node_error(reader, value, "`servers' is empty");
        return;
    }
    service->servers = conf_alloc(reader->conf, value->count * sizeof *service->servers);
    for (size_t i = 0; i < value->count; i++) {
        struct conf_server *server = &service->servers[service->server_count];
        *server = *defaults;
        service->server_count += read_server(reader, value->items[i], server);
    }
}

void read_lvs_sorry(struct reader *reader, const struct yaml_tree *value, const struct conf_server *defaults,
                    struct conf_virtual_server *service)
{
    static const struct node_key keys[] = {
        {"address", read_address},
        {"method", read_method},
        {"weight", read_weight},
        {"inhibit", read_inhibit},
    };
    struct conf_server sorry = {.place = value->place, .weight = 1, .forward = defaults->forward};

    if (value->kind == YAML_TREE_SCALAR)
        read_address(reader, value, &sorry);
    else
        node_map(reader, value, keys, COUNT(keys), "`sorry'", &sorry);
    if (value->kind == YAML_TREE_MAP && !node_find(value, "address"))
        node_error(reader, value, "`sorry' needs the key `address'");
    service->sorry = sorry;
    service->sorry_inhibit = sorry.inhibit;
    service->has_sorry = sorry.address.family != ADDR_NONE;
}

/* What holds for all, virtual servers, and their servers on one line each. */
#include "conf/print_lvs.h"

#include <string.h>

#include "conf/lvs.h"
#include "conf/lvs_same.h"
#include "conf/print_lvs_check.h"
#include "conf/print_text.h"
#include "conf/print_track.h"

/* Brackets need quotes, digits do not. */
static void print_endpoint(FILE *out, const struct addr *address, uint16_t port)
{
    char text[LVS_ENDPOINT_TEXT_MAX];

    lvs_endpoint_format(address, port, text);
    if (address->family == ADDR_IPV4)
        fputs(text, out);
    else
        print_text(out, text);
}

/* ---- global ---- */

static void print_sync(FILE *out, const struct conf *conf)
{
    const struct conf_lvs_sync *sync = &conf->lvs.sync;
    const struct conf_instance *instance = sync->instance ? conf_find_instance(conf, sync->instance) : NULL;
    struct print_map map = {.out = out};

    if (!sync->interface[0])
        return;
    fputs("    sync: ", out);
    print_map_text(&map, "interface", sync->interface);
    if (sync->instance)
        print_map_text(&map, "instance", sync->instance);
    if (sync->id != (instance ? instance->vrid : 0))
        print_map_number(&map, "id", sync->id);
    if (sync->max_length)
        print_map_number(&map, "max_length", sync->max_length);
    if (sync->port)
        print_map_number(&map, "port", sync->port);
    if (sync->ttl)
        print_map_number(&map, "ttl", sync->ttl);
    if (sync->group.family != ADDR_NONE)
        print_map_address(&map, "group", &sync->group);
    print_map_end(&map);
}

static void print_timeouts(FILE *out, const struct conf_lvs *lvs)
{
    struct print_map map = {.out = out};

    if (!lvs->tcp_us && !lvs->tcp_fin_us && !lvs->udp_us)
        return;
    fputs("    timeouts: ", out);
    if (lvs->tcp_us)
        print_map_duration(&map, "tcp", lvs->tcp_us);
    if (lvs->tcp_fin_us)
        print_map_duration(&map, "tcp_fin", lvs->tcp_fin_us);
    if (lvs->udp_us)
        print_map_duration(&map, "udp", lvs->udp_us);
    print_map_end(&map);
}

void print_lvs_global(FILE *out, const struct conf *conf)
{
    const struct conf_lvs *lvs = &conf->lvs;

    if (!lvs->sync.interface[0] && !lvs->flush && !lvs->tcp_us && !lvs->tcp_fin_us && !lvs->udp_us &&
        !lvs->panic_percent)
        return;
    fputs("  lvs:\n", out);
    print_sync(out, conf);
    if (lvs->flush)
        fputs("    flush: true\n", out);
    print_timeouts(out, lvs);
    if (lvs->panic_percent)
        fprintf(out, "    panic_threshold: %u\n", lvs->panic_percent);
}

/* ---- what clients talk to ---- */

static const char *family_name(uint8_t family)
{
    return family == ADDR_IPV6 ? "ipv6" : "ipv4";
}

static void print_group(FILE *out, const struct conf_virtual_server *service)
{
    size_t i = 0;

    print_key_text(out, "  - name", service->name + strlen("group "));
    if (service->endpoints[0].address.family != ADDR_NONE)
        fputs("    addresses:\n", out);
    for (; i < service->endpoint_count && service->endpoints[i].address.family != ADDR_NONE; i++) {
        fputs("      - ", out);
        print_endpoint(out, &service->endpoints[i].address, service->endpoints[i].port);
        fputc('\n', out);
    }
    if (i < service->endpoint_count)
        fputs("    fwmarks:\n", out);
    for (; i < service->endpoint_count; i++)
        fprintf(out, "      - {mark: %u, family: %s}\n", service->endpoints[i].mark,
                family_name(service->endpoints[i].family));
}

static void print_endpoints(FILE *out, const struct conf_virtual_server *service)
{
    const struct conf_endpoint *endpoint = &service->endpoints[0];

    if (strncmp(service->name, "group ", strlen("group ")) == 0) {
        print_group(out, service);
    } else if (endpoint->address.family == ADDR_NONE) {
        fprintf(out, "  - fwmark: %u\n    family: %s\n", endpoint->mark, family_name(endpoint->family));
    } else {
        fputs("  - address: ", out);
        print_endpoint(out, &endpoint->address, endpoint->port);
        fputc('\n', out);
    }
    if (service->protocol != LVS_TCP)
        fprintf(out, "    protocol: %s\n", lvs_protocol_name(service->protocol));
}

/* ---- how it is balanced ---- */

static void print_method(FILE *out, const struct conf_forward *forward)
{
    struct print_map map = {.out = out};

    if (forward->method != CONF_METHOD_TUN ||
        lvs_same_forward(forward, &(struct conf_forward){.method = CONF_METHOD_TUN})) {
        fputs(lvs_method_names()[forward->method], out);
        return;
    }
    print_map_text(&map, "type", "tun");
    print_map_text(&map, "tunnel", lvs_tunnel_names()[forward->tunnel]);
    if (forward->tunnel_port)
        print_map_number(&map, "port", forward->tunnel_port);
    if (forward->tunnel_checksum)
        print_map_bool(&map, "checksum", true);
    if (forward->tunnel_remote_checksum)
        print_map_bool(&map, "remote_checksum", true);
    print_map_close(&map);
}

/* The names of the scheduler's own flags, of others flag-1 to flag-3. */
static void print_flags(FILE *out, const struct conf_virtual_server *service)
{
    uint8_t left = service->scheduler_flags;
    bool begun = false;

    for (int own = 1; own >= 0; own--)
        for (size_t i = 0; i < LVS_FLAG_NAMES; i++) {
            if (lvs_flag_scheduler(i) != (own ? service->scheduler : CONF_SCHEDULER_COUNT) ||
                !(left & lvs_flag(i)))
                continue;
            fprintf(out, "%s%s", begun ? ", " : "    scheduler_flags: [", lvs_flag_names()[i]);
            left = (uint8_t)(left & ~lvs_flag(i));
            begun = true;
        }
    fputs(begun ? "]\n" : "", out);
}

static void print_persistence(FILE *out, const struct conf_virtual_server *service)
{
    uint8_t whole = service->endpoints[0].family == ADDR_IPV6 ? 128 : 32;
    struct print_map map = {.out = out};

    if (service->persistence_us == 0 && service->persistence_length == whole && !service->engine[0])
        return;
    if (service->persistence_length == whole && !service->engine[0]) {
        print_key_duration(out, "    persistence", service->persistence_us);
        return;
    }
    fputs("    persistence: ", out);
    if (service->persistence_us)
        print_map_duration(&map, "timeout", service->persistence_us);
    if (service->persistence_length != whole)
        print_map_number(&map, "granularity", service->persistence_length);
    if (service->engine[0])
        print_map_text(&map, "engine", service->engine);
    print_map_end(&map);
}

static void print_quorum(FILE *out, const struct conf_virtual_server *service)
{
    struct print_map map = {.out = out};

    if (!service->hysteresis && !service->quorum_up.argc && !service->quorum_down.argc) {
        if (service->quorum != 1)
            fprintf(out, "    quorum: %u\n", service->quorum);
        return;
    }
    fputs("    quorum: ", out);
    print_map_number(&map, "weight", service->quorum);
    if (service->hysteresis)
        print_map_number(&map, "hysteresis", service->hysteresis);
    if (service->quorum_up.argc) {
        print_map_key(&map, "up");
        print_command(out, &service->quorum_up);
    }
    if (service->quorum_down.argc) {
        print_map_key(&map, "down");
        print_command(out, &service->quorum_down);
    }
    print_map_end(&map);
}

static void print_bool(FILE *out, const char *key, bool value)
{
    if (value)
        fprintf(out, "    %s: true\n", key);
}

static void print_switches(FILE *out, const struct conf *conf, const struct conf_virtual_server *service)
{
    static const char *const mails[] = {"false", "quorum", "servers", "true"};

    print_bool(out, "one_packet", service->one_packet);
    print_bool(out, "hashed", service->hashed);
    print_bool(out, "omega", service->omega);
    print_bool(out, "ha_suspend", service->ha_suspend);
    if (service->slow_start_us)
        print_key_duration(out, "    slow_start", service->slow_start_us);
    if (service->mail != conf_mails(conf) || service->servers[0].mail != conf_mails(conf))
        fprintf(out, "    mail: %s\n", mails[service->mail + 2 * service->servers[0].mail]);
    if (service->program != CONF_PROGRAM_AUTO)
        fprintf(out, "    program: %s\n", service->program == CONF_PROGRAM_MASTER ? "master" : "always");
}

/* ---- servers ---- */

static void print_server_address(struct print_map *map, const struct conf_virtual_server *service,
                                 const struct conf_server *server)
{
    print_map_key(map, "address");
    print_endpoint(map->out, &server->address, server->port);
    if (!lvs_same_forward(&server->forward, &service->servers[0].forward)) {
        print_map_key(map, "method");
        print_method(map->out, &server->forward);
    }
}

static void print_sorry(FILE *out, const struct conf_virtual_server *service)
{
    const struct conf_server *sorry = &service->sorry;
    struct print_map map = {.out = out};

    if (!service->has_sorry)
        return;
    fputs("    sorry: ", out);
    print_server_address(&map, service, sorry);
    if (sorry->weight != 1)
        print_map_number(&map, "weight", sorry->weight);
    if (service->sorry_inhibit)
        print_map_bool(&map, "inhibit", true);
    print_map_end(&map);
}

static void print_notify(struct print_map *map, const struct conf_server *server)
{
    struct print_map notify = {.out = map->out};

    if (!server->up.argc && !server->down.argc)
        return;
    print_map_key(map, "notify");
    if (server->up.argc) {
        print_map_key(&notify, "up");
        print_command(map->out, &server->up);
    }
    if (server->down.argc) {
        print_map_key(&notify, "down");
        print_command(map->out, &server->down);
    }
    print_map_close(&notify);
}

static void print_server(FILE *out, const struct conf_virtual_server *service,
                         const struct conf_server *server)
{
    const struct conf_server *first = &service->servers[0];
    struct print_map map = {.out = out};

    fputs("      - ", out);
    print_server_address(&map, service, server);
    if (server->weight != 1)
        print_map_number(&map, "weight", server->weight);
    if (server->upper)
        print_map_number(&map, "upper_threshold", server->upper);
    if (server->lower)
        print_map_number(&map, "lower_threshold", server->lower);
    if (server->inhibit != first->inhibit)
        print_map_bool(&map, "inhibit", server->inhibit);
    if (server->mail != first->mail)
        print_map_bool(&map, "mail", server->mail);
    if (server->virtualhost)
        print_map_text(&map, "host", server->virtualhost);
    if (!lvs_same_checks(server->checks, server->check_count, first->checks, first->check_count))
        print_lvs_checks(&map, server->checks, server->check_count);
    print_notify(&map, server);
    print_map_end(&map);
}

/* What the first server has is said for all of them; those that differ say so. */
static void print_service(FILE *out, const struct conf *conf, const struct conf_virtual_server *service)
{
    const struct conf_server *first = &service->servers[0];

    print_endpoints(out, service);
    fprintf(out, "    scheduler: %s\n", lvs_scheduler_names()[service->scheduler]);
    print_flags(out, service);
    fputs("    method: ", out);
    print_method(out, &first->forward);
    fputc('\n', out);
    print_persistence(out, service);
    print_quorum(out, service);
    print_switches(out, conf, service);
    print_bool(out, "inhibit", first->inhibit);
    print_sorry(out, service);
    if (first->check_count)
        print_lvs_check_lines(out, "    ", first->checks, first->check_count);
    fputs("    servers:\n", out);
    for (size_t i = 0; i < service->server_count; i++)
        print_server(out, service, &service->servers[i]);
}

void print_lvs(FILE *out, const struct conf *conf)
{
    if (conf->virtual_server_count)
        fputs("virtual_servers:\n", out);
    for (size_t i = 0; i < conf->virtual_server_count; i++)
        print_service(out, conf, &conf->virtual_servers[i]);
}

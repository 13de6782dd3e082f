/* A hand on lib/netlink_ipvs for the tests.
 *
 *   ipvs list                   the table, each row on a line
 *   ipvs apply                  rows from standard input with "add", "edit" or "remove" before them, in one
 * call; what was refused is told. A server belongs to the service before it; "in" only names one. ipvs many
 * SERVICES SERVERS  adds and then lists so many in one call each; tells what the list has ipvs sync
 * start|stop ROLE [INTERFACE ID [TTL LENGTH PORT GROUP]]       ROLE: master, backup ipvs sync the roles that
 * run ipvs timeouts [TCP FIN UDP] ipvs counters               of every server: address, connections, active,
 * bytes in ipvs flush
 *
 * Rows: service PROTOCOL ADDRESS PORT SCHEDULER FLAGS TIMEOUT PREFIX ENGINE (mark4 or mark6, "-" and the mark
 * for one by mark); server ADDRESS PORT WEIGHT FORWARD UPPER LOWER TUNNEL TUNNEL-PORT TUNNEL-FLAGS. */
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/netlink_ipvs.h"

enum { EDITS_MAX = 1000 };

static const struct {
    const char *name;
    uint8_t protocol, family;
} protocols[] = {{"tcp", IPPROTO_TCP, 0},
                 {"udp", IPPROTO_UDP, 0},
                 {"sctp", IPPROTO_SCTP, 0},
                 {"mark4", 0, ADDR_IPV4},
                 {"mark6", 0, ADDR_IPV6}};
enum { PROTOCOLS = sizeof(protocols) / sizeof(protocols[0]) };

/* ---- printing ---- */

static const char *protocol_name(const struct ipvs_service_key *key)
{
    size_t i = 0;

    while (i + 1 < PROTOCOLS &&
           (protocols[i].protocol != key->protocol || (key->mark != 0 && protocols[i].family != key->family)))
        i++;
    return protocols[i].name;
}

static void print_service(const struct ipvs_service *service)
{
    char address[ADDR_TEXT_MAX];

    printf("service %s %s %u %s %u %u %u %s\n", protocol_name(&service->key),
           addr_format(&service->key.address, address),
           service->key.mark != 0 ? service->key.mark : service->key.port, service->scheduler, service->flags,
           service->timeout_s, service->prefix, service->engine[0] == '\0' ? "-" : service->engine);
}

static void print_server(const struct ipvs_server *server)
{
    char address[ADDR_TEXT_MAX];

    printf("server %s %u %u %u %u %u %u %u %u\n", addr_format(&server->key.address, address),
           server->key.port, server->weight, server->forward, server->upper, server->lower, server->tunnel,
           server->tunnel_port, server->tunnel_flags);
}

static int list(struct netlink_ipvs *netlink, bool counters)
{
    struct ipvs_listing listing;
    int error = netlink_ipvs_list(netlink, &listing);

    for (size_t i = 0; error == 0 && i < listing.service_count; i++) {
        const struct ipvs_listed_service *service = &listing.services[i];

        if (!counters)
            print_service(&service->service);
        for (size_t k = 0; k < service->server_count; k++) {
            const struct ipvs_listed_server *server = &service->servers[k];
            char text[IPVS_TEXT_MAX];

            if (!counters)
                print_server(&server->server);
            else
                printf("%s %" PRIu64 " %u %" PRIu64 "\n", ipvs_server_text(&server->server.key, text),
                       server->counters.connections, server->counters.active, server->counters.bytes_in);
        }
    }
    ipvs_listing_free(&listing);
    return error;
}

/* ---- editing ---- */

static bool read_service(const char *line, struct ipvs_service *out)
{
    char protocol[8], address[64], scheduler[16], engine[16];
    unsigned port, flags, timeout, prefix;

    memset(out, 0, sizeof(*out));
    if (sscanf(line, "%7s %63s %u %15s %u %u %u %15s", protocol, address, &port, scheduler, &flags, &timeout,
               &prefix, engine) != 8)
        return false;
    for (size_t i = 0; i < PROTOCOLS; i++) {
        if (strcmp(protocols[i].name, protocol) == 0) {
            out->key.protocol = protocols[i].protocol;
            out->key.family = protocols[i].family;
        }
    }
    if (out->key.protocol == 0) {
        out->key.mark = port;
    } else if (addr_parse(address, &out->key.address)) {
        out->key.family = out->key.address.family;
        out->key.port = (uint16_t)port;
    }
    strcpy(out->scheduler, scheduler);
    strcpy(out->engine, strcmp(engine, "-") == 0 ? "" : engine);
    out->flags = flags;
    out->timeout_s = timeout;
    out->prefix = (uint8_t)prefix;
    return true;
}

static bool read_server(const char *line, struct ipvs_server *out)
{
    char address[64];
    unsigned port, forward, tunnel, tunnel_port, tunnel_flags;

    memset(out, 0, sizeof(*out));
    if (sscanf(line, "%63s %u %u %u %u %u %u %u %u", address, &port, &out->weight, &forward, &out->upper,
               &out->lower, &tunnel, &tunnel_port, &tunnel_flags) != 9)
        return false;
    out->key.port = (uint16_t)port;
    out->forward = (uint8_t)forward;
    out->tunnel = (uint8_t)tunnel;
    out->tunnel_port = (uint16_t)tunnel_port;
    out->tunnel_flags = (uint16_t)tunnel_flags;
    return addr_parse(address, &out->key.address);
}

static bool kind_of(const char *verb, const char *what, struct ipvs_edit *edit)
{
    static const char *const verbs[] = {"add", "edit", "remove"};

    for (unsigned i = 0; i < 3; i++) {
        if (strcmp(verbs[i], verb) == 0) {
            edit->kind = (enum ipvs_edit_kind)((strcmp(what, "server") == 0 ? 3 : 0) + i);
            return true;
        }
    }
    return false; /* "in" */
}

static int apply(struct netlink_ipvs *netlink)
{
    static struct ipvs_service services[EDITS_MAX];
    static struct ipvs_edit edits[EDITS_MAX];
    static char lines[EDITS_MAX][256];
    size_t count = 0, last = 0;
    int error;

    while (count < EDITS_MAX - 1 && last < EDITS_MAX - 1 && fgets(lines[count], 256, stdin) != NULL) {
        struct ipvs_edit *edit = &edits[count];
        char verb[8], what[8];
        int end = 0;

        if (sscanf(lines[count], "%7s %7s %n", verb, what, &end) < 2)
            continue;
        if (strcmp(what, "service") == 0 ? !read_service(&lines[count][end], &services[++last])
                                         : !read_server(&lines[count][end], &edit->server)) {
            fprintf(stderr, "what is this? %s", lines[count]);
            return -1;
        }
        edit->service = &services[last];
        count += kind_of(verb, what, edit);
    }
    error = netlink_ipvs_apply(netlink, edits, count);
    for (size_t i = 0; i < count; i++)
        if (edits[i].result != 0)
            printf("%s: %s", strerror(-edits[i].result), lines[i]);
    return error;
}

static struct addr numbered(uint32_t base, size_t number)
{
    return addr_from_ipv4(base + (uint32_t)number);
}

static int many(struct netlink_ipvs *netlink, size_t service_count, size_t server_count)
{
    size_t count = service_count * (server_count + 1), refused = 0, servers = 0, at = 0;
    struct ipvs_service *services = calloc(service_count, sizeof(*services));
    struct ipvs_edit *edits = calloc(count, sizeof(*edits));
    struct ipvs_listing listing;
    int error;

    for (size_t i = 0; i < service_count; i++) {
        services[i] = (struct ipvs_service){
            .key = {numbered(0x0A640000, i), 0, 80, IPPROTO_TCP, ADDR_IPV4}, .scheduler = "rr", .prefix = 32};
        edits[at++] = (struct ipvs_edit){.kind = IPVS_ADD_SERVICE, .service = &services[i]};
        for (size_t k = 0; k < server_count; k++)
            edits[at++] = (struct ipvs_edit){
                .kind = IPVS_ADD_SERVER,
                .service = &services[i],
                .server = {.key = {numbered(0x0AC80001, k), 80}, .weight = 1, .forward = IPVS_DR}};
    }
    error = netlink_ipvs_apply(netlink, edits, count);
    for (size_t i = 0; i < count; i++)
        refused += edits[i].result != 0;
    if (error == 0)
        error = netlink_ipvs_list(netlink, &listing);
    for (size_t i = 0; error == 0 && i < listing.service_count; i++)
        servers += listing.services[i].server_count;
    if (error == 0)
        printf("%zu services, %zu servers, %zu refused\n", listing.service_count, servers, refused);
    free(services);
    free(edits);
    return error;
}

/* ---- the rest ---- */

static int print_sync(struct netlink_ipvs *netlink)
{
    static const char *const names[] = {"master", "backup"};
    struct ipvs_sync settings[2];
    char group[ADDR_TEXT_MAX];
    unsigned roles;
    int error = netlink_ipvs_sync_roles(netlink, &roles, settings);

    for (unsigned i = 0; error == 0 && i < 2; i++)
        if ((roles & (1U << i)) != 0)
            printf("%s %s %u ttl %u length %u port %u group %s\n", names[i], settings[i].interface,
                   settings[i].id, settings[i].ttl, settings[i].max_length, settings[i].port,
                   addr_format(&settings[i].group, group));
    return error;
}

static int change_sync(struct netlink_ipvs *netlink, int argc, char *argv[])
{
    enum ipvs_sync_role role = strcmp(argv[3], "master") == 0 ? IPVS_SYNC_MASTER : IPVS_SYNC_BACKUP;
    struct ipvs_sync sync = {.interface = "", .id = argc > 5 ? (uint8_t)atoi(argv[5]) : 0};

    if (strcmp(argv[2], "stop") == 0)
        return netlink_ipvs_sync_stop(netlink, role);
    snprintf(sync.interface, sizeof(sync.interface), "%s", argc > 4 ? argv[4] : "");
    if (argc > 9) {
        sync.ttl = (uint8_t)atoi(argv[6]);
        sync.max_length = (uint16_t)atoi(argv[7]);
        sync.port = (uint16_t)atoi(argv[8]);
        addr_parse(argv[9], &sync.group);
    }
    return netlink_ipvs_sync_start(netlink, role, &sync);
}

static int timeouts(struct netlink_ipvs *netlink, int argc, char *argv[])
{
    struct ipvs_timeouts seconds = {.tcp_s = 0};
    int error = 0;

    if (argc > 4) {
        seconds =
            (struct ipvs_timeouts){(uint32_t)atoi(argv[2]), (uint32_t)atoi(argv[3]), (uint32_t)atoi(argv[4])};
        error = netlink_ipvs_set_timeouts(netlink, &seconds);
    }
    if (error == 0)
        error = netlink_ipvs_get_timeouts(netlink, &seconds);
    if (error == 0)
        printf("%u %u %u\n", seconds.tcp_s, seconds.tcp_fin_s, seconds.udp_s);
    return error;
}

static int carry_out(struct netlink_ipvs *netlink, int argc, char *argv[])
{
    const char *verb = argc > 1 ? argv[1] : "list";

    if (strcmp(verb, "apply") == 0)
        return apply(netlink);
    if (strcmp(verb, "many") == 0 && argc == 4)
        return many(netlink, (size_t)atoi(argv[2]), (size_t)atoi(argv[3]));
    if (strcmp(verb, "sync") == 0)
        return argc > 3 ? change_sync(netlink, argc, argv) : print_sync(netlink);
    if (strcmp(verb, "timeouts") == 0)
        return timeouts(netlink, argc, argv);
    if (strcmp(verb, "flush") == 0)
        return netlink_ipvs_flush(netlink);
    return list(netlink, strcmp(verb, "counters") == 0);
}

int main(int argc, char *argv[])
{
    struct netlink_ipvs *netlink;
    int error = netlink_ipvs_open(&netlink);

    if (error == 0)
        error = carry_out(netlink, argc, argv);
    netlink_ipvs_free(netlink);
    if (error < 0)
        fprintf(stderr, "ipvs: %s\n", strerror(-error));
    return error < 0;
}

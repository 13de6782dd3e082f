#include "vrrpwatch/node_facts_watch.h"

#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/loop.h"
#include "vrrpwatch/node_facts.h"
#include "vrrpwatch/node_facts_socket.h"
#include "vrrpwatch/node_incident.h"
#include "vrrpwatch/node_judge.h"
#include "vrrpwatch/node_window.h"

enum {
    SOURCES_MAX = 32,     /* of one virtual router */
    HOLDER_US = 10000000, /* a claim older than this may be of the time before */
    SERVICE_US = 1000000,
    NOT_CAPTURED = UINT16_MAX,
};

struct port {
    struct node_socket *sockets[2]; /* IPv4, IPv6; NULL: not needed or not to be had */
    bool querier;
};

struct node_watch {
    struct node_watch_options options;
    struct loop *loop;
    struct node_incidents *incidents;
    struct port *ports;
    struct ifaddrs *own; /* this host's addresses, of this round */
    struct node_window window;
};

/* What is being gathered about one instance. */
struct gathering {
    struct node_watch *watch;
    struct node_view *view;
    struct node_source sources[SOURCES_MAX];
    const struct node_socket *socket;
};

static struct node_socket **socket_of(const struct node_watch *watch, uint16_t interface, uint8_t family)
{
    return &watch->ports[interface].sockets[family == ADDR_IPV6];
}

static uint16_t find_interface(const struct node_watch *watch, const char *name)
{
    for (size_t i = 0; i < watch->options.interface_count; i++)
        if (strcmp(watch->options.interfaces[i], name) == 0)
            return (uint16_t)i;
    return NOT_CAPTURED;
}

static void on_adverts(void *context, int fd)
{
    struct node_socket *socket = context;

    (void)fd;
    node_socket_read(socket);
}

static void open_socket(struct node_watch *watch, const struct watch_instance *instance)
{
    uint16_t interface = find_interface(watch, instance->interface);
    struct node_socket **place;

    if (interface == NOT_CAPTURED)
        return;
    place = socket_of(watch, interface, instance->family);
    if (*place != NULL || node_socket_open(instance->interface, instance->family, place) < 0)
        return;
    if (loop_add(watch->loop, node_socket_fd(*place), on_adverts, *place) == 0)
        return;
    node_socket_close(*place);
    *place = NULL;
}

struct node_watch *node_watch_new(const struct node_watch_options *options, struct loop *loop,
                                  finding_sink *sink, void *context)
{
    struct node_watch *watch = calloc(1, sizeof(*watch));

    if (watch == NULL)
        return NULL;
    watch->options = *options;
    watch->loop = loop;
    watch->ports = calloc(options->interface_count + 1, sizeof(*watch->ports));
    watch->incidents = node_incidents_new(options->rounds, sink, context);
    if (watch->ports == NULL || watch->incidents == NULL) {
        node_watch_free(watch);
        return NULL;
    }
    for (size_t i = 0; i < options->config->instance_count; i++)
        open_socket(watch, &options->config->instances[i]);
    return watch;
}

void node_watch_free(struct node_watch *watch)
{
    if (watch == NULL)
        return;
    for (size_t i = 0; watch->ports != NULL && i < 2 * watch->options.interface_count; i++) {
        struct node_socket *socket = watch->ports[i / 2].sockets[i % 2];

        if (socket != NULL)
            loop_remove(watch->loop, node_socket_fd(socket));
        node_socket_close(socket);
    }
    free(watch->ports);
    node_incidents_free(watch->incidents);
    free(watch);
}

void node_watch_frame(struct node_watch *watch, const struct frame *frame)
{
    if (frame->kind == FRAME_MEMBERS && frame->members.query &&
        frame->interface < watch->options.interface_count)
        watch->ports[frame->interface].querier = true;
}

/* ---- this host's own ---- */

static bool is_own_address(const struct node_watch *watch, const struct addr *address)
{
    for (const struct ifaddrs *own = watch->own; own != NULL; own = own->ifa_next) {
        int family = own->ifa_addr != NULL ? own->ifa_addr->sa_family : AF_UNSPEC;

        if (address->family == ADDR_IPV4 && family == AF_INET &&
            memcmp(&((const struct sockaddr_in *)(const void *)own->ifa_addr)->sin_addr, address->bytes, 4) ==
                0)
            return true;
        if (address->family == ADDR_IPV6 && family == AF_INET6 &&
            memcmp(&((const struct sockaddr_in6 *)(const void *)own->ifa_addr)->sin6_addr, address->bytes,
                   16) == 0)
            return true;
    }
    return false;
}

static bool is_own_mac(const struct node_watch *watch, const uint8_t mac[FRAME_MAC_SIZE])
{
    for (const struct ifaddrs *own = watch->own; own != NULL; own = own->ifa_next)
        if (own->ifa_addr != NULL && own->ifa_addr->sa_family == AF_PACKET &&
            memcmp(((const struct sockaddr_ll *)(const void *)own->ifa_addr)->sll_addr, mac,
                   FRAME_MAC_SIZE) == 0)
            return true;
    return false;
}

/* ---- what the detector heard ---- */

/* keepalived and vrrpd on this host bring their adverts here untagged, on the interface itself. */
static void take_router(void *context, const struct router *router)
{
    struct gathering *gathering = context;
    struct node_view *view = gathering->view;

    if (router->interface != view->interface || router->vlan != 0 ||
        router->family != view->instance->family || router->vrid != view->instance->vrid)
        return;
    for (const struct source *source = router->sources; source != NULL && view->source_count < SOURCES_MAX;
         source = source->next) {
        const struct node_window_key key = {router->interface, router->vrid, source->address};
        struct node_window_reading counts = {.wire = source->adverts};

        if (gathering->socket != NULL)
            counts.socket = node_socket_count(gathering->socket, router->vrid, &source->address);
        counts = node_window_take(&gathering->watch->window, &key, counts);
        gathering->sources[view->source_count++] =
            (struct node_source){.address = source->address,
                                 .ours = is_own_address(gathering->watch, &source->address),
                                 .priority = source->priority,
                                 .version = source->version,
                                 .auth_type = source->auth_type,
                                 .interval_us = source->interval_us,
                                 .last_us = source->last_us,
                                 .wire = counts.wire,
                                 .socket = counts.socket};
    }
}

static bool is_vip_of(const struct node_view *view, const struct addr *address)
{
    for (size_t i = 0; i < view->facts->vip_count; i++)
        if (addr_equal(&view->facts->vips[i].address, address))
            return true;
    return false;
}

static void take_address(void *context, const struct vip *vip)
{
    struct gathering *gathering = context;
    struct node_view *view = gathering->view;
    unsigned others = 0;

    if (!is_vip_of(view, &vip->address))
        return;
    for (size_t i = 0; i < vip->holder_count; i++)
        others += view->now_us - vip->holders[i].last_us <= HOLDER_US &&
                  !is_own_mac(gathering->watch, vip->holders[i].mac);
    view->other_holders = others > view->other_holders ? others : view->other_holders;
}

/* Whoever else is heard, else the address that is held here. Asked only where the answer decides something.
 */
static enum node_service ask_service(const struct node_watch *watch, const struct node_view *view)
{
    const struct addr *address = NULL;
    bool held = false;

    for (size_t i = 0; i < view->facts->vip_count; i++)
        if (view->facts->vips[i].found[0] != '\0' && strcmp(view->facts->vips[i].found, "lo") != 0) {
            held = true;
            address = &view->facts->vips[i].address;
        }
    for (size_t i = 0; i < view->source_count; i++)
        if (!view->sources[i].ours && view->now_us - view->sources[i].last_us <= HOLDER_US)
            address = &view->sources[i].address;
    /* A link-local one would need the interface's number; nobody's service is asked there. */
    if (watch->options.service_port == 0 || !held || addr_is_link_local(address))
        return NODE_SERVICE_UNASKED;
    return node_facts_service(address, watch->options.service_port, SERVICE_US);
}

/* ---- a round ---- */

static void judge(struct node_watch *watch, const struct watch_instance *instance,
                  const struct node_facts *facts, const struct observe *observe, struct node_view *view)
{
    struct gathering gathering = {.watch = watch, .view = view};

    view->instance = instance;
    view->facts = facts;
    view->interface = find_interface(watch, instance->interface);
    view->sources = gathering.sources;
    if (view->interface != NOT_CAPTURED) {
        struct node_socket *socket = *socket_of(watch, view->interface, instance->family);

        if (socket != NULL)
            node_socket_read(socket);
        gathering.socket = socket;
        view->has_socket = socket != NULL;
        view->querier_seen = watch->ports[view->interface].querier;
        observe_routers(observe, take_router, &gathering);
    } else {
        view->started_us = view->now_us; /* nothing was listened to */
    }
    observe_addresses(observe, take_address, &gathering);
    view->service = ask_service(watch, view);
    node_judge(view, node_incidents_take, watch->incidents);
}

int node_watch_round(struct node_watch *watch, const struct observe *observe, int64_t started_us,
                     int64_t now_us)
{
    const struct watch_config *config = watch->options.config;
    struct node_facts *facts = NULL;
    int error = node_facts_read(config, &facts);

    if (error < 0)
        return error;
    if (getifaddrs(&watch->own) < 0) {
        error = -errno;
        node_facts_free(config, facts);
        return error;
    }
    for (size_t i = 0; i < config->instance_count; i++) {
        struct node_view view = {.started_us = started_us, .now_us = now_us};

        judge(watch, &config->instances[i], &facts[i], observe, &view);
    }
    node_incidents_round(watch->incidents, now_us);
    freeifaddrs(watch->own);
    watch->own = NULL;
    node_facts_free(config, facts);
    return 0;
}

size_t node_watch_open_incidents(const struct node_watch *watch, enum severity *worst)
{
    return node_incidents_open(watch->incidents, worst);
}

/* A packet socket without a protocol: it can send frames and is given none. */
#include "vrrpwatch/probe_socket.h"

#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netpacket/packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/netlink.h"
#include "lib/netlink_addr.h"

struct probe_socket {
    int fd;
    int index;
    uint8_t mac[PROBE_MAC_SIZE];
    struct addr *addresses;
    size_t count;
    struct addr source; /* of solicitations, ADDR_NONE: none */
    struct probe_socket_counters counters;
};

static int read_interface(struct probe_socket *socket, const char *name)
{
    struct ifreq request = {0};

    if (strlen(name) >= sizeof(request.ifr_name))
        return -ENODEV;
    memcpy(request.ifr_name, name, strlen(name));
    if (ioctl(socket->fd, SIOCGIFINDEX, &request) < 0)
        return -errno;
    socket->index = request.ifr_ifindex;
    if (ioctl(socket->fd, SIOCGIFHWADDR, &request) < 0)
        return -errno;
    if (request.ifr_hwaddr.sa_family != ARPHRD_ETHER)
        return -EMEDIUMTYPE;
    memcpy(socket->mac, request.ifr_hwaddr.sa_data, PROBE_MAC_SIZE);
    return 0;
}

static int bind_to(const struct probe_socket *socket)
{
    struct sockaddr_ll place = {.sll_family = AF_PACKET, .sll_ifindex = socket->index};

    return bind(socket->fd, (const struct sockaddr *)&place, sizeof(place)) < 0 ? -errno : 0;
}

int probe_socket_open(const char *name, struct probe_socket **out)
{
    struct probe_socket *made = calloc(1, sizeof(*made));
    int error;

    if (made == NULL)
        return -ENOMEM;
    made->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    error = made->fd < 0 ? -errno : read_interface(made, name);
    if (error == 0)
        error = bind_to(made);
    if (error == 0)
        error = probe_socket_refresh(made);
    if (error == 0) {
        *out = made;
        return 0;
    }
    probe_socket_close(made);
    return error;
}

void probe_socket_close(struct probe_socket *socket)
{
    if (socket == NULL)
        return;
    if (socket->fd >= 0)
        close(socket->fd);
    free(socket->addresses);
    free(socket);
}

/* A virtual address can be link-local too; it comes and goes and is not ours to ask from. Those are set as
 * single hosts, or carry the mark of who added them. */
static bool is_source(const struct netlink_addr *address)
{
    return address->address.family == ADDR_IPV6 && addr_is_link_local(&address->address) &&
           !address->tentative && !address->duplicate && address->prefix_length < 128 &&
           address->protocol != NETLINK_ADDR_PROTOCOL;
}

static void keep(struct probe_socket *socket, const struct netlink_addr *list, size_t count)
{
    socket->count = 0;
    socket->source = (struct addr){.family = ADDR_NONE};
    for (size_t i = 0; i < count; i++) {
        if (list[i].interface_index != socket->index)
            continue;
        socket->addresses[socket->count++] = list[i].address;
        if (socket->source.family == ADDR_NONE && is_source(&list[i]))
            socket->source = list[i].address;
    }
}

int probe_socket_refresh(struct probe_socket *socket)
{
    struct netlink *netlink;
    struct netlink_addr *list = NULL;
    struct addr *room;
    size_t count = 0;
    int error = netlink_open(&netlink);

    if (error < 0)
        return error;
    error = netlink_addr_list(netlink, &list, &count);
    netlink_free(netlink);
    if (error < 0)
        return error;
    room = realloc(socket->addresses, (count + 1) * sizeof(*room));
    if (room != NULL) {
        socket->addresses = room;
        keep(socket, list, count);
    }
    free(list);
    return room == NULL ? -ENOMEM : 0;
}

static int send_frame(struct probe_socket *socket, const uint8_t *frame, size_t size)
{
    if (send(socket->fd, frame, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
        socket->counters.failed++;
        return -errno;
    }
    socket->counters.sent++;
    return 0;
}

int probe_socket_ask(struct probe_socket *socket, const struct addr *vip)
{
    uint8_t frame[PROBE_FRAME_MAX];

    if (vip->family == ADDR_IPV4) {
        probe_frame_arp(socket->mac, vip, frame);
        return send_frame(socket, frame, PROBE_ARP_SIZE);
    }
    if (vip->family != ADDR_IPV6)
        return -EAFNOSUPPORT;
    if (socket->source.family == ADDR_NONE || addr_equal(&socket->source, vip)) {
        socket->counters.no_source++;
        return -EADDRNOTAVAIL;
    }
    probe_frame_solicit(socket->mac, &socket->source, vip, frame);
    return send_frame(socket, frame, PROBE_SOLICIT_SIZE);
}

const uint8_t *probe_socket_mac(const struct probe_socket *socket)
{
    return socket->mac;
}

const struct addr *probe_socket_addresses(const struct probe_socket *socket, size_t *count)
{
    *count = socket->count;
    return socket->addresses;
}

bool probe_socket_has(const struct probe_socket *socket, const struct addr *address)
{
    for (size_t i = 0; i < socket->count; i++)
        if (addr_equal(&socket->addresses[i], address))
            return true;
    return false;
}

const struct probe_socket_counters *probe_socket_counters(const struct probe_socket *socket)
{
    return &socket->counters;
}

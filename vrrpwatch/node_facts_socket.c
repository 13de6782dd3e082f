#include "vrrpwatch/node_facts_socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/packet.h"

enum { READS_MAX = 1024 };

struct sender {
    struct addr source;
    uint8_t vrid;
    uint64_t adverts;
};

struct node_socket {
    int fd;
    uint8_t family;
    struct sender senders[NODE_SOCKET_SENDERS_MAX];
    size_t count;
};

int node_socket_open(const char *interface, uint8_t family, struct node_socket **out)
{
    int domain = family == ADDR_IPV6 ? AF_INET6 : AF_INET;
    struct node_socket *made = calloc(1, sizeof(*made));
    int room = 1 << 20;

    if (made == NULL)
        return -ENOMEM;
    made->family = family;
    made->fd = socket(domain, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, PACKET_PROTOCOL);
    if (made->fd < 0 ||
        setsockopt(made->fd, SOL_SOCKET, SO_BINDTODEVICE, interface, (socklen_t)strlen(interface) + 1) < 0) {
        int error = -errno;

        node_socket_close(made);
        return error;
    }
    setsockopt(made->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room)); /* less will do */
    *out = made;
    return 0;
}

void node_socket_close(struct node_socket *socket)
{
    if (socket == NULL)
        return;
    if (socket->fd >= 0)
        close(socket->fd);
    free(socket);
}

int node_socket_fd(const struct node_socket *socket)
{
    return socket->fd;
}

static struct sender *find(struct node_socket *socket, uint8_t vrid, const struct addr *source)
{
    for (size_t i = 0; i < socket->count; i++)
        if (socket->senders[i].vrid == vrid && addr_equal(&socket->senders[i].source, source))
            return &socket->senders[i];
    if (socket->count == NODE_SOCKET_SENDERS_MAX)
        return NULL;
    socket->senders[socket->count] = (struct sender){.source = *source, .vrid = vrid};
    return &socket->senders[socket->count++];
}

/* An IPv4 raw socket gives the IP header too, an IPv6 one does not. Nothing is judged here: what has come
 * this far, no firewall dropped. */
static void take(struct node_socket *socket, const uint8_t *bytes, size_t size,
                 const struct sockaddr_in6 *from)
{
    size_t header = socket->family == ADDR_IPV4 && size > 0 ? (size_t)(bytes[0] & 0x0F) * 4 : 0;
    struct addr source;
    struct sender *sender;

    if (size < header + 8 || (socket->family == ADDR_IPV4 && header < 20))
        return;
    source = socket->family == ADDR_IPV4 ? addr_from_bytes(ADDR_IPV4, bytes + 12)
                                         : addr_from_bytes(ADDR_IPV6, from->sin6_addr.s6_addr);
    sender = find(socket, bytes[header + 1], &source);
    if (sender != NULL)
        sender->adverts++;
}

void node_socket_read(struct node_socket *socket)
{
    uint8_t bytes[256];

    for (int i = 0; i < READS_MAX; i++) { /* a flood comes again with the next call */
        struct sockaddr_in6 from = {0};
        socklen_t from_size = sizeof(from);
        ssize_t size = recvfrom(socket->fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&from, &from_size);

        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return;
        take(socket, bytes, (size_t)size, &from);
    }
}

uint64_t node_socket_count(const struct node_socket *socket, uint8_t vrid, const struct addr *source)
{
    for (size_t i = 0; i < socket->count; i++)
        if (socket->senders[i].vrid == vrid && addr_equal(&socket->senders[i].source, source))
            return socket->senders[i].adverts;
    return 0;
}

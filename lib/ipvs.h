/* Rows of the kernel's IPVS table as plain data: what netlink_ipvs.h reads and writes, what vrrpd compares
 * and vrrptop shows. Host byte order. Holds no behaviour but naming. */
#ifndef LIB_IPVS_H
#define LIB_IPVS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum { IPVS_NAME_MAX = 16 };

enum ipvs_forward { IPVS_NAT, IPVS_LOCAL, IPVS_TUN, IPVS_DR, IPVS_BYPASS }; /* the kernel's numbers */

enum ipvs_tunnel { IPVS_IPIP, IPVS_GUE, IPVS_GRE }; /* the kernel's numbers */

/* Flags of a service, the kernel's bits. */
enum {
    IPVS_PERSISTENT = 0x01,
    IPVS_ONE_PACKET = 0x04,
    IPVS_SCHEDULER_1 = 0x08,
    IPVS_SCHEDULER_2 = 0x10,
    IPVS_SCHEDULER_3 = 0x20,
    IPVS_FLAGS = IPVS_PERSISTENT | IPVS_ONE_PACKET | IPVS_SCHEDULER_1 | IPVS_SCHEDULER_2 | IPVS_SCHEDULER_3,
};

/* Which service: address, port and protocol, or family and mark. Compared as a whole: the rest is zero. */
struct ipvs_service_key {
    struct addr address; /* ADDR_NONE with a mark */
    uint32_t mark;
    uint16_t port;
    uint8_t protocol; /* 0 with a mark */
    uint8_t family;   /* enum addr_family */
};

struct ipvs_service {
    struct ipvs_service_key key;
    char scheduler[IPVS_NAME_MAX]; /* rest zeroed */
    char engine[IPVS_NAME_MAX];    /* persistence engine, "" */
    uint32_t flags;
    uint32_t timeout_s; /* of persistence */
    uint8_t prefix;     /* of persistence, 32 or 128 without */
};

struct ipvs_server_key {
    struct addr address;
    uint16_t port;
};

struct ipvs_server {
    struct ipvs_server_key key;
    uint32_t weight;
    uint32_t upper, lower;
    uint8_t forward; /* enum ipvs_forward; the kernel says LOCAL of what is an address of its own */
    uint8_t tunnel;
    uint16_t tunnel_port;
    uint16_t tunnel_flags; /* the kernel's: 1 checksum, 2 remote checksum */
};

/* Refreshed by the kernel every 2 s. */
struct ipvs_counters {
    uint64_t connections, packets_in, packets_out, bytes_in, bytes_out;
    uint64_t connection_rate, packet_rate_in, packet_rate_out, byte_rate_in, byte_rate_out; /* a second */
    uint32_t active, inactive, persistent; /* connections now */
};

/* One service with its servers, as the kernel has them. */
struct ipvs_listed_server {
    struct ipvs_server server;
    struct ipvs_counters counters;
};
struct ipvs_listed_service {
    struct ipvs_service service;
    struct ipvs_counters counters;      /* active .. persistent stay 0 */
    struct ipvs_listed_server *servers; /* sorted by key */
    size_t server_count;
};
struct ipvs_listing {
    struct ipvs_listed_service *services; /* sorted by key */
    size_t service_count;
};

void ipvs_listing_free(struct ipvs_listing *listing); /* what it owns, not the struct; NULL is fine */

/* A change of the table. */
enum ipvs_edit_kind {
    IPVS_ADD_SERVICE,
    IPVS_EDIT_SERVICE,
    IPVS_REMOVE_SERVICE, /* its servers go with it */
    IPVS_ADD_SERVER,
    IPVS_EDIT_SERVER,
    IPVS_REMOVE_SERVER,
};

struct ipvs_edit {
    enum ipvs_edit_kind kind;
    const struct ipvs_service *service; /* not owned */
    struct ipvs_server server;
    int result; /* 0 or negative errno, once it was tried */
};

/* -1, 0, 1: the order of tables. */
int ipvs_compare_services(const struct ipvs_service_key *a, const struct ipvs_service_key *b);
int ipvs_compare_servers(const struct ipvs_server_key *a, const struct ipvs_server_key *b);

/* "192.0.2.1:80/tcp", "[2001:db8::1]:53/udp", "fwmark 3", "fwmark 3/ipv6". Returns `text`. */
enum { IPVS_TEXT_MAX = 72 };
const char *ipvs_service_text(const struct ipvs_service_key *key, char text[IPVS_TEXT_MAX]);

/* "192.0.2.9:8080". Returns `text`. */
const char *ipvs_server_text(const struct ipvs_server_key *key, char text[IPVS_TEXT_MAX]);

#endif

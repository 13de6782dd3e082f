/* Rows of the IPVS table; see ipvs.h. */
#include "lib/ipvs.h"

#include <stdio.h>
#include <stdlib.h>

enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17, PROTOCOL_SCTP = 132 }; /* as in an IP header */

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

int ipvs_compare_services(const struct ipvs_service_key *a, const struct ipvs_service_key *b)
{
    int order = compare_numbers(a->family, b->family);

    if (order == 0)
        order = compare_numbers(a->mark, b->mark);
    if (order == 0)
        order = compare_numbers(a->protocol, b->protocol);
    if (order == 0)
        order = sign(addr_compare(&a->address, &b->address));
    return order != 0 ? order : compare_numbers(a->port, b->port);
}

int ipvs_compare_servers(const struct ipvs_server_key *a, const struct ipvs_server_key *b)
{
    int order = sign(addr_compare(&a->address, &b->address));

    return order != 0 ? order : compare_numbers(a->port, b->port);
}

void ipvs_listing_free(struct ipvs_listing *listing)
{
    if (listing == NULL)
        return;
    for (size_t i = 0; i < listing->service_count; i++)
        free(listing->services[i].servers);
    free(listing->services);
    *listing = (struct ipvs_listing){.services = NULL};
}

static const char *print_socket(const struct addr *address, uint16_t port, char text[IPVS_TEXT_MAX])
{
    char name[ADDR_TEXT_MAX];

    snprintf(text, IPVS_TEXT_MAX, address->family == ADDR_IPV6 ? "[%s]:%u" : "%s:%u",
             addr_format(address, name), port);
    return text;
}

static const char *protocol_name(uint8_t protocol)
{
    switch (protocol) {
    case PROTOCOL_TCP:
        return "tcp";
    case PROTOCOL_UDP:
        return "udp";
    case PROTOCOL_SCTP:
        return "sctp";
    default:
        return "?";
    }
}

const char *ipvs_service_text(const struct ipvs_service_key *key, char text[IPVS_TEXT_MAX])
{
    char name[IPVS_TEXT_MAX];

    if (key->address.family == ADDR_NONE)
        snprintf(text, IPVS_TEXT_MAX, "fwmark %u%s", key->mark, key->family == ADDR_IPV6 ? "/ipv6" : "");
    else
        snprintf(text, IPVS_TEXT_MAX, "%.62s/%s", print_socket(&key->address, key->port, name),
                 protocol_name(key->protocol));
    return text;
}

const char *ipvs_server_text(const struct ipvs_server_key *key, char text[IPVS_TEXT_MAX])
{
    return print_socket(&key->address, key->port, text);
}

/* Interfaces and addresses as text; see links.h. */
#include "notify/links.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 16 * 1024 }; /* a thousand virtual addresses are not what a mail is for */

static unsigned prefix_length(const struct sockaddr *mask)
{
    const uint8_t *bytes =
        mask->sa_family == AF_INET6
            ? (const uint8_t *)&((const struct sockaddr_in6 *)(const void *)mask)->sin6_addr
            : (const uint8_t *)&((const struct sockaddr_in *)(const void *)mask)->sin_addr;
    size_t size = mask->sa_family == AF_INET6 ? 16 : 4;
    unsigned length = 0;

    for (size_t i = 0; i < size; i++)
        length += (unsigned)__builtin_popcount(bytes[i]);
    return length;
}

static void put_address(FILE *out, const struct ifaddrs *item)
{
    int family = item->ifa_addr->sa_family;
    const void *address =
        family == AF_INET6 ? (const void *)&((const struct sockaddr_in6 *)(void *)item->ifa_addr)->sin6_addr
                           : (const void *)&((const struct sockaddr_in *)(void *)item->ifa_addr)->sin_addr;
    char text[INET6_ADDRSTRLEN];

    if (inet_ntop(family, address, text, sizeof(text)) != NULL && item->ifa_netmask != NULL)
        fprintf(out, " %s/%u", text, prefix_length(item->ifa_netmask));
}

static bool is_address(const struct ifaddrs *item)
{
    return item->ifa_addr != NULL &&
           (item->ifa_addr->sa_family == AF_INET || item->ifa_addr->sa_family == AF_INET6);
}

static void put_link(FILE *out, const struct ifaddrs *all, const struct ifaddrs *link)
{
    fprintf(out, "%-15s %s", link->ifa_name, (link->ifa_flags & IFF_RUNNING) != 0 ? "UP  " : "DOWN");
    for (const struct ifaddrs *item = all; item != NULL; item = item->ifa_next)
        if (is_address(item) && strncmp(item->ifa_name, link->ifa_name, IFNAMSIZ) == 0 &&
            ftell(out) < TEXT_MAX)
            put_address(out, item);
    fputc('\n', out);
}

char *links_text(void)
{
    struct ifaddrs *all;
    char *text = NULL;
    size_t size = 0;
    FILE *out;

    if (getifaddrs(&all) < 0)
        return NULL;
    out = open_memstream(&text, &size);
    for (const struct ifaddrs *item = all; out != NULL && item != NULL; item = item->ifa_next)
        if (item->ifa_addr != NULL && item->ifa_addr->sa_family == AF_PACKET && ftell(out) < TEXT_MAX)
            put_link(out, all, item);
    freeifaddrs(all);
    if (out != NULL)
        fclose(out);
    return text;
}

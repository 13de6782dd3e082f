/* See run_fence.h. */
#include "vrrpwatch/run_fence.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <stddef.h>

#include "vrrpwatch/fence_watch.h"

static struct addr address_of(const struct sockaddr *address)
{
    if (address != NULL && address->sa_family == AF_INET)
        return addr_from_bytes(
            ADDR_IPV4, (const uint8_t *)&((const struct sockaddr_in *)(const void *)address)->sin_addr);
    if (address != NULL && address->sa_family == AF_INET6)
        return addr_from_bytes(
            ADDR_IPV6, (const uint8_t *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
    return (struct addr){.family = ADDR_NONE};
}

/* Asked during a split only, so the list is read anew each time. */
static bool is_ours(void *context, const struct addr *address)
{
    struct ifaddrs *list = NULL;
    bool ours = false;

    (void)context;
    if (getifaddrs(&list) != 0)
        return false;
    for (const struct ifaddrs *entry = list; entry != NULL && !ours; entry = entry->ifa_next) {
        struct addr own = address_of(entry->ifa_addr);

        ours = addr_equal(&own, address);
    }
    freeifaddrs(list);
    return ours;
}

void run_fence_round(struct fence_rule *rule, const struct observe *observe, struct herald *herald,
                     const struct options *options, int64_t now_us)
{
    struct fence_shot shot;

    if (rule == NULL)
        return;
    fence_watch_round(rule, observe, is_ours, NULL, now_us);
    while (fence_rule_next(rule, now_us, &shot))
        herald_fence(herald, &shot,
                     shot.interface < options->interface_count ? options->interfaces[shot.interface] : "");
}

/* Fuzz target for lib/netlink_ipvs_read.c: the first byte chooses what is read, the rest are the attributes
 * of an answer. Oracle: what is read is a row that can be named and printed, its texts end, its enumerations
 * are known ones, and reading again gives the same. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/netlink_ipvs_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool ends(const char name[IPVS_NAME_MAX])
{
    return memchr(name, '\0', IPVS_NAME_MAX) != NULL;
}

static void check_service(const void *attributes, size_t size)
{
    struct ipvs_listed_service first, second;
    char text[IPVS_TEXT_MAX];

    if (!netlink_ipvs_read_service(attributes, size, &first))
        return;
    assert(netlink_ipvs_read_service(attributes, size, &second));
    assert(memcmp(&first, &second, sizeof(first)) == 0);
    assert(ends(first.service.scheduler) && ends(first.service.engine));
    assert((first.service.flags & ~(uint32_t)IPVS_FLAGS) == 0);
    assert(first.service.prefix <= (first.service.key.family == ADDR_IPV6 ? 128 : 32));
    assert((first.service.key.mark != 0) == (first.service.key.address.family == ADDR_NONE));
    assert(ipvs_compare_services(&first.service.key, &second.service.key) == 0);
    assert(strlen(ipvs_service_text(&first.service.key, text)) < IPVS_TEXT_MAX);
}

static void check_server(const void *attributes, size_t size)
{
    struct ipvs_listed_server first, second;
    char text[IPVS_TEXT_MAX];

    if (!netlink_ipvs_read_server(attributes, size, &first))
        return;
    assert(netlink_ipvs_read_server(attributes, size, &second));
    assert(memcmp(&first, &second, sizeof(first)) == 0);
    assert(first.server.key.address.family == ADDR_IPV4 || first.server.key.address.family == ADDR_IPV6);
    assert(strlen(ipvs_server_text(&first.server.key, text)) < IPVS_TEXT_MAX);
}

static void check_daemon(const void *attributes, size_t size)
{
    struct netlink_ipvs_daemon daemon;

    if (!netlink_ipvs_read_daemon(attributes, size, &daemon))
        return;
    assert(daemon.role == IPVS_SYNC_MASTER || daemon.role == IPVS_SYNC_BACKUP);
    assert(ends(daemon.sync.interface));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ipvs_timeouts timeouts;
    uint8_t *attributes;

    if (size == 0)
        return 0;
    attributes = malloc(size); /* aligned as a message is, and exactly as long */
    memcpy(attributes, data + 1, size - 1);
    attributes = realloc(attributes, size > 1 ? size - 1 : 1);
    switch (data[0] % 4) {
    case 0:
        check_service(attributes, size - 1);
        break;
    case 1:
        check_server(attributes, size - 1);
        break;
    case 2:
        check_daemon(attributes, size - 1);
        break;
    default:
        netlink_ipvs_read_timeouts(attributes, size - 1, &timeouts);
    }
    free(attributes);
    return 0;
}

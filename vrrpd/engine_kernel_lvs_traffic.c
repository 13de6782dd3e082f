/* Connections and rates of the real servers, for readers of the page. */
#include <stdlib.h>

#include "lib/clock.h"
#include "vrrpd/engine_kernel_lvs_state.h"

static int by_service(const void *a, const void *b)
{
    const struct ipvs_listed_service *left = a, *right = b;

    return ipvs_compare_services(&left->service.key, &right->service.key);
}

static int by_server(const void *a, const void *b)
{
    const struct ipvs_listed_server *left = a, *right = b;

    return ipvs_compare_servers(&left->server.key, &right->server.key);
}

/* Of a server that several endpoints have. */
static void add_up(struct page_traffic *sum, const struct ipvs_listed_server *found, uint64_t key)
{
    const struct ipvs_counters *counters = &found->counters;

    sum->key = key;
    sum->weight = found->server.weight;
    sum->connections += counters->connections;
    sum->bytes_in += counters->bytes_in;
    sum->bytes_out += counters->bytes_out;
    sum->active += counters->active;
    sum->inactive += counters->inactive;
    sum->persistent += counters->persistent;
    sum->connection_rate += (uint32_t)counters->connection_rate;
}

/* Adds one endpoint's servers to the sums. */
static void add_service(const struct kernel *kernel, size_t virtual, const struct ipvs_listed_service *listed,
                        struct page_traffic *sums)
{
    const struct conf *conf = kernel->child->conf;
    const struct wish_virtual *wished = &kernel->lvs->wish.virtuals[virtual];
    uint64_t key = page_lvs_virtual_key(&conf->virtual_servers[virtual]);

    for (size_t i = 0; i < wished->row_count; i++) {
        const struct wish_row *row = &wished->rows[i];
        const struct ipvs_listed_server like = {.server.key = row->server.key};
        const struct ipvs_listed_server *found =
            listed->server_count == 0
                ? NULL
                : bsearch(&like, listed->servers, listed->server_count, sizeof(like), by_server);
        struct conf_server named = {.address = row->server.key.address, .port = row->server.key.port};

        if (found != NULL)
            add_up(&sums[row->sorry ? conf->server_count + virtual : row->index], found,
                   page_lvs_server_key(key, &named));
    }
}

void lvs_traffic_publish(struct kernel *kernel, const struct ipvs_listing *listing)
{
    struct kernel_lvs *lvs = kernel->lvs;
    const struct child *child = kernel->child;
    size_t count = child->conf->server_count + child->conf->virtual_server_count;
    struct page_traffic *sums = calloc(count + 1, sizeof(*sums));

    if (sums == NULL)
        return;
    for (size_t i = 0; i < lvs->wish.service_count; i++) {
        const struct wish_service *wished = &lvs->wish.services[i];
        const struct ipvs_listed_service like = {.service.key = wished->service.key};
        const struct ipvs_listed_service *found =
            listing->service_count == 0
                ? NULL
                : bsearch(&like, listing->services, listing->service_count, sizeof(like), by_service);

        if (found != NULL)
            add_service(kernel, wished->virtual, found, sums);
    }
    for (size_t i = 0; i < count; i++)
        page_lvs_write_traffic(child->lvs, child->table, i, &sums[i]);
    free(sums);
    lvs->done.counted = lvs->wanted.asked;
    lvs->done.counted_us = clock_now_us();
}

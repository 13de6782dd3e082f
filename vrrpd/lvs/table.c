/* Two tables compared; see table.h. Both are walked side by side in the order of their keys. */
#include "vrrpd/lvs/table.h"

#include <stdlib.h>
#include <string.h>

/* Edits as they are found, or with NULL only their number. */
struct edits {
    struct ipvs_edit *items;
    size_t count;
};

static void put(struct edits *edits, enum ipvs_edit_kind kind, const struct ipvs_service *service,
                const struct ipvs_server *server)
{
    if (edits->items != NULL) {
        edits->items[edits->count] = (struct ipvs_edit){.kind = kind, .service = service};
        if (server != NULL)
            edits->items[edits->count].server = *server;
    }
    edits->count++;
}

bool table_server_equal(const struct ipvs_server *want, const struct ipvs_server *have)
{
    bool forward = want->forward == have->forward || have->forward == IPVS_LOCAL;
    bool tunnel = have->forward != IPVS_TUN ||
                  (want->tunnel == have->tunnel && want->tunnel_port == have->tunnel_port &&
                   want->tunnel_flags == have->tunnel_flags);

    return forward && tunnel && want->weight == have->weight && want->upper == have->upper &&
           want->lower == have->lower;
}

bool table_service_equal(const struct ipvs_service *want, const struct ipvs_service *have)
{
    return strcmp(want->scheduler, have->scheduler) == 0 && strcmp(want->engine, have->engine) == 0 &&
           (want->flags & IPVS_FLAGS) == (have->flags & IPVS_FLAGS) &&
           ((want->flags & IPVS_PERSISTENT) == 0 || want->timeout_s == have->timeout_s) &&
           want->prefix == have->prefix;
}

enum pass { PASS_ADD, PASS_EDIT, PASS_REMOVE };

/* One walk over both rows of servers, for one kind of edits. */
static void pass_servers(struct edits *edits, const struct table_service *want,
                         const struct table_service *have, enum pass pass)
{
    size_t w = 0, h = 0;

    while (w < want->server_count || h < have->server_count) {
        const struct ipvs_server *wanted = &want->servers[w], *there = &have->servers[h];
        int order = w == want->server_count   ? 1
                    : h == have->server_count ? -1
                                              : ipvs_compare_servers(&wanted->key, &there->key);

        if (order < 0 && pass == PASS_ADD)
            put(edits, IPVS_ADD_SERVER, &want->service, wanted);
        else if (order > 0 && pass == PASS_REMOVE)
            put(edits, IPVS_REMOVE_SERVER, &want->service, there);
        else if (order == 0 && pass == PASS_EDIT && !table_server_equal(wanted, there))
            put(edits, IPVS_EDIT_SERVER, &want->service, wanted);
        w += order <= 0;
        h += order >= 0;
    }
}

static void change_service(struct edits *edits, const struct table_service *want,
                           const struct table_service *have)
{
    static const struct table_service nothing = {.server_count = 0};

    if (have == NULL)
        put(edits, IPVS_ADD_SERVICE, &want->service, NULL);
    else if (!table_service_equal(&want->service, &have->service))
        put(edits, IPVS_EDIT_SERVICE, &want->service, NULL);
    for (int pass = PASS_ADD; pass <= PASS_REMOVE; pass++)
        pass_servers(edits, want, have != NULL ? have : &nothing, (enum pass)pass);
}

/* What both walks of a diff need. */
struct diff {
    const struct table *want, *have;
    table_ours *ours;
    void *context;
};

static void walk(const struct diff *diff, struct edits *edits)
{
    size_t w = 0, h = 0;

    while (w < diff->want->service_count || h < diff->have->service_count) {
        const struct table_service *wanted = &diff->want->services[w], *there = &diff->have->services[h];
        int order = w == diff->want->service_count ? 1
                    : h == diff->have->service_count
                        ? -1
                        : ipvs_compare_services(&wanted->service.key, &there->service.key);

        if (order <= 0)
            change_service(edits, wanted, order == 0 ? there : NULL);
        w += order <= 0;
        h += order >= 0;
    }
}

/* Unwanted services go last: what took their place serves already. */
static void remove_unwanted(const struct diff *diff, struct edits *edits)
{
    for (size_t h = 0; h < diff->have->service_count; h++) {
        const struct ipvs_service *there = &diff->have->services[h].service;

        if (table_find(diff->want, &there->key) == NULL && diff->ours(diff->context, &there->key))
            put(edits, IPVS_REMOVE_SERVICE, there, NULL);
    }
}

struct ipvs_edit *table_diff(const struct table *want, const struct table *have, table_ours *ours,
                             void *context, size_t *count)
{
    const struct diff diff = {.want = want, .have = have, .ours = ours, .context = context};
    struct edits counted = {.items = NULL}, edits = {.items = NULL};

    *count = 0;
    walk(&diff, &counted);
    remove_unwanted(&diff, &counted);
    if (counted.count == 0)
        return NULL;
    edits.items = calloc(counted.count, sizeof(*edits.items));
    if (edits.items == NULL) {
        *count = 1;
        return NULL;
    }
    walk(&diff, &edits);
    remove_unwanted(&diff, &edits);
    *count = edits.count;
    return edits.items;
}

static int by_service(const void *a, const void *b)
{
    const struct table_service *left = a, *right = b;

    return ipvs_compare_services(&left->service.key, &right->service.key);
}

static int by_server(const void *a, const void *b)
{
    const struct ipvs_server *left = a, *right = b;

    return ipvs_compare_servers(&left->key, &right->key);
}

void table_sort(struct table *table)
{
    for (size_t i = 0; i < table->service_count; i++) {
        struct table_service *service = &table->services[i];

        if (service->server_count > 0)
            qsort(service->servers, service->server_count, sizeof(*service->servers), by_server);
    }
    if (table->service_count > 0)
        qsort(table->services, table->service_count, sizeof(*table->services), by_service);
}

struct table_service *table_find(const struct table *table, const struct ipvs_service_key *key)
{
    const struct table_service wanted = {.service.key = *key};

    if (table->service_count == 0)
        return NULL;
    return bsearch(&wanted, table->services, table->service_count, sizeof(*table->services), by_service);
}

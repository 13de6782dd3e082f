/* The known table; see mirror.h. Rows stay sorted, as table.h wants them. */
#include "vrrpd/lvs/mirror.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void mirror_free(struct mirror *mirror)
{
    for (size_t i = 0; i < mirror->table.service_count; i++)
        free(mirror->table.services[i].servers);
    free(mirror->table.services);
    *mirror = (struct mirror){.room = 0};
}

static int take_service(struct table_service *service, const struct ipvs_listed_service *listed)
{
    *service = (struct table_service){.service = listed->service};
    if (listed->server_count == 0)
        return 0;
    service->servers = calloc(listed->server_count, sizeof(*service->servers));
    if (service->servers == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < listed->server_count; i++)
        service->servers[i] = listed->servers[i].server;
    service->server_count = listed->server_count;
    return 0;
}

int mirror_take(struct mirror *mirror, const struct ipvs_listing *listing)
{
    int error = 0;

    mirror_free(mirror);
    if (listing->service_count == 0)
        return 0;
    mirror->table.services = calloc(listing->service_count, sizeof(*mirror->table.services));
    if (mirror->table.services == NULL)
        return -ENOMEM;
    mirror->room = listing->service_count;
    for (size_t i = 0; i < listing->service_count && error == 0; i++) {
        error = take_service(&mirror->table.services[i], &listing->services[i]);
        mirror->table.service_count++;
    }
    if (error < 0)
        mirror_free(mirror);
    return error;
}

/* ---- services ---- */

/* Where the service is, or would be. */
static size_t find_service(const struct table *table, const struct ipvs_service_key *key)
{
    size_t low = 0, high = table->service_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ipvs_compare_services(&table->services[middle].service.key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int put_service(struct mirror *mirror, size_t place, const struct ipvs_service *service)
{
    struct table *table = &mirror->table;
    size_t room = mirror->room == 0 ? 16 : 2 * mirror->room;
    struct table_service *services;

    if (table->service_count == mirror->room) {
        services = realloc(table->services, room * sizeof(*services));
        if (services == NULL)
            return -ENOMEM;
        table->services = services;
        mirror->room = room;
    }
    memmove(&table->services[place + 1], &table->services[place],
            (table->service_count - place) * sizeof(*table->services));
    table->services[place] = (struct table_service){.service = *service};
    table->service_count++;
    return 0;
}

static void drop_service(struct table *table, size_t place)
{
    free(table->services[place].servers);
    table->service_count--;
    memmove(&table->services[place], &table->services[place + 1],
            (table->service_count - place) * sizeof(*table->services));
}

/* ---- servers ---- */

static size_t find_server(const struct table_service *service, const struct ipvs_server_key *key)
{
    size_t low = 0, high = service->server_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ipvs_compare_servers(&service->servers[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The room is not remembered: it is asked for in steps, and asking again costs little. */
static int put_server(struct table_service *service, size_t place, const struct ipvs_server *server)
{
    size_t room = (service->server_count / 16 + 1) * 16;
    struct ipvs_server *servers = realloc(service->servers, room * sizeof(*servers));

    if (servers == NULL)
        return -ENOMEM;
    service->servers = servers;
    memmove(&servers[place + 1], &servers[place], (service->server_count - place) * sizeof(*servers));
    servers[place] = *server;
    service->server_count++;
    return 0;
}

static void drop_server(struct table_service *service, size_t place)
{
    service->server_count--;
    memmove(&service->servers[place], &service->servers[place + 1],
            (service->server_count - place) * sizeof(*service->servers));
}

static int apply_server(struct table_service *service, const struct ipvs_edit *edit)
{
    size_t place = find_server(service, &edit->server.key);
    bool there = place < service->server_count &&
                 ipvs_compare_servers(&service->servers[place].key, &edit->server.key) == 0;

    if (edit->kind == IPVS_REMOVE_SERVER) {
        if (there)
            drop_server(service, place);
        return 0;
    }
    if (!there)
        return put_server(service, place, &edit->server);
    service->servers[place] = edit->server;
    return 0;
}

int mirror_apply(struct mirror *mirror, const struct ipvs_edit *edit)
{
    struct table *table = &mirror->table;
    struct ipvs_service service = *edit->service; /* it may move below */
    size_t place = find_service(table, &service.key);
    bool there = place < table->service_count &&
                 ipvs_compare_services(&table->services[place].service.key, &service.key) == 0;

    switch (edit->kind) {
    case IPVS_ADD_SERVICE:
    case IPVS_EDIT_SERVICE:
        if (!there)
            return put_service(mirror, place, &service);
        table->services[place].service = service;
        return 0;
    case IPVS_REMOVE_SERVICE:
        if (there)
            drop_service(table, place);
        return 0;
    case IPVS_ADD_SERVER:
    case IPVS_EDIT_SERVER:
    case IPVS_REMOVE_SERVER:
        break;
    }
    return there ? apply_server(&table->services[place], edit) : 0;
}

/* vrrpd/lvs/mirror, with table: after the edits of a difference the mirror is the wanted table, whatever both
 * were. */
#include <errno.h>
#include <stdlib.h>

#include "tests/unit/check.h"
#include "vrrpd/lvs/mirror.h"

enum { SERVICES = 12, SERVERS = 40, ROUNDS = 400 };

static uint32_t dice(uint32_t *state, uint32_t below)
{
    *state = *state * 1664525 + 1013904223;
    return (*state >> 8) % below;
}

struct random_table {
    struct table table;
    struct table_service services[SERVICES];
    struct ipvs_server servers[SERVICES][SERVERS];
};

static void fill_servers(struct table_service *service, struct ipvs_server *servers, uint32_t *state)
{
    uint32_t share = dice(state, 5);

    service->servers = servers;
    for (uint32_t k = 0; k < SERVERS; k++)
        if (dice(state, 4) < share)
            servers[service->server_count++] = (struct ipvs_server){
                .key = {addr_from_ipv4(0x0A000000 + k), 80}, .weight = dice(state, 3), .forward = IPVS_DR};
}

static void fill(struct random_table *random, uint32_t *state)
{
    uint32_t share = dice(state, 5);

    memset(random, 0, sizeof(*random));
    random->table.services = random->services;
    for (uint32_t i = 0; i < SERVICES; i++) {
        struct table_service *service = &random->services[random->table.service_count];

        if (dice(state, 4) >= share)
            continue;
        service->service =
            (struct ipvs_service){.key = {addr_from_ipv4(0xC0000200 + i), 0, 80, 6, ADDR_IPV4}, .prefix = 32};
        strcpy(service->service.scheduler, dice(state, 4) == 0 ? "wlc" : "rr");
        fill_servers(service, random->servers[random->table.service_count], state);
        random->table.service_count++;
    }
}

static bool all_ours(void *context, const struct ipvs_service_key *key)
{
    (void)context;
    (void)key;
    return true;
}

static bool same(const struct table *a, const struct table *b)
{
    if (a->service_count != b->service_count)
        return false;
    for (size_t i = 0; i < a->service_count; i++) {
        const struct table_service *left = &a->services[i], *right = &b->services[i];

        if (memcmp(&left->service, &right->service, sizeof(left->service)) != 0 ||
            left->server_count != right->server_count)
            return false;
        for (size_t k = 0; k < left->server_count; k++)
            if (memcmp(&left->servers[k], &right->servers[k], sizeof(left->servers[k])) != 0)
                return false;
    }
    return true;
}

static void follow(struct mirror *mirror, const struct table *want)
{
    struct ipvs_service removed[SERVICES];
    size_t count, at = 0;
    struct ipvs_edit *edits = table_diff(want, &mirror->table, all_ours, NULL, &count);

    CHECK(edits != NULL || count == 0);
    for (size_t i = 0; i < count; i++) {
        if (edits[i].kind != IPVS_REMOVE_SERVICE)
            continue;
        removed[at] = *edits[i].service;
        edits[i].service = &removed[at++];
    }
    for (size_t i = 0; i < count; i++)
        CHECK_EQ_INT(mirror_apply(mirror, &edits[i]), 0);
    free(edits);
}

static void differences_are_followed(void)
{
    struct mirror mirror = {.room = 0};
    struct random_table want;
    uint32_t state = 1;
    size_t count;

    for (int i = 0; i < ROUNDS; i++) {
        fill(&want, &state);
        follow(&mirror, &want.table);
        CHECK(same(&mirror.table, &want.table));
        CHECK(table_diff(&want.table, &mirror.table, all_ours, NULL, &count) == NULL);
        CHECK_EQ_INT(count, 0);
    }
    mirror_free(&mirror);
}

static void a_reading_replaces_all(void)
{
    struct ipvs_listed_server servers[2] = {{.server = {.key = {addr_from_ipv4(1), 80}, .weight = 3}},
                                            {.server = {.key = {addr_from_ipv4(2), 80}, .weight = 4}}};
    struct ipvs_listed_service services[2] = {
        {.service = {.key = {addr_from_ipv4(7), 0, 80, 6, ADDR_IPV4}, .scheduler = "rr"}},
        {.service = {.key = {addr_from_ipv4(8), 0, 80, 6, ADDR_IPV4}, .scheduler = "rr"},
         .servers = servers,
         .server_count = 2}};
    const struct ipvs_listing listing = {.services = services, .service_count = 2}, none = {.services = NULL};
    struct mirror mirror = {.room = 0};

    for (int i = 0; i < 2; i++) {
        CHECK_EQ_INT(mirror_take(&mirror, &listing), 0);
        CHECK_EQ_INT(mirror.table.service_count, 2);
        CHECK_EQ_INT(mirror.table.services[0].server_count, 0);
        CHECK_EQ_INT(mirror.table.services[1].server_count, 2);
        CHECK_EQ_INT(mirror.table.services[1].servers[1].weight, 4);
    }
    CHECK_EQ_INT(mirror_take(&mirror, &none), 0);
    CHECK_EQ_INT(mirror.table.service_count, 0);
    mirror_free(&mirror);
}

static void edits_of_what_is_not_there_change_nothing(void)
{
    const struct ipvs_service service = {.key = {addr_from_ipv4(7), 0, 80, 6, ADDR_IPV4}, .scheduler = "rr"};
    struct ipvs_edit edit = {.service = &service, .server = {.key = {addr_from_ipv4(1), 80}}};
    struct mirror mirror = {.room = 0};

    for (int kind = IPVS_REMOVE_SERVICE; kind <= IPVS_REMOVE_SERVER; kind++) {
        edit.kind = (enum ipvs_edit_kind)kind;
        CHECK_EQ_INT(mirror_apply(&mirror, &edit), 0);
    }
    CHECK_EQ_INT(mirror.table.service_count, 0);
    edit.kind = IPVS_ADD_SERVICE;
    CHECK_EQ_INT(mirror_apply(&mirror, &edit), 0);
    edit.kind = IPVS_REMOVE_SERVER;
    CHECK_EQ_INT(mirror_apply(&mirror, &edit), 0);
    CHECK_EQ_INT(mirror.table.services[0].server_count, 0);
    mirror_free(&mirror);
}

int main(void)
{
    differences_are_followed();
    a_reading_replaces_all();
    edits_of_what_is_not_there_change_nothing();
    return check_report("mirror");
}

/* What changed in a status; see status_change.h. */
#include "lib/status_change.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/status_column.h"
#include "lib/status_json.h"
#include "lib/status_lvs_json.h"

static const char type_name[] = "status-change";

enum { JITTER_US = 1000000 }; /* a moment that is computed from an age is not the same twice */

/* ---- what is the same ---- */

static bool same_time(int64_t a, int64_t b)
{
    return a == b || (a > 0 && b > 0 && a - b < JITTER_US && b - a < JITTER_US);
}

static bool same_trackers(const struct status_instance *a, const struct status_instance *b)
{
    for (size_t i = 0; i < a->tracker_count; i++) {
        struct status_tracker tracker = a->trackers[i];

        if (same_time(tracker.since_wall_us, b->trackers[i].since_wall_us))
            tracker.since_wall_us = b->trackers[i].since_wall_us;
        if (memcmp(&tracker, &b->trackers[i], sizeof(tracker)) != 0)
            return false;
    }
    return true;
}

/* Beside its columns. */
static bool same_instance(const struct status_instance *a, const struct status_instance *b)
{
    struct status_instance plain = *a;

    status_column_copy_instance(&plain, b);
    plain.addresses = b->addresses;
    plain.trackers = b->trackers;
    if (same_time(plain.since_wall_us, b->since_wall_us))
        plain.since_wall_us = b->since_wall_us;
    if (same_time(plain.last_transition.at_wall_us, b->last_transition.at_wall_us))
        plain.last_transition.at_wall_us = b->last_transition.at_wall_us;
    if (same_time(plain.incident.since_wall_us, b->incident.since_wall_us))
        plain.incident.since_wall_us = b->incident.since_wall_us;
    return memcmp(&plain, b, sizeof(plain)) == 0 && same_trackers(a, b) &&
           memcmp(a->addresses, b->addresses, a->address_count * sizeof(*a->addresses)) == 0;
}

static bool same_server(const struct status_server *a, const struct status_server *b)
{
    struct status_server plain = *a;

    status_column_copy_server(&plain, b);
    if (same_time(plain.since_wall_us, b->since_wall_us))
        plain.since_wall_us = b->since_wall_us;
    return memcmp(&plain, b, sizeof(plain)) == 0;
}

static bool same_service(const struct status_service *a, const struct status_service *b)
{
    struct status_service plain = *a;

    plain.endpoints = b->endpoints;
    plain.servers = b->servers;
    return memcmp(&plain, b, sizeof(plain)) == 0;
}

/* The same things in the same order, whatever is so of them. */
static bool same_shape(const struct status *a, const struct status *b)
{
    if (a->instance_count != b->instance_count || a->virtual_server_count != b->virtual_server_count)
        return false;
    for (size_t i = 0; i < a->instance_count; i++)
        if (strcmp(a->instances[i].name, b->instances[i].name) != 0 ||
            a->instances[i].address_count != b->instances[i].address_count ||
            a->instances[i].tracker_count != b->instances[i].tracker_count)
            return false;
    for (size_t i = 0; i < a->virtual_server_count; i++) {
        const struct status_service *left = &a->virtual_servers[i], *right = &b->virtual_servers[i];

        if (strcmp(left->name, right->name) != 0 || left->server_count != right->server_count ||
            left->endpoint_count != right->endpoint_count)
            return false;
        for (size_t j = 0; j < left->server_count; j++)
            if (strcmp(left->servers[j].address, right->servers[j].address) != 0)
                return false;
    }
    return true;
}

/* ---- printing ---- */

/* Of a virtual server the real servers that changed, in `room`. True when there is anything to say. */
static bool pick_servers(const struct status_service *before, const struct status_service *now,
                         struct status_server *room, struct status_service *out)
{
    *out = *now;
    out->servers = room;
    out->server_count = 0;
    for (size_t i = 0; i < now->server_count; i++)
        if (!same_server(&before->servers[i], &now->servers[i]))
            room[out->server_count++] = now->servers[i];
    return out->server_count > 0 || !same_service(before, now);
}

/* Fills *out with what changed; its arrays are `instances`, `services` and `servers`, all else is borrowed.
 */
static void pick(const struct status *before, const struct status *now, struct status *out,
                 struct status_server *servers)
{
    for (size_t i = 0; i < now->instance_count; i++)
        if (!same_instance(&before->instances[i], &now->instances[i]))
            out->instances[out->instance_count++] = now->instances[i];
    for (size_t i = 0; i < now->virtual_server_count; i++) {
        struct status_service *picked = &out->virtual_servers[out->virtual_server_count];

        if (!pick_servers(&before->virtual_servers[i], &now->virtual_servers[i], servers, picked))
            continue;
        servers += picked->server_count;
        out->virtual_server_count++;
    }
}

static size_t server_count(const struct status *status)
{
    size_t count = 0;

    for (size_t i = 0; i < status->virtual_server_count; i++)
        count += status->virtual_servers[i].server_count;
    return count;
}

static char *print(const struct status *part, const struct status *before, const struct status *now)
{
    json_t *root = status_json_make(part, type_name);
    char *text = NULL;

    if (root == NULL)
        return NULL;
    json_object_set_new(root, "lvs", status_print_lvs(now)); /* `part` may have no virtual server to say it */
    status_column_print(before, now, root);
    text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    return text;
}

char *status_change_print(const struct status *before, const struct status *now)
{
    struct status part = *now;
    struct status_server *servers;
    char *text = NULL;

    if (!same_shape(before, now))
        return NULL;
    servers = calloc(server_count(now) + 1, sizeof(*servers));
    part.instances = calloc(now->instance_count + 1, sizeof(*part.instances));
    part.virtual_servers = calloc(now->virtual_server_count + 1, sizeof(*part.virtual_servers));
    part.instance_count = part.virtual_server_count = 0;
    if (servers != NULL && part.instances != NULL && part.virtual_servers != NULL) {
        pick(before, now, &part, servers);
        text = print(&part, before, now);
    }
    free(servers);
    free(part.instances);
    free(part.virtual_servers);
    return text;
}

/* ---- reading ---- */

/* Moves what `part` has into *status; what it replaces is left in `part` to be freed. */
static bool take_instances(struct status *part, struct status *status)
{
    size_t at = 0;

    for (size_t i = 0; i < part->instance_count; i++, at++) {
        struct status_instance old;

        while (at < status->instance_count &&
               strcmp(status->instances[at].name, part->instances[i].name) != 0)
            at++;
        if (at == status->instance_count)
            return false;
        old = status->instances[at];
        status->instances[at] = part->instances[i];
        part->instances[i] = old;
    }
    return true;
}

static bool take_servers(const struct status_service *part, struct status_service *service)
{
    size_t at = 0;

    for (size_t i = 0; i < part->server_count; i++, at++) {
        while (at < service->server_count &&
               strcmp(service->servers[at].address, part->servers[i].address) != 0)
            at++;
        if (at == service->server_count)
            return false;
        service->servers[at] = part->servers[i];
    }
    return true;
}

static bool take_services(const struct status *part, struct status *status)
{
    size_t at = 0;

    for (size_t i = 0; i < part->virtual_server_count; i++, at++) {
        const struct status_service *news = &part->virtual_servers[i];
        struct status_service *service, old;

        while (at < status->virtual_server_count && strcmp(status->virtual_servers[at].name, news->name) != 0)
            at++;
        if (at == status->virtual_server_count)
            return false;
        service = &status->virtual_servers[at];
        if (!take_servers(news, service))
            return false;
        old = *service;
        *service = *news;
        service->endpoints = old.endpoints;
        service->endpoint_count = old.endpoint_count;
        service->servers = old.servers;
        service->server_count = old.server_count;
    }
    return true;
}

/* All beside the two tables, which stay; the groups move. */
static void take_head(struct status *part, struct status *status)
{
    struct status old = *status;

    *status = *part;
    status->instances = old.instances;
    status->instance_count = old.instance_count;
    status->virtual_servers = old.virtual_servers;
    status->virtual_server_count = old.virtual_server_count;
    part->groups = old.groups;
    part->group_count = old.group_count;
}

bool status_change_apply(const char *text, struct status *status)
{
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    struct status part;
    bool good = status_json_take(root, type_name, &part);

    if (good) {
        /* The columns first: what is said whole has its numbers already. */
        good =
            status_column_take(root, status) && take_instances(&part, status) && take_services(&part, status);
        take_head(&part, status);
        status_free(&part);
    }
    json_decref(root);
    return good;
}

/* ---- copying ---- */

/* False without memory; `size` 0 gives something that can be freed. */
static bool copy(void *to, const void *from, size_t size)
{
    void *made = malloc(size + 1);

    if (made != NULL && size > 0)
        memcpy(made, from, size);
    memcpy(to, &made, sizeof(made));
    return made != NULL;
}

static bool copy_instances(const struct status *from, struct status *out)
{
    out->instances = calloc(from->instance_count + 1, sizeof(*out->instances));
    for (size_t i = 0; out->instances != NULL && i < from->instance_count; i++) {
        const struct status_instance *instance = &from->instances[i];
        struct status_instance *made = &out->instances[i];

        *made = *instance;
        made->trackers = NULL;
        out->instance_count++;
        if (!copy(&made->addresses, instance->addresses,
                  instance->address_count * sizeof(*instance->addresses)) ||
            !copy(&made->trackers, instance->trackers, instance->tracker_count * sizeof(*made->trackers)))
            return false;
    }
    return out->instances != NULL;
}

static bool copy_groups(const struct status *from, struct status *out)
{
    out->groups = calloc(from->group_count + 1, sizeof(*out->groups));
    for (size_t i = 0; out->groups != NULL && i < from->group_count; i++) {
        out->groups[i] = from->groups[i];
        out->group_count++;
        if (!copy(&out->groups[i].members, from->groups[i].members,
                  from->groups[i].member_count * sizeof(*from->groups[i].members)))
            return false;
    }
    return out->groups != NULL;
}

static bool copy_services(const struct status *from, struct status *out)
{
    out->virtual_servers = calloc(from->virtual_server_count + 1, sizeof(*out->virtual_servers));
    for (size_t i = 0; out->virtual_servers != NULL && i < from->virtual_server_count; i++) {
        const struct status_service *service = &from->virtual_servers[i];
        struct status_service *made = &out->virtual_servers[i];

        *made = *service;
        made->servers = NULL;
        out->virtual_server_count++;
        if (!copy(&made->endpoints, service->endpoints,
                  service->endpoint_count * sizeof(*service->endpoints)) ||
            !copy(&made->servers, service->servers, service->server_count * sizeof(*service->servers)))
            return false;
    }
    return out->virtual_servers != NULL;
}

bool status_copy(const struct status *from, struct status *out)
{
    *out = *from;
    out->instances = NULL;
    out->groups = NULL;
    out->virtual_servers = NULL;
    out->instance_count = out->group_count = out->virtual_server_count = 0;
    if (copy_instances(from, out) && copy_groups(from, out) && copy_services(from, out))
        return true;
    status_free(out);
    return false;
}

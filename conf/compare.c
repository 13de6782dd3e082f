/* Which instances of two nodes belong together, and the groups they are in; see compare.h. */
#include "conf/compare.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/compare_lvs.h"
#include "conf/compare_paths.h"
#include "conf/compare_pair.h"

/* ---- partners ---- */

static bool share_address(const struct conf_instance *a, const struct conf_instance *b)
{
    for (size_t i = 0; i < a->address_count; i++)
        if (compare_pair_has(b, &a->addresses[i].address))
            return true;
    for (size_t i = 0; i < a->excluded_count; i++)
        if (compare_pair_has(b, &a->excluded[i].address))
            return true;
    return false;
}

/* How much two instances look like one virtual router; 0: not at all. Interfaces may well be called
 * differently on two machines. */
static int likeness(const struct conf_instance *a, const struct conf_instance *b)
{
    bool same_vrid = a->vrid == b->vrid, shared = share_address(a, b);

    if (a->family != b->family || (!same_vrid && !shared))
        return 0;
    return 8 * shared + 4 * same_vrid + 2 * (strcmp(a->interface, b->interface) == 0) +
           (strcmp(a->name, b->name) == 0);
}

static const struct conf_instance *find_partner(const struct conf_instance *instance, const struct conf *conf)
{
    const struct conf_instance *best = NULL;
    int most = 0;

    for (size_t i = 0; i < conf->instance_count; i++) {
        int like = likeness(instance, &conf->instances[i]);

        if (like > most) {
            most = like;
            best = &conf->instances[i];
        }
    }
    return best;
}

/* ---- nobody on the other node ---- */

static void report_alone(struct compare_pair *pair)
{
    struct compare_finding *finding = compare_pair_add(pair, COMPARE_WARNING, "no-partner", CONF_KEY_NAME);
    size_t missing = pair->instances[0] == NULL ? 0 : 1;

    if (finding == NULL)
        return;
    snprintf(finding->sides[missing].value, COMPARE_VALUE_MAX,
             "no instance with its VRID or an address of it");
    snprintf(finding->wire, sizeof finding->wire,
             "when the one node is gone, nobody takes over its addresses");
    snprintf(finding->fix, sizeof finding->fix,
             "add the instance to the other file, or remove it from this one");
}

/* ---- sync groups ---- */

static const struct conf_group *group_of(const struct conf *conf, const struct conf_instance *instance)
{
    return instance->group_index < 0 ? NULL : &conf->groups[instance->group_index];
}

static void report_group(struct compare_pair *pair)
{
    struct compare_finding *finding = compare_pair_add(pair, COMPARE_WARNING, "groups-differ", CONF_KEY_NAME);

    if (finding == NULL)
        return;
    for (size_t i = 0; i < 2; i++) {
        const struct conf_group *group = group_of(pair->confs[i], pair->instances[i]);

        if (group == NULL)
            snprintf(finding->sides[i].value, COMPARE_VALUE_MAX, "in no sync group");
        else
            snprintf(finding->sides[i].value, COMPARE_VALUE_MAX, "in sync group %s with %zu member(s)",
                     group->name, group->member_count);
    }
    snprintf(
        finding->wire, sizeof finding->wire,
        "one node moves its members together, the other one by one: addresses that belong together end up "
        "on different nodes");
    snprintf(finding->fix, sizeof finding->fix, "write the same members into the group on all nodes");
}

/* Every member on one node has to have a partner in one and the same group on the other. */
static bool same_group(const struct compare_pair *pair)
{
    const struct conf_group *a = group_of(pair->confs[0], pair->instances[0]);
    const struct conf_group *b = group_of(pair->confs[1], pair->instances[1]);

    if (a == NULL || b == NULL)
        return a == b;
    for (size_t i = 0; i < a->member_count; i++) {
        const struct conf_instance *partner =
            find_partner(&pair->confs[0]->instances[a->members[i]], pair->confs[1]);

        if (partner == NULL || group_of(pair->confs[1], partner) != b)
            return false;
    }
    return a->member_count == b->member_count;
}

static int preference(const struct conf_instance *a, const struct conf_instance *b)
{
    return (a->priority > b->priority) - (a->priority < b->priority);
}

/* Members that prefer different nodes: reported once a group, at its first member that disagrees. */
static void check_preference(struct compare_pair *pair)
{
    const struct conf_group *group = group_of(pair->confs[0], pair->instances[0]);
    const struct conf_instance *first, *partner;
    struct compare_finding *finding;

    if (group == NULL || group->member_count < 2)
        return;
    first = &pair->confs[0]->instances[group->members[0]];
    partner = find_partner(first, pair->confs[1]);
    if (partner == NULL ||
        preference(first, partner) * preference(pair->instances[0], pair->instances[1]) >= 0)
        return;
    finding = compare_pair_add(pair, COMPARE_WARNING, "group-prefers-two-nodes", CONF_KEY_PRIORITY);
    if (finding == NULL)
        return;
    for (size_t i = 0; i < 2; i++)
        snprintf(finding->sides[i].value, COMPARE_VALUE_MAX, "priority %u, but %s of the same group %u",
                 pair->instances[i]->priority, i == 0 ? first->name : partner->name,
                 i == 0 ? first->priority : partner->priority);
    snprintf(
        finding->wire, sizeof finding->wire,
        "each member wants another node: keepalived leaves all of them BACKUP or flaps; between vrrpd nodes "
        "the member with the lowest VRID decides");
    snprintf(finding->fix, sizeof finding->fix,
             "give all members of a group the same order of priorities on the nodes");
}

/* ---- the whole ---- */

static int compare_instance(struct compare_pair *pair)
{
    if (pair->instances[0] == NULL || pair->instances[1] == NULL) {
        report_alone(pair);
        return pair->error;
    }
    compare_pair_check(pair);
    if (!same_group(pair))
        report_group(pair);
    else
        check_preference(pair);
    return pair->error;
}

static int compare_two(const struct conf *const *confs, size_t a, size_t b, struct compare_findings *out)
{
    int error = 0;

    for (size_t i = 0; i < confs[a]->instance_count && error == 0; i++) {
        const struct conf_instance *own = &confs[a]->instances[i];
        struct compare_pair pair = {.confs = {confs[a], confs[b]},
                                    .nodes = {a, b},
                                    .instances = {own, find_partner(own, confs[b])},
                                    .findings = out};

        error = compare_instance(&pair);
    }
    for (size_t i = 0; i < confs[b]->instance_count && error == 0; i++) {
        const struct conf_instance *own = &confs[b]->instances[i];
        struct compare_pair pair = {
            .confs = {confs[a], confs[b]}, .nodes = {a, b}, .instances = {NULL, own}, .findings = out};

        if (find_partner(own, confs[a]) == NULL)
            error = compare_instance(&pair);
    }
    error = error ? error : compare_paths(confs, a, b, out);
    return error ? error : compare_lvs(confs, a, b, out);
}

int compare_confs(const struct conf *const *confs, size_t count, struct compare_findings *out)
{
    int error = 0;

    *out = (struct compare_findings){.items = NULL};
    if (count > COMPARE_NODES_MAX)
        return -E2BIG;
    for (size_t a = 0; a < count; a++)
        for (size_t b = a + 1; b < count && error == 0; b++)
            error = compare_two(confs, a, b, out);
    return error;
}

void compare_free(struct compare_findings *findings)
{
    free(findings->items);
    *findings = (struct compare_findings){.items = NULL};
}

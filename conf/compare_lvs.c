/* The rules about virtual servers; see compare_lvs.h. */
#include "conf/compare_lvs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/lvs.h"
#include "conf/lvs_same.h"

/* Two configurations, and where findings go. */
struct directors {
    const struct conf *confs[2];
    size_t nodes[2];
    struct compare_findings *findings;
    int error; /* -ENOMEM once memory ran out */
};

/* A virtual server on both; one of them may be NULL. */
struct service_pair {
    const struct conf_virtual_server *services[2];
};

static struct compare_finding *add(struct directors *directors, const char *code, const char *subject)
{
    struct compare_findings *findings = directors->findings;
    struct compare_finding *grown = realloc(findings->items, (findings->count + 1) * sizeof *findings->items);

    if (!grown) {
        directors->error = -ENOMEM;
        return NULL;
    }
    findings->items = grown;
    struct compare_finding *finding = &grown[findings->count++];
    memset(finding, 0, sizeof *finding);
    finding->severity = COMPARE_WARNING;
    finding->code = code;
    snprintf(finding->subject, sizeof finding->subject, "%s", subject);
    for (size_t i = 0; i < 2; i++) {
        finding->sides[i].node = directors->nodes[i];
        finding->sides[i].place.file = directors->confs[i]->path;
    }
    return finding;
}

static struct compare_finding *add_of(struct directors *directors, const char *code,
                                      const struct service_pair *pair)
{
    const struct conf_virtual_server *known = pair->services[pair->services[0] ? 0 : 1];
    struct compare_finding *finding = add(directors, code, known->name);

    for (size_t i = 0; finding && i < 2; i++)
        if (pair->services[i])
            finding->sides[i].place = pair->services[i]->place;
    return finding;
}

/* ---- the whole ---- */

/* One has none at all: a node that is no director, or a section that was forgotten. */
static bool check_none(struct directors *directors)
{
    size_t counts[2] = {directors->confs[0]->virtual_server_count, directors->confs[1]->virtual_server_count};

    if ((counts[0] == 0) == (counts[1] == 0))
        return false;
    struct compare_finding *finding = add(directors, "no-virtual-servers", "virtual servers");
    if (!finding)
        return true;
    for (size_t i = 0; i < 2; i++)
        snprintf(finding->sides[i].value, COMPARE_VALUE_MAX, "%zu virtual server(s)", counts[i]);
    snprintf(finding->wire, sizeof finding->wire,
             "after a takeover by the node without them requests reach that node itself, not the servers");
    snprintf(finding->fix, sizeof finding->fix,
             "write the same virtual servers into both files, if both nodes are directors");
    return true;
}

static void check_sync(struct directors *directors)
{
    const struct conf_lvs_sync *a = &directors->confs[0]->lvs.sync, *b = &directors->confs[1]->lvs.sync;
    bool both = a->interface[0] && b->interface[0];
    char group[ADDR_TEXT_MAX];

    if (both ? a->id == b->id && a->port == b->port && addr_equal(&a->group, &b->group)
             : a->interface[0] == b->interface[0])
        return;
    struct compare_finding *finding = add(directors, "sync-differs", "synchronisation of connections");
    for (size_t i = 0; finding && i < 2; i++) {
        const struct conf_lvs_sync *sync = &directors->confs[i]->lvs.sync;
        finding->sides[i].place = sync->interface[0] ? sync->place : finding->sides[i].place;
        if (sync->interface[0])
            snprintf(finding->sides[i].value, COMPARE_VALUE_MAX, "id %u, port %u, group %s", sync->id,
                     sync->port, addr_format(&sync->group, group));
        else
            snprintf(finding->sides[i].value, COMPARE_VALUE_MAX, "none");
    }
    if (!finding)
        return;
    snprintf(finding->wire, sizeof finding->wire,
             "the nodes do not learn of each other's connections: a takeover breaks all that are open");
    snprintf(finding->fix, sizeof finding->fix,
             "give both the same id, port and group, and let each follow its own instance");
}

/* ---- one virtual server ---- */

static void report_missing(struct directors *directors, const struct service_pair *pair)
{
    struct compare_finding *finding = add_of(directors, "virtual-server-missing", pair);

    if (!finding)
        return;
    for (size_t i = 0; i < 2; i++)
        snprintf(finding->sides[i].value, COMPARE_VALUE_MAX,
                 pair->services[i] ? "is there" : "no such virtual server");
    snprintf(finding->wire, sizeof finding->wire,
             "after a takeover by the node without it requests to it are refused");
    snprintf(finding->fix, sizeof finding->fix, "write the virtual server into both files, or into none");
}

static void describe(const struct conf_virtual_server *service, char value[COMPARE_VALUE_MAX])
{
    snprintf(value, COMPARE_VALUE_MAX, "%s%s, persistence %llds/%u%s, quorum %u",
             lvs_scheduler_names()[service->scheduler], service->scheduler_flags ? " with flags" : "",
             (long long)(service->persistence_us / 1000000), service->persistence_length,
             service->one_packet ? ", each packet" : "", service->quorum);
}

static void check_balance(struct directors *directors, const struct service_pair *pair)
{
    const struct conf_virtual_server *a = pair->services[0], *b = pair->services[1];

    if (a->scheduler == b->scheduler && a->scheduler_flags == b->scheduler_flags &&
        a->persistence_us == b->persistence_us && a->persistence_length == b->persistence_length &&
        a->one_packet == b->one_packet && a->quorum == b->quorum)
        return;
    struct compare_finding *finding = add_of(directors, "balance-differs", pair);
    if (!finding)
        return;
    describe(a, finding->sides[0].value);
    describe(b, finding->sides[1].value);
    snprintf(finding->wire, sizeof finding->wire,
             "after a takeover clients are sent to other servers than before, and shares change");
    snprintf(finding->fix, sizeof finding->fix,
             "give both the same scheduler, flags, persistence and quorum");
}

/* ---- its servers ---- */

static int compare_servers(const void *a, const void *b)
{
    const struct conf_server *left = *(const struct conf_server *const *)a;
    const struct conf_server *right = *(const struct conf_server *const *)b;
    int order = addr_compare(&left->address, &right->address);

    return order ? order : (left->port > right->port) - (left->port < right->port);
}

static const struct conf_server **sort_servers(const struct conf_virtual_server *service)
{
    const struct conf_server **sorted = calloc(service->server_count + 1, sizeof *sorted);

    for (size_t i = 0; sorted && i < service->server_count; i++)
        sorted[i] = &service->servers[i];
    if (sorted)
        qsort(sorted, service->server_count, sizeof *sorted, compare_servers);
    return sorted;
}

static void describe_server(const struct conf_virtual_server *service, const struct conf_server *server,
                            const struct conf_server *other, char value[COMPARE_VALUE_MAX])
{
    const struct conf_server *known = server ? server : other;
    char text[LVS_ENDPOINT_TEXT_MAX];

    lvs_endpoint_format(&known->address, known->port, text);
    if (server)
        snprintf(value, COMPARE_VALUE_MAX, "%zu server(s), %s: weight %u, %s", service->server_count, text,
                 server->weight, lvs_method_names()[server->forward.method]);
    else
        snprintf(value, COMPARE_VALUE_MAX, "%zu server(s), %s: none", service->server_count, text);
}

static void report_servers(struct directors *directors, const struct service_pair *pair,
                           const struct conf_server *const servers[2])
{
    struct compare_finding *finding = add_of(directors, "servers-differ", pair);

    if (!finding)
        return;
    for (size_t i = 0; i < 2; i++) {
        describe_server(pair->services[i], servers[i], servers[1 - i], finding->sides[i].value);
        if (servers[i])
            finding->sides[i].place = servers[i]->place;
    }
    snprintf(finding->wire, sizeof finding->wire,
             "after a takeover other servers get the requests, or in other shares");
    snprintf(finding->fix, sizeof finding->fix,
             "write the same servers, weights and methods into both files");
}

/* The first server, in the order of addresses, that is not the same on both. */
static void find_difference(const struct service_pair *pair, const struct conf_server **sorted[2],
                            const struct conf_server *found[2])
{
    size_t a = 0, b = 0, counts[2] = {pair->services[0]->server_count, pair->services[1]->server_count};

    found[0] = found[1] = NULL;
    while (a < counts[0] || b < counts[1]) {
        int order = a == counts[0] ? 1 : b == counts[1] ? -1 : compare_servers(&sorted[0][a], &sorted[1][b]);
        const struct conf_server *left = order <= 0 ? sorted[0][a] : NULL;
        const struct conf_server *right = order >= 0 ? sorted[1][b] : NULL;
        bool same = left && right && left->weight == right->weight &&
                    lvs_same_forward(&left->forward, &right->forward);
        if (!same) {
            found[0] = left;
            found[1] = right;
            return;
        }
        a++;
        b++;
    }
}

static void check_servers(struct directors *directors, const struct service_pair *pair)
{
    const struct conf_server **sorted[2] = {sort_servers(pair->services[0]), sort_servers(pair->services[1])};
    const struct conf_server *found[2];

    if (sorted[0] && sorted[1]) {
        find_difference(pair, sorted, found);
        if (found[0] || found[1])
            report_servers(directors, pair, found);
    } else {
        directors->error = -ENOMEM;
    }
    free(sorted[0]);
    free(sorted[1]);
}

/* ---- all of them, by name ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp((*(const struct conf_virtual_server *const *)a)->name,
                  (*(const struct conf_virtual_server *const *)b)->name);
}

static const struct conf_virtual_server **sort_services(const struct conf *conf)
{
    const struct conf_virtual_server **sorted = calloc(conf->virtual_server_count + 1, sizeof *sorted);

    for (size_t i = 0; sorted && i < conf->virtual_server_count; i++)
        sorted[i] = &conf->virtual_servers[i];
    if (sorted)
        qsort(sorted, conf->virtual_server_count, sizeof *sorted, compare_names);
    return sorted;
}

static void check_service(struct directors *directors, const struct service_pair *pair)
{
    if (!pair->services[0] || !pair->services[1]) {
        report_missing(directors, pair);
        return;
    }
    check_balance(directors, pair);
    check_servers(directors, pair);
}

static void check_services(struct directors *directors, const struct conf_virtual_server **a,
                           const struct conf_virtual_server **b)
{
    size_t a_count = directors->confs[0]->virtual_server_count;
    size_t b_count = directors->confs[1]->virtual_server_count;

    for (size_t i = 0, j = 0; (i < a_count || j < b_count) && directors->error == 0;) {
        int order = i == a_count ? 1 : j == b_count ? -1 : compare_names(&a[i], &b[j]);
        struct service_pair pair = {{order <= 0 ? a[i] : NULL, order >= 0 ? b[j] : NULL}};
        check_service(directors, &pair);
        i += order <= 0;
        j += order >= 0;
    }
}

int compare_lvs(const struct conf *const *confs, size_t a, size_t b, struct compare_findings *out)
{
    struct directors directors = {.confs = {confs[a], confs[b]}, .nodes = {a, b}, .findings = out};

    if (check_none(&directors))
        return directors.error;
    check_sync(&directors);
    const struct conf_virtual_server **left = sort_services(confs[a]), **right = sort_services(confs[b]);
    if (left && right)
        check_services(&directors, left, right);
    else
        directors.error = -ENOMEM;
    free(left);
    free(right);
    return directors.error;
}

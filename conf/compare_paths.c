/* Heartbeats of two nodes; see compare_paths.h. */
#include "conf/compare_paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct compare_finding *add(const struct conf *const *confs, const size_t nodes[2], const char *code,
                                   struct compare_findings *out)
{
    struct compare_finding *grown = realloc(out->items, (out->count + 1) * sizeof *out->items), *finding;

    if (!grown)
        return NULL;
    out->items = grown;
    finding = &grown[out->count++];
    memset(finding, 0, sizeof *finding);
    finding->severity = COMPARE_WARNING;
    finding->code = code;
    snprintf(finding->subject, sizeof finding->subject, "heartbeat");
    for (size_t i = 0; i < 2; i++) {
        finding->sides[i].node = nodes[i];
        finding->sides[i].place = confs[nodes[i]]->global.heartbeat.place;
        finding->sides[i].place.file = confs[nodes[i]]->path;
    }
    snprintf(
        finding->wire, sizeof finding->wire,
        "heartbeats are refused or not heard: a dead path of the adverts makes two masters, as without them");
    return finding;
}

static int report_one_sided(const struct conf *const *confs, const size_t nodes[2],
                            struct compare_findings *out)
{
    struct compare_finding *finding = add(confs, nodes, "heartbeat-one-sided", out);

    if (!finding)
        return -ENOMEM;
    for (size_t i = 0; i < 2; i++)
        snprintf(finding->sides[i].value, COMPARE_VALUE_MAX, "%s",
                 confs[nodes[i]]->global.heartbeat.peer_count ? "has heartbeats" : "has none");
    snprintf(finding->fix, sizeof finding->fix,
             "give both nodes `heartbeat' with the same key, each with the other's address");
    return 0;
}

static int report_port(const struct conf *const *confs, const size_t nodes[2], struct compare_findings *out)
{
    struct compare_finding *finding = add(confs, nodes, "heartbeat-port-differs", out);

    if (!finding)
        return -ENOMEM;
    for (size_t i = 0; i < 2; i++)
        snprintf(finding->sides[i].value, COMPARE_VALUE_MAX, "port %u",
                 confs[nodes[i]]->global.heartbeat.port);
    snprintf(finding->fix, sizeof finding->fix, "the same `port' in both files");
    return 0;
}

static int report_key(const struct conf *const *confs, const size_t nodes[2], struct compare_findings *out)
{
    struct compare_finding *finding = add(confs, nodes, "heartbeat-key-differs", out);

    if (!finding)
        return -ENOMEM;
    for (size_t i = 0; i < 2; i++)
        snprintf(finding->sides[i].value, COMPARE_VALUE_MAX, "the key in %.70s",
                 confs[nodes[i]]->global.heartbeat.key_file);
    snprintf(finding->fix, sizeof finding->fix, "copy the one key file to the other node");
    return 0;
}

int compare_paths(const struct conf *const *confs, size_t a, size_t b, struct compare_findings *out)
{
    const struct conf_heartbeat *left = &confs[a]->global.heartbeat, *right = &confs[b]->global.heartbeat;
    const size_t nodes[2] = {a, b};

    if (left->peer_count == 0 && right->peer_count == 0)
        return 0;
    if (left->peer_count == 0 || right->peer_count == 0)
        return report_one_sided(confs, nodes, out);
    if (left->port != right->port)
        return report_port(confs, nodes, out);
    if (left->key_size > 0 && right->key_size > 0 &&
        (left->key_size != right->key_size || memcmp(left->key, right->key, left->key_size) != 0))
        return report_key(confs, nodes, out);
    return 0;
}

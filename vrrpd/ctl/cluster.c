/* Nodes under virtual time; see cluster.h. */
#include "vrrpd/ctl/cluster.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vrrpd/ctl/cluster_state.h"

static const char *const act_names[CLUSTER_ACT_COUNT] = {
    [CLUSTER_START] = "start",     [CLUSTER_STOP] = "stop",     [CLUSTER_KILL] = "kill",
    [CLUSTER_DIE] = "die",         [CLUSTER_CRASH] = "crash",   [CLUSTER_SEVER] = "sever",
    [CLUSTER_SPLICE] = "splice",   [CLUSTER_FREEZE] = "freeze", [CLUSTER_THAW] = "thaw",
    [CLUSTER_CUT] = "cut",         [CLUSTER_JOIN] = "join",     [CLUSTER_DRAIN] = "drain",
    [CLUSTER_UNDRAIN] = "undrain", [CLUSTER_DOWN] = "down",     [CLUSTER_FAILOVER] = "failover",
    [CLUSTER_UP] = "up",           [CLUSTER_FAIL] = "fail",     [CLUSTER_MEND] = "mend"};

const char *cluster_act_name(enum cluster_act act)
{
    return act_names[act];
}

int cluster_act_find(const char *name)
{
    for (int i = 0; i < CLUSTER_ACT_COUNT; i++)
        if (strcmp(act_names[i], name) == 0)
            return i;
    return -1;
}

/* ---- telling ---- */

static bool make_room(struct cluster *cluster)
{
    size_t room = cluster->report_room > 0 ? 2 * cluster->report_room : 64;
    struct cluster_report *grown;

    if (cluster->report_count < cluster->report_room)
        return true;
    grown = reallocarray(cluster->reports, room, sizeof(*grown));
    if (grown == NULL)
        return false;
    cluster->reports = grown;
    cluster->report_room = room;
    return true;
}

void cluster_tell(struct cluster *cluster, size_t node, const struct conf_instance *instance, bool alarming,
                  const char *format, ...)
{
    struct cluster_report *report;
    va_list arguments;

    if (!make_room(cluster)) {
        cluster->incomplete = true;
        return;
    }
    report = &cluster->reports[cluster->report_count++];
    *report = (struct cluster_report){.at_us = cluster->now_us,
                                      .node = node,
                                      .instance = instance != NULL ? instance->name : NULL,
                                      .alarming = alarming};
    va_start(arguments, format);
    vsnprintf(report->text, sizeof(report->text), format, arguments);
    va_end(arguments);
}

/* ---- making ---- */

static bool make_member(struct node *node, size_t index)
{
    struct member *member = &node->members[index];

    member->failed = PRIORITY_NO_TRACKER;
    member->veto_until_us = ELECTION_NEVER;
    member->uses = calloc(CONF_TRACKERS_MAX, sizeof(*member->uses));
    if (member->uses == NULL || instance_init(&member->instance, &node->conf->instances[index]) < 0)
        return false;
    member->use_count = priority_collect(node->conf, index, member->uses);
    return true;
}

static bool make_node(struct node *node)
{
    node->members = calloc(node->conf->instance_count + 1, sizeof(*node->members));
    node->verdicts = calloc(node->conf->tracker_count + 1, sizeof(*node->verdicts));
    node->group_room = calloc(node->conf->instance_count + 1, sizeof(*node->group_room));
    if (node->members == NULL || node->verdicts == NULL || node->group_room == NULL)
        return false;
    for (size_t i = 0; i < node->conf->tracker_count; i++)
        node->verdicts[i] = (struct priority_verdict){.known = true, .ok = !node->conf->trackers[i].reverse};
    for (size_t i = 0; i < node->conf->instance_count; i++)
        if (!make_member(node, i))
            return false;
    return true;
}

struct cluster *cluster_new(const struct conf *const confs[], const char *const names[], size_t count)
{
    struct cluster *cluster = calloc(1, sizeof(*cluster));
    bool good = cluster != NULL;

    for (size_t i = 0; good && i < count && i < CLUSTER_NODES_MAX; i++) {
        cluster->nodes[i] = (struct node){.conf = confs[i], .name = names[i], .adopt_at_us = ELECTION_NEVER};
        cluster->count++;
        good = make_node(&cluster->nodes[i]);
    }
    if (good && cluster_holders_prepare(cluster)) {
        cluster_wire_address(cluster);
        return cluster;
    }
    cluster_free(cluster);
    return NULL;
}

static void free_node(struct node *node)
{
    for (size_t i = 0; node->members != NULL && i < node->conf->instance_count; i++) {
        if (node->members[i].instance.conf != NULL)
            instance_free(&node->members[i].instance);
        free(node->members[i].uses);
    }
    free(node->members);
    free(node->verdicts);
    free(node->group_room);
}

void cluster_free(struct cluster *cluster)
{
    if (cluster == NULL)
        return;
    for (size_t i = 0; i < cluster->count; i++)
        free_node(&cluster->nodes[i]);
    for (size_t i = 0; i < cluster->frame_count; i++)
        free(cluster->frames[i].bytes);
    cluster_holders_free(cluster);
    free(cluster->frames);
    free(cluster->reports);
    free(cluster);
}

const struct cluster_report *cluster_reports(const struct cluster *cluster, size_t *count)
{
    *count = cluster->report_count;
    return cluster->reports;
}

const struct cluster_address *cluster_addresses(const struct cluster *cluster, size_t *count)
{
    *count = cluster->address_count;
    return cluster->addresses;
}

bool cluster_incomplete(const struct cluster *cluster)
{
    return cluster->incomplete;
}

/* ---- time ---- */

/* Each kind of refusal once: it would repeat with every advert. */
static void tell_refusal(struct cluster *cluster, const struct frame *frame, struct member *member,
                         enum packet_error error)
{
    char text[ADDR_TEXT_MAX];

    if (error == PACKET_OK || error == member->refused)
        return;
    member->refused = error;
    cluster_tell(cluster, frame->to, member->instance.conf, true, "refuses the adverts of %s (%s): %s",
                 cluster->nodes[frame->from].name, addr_format(&frame->source, text),
                 packet_error_name(error));
}

static bool shares(const struct conf_instance *a, const struct conf_instance *b)
{
    for (size_t i = 0; i < a->address_count; i++)
        for (size_t n = 0; n < b->address_count; n++)
            if (addr_equal(&a->addresses[i].address, &b->addresses[n].address))
                return true;
    return false;
}

static void hear_announcement(struct cluster *cluster, const struct frame *frame)
{
    const struct conf_instance *sender = &cluster->nodes[frame->from].conf->instances[frame->instance];
    struct node *node = &cluster->nodes[frame->to];

    for (size_t i = 0; node->on && i < node->conf->instance_count; i++) {
        struct member *member = &node->members[i];
        struct election_output out = {.count = 0};

        if (member->link_down || !shares(sender, member->instance.conf))
            continue;
        election_successor_seen(&member->instance.election, cluster->now_us, &out);
        cluster_carry_out(cluster, frame->to, i, &out);
    }
}

static void hear(struct cluster *cluster, const struct frame *frame)
{
    struct member *member = cluster_wire_listener(cluster, frame);
    struct election_output out = {.count = 0};
    enum packet_error error;
    struct packet packet;

    if (member == NULL || member->link_down || !cluster->nodes[frame->to].on)
        return;
    error =
        packet_decode(frame->bytes, frame->size, &frame->source, &frame->destination, PACKET_TTL, &packet);
    error = instance_receive(&member->instance, &packet, error, cluster->now_us, &out);
    tell_refusal(cluster, frame, member, error);
    cluster_carry_out(cluster, frame->to, (size_t)(member - cluster->nodes[frame->to].members), &out);
}

static void tick_node(struct cluster *cluster, size_t node)
{
    struct node *own = &cluster->nodes[node];

    for (size_t i = 0; own->on && !own->frozen && i < own->conf->instance_count; i++) {
        struct election *election = &own->members[i].instance.election;
        struct election_output out = {.count = 0};

        if (election_deadline_us(election) > cluster->now_us)
            continue;
        election_tick(election, cluster->now_us, &out);
        cluster_carry_out(cluster, node, i, &out);
    }
    cluster_end_stopped(cluster, node);
}

static int64_t next_us(const struct cluster *cluster)
{
    int64_t next = cluster_wire_next_us(cluster);

    for (size_t n = 0; n < cluster->count; n++) {
        const struct node *node = &cluster->nodes[n];

        for (size_t i = 0; node->on && !node->frozen && i < node->conf->instance_count; i++) {
            int64_t due_us = election_deadline_us(&node->members[i].instance.election);

            next = due_us < next ? due_us : next;
        }
        for (size_t i = 0; i < node->conf->instance_count; i++) {
            int64_t due_us = cluster_lease_end_us(node, &node->members[i]);

            next = due_us < next ? due_us : next;
            due_us = node->on && !node->frozen ? node->members[i].veto_until_us : due_us;
            next = due_us < next ? due_us : next;
        }
        next = node->adopt_at_us < next ? node->adopt_at_us : next;
    }
    return next;
}

/* As the daemon does: what has arrived is heard before what is due. */
static void happen(struct cluster *cluster)
{
    struct frame frame;

    for (size_t n = 0; n < cluster->count; n++)
        cluster_adopt(cluster, n);
    while (cluster_wire_take(cluster, &frame)) {
        if (frame.size > 0)
            hear(cluster, &frame);
        else
            hear_announcement(cluster, &frame);
        free(frame.bytes);
    }
    for (size_t n = 0; n < cluster->count; n++) {
        cluster_lease_expire(cluster, n);
        cluster_veto(cluster, n);
        tick_node(cluster, n);
    }
}

void cluster_run(struct cluster *cluster, int64_t until_us)
{
    int64_t next;

    while ((next = next_us(cluster)) <= until_us) {
        cluster->now_us = next > cluster->now_us ? next : cluster->now_us;
        happen(cluster);
    }
    cluster->now_us = until_us;
}

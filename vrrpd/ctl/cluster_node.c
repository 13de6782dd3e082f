/* What the virtual routers of a node do, and what happens to a node. */
#include <stdio.h>
#include <string.h>

#include "vrrpd/ctl/cluster_state.h"
#include "vrrpd/vrrp/reason.h"

enum { MTU = 1500 };

/* ---- what an election wants ---- */

static void settle_group(struct cluster *cluster, size_t node, size_t index);

/* What ran out comes back with the next advert. */
static void send(struct cluster *cluster, size_t node, size_t index)
{
    struct member *member = &cluster->nodes[node].members[index];

    cluster_wire_send(cluster, node, index, false);
    if (!member->expired)
        return;
    member->expired = false;
    if (member->instance.election.memory.state != ELECTION_MASTER)
        return;
    cluster_holders_set(cluster, node, member->instance.conf, true);
    cluster_wire_announce(cluster, node, index);
}

static void report(struct cluster *cluster, size_t node, size_t index, const struct election_output *out)
{
    const struct node *own = &cluster->nodes[node];
    const struct member *member = &own->members[index];
    const char *subject = member->failed >= 0 ? own->conf->trackers[member->failed].name : "";
    char why[CLUSTER_TEXT_MAX - 40];

    reason_format(&out->transition, subject, why, sizeof(why));
    cluster_tell(cluster, node, member->instance.conf, out->transition.to == ELECTION_FAULT, "%s -> %s: %s",
                 reason_state_name(out->transition.from), reason_state_name(out->transition.to), why);
}

void cluster_carry_out(struct cluster *cluster, size_t node, size_t index, const struct election_output *out)
{
    struct member *member = &cluster->nodes[node].members[index];
    struct election_output after = {.count = 0};
    bool taken = false;

    for (int i = 0; i < out->count; i++) {
        switch (out->actions[i].kind) {
        case ELECTION_SEND_ADVERT:
            send(cluster, node, index);
            break;
        case ELECTION_SEND_RESIGN:
            cluster_wire_send(cluster, node, index, true);
            break;
        case ELECTION_TAKE_ADDRESSES:
            cluster_holders_set(cluster, node, member->instance.conf, true);
            taken = true;
            break;
        case ELECTION_DROP_ADDRESSES:
            cluster_holders_set(cluster, node, member->instance.conf, false);
            break;
        case ELECTION_REPORT:
            report(cluster, node, index, out);
            break;
        case ELECTION_ANNOUNCE:
            cluster_wire_announce(cluster, node, index);
            break;
        default:
            break;
        }
    }
    if (taken) {
        election_addresses_ready(&member->instance.election, cluster->now_us, &after);
        cluster_carry_out(cluster, node, index, &after);
    }
    settle_group(cluster, node, index);
}

/* ---- sync groups ---- */

static void step_group(struct cluster *cluster, size_t node, size_t index, enum sync_group_act act)
{
    struct election *election = &cluster->nodes[node].members[index].instance.election;
    const struct addr source = election->source;
    struct election_output out = {.count = 0};

    if (act == SYNC_GROUP_FAULT)
        election_fault(election, ELECTION_GROUP_FAULT, cluster->now_us, &out);
    else if (act == SYNC_GROUP_RECOVER)
        election_recover(election, &source, cluster->now_us, &out);
    else if (act == SYNC_GROUP_TAKE)
        election_take(election, cluster->now_us, &out);
    else
        election_leave(election, cluster->now_us, &out);
    cluster_carry_out(cluster, node, index, &out);
}

static bool is_faulty(const struct member *member)
{
    return member->failed >= 0 || (member->link_down && member->instance.conf->track_primary);
}

/* The members' view of the group in the node's room. */
static struct sync_group view_group(struct node *node, const struct conf_group *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const struct member *member = &node->members[group->members[i]];

        node->group_room[i] =
            (struct sync_group_member){.election = &member->instance.election, .faulty = is_faulty(member)};
    }
    return (struct sync_group){.members = node->group_room, .count = group->member_count};
}

/* Carrying out a step settles the rest: each step is followed by the next one. */
static void settle_group(struct cluster *cluster, size_t node, size_t index)
{
    struct node *own = &cluster->nodes[node];
    int number = own->conf->instances[index].group_index;
    const struct conf_group *group;
    struct sync_group view;
    struct sync_group_step step;

    if (number < 0 || !own->on || own->stopping)
        return;
    group = &own->conf->groups[number];
    view = view_group(own, group);
    step = sync_group_next(&view);
    if (step.act != SYNC_GROUP_AGREED)
        step_group(cluster, node, group->members[step.member], step.act);
}

/* ---- tracking and links ---- */

static void judge(struct cluster *cluster, size_t node, size_t index)
{
    struct node *own = &cluster->nodes[node];
    struct member *member = &own->members[index];
    struct election *election = &member->instance.election;
    struct priority_result result = priority_sum(own->conf, member->instance.conf->priority, member->uses,
                                                 member->use_count, own->verdicts);
    struct election_output out = {.count = 0};

    member->failed = result.failed;
    election_set_priority(election, result.priority);
    if (!own->on || own->stopping)
        return;
    if (is_faulty(member) && election->memory.state != ELECTION_FAULT)
        election_fault(election, member->link_down ? ELECTION_LINK_DOWN : ELECTION_TRACKER_FAILED,
                       cluster->now_us, &out);
    else if (election->memory.state == ELECTION_FAULT && !is_faulty(member) &&
             member->instance.conf->group_index < 0)
        election_recover(election, &member->address, cluster->now_us, &out);
    cluster_carry_out(cluster, node, index, &out);
}

/* Who has a fault of its own goes first: its group follows it and not the other way round. */
static void judge_all(struct cluster *cluster, size_t node)
{
    const struct node *own = &cluster->nodes[node];

    for (int faulty = 1; faulty >= 0; faulty--)
        for (size_t i = 0; i < own->conf->instance_count; i++)
            if (own->members[i].link_down == (faulty == 1))
                judge(cluster, node, i);
}

static const char *set_tracker(struct cluster *cluster, size_t node, const char *name, bool ok)
{
    struct node *own = &cluster->nodes[node];
    bool any = false;

    for (size_t i = 0; i < own->conf->tracker_count; i++) {
        if (strcmp(own->conf->trackers[i].name, name) != 0)
            continue;
        any = true;
        own->verdicts[i].ok = ok != own->conf->trackers[i].reverse;
        own->verdicts[i].value = own->conf->trackers[i].kind == CONF_TRACK_FILE && !ok ? 1 : 0;
    }
    if (!any) {
        snprintf(cluster->why, sizeof(cluster->why), "%s tracks nothing that is called %s", own->name, name);
        return cluster->why;
    }
    judge_all(cluster, node);
    return NULL;
}

static const char *set_link(struct cluster *cluster, size_t node, const char *interface, bool down)
{
    struct node *own = &cluster->nodes[node];
    bool any = false;

    for (size_t i = 0; i < own->conf->instance_count; i++) {
        if (strcmp(own->conf->instances[i].interface, interface) != 0)
            continue;
        any = true;
        own->members[i].link_down = down;
    }
    for (size_t i = 0; i < own->conf->tracker_count; i++) {
        const struct conf_tracker *tracker = &own->conf->trackers[i];

        if (tracker->kind != CONF_TRACK_INTERFACE || strcmp(tracker->name, interface) != 0)
            continue;
        any = true;
        own->verdicts[i].ok = down == tracker->reverse;
    }
    if (!any) {
        snprintf(cluster->why, sizeof(cluster->why), "nothing of %s uses an interface %s", own->name,
                 interface);
        return cluster->why;
    }
    judge_all(cluster, node);
    return NULL;
}

/* ---- what happens to nodes ---- */

static void start(struct cluster *cluster, size_t node)
{
    struct node *own = &cluster->nodes[node];

    own->on = true;
    own->frozen = own->dead = false;
    for (size_t i = 0; i < own->conf->instance_count; i++) {
        struct member *member = &own->members[i];
        struct election_config config = member->instance.election.config;
        enum election_reason fault = ELECTION_REASON_NONE;
        struct election_output out = {.count = 0};
        struct priority_result result;

        if (!member->expired) /* what a dead daemon left is removed first */
            cluster_holders_set(cluster, node, member->instance.conf, false);
        election_init(&member->instance.election, &config);
        instance_set_source(&member->instance, &member->address, MTU);
        result = priority_sum(own->conf, member->instance.conf->priority, member->uses, member->use_count,
                              own->verdicts);
        election_set_priority(&member->instance.election, result.priority);
        member->failed = result.failed;
        member->refused = PACKET_OK;
        member->expired = false;
        member->word_us = 0;
        if (is_faulty(member))
            fault = member->link_down ? ELECTION_LINK_DOWN : ELECTION_TRACKER_FAILED;
        election_start(&member->instance.election, &member->address, fault, cluster->now_us, &out);
        cluster_carry_out(cluster, node, i, &out);
    }
}

bool cluster_serving(const struct cluster *cluster, size_t node)
{
    const struct node *own = &cluster->nodes[node];

    for (size_t i = 0; own->on && i < own->conf->instance_count; i++)
        if (own->members[i].instance.election.memory.serving)
            return true;
    return false;
}

void cluster_end_stopped(struct cluster *cluster, size_t node)
{
    struct node *own = &cluster->nodes[node];

    if (!own->stopping || cluster_serving(cluster, node))
        return;
    own->on = own->stopping = false;
    cluster_wire_forget(cluster, node);
}

static void stop(struct cluster *cluster, size_t node)
{
    struct node *own = &cluster->nodes[node];

    own->stopping = true; /* nobody settles groups of what ends */
    for (size_t i = 0; i < own->conf->instance_count; i++) {
        struct election_output out = {.count = 0};

        election_stop(&own->members[i].instance.election, ELECTION_RELEASE_HEARD, cluster->now_us, &out);
        cluster_carry_out(cluster, node, i, &out);
    }
    cluster_end_stopped(cluster, node);
}

static void power_off(struct cluster *cluster, size_t node)
{
    cluster->nodes[node].on = cluster->nodes[node].frozen = cluster->nodes[node].stopping = false;
    cluster->nodes[node].dead = false;
    cluster->nodes[node].adopt_at_us = ELECTION_NEVER;
    cluster_wire_forget(cluster, node);
    cluster_holders_die(cluster, node);
}

/* All its processes are killed at once. */
static void die(struct cluster *cluster, size_t node)
{
    struct node *own = &cluster->nodes[node];
    bool was_frozen = own->frozen;

    own->on = own->frozen = own->stopping = false;
    own->dead = true;
    if (!was_frozen)
        own->paused_at_us = cluster->now_us;
    own->adopt_at_us = ELECTION_NEVER;
    cluster_wire_forget(cluster, node);
}

static void operate(struct cluster *cluster, size_t node, size_t index, enum cluster_act act)
{
    struct election *election = &cluster->nodes[node].members[index].instance.election;
    struct election_output out = {.count = 0};

    if (act == CLUSTER_FAILOVER)
        election_yield(election, cluster->now_us, &out);
    else
        election_drain(election, act == CLUSTER_DRAIN, cluster->now_us, &out);
    cluster_carry_out(cluster, node, index, &out);
}

static const char *operate_all(struct cluster *cluster, size_t node, enum cluster_act act, const char *name)
{
    const struct conf *conf = cluster->nodes[node].conf;
    bool any = false;

    for (size_t i = 0; i < conf->instance_count; i++) {
        if (name != NULL && strcmp(conf->instances[i].name, name) != 0)
            continue;
        any = true;
        operate(cluster, node, i, act);
    }
    if (any)
        return NULL;
    snprintf(cluster->why, sizeof(cluster->why), "%s has no instance %s", cluster->nodes[node].name,
             name != NULL ? name : "at all");
    return cluster->why;
}

/* NULL: it makes sense now. */
static const char *refuse(struct cluster *cluster, size_t node, enum cluster_act act, const char *subject)
{
    const struct node *own = &cluster->nodes[node];
    const char *why = NULL;

    if (act == CLUSTER_START ? own->on
                             : !own->on && act != CLUSTER_FAIL && act != CLUSTER_MEND &&
                                   act != CLUSTER_DOWN && act != CLUSTER_UP)
        why = act == CLUSTER_START ? "runs already" : "does not run";
    else if (act == CLUSTER_THAW && !own->frozen)
        why = "is not frozen";
    else if (act == CLUSTER_CRASH && (own->frozen || own->stopping))
        why = "has no engine that runs";
    else if (subject == NULL && act >= CLUSTER_DOWN)
        why = "needs to be told what: an interface or what is tracked";
    if (why == NULL)
        return NULL;
    snprintf(cluster->why, sizeof(cluster->why), "%s: %s %s", cluster_act_name(act), own->name, why);
    return cluster->why;
}

static const char *act_on(struct cluster *cluster, size_t node, enum cluster_act act, const char *subject)
{
    struct node *own = &cluster->nodes[node];

    switch (act) {
    case CLUSTER_START:
        start(cluster, node);
        return NULL;
    case CLUSTER_STOP:
        stop(cluster, node);
        return NULL;
    case CLUSTER_KILL:
        power_off(cluster, node);
        return NULL;
    case CLUSTER_DIE:
        die(cluster, node);
        return NULL;
    case CLUSTER_CRASH:
        own->frozen = true;
        own->paused_at_us = cluster->now_us;
        own->adopt_at_us = cluster->now_us + CLUSTER_ADOPT_US;
        return NULL;
    case CLUSTER_SEVER:
    case CLUSTER_SPLICE:
        own->severed = act == CLUSTER_SEVER;
        return NULL;
    case CLUSTER_FREEZE:
    case CLUSTER_THAW:
        own->adopt_at_us = ELECTION_NEVER; /* the supervisor as well */
        if (!own->frozen)
            own->paused_at_us = cluster->now_us;
        own->frozen = act == CLUSTER_FREEZE;
        return NULL;
    case CLUSTER_CUT:
    case CLUSTER_JOIN:
        own->cut = act == CLUSTER_CUT;
        return NULL;
    case CLUSTER_DOWN:
    case CLUSTER_UP:
        return set_link(cluster, node, subject, act == CLUSTER_DOWN);
    case CLUSTER_FAIL:
    case CLUSTER_MEND:
        return set_tracker(cluster, node, subject, act == CLUSTER_MEND);
    default:
        return operate_all(cluster, node, act, subject);
    }
}

const char *cluster_do(struct cluster *cluster, size_t node, enum cluster_act act, const char *subject)
{
    const char *why = refuse(cluster, node, act, subject);

    if (why != NULL)
        return why;
    cluster_tell(cluster, node, NULL, false, "%s%s%s", cluster_act_name(act), subject != NULL ? " " : "",
                 subject != NULL ? subject : "");
    return act_on(cluster, node, act, subject);
}

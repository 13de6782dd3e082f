#include "tests/sim/node.h"

#include <string.h>

#include "tests/sim/lan.h"

void node_init(struct node *node, const struct node_config *config)
{
    memset(node, 0, sizeof(*node));
    node->config = *config;
    node->power = NODE_OFF;
    node->link_up = true;
    node->has_address = true;
    node->install_us = 1000;
    node->ready_at_us = node->tick_at_us = node->planned_us = NODE_NEVER;
    election_init(&node->election, &config->election);
}

bool node_takes_part(const struct node *node)
{
    return node->power == NODE_RUNNING &&
           (node->election.memory.state == ELECTION_BACKUP || node->election.memory.state == ELECTION_MASTER);
}

/* The frame that goes out, made once per configuration and address. */
static void prepare(struct node *node)
{
    const struct node_config *config = &node->config;
    struct addr virtual_address = addr_from_ipv4(0x0A090064);
    struct packet_advert advert = {.version = config->election.version,
                                   .vrid = LAN_VRID,
                                   .priority = config->election.priority,
                                   .auth_type = config->auth_type,
                                   .checksum = config->checksum,
                                   .interval_us = config->election.interval_us,
                                   .source = config->source,
                                   .destination = frame_group(),
                                   .addresses = &virtual_address,
                                   .address_count = 1};

    memcpy(advert.auth_data, config->auth_data, sizeof(advert.auth_data));
    frame_make(&node->advert, &advert);
    node->advert_priority = advert.priority;
    node->expect = (struct packet_expect){.version = advert.version,
                                          .auth_type = advert.auth_type,
                                          .interval_us = advert.interval_us,
                                          .own_address = advert.source,
                                          .group = advert.destination};
    memcpy(node->expect.auth_data, config->auth_data, sizeof(node->expect.auth_data));
}

int64_t node_wake_us(const struct node *node)
{
    if (node->power != NODE_RUNNING)
        return NODE_NEVER;
    return node->tick_at_us < node->ready_at_us ? node->tick_at_us : node->ready_at_us;
}

/* Draws how late the timer for the present deadline will fire. */
static void plan(struct lan *lan, int index)
{
    struct node *node = &lan->nodes[index];
    int64_t deadline_us = election_deadline_us(&node->election);

    if (deadline_us != node->planned_us) {
        node->planned_us = node->tick_at_us = deadline_us;
        if (deadline_us != NODE_NEVER && node->late_max_us > 0)
            node->tick_at_us += rng_between(&lan->rng, 0, node->late_max_us);
    }
    lan->wake_us[index] = node_wake_us(node);
}

static void send(struct lan *lan, int index, uint8_t priority)
{
    struct node *node = &lan->nodes[index];

    if (priority != node->advert_priority)
        frame_set_priority(&node->advert, priority);
    node->advert_priority = priority;
    node->advert.from = (uint8_t)index;
    lan_send(lan, index, &node->advert);
}

static void send_advert(struct lan *lan, int index)
{
    struct node *node = &lan->nodes[index];
    int64_t gap_us = lan->now_us - node->sent_us;

    send(lan, index, election_priority(&node->election));
    if (node->sent_us > 0 && gap_us > node->longest_gap_us)
        node->longest_gap_us = gap_us;
    node->sent_us = lan->now_us;
    node->sent++;
}

static void drop_addresses(struct node *node)
{
    node->installed = false;
    node->ready_at_us = NODE_NEVER;
    node->sent_us = 0;
}

static void carry_out(struct lan *lan, int index, const struct election_output *out)
{
    struct node *node = &lan->nodes[index];

    for (int i = 0; i < out->count; i++) {
        switch (out->actions[i].kind) {
        case ELECTION_SEND_ADVERT:
            send_advert(lan, index);
            break;
        case ELECTION_SEND_RESIGN:
            send(lan, index, ELECTION_PRIORITY_RESIGN);
            node->resigned++;
            break;
        case ELECTION_TAKE_ADDRESSES:
            node->ready_at_us = lan->now_us + node->install_us;
            break;
        case ELECTION_DROP_ADDRESSES:
            drop_addresses(node);
            break;
        case ELECTION_ANNOUNCE:
            node->announced += out->actions[i].repeat;
            break;
        case ELECTION_REPORT_LOWER:
            break;
        default:
            node->last = out->transition;
            node->takeovers += node->last.to == ELECTION_MASTER;
            break;
        }
    }
}

static void call_timed(struct election *election, const struct node_event *event, int64_t now_us,
                       struct election_output *out)
{
    switch (event->kind) {
    case COVERAGE_STOP:
        election_stop(election, ELECTION_RELEASE_HEARD, now_us, out);
        break;
    case COVERAGE_TICK:
        election_tick(election, now_us, out);
        break;
    case COVERAGE_READY:
        election_addresses_ready(election, now_us, out);
        break;
    case COVERAGE_DRAIN:
        election_drain(election, true, now_us, out);
        break;
    case COVERAGE_UNDRAIN:
        election_drain(election, false, now_us, out);
        break;
    default:
        election_yield(election, now_us, out);
        break;
    }
}

static void call(struct node *node, const struct node_event *event, int64_t now_us,
                 struct election_output *out)
{
    struct election *election = &node->election;
    struct election_memory memory = election->memory;

    out->count = 0;
    switch (event->kind) {
    case COVERAGE_START:
        election_start(election, &node->config.source, event->reason, now_us, out);
        break;
    case COVERAGE_ADOPT:
        election_init(election, &node->config.election);
        election_adopt(election, &memory, &node->config.source, now_us, out);
        break;
    case COVERAGE_HEAR:
        election_hear(election, &event->advert, now_us, out);
        break;
    case COVERAGE_FAULT:
        election_fault(election, event->reason, now_us, out);
        break;
    case COVERAGE_RECOVER:
        election_recover(election, &node->config.source, now_us, out);
        break;
    case COVERAGE_SET_SOURCE:
        election_set_source(election, &event->source);
        break;
    case COVERAGE_SET_PRIORITY:
        election_set_priority(election, event->priority);
        break;
    default:
        call_timed(election, event, now_us, out);
        break;
    }
}

/* The strongest other router that takes part, as a relation to our own. */
static enum coverage_relation relation_to_others(const struct lan *lan, int index)
{
    const struct election *own = &lan->nodes[index].election;
    const struct election *best = NULL;

    for (int i = 0; i < lan->count; i++) {
        const struct election *other = &lan->nodes[i].election;
        if (i == index || !node_takes_part(&lan->nodes[i]))
            continue;
        if (!best || coverage_relate(election_priority(other), &other->source, election_priority(best),
                                     &best->source) >= COVERAGE_EQUAL_LARGER)
            best = other;
    }
    if (!best)
        return COVERAGE_NOBODY;
    return coverage_relate(election_priority(best), &best->source, election_priority(own), &own->source);
}

static void cover(struct lan *lan, int index, const struct node_event *event)
{
    const struct election *own = &lan->nodes[index].election;
    enum coverage_relation relation;
    uint32_t(*cells)[COVERAGE_RELATION_COUNT] = lan->coverage->cells[own->memory.state];

    /* Ticks are most of what happens: looking at one in 64 is enough. */
    if (event->kind == COVERAGE_TICK && node_takes_part(&lan->nodes[index]) && lan->trace.count % 64 != 0)
        return;
    relation = event->kind == COVERAGE_HEAR ? coverage_relate(event->advert.priority, &event->advert.source,
                                                              election_priority(own), &own->source)
                                            : relation_to_others(lan, index);
    cells[event->kind][relation]++;
}

static void trace(struct lan *lan, int index, const struct node_event *event, enum election_state before,
                  const struct election_output *out)
{
    const struct election_memory *memory = &lan->nodes[index].election.memory;
    struct trace_entry entry = {
        .at_us = lan->now_us,
        .what = event->kind == COVERAGE_EVENT_COUNT ? "group" : coverage_event_name(event->kind),
        .code = (uint8_t)event->kind,
        .node = (uint8_t)index,
        .before = (uint8_t)before,
        .after = (uint8_t)memory->state};

    entry.detail = event->kind == COVERAGE_HEAR ? event->advert.priority
                                                : election_priority(&lan->nodes[index].election);
    for (int i = 0; i < out->count; i++)
        entry.actions |= (uint16_t)(1 << out->actions[i].kind);
    if (entry.actions >> ELECTION_REPORT & 1) {
        entry.reason = (uint8_t)out->transition.reason;
        lan->coverage->reasons[entry.reason]++;
    }
    trace_add(&lan->trace, &entry);
}

void node_apply(struct lan *lan, int index, const struct node_event *event)
{
    struct node *node = &lan->nodes[index];
    struct election before = node->election;
    struct election_output out;

    cover(lan, index, event);
    call(node, event, lan->now_us, &out);
    trace(lan, index, event, before.memory.state, &out);
    carry_out(lan, index, &out);
    if (event->kind == COVERAGE_TICK && node->queued > 0)
        judge_fail(lan, 14, index, "a timer fired before %d waiting frames were read", node->queued);
    if (lan->hooks == NULL)
        judge_event(lan, index, event, &before, &out);
    plan(lan, index);
    if (lan->hooks != NULL)
        lan->hooks->happened(lan->hooks->context, lan, index);
}

void node_step(struct lan *lan, int index, enum sync_group_act act)
{
    struct node *node = &lan->nodes[index];
    struct election *election = &node->election;
    enum election_state before = election->memory.state;
    struct node_event event = {.kind = COVERAGE_EVENT_COUNT};
    struct election_output out = {.count = 0};

    if (act == SYNC_GROUP_TAKE)
        election_take(election, lan->now_us, &out);
    else if (act == SYNC_GROUP_LEAVE)
        election_leave(election, lan->now_us, &out);
    else if (act == SYNC_GROUP_FAULT)
        election_fault(election, ELECTION_GROUP_FAULT, lan->now_us, &out);
    else
        election_recover(election, &node->config.source, lan->now_us, &out);
    trace(lan, index, &event, before, &out);
    carry_out(lan, index, &out);
    plan(lan, index);
}

void node_do(struct lan *lan, int index, enum coverage_event kind)
{
    node_apply(lan, index, &(struct node_event){.kind = kind});
}

static void read_frame(struct lan *lan, int index, const struct frame *frame)
{
    struct node *node = &lan->nodes[index];
    struct packet packet;
    enum packet_error error = packet_decode_ipv4(frame->bytes, frame->size, &packet);

    if (error == PACKET_OK && packet.vrid != LAN_VRID)
        error = PACKET_UNKNOWN_VRID;
    if (error == PACKET_OK)
        error = packet_check(&packet, &node->expect);
    if (lan->hooks == NULL)
        judge_frame(lan, index, frame, error);
    node->received++;
    if (error != PACKET_OK) {
        node->rejected[error]++;
        return;
    }
    node->accepted++;
    struct node_event event = {
        .kind = COVERAGE_HEAR,
        .advert = {.source = packet.source, .priority = packet.priority, .interval_us = packet.interval_us}};
    if (lan->hooks != NULL)
        lan->hooks->hearing(lan->hooks->context, lan, index);
    node_apply(lan, index, &event);
}

void node_receive(struct lan *lan, int index, const struct frame *frame)
{
    struct node *node = &lan->nodes[index];

    if (node->power == NODE_OFF || !node->link_up)
        return;
    if (node->power == NODE_RUNNING)
        read_frame(lan, index, frame);
    else if (node->queued < NODE_QUEUE_MAX)
        node->queue[node->queued++] = *frame;
    else
        node->overflowed++;
}

void node_wake(struct lan *lan, int index)
{
    struct node *node = &lan->nodes[index];

    if (node->ready_at_us <= lan->now_us) {
        node->ready_at_us = NODE_NEVER;
        node->installed = true;
        node_do(lan, index, COVERAGE_READY);
    } else if (node->tick_at_us <= lan->now_us) {
        node->planned_us = 0; /* whatever comes next is a new timer */
        node_do(lan, index, COVERAGE_TICK);
    } else {
        lan->wake_us[index] = node_wake_us(node);
    }
}

/* Reads what came while nobody listened, before any timer (DESIGN law 8). */
static void drain_queue(struct lan *lan, int index)
{
    struct node *node = &lan->nodes[index];

    for (int i = 0; i < node->queued; i++)
        read_frame(lan, index, &node->queue[i]);
    node->queued = 0;
}

/* Tells the election what changed about link and address while it could not hear. */
static void settle_edges(struct lan *lan, int index)
{
    const struct node *node = &lan->nodes[index];
    bool usable = node->link_up && node->has_address;
    enum election_state state = node->election.memory.state;

    if (node->power != NODE_RUNNING)
        return;
    if (!usable)
        node_apply(lan, index,
                   &(struct node_event){.kind = COVERAGE_FAULT,
                                        .reason = node->link_up ? ELECTION_NO_ADDRESS : ELECTION_LINK_DOWN});
    else if (lan->hooks != NULL)
        lan->hooks->happened(lan->hooks->context, lan, index); /* recovery is the group's */
    else if (state == ELECTION_FAULT)
        node_do(lan, index, COVERAGE_RECOVER);
}

void node_start(struct lan *lan, int index)
{
    struct node *node = &lan->nodes[index];
    struct node_event event = {.kind = COVERAGE_START};

    if (node->power == NODE_OFF)
        election_init(&node->election, &node->config.election);
    node->power = NODE_RUNNING;
    prepare(node);
    judge_cause(lan, index);
    judge_awake(lan, index);
    if (!node->link_up)
        event.reason = ELECTION_NO_INTERFACE;
    else if (!node->has_address)
        event.reason = ELECTION_NO_ADDRESS;
    node_apply(lan, index, &event);
}

void node_crash(struct lan *lan, int index)
{
    struct node *node = &lan->nodes[index];

    node->power = NODE_OFF;
    node->queued = 0;
    node->weighted_priority = 0;
    drop_addresses(node);
    election_init(&node->election, &node->config.election);
    judge_forget(lan, index);
    judge_cause(lan, index);
    plan(lan, index);
}

void node_kill(struct lan *lan, int index)
{
    lan->nodes[index].power = NODE_DEAD;
    judge_cause(lan, index);
    plan(lan, index);
}

void node_adopt(struct lan *lan, int index, const struct node_config *config)
{
    struct node *node = &lan->nodes[index];

    node->config = *config;
    prepare(node);
    node->power = NODE_RUNNING;
    node->planned_us = 0;
    judge_cause(lan, index);
    judge_awake(lan, index);
    node_do(lan, index, COVERAGE_ADOPT);
    if (node->weighted_priority != 0)
        node_apply(lan, index,
                   &(struct node_event){.kind = COVERAGE_SET_PRIORITY, .priority = node->weighted_priority});
    drain_queue(lan, index);
    settle_edges(lan, index);
}

void node_pause(struct lan *lan, int index)
{
    lan->nodes[index].power = NODE_PAUSED;
    judge_cause(lan, index);
    plan(lan, index);
}

void node_resume(struct lan *lan, int index)
{
    struct node *node = &lan->nodes[index];

    node->power = NODE_RUNNING;
    judge_cause(lan, index);
    judge_awake(lan, index);
    drain_queue(lan, index);
    settle_edges(lan, index);
    plan(lan, index);
}

void node_set_link(struct lan *lan, int index, bool up)
{
    lan->nodes[index].link_up = up;
    judge_cause(lan, index);
    settle_edges(lan, index);
}

void node_set_address(struct lan *lan, int index, bool present)
{
    lan->nodes[index].has_address = present;
    judge_cause(lan, index);
    settle_edges(lan, index);
}

void node_set_lateness(struct lan *lan, int index, int64_t late_max_us)
{
    struct node *node = &lan->nodes[index];

    judge_cause(lan, index);
    node->late_max_us = late_max_us;
    node->planned_us = 0;
    plan(lan, index);
}

void node_renumber(struct lan *lan, int index, const struct addr *source)
{
    struct node *node = &lan->nodes[index];

    node->config.source = *source;
    prepare(node);
    judge_cause(lan, index);
    node_apply(lan, index, &(struct node_event){.kind = COVERAGE_SET_SOURCE, .source = *source});
}

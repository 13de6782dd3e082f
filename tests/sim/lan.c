#include "tests/sim/lan.h"

#include <string.h>

#include "tests/sim/audit.h"

void lan_init(struct lan *lan, uint64_t seed, struct coverage *coverage)
{
    memset(lan, 0, sizeof(*lan));
    lan->now_us = 1000000;
    lan->delay_us = 200;
    lan->judge.audit_every_us = 250000;
    lan->rng = rng_make(seed);
    lan->coverage = coverage;
    for (int i = 0; i < LAN_FLIGHT_MAX; i++)
        lan->free_slots[i] = (uint16_t)i;
    for (int i = 0; i < LAN_NODES_MAX; i++)
        lan->wake_us[i] = NODE_NEVER;
}

int lan_add(struct lan *lan, const struct node_config *config)
{
    if (lan->count == LAN_NODES_MAX)
        return -1;
    node_init(&lan->nodes[lan->count], config);
    return lan->count++;
}

static bool sooner(const struct lan_flight *a, const struct lan_flight *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

static void push(struct lan *lan, struct lan_flight flight)
{
    int i = lan->in_flight++;

    while (i > 0 && sooner(&flight, &lan->flights[(i - 1) / 2])) {
        lan->flights[i] = lan->flights[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    lan->flights[i] = flight;
}

static struct lan_flight pop(struct lan *lan)
{
    struct lan_flight top = lan->flights[0], last = lan->flights[--lan->in_flight];
    int i = 0;

    for (;;) {
        int child = 2 * i + 1;
        if (child >= lan->in_flight)
            break;
        if (child + 1 < lan->in_flight && sooner(&lan->flights[child + 1], &lan->flights[child]))
            child++;
        if (!sooner(&lan->flights[child], &last))
            break;
        lan->flights[i] = lan->flights[child];
        i = child;
    }
    lan->flights[i] = last;
    return top;
}

static void copy_frame(struct frame *to, const struct frame *from)
{
    to->size = from->size;
    to->from = from->from;
    to->expect = from->expect;
    memcpy(to->bytes, from->bytes, sizeof(to->bytes));
}

/* A full LAN loses frames, as a real one does. */
static void depart(struct lan *lan, int to, const struct frame *frame, int64_t delay_us)
{
    uint16_t slot;

    if (lan->in_flight == LAN_FLIGHT_MAX)
        return;
    slot = lan->free_slots[lan->in_flight];
    copy_frame(&lan->frames[slot], frame);
    push(lan, (struct lan_flight){
                  .at_us = lan->now_us + delay_us, .order = lan->orders++, .slot = slot, .to = (uint8_t)to});
}

static void send_over(struct lan *lan, const struct lan_link *link, int to, const struct frame *frame)
{
    struct frame copy;
    int64_t delay_us = lan->delay_us;

    if (link->cut || rng_chance(&lan->rng, link->loss_permille))
        return;
    if (link->jitter_us > 0)
        delay_us += rng_between(&lan->rng, 0, link->jitter_us);
    if (rng_chance(&lan->rng, link->corrupt_permille)) {
        copy_frame(&copy, frame);
        frame_flip(&copy, (uint32_t)rng_next(&lan->rng));
        frame = &copy;
    }
    depart(lan, to, frame, delay_us);
}

void lan_send(struct lan *lan, int from, const struct frame *frame)
{
    if (!lan->nodes[from].link_up)
        return;
    if (lan->tap != NULL)
        lan->tap->heard(lan->tap->context, lan, from, frame);
    for (int to = 0; to < lan->count; to++) {
        const struct lan_link *link = &lan->links[from][to];
        if (to == from)
            continue;
        send_over(lan, link, to, frame);
        if (rng_chance(&lan->rng, link->duplicate_permille))
            send_over(lan, link, to, frame);
    }
}

void lan_inject(struct lan *lan, int to, const struct frame *frame)
{
    depart(lan, to, frame, lan->delay_us);
}

struct lan_link *lan_link(struct lan *lan, int from, int to)
{
    return &lan->links[from][to];
}

void lan_link_changed(struct lan *lan, int from, int to)
{
    lan->links[from][to].changed_us = lan->now_us;
    lan->judge.cause_us = lan->now_us;
    lan->judge.causes++;
}

void lan_mend(struct lan *lan, bool join)
{
    for (int from = 0; from < lan->count; from++) {
        for (int to = 0; to < lan->count; to++) {
            struct lan_link *link = &lan->links[from][to];
            /* What is still under way may arrive as late as the jitter was. */
            int64_t settled_us = lan->now_us + link->jitter_us;
            *link = (struct lan_link){.cut = link->cut && !join, .changed_us = settled_us};
            if (lan->judge.cause_us < settled_us)
                lan->judge.cause_us = settled_us;
        }
    }
    lan->judge.causes++;
}

void lan_note(struct lan *lan, int index, const char *what, uint8_t code, uint8_t detail)
{
    uint8_t state = index < 0 ? 0 : (uint8_t)lan->nodes[index].election.memory.state;
    struct trace_entry entry = {.at_us = lan->now_us,
                                .what = what,
                                .code = code,
                                .node = index < 0 ? TRACE_NO_NODE : (uint8_t)index,
                                .before = state,
                                .after = state,
                                .detail = detail};

    trace_add(&lan->trace, &entry);
}

static void arrive(struct lan *lan)
{
    struct lan_flight flight = pop(lan);

    /* The slot is free only after the frame was read: whatever the receiver sends takes another one first. */
    struct frame frame;
    copy_frame(&frame, &lan->frames[flight.slot]);
    lan->free_slots[lan->in_flight] = flight.slot;
    node_receive(lan, flight.to, &frame);
}

/* One step: whatever is due first, frames before timers at the same time (DESIGN law 8). */
static void step(struct lan *lan, int64_t until_us)
{
    int64_t frame_at_us = lan->in_flight > 0 ? lan->flights[0].at_us : NODE_NEVER;
    int64_t at_us = until_us;
    int due = -1;

    for (int i = 0; i < lan->count; i++) {
        if (lan->wake_us[i] < at_us) {
            at_us = lan->wake_us[i];
            due = i;
        }
    }
    if (frame_at_us <= at_us && frame_at_us < until_us) {
        lan->now_us = frame_at_us;
        arrive(lan);
    } else {
        lan->now_us = at_us > lan->now_us ? at_us : lan->now_us;
        if (due >= 0)
            node_wake(lan, due);
    }
}

int64_t lan_next_us(const struct lan *lan)
{
    int64_t at_us = lan->in_flight > 0 ? lan->flights[0].at_us : NODE_NEVER;

    for (int i = 0; i < lan->count; i++)
        at_us = lan->wake_us[i] < at_us ? lan->wake_us[i] : at_us;
    return at_us;
}

bool lan_run(struct lan *lan, int64_t until_us)
{
    while (lan->now_us < until_us && !judge_failed(&lan->judge)) {
        step(lan, until_us < lan->judge.next_audit_us ? until_us : lan->judge.next_audit_us);
        if (lan->now_us >= lan->judge.next_audit_us)
            audit_run(lan);
    }
    return !judge_failed(&lan->judge);
}

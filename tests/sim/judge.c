#include "tests/sim/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/sim/audit.h"
#include "tests/sim/lan.h"
#include "vrrpd/vrrp/reason.h"
#include "vrrpd/vrrp/timers.h"

enum {
    TRANSITIONS_PER_ROUTER = 3, /* I6: after one cause */
    SENDS_AT_ONCE = 5,          /* I13: adverts beyond the steady rate */
    ANNOUNCES_AT_ONCE = 10,
    HAND_OVER_US = 100000, /* I7: between a successor's advert and the end of the addresses here */
};

/* One event as the judge sees it. */
struct seen {
    int index;
    const struct node_event *event;
    const struct election *before, *after;
    const struct election_output *out;
    enum election_state from, to;
};

bool judge_failed(const struct judge *judge)
{
    return judge->invariant != 0;
}

void judge_fail(struct lan *lan, int invariant, int index, const char *format, ...)
{
    struct judge *judge = &lan->judge;
    va_list arguments;
    int used;

    if (judge_failed(judge))
        return;
    judge->invariant = invariant;
    used = snprintf(judge->text, sizeof(judge->text), "I%d at %.6f s, router %c: ", invariant,
                    (double)lan->now_us / 1e6, index < 0 ? '-' : 'a' + index);
    va_start(arguments, format);
    vsnprintf(judge->text + used, sizeof(judge->text) - (size_t)used, format, arguments);
    va_end(arguments);
}

void judge_cause(struct lan *lan, int index)
{
    lan->judge.nodes[index].changed_us = lan->now_us;
    lan->judge.causes++;
    if (lan->judge.cause_us < lan->now_us)
        lan->judge.cause_us = lan->now_us;
}

void judge_awake(struct lan *lan, int index)
{
    struct judge_node *own = &lan->judge.nodes[index];

    own->awake_us = lan->now_us;
    own->send_credit_us = own->announce_credit_us = 0; /* its interval may be another one now */
}

static void end_duals(struct lan *lan, int index)
{
    for (int i = 0; i < lan->count; i++) {
        int64_t together_us = audit_dual_us(lan, index, i);
        if (together_us > lan->judge.longest_dual_us)
            lan->judge.longest_dual_us = together_us;
        lan->judge.dual_since_us[index][i] = lan->judge.dual_since_us[i][index] = 0;
    }
}

void judge_forget(struct lan *lan, int index)
{
    end_duals(lan, index);
    lan->judge.nodes[index] = (struct judge_node){0};
}

static bool did(const struct seen *seen, enum election_action_kind kind)
{
    for (int i = 0; i < seen->out->count; i++)
        if (seen->out->actions[i].kind == kind)
            return true;
    return false;
}

/* RFC 3768 6.1 and RFC 9568 6.1 */
static int64_t skew_us(const struct election *election, int64_t interval_us)
{
    int64_t base_us = election->config.version == 2 ? 1000000 : interval_us;

    return (256 - election_priority(election)) * base_us / 256;
}

static int64_t interval_in_force_us(const struct lan *lan, int index)
{
    const struct judge_node *own = &lan->judge.nodes[index];
    const struct election_config *config = &lan->nodes[index].election.config;

    return config->version == 3 && own->learned_us > 0 ? own->learned_us : config->interval_us;
}

int64_t judge_down_us(const struct lan *lan, int index)
{
    const struct election *election = &lan->nodes[index].election;
    int64_t interval_us = interval_in_force_us(lan, index);

    return election->config.down_adverts * interval_us + skew_us(election, interval_us);
}

int64_t judge_expected_us(const struct lan *lan, int index)
{
    const struct judge_node *own = &lan->judge.nodes[index];
    int64_t base_us = own->followed_us > own->entered_us ? own->followed_us : own->entered_us;

    if (own->resigned_us > 0)
        return own->resigned_us + skew_us(&lan->nodes[index].election, interval_in_force_us(lan, index));
    return base_us + judge_down_us(lan, index);
}

/* I4 and I5 at the moment of the take-over itself. */
static void check_takeover(struct lan *lan, const struct seen *seen)
{
    const struct judge_node *own = &lan->judge.nodes[seen->index];
    int64_t expected_us = judge_expected_us(lan, seen->index);
    int64_t latest_us = audit_latest_us(lan, seen->index, expected_us);
    int invariant = own->resigned_us > 0 ? 5 : 4;

    if (lan->now_us < expected_us)
        judge_fail(lan, invariant, seen->index, "took over %lld us early",
                   (long long)(expected_us - lan->now_us));
    else if (lan->now_us > latest_us)
        judge_fail(lan, invariant, seen->index, "took over %lld us late",
                   (long long)(lan->now_us - latest_us));
    if (seen->out->transition.reason == ELECTION_PREEMPTED && seen->before->config.preempt_delay_us > 0 &&
        own->delay_until_us > lan->now_us)
        judge_fail(lan, 4, seen->index, "preempted before its delay was over");
}

/* I6: what happens after a cause ends, and it is a matter of a few transitions for each router. */
static void check_causes(struct lan *lan, const struct seen *seen)
{
    struct judge *judge = &lan->judge;
    const char *reason = reason_code(seen->out->transition.reason);

    if (judge->counted != judge->causes) {
        judge->counted = judge->causes;
        judge->transitions = 0;
    }
    judge->transitions++;
    if (audit_settled(lan))
        judge_fail(lan, 6, seen->index, "a transition without a cause (%s)", reason);
    if (judge->transitions > TRANSITIONS_PER_ROUTER * lan->count && audit_clear(lan))
        judge_fail(lan, 6, seen->index, "the LAN does not come to rest (%s)", reason);
}

/* I8 on the way in and on the way out. */
static void check_transition(struct lan *lan, const struct seen *seen)
{
    const struct election_output *out = seen->out;
    bool asked = seen->event->kind == COVERAGE_STOP || seen->event->kind == COVERAGE_FAULT ||
                 seen->event->kind == COVERAGE_DRAIN || seen->event->kind == COVERAGE_YIELD;

    if (out->transition.from != seen->from || out->transition.to != seen->to)
        judge_fail(lan, 8, seen->index, "the report names other states than those left and entered");
    if (seen->to == ELECTION_MASTER && (out->count < 2 || out->actions[0].kind != ELECTION_SEND_ADVERT ||
                                        !did(seen, ELECTION_TAKE_ADDRESSES)))
        judge_fail(lan, 8, seen->index, "entered MASTER without an advert first and the addresses after it");
    if (seen->from == ELECTION_MASTER && !did(seen, ELECTION_DROP_ADDRESSES) && !seen->after->memory.serving)
        judge_fail(lan, 7, seen->index, "left MASTER and kept the addresses");
    if (seen->from == ELECTION_MASTER && asked && !did(seen, ELECTION_SEND_RESIGN))
        judge_fail(lan, 5, seen->index, "gave up without priority 0");
    if (seen->from == ELECTION_BACKUP && seen->to == ELECTION_MASTER)
        check_takeover(lan, seen);
    check_causes(lan, seen);
}

/* I7: the addresses are where MASTER is, or where it was until a successor is heard: at most for a master
 * down interval (of priority 1, who waits longest), at most for a moment after a successor's advert. */
static void check_holding(struct lan *lan, const struct seen *seen, bool has)
{
    struct judge_node *own = &lan->judge.nodes[seen->index];
    const struct election *after = seen->after;
    bool master = seen->to == ELECTION_MASTER, serving = after->memory.serving;
    int64_t longest_us =
        timers_down_us(after->config.version, 1, after->config.interval_us, after->config.down_adverts);

    if ((master || serving) != has)
        judge_fail(lan, 7, seen->index, has ? "addresses without MASTER" : "MASTER without addresses");
    if (serving && (master || !after->config.serves))
        judge_fail(lan, 7, seen->index, "serves for a successor, and should not");
    if (!serving) {
        own->serve_end_us = 0;
        return;
    }
    if (own->serve_end_us == 0)
        own->serve_end_us = lan->now_us + longest_us;
    if (seen->event->kind == COVERAGE_HEAR && seen->event->advert.priority != ELECTION_PRIORITY_RESIGN &&
        own->serve_end_us > lan->now_us + HAND_OVER_US)
        own->serve_end_us = lan->now_us + HAND_OVER_US;
    if (lan->now_us > audit_latest_us(lan, seen->index, own->serve_end_us) && audit_clear(lan))
        judge_fail(lan, 7, seen->index, "keeps the addresses although a successor was heard, or none came");
}

static void check_actions(struct lan *lan, const struct seen *seen)
{
    const struct node *node = &lan->nodes[seen->index];
    bool master = seen->to == ELECTION_MASTER;
    bool last_word = seen->from == ELECTION_MASTER && seen->event->kind == COVERAGE_HEAR;

    if (did(seen, ELECTION_SEND_ADVERT) && !master && !last_word)
        judge_fail(lan, 8, seen->index, "an advert from a router that is not MASTER");
    if (did(seen, ELECTION_SEND_RESIGN) && (seen->from != ELECTION_MASTER || master))
        judge_fail(lan, 8, seen->index, "priority 0 from a router that does not give up MASTER");
    if (did(seen, ELECTION_ANNOUNCE) && !(master && node->installed))
        judge_fail(lan, 8, seen->index, "an announcement without the address");
    if (seen->event->kind == COVERAGE_READY && master && !did(seen, ELECTION_ANNOUNCE) &&
        node->election.config.announce_repeat > 0)
        judge_fail(lan, 8, seen->index, "the addresses were installed and not announced");
    check_holding(lan, seen, node->installed || node->ready_at_us != NODE_NEVER);
    if (did(seen, ELECTION_REPORT) != (seen->from != seen->to))
        judge_fail(lan, 8, seen->index, "a report without a transition, or the other way round");
    if (seen->event->kind == COVERAGE_TICK && election_deadline_us(seen->after) <= lan->now_us)
        judge_fail(lan, 18, seen->index, "the deadline did not move on");
}

/* RFC 9568 6.4.3: which advert ends mastership, and that only it does. */
static void check_hear_as_master(struct lan *lan, const struct seen *seen)
{
    const struct election_advert *advert = &seen->event->advert;
    uint8_t own = election_priority(seen->before);
    bool larger = addr_compare(&advert->source, &seen->before->source) > 0;
    bool stronger = advert->priority > own || (advert->priority == own && larger);

    if (stronger != (seen->to == ELECTION_BACKUP))
        judge_fail(lan, 2, seen->index,
                   stronger ? "did not yield to a stronger master" : "yielded to a weaker master");
}

/* RFC 9568 6.4.3: a weaker master is told at once, but no more than once an interval. */
static void check_answer(struct lan *lan, const struct seen *seen)
{
    struct judge_node *own = &lan->judge.nodes[seen->index];
    bool steady = seen->from == ELECTION_MASTER && seen->to == ELECTION_MASTER;
    bool known = own->answered_us > own->awake_us || own->entered_us > own->awake_us;
    int64_t since_us = lan->now_us - own->answered_us;

    if (!steady)
        return;
    if (did(seen, ELECTION_SEND_ADVERT))
        own->answered_us = lan->now_us;
    else if (known && since_us > seen->after->config.interval_us)
        judge_fail(lan, 3, seen->index, "did not answer a weaker master");
}

/* A successor goes on if the peers still wait for its predecessor, and only then (I15: a reload moves
 * nothing). */
static void check_adoption(struct lan *lan, const struct seen *seen)
{
    const struct judge_node *own = &lan->judge.nodes[seen->index];
    int64_t silence_us = lan->now_us - own->sent_us;
    bool entitled = silence_us < seen->after->config.down_adverts * own->sent_interval_us;

    if (seen->from == ELECTION_MASTER && entitled != (seen->to == ELECTION_MASTER))
        judge_fail(lan, 15, seen->index,
                   entitled ? "an adoption moved the addresses" : "a late adoption stayed MASTER");
    if (seen->from == ELECTION_BACKUP && seen->to != ELECTION_BACKUP)
        judge_fail(lan, 15, seen->index, "an adoption changed the state");
}

/* The operator's drain counts whatever happens to the engine. */
static void check_drain(struct lan *lan, const struct seen *seen)
{
    struct judge_node *own = &lan->judge.nodes[seen->index];

    if (seen->event->kind == COVERAGE_DRAIN)
        own->drained = true;
    if (seen->event->kind == COVERAGE_UNDRAIN)
        own->drained = false;
    if (own->drained && election_priority(seen->after) != ELECTION_PRIORITY_DRAINED)
        judge_fail(lan, 2, seen->index, "is drained and competes with priority %u",
                   election_priority(seen->after));
}

/* A bucket that empties at one per `each_us` and must not hold more than `limit`. */
static bool overflows(int64_t *credit_us, int64_t now_us, int64_t each_us, int64_t limit)
{
    if (*credit_us < now_us)
        *credit_us = now_us;
    *credit_us += each_us;
    return *credit_us > now_us + each_us * limit;
}

static void check_rates(struct lan *lan, const struct seen *seen)
{
    struct judge_node *own = &lan->judge.nodes[seen->index];
    int64_t interval_us = seen->after->config.interval_us;
    bool steady = seen->from == ELECTION_MASTER && seen->to == ELECTION_MASTER;

    /* One regular advert and one answer an interval, both up to 1/8 early. */
    if (steady && did(seen, ELECTION_SEND_ADVERT) &&
        overflows(&own->send_credit_us, lan->now_us, interval_us * 7 / 16, SENDS_AT_ONCE))
        judge_fail(lan, 13, seen->index, "adverts faster than two an interval");
    if (did(seen, ELECTION_ANNOUNCE) && seen->event->kind != COVERAGE_READY &&
        overflows(&own->announce_credit_us, lan->now_us, interval_us / 4, ANNOUNCES_AT_ONCE))
        judge_fail(lan, 13, seen->index, "announcements faster than four an interval");
    if (did(seen, ELECTION_SEND_ADVERT)) {
        int64_t latest_us = audit_advert_latest_us(lan, seen->index);
        if (steady && lan->now_us > latest_us)
            judge_fail(lan, 9, seen->index, "an advert %lld us late", (long long)(lan->now_us - latest_us));
        own->sent_us = lan->now_us;
        own->sent_interval_us = interval_us;
    }
}

static void check_interval(struct lan *lan, const struct seen *seen)
{
    const struct election *after = seen->after;
    int64_t interval_us = after->memory.master.interval_us;

    if (after->config.version == 2
            ? interval_us != after->config.interval_us
            : interval_us < 10000 || interval_us > 40950000 || interval_us % 10000 != 0)
        judge_fail(lan, 11, seen->index, "an interval of %lld us in force", (long long)interval_us);
}

/* RFC 9568 6.4.2: does a BACKUP discard this advert because it may preempt? With a preempt delay it does so
 * only when the delay is over. */
static bool discards(struct judge_node *own, const struct seen *seen, int64_t now_us)
{
    const struct election_config *config = &seen->before->config;
    bool owner = config->priority == ELECTION_PRIORITY_OWNER;
    bool may_preempt = (config->preempt || owner) && !own->yielded;

    if (!may_preempt || seen->event->advert.priority >= election_priority(seen->before)) {
        own->delay_until_us = 0;
        return false;
    }
    if (config->preempt_delay_us == 0)
        return true;
    if (own->delay_until_us == 0)
        own->delay_until_us = now_us + config->preempt_delay_us;
    return now_us >= own->delay_until_us;
}

static void note_heard(struct judge_node *own, const struct seen *seen, int64_t now_us)
{
    const struct election_advert *advert = &seen->event->advert;
    bool from_leader = own->leader.family == ADDR_NONE || addr_equal(&own->leader, &advert->source);

    if (advert->priority == ELECTION_PRIORITY_RESIGN) {
        if (from_leader)
            own->resigned_us = now_us;
        return;
    }
    own->leader = advert->source;
    if (discards(own, seen, now_us))
        return;
    own->followed_us = now_us;
    own->learned_us = advert->interval_us;
    own->resigned_us = 0;
}

static void note_transition(struct lan *lan, const struct seen *seen)
{
    struct judge_node *own = &lan->judge.nodes[seen->index];

    own->entered_us = lan->judge.transition_us = lan->now_us;
    own->followed_us = own->learned_us = own->resigned_us = own->delay_until_us = 0;
    own->leader = (struct addr){.family = ADDR_NONE};
    if (seen->from == ELECTION_MASTER)
        end_duals(lan, seen->index);
    if (seen->from == ELECTION_INIT)
        own->yielded = false;
    if (seen->event->kind == COVERAGE_YIELD)
        own->yielded = true;
    if (seen->to != ELECTION_MASTER)
        return;
    own->yielded = false;
    for (int i = 0; i < lan->count; i++)
        if (i != seen->index && lan->nodes[i].election.memory.state == ELECTION_MASTER)
            lan->judge.dual_since_us[seen->index][i] = lan->judge.dual_since_us[i][seen->index] = lan->now_us;
}

/* What the RFC asks for at each event, whatever the state. */
static void check_event(struct lan *lan, const struct seen *seen)
{
    check_actions(lan, seen);
    check_rates(lan, seen);
    check_interval(lan, seen);
    check_drain(lan, seen);
    if (seen->event->kind == COVERAGE_HEAR && seen->from == ELECTION_MASTER)
        check_hear_as_master(lan, seen);
    if (seen->event->kind == COVERAGE_HEAR)
        check_answer(lan, seen);
    if (seen->event->kind == COVERAGE_ADOPT)
        check_adoption(lan, seen);
    if (seen->from != seen->to)
        check_transition(lan, seen);
}

void judge_event(struct lan *lan, int index, const struct node_event *event, const struct election *before,
                 const struct election_output *out)
{
    const struct election *after = &lan->nodes[index].election;
    struct seen seen = {.index = index,
                        .event = event,
                        .before = before,
                        .after = after,
                        .out = out,
                        .from = before->memory.state,
                        .to = after->memory.state};

    check_event(lan, &seen);
    if (seen.from != seen.to)
        note_transition(lan, &seen);
    if (event->kind == COVERAGE_HEAR && seen.to == ELECTION_BACKUP)
        note_heard(&lan->judge.nodes[index], &seen, lan->now_us);
}

void judge_frame(struct lan *lan, int index, const struct frame *frame, unsigned error)
{
    if (frame->from == LAN_ATTACKER && error == PACKET_OK)
        judge_cause(lan, index);
    if (frame->expect == FRAME_EXPECT_ANY) {
        if (error != PACKET_OK && frame->from != LAN_ATTACKER && audit_settled(lan))
            judge_fail(lan, 12, index, "a good frame was rejected: %s",
                       packet_error_name((enum packet_error)error));
    } else if (frame->expect == FRAME_EXPECT_BAD ? error == PACKET_OK : error != frame->expect) {
        judge_fail(lan, 12, index, "a bad frame gave %s", packet_error_name((enum packet_error)error));
    }
}

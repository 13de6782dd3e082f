#include "tests/sim/coverage.h"

#include <stddef.h>

#include "vrrpd/vrrp/reason.h"

/* Reasons that only an edge gives, not the election. */
static const struct {
    enum election_reason reason;
    const char *why;
} unreachable[] = {
    {ELECTION_REASON_NONE, "it says that there is no reason"},
    {ELECTION_DELETED, "an engine says it of an instance that it does not have"},
    {ELECTION_LINK_SETTLING, "an engine says it of a link; to the election it is a fault like any other"},
    {ELECTION_ARBITERS_LOST, "an engine says it of arbiters; to the election it is a fault like any other"},
    {ELECTION_TRACKER_FAILED, "an engine says it of a tracker; to the election it is a fault like any other"},
    {ELECTION_GROUP_FAULT, "the swarm of groups has it"},
    {ELECTION_GROUP_LEFT, "the swarm of groups has it"},
};

enum coverage_relation coverage_relate(uint8_t other_priority, const struct addr *other, uint8_t own_priority,
                                       const struct addr *own)
{
    if (other_priority == ELECTION_PRIORITY_RESIGN)
        return COVERAGE_NOBODY;
    if (other_priority != own_priority)
        return other_priority < own_priority ? COVERAGE_WEAKER : COVERAGE_STRONGER;
    return addr_compare(other, own) > 0 ? COVERAGE_EQUAL_LARGER : COVERAGE_EQUAL_SMALLER;
}

const char *coverage_event_name(enum coverage_event event)
{
    static const char *const names[COVERAGE_EVENT_COUNT] = {
        [COVERAGE_START] = "start",
        [COVERAGE_ADOPT] = "adopt",
        [COVERAGE_STOP] = "stop",
        [COVERAGE_HEAR] = "hear",
        [COVERAGE_TICK] = "tick",
        [COVERAGE_READY] = "ready",
        [COVERAGE_FAULT] = "fault",
        [COVERAGE_RECOVER] = "recover",
        [COVERAGE_SET_SOURCE] = "set-source",
        [COVERAGE_SET_PRIORITY] = "set-priority",
        [COVERAGE_DRAIN] = "drain",
        [COVERAGE_UNDRAIN] = "undrain",
        [COVERAGE_YIELD] = "yield",
    };

    return names[event];
}

static const char *relation_name(enum coverage_event event, enum coverage_relation relation)
{
    static const char *const names[COVERAGE_RELATION_COUNT] = {
        [COVERAGE_NOBODY] = "nobody",
        [COVERAGE_WEAKER] = "weaker",
        [COVERAGE_EQUAL_SMALLER] = "equal, smaller address",
        [COVERAGE_EQUAL_LARGER] = "equal, larger address",
        [COVERAGE_STRONGER] = "stronger",
    };

    return event == COVERAGE_HEAR && relation == COVERAGE_NOBODY ? "priority 0" : names[relation];
}

static int missing_relations(const struct coverage *coverage, int state, int event, FILE *out)
{
    int missing = 0;

    for (int relation = 0; relation < COVERAGE_RELATION_COUNT; relation++) {
        if (coverage->cells[state][event][relation] != 0)
            continue;
        fprintf(out, "never visited: %s x %s x %s\n", reason_state_name((enum election_state)state),
                coverage_event_name((enum coverage_event)event),
                relation_name((enum coverage_event)event, (enum coverage_relation)relation));
        missing++;
    }
    return missing;
}

static int missing_reasons(const struct coverage *coverage, FILE *out)
{
    int missing = 0;

    for (int reason = 0; reason < ELECTION_REASON_COUNT; reason++) {
        const char *why = NULL;
        for (size_t i = 0; i < sizeof(unreachable) / sizeof(unreachable[0]); i++)
            if ((int)unreachable[i].reason == reason)
                why = unreachable[i].why;
        if (coverage->reasons[reason] != 0 || why)
            continue;
        fprintf(out, "never a reason: %s\n", reason_code((enum election_reason)reason));
        missing++;
    }
    return missing;
}

int coverage_print_missing(const struct coverage *coverage, FILE *out)
{
    int missing = missing_reasons(coverage, out);

    for (int state = 0; state < ELECTION_STATE_COUNT; state++)
        for (int event = 0; event < COVERAGE_EVENT_COUNT; event++)
            missing += missing_relations(coverage, state, event, out);
    return missing;
}

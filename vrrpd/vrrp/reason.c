/* Words for the election's transitions; see reason.h. */
#include "vrrpd/vrrp/reason.h"

#include <inttypes.h>
#include <stdio.h>

const char *reason_state_name(enum election_state state)
{
    static const char *const names[ELECTION_STATE_COUNT] = {
        [ELECTION_INIT] = "INIT",
        [ELECTION_BACKUP] = "BACKUP",
        [ELECTION_MASTER] = "MASTER",
        [ELECTION_FAULT] = "FAULT",
    };

    return (unsigned)state < ELECTION_STATE_COUNT ? names[state] : "?";
}

/* What a sentence needs beside its fixed words. */
enum detail { DETAIL_NONE, DETAIL_SILENCE, DETAIL_PEER, DETAIL_SUBJECT };

static const struct {
    const char *code;
    const char *words;
    enum detail detail;
} reasons[ELECTION_REASON_COUNT] = {
    [ELECTION_REASON_NONE] = {"none", "no reason", DETAIL_NONE},
    [ELECTION_STARTED] = {"started", "started, waiting for a master", DETAIL_NONE},
    [ELECTION_OWNER] = {"owner", "priority 255 owns the addresses", DETAIL_NONE},
    [ELECTION_MASTER_SILENT] = {"master-silent", "silent for", DETAIL_SILENCE},
    [ELECTION_MASTER_RESIGNED] = {"master-resigned", "resigned, waited", DETAIL_SILENCE},
    [ELECTION_PREEMPTED] = {"preempted", "is weaker, waited", DETAIL_SILENCE},
    [ELECTION_HIGHER_PRIORITY] = {"higher-priority", "has a higher priority", DETAIL_PEER},
    [ELECTION_HIGHER_ADDRESS] = {"higher-address", "has the same priority and a larger address", DETAIL_PEER},
    [ELECTION_LINK_DOWN] = {"link-down", "the link is down", DETAIL_NONE},
    [ELECTION_NO_INTERFACE] = {"no-interface", "the interface does not exist", DETAIL_NONE},
    [ELECTION_NO_ADDRESS] = {"no-address", "the interface has no address to send from", DETAIL_NONE},
    [ELECTION_LINK_SETTLING] = {"link-settling",
                                "the link came up a moment ago, or this node did: listening first",
                                DETAIL_NONE},
    [ELECTION_TRACKER_FAILED] = {"tracker-failed", "fails", DETAIL_SUBJECT},
    [ELECTION_ARBITERS_LOST] = {"arbiters-lost", "too few arbiters answer: this node may be cut off",
                                DETAIL_NONE},
    [ELECTION_GROUP_FAULT] = {"group-fault", "of the same sync group is in FAULT", DETAIL_SUBJECT},
    [ELECTION_GROUP_LEFT] = {"group-left", "of the same sync group is no longer MASTER", DETAIL_SUBJECT},
    [ELECTION_RECOVERED] = {"recovered", "the fault is over", DETAIL_NONE},
    [ELECTION_DRAINED] = {"drained", "drained by the operator", DETAIL_NONE},
    [ELECTION_YIELDED] = {"failover", "fail-over asked for by the operator", DETAIL_NONE},
    [ELECTION_ADOPTED_LATE] = {"adopted-late", "our own adverts were missing for", DETAIL_SILENCE},
    [ELECTION_STOPPED] = {"stopped", "stopped", DETAIL_NONE},
    [ELECTION_DELETED] = {"deleted", "no longer in the configuration", DETAIL_NONE},
};

const char *reason_code(enum election_reason reason)
{
    return (unsigned)reason < ELECTION_REASON_COUNT ? reasons[reason].code : "?";
}

/* "3.61 s" or "36.1 ms": three digits say enough to tell which timer decided. */
static void format_duration(int64_t duration_us, char text[32])
{
    if (duration_us >= 1000000)
        snprintf(text, 32, "%.2f s", (double)duration_us / 1e6);
    else
        snprintf(text, 32, "%.1f ms", (double)duration_us / 1e3);
}

static void format_silence(const struct election_transition *transition, const char *words, char *text,
                           size_t size)
{
    char address[ADDR_TEXT_MAX], duration[32];

    format_duration(transition->silence_us, duration);
    if (transition->reason == ELECTION_ADOPTED_LATE)
        snprintf(text, size, "%s %s", words, duration);
    else if (transition->peer.address.family == ADDR_NONE)
        snprintf(text, size, "no master heard for %s", duration);
    else
        snprintf(text, size, "master %s %s %s", addr_format(&transition->peer.address, address), words,
                 duration);
}

const char *reason_format(const struct election_transition *transition, const char *subject, char *text,
                          size_t size)
{
    char address[ADDR_TEXT_MAX];
    enum election_reason reason = transition->reason;

    if ((unsigned)reason >= ELECTION_REASON_COUNT)
        reason = ELECTION_REASON_NONE;
    if (reasons[reason].detail == DETAIL_SILENCE)
        format_silence(transition, reasons[reason].words, text, size);
    else if (reasons[reason].detail == DETAIL_PEER)
        snprintf(text, size, "master %s with priority %u %s", addr_format(&transition->peer.address, address),
                 transition->peer.priority, reasons[reason].words);
    else if (reasons[reason].detail == DETAIL_SUBJECT)
        snprintf(text, size, "%s %s", subject[0] != '\0' ? subject : "something", reasons[reason].words);
    else
        snprintf(text, size, "%s", reasons[reason].words);
    return text;
}

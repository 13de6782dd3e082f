/* What vrrpwatch has found: one statement about one virtual router or address, ready to be told to people or
 * programs. Plain data; owns nothing, decides nothing. */
#ifndef VRRPWATCH_FINDING_H
#define VRRPWATCH_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"
#include "lib/party.h"
#include "vrrpwatch/frame.h"
#include "vrrpwatch/verdict.h"

enum {
    FINDING_PARTIES_MAX = 4,
    FINDING_VIPS_MAX = 16,
    FINDING_EVIDENCE_MAX = 8,
    FINDING_TEXT_MAX = 256,
};

enum finding_phase {
    FINDING_OPEN,   /* an incident begins */
    FINDING_UPDATE, /* more is known about an open one */
    FINDING_CLOSED, /* it is over: `duration_us` is known */
    FINDING_NOTE    /* something that happened, over at once */
};

struct finding_evidence {
    const char *name; /* static text, lower case with underscores */
    int64_t value;
};

struct finding {
    enum verdict verdict;
    enum cause cause;
    enum severity severity;
    enum finding_phase phase;
    uint32_t number;     /* of the incident: the same in all its phases, unique in this run */
    int64_t time_us;     /* when it was found, by the capture's clock */
    int64_t since_us;    /* when it began */
    int64_t duration_us; /* FINDING_CLOSED, else -1 */
    uint16_t interface, vlan;
    uint8_t family; /* enum addr_family */
    uint8_t vrid;   /* 0: none, an address alone */
    struct addr vips[FINDING_VIPS_MAX];
    size_t vip_count;                                  /* filled ones */
    size_t vip_total;                                  /* how many there are */
    struct party parties[FINDING_PARTIES_MAX]; /* when closed: the one that is left first */
    size_t party_count;
    struct finding_evidence evidence[FINDING_EVIDENCE_MAX];
    size_t evidence_count;
    char sentence[FINDING_TEXT_MAX]; /* the cause, never more than this vantage can prove */
    char fix[FINDING_TEXT_MAX];      /* a command or a setting; "" when there is nothing to mend */
    char unseen[FINDING_TEXT_MAX];   /* what this vantage cannot see; "" for nothing of note */
};

/* Takes a finding; it is valid during the call only. */
typedef void finding_sink(void *context, const struct finding *finding);

#endif

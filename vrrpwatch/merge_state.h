/* What the two halves of the merge share: who said what, as plain data. */
#ifndef VRRPWATCH_MERGE_STATE_H
#define VRRPWATCH_MERGE_STATE_H

#include <stdbool.h>

#include "vrrpwatch/merge.h"

enum {
    MERGE_VIEWS_MAX = 512,
    MERGE_STATEMENTS_MAX = 65536,
    MERGE_INTERFACES_MAX = 64,
    MERGE_SPLITS_MAX = 256,
    MERGE_PLACE_MAX = 64,
};

/* One virtual router as one vantage point sees it. */
struct merge_view {
    uint16_t interface, vlan;
    uint8_t vantage, family, vrid;
    struct addr vips[FINDING_VIPS_MAX];
    size_t vip_count;
    char place[MERGE_PLACE_MAX]; /* of the vantage point, for people */
    size_t current;              /* its statement in force while time goes by; none: SIZE_MAX */
};

/* From `time_us` until its view says something else, this is the master. */
struct merge_statement {
    int64_t time_us, until_us;
    struct addr master; /* ADDR_NONE: nobody, or not one alone */
    int16_t priority;
    uint16_t view;
    bool last; /* of its view: `until_us` is the end of what is known */
};

struct merge {
    struct merge_view *views;
    size_t view_count;
    struct merge_statement *statements;
    size_t count, size;
    int64_t end_us[MERGE_VANTAGES_MAX]; /* the latest time that each vantage point named */
    char interfaces[MERGE_INTERFACES_MAX][PRINT_INTERFACE_MAX];
    const char *interface_names[MERGE_INTERFACES_MAX];
    size_t interface_count;
    struct merge_counters counters;
};

#endif

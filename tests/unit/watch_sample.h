/* What the tests of vrrpwatch's printers share: findings, routers and frames by hand. */
#ifndef TESTS_UNIT_WATCH_SAMPLE_H
#define TESTS_UNIT_WATCH_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vrrpwatch/finding.h"
#include "vrrpwatch/print_names.h"
#include "vrrpwatch/router.h"

/* 2026-11-20T12:00:00Z. */
#define SAMPLE_US INT64_C(1795176000000000)

static inline struct addr sample_addr(const char *text)
{
    struct addr address = {.family = ADDR_NONE};

    addr_parse(text, &address);
    return address;
}

static inline struct print_names sample_names(void)
{
    static const char *const interfaces[] = {"eth0", "eth1"};

    return (struct print_names){interfaces, 2};
}

static inline struct finding sample_split(enum finding_phase phase)
{
    struct finding finding = {
        .verdict = VERDICT_SPLIT,
        .cause = CAUSE_A,
        .severity = SEVERITY_CRITICAL,
        .phase = phase,
        .number = 7,
        .time_us = SAMPLE_US + 3641000,
        .since_us = SAMPLE_US,
        .duration_us = phase == FINDING_CLOSED ? 61000000 : -1,
        .vlan = 10,
        .family = ADDR_IPV4,
        .vrid = 51,
        .vips = {sample_addr("10.0.0.100"), sample_addr("10.0.0.101")},
        .vip_count = 2,
        .vip_total = 5,
        .parties = {{sample_addr("10.0.0.1"), true, {2, 0, 0, 0, 0, 1}, 150},
                    {sample_addr("10.0.0.2"), true, {2, 0, 0, 0, 0, 2}, 100}},
        .party_count = 2,
        .evidence = {{"adverts_first", 12}, {"adverts_second", 11}},
        .evidence_count = 2,
        .sentence = "10.0.0.2 is deaf: it does not hear 10.0.0.1",
        .fix = "iptables -I INPUT -p vrrp -j ACCEPT",
        .unseen = "whether a firewall or the switch drops them",
    };

    return finding;
}

/* A file in memory. */
struct sample_text {
    char *text;
    size_t size;
    FILE *file;
};

static inline void sample_open(struct sample_text *text)
{
    text->file = open_memstream(&text->text, &text->size);
}

/* What was written; to be freed by the caller. */
static inline char *sample_close(struct sample_text *text)
{
    fclose(text->file);
    return text->text;
}

#endif

/* vrrpctl compare; see compare.h. */
#include "vrrpd/ctl/compare.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/compare.h"
#include "vrrpd/ctl/node_file.h"

enum {
    COMPARE_GOOD = 0,
    COMPARE_WARNINGS = 1,
    COMPARE_CERTAIN = 2,
    COMPARE_UNREADABLE = 65, /* EX_DATAERR: not to be mistaken for a verdict */
};

static const char *severity_name(enum compare_severity severity)
{
    return severity == COMPARE_SPLIT ? "split-brain" : "warning";
}

static int verdict(const struct compare_findings *findings)
{
    int status = COMPARE_GOOD;

    for (size_t i = 0; i < findings->count; i++) {
        int own = findings->items[i].severity == COMPARE_SPLIT ? COMPARE_CERTAIN : COMPARE_WARNINGS;

        status = own > status ? own : status;
    }
    return status;
}

/* ---- for people ---- */

/* Line 0 is the file as a whole: what is missing stands nowhere. */
static void print_side(const struct compare_side *side)
{
    if (side->place.line == 0)
        printf("  %s: %s\n", side->place.file, side->value);
    else
        printf("  %s:%u: %s\n", side->place.file, side->place.line, side->value);
}

static void print_finding(const struct ctl *ctl, const struct compare_finding *finding)
{
    bool split = finding->severity == COMPARE_SPLIT;
    const char *begin = !ctl->color ? "" : split ? "\033[1;31m" : "\033[33m";

    printf("%s%s%s: %s (%s)\n", begin, split ? "split brain" : "warning", ctl->color ? "\033[0m" : "",
           finding->subject, finding->code);
    for (size_t i = 0; i < 2; i++)
        print_side(&finding->sides[i]);
    printf("  on the wire: %s\n  fix: %s\n\n", finding->wire, finding->fix);
}

static void print_text(const struct ctl *ctl, const struct compare_findings *findings)
{
    size_t certain = 0;

    for (int split = 1; split >= 0; split--)
        for (size_t i = 0; i < findings->count; i++)
            if ((findings->items[i].severity == COMPARE_SPLIT) == (split == 1))
                print_finding(ctl, &findings->items[i]);
    for (size_t i = 0; i < findings->count; i++)
        certain += findings->items[i].severity == COMPARE_SPLIT;
    if (findings->count == 0)
        printf("%d files go together\n", ctl->argc);
    else
        printf("%zu certain split brain(s), %zu warning(s)\n", certain, findings->count - certain);
}

/* ---- for programs ---- */

static json_t *json_side(const struct ctl *ctl, const struct compare_side *side)
{
    return json_pack("{s:s, s:s, s:i, s:s}", "node", ctl->argv[side->node], "file", side->place.file, "line",
                     (int)side->place.line, "value", side->value);
}

static int print_json(const struct ctl *ctl, const struct compare_findings *findings, int status)
{
    json_t *items = json_array();
    json_t *whole;

    for (size_t i = 0; i < findings->count; i++) {
        const struct compare_finding *finding = &findings->items[i];

        json_array_append_new(
            items, json_pack("{s:s, s:s, s:s, s:[o, o], s:s, s:s}", "severity",
                             severity_name(finding->severity), "code", finding->code, "subject",
                             finding->subject, "sides", json_side(ctl, &finding->sides[0]),
                             json_side(ctl, &finding->sides[1]), "wire", finding->wire, "fix", finding->fix));
    }
    whole = json_pack("{s:i, s:s, s:i, s:o}", "schema", 1, "type", "comparison", "verdict", status,
                      "findings", items);
    if (whole == NULL)
        return COMPARE_UNREADABLE;
    json_dumpf(whole, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(whole);
    return status;
}

static int compare(const struct ctl *ctl, const struct conf *const *confs)
{
    struct compare_findings findings;
    int error = compare_confs(confs, (size_t)ctl->argc, &findings), status;

    if (error < 0) {
        fprintf(stderr, "vrrpctl: cannot compare: %s\n", strerror(-error));
        return COMPARE_UNREADABLE;
    }
    status = verdict(&findings);
    if (ctl->json)
        status = print_json(ctl, &findings, status);
    else
        print_text(ctl, &findings);
    compare_free(&findings);
    return status;
}

int ctl_compare(const struct ctl *ctl)
{
    struct conf *confs[COMPARE_NODES_MAX] = {NULL};
    int status = COMPARE_GOOD;

    if (ctl->argc > COMPARE_NODES_MAX) {
        fprintf(stderr, "vrrpctl: compare takes at most %d files\n", COMPARE_NODES_MAX);
        return CTL_USAGE;
    }
    for (int i = 0; i < ctl->argc && status == COMPARE_GOOD; i++) {
        confs[i] = node_file_read(ctl->argv[i]);
        if (confs[i] == NULL)
            status = COMPARE_UNREADABLE;
    }
    if (status == COMPARE_GOOD)
        status = compare(ctl, (const struct conf *const *)confs);
    for (int i = 0; i < ctl->argc; i++)
        conf_free(confs[i]);
    return status;
}

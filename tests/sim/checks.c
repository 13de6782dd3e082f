#include "tests/sim/checks.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tests/sim/audit.h"
#include "vrrpd/vrrp/reason.h"

static const struct node *node_of(struct script *script, const char *name)
{
    return &script->lan->nodes[script_router(script, name)];
}

/* check a=master b=backup */
static void check_states(struct script *script, const struct script_line *line)
{
    for (int i = 1; i < line->count; i++) {
        char *equals = strchr(line->words[i], '=');
        if (!equals)
            script_die(script, "not NAME=STATE", line->words[i]);
        *equals = '\0';
        const struct node *node = node_of(script, line->words[i]);
        const char *state = reason_state_name(node->election.memory.state);
        if (strcasecmp(state, equals + 1) != 0)
            script_fail(script, "%s is %s, not %s", line->words[i], state, equals + 1);
    }
}

/* why a master-silent: the reason of the last transition */
static void check_why(struct script *script, const struct script_line *line)
{
    const char *reason = reason_code(node_of(script, line->words[1])->last.reason);

    if (strcmp(reason, line->words[2]) != 0)
        script_fail(script, "the last transition of %s was because of %s", line->words[1], reason);
}

static void mark(struct script *script, const struct script_line *line)
{
    (void)line;
    for (int i = 0; i < script->lan->count; i++) {
        struct node *node = &script->lan->nodes[i];
        script->sent_mark[i] = node->sent;
        script->announced_mark[i] = node->announced;
        script->takeovers_mark[i] = node->takeovers;
        node->longest_gap_us = 0;
    }
    script->lan->judge.longest_dual_us = 0;
}

/* sent a MIN [MAX], announced ..., takeovers ...: since the last mark */
static void check_count(struct script *script, const struct script_line *line)
{
    int index = script_router(script, line->words[1]);
    const struct node *node = &script->lan->nodes[index];
    int low = script_number(script, line->words[2]);
    int high = line->count > 3 ? script_number(script, line->words[3]) : low;
    uint64_t count;

    if (strcmp(line->words[0], "sent") == 0)
        count = node->sent - script->sent_mark[index];
    else if (strcmp(line->words[0], "announced") == 0)
        count = node->announced - script->announced_mark[index];
    else
        count = node->takeovers - script->takeovers_mark[index];
    if (count < (uint64_t)low || count > (uint64_t)high)
        script_fail(script, "%s: %s is %llu, not %d..%d", line->words[1], line->words[0],
                    (unsigned long long)count, low, high);
}

/* rejected a bad-ttl 1 */
static void check_rejected(struct script *script, const struct script_line *line)
{
    const struct node *node = node_of(script, line->words[1]);
    int want = script_number(script, line->words[3]);

    for (int error = 0; error < PACKET_ERROR_COUNT; error++) {
        if (strcmp(packet_error_name((enum packet_error)error), line->words[2]) != 0)
            continue;
        if (node->rejected[error] != (uint64_t)want)
            script_fail(script, "%s rejected %llu frames as %s", line->words[1],
                        (unsigned long long)node->rejected[error], line->words[2]);
        return;
    }
    script_die(script, "no such error", line->words[2]);
}

/* overlap MS: two masters that hear each other for at most so long since the last mark */
static void check_overlap(struct script *script, const struct script_line *line)
{
    int64_t longest_us = script->lan->judge.longest_dual_us;

    for (int a = 0; a < script->lan->count; a++) {
        for (int b = 0; b < a; b++) {
            int64_t dual_us = audit_dual_us(script->lan, a, b);
            longest_us = dual_us > longest_us ? dual_us : longest_us;
        }
    }
    if (longest_us > script_ms(script, line->words[1]))
        script_fail(script, "two masters for %.3f ms", (double)longest_us / 1000);
}

/* gap a MS: adverts of a MASTER were at most so far apart since the last mark */
static void check_gap(struct script *script, const struct script_line *line)
{
    int64_t gap_us = node_of(script, line->words[1])->longest_gap_us;

    if (gap_us > script_ms(script, line->words[2]))
        script_fail(script, "%s was silent for %.3f ms", line->words[1], (double)gap_us / 1000);
}

/* waits a MS: the down interval in force, to the microsecond */
static void check_waits(struct script *script, const struct script_line *line)
{
    int64_t down_us = election_down_us(&node_of(script, line->words[1])->election);

    if (down_us != script_ms(script, line->words[2]))
        script_fail(script, "%s waits for %.3f ms", line->words[1], (double)down_us / 1000);
}

/* priority a N: what adverts carry now */
static void check_priority(struct script *script, const struct script_line *line)
{
    uint8_t priority = election_priority(&node_of(script, line->words[1])->election);

    if (priority != script_number(script, line->words[2]))
        script_fail(script, "%s has priority %u", line->words[1], priority);
}

static void print_trace(struct script *script, const struct script_line *line)
{
    (void)line;
    trace_print(&script->lan->trace, stdout);
}

const struct script_verb *checks_find(const char *name)
{
    static const struct script_verb verbs[] = {
        {"check", 2, check_states},      {"why", 3, check_why},           {"mark", 1, mark},
        {"sent", 3, check_count},        {"announced", 3, check_count},   {"takeovers", 3, check_count},
        {"rejected", 4, check_rejected}, {"overlap", 2, check_overlap},   {"gap", 3, check_gap},
        {"waits", 3, check_waits},       {"priority", 3, check_priority}, {"trace", 1, print_trace},
    };

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

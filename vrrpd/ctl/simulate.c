/* vrrpctl simulate; see simulate.h. */
#include "vrrpd/ctl/simulate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/files.h"
#include "conf/quantity.h"
#include "conf/read.h"
#include "lib/column.h"
#include "vrrpd/ctl/cluster.h"

enum {
    SIMULATE_SPLIT = 2,
    SIMULATE_UNREADABLE = 65, /* EX_DATAERR */
    AFTER_US = 30000000,      /* how long it goes on after the last act */
    NAME_MAX_COLUMNS = 16,
    FOR_MAX_US = 2000000000,
    SECOND_US = 1000000,
};

/* What the command says. */
struct play {
    const char *paths[CLUSTER_NODES_MAX];
    struct conf *confs[CLUSTER_NODES_MAX];
    const char *names[CLUSTER_NODES_MAX];
    size_t count;
    struct {
        int64_t at_us;
        size_t node;
        enum cluster_act act;
        const char *subject;
    } acts[CTL_TIMES_MAX];
    size_t act_count;
    int64_t until_us;
};

/* ---- reading ---- */

static struct conf *read_node(const char *path)
{
    struct conf_loader disk = conf_files_loader();
    struct conf_options options = {.config_id = NULL};
    struct conf_errors errors;
    struct conf *conf;
    char line[1024];

    conf_errors_init(&errors);
    conf = conf_read(path, &disk, &options, &errors);
    for (size_t i = 0; i < errors.count && conf == NULL; i++)
        fprintf(stderr, "%s\n", conf_error_format(&errors.items[i], line, sizeof(line)));
    conf_errors_free(&errors);
    return conf;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static int read_nodes(const struct ctl *ctl, struct play *play, int *used)
{
    for (*used = 0; *used < ctl->argc && cluster_act_find(ctl->argv[*used]) < 0; (*used)++) {
        size_t n = play->count;

        if (n == CLUSTER_NODES_MAX) {
            fprintf(stderr, "vrrpctl: simulate: at most %d nodes\n", CLUSTER_NODES_MAX);
            return CTL_USAGE;
        }
        play->paths[n] = ctl->argv[*used];
        play->confs[n] = read_node(play->paths[n]);
        if (play->confs[n] == NULL)
            return SIMULATE_UNREADABLE;
        play->count++;
        play->names[n] = play->confs[n]->global.router_id != NULL ? play->confs[n]->global.router_id
                                                                  : base_name(play->paths[n]);
    }
    return play->count > 0 ? 0 : CTL_USAGE;
}

/* "A", "b", or the node's name; -1: none. */
static int find_node(const struct play *play, const char *word)
{
    for (size_t i = 0; i < play->count; i++)
        if ((word[1] == '\0' && (word[0] | 0x20) == 'a' + (char)i) || strcmp(word, play->names[i]) == 0)
            return (int)i;
    return -1;
}

static int take_time(const char *text, int64_t *out)
{
    if (quantity_duration(text, out) == QUANTITY_OK && *out >= 0 && *out <= FOR_MAX_US * (int64_t)1000)
        return 0;
    fprintf(stderr, "vrrpctl: simulate: a time is 10s, 250ms or 2m, not `%s'\n", text);
    return CTL_USAGE;
}

/* ACT NODE [SUBJECT]: the words from `at` on; *used is how many. */
static int take_act(const struct ctl *ctl, struct play *play, int at, int *used)
{
    size_t number = play->act_count;
    int act = cluster_act_find(ctl->argv[at]),
        node = at + 1 < ctl->argc ? find_node(play, ctl->argv[at + 1]) : -1;

    if (act < 0 || node < 0 || number == ctl->time_count) {
        fprintf(stderr, "vrrpctl: simulate: not understood from `%s' on: --at TIME ACT NODE [WHAT]\n",
                ctl->argv[at]);
        return CTL_USAGE;
    }
    play->acts[number].act = (enum cluster_act)act;
    play->acts[number].node = (size_t)node;
    *used = 2;
    if (at + 2 < ctl->argc && cluster_act_find(ctl->argv[at + 2]) < 0) {
        play->acts[number].subject = ctl->argv[at + 2];
        *used = 3;
    }
    play->act_count++;
    return take_time(ctl->times[number], &play->acts[number].at_us);
}

/* Acts happen in the order of their times; of the same time in the order they are said. */
static void sort_acts(struct play *play)
{
    for (size_t i = 1; i < play->act_count; i++)
        for (size_t n = i; n > 0 && play->acts[n].at_us < play->acts[n - 1].at_us; n--) {
            __typeof__(play->acts[0]) other = play->acts[n];

            play->acts[n] = play->acts[n - 1];
            play->acts[n - 1] = other;
        }
}

static int read_play(const struct ctl *ctl, struct play *play)
{
    int at, used, status = read_nodes(ctl, play, &at);

    for (; status == 0 && at < ctl->argc; at += used)
        status = take_act(ctl, play, at, &used);
    if (status == 0 && play->act_count != ctl->time_count) {
        fprintf(stderr, "vrrpctl: simulate: --at TIME is followed by what happens then\n");
        status = CTL_USAGE;
    }
    if (status != 0)
        return status;
    sort_acts(play);
    play->until_us = (play->act_count > 0 ? play->acts[play->act_count - 1].at_us : 0) + AFTER_US;
    return ctl->length != NULL ? take_time(ctl->length, &play->until_us) : 0;
}

/* ---- the play ---- */

/* A node starts at once unless the first that is said of it is that it does. */
static bool starts_late(const struct play *play, size_t node)
{
    for (size_t i = 0; i < play->act_count; i++)
        if (play->acts[i].node == node)
            return play->acts[i].act == CLUSTER_START;
    return false;
}

static int perform(const struct play *play, struct cluster *cluster)
{
    const char *why = NULL;

    for (size_t i = 0; i < play->count && why == NULL; i++)
        if (!starts_late(play, i))
            why = cluster_do(cluster, i, CLUSTER_START, NULL);
    for (size_t i = 0; i < play->act_count && why == NULL; i++) {
        cluster_run(cluster, play->acts[i].at_us);
        why = cluster_do(cluster, play->acts[i].node, play->acts[i].act, play->acts[i].subject);
    }
    if (why != NULL) {
        fprintf(stderr, "vrrpctl: simulate: %s\n", why);
        return CTL_USAGE;
    }
    cluster_run(cluster, play->until_us);
    return 0;
}

/* ---- printing ---- */

static double seconds(int64_t us)
{
    return (double)us / SECOND_US;
}

static void print_nodes(const struct play *play)
{
    for (size_t i = 0; i < play->count; i++)
        printf("%c = %s (%s)\n", 'A' + (char)i, play->names[i], play->paths[i]);
    putchar('\n');
}

static size_t name_width(const struct cluster_report *reports, size_t count)
{
    size_t width = 0;

    for (size_t i = 0; i < count; i++) {
        size_t own = reports[i].instance != NULL ? column_width(reports[i].instance) : 0;

        width = own > width ? own : width;
    }
    return width < NAME_MAX_COLUMNS ? width : NAME_MAX_COLUMNS;
}

static void print_reports(const struct ctl *ctl, const struct cluster *cluster)
{
    size_t count, width;
    const struct cluster_report *reports = cluster_reports(cluster, &count);

    width = name_width(reports, count);
    for (size_t i = 0; i < count; i++) {
        bool red = ctl->color && reports[i].alarming;

        printf("%10.3f s  %c  ", seconds(reports[i].at_us), 'A' + (char)reports[i].node);
        column_print(stdout, reports[i].instance != NULL ? reports[i].instance : "", width);
        printf("  %s", red ? "\033[1;31m" : "");
        column_print(stdout, reports[i].text, 0);
        printf("%s\n", red ? "\033[0m" : "");
    }
    putchar('\n');
}

static void print_span(const struct cluster_span *span, int64_t end_us)
{
    int64_t to_us = span->to_us >= 0 ? span->to_us : end_us;

    printf("    %9.3f s  from %.3f s %s%s", seconds(to_us - span->from_us), seconds(span->from_us),
           span->to_us >= 0 ? "on, " : "to the end, ", span->holders == 0 ? "nobody answers" : "on");
    for (int node = 0; node < CLUSTER_NODES_MAX; node++)
        if (span->holders & (1U << node))
            printf(" %c", 'A' + node);
    putchar('\n');
}

/* Returns whether it is on several nodes at the end. */
static bool print_address(const struct cluster_address *address, int64_t end_us)
{
    char text[ADDR_TEXT_MAX];
    int64_t silent_us = 0, doubled_us = 0;
    bool split = false;

    for (size_t i = 0; i < address->span_count; i++) {
        const struct cluster_span *span = &address->spans[i];
        int64_t to_us = span->to_us >= 0 ? span->to_us : end_us;

        *(span->holders == 0 ? &silent_us : &doubled_us) += to_us - span->from_us;
        split |= span->to_us < 0 && span->holders != 0;
    }
    printf("%s (%s): ", addr_format(&address->address, text), address->instance);
    if (!address->was_held)
        printf("never on any node\n");
    else if (address->span_count == 0)
        printf("always on one node\n");
    else
        printf("without an answer %.3f s, on several nodes %.3f s\n", seconds(silent_us),
               seconds(doubled_us));
    for (size_t i = 0; i < address->span_count; i++)
        print_span(&address->spans[i], end_us);
    return split;
}

static int print_all(const struct ctl *ctl, const struct play *play, const struct cluster *cluster)
{
    size_t count;
    const struct cluster_address *addresses = cluster_addresses(cluster, &count);
    bool split = false;

    print_nodes(play);
    print_reports(ctl, cluster);
    for (size_t i = 0; i < count; i++)
        split |= print_address(&addresses[i], play->until_us);
    if (cluster_incomplete(cluster))
        fprintf(stderr, "vrrpctl: simulate: out of memory: this is not all\n");
    return cluster_incomplete(cluster) ? CTL_BAD : split ? SIMULATE_SPLIT : CTL_GOOD;
}

int ctl_simulate(const struct ctl *ctl)
{
    struct play *play = calloc(1, sizeof(*play));
    struct cluster *cluster = NULL;
    int status = play != NULL ? read_play(ctl, play) : CTL_BAD;

    if (status == 0) {
        const struct conf *confs[CLUSTER_NODES_MAX];

        memcpy(confs, play->confs, sizeof(confs));
        cluster = cluster_new(confs, play->names, play->count);
        status = cluster != NULL ? perform(play, cluster) : CTL_BAD;
    }
    if (status == 0)
        status = print_all(ctl, play, cluster);
    cluster_free(cluster);
    for (size_t i = 0; play != NULL && i < play->count; i++)
        conf_free(play->confs[i]);
    free(play);
    return status;
}

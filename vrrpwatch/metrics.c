/* Prometheus text exposition; see metrics.h. */
#include "vrrpwatch/metrics.h"

#include <inttypes.h>

#define PREFIX "vrrpwatch_"

/* One number of a router. */
typedef double router_value(const struct router *router);

static void put_head(FILE *out, const char *name, const char *type, const char *help)
{
    fprintf(out, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s %s\n", name, help, name, type);
}

/* A label's value: backslash, quote and newline are escaped, what cannot be shown is cleaned. */
static void put_value(FILE *out, const char *text)
{
    char clean[128];

    print_names_clean(clean, sizeof(clean), text);
    for (const char *at = clean; *at != '\0'; at++) {
        if (*at == '\\' || *at == '"')
            fputc('\\', out);
        fputc(*at, out);
    }
}

static void put_router_labels(FILE *out, const struct router *router, const struct print_names *names)
{
    char interface[PRINT_INTERFACE_MAX];

    fputs("{interface=\"", out);
    put_value(out, print_names_interface(names, router->interface, interface));
    fprintf(out, "\",vlan=\"%u\",family=\"%s\",vrid=\"%u\"", (unsigned)router->vlan,
            print_names_family(router->family), (unsigned)router->vrid);
}

/* Sources that act as master now: the master, and those beside it whose overlap is certain. */
static double masters_of(const struct router *router)
{
    int masters = router->master != NULL;

    for (const struct source *source = router->sources; source != NULL; source = source->next)
        masters += source != router->master && source->overlap.since_us != 0 && source->overlap.certain;
    return masters;
}

static double priority_of(const struct router *router)
{
    return router->master != NULL ? router->master->priority : 0;
}

static double interval_of(const struct router *router)
{
    return router->master != NULL ? (double)router->master->interval_us / 1e6 : 0;
}

static double adverts_of(const struct router *router)
{
    return (double)router->adverts;
}

static double handovers_of(const struct router *router)
{
    return router->handovers;
}

static double incidents_of(const struct router *router)
{
    return router->incidents;
}

static double open_of(const struct router *router)
{
    return router->open;
}

static double gap_of(const struct router *router)
{
    int64_t longest_us = 0;

    for (const struct source *source = router->sources; source != NULL; source = source->next)
        if (source->gap_max_us > longest_us)
            longest_us = source->gap_max_us;
    return (double)longest_us / 1e6;
}

static double jitter_of(const struct router *router)
{
    return router->master != NULL ? router->master->jitter_us / 1e6 : 0;
}

static double late_of(const struct router *router)
{
    uint64_t late = 0;

    for (const struct source *source = router->sources; source != NULL; source = source->next)
        late += source->late;
    return (double)late;
}

static double seen_of(const struct router *router)
{
    return (double)router->last_us / 1e6;
}

static void put_routers(FILE *out, const struct summary *summary, const struct print_names *names)
{
    static const struct {
        const char *name, *type, *help;
        router_value *value;
    } metrics[] = {
        {"masters", "gauge", "Routers that act as master of the virtual router.", masters_of},
        {"master_priority", "gauge", "Priority that the master advertises, 0 without one.", priority_of},
        {"advert_interval_seconds", "gauge", "Interval that the master advertises, 0 without one.",
         interval_of},
        {"adverts_total", "counter", "Adverts heard for the virtual router.", adverts_of},
        {"handovers_total", "counter", "Changes of the master.", handovers_of},
        {"router_incidents_total", "counter", "Incidents of the virtual router, warnings and worse.",
         incidents_of},
        {"router_incidents_open", "gauge", "Incidents of the virtual router that are open.", open_of},
        {"advert_gap_max_seconds", "gauge", "Longest gap between two adverts of a master.", gap_of},
        {"advert_jitter_seconds", "gauge", "Mean deviation of the master's adverts from their interval.",
         jitter_of},
        {"late_adverts_total", "counter", "Adverts that came late although nobody took over.", late_of},
        {"last_advert_timestamp_seconds", "gauge", "When the last advert was heard.", seen_of},
    };

    for (size_t m = 0; m < sizeof(metrics) / sizeof(metrics[0]) && summary->count != 0; m++) {
        put_head(out, metrics[m].name, metrics[m].type, metrics[m].help);
        for (size_t i = 0; i < summary->count; i++) {
            fprintf(out, PREFIX "%s", metrics[m].name);
            put_router_labels(out, summary->routers[i], names);
            fprintf(out, "} %.16g\n", metrics[m].value(summary->routers[i]));
        }
    }
}

static void put_incidents(FILE *out, const struct incidents *incidents)
{
    put_head(out, "incidents_total", "counter", "Incidents that reached a severity.");
    for (int i = 0; i < INCIDENTS_SEVERITIES; i++)
        fprintf(out, PREFIX "incidents_total{severity=\"%s\"} %" PRIu64 "\n", severity_name((enum severity)i),
                incidents->total[i]);
    put_head(out, "incidents_open", "gauge", "Incidents that are open, by the severity they have now.");
    for (int i = 0; i < INCIDENTS_SEVERITIES; i++)
        fprintf(out, PREFIX "incidents_open{severity=\"%s\"} %zu\n", severity_name((enum severity)i),
                incidents_open(incidents, (enum severity)i));
}

static void put_counters(FILE *out, const struct observe_counters *counters)
{
    put_head(out, "frames_total", "counter", "Frames looked at.");
    fprintf(out, PREFIX "frames_total %" PRIu64 "\n", counters->frames);
    put_head(out, "claims_total", "counter", "Claims to addresses: ARP and neighbour discovery.");
    fprintf(out, PREFIX "claims_total %" PRIu64 "\n", counters->claims);
    put_head(out, "bad_frames_total", "counter", "Frames that could not be used, by reason.");
    for (uint16_t i = 0; i < FRAME_ERROR_END; i++)
        if (counters->bad_by_error[i] != 0)
            fprintf(out, PREFIX "bad_frames_total{reason=\"%s\"} %" PRIu64 "\n", frame_error_name(i),
                    counters->bad_by_error[i]);
    put_head(out, "forgotten_total", "counter", "What was forgotten for want of room.");
    fprintf(out, PREFIX "forgotten_total{what=\"routers\"} %" PRIu64 "\n", counters->routers_forgotten);
    fprintf(out, PREFIX "forgotten_total{what=\"senders\"} %" PRIu64 "\n", counters->sources_forgotten);
    fprintf(out, PREFIX "forgotten_total{what=\"addresses\"} %" PRIu64 "\n", counters->addresses_forgotten);
}

void metrics_print(FILE *out, const struct metrics_state *state)
{
    put_head(out, "build_info", "gauge", "Version of vrrpwatch.");
    fputs(PREFIX "build_info{version=\"", out);
    put_value(out, VRRPKIT_VERSION);
    fputs("\"} 1\n", out);
    put_head(out, "last_run_timestamp_seconds", "gauge", "When this file was written.");
    fprintf(out, PREFIX "last_run_timestamp_seconds %.6f\n", (double)state->wall_us / 1e6);
    put_head(out, "virtual_routers", "gauge", "Virtual routers heard.");
    fprintf(out, PREFIX "virtual_routers %zu\n", state->summary->count);
    put_routers(out, state->summary, state->names);
    put_incidents(out, state->incidents);
    put_counters(out, state->counters);
}

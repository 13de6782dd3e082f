/* See run_output.h. */
#include "vrrpwatch/run_output.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "lib/clock.h"
#include "vrrpwatch/herald.h"
#include "vrrpwatch/metrics.h"
#include "vrrpwatch/print_json.h"
#include "vrrpwatch/report.h"
#include "vrrpwatch/state_file.h"
#include "vrrpwatch/summary.h"

#define SECOND_US INT64_C(1000000)

static bool wants_colour(const struct options *options)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

    if (options->colour != COLOUR_AUTO)
        return options->colour == COLOUR_ALWAYS;
    return isatty(STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0') &&
           (term == NULL || strcmp(term, "dumb") != 0);
}

static int64_t local_offset_us(void)
{
    time_t now = (time_t)(clock_wall_us() / SECOND_US);
    struct tm local;

    return localtime_r(&now, &local) != NULL ? (int64_t)local.tm_gmtoff * SECOND_US : 0;
}

void run_output_init(struct run_output *output, const struct options *options)
{
    struct print_names names = {.interfaces = output->names};

    memset(output, 0, sizeof(*output));
    output->options = options;
    if (gethostname(output->host, sizeof(output->host) - 1) != 0 || output->host[0] == '\0')
        strcpy(output->host, "localhost");
    if (options->read_path != NULL) {
        const char *base = strrchr(options->read_path, '/');

        output->names[0] = "file";
        names.interface_count = 1;
        snprintf(output->vantage, sizeof(output->vantage), "%.60s",
                 base != NULL ? base + 1 : options->read_path);
    } else {
        for (size_t i = 0; i < options->interface_count; i++)
            output->names[names.interface_count++] = options->interfaces[i];
        snprintf(output->vantage, sizeof(output->vantage), "%.15s on %.40s",
                 options->interface_count > 0 ? options->interfaces[0] : "?", output->host);
    }
    output->text = (struct print_text_options){.names = names,
                                               .clock_offset_us = local_offset_us(),
                                               .colour = wants_colour(options),
                                               .verbose = options->verbose};
    output->event =
        (struct print_event_context){.host = output->host, .vantage = output->vantage, .names = names};
    if (options->read_path == NULL) /* frames carry the time of day */
        output->event.mono_offset_us = clock_now_us() - clock_wall_us();
    if (getrandom(&output->event.boot, sizeof(output->event.boot), 0) < 0)
        output->event.boot = (uint64_t)clock_wall_us();
}

static bool is_shown(const struct run_output *output, const struct finding *finding)
{
    const struct options *options = output->options;

    return !options->check && !(options->quiet && finding->severity == SEVERITY_INFO);
}

/* Whether there is news for those who are alerted is known at the end where the last run is remembered. */
static bool tells_at_once(const struct run_output *output)
{
    return output->herald != NULL && output->options->state_path == NULL;
}

void run_output_take(void *context, const struct finding *finding)
{
    struct run_output *output = context;
    const struct options *options = output->options;
    char *line = NULL;

    if (options->vrid != 0 && finding->vrid != 0 && finding->vrid != options->vrid)
        return;
    incidents_take(&output->incidents, finding);
    if (output->report != NULL)
        report_finding(output->report, finding);
    if (tells_at_once(output) || (options->json && is_shown(output, finding)))
        line = print_event(&output->event, finding);
    if (line != NULL && tells_at_once(output))
        herald_tell(output->herald, line);
    if (is_shown(output, finding)) {
        if (!options->json)
            print_text_finding(stdout, &output->text, finding);
        else if (line != NULL)
            puts(line);
        fflush(stdout);
    }
    free(line);
}

static void tell_as(struct run_output *output, const struct finding *finding, enum finding_phase phase)
{
    struct finding told = *finding;
    char *line;

    told.phase = phase;
    line = print_event(&output->event, &told);
    if (line != NULL)
        herald_tell(output->herald, line);
    free(line);
}

void run_output_tell_late(struct run_output *output)
{
    for (size_t i = 0; output->herald != NULL && i < output->incidents.count; i++) {
        const struct finding *finding = &output->incidents.kept[i];

        if (finding->phase == FINDING_CLOSED)
            tell_as(output, finding, FINDING_OPEN);
        tell_as(output, finding, finding->phase);
    }
}

static void print_json_summary(struct run_output *output, const struct summary *summary,
                               const struct observe_counters *counters, int64_t now_us)
{
    struct summary_row row;
    char *line;

    for (size_t i = 0; i < summary->count; i++) {
        summary_row_fill(summary->routers[i], &output->text.names, &row);
        line = print_json_row(&row, output->host, now_us, 0);
        if (line != NULL)
            puts(line);
        free(line);
    }
    line = print_json_counters(counters, output->host, now_us);
    if (line != NULL)
        puts(line);
    free(line);
}

struct summary_filter {
    struct summary *summary;
    unsigned vrid;
};

static void take_router(void *context, const struct router *router)
{
    struct summary_filter *filter = context;

    if (filter->vrid == 0 || router->vrid == filter->vrid)
        summary_take(filter->summary, router);
}

void run_output_routers(const struct run_output *output, const struct observe *observe,
                        struct summary *summary)
{
    struct summary_filter filter = {.summary = summary, .vrid = output->options->vrid};

    observe_routers(observe, take_router, &filter);
}

void run_output_summary(struct run_output *output, const struct observe *observe, int64_t now_us)
{
    struct summary summary = {.count = 0};

    run_output_routers(output, observe, &summary);
    if (output->options->json)
        print_json_summary(output, &summary, observe_counters(observe), now_us);
    else
        summary_print(stdout, &summary, observe_counters(observe), &output->text.names);
    fflush(stdout);
    summary_free(&summary);
}

int run_output_metrics(const struct run_output *output, const struct observe *observe)
{
    struct summary summary = {.count = 0};
    struct metrics_state state = {.summary = &summary,
                                  .counters = observe_counters(observe),
                                  .incidents = &output->incidents,
                                  .names = &output->text.names,
                                  .wall_us = clock_wall_us()};
    char *text = NULL;
    size_t size = 0;
    FILE *memory;
    int error;

    if (output->options->metrics_path == NULL)
        return 0;
    memory = open_memstream(&text, &size);
    if (memory == NULL)
        return -ENOMEM;
    run_output_routers(output, observe, &summary);
    metrics_print(memory, &state);
    fclose(memory);
    error = file_replace(output->options->metrics_path, text, 0644);
    free(text);
    summary_free(&summary);
    return error;
}

bool run_output_failed(void)
{
    return fflush(stdout) != 0 || ferror(stdout) != 0;
}

bool run_output_reader_left(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO};

    return ferror(stdout) != 0 && poll(&out, 1, 0) == 1 && (out.revents & (POLLERR | POLLHUP)) != 0;
}

void run_output_free(struct run_output *output)
{
    incidents_free(&output->incidents);
}

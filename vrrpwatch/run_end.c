/* See run_end.h. */
#include "vrrpwatch/run_end.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sysexits.h>

#include "lib/clock.h"
#include "vrrpwatch/check_line.h"
#include "vrrpwatch/check_state.h"
#include "vrrpwatch/herald.h"
#include "vrrpwatch/report.h"
#include "vrrpwatch/state_file.h"
#include "vrrpwatch/summary.h"
#include "vrrpwatch/watch_config.h"

static const int64_t herald_patience_us = 10000000;

static uint64_t salt(void)
{
    uint64_t number;

    return getrandom(&number, sizeof(number), 0) == sizeof(number) ? number : (uint64_t)clock_wall_us();
}

/* The index of the interface in the options; those that are not watched are not looked after. */
static int index_of(const struct options *options, const char *name)
{
    for (size_t i = 0; i < options->interface_count; i++)
        if (strcmp(options->interfaces[i], name) == 0)
            return (int)i;
    return -1;
}

static void expect_config(struct run_end *end)
{
    const struct watch_config *config = end->config;

    for (size_t i = 0; config != NULL && i < config->instance_count; i++) {
        const struct watch_instance *instance = &config->instances[i];

        for (size_t k = 0; k < instance->vip_count; k++) {
            int index =
                end->options->read_path != NULL ? 0 : index_of(end->options, instance->vips[k].interface);

            if (index < 0)
                index = index_of(end->options, instance->interface);
            if (index >= 0)
                observe_expect(end->observe, (uint16_t)index, 0, instance->vrid, &instance->vips[k].address);
        }
    }
}

static void expect(struct run_end *end)
{
    const struct options *options = end->options;

    for (size_t i = 0; i < options->vip_count; i++)
        for (size_t k = 0; k < (options->read_path != NULL ? 1 : options->interface_count); k++)
            observe_expect(end->observe, (uint16_t)k, 0, (uint8_t)options->vrid, &options->vips[i]);
    expect_config(end);
}

static int read_config(struct run_end *end)
{
    const struct options *options = end->options;
    char *why = NULL;

    if (options->config_path == NULL && !options->node)
        return 0;
    end->config = watch_config_read(options->config_path, &why);
    if (end->config != NULL)
        return 0;
    fprintf(stderr, "vrrpwatch: %s\n", why != NULL ? why : "no memory");
    free(why);
    return run_end_failed(options, EX_CONFIG, "the configuration cannot be read");
}

/* A process of its own, started before anything is opened: it keeps the rights that commands may need. */
static int start_herald(struct run_end *end)
{
    const struct options *options = end->options;
    const struct watch_config *config = end->config;
    /* The file's alerts are for watching; looking at an old capture tells nobody unless asked to. */
    bool said = options->alert_count > 0 || config == NULL || options->read_path != NULL;
    struct herald_options herald = {.alerts = said ? options->alerts : (const char *const *)config->alerts,
                                    .alert_count = said ? options->alert_count : config->alert_count,
                                    .least = options->alert_level,
                                    .remind_us = options->remind_us,
                                    .config_path = options->config_path,
                                    .run_dir = options->run_dir,
                                    .spool = options->spool,
                                    .fence = options->fence,
                                    .fence_now = options->fence_now};
    char why[HERALD_WHY_MAX];
    int error = herald_start(&herald, &end->herald, why);

    end->output.herald = end->herald;
    if (error == 0)
        return 0;
    fprintf(stderr, "vrrpwatch: %s\n", why);
    return run_end_failed(options, error == -EINVAL ? EX_USAGE : EX_OSERR, why);
}

int run_end_init(struct run_end *end, const struct options *options)
{
    struct observe_options watch = {.live = options->read_path == NULL,
                                    .switched = options->read_path == NULL,
                                    .show_secrets = options->show_secrets,
                                    .salt = salt()};
    int status;

    memset(end, 0, sizeof(*end));
    end->options = options;
    run_output_init(&end->output, options);
    status = read_config(end);
    if (status == 0)
        status = start_herald(end);
    if (status != 0)
        return status;
    if (options->report_path != NULL)
        end->report = end->output.report = report_new();
    watch.interfaces = end->output.names;
    /* The interface of a capture is not known: commands that mend name the usual one. */
    watch.interface_count = options->read_path != NULL ? 0 : end->output.text.names.interface_count;
    end->observe = observe_new(&watch, run_output_take, &end->output);
    if (end->observe == NULL)
        return run_end_failed(options, EX_OSERR, "no memory");
    expect(end);
    return 0;
}

int run_end_failed(const struct options *options, int status, const char *why)
{
    if (!options->check)
        return status;
    check_line_unknown(stdout, why);
    return CHECK_UNKNOWN;
}

/* With a state file only a change is told; what is remembered is what was found now. */
static bool is_news(const struct options *options, const struct check_line *check)
{
    struct check_state *states = calloc(2, sizeof(*states));
    char *text = NULL;
    size_t size = 0;
    FILE *memory;
    bool news = true;

    if (states == NULL || file_read_small(options->state_path, CHECK_STATE_TEXT_MAX, &text) != 0)
        text = NULL;
    if (states == NULL)
        return true;
    check_state_parse(text, &states[0]);
    free(text);
    check_state_fill(check, &states[1]);
    news = check_state_changed(&states[0], &states[1]);
    text = NULL;
    if ((memory = open_memstream(&text, &size)) != NULL) {
        int error;

        check_state_print(memory, &states[1]);
        fclose(memory);
        error = file_replace(options->state_path, text, 0600);
        if (error != 0)
            fprintf(stderr, "vrrpwatch: %s: %s\n", options->state_path, strerror(-error));
    }
    free(text);
    free(states);
    return news;
}

static void sum_probes(void *context, const struct vip *vip)
{
    struct check_line *check = context;

    check->probes += vip->questions;
    check->answers += vip->answers;
}

static int tell_check(struct run_end *end, int64_t listened_us)
{
    struct summary summary = {.count = 0};
    struct check_line check = {.incidents = &end->output.incidents,
                               .summary = &summary,
                               .names = &end->output.text.names,
                               .vrid = (uint8_t)end->options->vrid,
                               .listened_us = listened_us};
    enum check_status status;
    bool speak;

    run_output_routers(&end->output, end->observe, &summary);
    observe_addresses(end->observe, sum_probes, &check);
    status = check_line_status(&check);
    speak = end->options->state_path == NULL || is_news(end->options, &check);
    if (speak && end->options->state_path != NULL)
        run_output_tell_late(&end->output);
    if (speak && !(end->options->quiet_ok && status == CHECK_OK && end->options->state_path == NULL))
        check_line_print(stdout, &check);
    summary_free(&summary);
    return (int)status;
}

static int write_report(struct run_end *end)
{
    struct summary summary = {.count = 0};
    struct report_page page = {.title = end->output.vantage,
                               .version = VRRPKIT_VERSION,
                               .names = end->output.text.names,
                               .summary = &summary,
                               .counters = observe_counters(end->observe),
                               .clock_offset_us = end->output.text.clock_offset_us};
    char *text = NULL;
    size_t size = 0;
    FILE *memory;
    int error;

    if (end->options->report_path == NULL)
        return 0;
    if (end->report == NULL || (memory = open_memstream(&text, &size)) == NULL)
        return -ENOMEM;
    run_output_routers(&end->output, end->observe, &summary);
    report_write(memory, end->report, &page);
    fclose(memory);
    error = file_replace(end->options->report_path, text, 0644);
    free(text);
    summary_free(&summary);
    return error;
}

int run_end_tell(struct run_end *end, int64_t now_us)
{
    const struct options *options = end->options;
    int status = 0, error;

    observe_finish(end->observe, now_us);
    if (options->check)
        status = tell_check(end, now_us - end->began_us);
    else
        run_output_summary(&end->output, end->observe, now_us);
    error = run_output_metrics(&end->output, end->observe);
    if (error != 0) {
        fprintf(stderr, "vrrpwatch: %s: %s\n", options->metrics_path, strerror(-error));
        status = options->check ? status : EX_CANTCREAT;
    }
    error = write_report(end);
    if (error != 0) {
        fprintf(stderr, "vrrpwatch: %s: %s\n", options->report_path, strerror(-error));
        status = options->check ? status : EX_CANTCREAT;
    }
    if (!herald_finish(end->herald, herald_patience_us))
        fputs("vrrpwatch: an alert could not be handed over; see the log\n", stderr);
    end->herald = end->output.herald = NULL;
    /* Who looks at a file wants all of it; who watches, as long as somebody reads. */
    if (!run_output_failed() || (options->read_path == NULL && !options->check && run_output_reader_left()))
        return status;
    fputs("vrrpwatch: standard output: cannot be written\n", stderr);
    if (options->check)
        return status == CHECK_OK ? CHECK_UNKNOWN : status;
    return EX_IOERR;
}

void run_end_frame(struct run_end *end, const struct frame *frame)
{
    report_frame(end->report, frame);
}

void run_end_free(struct run_end *end)
{
    herald_finish(end->herald, herald_patience_us);
    observe_free(end->observe);
    report_free(end->report);
    run_output_free(&end->output);
    watch_config_free(end->config);
}

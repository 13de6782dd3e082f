/* Where findings go: lines for people, JSON, and what is told at the end of a run. Owns standard output;
 * decides nothing about what is found. */
#ifndef VRRPWATCH_RUN_OUTPUT_H
#define VRRPWATCH_RUN_OUTPUT_H

#include "vrrpwatch/incidents.h"
#include "vrrpwatch/observe.h"
#include "vrrpwatch/options.h"
#include "vrrpwatch/print_event.h"
#include "vrrpwatch/print_text.h"

struct herald;
struct report;
struct summary;

struct run_output {
    const struct options *options;
    const char *names[OPTIONS_INTERFACES_MAX];
    char host[64];
    char vantage[64];
    struct print_text_options text;
    struct print_event_context event;
    struct incidents incidents;
    struct herald *herald; /* NULL: nobody is to be alerted; not owned */
    struct report *report; /* NULL: none is wanted; not owned */
};

/* Starts; the names of `options`' interfaces, or of the file. `options` is borrowed. */
void run_output_init(struct run_output *output, const struct options *options);

/* Takes a finding; `context` is the run_output. With a state file nobody is alerted yet. */
void run_output_take(void *context, const struct finding *finding);

/* The virtual routers that the options want to hear of; summary_free() them. */
void run_output_routers(const struct run_output *output, const struct observe *observe,
                        struct summary *summary);

/* The summary, as the options want it. */
void run_output_summary(struct run_output *output, const struct observe *observe, int64_t now_us);

/* Writes --metrics. 0 or negative errno. */
int run_output_metrics(const struct run_output *output, const struct observe *observe);

/* Alerts to what was found, each incident as it is now: with a state file, when there is news. */
void run_output_tell_late(struct run_output *output);

/* Whether something that was printed did not arrive, now or before. */
bool run_output_failed(void);

/* Whether whoever read what we print has left: that is the end and no failure. */
bool run_output_reader_left(void);

void run_output_free(struct run_output *output);

#endif

/* vrrpctl status: a table for people, the daemon's own lines for programs. */
#include "vrrpd/ctl/status.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/status.h"
#include "vrrpd/ctl/ask.h"
#include "vrrpd/ctl/paths.h"
#include "lib/column.h"

enum { NAME_WIDTH_MIN = 16 };

/* The letter says it without colour, too. */
static const char *state_color(const struct ctl *ctl, const char *state)
{
    if (!ctl->color)
        return "";
    if (strcmp(state, "MASTER") == 0)
        return "\033[1;32m";
    return strcmp(state, "FAULT") == 0 ? "\033[1;31m" : "\033[0m";
}

static void print_age(int64_t age_us, char *text, size_t size)
{
    if (age_us < 0)
        snprintf(text, size, "-");
    else if (age_us < 10000000)
        snprintf(text, size, "%.2fs", (double)age_us / 1e6);
    else
        snprintf(text, size, "%" PRId64 "s", age_us / 1000000);
}

static void print_row(const struct ctl *ctl, const struct status_instance *instance, size_t name_width)
{
    char age[32], priority[16];

    print_age(instance->last_advert_age_us, age, sizeof(age));
    if (instance->priority == instance->effective_priority)
        snprintf(priority, sizeof(priority), "%u", instance->priority);
    else
        snprintf(priority, sizeof(priority), "%u(%u)", instance->effective_priority, instance->priority);
    column_print(stdout, instance->name, name_width);
    printf(" %s%-7s%s ", state_color(ctl, instance->state), instance->state, ctl->color ? "\033[0m" : "");
    column_print(stdout, instance->interface, 10);
    printf(" %4u %-9s %-15s %8s %5" PRIu64 "  %s%s%s\n", instance->vrid, priority,
           instance->master.known ? instance->master.address : "-", age, instance->transitions,
           instance->address_count > 0 ? instance->addresses[0] : "",
           instance->address_count > 1 ? " ..." : "", instance->drained ? "  DRAINED" : "");
}

static void print_table(const struct ctl *ctl, const struct status *status)
{
    size_t name_width = NAME_WIDTH_MIN;

    for (size_t i = 0; i < status->instance_count; i++) {
        size_t width = column_width(status->instances[i].name);

        name_width = width > name_width ? width : name_width;
    }
    column_print(stdout, "NAME", name_width);
    printf(" %-7s %-10s %4s %-9s %-15s %8s %5s  %s\n", "STATE", "INTERFACE", "VRID", "PRIORITY", "MASTER",
           "ADVERT", "MOVES", "ADDRESSES");
    for (size_t i = 0; i < status->instance_count; i++)
        print_row(ctl, &status->instances[i], name_width);
    paths_print(status);
}

/* False when the line is no status. */
static bool print_line(const struct ctl *ctl, const char *line)
{
    struct status status;

    if (ctl->json) {
        puts(line);
    } else {
        if (!status_parse(line, &status))
            return false;
        print_table(ctl, &status);
        status_free(&status);
    }
    return fflush(stdout) == 0;
}

/* CTL_NO_DAEMON when there was not even one line. */
static int print_stream(const struct ctl *ctl, struct control_stream *stream)
{
    int status = CTL_NO_DAEMON;
    const char *line;

    while ((line = control_stream_next(stream)) != NULL) {
        if (ask_is_error(ctl, line) || !print_line(ctl, line))
            return CTL_BAD;
        status = CTL_GOOD;
    }
    return status;
}

int ctl_status(const struct ctl *ctl)
{
    const char *name = ctl->argc > 0 ? ctl->argv[0] : NULL;
    struct control_stream *stream;
    int status;

    if (ctl->changes && (!ctl->json || !ctl->follow || name != NULL)) {
        fprintf(stderr, "vrrpctl: --changes is for programs: status --follow --json --changes\n");
        return CTL_USAGE;
    }
    status = ask_open(ctl, "status", name, &stream);

    while (status == CTL_GOOD) {
        status = print_stream(ctl, stream);
        control_stream_close(stream);
        if (status == CTL_NO_DAEMON && !ctl->follow)
            ask_ended();
        if (status == CTL_BAD || !ctl->follow)
            return status;
        status = ask_again(ctl, "status", name, &stream); /* it was reloaded or restarted */
    }
    return status;
}

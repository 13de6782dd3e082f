/* vrrpctl events: the transitions the daemon remembers, then those that come. */
#include "vrrpd/ctl/events.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/event.h"
#include "vrrpd/ctl/ask.h"

/* What was printed last, so that a daemon that restarts does not repeat itself: events of virtual routers,
 * of real servers and of the daemon itself are three series. */
enum { SERIES = 3 };

struct seen {
    struct {
        bool any;
        uint64_t boot;
        uint64_t sequence;
    } series[SERIES];
    size_t turn; /* which one gives way to a fourth */
};

static bool is_new(struct seen *seen, const struct event *event)
{
    size_t i = 0;

    while (i < SERIES && !(seen->series[i].any && seen->series[i].boot == event->boot))
        i++;
    if (i < SERIES && event->sequence <= seen->series[i].sequence)
        return false;
    if (i == SERIES)
        i = seen->turn++ % SERIES;
    seen->series[i].any = true;
    seen->series[i].boot = event->boot;
    seen->series[i].sequence = event->sequence;
    return true;
}

static void print_event(const struct ctl *ctl, const char *line, const struct event *event)
{
    char time[40];

    status_time(event->wall_us, time);
    if (ctl->json)
        puts(line);
    else if (strcmp(event->kind, "quorum") == 0)
        printf("%s %s: quorum %s, %s\n", time, event->service, event->to, event->reason);
    else if (strcmp(event->kind, "server") == 0)
        printf("%s %s %s: %s, %s\n", time, event->service, event->server, event->to, event->reason);
    else if (strcmp(event->kind, "incident") == 0)
        printf("%s %s %s: %s\n", time, event->incident.code, event->incident.phase, event->incident.cause);
    else if (strcmp(event->kind, "fence") == 0)
        printf("%s %s: %s\n", time, event->instance, event->reason);
    else if (strcmp(event->kind, "master-confirmed") == 0)
        printf("%s %s: master confirmed, %s\n", time, event->instance, event->reason);
    else
        printf("%s %s: %s -> %s, %s\n", time, event->instance, event->from, event->to, event->reason);
}

/* CTL_NO_DAEMON when there was not even one line: without anything to tell there is an empty one. */
static int print_stream(const struct ctl *ctl, struct control_stream *stream, struct seen *seen)
{
    int status = CTL_NO_DAEMON;
    struct event event;
    const char *line;

    while ((line = control_stream_next(stream)) != NULL) {
        if (ask_is_error(ctl, line))
            return CTL_BAD;
        if (event_parse(line, &event) && is_new(seen, &event))
            print_event(ctl, line, &event);
        if (fflush(stdout) != 0)
            return CTL_BAD;
        status = CTL_GOOD;
    }
    return status;
}

int ctl_events(const struct ctl *ctl)
{
    struct seen seen = {.series = {{.any = false}}};
    struct control_stream *stream;
    int status = ask_open(ctl, "events", NULL, &stream);

    while (status == CTL_GOOD) {
        status = print_stream(ctl, stream, &seen);
        control_stream_close(stream);
        if (status == CTL_NO_DAEMON && !ctl->follow)
            ask_ended();
        if (status == CTL_BAD || !ctl->follow)
            return status;
        status = ask_again(ctl, "events", NULL, &stream);
    }
    return status;
}

/* vrrpctl show NAME: all there is to know of one instance. */
#include "vrrpd/ctl/show.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/status.h"
#include "vrrpd/ctl/ask.h"
#include "vrrpd/ctl/paths.h"
#include "lib/column.h"

static void print_master(const struct status_instance *instance)
{
    if (!instance->master.known)
        printf("master             not known\n");
    else
        printf("master             %s priority %u interval %.2f s\n", instance->master.address,
               instance->master.priority, (double)instance->master.interval_us / 1e6);
}

static void print_counts(const struct status_instance *instance)
{
    printf("adverts            %" PRIu64 " sent, %" PRIu64 " received, %" PRIu64 " not sent\n",
           instance->adverts_sent, instance->adverts_received, instance->send_errors);
    for (size_t i = 0; i < instance->rejected.count; i++)
        printf("rejected           %" PRIu64 " %s\n", instance->rejected.items[i].value,
               instance->rejected.items[i].name);
}

static void print_tracker(const struct status_tracker *tracker)
{
    const char *state = tracker->disabled ? "disabled"
                        : !tracker->known ? "unknown"
                        : tracker->ok     ? "ok"
                                          : "failed";
    char time[40];

    printf("tracks             %s ", tracker->kind);
    column_print(stdout, tracker->name, 0);
    printf(" weight %d%s, %s", tracker->weight, tracker->reverse ? " reverse" : "", state);
    if (tracker->since_wall_us > 0)
        printf(" since %s", status_time(tracker->since_wall_us, time));
    if (tracker->reason[0] != '\0') {
        fputs(": ", stdout);
        column_print(stdout, tracker->reason, 0);
    }
    putchar('\n');
}

static void print_instance(const struct status_instance *instance)
{
    char time[40];

    printf("instance           ");
    column_print(stdout, instance->name, 0);
    putchar('\n');
    printf("state              %s since %s%s\n", instance->state, status_time(instance->since_wall_us, time),
           instance->drained ? ", drained" : "");
    printf("virtual router     vrid %u on %s, %s, VRRP version %u\n", instance->vrid, instance->interface,
           instance->family, instance->version);
    printf("priority           %u, in force %u\n", instance->priority, instance->effective_priority);
    printf("advert interval    %.2f s, a master is dead after %.3f s\n",
           (double)instance->advert_interval_us / 1e6, (double)instance->master_down_us / 1e6);
    print_master(instance);
    for (size_t i = 0; i < instance->address_count; i++)
        printf("address            %s\n", instance->addresses[i]);
    printf("installed          %u of %zu, put back %" PRIu64 " times\n", instance->addresses_present,
           instance->address_count, instance->addresses_restored);
    if (instance->serving_us >= 0)
        printf("serving            until its successor is heard, %.2f s at most\n",
               (double)instance->serving_us / 1e6);
    if (instance->held_by[0] != '\0')
        printf("held by            %s: the master is silent and not dead\n", instance->held_by);
    if (instance->path[0] != '\0') {
        printf("heartbeats say     ");
        column_print(stdout, instance->path, 0);
        putchar('\n');
    }
    if (instance->lease_us >= 0)
        printf("lease              %.0f s after the last renewal the kernel drops them\n",
               (double)instance->lease_us / 1e6);
    else
        printf("lease              none, they stay when vrrpd dies\n");
    if (instance->incident.known)
        printf("incident           %s since %s: %s\n                   to mend it: %s\n",
               instance->incident.code, status_time(instance->incident.since_wall_us, time),
               instance->incident.cause, instance->incident.fix);
    for (size_t i = 0; i < instance->tracker_count; i++)
        print_tracker(&instance->trackers[i]);
    printf("transitions        %" PRIu64 "\n", instance->transitions);
    if (instance->last_transition.known)
        printf("last transition    %s -> %s at %s, %s\n", instance->last_transition.from,
               instance->last_transition.to, status_time(instance->last_transition.at_wall_us, time),
               instance->last_transition.reason);
    print_counts(instance);
}

int ctl_show(const struct ctl *ctl)
{
    struct status status;
    int result = ask_status(ctl, "show", ctl->argv[0], &status);

    for (size_t i = 0; i < status.instance_count; i++)
        print_instance(&status.instances[i]);
    paths_print(&status);
    status_free(&status);
    return result;
}

/* vrrpctl explain; see explain.h. */
#include "vrrpd/ctl/explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/column.h"
#include "lib/packet_advice.h"
#include "lib/status.h"
#include "vrrpd/ctl/ask.h"
#include "vrrpd/ctl/paths.h"

enum { PRIORITY_OWNER = 255, PRIORITY_LAST = 254 };

static double seconds(int64_t us)
{
    return (double)us / 1e6;
}

static bool is(const struct status_instance *instance, const char *state)
{
    return strcmp(instance->state, state) == 0;
}

/* Texts from elsewhere go to the terminal as text. */
static void say(const char *text)
{
    column_print(stdout, text, 0);
}

/* ---- why it is so ---- */

static void explain_state(const struct status_instance *instance)
{
    char time[40];

    say(instance->name);
    printf(" (vrid %u on ", instance->vrid);
    say(instance->interface);
    printf(") is %s since %s", instance->state, status_time(instance->since_wall_us, time));
    if (instance->last_transition.known) {
        printf(",\n  before that %s: ", instance->last_transition.from);
        say(instance->last_transition.reason);
        printf(" (%s)", instance->last_transition.reason_code);
    }
    printf(".\n");
}

static void explain_heard(const struct status_instance *instance)
{
    if (is(instance, "MASTER")) {
        printf("It holds %u of its %zu addresses and adverts priority %u every %.2f s",
               instance->addresses_present, instance->address_count, instance->effective_priority,
               seconds(instance->advert_interval_us));
        if (instance->last_advert_age_us >= 0)
            printf(", last %.2f s ago", seconds(instance->last_advert_age_us));
        printf(".\n");
    } else if (instance->master.known) {
        printf("It follows %s with priority %u and an advert every %.2f s", instance->master.address,
               instance->master.priority, seconds(instance->master.interval_us));
        if (instance->last_advert_age_us >= 0)
            printf(", heard %.2f s ago", seconds(instance->last_advert_age_us));
        printf(".\n");
    } else {
        printf("It hears no master: %" PRIu64 " adverts were received in all.\n", instance->adverts_received);
    }
}

static void explain_serving(const struct status_instance *instance)
{
    if (instance->serving_us >= 0)
        printf("It gave mastership away and still answers for its addresses, until the successor is heard, "
               "%.2f s at most.\n",
               seconds(instance->serving_us));
    if (instance->held_by[0] != '\0')
        printf("The master is silent here, but not dead: held back by %s.\n", instance->held_by);
}

/* ---- priority ---- */

/* What it adds now; the number in a file times its weight is only in the sum. */
static int contribution(const struct status_tracker *tracker)
{
    if (!tracker->known || tracker->disabled || strcmp(tracker->kind, "file") == 0)
        return 0;
    return tracker->weight > 0 ? (tracker->ok ? tracker->weight : 0) : (tracker->ok ? 0 : tracker->weight);
}

static void explain_tracker(const struct status_tracker *tracker)
{
    printf("  %s ", tracker->kind);
    say(tracker->name);
    if (tracker->disabled)
        printf(": cannot be run and counts for nothing");
    else if (!tracker->known)
        printf(": no verdict yet");
    else if (tracker->weight == 0)
        printf(tracker->ok ? ": well; without a weight its failure would be FAULT"
                           : ": fails and has no weight, which means FAULT");
    else if (strcmp(tracker->kind, "file") == 0)
        printf(": the number in it times %+d", tracker->weight);
    else
        printf(": %s, %s%d now (%+d while it %s)", tracker->ok ? "well" : "fails",
               contribution(tracker) > 0 ? "+" : "", contribution(tracker), tracker->weight,
               tracker->weight > 0 ? "is well" : "fails");
    if (tracker->reason[0] != '\0') {
        fputs("; ", stdout);
        say(tracker->reason);
    }
    putchar('\n');
}

static void explain_priority(const struct status_instance *instance)
{
    if (instance->priority == PRIORITY_OWNER)
        printf("Priority 255: it owns the address, weights do not count.\n");
    else if (instance->drained)
        printf("Priority %u: drained by the operator; without that it would compete with %u.\n",
               instance->effective_priority, instance->priority);
    else if (instance->effective_priority == instance->priority)
        printf("Priority %u, as configured.\n", instance->priority);
    else
        printf("Priority %u, %u configured: what it tracks makes %+d.\n", instance->effective_priority,
               instance->priority, instance->effective_priority - instance->priority);
    for (size_t i = 0; i < instance->tracker_count; i++)
        explain_tracker(&instance->trackers[i]);
}

/* ---- what would change it ---- */

static void print_command(const char *verb, const struct status_instance *instance)
{
    printf("  `vrrpctl %s ", verb);
    say(instance->name);
    printf("'\n");
}

static void change_master(const struct status_instance *instance)
{
    if (instance->effective_priority < PRIORITY_LAST)
        printf("  an advert with a priority above %u, or with the same from a higher address than %s\n",
               instance->effective_priority, instance->master.address);
    for (size_t i = 0; i < instance->tracker_count; i++) {
        const struct status_tracker *tracker = &instance->trackers[i];

        if (!tracker->known || tracker->disabled || !tracker->ok)
            continue;
        printf("  ");
        say(tracker->name);
        if (tracker->weight == 0)
            printf(" failing: FAULT\n");
        else
            printf(" failing: priority %d\n", instance->effective_priority - abs(tracker->weight));
    }
    print_command("failover", instance);
    print_command("drain", instance);
    printf("  a stop\n");
}

static void change_backup(const struct status_instance *instance)
{
    printf("  silence of the master for %.3f s", seconds(instance->master_down_us));
    if (instance->deadline_us >= 0)
        printf("; in %.2f s if nothing is heard until then", seconds(instance->deadline_us));
    printf("\n  a master that resigns (priority 0)\n");
    if (instance->drained)
        print_command("undrain", instance);
    else if (instance->master.known && instance->effective_priority <= instance->master.priority)
        printf("  a priority above %u here, if it preempts; %d more than now\n", instance->master.priority,
               instance->master.priority + 1 - instance->effective_priority);
    for (size_t i = 0; i < instance->tracker_count; i++) {
        const struct status_tracker *tracker = &instance->trackers[i];

        if (!tracker->known || tracker->disabled || tracker->ok || tracker->weight == 0)
            continue;
        printf("  ");
        say(tracker->name);
        printf(" being well again: priority %d\n", instance->effective_priority + abs(tracker->weight));
    }
}

static void change_fault(const struct status_instance *instance)
{
    bool any = false;

    for (size_t i = 0; i < instance->tracker_count; i++) {
        const struct status_tracker *tracker = &instance->trackers[i];

        if (!tracker->known || tracker->disabled || tracker->ok || tracker->weight != 0)
            continue;
        printf("  %s ", tracker->kind);
        say(tracker->name);
        printf(" being well again\n");
        any = true;
    }
    if (!any)
        printf("  the end of what is said above; of a sync group the other members' fault\n");
}

static void explain_change(const struct status_instance *instance)
{
    printf("What would change it:\n");
    if (is(instance, "MASTER"))
        change_master(instance);
    else if (is(instance, "FAULT"))
        change_fault(instance);
    else
        change_backup(instance);
}

/* ---- what is refused ---- */

static void explain_rejected(const struct status_instance *instance)
{
    for (size_t i = 0; i < instance->rejected.count; i++) {
        const struct status_counter *counter = &instance->rejected.items[i];
        const struct packet_advice *advice = packet_advice_find(counter->name);

        printf("%" PRIu64 " adverts were refused, %s", counter->value, counter->name);
        if (advice != NULL)
            printf(": %s.\n  To mend it: %s", advice->meaning, advice->fix);
        putchar('\n');
    }
    if (instance->send_errors > 0)
        printf("%" PRIu64 " adverts could not be sent; the log says why.\n", instance->send_errors);
}

static void explain_incident(const struct status_instance *instance)
{
    char time[40];

    if (!instance->incident.known)
        return;
    printf("It is not alone (%s since %s): %s.\n  To mend it: %s.\n", instance->incident.code,
           status_time(instance->incident.since_wall_us, time), instance->incident.cause,
           instance->incident.fix);
}

static void explain(const struct status *status, const struct status_instance *instance)
{
    explain_state(instance);
    explain_incident(instance);
    explain_heard(instance);
    explain_serving(instance);
    paths_explain(status, instance);
    explain_priority(instance);
    explain_change(instance);
    explain_rejected(instance);
}

static void explain_groups(const struct status *status)
{
    const struct status_instance *instance = &status->instances[0];

    for (size_t i = 0; i < status->group_count; i++) {
        const struct status_group *group = &status->groups[i];

        for (size_t n = 0; n < group->member_count; n++) {
            if (strcmp(group->members[n], instance->name) != 0)
                continue;
            printf("It moves with its sync group ");
            say(group->name);
            printf(" (%s)%s", group->state, group->blocked[0] != '\0' ? ", which stands still: " : "");
            say(group->blocked);
            printf(".\n");
        }
    }
}

int ctl_explain(const struct ctl *ctl)
{
    struct status status;
    int result = ask_status(ctl, "show", ctl->argv[0], &status);

    for (size_t i = 0; i < status.instance_count; i++)
        explain(&status, &status.instances[i]);
    if (status.instance_count > 0)
        explain_groups(&status);
    status_free(&status);
    return result;
}

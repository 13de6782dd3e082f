/* Heartbeats and arbiters in words; see paths.h. */
#include "vrrpd/ctl/paths.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/column.h"

static void print_peer(const struct status_heartbeat_peer *peer)
{
    char time[40];

    printf("heartbeat          ");
    column_print(stdout, peer->node, 0);
    printf(" (%s) %s since %s", peer->address, peer->state, status_time(peer->since_wall_us, time));
    if (strcmp(peer->state, "live") != 0 && peer->heard_age_us >= 0)
        printf(", last heard %.2f s ago", (double)peer->heard_age_us / 1e6);
    putchar('\n');
}

static void print_arbiter(const struct status_arbiter *arbiter)
{
    printf(
        "arbiters           %u of %u answer, %u needed to become master; when none answers a master %s%s\n",
        arbiter->answering, arbiter->targets, arbiter->minimum,
        strcmp(arbiter->on_lost, "stay") == 0 ? "stays unless another node hears one" : "yields",
        arbiter->must_yield ? ": now" : "");
}

void paths_print(const struct status *status)
{
    const struct status_heartbeat *heartbeat = &status->heartbeat;

    for (size_t i = 0; i < heartbeat->peer_count; i++)
        print_peer(&heartbeat->peers[i]);
    for (size_t i = 0; i < heartbeat->refused_count; i++)
        printf("heartbeats refused %" PRIu64 " %s\n", heartbeat->refused[i].value,
               heartbeat->refused[i].name);
    if (status->arbiter.targets > 0)
        print_arbiter(&status->arbiter);
}

static void explain_arbiter(const struct status_arbiter *arbiter, bool is_master)
{
    printf("Arbiters: %u of %u answer. ", arbiter->answering, arbiter->targets);
    if (is_master && arbiter->must_yield)
        printf("With none it has to give up.\n");
    else if (is_master && arbiter->answering == 0)
        printf("It stays master without one, unless by heartbeat another node still hears one.\n");
    else if (is_master)
        printf("It stays master while one of them does%s.\n",
               strcmp(arbiter->on_lost, "stay") == 0 ? ", and perhaps without" : "");
    else if (arbiter->may_rise)
        printf("%u are needed to become master.\n", arbiter->minimum);
    else
        printf("That is too few to become master, %u are needed: this node may be cut off.\n",
               arbiter->minimum);
}

void paths_explain(const struct status *status, const struct status_instance *instance)
{
    if (instance->path[0] != '\0') {
        printf("Heartbeats say: ");
        column_print(stdout, instance->path, 0);
        printf(".\n");
    }
    for (size_t i = 0; i < status->heartbeat.peer_count; i++) {
        const struct status_heartbeat_peer *peer = &status->heartbeat.peers[i];

        printf("The heartbeat path to ");
        column_print(stdout, peer->node, 0);
        printf(" (%s) is %s%s.\n", peer->address, peer->state,
               strcmp(peer->state, "dead") == 0     ? ", but its adverts still come"
               : strcmp(peer->state, "silent") == 0 ? ": it is dead, or the node is"
                                                    : "");
    }
    if (status->arbiter.targets > 0)
        explain_arbiter(&status->arbiter, strcmp(instance->state, "MASTER") == 0);
}

/* vrrpctl lvs. */
#include "vrrpd/ctl/lvs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/column.h"
#include "lib/status.h"
#include "vrrpd/ctl/ask.h"
#include "vrrpd/ctl/lvs_doctor.h"

enum { ADDRESS_WIDTH_MIN = 22 };

/* ---- the table ---- */

static const char *state_color(const struct ctl *ctl, const char *state)
{
    if (!ctl->color)
        return "";
    if (strcmp(state, "UP") == 0)
        return "\033[32m";
    return strcmp(state, "DOWN") == 0 ? "\033[1;31m" : "\033[33m";
}

static void print_service(const struct ctl *ctl, const struct status_service *service, bool waits)
{
    const char *state = service->up ? "UP" : "DOWN";

    printf("%s", service->name);
    if (service->endpoint_count > 0 && strcmp(service->endpoints[0], service->name) != 0)
        for (size_t i = 0; i < service->endpoint_count; i++)
            printf("%s%s", i == 0 ? " (" : ", ", service->endpoints[i]);
    printf("%s  %s %s",
           service->endpoint_count > 0 && strcmp(service->endpoints[0], service->name) != 0 ? ")" : "",
           service->scheduler, service->method);
    if (service->persistence_us > 0)
        printf(" persistent %" PRId64 " s", service->persistence_us / 1000000);
    printf("  quorum %u of %" PRIu64 " %s%s%s", service->quorum, service->weight, state_color(ctl, state),
           state, ctl->color ? "\033[0m" : "");
    printf("%s%s%s%s\n", service->sorry ? "  SORRY SERVER" : "", service->instance[0] != '\0' ? "  " : "",
           service->instance, waits ? ": in the kernel's table once this node is MASTER" : "");
}

/* What is to be read beside the numbers: the reason of a failure, what was set by hand. */
static void print_remark(const struct status_server *server, bool waits)
{
    if (server->operator_weight >= 0)
        printf("  weight by hand");
    if (strcmp(server->state, "UP") == 0 && !server->in_table && !waits)
        printf("  not in the kernel's table");
    if (server->check.reason[0] != '\0')
        printf("  %s: %s", server->check.kind, server->check.reason);
    else if (server->check.kind[0] != '\0' && server->check.last[0] == '\0')
        printf("  %s: not tried yet", server->check.kind);
    else if (server->check.kind[0] != '\0')
        printf("  %s: %s in %.1f ms", server->check.kind, server->check.last,
               (double)server->check.latency_us / 1000);
}

static void print_server(const struct ctl *ctl, const struct status_server *server, size_t width, bool waits)
{
    char weight[32];

    if (server->weight == server->effective_weight)
        snprintf(weight, sizeof(weight), "%u", server->weight);
    else
        snprintf(weight, sizeof(weight), "%u(%u)", server->effective_weight, server->weight);
    printf("  -> ");
    column_print(stdout, server->address, width);
    printf(" %s%-5s%s %-9s %8u %8u %6u/s", state_color(ctl, server->state), server->state,
           ctl->color ? "\033[0m" : "", weight, server->active, server->inactive, server->connection_rate);
    print_remark(server, waits);
    putchar('\n');
}

static void print_table(const struct ctl *ctl, const struct status *status)
{
    size_t width = ADDRESS_WIDTH_MIN;

    if (status->lvs.error[0] != '\0')
        printf("THE KERNEL'S TABLE IS NOT WHAT IT SHOULD BE: %s\n", status->lvs.error);
    if (status->lvs.panic)
        printf("NOBODY ANSWERS ANYTHING: losses are not believed, the table stays\n");
    if (status->lvs.sync[0] != '\0')
        printf("connection synchronisation: %s\n", status->lvs.sync);
    for (size_t i = 0; i < status->virtual_server_count; i++)
        for (size_t j = 0; j < status->virtual_servers[i].server_count; j++)
            if (column_width(status->virtual_servers[i].servers[j].address) > width)
                width = column_width(status->virtual_servers[i].servers[j].address);
    for (size_t i = 0; i < status->virtual_server_count; i++) {
        const struct status_service *service = &status->virtual_servers[i];
        bool waits = status_service_waits(status, service);

        print_service(ctl, service, waits);
        if (i == 0) {
            printf("     ");
            column_print(stdout, "SERVER", width);
            printf(" %-5s %-9s %8s %8s %8s  %s\n", "STATE", "WEIGHT", "ACTIVE", "INACTIVE", "NEW", "CHECK");
        }
        for (size_t j = 0; j < service->server_count; j++)
            print_server(ctl, &service->servers[j], width, waits);
    }
}

static int show(const struct ctl *ctl)
{
    struct status status;
    int result = ask_status(ctl, "lvs", NULL, &status);

    if (result == CTL_GOOD && !ctl->json)
        print_table(ctl, &status);
    status_free(&status);
    return result;
}

/* ---- by hand ---- */

static int usage(void)
{
    fprintf(stderr,
            "vrrpctl: usage: vrrpctl lvs [weight VS RS N | drain VS RS | enable VS RS | doctor [FILE]]\n");
    return CTL_USAGE;
}

static bool take_weight(const char *text, int32_t *out)
{
    char *rest;
    unsigned long weight = strtoul(text, &rest, 10);

    *out = (int32_t)weight;
    return *text >= '0' && *text <= '9' && *rest == '\0' && weight <= 65535;
}

static int set(const struct ctl *ctl, const char *verb, const char *done)
{
    struct request request = {.weight = -1};
    bool weighs = strcmp(verb, "lvs-weight") == 0;

    if (ctl->argc != (weighs ? 4 : 3))
        return usage();
    if (weighs && !take_weight(ctl->argv[3], &request.weight)) {
        fprintf(stderr, "vrrpctl: a weight is a number from 0 to 65535, not `%s'\n", ctl->argv[3]);
        return CTL_USAGE;
    }
    if (strlen(ctl->argv[1]) >= sizeof(request.service) || strlen(ctl->argv[2]) >= sizeof(request.server)) {
        fprintf(stderr, "vrrpctl: no server has such a long name; `vrrpctl lvs' shows them\n");
        return CTL_BAD;
    }
    snprintf(request.verb, sizeof(request.verb), "%s", verb);
    snprintf(request.service, sizeof(request.service), "%s", ctl->argv[1]);
    snprintf(request.server, sizeof(request.server), "%s", ctl->argv[2]);
    return ask_request(ctl, &request, done);
}

int ctl_lvs(const struct ctl *ctl)
{
    const char *word = ctl->argc > 0 ? ctl->argv[0] : "";

    if (ctl->argc == 0)
        return show(ctl);
    if (strcmp(word, "weight") == 0)
        return set(ctl, "lvs-weight", "weight set; `lvs enable' undoes it");
    if (strcmp(word, "drain") == 0)
        return set(ctl, "lvs-drain", "drained: it gets no new connections until `lvs enable'");
    if (strcmp(word, "enable") == 0)
        return set(ctl, "lvs-enable", "as the configuration has it");
    if (strcmp(word, "doctor") == 0 && ctl->argc <= 2)
        return ctl_lvs_doctor(ctl);
    return usage();
}

/* Virtual servers for operators: the status of them, and weights and drains by hand. See
 * engine_services_lvs.h. */
#include <errno.h>
#include <malloc.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/control.h"
#include "lib/ipvs.h"
#include "lib/log.h"
#include "lib/request.h"
#include "lib/state_page.h"
#include "vrrpd/engine_services_lvs.h"
#include "vrrpd/engine_services_lvs_state.h"
#include "vrrpd/engine_services_verbs.h"
#include "vrrpd/report_lvs.h"

enum { COUNT_PATIENCE_US = 2000000 }; /* then the old counts have to do */

/* ---- status ---- */

static int64_t to_wall_us(int64_t mono_us)
{
    return mono_us == 0 ? 0 : clock_wall_us() - (clock_now_us() - mono_us);
}

static const char *outcome_name(uint8_t outcome)
{
    static const char *const names[] = {[PROBE_GOOD] = "good",
                                        [PROBE_REFUSED] = "refused",
                                        [PROBE_SILENT] = "silent",
                                        [PROBE_UNREACHABLE] = "unreachable",
                                        [PROBE_NOT_TRIED] = "not-tried"};

    return names[outcome];
}

static void fill_check(const struct lvs *lvs, const struct lvs_server *server, struct status_check *out)
{
    const struct lvs_check *check = lvs_checks_telling(lvs, server);

    out->latency_us = -1;
    if (check == NULL)
        return;
    status_copy_text(out->kind, sizeof(out->kind), lvs_check_name(&server->conf->checks[check->position]));
    if (!check->tried)
        return;
    status_copy_text(out->last, sizeof(out->last), outcome_name(check->outcome));
    status_copy_text(out->reason, sizeof(out->reason), check->reason != NULL ? check->reason : "");
    out->latency_us = check->latency_us;
}

static void fill_traffic(const struct lvs *lvs, size_t index, struct status_server *out)
{
    const struct child *child = lvs->services->child;
    struct page_traffic traffic;

    if (!page_lvs_read_traffic(child->lvs, child->table, index, &traffic) || traffic.key == 0)
        return;
    out->in_table = true;
    out->active = traffic.active;
    out->inactive = traffic.inactive;
    out->persistent = traffic.persistent;
    out->connections = traffic.connections;
    out->bytes_in = traffic.bytes_in;
    out->bytes_out = traffic.bytes_out;
    out->connection_rate = traffic.connection_rate;
}

static void fill_server(const struct lvs *lvs, size_t index, struct status_server *out)
{
    const struct lvs_server *server = &lvs->servers[index];
    const struct balance_server *known = &lvs->known[index];

    lvs_server_text(server->conf, out->address);
    out->weight = server->conf->weight;
    out->effective_weight = server->record.present ? server->record.weight : 0;
    out->operator_weight = known->operator_weight;
    status_copy_text(out->state, sizeof(out->state), !known->up ? "DOWN" : known->drained ? "DRAIN" : "UP");
    out->since_wall_us = to_wall_us(server->record.since_us);
    fill_check(lvs, server, &out->check);
    fill_traffic(lvs, index, out);
}

static void fill_sorry(const struct lvs *lvs, size_t service, struct status_server *out)
{
    const struct conf_virtual_server *conf = lvs->items[service].conf;

    lvs_server_text(&conf->sorry, out->address);
    out->weight = conf->sorry.weight;
    out->effective_weight = lvs->items[service].record.sorry_weight;
    out->operator_weight = BALANCE_NO_WEIGHT;
    out->check.latency_us = -1;
    status_copy_text(out->state, sizeof(out->state), "SORRY");
    fill_traffic(lvs, lvs->server_count + service, out);
}

static void fill_head(const struct lvs *lvs, const struct lvs_service *service, struct status_service *out)
{
    const struct conf_virtual_server *conf = service->conf;
    const struct conf *all = lvs->services->child->conf;
    enum conf_method method = conf->server_count > 0 ? conf->servers[0].forward.method : CONF_METHOD_NAT;

    status_copy_text(out->name, sizeof(out->name), conf->name);
    status_copy_text(out->protocol, sizeof(out->protocol), report_protocol_name(conf->protocol));
    status_copy_text(out->scheduler, sizeof(out->scheduler), report_scheduler_name(conf->scheduler));
    status_copy_text(out->method, sizeof(out->method), report_method_name(method));
    if (conf->instance >= 0)
        status_copy_text(out->instance, sizeof(out->instance), all->instances[conf->instance].name);
    out->persistence_us = conf->persistence_us;
    out->quorum = conf->quorum;
    out->weight = service->balance.weight;
    out->up = service->balance.quorum;
    out->sorry = service->balance.sorry;
}

/* "192.0.2.1:80/tcp", "fwmark 3". */
static void endpoint_text(const struct conf_virtual_server *conf, size_t index, char text[IPVS_TEXT_MAX])
{
    const struct conf_endpoint *endpoint = &conf->endpoints[index];
    const struct ipvs_service_key key = {.address = endpoint->address,
                                         .mark = endpoint->mark,
                                         .port = endpoint->port,
                                         .protocol = conf->protocol,
                                         .family = endpoint->family};

    ipvs_service_text(&key, text);
}

static bool fill_service(const struct lvs *lvs, size_t index, struct status_service *out)
{
    const struct lvs_service *service = &lvs->items[index];
    const struct conf_virtual_server *conf = service->conf;

    fill_head(lvs, service, out);
    out->endpoints = calloc(conf->endpoint_count + 1, sizeof(*out->endpoints));
    out->servers = calloc(conf->server_count + 2, sizeof(*out->servers));
    if (out->endpoints == NULL || out->servers == NULL)
        return false;
    for (size_t i = 0; i < conf->endpoint_count; i++)
        endpoint_text(conf, i, out->endpoints[out->endpoint_count++]);
    for (size_t i = 0; i < conf->server_count; i++)
        fill_server(lvs, service->first + i, &out->servers[out->server_count++]);
    if (conf->has_sorry)
        fill_sorry(lvs, index, &out->servers[out->server_count++]);
    return true;
}

static void fill_whole(const struct lvs *lvs, struct status_lvs *out)
{
    static const char *const roles[] = {"", "master", "backup", "both"};
    const struct child *child = lvs->services->child;
    struct page_lvs_done done;

    out->panic = lvs->panic.on;
    out->counted_age_us = -1;
    if (!page_lvs_read_done(child->lvs, child->table, &done))
        return;
    if (done.error == -ENOENT)
        status_copy_text(out->error, sizeof(out->error), "this kernel has no ip_vs");
    else if (done.error < 0)
        status_copy_text(out->error, sizeof(out->error), strerror(-done.error));
    status_copy_text(out->sync, sizeof(out->sync), roles[done.sync_roles & 3]);
    out->requests = done.requests;
    out->corrected = done.corrected;
    if (done.counted_us > 0)
        out->counted_age_us = clock_now_us() - done.counted_us;
}

/* ---- show: the status once the counts are fresh ---- */

static bool counts_are_fresh(const struct lvs *lvs)
{
    const struct child *child = lvs->services->child;
    struct page_lvs_done done;

    return page_lvs_read_done(child->lvs, child->table, &done) &&
           (done.counted >= lvs->wanted.asked || done.error < 0);
}

static bool counts_are_young(const struct lvs *lvs)
{
    const struct child *child = lvs->services->child;
    struct page_lvs_done done;

    return page_lvs_read_done(child->lvs, child->table, &done) && done.counted_us > 0 &&
           clock_now_us() - done.counted_us < COUNT_PATIENCE_US;
}

void services_lvs_counted(struct services *services)
{
    struct lvs *lvs = services->lvs;
    struct status status;
    char *text = NULL;

    if (!lvs->counting || (clock_now_us() < lvs->patience_us && !counts_are_fresh(lvs)))
        return;
    lvs->counting = false;
    if (control_count(services->control, TAG_LVS) == 0 || !services_status(services, NULL, &status))
        return;
    text = status_print(&status);
    status_free(&status);
    malloc_trim(0); /* JSON takes far more than it leaves */
    if (text != NULL)
        control_broadcast(services->control, TAG_LVS, text, false);
    free(text);
}

/* Once the kernel process has answered, or patience ends, everybody who asked is told. */
void services_lvs_ask(struct services *services)
{
    struct lvs *lvs = services->lvs;
    struct child *child = services->child;

    lvs->wanted.asked++;
    page_lvs_write_wanted(child->lvs, child->table, &lvs->wanted);
    state_page_ring(child->bells[PAGE_KERNEL]);
    if (!lvs->counting)
        lvs->patience_us = clock_now_us() + COUNT_PATIENCE_US;
    lvs->counting = true;
}

bool services_lvs_report(struct services *services, struct status *status)
{
    struct lvs *lvs = services->lvs;

    if (lvs == NULL)
        return true;
    if (!lvs->counting && !counts_are_young(lvs)) /* for whoever looks next */
        services_lvs_ask(services);
    status->virtual_servers = calloc(lvs->count + 1, sizeof(*status->virtual_servers));
    if (status->virtual_servers == NULL)
        return false;
    for (size_t i = 0; i < lvs->count; i++)
        if (!fill_service(lvs, i, &status->virtual_servers[status->virtual_server_count++]))
            return false;
    fill_whole(lvs, &status->lvs);
    return true;
}

static void refuse(struct control_client *client, const char *code, const char *message)
{
    char *text = request_error(code, message);

    if (text != NULL)
        control_answer(client, text, false);
    free(text);
}

void services_lvs_show(struct services *services, struct control_client *client,
                       const struct request *request)
{
    (void)request;
    if (services->lvs == NULL) {
        refuse(client, "no-virtual-servers", "the configuration has no virtual servers");
        return;
    }
    control_set_tag(client, TAG_LVS);
    services_lvs_ask(services);
}

/* ---- weights and drains ---- */

/* A virtual server by its name or any of its endpoints. */
static bool is_called(const struct conf_virtual_server *conf, const char *name)
{
    char text[IPVS_TEXT_MAX];

    if (strcmp(conf->name, name) == 0)
        return true;
    for (size_t i = 0; i < conf->endpoint_count; i++) {
        size_t length;

        endpoint_text(conf, i, text);
        length = strcspn(text, "/"); /* "192.0.2.1:80" is enough where it says one thing */
        if (strcmp(text, name) == 0 || (strlen(name) == length && strncmp(text, name, length) == 0))
            return true;
    }
    return false;
}

static struct lvs_server *find_server(struct lvs *lvs, const struct request *request, const char **wrong)
{
    struct lvs_server *found = NULL;
    char name[LVS_SERVER_TEXT];
    bool any = false;

    *wrong = NULL;
    for (size_t i = 0; lvs != NULL && i < lvs->server_count; i++) {
        struct lvs_server *server = &lvs->servers[i];

        if (!is_called(lvs->items[server->service].conf, request->service))
            continue;
        any = true;
        if (strcmp(lvs_server_text(server->conf, name), request->server) != 0)
            continue;
        if (found != NULL) {
            *wrong = "two virtual servers are called so: name one with its protocol, as `lvs' shows it";
            return NULL;
        }
        found = server;
    }
    if (found == NULL)
        *wrong = any ? "that virtual server has no such real server; `lvs' shows them"
                     : "no virtual server is called so; `lvs' shows them";
    return found;
}

static const char *apply(struct balance_server *known, const struct request *request)
{
    if (strcmp(request->verb, "lvs-drain") == 0) {
        known->drained = true;
    } else if (strcmp(request->verb, "lvs-enable") == 0) {
        known->drained = false;
        known->operator_weight = BALANCE_NO_WEIGHT;
    } else if (request->weight < 0 || request->weight > CONF_LVS_WEIGHT_MAX) {
        return "a weight is a number from 0 to 65535";
    } else {
        known->operator_weight = request->weight;
    }
    return NULL;
}

static int keep(struct lvs *lvs, const struct lvs_server *server)
{
    const struct balance_server *known = &lvs->known[server->conf->index];
    struct lvs_entry entry = {.drained = known->drained, .weight = known->operator_weight};

    status_copy_text(entry.service, sizeof(entry.service), lvs->items[server->service].conf->name);
    lvs_server_text(server->conf, entry.server);
    return lvs_file_set(&lvs->file, &entry);
}

void services_lvs_set(struct services *services, struct control_client *client, const struct request *request)
{
    struct lvs *lvs = services->lvs;
    const char *wrong;
    struct lvs_server *server = find_server(lvs, request, &wrong);
    char warning[160] = "";
    bool drained;
    char *text;
    int error;

    if (server == NULL) {
        refuse(client, "no-such-server", wrong);
        return;
    }
    drained = lvs->known[server->conf->index].drained;
    wrong = apply(&lvs->known[server->conf->index], request);
    if (wrong != NULL) {
        refuse(client, "bad-weight", wrong);
        return;
    }
    log_line(LOG_LEVEL_NOTICE, "operator: %s %s %s", request->verb, request->service, request->server);
    error = keep(lvs, server);
    if (error < 0) {
        snprintf(warning, sizeof(warning), "what was set of %s will not survive a reload or restart: %s",
                 request->server, strerror(-error));
        log_line(LOG_LEVEL_ERROR, "%s", warning);
    }
    lvs->items[server->service].dirty = lvs->any_dirty = true;
    if (drained != lvs->known[server->conf->index].drained)
        lvs_tell_drain(lvs, server);
    text = request_result(true, warning);
    if (text != NULL)
        control_answer(client, text, false);
    free(text);
}

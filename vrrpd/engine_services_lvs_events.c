/* What happens to real servers and quorums, told: log, followers, dispatcher, hooks. See
 * engine_services_lvs_state.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/control.h"
#include "lib/event.h"
#include "lib/ipvs.h"
#include "lib/log.h"
#include "vrrpd/engine_services_lvs.h"
#include "vrrpd/engine_services_lvs_state.h"
#include "vrrpd/engine_services_notify.h"
#include "vrrpd/report_lvs.h"

const char *lvs_server_text(const struct conf_server *server, char text[LVS_SERVER_TEXT])
{
    const struct ipvs_server_key key = {.address = server->address, .port = server->port};

    return ipvs_server_text(&key, text);
}

static void publish(struct lvs *lvs, struct page_lvs_event *record)
{
    struct services *services = lvs->services;
    struct event event;
    char *text;

    record->sequence = lvs->log.count;
    record->at_us = clock_now_us();
    page_lvs_write_event(services->child->lvs, record);
    lvs->log.count++;
    page_lvs_write_log(services->child->lvs, &lvs->log);
    if (control_count(services->control, TAG_EVENTS) == 0)
        return;
    report_lvs_event(services->child->page, services->child->conf, record, &event);
    text = event_print(&event);
    if (text != NULL)
        control_broadcast(services->control, TAG_EVENTS, text, true);
    free(text);
}

static struct page_lvs_event record_of(const struct lvs *lvs, const struct lvs_server *server,
                                       const char *reason)
{
    struct page_lvs_event record = {.kind = PAGE_LVS_SERVER,
                                    .up = server->record.up,
                                    .mails = server->conf->mail,
                                    .drained = lvs->known[server->conf->index].drained};
    char name[LVS_SERVER_TEXT];

    status_copy_text(record.service, sizeof(record.service), lvs->items[server->service].conf->name);
    status_copy_text(record.server, sizeof(record.server), lvs_server_text(server->conf, name));
    status_copy_text(record.reason, sizeof(record.reason), reason);
    return record;
}

void lvs_tell_server(struct lvs *lvs, const struct lvs_server *server, const char *reason)
{
    const struct lvs_check *check = lvs_checks_telling(lvs, server);
    const char *kind = check != NULL ? lvs_check_name(&server->conf->checks[check->position]) : "no";
    bool up = server->record.up;
    char text[PROBE_REASON_MAX + 32];
    struct page_lvs_event record;

    if (up && reason[0] == '\0')
        snprintf(text, sizeof(text), "all checks hold");
    else
        snprintf(text, sizeof(text), up ? "%.0s%s" : "%s check: %s", kind, reason);
    record = record_of(lvs, server, text);
    log_line(LOG_LEVEL_NOTICE, "%s: real server %s is %s: %s", record.service, record.server,
             up ? "up" : "down", text);
    publish(lvs, &record);
    lvs_hook_call(lvs, up ? &server->conf->up : &server->conf->down, up ? RUN_SERVER_UP : RUN_SERVER_DOWN,
                  server->conf->index);
}

void lvs_tell_drain(struct lvs *lvs, const struct lvs_server *server)
{
    bool drained = lvs->known[server->conf->index].drained;
    struct page_lvs_event record =
        record_of(lvs, server, drained ? "drained by the operator" : "enabled by the operator");

    publish(lvs, &record);
}

void lvs_tell_quorum(struct lvs *lvs, const struct lvs_service *service)
{
    const struct conf_virtual_server *conf = service->conf;
    bool up = service->balance.quorum;
    struct page_lvs_event record = {.kind = PAGE_LVS_QUORUM, .up = up, .mails = conf->mail};

    status_copy_text(record.service, sizeof(record.service), conf->name);
    snprintf(record.reason, sizeof(record.reason), "weight %llu, quorum %u%s%s",
             (unsigned long long)service->balance.weight, conf->quorum,
             conf->hysteresis > 0 ? " with hysteresis" : "",
             service->balance.sorry ? ": the sorry server serves" : "");
    log_line(up ? LOG_LEVEL_NOTICE : LOG_LEVEL_WARNING, "%s: quorum %s: %s", record.service,
             up ? "is there again" : "is lost", record.reason);
    publish(lvs, &record);
    lvs_hook_call(lvs, up ? &conf->quorum_up : &conf->quorum_down, up ? RUN_QUORUM_UP : RUN_QUORUM_DOWN,
                  (size_t)(service - lvs->items));
}

void lvs_tell_network(struct lvs *lvs, size_t lost)
{
    int64_t now_us = clock_now_us();
    struct page_lvs_event record = {.kind = PAGE_LVS_NETWORK, .up = lost == 0, .mails = true};

    if (lost > 0) {
        snprintf(record.reason, sizeof(record.reason),
                 "%zu of %zu real servers were lost at once and nobody answers: it is this node's network",
                 lost, lvs->server_count);
        lvs->lost_network_us = now_us;
        log_line(LOG_LEVEL_ERROR, "%s; the table stays as it was until somebody answers", record.reason);
    } else {
        record.duration_us = now_us - lvs->lost_network_us;
        status_copy_text(record.reason, sizeof(record.reason), "real servers answer again");
        log_line(LOG_LEVEL_NOTICE, "%s: checks count again", record.reason);
    }
    publish(lvs, &record);
}

void lvs_call_quorum_up(struct lvs *lvs, const struct lvs_service *service)
{
    lvs_hook_call(lvs, &service->conf->quorum_up, RUN_QUORUM_UP, (size_t)(service - lvs->items));
}

/* ---- for the dispatcher ---- */

uint64_t services_lvs_event_count(const struct services *services)
{
    return services->lvs != NULL ? services->lvs->log.count : 0;
}

uint64_t services_lvs_acknowledged(const struct services *services)
{
    return services->lvs != NULL ? services->lvs->log.acked : 0;
}

void services_lvs_acknowledge(struct services *services, uint64_t next)
{
    services->lvs->log.acked = next;
    page_lvs_write_log(services->child->lvs, &services->lvs->log);
}

bool services_lvs_look(const struct services *services, uint64_t sequence, struct event *out)
{
    struct page_lvs_event record;

    if (!page_lvs_read_event(services->child->lvs, sequence, &record))
        return false;
    report_lvs_event(services->child->page, services->child->conf, &record, out);
    return true;
}

bool services_lvs_event(const struct services *services, uint64_t sequence, struct event *out)
{
    struct page_lvs_event record;

    return page_lvs_read_event(services->child->lvs, sequence, &record) && record.mails &&
           services_lvs_look(services, sequence, out);
}

/* omega: the rest of the world hears that nothing here serves any more. */
void services_lvs_farewell(struct services *services)
{
    struct lvs *lvs = services->lvs;

    for (size_t i = 0; lvs != NULL && i < lvs->count; i++) {
        const struct lvs_service *service = &lvs->items[i];

        if (!service->conf->omega)
            continue;
        for (size_t j = 0; j < service->conf->server_count; j++)
            if (lvs->known[service->first + j].up)
                lvs_hook_call(lvs, &service->conf->servers[j].down, RUN_SERVER_DOWN, service->first + j);
        if (service->balance.quorum)
            lvs_hook_call(lvs, &service->conf->quorum_down, RUN_QUORUM_DOWN, i);
    }
}

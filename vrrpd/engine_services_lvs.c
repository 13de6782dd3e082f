/* Virtual servers from verdicts to rows; see engine_services_lvs.h.
 *
 *   a try ends       engine_services_lvs_checks.c: health, the server's verdict, its virtual server is dirty
 *   end of a round   dirty ones are balanced anew, rows that differ are published, the kernel process is rung
 */
#include "vrrpd/engine_services_lvs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/state_page.h"
#include "vrrpd/engine_services_lvs_state.h"

/* ---- publishing ---- */

static void publish_server(struct lvs *lvs, size_t index, const struct page_server *record)
{
    struct lvs_server *server = &lvs->servers[index];

    if (!server->unpublished && memcmp(&server->record, record, sizeof(*record)) == 0)
        return;
    server->unpublished = false;
    server->record = *record;
    page_lvs_write_server(lvs->services->child->lvs, lvs->services->child->table, index, record);
    lvs->changed = true;
}

static void publish_service(struct lvs *lvs, struct lvs_service *service)
{
    struct page_virtual record = service->record;

    record.quorum = service->balance.quorum;
    record.sorry = service->balance.sorry;
    record.sorry_present = service->balance.sorry_row.present;
    record.sorry_weight = service->balance.sorry_row.weight;
    if (memcmp(&service->record, &record, sizeof(record)) == 0 && service->started)
        return;
    service->record = record;
    page_lvs_write_virtual(lvs->services->child->lvs, lvs->services->child->table,
                           (size_t)(service - lvs->items), &record);
    lvs->changed = true;
}

static void compute(struct lvs *lvs, struct lvs_service *service, int64_t now_us)
{
    const struct conf_virtual_server *conf = service->conf;
    bool before = service->balance.quorum;

    service->dirty = false;
    balance_compute(&service->balance, conf, &lvs->known[service->first], &lvs->rows[service->first], now_us);
    for (size_t i = 0; i < conf->server_count; i++) {
        size_t index = service->first + i;
        struct page_server record = lvs->servers[index].record;

        record.present = lvs->rows[index].present;
        record.weight = lvs->rows[index].weight;
        record.up = lvs->known[index].up;
        record.dynamic = lvs->known[index].dynamic;
        publish_server(lvs, index, &record);
    }
    publish_service(lvs, service);
    schedule_set(&lvs->due, lvs->check_count + (size_t)(service - lvs->items), service->balance.due_us);
    if (service->started && before != service->balance.quorum)
        lvs_tell_quorum(lvs, service);
    service->started = true;
}

static void publish_changes(struct lvs *lvs)
{
    struct child *child = lvs->services->child;

    if (!lvs->changed)
        return;
    lvs->changed = false;
    lvs->wanted.generation++;
    page_lvs_write_wanted(child->lvs, child->table, &lvs->wanted);
    state_page_ring(child->bells[PAGE_KERNEL]);
}

/* ---- what goes on beside the checks ---- */

/* ha_suspend: checks rest while the address is elsewhere. */
static void look_at_instances(struct lvs *lvs, int64_t now_us)
{
    const struct child *child = lvs->services->child;

    for (size_t i = 0; lvs->has_suspended && i < lvs->count; i++) {
        struct lvs_service *service = &lvs->items[i];
        struct page_instance record;
        bool away;

        if (!service->conf->ha_suspend || service->conf->instance < 0)
            continue;
        away = !page_read_instance(child->page, child->table, (size_t)service->conf->instance, &record) ||
               record.memory.state != ELECTION_MASTER;
        if (away == service->suspended)
            continue;
        service->suspended = away;
        lvs_checks_suspend(lvs, service, away, now_us);
    }
}

/* Whoever was lost within the time that losing a server takes was lost together with the others. */
static bool is_lost_now(const struct lvs *lvs, const struct lvs_server *server, int64_t now_us)
{
    return server->lost_us != 0 && now_us - server->lost_us < lvs->panic_interval_us;
}

static void look_for_panic(struct lvs *lvs, int64_t now_us)
{
    unsigned percent = lvs->services->child->conf->lvs.panic_percent;
    int64_t first_us = now_us;
    size_t lost = 0;

    if (percent == 0 || !lvs->silent_losses)
        return;
    lvs->silent_losses = false;
    for (size_t i = 0; i < lvs->server_count; i++) {
        if (!is_lost_now(lvs, &lvs->servers[i], now_us))
            continue;
        lost++;
        first_us = lvs->servers[i].lost_us < first_us ? lvs->servers[i].lost_us : first_us;
    }
    if (!panic_lost(&lvs->panic, percent, lost, lvs->server_count, first_us))
        return;
    for (size_t i = 0; i < lvs->server_count; i++)
        if (is_lost_now(lvs, &lvs->servers[i], now_us))
            lvs_checks_forgive(lvs, &lvs->servers[i]);
    lvs_tell_network(lvs, lost);
}

/* Says once what keeps the kernel process from its work, and that it is over. */
static void look_at_kernel(struct lvs *lvs)
{
    const struct child *child = lvs->services->child;
    struct page_lvs_done done;

    if (!page_lvs_read_done(child->lvs, child->table, &done) || done.error == lvs->said_error)
        return;
    lvs->said_error = done.error;
    if (done.error == -ENOENT)
        log_line(
            LOG_LEVEL_ERROR,
            "this kernel has no ip_vs: no virtual server works (modprobe ip_vs); VRRP goes on, tried again");
    else if (done.error < 0)
        log_line(LOG_LEVEL_ERROR, "the IPVS table is not what it should be: %s; tried again",
                 strerror(-done.error));
    else
        log_line(LOG_LEVEL_NOTICE, "the IPVS table is what it should be");
}

static void start_due(struct lvs *lvs, int64_t now_us)
{
    lvs_checks_round(lvs, now_us);
    for (size_t first; schedule_next_us(&lvs->due) <= now_us;) {
        first = schedule_first(&lvs->due);
        if (first < lvs->check_count)
            return; /* a check: the next round's */
        lvs->items[first - lvs->check_count].dirty = lvs->any_dirty = true;
        schedule_set(&lvs->due, first, SCHEDULE_NEVER);
    }
}

void services_lvs_round(struct services *services, int64_t now_us)
{
    struct lvs *lvs = services->lvs;

    if (lvs == NULL)
        return;
    look_at_instances(lvs, now_us);
    start_due(lvs, now_us);
    probes_round(lvs->probes, now_us); /* after the starts: what ends at once costs no round of its own */
    look_for_panic(lvs, now_us);
    for (size_t i = 0; lvs->any_dirty && i < lvs->count; i++)
        if (lvs->items[i].dirty)
            compute(lvs, &lvs->items[i], now_us);
    lvs->any_dirty = false;
    publish_changes(lvs);
    lvs_hooks_round(lvs);
    look_at_kernel(lvs);
    services_lvs_counted(services);
}

int64_t services_lvs_due_us(const struct services *services)
{
    const struct lvs *lvs = services->lvs;
    int64_t due_us = lvs != NULL ? schedule_next_us(&lvs->due) : LOOP_FOREVER;

    if (lvs != NULL && probes_due_us(lvs->probes) < due_us)
        due_us = probes_due_us(lvs->probes);
    if (lvs != NULL && lvs_hooks_due_us(lvs) < due_us)
        due_us = lvs_hooks_due_us(lvs);
    return due_us;
}

/* ---- start ---- */

static size_t count_checks(const struct conf *conf, bool *ping4, bool *ping6)
{
    size_t count = 0;

    for (size_t i = 0; i < conf->virtual_server_count; i++) {
        for (size_t j = 0; j < conf->virtual_servers[i].server_count; j++) {
            const struct conf_server *server = &conf->virtual_servers[i].servers[j];

            count += server->check_count;
            for (size_t k = 0; k < server->check_count; k++) {
                const struct conf_check *check = &server->checks[k];
                const struct addr *to =
                    check->address.family != ADDR_NONE ? &check->address : &server->address;

                *ping4 |= check->kind == CONF_CHECK_PING && to->family == ADDR_IPV4;
                *ping6 |= check->kind == CONF_CHECK_PING && to->family == ADDR_IPV6;
            }
        }
    }
    return count;
}

static bool make_room(struct lvs *lvs, const struct conf *conf)
{
    size_t due = lvs->check_count + conf->virtual_server_count;

    lvs->count = conf->virtual_server_count;
    lvs->server_count = conf->server_count;
    lvs->items = calloc(lvs->count + 1, sizeof(*lvs->items));
    lvs->servers = calloc(lvs->server_count + 1, sizeof(*lvs->servers));
    lvs->known = calloc(lvs->server_count + 1, sizeof(*lvs->known));
    lvs->rows = calloc(lvs->server_count + 1, sizeof(*lvs->rows));
    lvs->checks = calloc(lvs->check_count + 1, sizeof(*lvs->checks));
    lvs->hooks = calloc(lvs->server_count + lvs->count + 1, sizeof(*lvs->hooks));
    lvs->entries = calloc(due + 1, sizeof(*lvs->entries));
    if (lvs->items == NULL || lvs->servers == NULL || lvs->known == NULL || lvs->rows == NULL ||
        lvs->checks == NULL || lvs->hooks == NULL || lvs->entries == NULL)
        return false;
    schedule_init(&lvs->due, lvs->entries, due);
    return true;
}

/* How long it takes at most until a check that nobody answers any more has lost its server. */
static int64_t losing_us(const struct conf_check *check)
{
    int64_t round_us = check->timeout_us + check->retries * (check->retry_delay_us + check->timeout_us);

    return check->interval_us + check->fall * (round_us > check->interval_us ? round_us : check->interval_us);
}

static void lay_out_server(struct lvs *lvs, const struct conf_server *conf, uint32_t service, uint32_t *check)
{
    struct lvs_server *server = &lvs->servers[conf->index];

    *server = (struct lvs_server){.conf = conf, .service = service, .first_check = *check};
    server->record.key = page_lvs_server_key(lvs->items[service].record.key, conf);
    server->record.dynamic = BALANCE_NO_WEIGHT;
    for (uint8_t i = 0; i < conf->check_count; i++) {
        int64_t losing = losing_us(&conf->checks[i]);

        lvs->checks[*check] = (struct lvs_check){.server = (uint32_t)conf->index, .position = i};
        (*check)++;
        if (losing > lvs->panic_interval_us)
            lvs->panic_interval_us = losing;
    }
}

static void lay_out(struct lvs *lvs, const struct conf *conf)
{
    uint32_t check = 0;

    for (size_t i = 0; i < lvs->count; i++) {
        const struct conf_virtual_server *service = &conf->virtual_servers[i];

        lvs->items[i] = (struct lvs_service){.conf = service};
        lvs->items[i].first = service->server_count > 0 ? (uint32_t)service->servers[0].index : 0;
        lvs->items[i].record.key = page_lvs_virtual_key(service);
        lvs->has_suspended |= service->ha_suspend;
        for (size_t j = 0; j < service->server_count; j++)
            lay_out_server(lvs, &service->servers[j], (uint32_t)i, &check);
    }
}

bool services_lvs_prepare(struct services *services)
{
    const struct conf *conf = services->child->conf;
    bool ping4 = false, ping6 = false;
    struct lvs *lvs;
    int error;

    if (conf->virtual_server_count == 0)
        return true;
    lvs = calloc(1, sizeof(*lvs));
    if (lvs == NULL)
        return false;
    services->lvs = lvs;
    lvs->services = services;
    lvs->check_count = count_checks(conf, &ping4, &ping6);
    lvs->probes = probes_new(services->loop, lvs->check_count + 1, lvs_checks_done, lvs);
    if (lvs->probes == NULL || !make_room(lvs, conf))
        return false;
    error = probes_prepare(lvs->probes, ping4, ping6);
    if (error < 0)
        log_line(LOG_LEVEL_ERROR, "PING checks will not work: %s", strerror(-error));
    lay_out(lvs, conf);
    return true;
}

/* ---- what a predecessor found ---- */

/* Its rows by their keys. */
struct heritage {
    struct page_server *servers;
    size_t server_count;
    struct page_virtual *items;
    size_t count;
};

static int by_key(const void *a, const void *b)
{
    uint64_t left, right; /* the first member of both kinds of records */

    memcpy(&left, a, sizeof(left));
    memcpy(&right, b, sizeof(right));
    return (left > right) - (left < right);
}

static bool read_heritage(const struct child *child, unsigned table, struct heritage *heritage)
{
    struct page_virtual service;
    struct page_server server;

    *heritage = (struct heritage){.servers = NULL};
    while (heritage->server_count < CONF_SERVERS_MAX &&
           page_lvs_read_server(child->lvs, table, heritage->server_count, &server))
        heritage->server_count++;
    while (heritage->count < CONF_VIRTUAL_SERVERS_MAX &&
           page_lvs_read_virtual(child->lvs, table, heritage->count, &service))
        heritage->count++;
    heritage->servers = calloc(heritage->server_count + 1, sizeof(server));
    heritage->items = calloc(heritage->count + 1, sizeof(service));
    if (heritage->servers == NULL || heritage->items == NULL)
        return false;
    for (size_t i = 0; i < heritage->server_count; i++)
        page_lvs_read_server(child->lvs, table, i, &heritage->servers[i]);
    for (size_t i = 0; i < heritage->count; i++)
        page_lvs_read_virtual(child->lvs, table, i, &heritage->items[i]);
    qsort(heritage->servers, heritage->server_count, sizeof(server), by_key);
    qsort(heritage->items, heritage->count, sizeof(service), by_key);
    return true;
}

static void adopt_server(struct lvs *lvs, size_t index, const struct heritage *heritage, int64_t now_us)
{
    struct lvs_server *server = &lvs->servers[index];
    const struct page_server *found = bsearch(&server->record.key, heritage->servers, heritage->server_count,
                                              sizeof(*heritage->servers), by_key);
    char name[LVS_SERVER_TEXT];
    const struct lvs_entry *entry = lvs_file_find(&lvs->file, lvs->items[server->service].conf->name,
                                                  lvs_server_text(server->conf, name));

    lvs->known[index] =
        (struct balance_server){.dynamic = BALANCE_NO_WEIGHT, .operator_weight = BALANCE_NO_WEIGHT};
    if (entry != NULL) {
        lvs->known[index].drained = entry->drained;
        lvs->known[index].operator_weight = entry->weight;
    }
    lvs_checks_begin(lvs, server, found, now_us);
}

/* Everything as it was found, and what is new as if it were well (alpha: as if it were not): none of that is
 * an event. */
static bool adopt(struct lvs *lvs, int64_t now_us)
{
    const struct child *child = lvs->services->child;
    struct heritage heritage = {.servers = NULL};
    bool good = true;

    if (child->adopt_table != CHILD_NO_PREDECESSOR)
        good = read_heritage(child, (unsigned)child->adopt_table, &heritage);
    for (size_t i = 0; good && i < lvs->server_count; i++)
        adopt_server(lvs, i, &heritage, now_us);
    for (size_t i = 0; good && i < lvs->count; i++) {
        struct lvs_service *service = &lvs->items[i];
        const struct page_virtual *found =
            bsearch(&service->record.key, heritage.items, heritage.count, sizeof(*heritage.items), by_key);

        service->balance.quorum = found == NULL || found->quorum;
        compute(lvs, service, now_us);
        if (found == NULL && service->balance.quorum)
            lvs_call_quorum_up(lvs, service); /* as keepalived does: scripts rely on it */
    }
    free(heritage.servers);
    free(heritage.items);
    return good;
}

bool services_lvs_start(struct services *services)
{
    struct lvs *lvs = services->lvs;
    const struct child *child = services->child;
    struct page_lvs_wanted before;
    int error;

    if (lvs == NULL)
        return true;
    lvs->dice = (uint32_t)clock_now_us() | 1;
    error = lvs_file_read(&lvs->file, child->operator_dir);
    if (error < 0)
        log_line(LOG_LEVEL_ERROR, "cannot read what operators set of real servers: %s", strerror(-error));
    if (child->adopt_table != CHILD_NO_PREDECESSOR &&
        page_lvs_read_wanted(child->lvs, (unsigned)child->adopt_table, &before))
        lvs->wanted = before;
    page_lvs_read_log(child->lvs, &lvs->log);
    lvs->panic.answered_us = clock_now_us();
    if (!adopt(lvs, clock_now_us()))
        return false;
    lvs->changed = true;
    publish_changes(lvs);
    return true;
}

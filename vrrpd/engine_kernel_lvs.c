/* The IPVS table; see engine_kernel_lvs.h.
 *
 *   wish     what services and the instances' states want          vrrpd/lvs/wish.h, place.h
 *   mirror   the kernel's table: last reading and edits since      vrrpd/lvs/mirror.h
 *   edits    the difference, sent in slices; the mirror follows what is acknowledged
 *
 * Between readings one changed weight is one request. A reading finds what others changed. */
#include "vrrpd/engine_kernel_lvs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/state_page.h"
#include "vrrpd/engine_kernel_lvs_state.h"

enum {
    SLICE = 512, /* edits a round */
    READ_EVERY_US = 30000000,
    READ_SHARE = 100, /* readings take less than one part of so many of the time ... */
    COUNT_EVERY_US = 1000000,
    COUNT_SHARE = 20, /* ... and those that somebody asked for, of so many */
    WAIT_US = 1000000,
    LEAVE_US = 2000000, /* the supervisor waits 3 s */
    LINES_MAX = 3,      /* about refused edits of one pass */
};

/* ---- start ---- */

static int by_number(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

static void collect_marks(struct kernel_lvs *lvs, const struct conf_lvs_sync *sync)
{
    char text[IPVS_TEXT_MAX];

    for (size_t i = 0; i < lvs->wish.service_count; i++)
        lvs->marks[lvs->mark_count++] =
            ledger_mark(ipvs_service_text(&lvs->wish.services[i].service.key, text));
    if (sync->interface[0] != '\0') {
        lvs->marks[lvs->mark_count++] = lvs_sync_mark();
        lvs->marks[lvs->mark_count++] = lvs_sync_settings_mark(sync);
    }
    qsort(lvs->marks, lvs->mark_count, sizeof(*lvs->marks), by_number);
}

bool kernel_lvs_prepare(struct kernel *kernel)
{
    const struct conf *conf = kernel->child->conf;
    struct kernel_lvs *lvs = calloc(1, sizeof(*lvs));

    kernel->lvs = lvs;
    if (lvs == NULL || !wish_init(&lvs->wish, conf))
        return false;
    lvs->placed = calloc(conf->virtual_server_count + 1, sizeof(*lvs->placed));
    lvs->marks = calloc(lvs->wish.service_count + 2, sizeof(*lvs->marks));
    lvs->due_us = 0;
    lvs->read_at_us = 0;
    if (lvs->placed == NULL || lvs->marks == NULL)
        return false;
    collect_marks(lvs, &conf->lvs.sync);
    lvs->timed = conf->lvs.tcp_us == 0 && conf->lvs.tcp_fin_us == 0 && conf->lvs.udp_us == 0;
    return true;
}

void kernel_lvs_remember(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;
    const struct child *child = kernel->child;
    struct page_lvs_done before;

    lvs_sync_prepare(kernel);
    if (child->adopt_table == CHILD_NO_PREDECESSOR) {
        lvs->flush = child->conf->lvs.flush;
    } else if (page_lvs_read_done(child->lvs, (unsigned)child->adopt_table, &before)) {
        lvs->done.requests = before.requests;
        lvs->done.corrected = before.corrected;
        lvs->done.counted = before.counted;
        lvs->done.counted_us = before.counted_us;
        lvs->done.services = before.services;
    }
}

/* Nothing is wanted, and nothing is left of an earlier configuration. */
static bool idle(const struct kernel *kernel)
{
    const struct kernel_lvs *lvs = kernel->lvs;

    return lvs->mark_count == 0 && kernel->ledger.services.count == 0 && !lvs->flush && lvs->timed;
}

/* ---- the difference ---- */

static bool is_ours(void *context, const struct ipvs_service_key *key)
{
    const struct kernel *kernel = context;
    char text[IPVS_TEXT_MAX];

    return kernel->lvs->flush ||
           ledger_has_mark(&kernel->ledger.services, ledger_mark(ipvs_service_text(key, text)));
}

static void drop_edits(struct kernel_lvs *lvs)
{
    free(lvs->edits);
    free(lvs->old);
    lvs->edits = NULL;
    lvs->old = NULL;
    lvs->edit_count = lvs->edit_next = 0;
    lvs->under_way = false;
    lvs->failed = 0;
    lvs->first_error = 0;
}

/* The mirror's services move while it follows the edits: those to be removed get a place of their own. */
static bool keep_removed(struct kernel_lvs *lvs)
{
    size_t count = 0;

    for (size_t i = 0; i < lvs->edit_count; i++)
        count += lvs->edits[i].kind == IPVS_REMOVE_SERVICE;
    lvs->old = calloc(count + 1, sizeof(*lvs->old));
    for (size_t i = 0, at = 0; i < lvs->edit_count && lvs->old != NULL; i++) {
        if (lvs->edits[i].kind != IPVS_REMOVE_SERVICE)
            continue;
        lvs->old[at] = *lvs->edits[i].service;
        lvs->edits[i].service = &lvs->old[at++];
    }
    return lvs->old != NULL;
}

/* A pass begins, if only to find that nothing is to be done. 0 or -ENOMEM. */
static int compare(struct kernel *kernel, const struct table *want)
{
    struct kernel_lvs *lvs = kernel->lvs;

    drop_edits(lvs);
    lvs->settled = false;
    lvs->edits = table_diff(want, &lvs->mirror.table, is_ours, kernel, &lvs->edit_count);
    lvs->under_way = lvs->edits != NULL ? keep_removed(lvs) : lvs->edit_count == 0;
    return lvs->under_way ? 0 : -ENOMEM;
}

static void say_corrected(struct kernel_lvs *lvs)
{
    char text[IPVS_TEXT_MAX];

    if (lvs->edit_count == 0)
        return;
    lvs->done.corrected += lvs->edit_count;
    log_line(LOG_LEVEL_WARNING, "somebody changed the IPVS table: %zu row(s) put right, the first of %s",
             lvs->edit_count, ipvs_service_text(&lvs->edits[0].service->key, text));
}

/* ---- the kernel ---- */

/* Nothing is known any more: everything from the beginning, later. */
static void fail(struct kernel_lvs *lvs, int error)
{
    int64_t cost_us = READ_SHARE * lvs->read_cost_us;

    drop_edits(lvs);
    netlink_ipvs_free(lvs->netlink);
    lvs->netlink = NULL;
    lvs->table_error = error;
    lvs->mirrored = lvs->settled = false;
    lvs->retry_at_us = clock_now_us() + (cost_us > LVS_RETRY_US ? cost_us : LVS_RETRY_US);
}

static int open_table(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;
    const struct conf_lvs *conf = &kernel->child->conf->lvs;
    const struct ipvs_timeouts timeouts = {.tcp_s = (uint32_t)(conf->tcp_us / 1000000),
                                           .tcp_fin_s = (uint32_t)(conf->tcp_fin_us / 1000000),
                                           .udp_s = (uint32_t)(conf->udp_us / 1000000)};
    int error = lvs->netlink == NULL ? netlink_ipvs_open(&lvs->netlink) : 0;

    if (error == 0 && !lvs->timed)
        error = netlink_ipvs_set_timeouts(lvs->netlink, &timeouts);
    lvs->timed |= error == 0;
    return error;
}

/* True when a client waits for counters, and they were not just read. */
static bool asked(const struct kernel_lvs *lvs, int64_t now_us)
{
    return lvs->wanted.asked != lvs->done.counted && now_us >= lvs->count_at_us;
}

static int read_table(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;
    struct ipvs_listing listing;
    int64_t start_us = clock_now_us(), end_us, pause_us;
    int error = netlink_ipvs_list(lvs->netlink, &listing);

    if (error == 0)
        error = mirror_take(&lvs->mirror, &listing);
    if (error == 0 && lvs->wanted.asked != lvs->done.counted)
        lvs_traffic_publish(kernel, &listing);
    ipvs_listing_free(&listing);
    if (error < 0)
        return error;
    end_us = clock_now_us();
    lvs->read_cost_us = end_us - start_us;
    pause_us = READ_SHARE * lvs->read_cost_us;
    lvs->read_at_us = end_us + (pause_us > READ_EVERY_US ? pause_us : READ_EVERY_US);
    pause_us = COUNT_SHARE * lvs->read_cost_us;
    lvs->count_at_us = end_us + (pause_us > COUNT_EVERY_US ? pause_us : COUNT_EVERY_US);
    lvs->mirrored = true;
    lvs->sync_look = true;
    return 0;
}

/* Before the kernel knows of them: then a crash leaves nothing behind that nobody knows. */
static void write_marks(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;
    size_t before = kernel->ledger.services.count;

    for (size_t i = 0; i < lvs->mark_count; i++)
        ledger_add_mark(&kernel->ledger.services, lvs->marks[i]);
    if (kernel->ledger.services.count != before)
        kernel_write_ledger(kernel);
    lvs->marked = true;
}

static void trim_marks(struct kernel *kernel, const uint64_t *marks, size_t count)
{
    if (ledger_keep_marks(&kernel->ledger.services, marks, count))
        kernel_write_ledger(kernel);
}

/* ---- edits ---- */

static const char *edit_word(enum ipvs_edit_kind kind)
{
    switch (kind) {
    case IPVS_ADD_SERVICE:
    case IPVS_ADD_SERVER:
        return "add";
    case IPVS_EDIT_SERVICE:
    case IPVS_EDIT_SERVER:
        return "change";
    case IPVS_REMOVE_SERVICE:
    case IPVS_REMOVE_SERVER:
        break;
    }
    return "remove";
}

/* Another's -ENOENT says that there is no ip_vs at all. */
static int error_of(const struct ipvs_edit *edit)
{
    bool settings = edit->kind == IPVS_ADD_SERVICE || edit->kind == IPVS_EDIT_SERVICE;

    return settings && edit->result == -ENOENT ? -EOPNOTSUPP : edit->result;
}

static void say_refused(const struct ipvs_edit *edit)
{
    char service[IPVS_TEXT_MAX], server[IPVS_TEXT_MAX + 1] = " ";
    const char *engine = edit->service->engine;

    if (edit->kind >= IPVS_ADD_SERVER)
        ipvs_server_text(&edit->server.key, server + 1);
    else
        server[0] = '\0';
    ipvs_service_text(&edit->service->key, service);
    if (error_of(edit) == -EOPNOTSUPP)
        log_line(LOG_LEVEL_ERROR, "cannot %s %s: the kernel has no scheduler %s%s%s", edit_word(edit->kind),
                 service, edit->service->scheduler, engine[0] != '\0' ? " or no engine " : "", engine);
    else
        log_line(LOG_LEVEL_ERROR, "cannot %s %s%s in the IPVS table: %s", edit_word(edit->kind), service,
                 server, strerror(-edit->result));
}

/* What could be another's doing is not news before it happened twice. That a service which could not be added
 * has no servers is none either. */
static void note_refusal(struct kernel_lvs *lvs, const struct ipvs_edit *edit)
{
    bool follows = edit->result == -ESRCH && lvs->failed > 0;

    if (lvs->failed++ == 0)
        lvs->first_error = error_of(edit);
    if (lvs->failures > 0 && lvs->failed <= LINES_MAX && !follows && lvs->said_error != lvs->first_error)
        say_refused(edit);
}

/* What was refused is tried again: at once from a fresh reading, then every few seconds. */
static void finish_refused(struct kernel_lvs *lvs)
{
    if (lvs->failures > 0)
        lvs->said_error = lvs->table_error = lvs->first_error;
    if (lvs->failures++ == 0)
        lvs->mirrored = false;
    lvs->again_at_us = clock_now_us() + LVS_RETRY_US;
}

/* The pass is over. */
static void finish(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;

    lvs->done.failed = lvs->failed;
    lvs->settled = lvs->failed == 0;
    if (!lvs->settled) {
        finish_refused(lvs);
        drop_edits(lvs);
        return;
    }
    drop_edits(lvs);
    lvs->failures = 0;
    lvs->said_error = lvs->table_error = 0;
    lvs->flush = false;
    lvs->done.generation = lvs->filled;
    lvs->done.services = (uint32_t)lvs->wish.table.service_count;
    if (!lvs->trimmed)
        trim_marks(kernel, lvs->marks, lvs->mark_count);
    lvs->trimmed = true;
}

static int apply_slice(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;
    struct ipvs_edit *edits = &lvs->edits[lvs->edit_next];
    size_t left = lvs->edit_count - lvs->edit_next, count = left < SLICE ? left : SLICE;
    int error = 0;

    if (count > 0)
        error = netlink_ipvs_apply(lvs->netlink, edits, count);
    lvs->done.requests += count;
    for (size_t i = 0; i < count && error == 0; i++) {
        if (edits[i].result < 0)
            note_refusal(lvs, &edits[i]);
        else
            error = mirror_apply(&lvs->mirror, &edits[i]);
    }
    lvs->edit_next += count;
    if (error == 0 && lvs->edit_next == lvs->edit_count)
        finish(kernel);
    return error;
}

/* ---- one round ---- */

static void publish(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;
    struct child *child = kernel->child;

    lvs->done.error = lvs->table_error != 0 ? lvs->table_error : lvs->sync_error;
    if (memcmp(&lvs->done, &lvs->published, sizeof(lvs->done)) == 0)
        return;
    lvs->published = lvs->done;
    page_lvs_write_done(child->lvs, child->table, &lvs->done);
    state_page_ring(child->bells[PAGE_SERVICES]);
}

/* Reads where it has to be read, compares where something may differ, sends a slice of what is to be changed.
 */
static int work(struct kernel *kernel, int64_t now_us)
{
    struct kernel_lvs *lvs = kernel->lvs;
    bool wished = lvs_place(kernel) || lvs->wanted.generation != lvs->filled;
    bool was_settled = lvs->settled && !wished;
    bool again = !lvs->settled && !lvs->under_way && now_us >= lvs->again_at_us;
    bool read = !lvs->mirrored || (!lvs->under_way && (now_us >= lvs->read_at_us || asked(lvs, now_us)));
    int error = open_table(kernel);

    if (error == 0 && read)
        error = read_table(kernel);
    if (error < 0)
        return error;
    if (!lvs->marked)
        write_marks(kernel);
    if (wished || read || again) {
        lvs_fill(kernel);
        error = compare(kernel, &lvs->wish.table);
        if (error == 0 && was_settled)
            say_corrected(lvs);
    }
    return error == 0 && lvs->under_way ? apply_slice(kernel) : error;
}

static int64_t next_round_us(const struct kernel_lvs *lvs, int64_t now_us)
{
    int64_t due_us = lvs->read_at_us;

    if (lvs->retry_at_us > now_us)
        return lvs->retry_at_us;
    if (lvs->under_way || !lvs->mirrored)
        return now_us;
    if (!lvs->settled && lvs->again_at_us < due_us)
        due_us = lvs->again_at_us;
    if (lvs->wanted.asked != lvs->done.counted && lvs->count_at_us < due_us)
        due_us = lvs->count_at_us;
    return lvs->sync_error != 0 && lvs->sync_at_us < due_us ? lvs->sync_at_us : due_us;
}

void kernel_lvs_round(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;
    int64_t now_us = clock_now_us();
    int error;

    lvs->due_us = LOOP_FOREVER;
    if (idle(kernel))
        return;
    if (!lvs_ready(kernel)) {
        lvs->due_us = now_us + WAIT_US;
        return;
    }
    if (now_us >= lvs->retry_at_us) {
        error = work(kernel, now_us);
        if (error < 0)
            fail(lvs, error);
        else
            lvs_sync_round(kernel, now_us);
    }
    publish(kernel);
    lvs->due_us = next_round_us(lvs, now_us);
}

int64_t kernel_lvs_due_us(const struct kernel *kernel)
{
    return kernel->lvs->due_us;
}

/* ---- end ---- */

static int remove_ours(struct kernel *kernel)
{
    static const struct table nothing = {.service_count = 0};
    struct kernel_lvs *lvs = kernel->lvs;
    int error = open_table(kernel);

    if (error == 0)
        error = read_table(kernel);
    if (error < 0)
        return error;
    lvs->flush = false;
    error = compare(kernel, &nothing);
    if (error == 0 && lvs->edits != NULL)
        error = netlink_ipvs_apply(lvs->netlink, lvs->edits, lvs->edit_count);
    for (size_t i = 0; i < lvs->edit_count && error == 0; i++)
        if (lvs->edits[i].result < 0 && lvs->edits[i].result != -ESRCH)
            error = lvs->edits[i].result;
    return error;
}

void kernel_lvs_leave(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;
    int64_t until_us = clock_now_us() + LEAVE_US;
    int error;

    if (kernel->ledger.services.count == 0)
        return;
    if (!kernel->stopping) { /* a crash of all: the table stays, but for what only a MASTER may have */
        do
            kernel_lvs_round(kernel);
        while (lvs->due_us <= clock_now_us() && clock_now_us() < until_us);
        return;
    }
    error = remove_ours(kernel);
    if (error == 0)
        lvs_sync_leave(kernel);
    if (error == 0)
        trim_marks(kernel, NULL, 0);
    else if (error != -ENOENT)
        log_line(LOG_LEVEL_ERROR, "cannot remove our virtual servers: %s", strerror(-error));
}

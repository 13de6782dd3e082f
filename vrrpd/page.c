/* The state page's layout; see page.h. */
#include "vrrpd/page.h"

#include <stdalign.h>
#include <string.h>
#include <unistd.h>

#include "lib/state_page.h"

enum { PAGE_SIZE = 4096 }; /* what memory is protected by, where it is not smaller */

#define RECORD(type) STATE_PAGE_RECORD(sizeof(struct type))

struct table {
    uint8_t instances[CONF_INSTANCES_MAX][RECORD(page_instance)];
    uint8_t links[CONF_INTERFACES_MAX][RECORD(page_link)];
    uint8_t installed[CONF_INSTANCES_MAX][RECORD(page_installed)];
    alignas(PAGE_SIZE) uint8_t trackers[CONF_TRACKERS_MAX][RECORD(page_tracker)];
    uint8_t notify[RECORD(page_notify)];
    uint8_t arbiter[RECORD(page_arbiter)];
    uint8_t witnesses[CONF_INSTANCES_MAX][RECORD(page_witness)];
    alignas(PAGE_SIZE) uint8_t runs[CONF_TRACKERS_MAX][RECORD(page_run)];
    uint8_t hooks_head[RECORD(page_hooks)];
    uint8_t hooks[PAGE_HOOKS][RECORD(page_hook)];
    alignas(PAGE_SIZE) uint8_t frames[PAGE_FRAME_BYTES];
};

struct page {
    uint8_t supervisor[RECORD(page_supervisor)];
    uint8_t engine[RECORD(page_engine)];
    uint8_t events[PAGE_EVENTS][RECORD(page_event)];
    uint8_t daemon_events[PAGE_DAEMON_EVENTS][RECORD(page_daemon_event)];
    struct table tables[2];
    alignas(
        PAGE_SIZE) uint8_t pulses[2][PAGE_PROCESS_COUNT][RECORD(page_pulse)]; /* every process writes here */
};

/* The checksum walks whole words. */
_Static_assert(sizeof(struct page_instance) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_link) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_installed) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_tracker) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_run) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_witness) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_arbiter) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_notify) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_hook) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_hooks) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_engine) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_event) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_daemon_event) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_pulse) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_supervisor) % 8 == 0, "padded to words");

struct page *page_map(int *fd)
{
    return state_page_map(sizeof(struct page), fd);
}

struct page *page_map_again(int fd)
{
    return state_page_map_again(fd, sizeof(struct page));
}

uint64_t page_layout(void)
{
    static const size_t facts[] = {
        offsetof(struct page, supervisor),
        offsetof(struct page, engine),
        offsetof(struct page, events),
        offsetof(struct page, tables),
        offsetof(struct page, pulses),
        offsetof(struct table, instances),
        offsetof(struct table, links),
        offsetof(struct table, trackers),
        offsetof(struct table, runs),
        sizeof(struct page_instance),
        sizeof(struct page_link),
        sizeof(struct page_tracker),
        sizeof(struct page_run),
        sizeof(struct page_hook),
        sizeof(struct page_installed),
        sizeof(struct page_engine),
        sizeof(struct page_event),
        sizeof(struct page_supervisor),
        sizeof(struct election_memory),
        sizeof(struct page),
        PAGE_PROCESS_COUNT,
        PACKET_ERROR_COUNT,
    };

    return state_page_hash(facts, sizeof(facts));
}

int page_read_only(struct page *page)
{
    return state_page_read_only(page, sizeof(*page));
}

int page_read_only_but(struct page *page, unsigned table, enum page_part part)
{
    struct table *own = &page->tables[table];
    uint8_t *start = (uint8_t *)page;
    uint8_t *from = part == PAGE_TRACKERS ? own->trackers[0] : own->runs[0];
    uint8_t *after = part == PAGE_TRACKERS ? own->runs[0] : own->frames;
    int error;

    if (sysconf(_SC_PAGESIZE) > PAGE_SIZE)
        return 0; /* cannot be told apart here; it only guards against mistakes of our own */
    error = state_page_read_only(start, (size_t)(from - start));
    return error < 0 ? error : state_page_read_only(after, (size_t)((uint8_t *)page->pulses - after));
}

bool page_read_instance(const struct page *page, unsigned table, size_t index, struct page_instance *out)
{
    return state_page_read(page->tables[table].instances[index], out, sizeof(*out));
}

bool page_read_link(const struct page *page, unsigned table, size_t index, struct page_link *out)
{
    return state_page_read(page->tables[table].links[index], out, sizeof(*out));
}

bool page_read_installed(const struct page *page, unsigned table, size_t index, struct page_installed *out)
{
    return state_page_read(page->tables[table].installed[index], out, sizeof(*out));
}

bool page_read_tracker(const struct page *page, unsigned table, size_t index, struct page_tracker *out)
{
    return state_page_read(page->tables[table].trackers[index], out, sizeof(*out));
}

bool page_read_run(const struct page *page, unsigned table, size_t index, struct page_run *out)
{
    return state_page_read(page->tables[table].runs[index], out, sizeof(*out));
}

bool page_read_witness(const struct page *page, unsigned table, size_t index, struct page_witness *out)
{
    return state_page_read(page->tables[table].witnesses[index], out, sizeof(*out));
}

bool page_read_arbiter(const struct page *page, unsigned table, struct page_arbiter *out)
{
    return state_page_read(page->tables[table].arbiter, out, sizeof(*out));
}

bool page_read_notify(const struct page *page, unsigned table, struct page_notify *out)
{
    return state_page_read(page->tables[table].notify, out, sizeof(*out));
}

bool page_read_hook(const struct page *page, unsigned table, size_t index, struct page_hook *out)
{
    return state_page_read(page->tables[table].hooks[index], out, sizeof(*out));
}

bool page_read_hooks(const struct page *page, unsigned table, struct page_hooks *out)
{
    return state_page_read(page->tables[table].hooks_head, out, sizeof(*out));
}

bool page_read_engine(const struct page *page, struct page_engine *out)
{
    return state_page_read(page->engine, out, sizeof(*out));
}

bool page_read_supervisor(const struct page *page, struct page_supervisor *out)
{
    return state_page_read(page->supervisor, out, sizeof(*out));
}

bool page_read_event(const struct page *page, uint64_t sequence, struct page_event *out)
{
    return state_page_read(page->events[sequence % PAGE_EVENTS], out, sizeof(*out)) &&
           out->sequence == sequence;
}

void page_write_instance(struct page *page, unsigned table, size_t index, const struct page_instance *in)
{
    state_page_write(page->tables[table].instances[index], in, sizeof(*in));
}

void page_write_link(struct page *page, unsigned table, size_t index, const struct page_link *in)
{
    state_page_write(page->tables[table].links[index], in, sizeof(*in));
}

void page_write_installed(struct page *page, unsigned table, size_t index, const struct page_installed *in)
{
    state_page_write(page->tables[table].installed[index], in, sizeof(*in));
}

void page_write_tracker(struct page *page, unsigned table, size_t index, const struct page_tracker *in)
{
    state_page_write(page->tables[table].trackers[index], in, sizeof(*in));
}

void page_write_run(struct page *page, unsigned table, size_t index, const struct page_run *in)
{
    state_page_write(page->tables[table].runs[index], in, sizeof(*in));
}

void page_write_witness(struct page *page, unsigned table, size_t index, const struct page_witness *in)
{
    state_page_write(page->tables[table].witnesses[index], in, sizeof(*in));
}

void page_write_arbiter(struct page *page, unsigned table, const struct page_arbiter *in)
{
    state_page_write(page->tables[table].arbiter, in, sizeof(*in));
}

void page_write_notify(struct page *page, unsigned table, const struct page_notify *in)
{
    state_page_write(page->tables[table].notify, in, sizeof(*in));
}

void page_write_hook(struct page *page, unsigned table, size_t index, const struct page_hook *in)
{
    state_page_write(page->tables[table].hooks[index], in, sizeof(*in));
}

void page_write_hooks(struct page *page, unsigned table, const struct page_hooks *in)
{
    state_page_write(page->tables[table].hooks_head, in, sizeof(*in));
}

void page_write_engine(struct page *page, const struct page_engine *in)
{
    state_page_write(page->engine, in, sizeof(*in));
}

void page_write_supervisor(struct page *page, const struct page_supervisor *in)
{
    state_page_write(page->supervisor, in, sizeof(*in));
}

void page_write_event(struct page *page, const struct page_event *in)
{
    state_page_write(page->events[in->sequence % PAGE_EVENTS], in, sizeof(*in));
}

/* Records of one kind fill from the front and are never left half-written but for the last, so that the first
 * unreadable one is the end; looking further would make the kernel back untouched memory. */
bool page_read_daemon_event(const struct page *page, uint64_t sequence, struct page_daemon_event *out)
{
    return state_page_read(page->daemon_events[sequence % PAGE_DAEMON_EVENTS], out, sizeof(*out)) &&
           out->sequence == sequence;
}

void page_write_daemon_event(struct page *page, const struct page_daemon_event *in)
{
    state_page_write(page->daemon_events[in->sequence % PAGE_DAEMON_EVENTS], in, sizeof(*in));
}

bool page_read_pulse(const struct page *page, unsigned table, enum page_process process,
                     struct page_pulse *out)
{
    return state_page_read(page->pulses[table][process], out, sizeof(*out));
}

void page_write_pulse(struct page *page, unsigned table, enum page_process process,
                      const struct page_pulse *in)
{
    state_page_write(page->pulses[table][process], in, sizeof(*in));
}

void page_clear_table(struct page *page, unsigned table)
{
    struct table *cleared = &page->tables[table];
    struct page_instance instance;
    struct page_installed installed;
    struct page_tracker tracker;
    struct page_witness witness;
    struct page_link link;
    struct page_run run;
    struct page_hook hook;

    for (size_t i = 0; i < PAGE_HOOKS && page_read_hook(page, table, i, &hook); i++)
        memset(cleared->hooks[i], 0, sizeof(cleared->hooks[i]));
    for (size_t i = 0; i < CONF_INSTANCES_MAX && page_read_witness(page, table, i, &witness); i++)
        memset(cleared->witnesses[i], 0, sizeof(cleared->witnesses[i]));
    memset(cleared->arbiter, 0, sizeof(cleared->arbiter));
    memset(cleared->notify, 0, sizeof(cleared->notify));
    memset(cleared->hooks_head, 0, sizeof(cleared->hooks_head));
    for (size_t i = 0; i < CONF_TRACKERS_MAX && page_read_tracker(page, table, i, &tracker); i++)
        memset(cleared->trackers[i], 0, sizeof(cleared->trackers[i]));
    for (size_t i = 0; i < CONF_TRACKERS_MAX && page_read_run(page, table, i, &run); i++)
        memset(cleared->runs[i], 0, sizeof(cleared->runs[i]));
    for (size_t i = 0; i < CONF_INSTANCES_MAX && page_read_instance(page, table, i, &instance); i++)
        memset(cleared->instances[i], 0, sizeof(cleared->instances[i]));
    for (size_t i = 0; i < CONF_INSTANCES_MAX && page_read_installed(page, table, i, &installed); i++)
        memset(cleared->installed[i], 0, sizeof(cleared->installed[i]));
    for (size_t i = 0; i < CONF_INTERFACES_MAX && page_read_link(page, table, i, &link); i++)
        memset(cleared->links[i], 0, sizeof(cleared->links[i]));
}

uint8_t *page_frames(struct page *page, unsigned table)
{
    return page->tables[table].frames;
}

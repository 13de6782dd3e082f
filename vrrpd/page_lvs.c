/* The LVS page's layout; see page_lvs.h. */
#include "vrrpd/page_lvs.h"

#include <stdalign.h>
#include <string.h>
#include <unistd.h>

#include "lib/state_page.h"

enum { PAGE_SIZE = 4096 }; /* what memory is protected by, where it is not smaller */

enum { TRAFFIC_MAX = CONF_SERVERS_MAX + CONF_VIRTUAL_SERVERS_MAX };

#define RECORD(type) STATE_PAGE_RECORD(sizeof(struct type))

struct table {
    alignas(PAGE_SIZE) uint8_t wanted[RECORD(page_lvs_wanted)];
    uint8_t virtuals[CONF_VIRTUAL_SERVERS_MAX][RECORD(page_virtual)];
    uint8_t servers[CONF_SERVERS_MAX][RECORD(page_server)];
    alignas(PAGE_SIZE) uint8_t done[RECORD(page_lvs_done)];
    uint8_t traffic[TRAFFIC_MAX][RECORD(page_traffic)];
};

struct page_lvs {
    struct table tables[2];
    alignas(PAGE_SIZE) uint8_t log[RECORD(page_lvs_log)]; /* of services, as `wanted` is */
    uint8_t events[PAGE_LVS_EVENTS][RECORD(page_lvs_event)];
};

/* The checksum walks whole words. */
_Static_assert(sizeof(struct page_virtual) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_server) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_lvs_wanted) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_lvs_done) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_traffic) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_lvs_log) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct page_lvs_event) % 8 == 0, "padded to words");
_Static_assert(sizeof(struct table) % PAGE_SIZE == 0, "parts begin at a page");

struct page_lvs *page_lvs_map(int *fd)
{
    return state_page_map(sizeof(struct page_lvs), fd);
}

struct page_lvs *page_lvs_map_again(int fd)
{
    return state_page_map_again(fd, sizeof(struct page_lvs));
}

uint64_t page_lvs_layout(void)
{
    static const size_t facts[] = {
        sizeof(struct page_lvs),         offsetof(struct page_lvs, log), offsetof(struct table, virtuals),
        offsetof(struct table, servers), offsetof(struct table, done),   offsetof(struct table, traffic),
        sizeof(struct page_virtual),     sizeof(struct page_server),     sizeof(struct page_lvs_wanted),
        sizeof(struct page_lvs_done),    sizeof(struct page_traffic),    sizeof(struct page_lvs_log),
        sizeof(struct page_lvs_event),
    };

    return state_page_hash(facts, sizeof(facts));
}

int page_lvs_read_only_but(struct page_lvs *page, unsigned table, enum page_lvs_part part)
{
    struct table *own = &page->tables[table];
    uint8_t *start = (uint8_t *)page, *end = start + sizeof(*page), *log = page->log;
    uint8_t *from = part == PAGE_LVS_WANTED ? own->wanted : part == PAGE_LVS_DONE ? own->done : end;
    uint8_t *after = part == PAGE_LVS_WANTED ? own->done : (uint8_t *)(own + 1);
    int error;

    if (sysconf(_SC_PAGESIZE) > PAGE_SIZE)
        return 0; /* cannot be told apart here; it only guards against mistakes of our own */
    if (part != PAGE_LVS_WANTED)
        log = end;
    error = from > start ? state_page_read_only(start, (size_t)(from - start)) : 0;
    if (error < 0 || from == end || after >= log)
        return error;
    return state_page_read_only(after, (size_t)(log - after));
}

/* As with the state page: records of one kind fill from the front, and looking further than they reach would
 * make the kernel back untouched memory. */
void page_lvs_clear(struct page_lvs *page, unsigned table)
{
    struct table *cleared = &page->tables[table];
    struct page_virtual service;
    struct page_traffic traffic;
    struct page_server server;

    for (size_t i = 0; i < CONF_VIRTUAL_SERVERS_MAX && page_lvs_read_virtual(page, table, i, &service); i++)
        memset(cleared->virtuals[i], 0, sizeof(cleared->virtuals[i]));
    for (size_t i = 0; i < CONF_SERVERS_MAX && page_lvs_read_server(page, table, i, &server); i++)
        memset(cleared->servers[i], 0, sizeof(cleared->servers[i]));
    for (size_t i = 0; i < TRAFFIC_MAX && page_lvs_read_traffic(page, table, i, &traffic); i++)
        memset(cleared->traffic[i], 0, sizeof(cleared->traffic[i]));
    memset(cleared->wanted, 0, sizeof(cleared->wanted));
    memset(cleared->done, 0, sizeof(cleared->done));
}

/* ---- keys ---- */

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *byte = bytes;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * 0x100000001B3ULL;
    return hash;
}

static uint64_t mix_address(uint64_t hash, const struct addr *address, uint16_t port)
{
    hash = mix(hash, &address->family, sizeof(address->family));
    hash = mix(hash, address->bytes, sizeof(address->bytes));
    return mix(hash, &port, sizeof(port));
}

uint64_t page_lvs_virtual_key(const struct conf_virtual_server *service)
{
    uint64_t hash = mix(0xCBF29CE484222325ULL, &service->protocol, sizeof(service->protocol));

    for (size_t i = 0; i < service->endpoint_count; i++) {
        const struct conf_endpoint *endpoint = &service->endpoints[i];

        hash = mix_address(hash, &endpoint->address, endpoint->port);
        hash = mix(hash, &endpoint->mark, sizeof(endpoint->mark));
        hash = mix(hash, &endpoint->family, sizeof(endpoint->family));
    }
    return hash != 0 ? hash : 1;
}

uint64_t page_lvs_server_key(uint64_t service_key, const struct conf_server *server)
{
    uint64_t hash = mix_address(service_key, &server->address, server->port);

    return hash != 0 ? hash : 1;
}

/* ---- records ---- */

bool page_lvs_read_virtual(const struct page_lvs *page, unsigned table, size_t index,
                           struct page_virtual *out)
{
    return state_page_read(page->tables[table].virtuals[index], out, sizeof(*out));
}

bool page_lvs_read_server(const struct page_lvs *page, unsigned table, size_t index, struct page_server *out)
{
    return state_page_read(page->tables[table].servers[index], out, sizeof(*out));
}

bool page_lvs_read_wanted(const struct page_lvs *page, unsigned table, struct page_lvs_wanted *out)
{
    return state_page_read(page->tables[table].wanted, out, sizeof(*out));
}

bool page_lvs_read_done(const struct page_lvs *page, unsigned table, struct page_lvs_done *out)
{
    return state_page_read(page->tables[table].done, out, sizeof(*out));
}

bool page_lvs_read_traffic(const struct page_lvs *page, unsigned table, size_t index,
                           struct page_traffic *out)
{
    return state_page_read(page->tables[table].traffic[index], out, sizeof(*out));
}

bool page_lvs_read_log(const struct page_lvs *page, struct page_lvs_log *out)
{
    return state_page_read(page->log, out, sizeof(*out));
}

bool page_lvs_read_event(const struct page_lvs *page, uint64_t sequence, struct page_lvs_event *out)
{
    return state_page_read(page->events[sequence % PAGE_LVS_EVENTS], out, sizeof(*out)) &&
           out->sequence == sequence;
}

void page_lvs_write_virtual(struct page_lvs *page, unsigned table, size_t index,
                            const struct page_virtual *in)
{
    state_page_write(page->tables[table].virtuals[index], in, sizeof(*in));
}

void page_lvs_write_server(struct page_lvs *page, unsigned table, size_t index, const struct page_server *in)
{
    state_page_write(page->tables[table].servers[index], in, sizeof(*in));
}

void page_lvs_write_wanted(struct page_lvs *page, unsigned table, const struct page_lvs_wanted *in)
{
    state_page_write(page->tables[table].wanted, in, sizeof(*in));
}

void page_lvs_write_done(struct page_lvs *page, unsigned table, const struct page_lvs_done *in)
{
    state_page_write(page->tables[table].done, in, sizeof(*in));
}

void page_lvs_write_traffic(struct page_lvs *page, unsigned table, size_t index,
                            const struct page_traffic *in)
{
    state_page_write(page->tables[table].traffic[index], in, sizeof(*in));
}

void page_lvs_write_log(struct page_lvs *page, const struct page_lvs_log *in)
{
    state_page_write(page->log, in, sizeof(*in));
}

void page_lvs_write_event(struct page_lvs *page, const struct page_lvs_event *in)
{
    state_page_write(page->events[in->sequence % PAGE_LVS_EVENTS], in, sizeof(*in));
}

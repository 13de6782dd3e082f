/* Memory and defaults of the configuration. Knows no file format and judges nothing. */
#include "conf/model.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum {
    PRIORITY_DEFAULT = 100,
    DOWN_ADVERTS_DEFAULT = 3,
    GARP_REPEAT_DEFAULT = 5,
    UNICAST_TTL_DEFAULT = 255,
    PING_COUNT_DEFAULT = 3,
};

static const int64_t second_us = 1000000;

/* A large file has hundreds of thousands of words: small allocations share blocks. A build that looks for
 * overruns gives each its own. */
static const size_t shared_bytes = CONF_SHARED_BYTES;     /* of a shared block; 0: none is */
static const size_t small_bytes = CONF_SHARED_BYTES / 16; /* what is larger has a block of its own */

/* The list frees and wipes them all. */
struct block {
    struct block *next;
    size_t size;
    alignas(max_align_t) unsigned char memory[];
};

struct conf_arena {
    struct block *blocks;
    struct block *shared; /* one of them, NULL: none yet */
    size_t used;          /* bytes of it, or of `place` */
    unsigned char *place; /* memory that was given, and is not given back; NULL: blocks */
    size_t place_size;
};

struct conf_notify conf_notify_defaults(void)
{
    return (struct conf_notify){.faults = true,
                                .group_wait_us = 10000000,
                                .min_interval_us = 300000000,
                                .repeat_us = 1800000000,
                                .flap_changes = 6,
                                .flap_window_us = 300000000,
                                .stable_us = 600000000,
                                .give_up_us = INT64_C(3) * 86400 * 1000000,
                                .spool_records = 10000,
                                .spool_bytes = 64 << 20};
}

struct conf_crash_loop conf_crash_loop_default(void)
{
    return (struct conf_crash_loop){.deaths = 5, .within_us = 5 * second_us};
}

static size_t whole_units(size_t size)
{
    return (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
}

/* Ends here when the place is full: whoever gives one makes it larger than any file. */
static void *take_place(struct conf_arena *arena, size_t size)
{
    size_t whole = whole_units(size);

    if (whole < size || whole > arena->place_size - arena->used)
        abort();
    arena->used += whole;
    return arena->place + arena->used - whole;
}

static struct conf *begin(struct conf *conf, enum conf_format format, const char *path)
{
    conf->format = format;
    conf->path = conf_strdup(conf, path);
    conf->global.version = format == CONF_FORMAT_YAML ? 3 : 2;
    conf->global.lease_wish_us = CONF_LEASE_AUTO;
    conf->global.link_up_us = CONF_LINK_UP_US;
    conf->global.crash_loop = conf_crash_loop_default();
    conf->notify = conf_notify_defaults();
    return conf;
}

struct conf *conf_new(enum conf_format format, const char *path)
{
    struct conf *conf = calloc(1, sizeof *conf);
    struct conf_arena *arena = calloc(1, sizeof *arena);

    if (!conf || !arena) {
        free(conf);
        free(arena);
        return NULL;
    }
    conf->arena = arena;
    return begin(conf, format, path);
}

struct conf *conf_new_in(const struct conf_memory *memory, enum conf_format format, const char *path)
{
    struct conf_arena arena = {.place = memory->place, .place_size = memory->size};
    struct conf *conf = take_place(&arena, sizeof *conf);

    conf->arena = take_place(&arena, sizeof arena);
    *conf->arena = arena;
    return begin(conf, format, path);
}

size_t conf_memory_used(const struct conf *conf)
{
    return conf->arena->used;
}

void conf_free(struct conf *conf)
{
    if (!conf || conf->arena->place)
        return;
    struct block *block = conf->arena->blocks;
    while (block) {
        struct block *next = block->next;
        explicit_bzero(block->memory, block->size);
        free(block);
        block = next;
    }
    free(conf->arena);
    free(conf);
}

static struct block *add_block(struct conf_arena *arena, size_t size)
{
    struct block *block = calloc(1, sizeof *block + size);

    if (!block)
        abort();
    block->size = size;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

static void *share(struct conf_arena *arena, size_t size)
{
    size_t whole = whole_units(size);

    if (!arena->shared || arena->used + whole > arena->shared->size) {
        arena->shared = add_block(arena, shared_bytes);
        arena->used = 0;
    }
    arena->used += whole;
    return arena->shared->memory + arena->used - whole;
}

void *conf_alloc(struct conf *conf, size_t size)
{
    if (conf->arena->place)
        return take_place(conf->arena, size);
    return size < small_bytes ? share(conf->arena, size) : add_block(conf->arena, size)->memory;
}

char *conf_strdup(struct conf *conf, const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(conf_alloc(conf, size), text, size);
}

/* Gives one allocation back before the end, if it has a block of its own. */
static void release(struct conf *conf, const void *memory, size_t size)
{
    struct block **link = &conf->arena->blocks, *block;

    if (conf->arena->place || size < small_bytes)
        return;
    while (*link && (*link)->memory != memory)
        link = &(*link)->next;
    block = *link;
    if (!block)
        return;
    *link = block->next;
    explicit_bzero(block->memory, block->size);
    free(block);
}

/* Nothing was taken since: it grows where it is. */
static bool grow_in_place(struct conf_arena *arena, const void *array, size_t size, size_t more)
{
    if (!arena->place || (const unsigned char *)array + whole_units(size) != arena->place + arena->used)
        return false;
    take_place(arena, whole_units(size + more) - whole_units(size));
    return true;
}

/* The capacity is the next power of two, so it needs no place of its own. */
void *conf_append(struct conf *conf, void *array, size_t *count, size_t size)
{
    size_t used = *count;

    if ((used == 0 || (used & (used - 1)) == 0) &&
        (used == 0 || !grow_in_place(conf->arena, array, used * size, used * size))) {
        void *grown = conf_alloc(conf, (used ? used * 2 : 1) * size);
        if (used) {
            memcpy(grown, array, used * size);
            release(conf, array, used * size);
        }
        array = grown;
    }
    *count = used + 1;
    return array;
}

bool conf_mails(const struct conf *conf)
{
    return conf->notify.server_count > 0 || conf->notify.webhook_count > 0;
}

void conf_instance_defaults(const struct conf *conf, struct conf_instance *instance)
{
    instance->family = ADDR_IPV4;
    instance->version = conf->global.version;
    instance->priority = PRIORITY_DEFAULT;
    instance->advert_interval_us = second_us;
    instance->down_adverts = DOWN_ADVERTS_DEFAULT;
    instance->preempt = true;
    instance->group = conf_default_group(ADDR_IPV4);
    instance->ttl = UNICAST_TTL_DEFAULT;
    instance->accept = true;
    instance->track_primary = true;
    instance->lease_wish_us = conf->global.lease_wish_us;
    instance->group_index = -1;
    instance->mail = conf_mails(conf);
    instance->garp = (struct conf_garp){
        .master_delay_us = 5 * second_us,
        .master_repeat = GARP_REPEAT_DEFAULT,
        .master_refresh_repeat = 1,
        .lower_prio_delay_us = 5 * second_us,
        .lower_prio_repeat = GARP_REPEAT_DEFAULT,
    };
}

const struct conf_command *conf_keep_hooks(struct conf *conf, const struct conf_command *hooks)
{
    size_t size = CONF_HOOK_COUNT * sizeof *hooks, set = 0;

    for (size_t i = 0; i < CONF_HOOK_COUNT; i++)
        set += hooks[i].argc > 0;
    return set ? memcpy(conf_alloc(conf, size), hooks, size) : NULL;
}

struct addr conf_default_group(uint8_t family)
{
    static const uint8_t group6[16] = {0xff, 0x02, [15] = 0x12};

    return family == ADDR_IPV6 ? addr_from_bytes(ADDR_IPV6, group6) : addr_from_ipv4(0xE0000012);
}

const struct conf_instance *conf_find_instance(const struct conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->instance_count; i++)
        if (strcmp(conf->instances[i].name, name) == 0)
            return &conf->instances[i];
    return NULL;
}

void conf_tracker_defaults(struct conf_tracker *tracker, enum conf_track_kind kind)
{
    tracker->kind = kind;
    tracker->weight = kind == CONF_TRACK_FILE ? 1 : 0;
    tracker->interval_us = second_us;
    tracker->timeout_us = second_us;
    tracker->rise = 1;
    tracker->fall = 1;
    tracker->quorum = 1;
    tracker->count = PING_COUNT_DEFAULT;
}

int conf_find_tracker(const struct conf *conf, enum conf_track_kind kind, const char *name)
{
    for (size_t i = 0; i < conf->tracker_count; i++)
        if (conf->trackers[i].kind == kind && strcmp(conf->trackers[i].name, name) == 0)
            return (int)i;
    return -1;
}

const char *conf_track_kind_name(enum conf_track_kind kind)
{
    static const char *const names[CONF_TRACK_KIND_COUNT] = {
        [CONF_TRACK_INTERFACE] = "interface", [CONF_TRACK_SCRIPT] = "script", [CONF_TRACK_FILE] = "file",
        [CONF_TRACK_PROCESS] = "process",     [CONF_TRACK_PING] = "ping",     [CONF_TRACK_TCP] = "tcp",
    };

    return names[kind];
}

struct conf_place conf_key_place(const struct conf_instance *instance, enum conf_key key)
{
    struct conf_place place = instance->place;

    if (instance->lines[key] == 0)
        return place;
    place.line = instance->lines[key];
    place.column = 1;
    return place;
}

const char *conf_hook_name(enum conf_hook hook)
{
    static const char *const names[CONF_HOOK_COUNT] = {
        [CONF_HOOK_MASTER] = "master",   [CONF_HOOK_BACKUP] = "backup",
        [CONF_HOOK_FAULT] = "fault",     [CONF_HOOK_STOP] = "stop",
        [CONF_HOOK_DELETED] = "deleted", [CONF_HOOK_MASTER_RX_LOWER] = "master_rx_lower",
        [CONF_HOOK_ANY] = "any",
    };

    return names[hook];
}

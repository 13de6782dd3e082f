/* A loader over bytes in memory for the fuzz targets: the first path is the input, secrets are a constant,
 * everything else does not exist, except that the input may include itself. */
#ifndef TESTS_FUZZ_MEMORY_LOADER_H
#define TESTS_FUZZ_MEMORY_LOADER_H

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/print.h"
#include "conf/read.h"

struct memory_file {
    const char *path;
    const char *bytes;
    size_t size;
};

static inline int memory_answer(const char *bytes, size_t size, struct conf_text *out)
{
    out->bytes = malloc(size + 1);
    assert(out->bytes);
    memcpy(out->bytes, bytes, size);
    out->bytes[size] = '\0';
    out->size = size;
    return 0;
}

static inline int memory_read(void *context, const char *path, bool secret, struct conf_text *out)
{
    const struct memory_file *file = context;

    *out = (struct conf_text){NULL, 0};
    if (secret)
        return memory_answer("secret\n", 7, out);
    return strcmp(path, file->path) == 0 ? memory_answer(file->bytes, file->size, out) : -ENOENT;
}

static inline int memory_glob(void *context, const char *pattern, struct conf_text *out)
{
    const struct memory_file *file = context;

    *out = (struct conf_text){NULL, 0};
    return strcmp(pattern, file->path) == 0 ? memory_answer(pattern, strlen(pattern) + 1, out) : 0;
}

static inline bool memory_same_addresses(const struct conf_address *a, const struct conf_address *b,
                                         size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!addr_equal(&a[i].address, &b[i].address) || a[i].prefix_length != b[i].prefix_length ||
            a[i].scope != b[i].scope || strcmp(a[i].interface, b[i].interface) != 0 ||
            strcmp(a[i].label, b[i].label) != 0 || !addr_equal(&a[i].broadcast, &b[i].broadcast))
            return false;
    return true;
}

static inline bool memory_same_garp(const struct conf_garp *a, const struct conf_garp *b)
{
    return a->master_delay_us == b->master_delay_us && a->master_repeat == b->master_repeat &&
           a->master_refresh_us == b->master_refresh_us &&
           a->master_refresh_repeat == b->master_refresh_repeat &&
           a->lower_prio_delay_us == b->lower_prio_delay_us && a->lower_prio_repeat == b->lower_prio_repeat;
}

/* Equal but for passwords (a print never holds them) and places. */
static inline bool memory_same_instance(const struct conf_instance *a, const struct conf_instance *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->interface, b->interface) == 0 && a->vrid == b->vrid &&
           a->family == b->family && a->version == b->version && a->priority == b->priority &&
           a->state == b->state && a->advert_interval_us == b->advert_interval_us &&
           a->down_adverts == b->down_adverts && a->preempt == b->preempt &&
           a->preempt_delay_us == b->preempt_delay_us && a->auth == b->auth &&
           a->checksum_plain == b->checksum_plain && addr_equal(&a->source, &b->source) &&
           addr_equal(&a->group, &b->group) && memory_same_garp(&a->garp, &b->garp) &&
           a->address_count == b->address_count && a->excluded_count == b->excluded_count &&
           memory_same_addresses(a->addresses, b->addresses, a->address_count) &&
           memory_same_addresses(a->excluded, b->excluded, a->excluded_count);
}

static inline bool memory_same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static inline bool memory_same(const struct conf *a, const struct conf *b)
{
    if (!memory_same_text(a->global.router_id, b->global.router_id) ||
        !memory_same_text(a->global.control_group, b->global.control_group) ||
        a->global.version != b->global.version || a->instance_count != b->instance_count)
        return false;
    for (size_t i = 0; i < a->instance_count; i++)
        if (!memory_same_instance(&a->instances[i], &b->instances[i]))
            return false;
    return true;
}

/* Reads bytes as the file `path`; the findings go to `errors`. */
static inline struct conf *memory_conf(const char *path, const char *bytes, size_t size,
                                       struct conf_errors *errors)
{
    struct memory_file file = {path, bytes, size};
    struct conf_loader loader = {.context = &file, .read = memory_read, .glob = memory_glob};

    conf_errors_init(errors);
    return conf_read(path, &loader, NULL, errors);
}

/* Whatever reads must print, and the print must read to the same model. Complains and returns false if not.
 */
static inline bool memory_round_trip(const struct conf *conf)
{
    struct conf_errors errors;
    char *text = conf_print(conf, "/etc/vrrpd");
    struct conf *again = memory_conf("again.yaml", text, strlen(text), &errors);
    bool same = again && memory_same(conf, again);

    if (!same)
        fprintf(stderr, "does not come back the same:\n%s%s\n", text,
                errors.count ? errors.items[0].message : "(no finding)");
    conf_free(again);
    conf_errors_free(&errors);
    free(text);
    return same;
}

#endif

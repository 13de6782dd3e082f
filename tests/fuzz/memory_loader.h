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
#include "tests/fuzz/conf_equal.h"

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
    if (secret && strstr(path, "other-key"))
        return memory_answer("quite another long key\n", 23, out);
    if (secret && strstr(path, "key"))
        return memory_answer("a key long enough\n", 18, out); /* a password would be cut */
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
    bool same = again && same_conf(conf, again);

    if (!same)
        fprintf(stderr, "does not come back the same:\n%s%s\n", text,
                errors.count ? errors.items[0].message : "(no finding)");
    conf_free(again);
    conf_errors_free(&errors);
    free(text);
    return same;
}

#endif

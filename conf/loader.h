/* How a pure reader gets files: through callbacks, so that the same parser reads the disk and a fuzzer's
 * bytes. Implemented by conf/files.c (the disk).
 */
#ifndef CONF_LOADER_H
#define CONF_LOADER_H

#include <stdbool.h>
#include <stddef.h>

enum {
    CONF_FILE_MAX = 32 * 1024 * 1024, /* a larger file is refused with -EFBIG */
    CONF_FILES_MAX = 256,             /* includes of one configuration; more is refused */
    CONF_INCLUDE_DEPTH_MAX = 16,
};

/* The bytes of a file; `bytes` is malloc'ed and terminated by a NUL that `size` does not count. */
struct conf_text {
    char *bytes;
    size_t size;
};

struct conf_loader {
    void *context;
    /* Reads a whole file. `secret` files must be regular, owned by root or the caller and closed to group and
     * others (else -EPERM). 0 or negative errno. The caller frees out->bytes. */
    int (*read)(void *context, const char *path, bool secret, struct conf_text *out);
    /* Expands a glob pattern to sorted paths joined by NUL bytes in out (size counts every NUL); no match is
     * size 0 and no error. 0 or negative errno. */
    int (*glob)(void *context, const char *pattern, struct conf_text *out);
};

#endif

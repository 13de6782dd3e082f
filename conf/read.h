/* Entry to both readers: decides the format, reads, then checks what both must obey (conf/check.c). Pure. */
#ifndef CONF_READ_H
#define CONF_READ_H

#include <stdbool.h>

#include "conf/errors.h"
#include "conf/loader.h"
#include "conf/model.h"

/* Choices of the command line that change what a file means. */
struct conf_options {
    const char *config_id; /* keepalived's -i: selects lines that start with @id; NULL when not given */
    const struct conf_memory *memory; /* where the configuration is to be; NULL: anywhere */
    bool without_secrets; /* leaves password files unread: for programs that run as another user */
};

/* Reads the file at `path` through `loader`. The format is YAML when the name ends in .yaml or .yml, else it
 * is decided by the content. `options` may be NULL. Findings come sorted by place. Returns a configuration
 * the caller frees, or NULL when errors->errors > 0. */
struct conf *conf_read(const char *path, const struct conf_loader *loader, const struct conf_options *options,
                       struct conf_errors *errors);

#endif

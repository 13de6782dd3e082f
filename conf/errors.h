/* What a configuration reader found wrong, in the order of the file: `file:line:column: error: message`.
 * Readers only add; programs print. Owns its text. */
#ifndef CONF_ERRORS_H
#define CONF_ERRORS_H

#include <stdbool.h>
#include <stddef.h>

enum conf_severity {
    CONF_WARNING, /* runs, but probably not as meant */
    CONF_ERROR,   /* nothing of this file may be used */
};

/* Where something stands: `file` is owned by the configuration or the caller, line and column count from 1
 * (columns in characters, not bytes); line 0 means the file as a whole. */
struct conf_place {
    const char *file;
    unsigned line;
    unsigned column;
};

struct conf_error {
    enum conf_severity severity;
    struct conf_place place; /* `file` points into this entry's own memory */
    char *message;
};

enum {
    CONF_ERRORS_MAX = 200, /* beyond it only counted: a garbage file must not fill memory */
};

struct conf_errors {
    struct conf_error *items;
    size_t count;
    size_t errors;
    size_t warnings;
};

/* An empty list. */
void conf_errors_init(struct conf_errors *errors);
/* Frees all findings; the list can be used again. */
void conf_errors_free(struct conf_errors *errors);

/* Adds one finding; the message is one sentence without the place and without a newline. In a full list an
 * error takes the place of a warning. */
void conf_errors_add(struct conf_errors *errors, enum conf_severity severity, const struct conf_place *place,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Puts the findings into the order of the files (checks that look at the whole come last otherwise). */
void conf_errors_sort(struct conf_errors *errors);

/* Writes "file:line:column: error: message" (no newline), always terminated. Returns `text`. */
const char *conf_error_format(const struct conf_error *error, char *text, size_t size);

#endif

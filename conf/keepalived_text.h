/* One line of keepalived.conf before it is cut into words: its bytes and, for each, the column it came from,
 * so that places stay right when variables were put in. Pure. */
#ifndef CONF_KEEPALIVED_TEXT_H
#define CONF_KEEPALIVED_TEXT_H

#include "conf/reader.h"

enum {
    KEEPALIVED_TEXT_MAX = 8192, /* of one line with its variables put in */
};

/* `columns[i]` is where byte i stands in the file; bytes end with NUL. Large, so it is used again and again.
 */
struct keepalived_text {
    size_t size;
    char bytes[KEEPALIVED_TEXT_MAX + 1];
    unsigned columns[KEEPALIVED_TEXT_MAX + 1];
};

/* A variable, `$NAME=value'; a value of several lines has newlines in it. */
struct keepalived_variable {
    const char *name;
    const char *value;
};

struct keepalived_variables {
    struct keepalived_variable *items;
    size_t count;
};

/* Fills `out` with `size` bytes that start at column 1 (what does not fit is left out). White space of other
 * scripts (U+3000, U+00A0, ..) and a byte order mark become blanks, with a warning that says what keepalived
 * makes of them; the comment is cut. */
void keepalived_text_make(struct reader *reader, const struct conf_place *place, const char *bytes,
                          size_t size, struct keepalived_text *out);

/* Copies `text` to `out` with variables put in. Warns of names that are not defined and leaves them as they
 * stand, as keepalived does; an error when the result is too large. */
void keepalived_text_expand(struct reader *reader, const struct conf_place *place,
                            const struct keepalived_variables *variables, const struct keepalived_text *text,
                            struct keepalived_text *out);

/* The length of a variable's name at `text`, 0 when there is none. */
size_t keepalived_text_name(const char *text);

#endif

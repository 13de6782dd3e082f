/* keepalived.conf as a flat array of lines, each with its words; a line that opens a block knows where the
 * block ends. Comments, quotes, braces, `include', `$VAR=' and `@id' are dealt with here; keywords are not.
 */
#ifndef CONF_KEEPALIVED_LINES_H
#define CONF_KEEPALIVED_LINES_H

#include "conf/reader.h"

enum {
    KEEPALIVED_LINE_MAX = 1023, /* bytes keepalived reads of a line */
    KEEPALIVED_WORDS_MAX = 4000000,
    KEEPALIVED_EXPANDED_MAX = 64 * 1024 * 1024, /* bytes of all lines with their variables put in */
};

struct keepalived_word {
    const char *text;
    struct conf_place place;
    bool quoted; /* stood in double quotes: may hold blanks, and words of its own */
};

struct keepalived_line {
    struct conf_place place;
    struct keepalived_word *words; /* none only for a block without a keyword */
    size_t count;
    bool block;
    size_t end; /* index of the first line that is not inside: its own index + 1 without a block */
};

struct keepalived_lines {
    struct keepalived_line *items;
    size_t count;
};

/* Reads the lines of `text` and everything it includes. The memory belongs to `scratch`, but for
 * the names of files: places in the model keep them. */
void keepalived_lines_read(struct reader *reader, struct conf *scratch, const struct conf_text *text,
                           struct keepalived_lines *out);

#endif

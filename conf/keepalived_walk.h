/* Tables of keywords and the walk over the lines of one block: each line is given to its keyword's reader,
 * and what is unknown, misplaced or not acted on yet is reported once, in words. Pure. */
#ifndef CONF_KEEPALIVED_WALK_H
#define CONF_KEEPALIVED_WALK_H

#include "conf/keepalived_lines.h"
#include "conf/keepalived_refuse.h"
#include "conf/reader.h"

struct keepalived_lvs_group; /* conf/keepalived_lvs_group.h */

/* What global_defs says and virtual servers need; -1: nothing. */
struct keepalived_lvs_defaults {
    int mail;         /* smtp_alert */
    int checker_mail; /* smtp_alert_checker */
    bool log_all_failures;
};

/* What global_defs says and instances need. */
struct keepalived_defaults {
    bool strict;
    bool checksum_plain;
    struct addr group;  /* of IPv4 */
    struct addr group6; /* of IPv6 */
    bool mail;
    struct keepalived_lvs_defaults lvs;
    struct conf_garp garp;
    bool has_lower_delay;
    bool has_lower_repeat;
};

/* The reading of one keepalived.conf. */
struct keepalived {
    struct reader *reader;
    struct keepalived_lines lines;
    struct keepalived_defaults defaults;
    unsigned rules;       /* without a preference so far */
    struct conf *scratch; /* memory until the file is read */
    struct keepalived_lvs_group *lvs_groups;
    size_t lvs_group_count;
    size_t lvs_endpoints;    /* of all virtual servers so far */
};

enum {
    KEEPALIVED_RULE_PREFERENCE = 16384, /* of the first of them */
};

enum keepalived_action {
    KEYWORD_READ,   /* `read` takes it */
    KEYWORD_QUIET,  /* makes no difference to us */
    KEYWORD_LATER,  /* known, `note` says what is not acted on yet: a warning, once per note and block */
    KEYWORD_NOTED,  /* no effect here, `note` is the whole warning */
    KEYWORD_REFUSE, /* `refusal` */
};

enum {
    KEYWORD_ANY = 255, /* words: as many as there are */
};

struct keepalived_keyword {
    const char *name;
    enum keepalived_action action;
    bool block;
    uint8_t words_min; /* after the keyword; fewer is fatal to keepalived */
    uint8_t words_max; /* more are ignored by keepalived */
    void (*read)(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
    const char *note;
    enum keepalived_refusal refusal;
};

/* Rows of a table. */
#define KEEPALIVED_READ(name, block, min, max, function)                                                     \
    {                                                                                                        \
        name, KEYWORD_READ, block, min, max, function, NULL, 0                                               \
    }
#define KEEPALIVED_LATER(name, note)                                                                         \
    {                                                                                                        \
        name, KEYWORD_LATER, false, 0, KEYWORD_ANY, NULL, note, 0                                            \
    }
#define KEEPALIVED_QUIET(name)                                                                               \
    {                                                                                                        \
        name, KEYWORD_QUIET, false, 0, KEYWORD_ANY, NULL, NULL, 0                                            \
    }
#define KEEPALIVED_REFUSED(name, refusal)                                                                    \
    {                                                                                                        \
        name, KEYWORD_REFUSE, false, 0, KEYWORD_ANY, NULL, NULL, refusal                                     \
    }

/* A table and how its block is called in messages. */
struct keepalived_table {
    const char *what;
    const struct keepalived_keyword *keywords;
    size_t count;
    bool top; /* no enclosing block that an unknown block would close */
};

enum {
    KEEPALIVED_TABLE_MAX = 160,
};

/* Reads the lines [first, end). */
void keepalived_walk(struct keepalived *keepalived, const struct keepalived_table *table, size_t first,
                     size_t end, void *target);

/* Reads the inside of a block. */
void keepalived_walk_block(struct keepalived *keepalived, const struct keepalived_table *table,
                           const struct keepalived_line *line, void *target);

/* Adds a finding at a word; the format does not name the place. */
void keepalived_warn(struct keepalived *keepalived, const struct keepalived_word *word, const char *format,
                     ...) __attribute__((format(printf, 3, 4)));
void keepalived_fail(struct keepalived *keepalived, const struct keepalived_word *word, const char *format,
                     ...) __attribute__((format(printf, 3, 4)));

/* A copy of text that is safe to print and to write into YAML: what is not UTF-8 or not printable becomes
 * `_', with a warning. */
char *keepalived_clean(struct keepalived *keepalived, const struct keepalived_word *word);

/* The same for a name that the model holds: it is cut to what CONF_NAME_MAX leaves room for. Warns of what it
 * changes when `word` defines the name. */
char *keepalived_name(struct keepalived *keepalived, const struct keepalived_word *word, bool defines);

/* Copies a word that names an interface; false after warning that keepalived ignores `what` for a name that
 * is too long. */
bool keepalived_interface(struct keepalived *keepalived, const struct keepalived_word *word, const char *what,
                          char out[CONF_INTERFACE_MAX]);

/* Calls `read` for each line with a word of the block at `line`. */
void keepalived_each(struct keepalived *keepalived, const struct keepalived_line *line,
                     void (*read)(struct keepalived *, const struct keepalived_line *, void *), void *target);

#endif

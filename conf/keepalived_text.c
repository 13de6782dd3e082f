/* Bytes of one line: foreign white space, comments, variables. */
#include "conf/keepalived_text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
    EXPAND_DEPTH_MAX = 16,
};

/* Characters that look like a blank and are none to keepalived. */
static const struct {
    const char *bytes;
    const char *name;
} foreign_blanks[] = {
    {"\xc2\xa0", "U+00A0 (no-break space)"},
    {"\xe3\x80\x80", "U+3000 (full-width space)"},
    {"\xef\xbb\xbf", "U+FEFF (byte order mark)"},
    {"\xe1\x9a\x80", "U+1680 (space mark)"},
    {"\xe2\x80\x80", "U+2000 (space)"},
    {"\xe2\x80\x81", "U+2001 (space)"},
    {"\xe2\x80\x82", "U+2002 (space)"},
    {"\xe2\x80\x83", "U+2003 (space)"},
    {"\xe2\x80\x84", "U+2004 (space)"},
    {"\xe2\x80\x85", "U+2005 (space)"},
    {"\xe2\x80\x86", "U+2006 (space)"},
    {"\xe2\x80\x87", "U+2007 (space)"},
    {"\xe2\x80\x88", "U+2008 (space)"},
    {"\xe2\x80\x89", "U+2009 (thin space)"},
    {"\xe2\x80\x8a", "U+200A (hair space)"},
    {"\xe2\x80\x8b", "U+200B (zero width space)"},
    {"\xe2\x80\xaf", "U+202F (narrow no-break space)"},
    {"\xe2\x81\x9f", "U+205F (space)"},
};

/* What keepalived does with a line whose word has such a character stuck to it. */
static const struct {
    const char *keyword;
    const char *effect;
} blank_effects[] = {
    {"priority", "does not read the number and uses priority 100"},
    {"state", "does not know that state and uses BACKUP"},
    {"virtual_router_id", "does not read the number and refuses to run"},
    {"advert_int", "does not read the number and uses 1 second"},
    {"auth_pass", "makes it part of the password"},
    {"auth_type", "does not know that type and runs without authentication"},
    {"vrrp_instance", "does not know that keyword and runs without this virtual router"},
    {"global_defs", "does not know that keyword and ignores the block"},
    {"interface", "looks for an interface of that name and refuses to run"},
};

static const char *blank_effect(const struct keepalived_text *text)
{
    const char *word = text->bytes + strspn(text->bytes, " \t");
    size_t size = strcspn(word, " \t");

    for (size_t i = 0; i < sizeof blank_effects / sizeof *blank_effects; i++)
        if (size == strlen(blank_effects[i].keyword) && strncmp(word, blank_effects[i].keyword, size) == 0)
            return blank_effects[i].effect;
    return "makes it part of a word and ignores that word or the line";
}

static const char *foreign_blank(const char *at, size_t left, size_t *size)
{
    if ((unsigned char)*at < 0x80) /* nearly all bytes of large files */
        return NULL;
    for (size_t i = 0; i < sizeof foreign_blanks / sizeof *foreign_blanks; i++) {
        *size = strlen(foreign_blanks[i].bytes);
        if (*size <= left && memcmp(at, foreign_blanks[i].bytes, *size) == 0)
            return foreign_blanks[i].name;
    }
    return NULL;
}

static void clear(struct keepalived_text *text)
{
    text->size = 0;
    text->bytes[0] = '\0';
    text->columns[0] = 1;
}

static bool put(struct keepalived_text *text, char byte, unsigned column)
{
    if (text->size >= KEEPALIVED_TEXT_MAX)
        return false;
    text->bytes[text->size] = byte;
    text->columns[text->size++] = column;
    text->bytes[text->size] = '\0';
    text->columns[text->size] = column + 1;
    return true;
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* keepalived cuts at `!' and `#' even inside a word: usual after a value, fatal inside a password. */
static void warn_of_cut(struct reader *reader, const struct conf_place *place,
                        const struct keepalived_text *text, const char *comment, size_t left, unsigned column)
{
    struct conf_place at = {place->file, place->line, column};
    const char *word = text->bytes + strspn(text->bytes, " \t");
    bool inside = text->size && !isspace((unsigned char)text->bytes[text->size - 1]);
    bool goes_on = left > 1 && isgraph((unsigned char)comment[1]);

    if (inside && (goes_on || strncmp(word, "auth_pass", 9) == 0))
        conf_errors_add(
            reader->errors, CONF_WARNING, &at,
            "`%c' starts a comment even inside a word: keepalived cuts the line here, and so it is "
            "read; put the word in double quotes to keep it whole",
            *comment);
}

void keepalived_text_make(struct reader *reader, const struct conf_place *place, const char *bytes,
                          size_t size, struct keepalived_text *out)
{
    struct conf_place first_blank = {place->file, place->line, 0};
    const char *blank_name = NULL;
    unsigned column = 0;
    bool quoted = false;

    clear(out);
    for (size_t i = 0; i < size; i++) {
        size_t blank_size;
        column += !is_continuation(bytes[i]);
        if (!quoted && (bytes[i] == '!' || bytes[i] == '#')) {
            warn_of_cut(reader, place, out, bytes + i, size - i, column);
            break;
        }
        quoted ^= bytes[i] == '"';
        const char *name = quoted ? NULL : foreign_blank(bytes + i, size - i, &blank_size);
        if (name) {
            if (!blank_name)
                first_blank.column = column;
            blank_name = blank_name ? blank_name : name;
            i += blank_size - 1;
        }
        put(out, name ? ' ' : bytes[i], column);
    }
    if (blank_name && out->size > strspn(out->bytes, " \t\r"))
        conf_errors_add(reader->errors, CONF_WARNING, &first_blank,
                        "%s is not white space to keepalived, which %s; read as a blank here", blank_name,
                        blank_effect(out));
}

size_t keepalived_text_name(const char *text)
{
    size_t size = 0;

    if (!isalpha((unsigned char)text[0]) && text[0] != '_')
        return 0;
    while (isalnum((unsigned char)text[size]) || text[size] == '_')
        size++;
    return size;
}

struct expansion {
    struct reader *reader;
    const struct conf_place *place;
    const struct keepalived_variables *variables;
    struct keepalived_text *out;
    bool overflow;
};

static const char *value_of(const struct keepalived_variables *variables, const char *name, size_t size)
{
    for (size_t i = variables->count; i-- > 0;)
        if (strlen(variables->items[i].name) == size && memcmp(variables->items[i].name, name, size) == 0)
            return variables->items[i].value;
    return NULL;
}

static void expand(struct expansion *expansion, const char *bytes, const unsigned *columns, unsigned depth);

/* `at` points to a `$' with a name behind it; returns the bytes that the reference takes, or 0 for none. */
static size_t expand_reference(struct expansion *expansion, const char *at, unsigned column, unsigned depth)
{
    bool braced = at[1] == '{';
    const char *name = at + 1 + braced;
    size_t size = keepalived_text_name(name);

    if (size == 0 || (braced && name[size] != '}'))
        return 0;
    const char *value = value_of(expansion->variables, name, size);
    if (value && depth < EXPAND_DEPTH_MAX) {
        unsigned fixed = column;
        expand(expansion, value, &fixed, depth + 1);
        return 1 + size + 2 * (size_t)braced;
    }
    struct conf_place place = {expansion->place->file, expansion->place->line, column};
    if (value)
        expansion->overflow = true;
    else
        conf_errors_add(expansion->reader->errors, CONF_WARNING, &place,
                        *name == '_'
                            ? "`$%.*s' is a variable of keepalived's own that is not supported yet: it is "
                              "left as it stands"
                            : "`$%.*s' is not a variable defined before: keepalived leaves it as it stands",
                        (int)size, name);
    return 0;
}

/* At depth 0 `columns` has one for each byte; deeper, where a value is put in, all share the first. */
static void expand(struct expansion *expansion, const char *bytes, const unsigned *columns, unsigned depth)
{
    for (size_t i = 0; bytes[i] && !expansion->overflow;) {
        unsigned column = depth ? columns[0] : columns[i];
        size_t used = bytes[i] == '$' ? expand_reference(expansion, bytes + i, column, depth) : 0;
        if (used) {
            i += used;
        } else if (!put(expansion->out, bytes[i++], column)) {
            expansion->overflow = true;
        }
    }
}

void keepalived_text_expand(struct reader *reader, const struct conf_place *place,
                            const struct keepalived_variables *variables, const struct keepalived_text *text,
                            struct keepalived_text *out)
{
    struct expansion expansion = {.reader = reader, .place = place, .variables = variables, .out = out};

    clear(out);
    expand(&expansion, text->bytes, text->columns, 0);
    if (expansion.overflow)
        conf_errors_add(reader->errors, CONF_ERROR, place, "variables expand without end");
}

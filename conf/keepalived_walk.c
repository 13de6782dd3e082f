/* Keywords: which are known, what happens with those that are not. */
#include "conf/keepalived_walk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "conf/suggest.h"

enum {
    NOTES_MAX = 16,
};

/* What one walk has seen so far. */
struct walk {
    struct keepalived *keepalived;
    const struct keepalived_table *table;
    void *target;
    const char *notes[NOTES_MAX];
    size_t note_count;
    bool seen[KEEPALIVED_TABLE_MAX];
};

static void add(struct keepalived *keepalived, enum conf_severity severity,
                const struct keepalived_word *word, const char *format, va_list args)
{
    char text[800];

    vsnprintf(text, sizeof text, format, args);
    conf_errors_add(keepalived->reader->errors, severity, &word->place, "%s", text);
}

void keepalived_warn(struct keepalived *keepalived, const struct keepalived_word *word, const char *format,
                     ...)
{
    va_list args;

    va_start(args, format);
    add(keepalived, CONF_WARNING, word, format, args);
    va_end(args);
}

void keepalived_fail(struct keepalived *keepalived, const struct keepalived_word *word, const char *format,
                     ...)
{
    va_list args;

    va_start(args, format);
    add(keepalived, CONF_ERROR, word, format, args);
    va_end(args);
}

/* The size of the UTF-8 sequence at `at`, 0 when it is none or not printable in YAML. */
static size_t utf8_size(const unsigned char *at)
{
    if (at[0] < 0x80)
        return at[0] >= 0x20 && at[0] != 0x7f ? 1 : 0;
    size_t size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    uint32_t code = at[0] & (0xffU >> (size + 1));

    if (at[0] < 0xc2 || at[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3f);
    }
    bool overlong = (size == 3 && code < 0x800) || (size == 4 && (code < 0x10000 || code > 0x10ffff));
    bool special = code < 0xa0 || (code >= 0xd800 && code < 0xe000) || code == 0x2028 || code == 0x2029 ||
                   code == 0xfeff || (code & 0xfffe) == 0xfffe;
    return overlong || special ? 0 : size;
}

static char *clean(struct keepalived *keepalived, const struct keepalived_word *word, bool *changed)
{
    char *copy = conf_strdup(keepalived->reader->conf, word->text);

    for (size_t i = 0; copy[i];) {
        size_t size = utf8_size((const unsigned char *)copy + i);
        if (size == 0) {
            copy[i] = '_';
            *changed = true;
        }
        i += size ? size : 1;
    }
    return copy;
}

char *keepalived_clean(struct keepalived *keepalived, const struct keepalived_word *word)
{
    bool changed = false;
    char *copy = clean(keepalived, word, &changed);

    if (changed)
        keepalived_warn(keepalived, word, "this is not printable UTF-8 text, it is read as `%s'", copy);
    return copy;
}

char *keepalived_name(struct keepalived *keepalived, const struct keepalived_word *word, bool defines)
{
    char *name = defines ? keepalived_clean(keepalived, word) : clean(keepalived, word, &(bool){false});
    size_t cut = CONF_NAME_MAX - 1;

    if (strlen(name) <= cut)
        return name;
    while (((unsigned char)name[cut] & 0xc0) == 0x80)
        cut--;
    name[cut] = '\0';
    if (defines)
        keepalived_warn(keepalived, word, "the name is cut to `%s'", name);
    return name;
}

bool keepalived_interface(struct keepalived *keepalived, const struct keepalived_word *word, const char *what,
                          char out[CONF_INTERFACE_MAX])
{
    size_t size = strlen(word->text);
    bool good = size > 0;

    if (size >= CONF_INTERFACE_MAX) {
        keepalived_warn(keepalived, word, "interface name `%s' is too long: keepalived ignores %s",
                        keepalived_clean(keepalived, word), what);
        return false;
    }
    for (size_t i = 0; i < size; i++)
        good = good && word->text[i] > ' ' && word->text[i] < 0x7f && word->text[i] != '/';
    if (good)
        memcpy(out, word->text, size + 1);
    else
        keepalived_warn(keepalived, word, "`%s' cannot be the name of an interface: %s is ignored",
                        keepalived_clean(keepalived, word), what);
    return good;
}

void keepalived_each(struct keepalived *keepalived, const struct keepalived_line *line,
                     void (*read)(struct keepalived *, const struct keepalived_line *, void *), void *target)
{
    const struct keepalived_lines *lines = &keepalived->lines;

    for (size_t i = (size_t)(line - lines->items) + 1; i < line->end; i = lines->items[i].end)
        if (lines->items[i].count > 0)
            read(keepalived, &lines->items[i], target);
}

static const char *keyword_name(const void *context, size_t i)
{
    return ((const struct keepalived_keyword *)context)[i].name;
}

static const struct keepalived_keyword *find(const struct keepalived_table *table, const char *name,
                                             size_t size)
{
    for (size_t i = 0; i < table->count; i++)
        if (strlen(table->keywords[i].name) == size && memcmp(table->keywords[i].name, name, size) == 0)
            return &table->keywords[i];
    return NULL;
}

/* "vrrp instance" for vrrp_instance: the first two words joined are a keyword. */
static const struct keepalived_keyword *find_joined(const struct keepalived_table *table,
                                                    const struct keepalived_line *line)
{
    char name[64];

    if (line->count < 2)
        return NULL;
    int size = snprintf(name, sizeof name, "%s_%s", line->words[0].text, line->words[1].text);
    return (size_t)size < sizeof name ? find(table, name, (size_t)size) : NULL;
}

static void report_unknown(struct walk *walk, const struct keepalived_line *line)
{
    const struct conf_errors *errors = walk->keepalived->reader->errors;
    const struct keepalived_table *table = walk->table;
    const struct keepalived_word *word = &line->words[0];
    const struct keepalived_keyword *joined = find_joined(table, line);
    /* In a file that is no configuration at all nobody reads the ten thousandth suggestion. */
    bool full = errors->count >= CONF_ERRORS_MAX && errors->errors > 0;
    const char *near = joined ? joined->name : NULL;
    char suggestion[SUGGEST_TEXT_MAX], name[64];

    if (!joined && !full)
        near = suggest_word(word->text, keyword_name, table->keywords, table->count);
    snprintf(name, sizeof name, "%.30s%s%.30s", word->text, joined ? " " : "",
             joined ? line->words[1].text : "");
    suggest_format(near, suggestion);
    if (near && table->top && line->block && strcmp(near, "vrrp_instance") == 0)
        keepalived_fail(walk->keepalived, word,
                        "unknown keyword `%s': keepalived would run without this virtual router%s", name,
                        suggestion);
    else if (line->block && !table->top)
        keepalived_warn(
            walk->keepalived, word,
            "unknown keyword `%s': keepalived ignores it and its `{', and the block's `}' then ends "
            "%s; here the block is skipped%s",
            name, table->what, suggestion);
    else
        keepalived_warn(walk->keepalived, word, "unknown keyword `%s' in %s, keepalived ignores %s%s", name,
                        table->what, line->block ? "the block" : "the line", suggestion);
}

/* One warning per note, naming the first keyword that brought it up. */
static void report_later(struct walk *walk, const struct keepalived_keyword *keyword,
                         const struct keepalived_line *line)
{
    for (size_t i = 0; i < walk->note_count; i++)
        if (strcmp(walk->notes[i], keyword->note) == 0)
            return;
    if (walk->note_count < NOTES_MAX)
        walk->notes[walk->note_count++] = keyword->note;
    keepalived_warn(walk->keepalived, &line->words[0], "`%s': %s", keyword->name, keyword->note);
}

static bool check_shape(struct walk *walk, const struct keepalived_keyword *keyword,
                        const struct keepalived_line *line)
{
    const struct keepalived_word *word = &line->words[0];
    size_t given = line->count - 1;

    if (given < keyword->words_min) {
        keepalived_fail(walk->keepalived, word, "`%s' needs a value, keepalived refuses to run without it",
                        keyword->name);
        return false;
    }
    if (given > keyword->words_max)
        keepalived_warn(walk->keepalived, &line->words[keyword->words_max + 1],
                        "keepalived ignores `%s' after `%s%s%s'", line->words[keyword->words_max + 1].text,
                        keyword->name, keyword->words_max ? " " : "",
                        keyword->words_max ? line->words[keyword->words_max].text : "");
    if (keyword->block && !line->block) {
        keepalived_fail(walk->keepalived, word,
                        "`%s' has no `{' behind it: keepalived assumes one and reads on to the next `}'",
                        keyword->name);
        return false;
    } else if (!keyword->block && line->block) {
        keepalived_warn(walk->keepalived, word,
                        "`%s' takes no block: keepalived ignores the `{' and the `}' ends %s; here what is "
                        "between them is skipped",
                        keyword->name, walk->table->what);
    }
    return true;
}

/* A keyword with one value that comes twice: the last counts. */
static void report_repeated(struct walk *walk, const struct keepalived_keyword *keyword,
                            const struct keepalived_line *line)
{
    bool *seen = &walk->seen[keyword - walk->table->keywords];

    if (*seen && !keyword->block && keyword->words_max == 1)
        keepalived_warn(walk->keepalived, &line->words[0], "`%s' again in %s: the last one counts",
                        keyword->name, walk->table->what);
    *seen = true;
}

static void read_line(struct walk *walk, const struct keepalived_line *line)
{
    const struct keepalived_keyword *keyword;

    if (line->count == 0)
        return; /* a block without a keyword was reported when it was opened */
    keyword = find(walk->table, line->words[0].text, strlen(line->words[0].text));
    if (!keyword) {
        report_unknown(walk, line);
        return;
    }
    switch (keyword->action) {
    case KEYWORD_READ:
        report_repeated(walk, keyword, line);
        if (check_shape(walk, keyword, line))
            keyword->read(walk->keepalived, line, walk->target);
        break;
    case KEYWORD_QUIET:
        break;
    case KEYWORD_LATER:
    case KEYWORD_NOTED:
        report_later(walk, keyword, line);
        break;
    case KEYWORD_REFUSE:
        keepalived_refuse(walk->keepalived->reader, &line->words[0].place, keyword->refusal);
        break;
    }
}

void keepalived_walk(struct keepalived *keepalived, const struct keepalived_table *table, size_t first,
                     size_t end, void *target)
{
    struct walk walk = {.keepalived = keepalived, .table = table, .target = target};

    for (size_t i = first; i < end; i = keepalived->lines.items[i].end)
        read_line(&walk, &keepalived->lines.items[i]);
}

void keepalived_walk_block(struct keepalived *keepalived, const struct keepalived_table *table,
                           const struct keepalived_line *line, void *target)
{
    size_t index = (size_t)(line - keepalived->lines.items);

    keepalived_walk(keepalived, table, index + 1, line->end, target);
}

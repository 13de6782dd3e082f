/* Files to lines: includes, conditions, variable definitions, words and braces. */
#include "conf/keepalived_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/keepalived_text.h"

enum {
    NESTING_MAX = 16,
    VARIABLE_MAX = 16384,
};

/* The state of one reading; `open` are the indices of the blocks not closed yet. */
struct lexer {
    struct reader *reader;
    struct conf *scratch; /* owns lines, words and variables */
    struct keepalived_lines *lines;
    struct keepalived_variables variables;
    struct keepalived_variable *defining; /* its last line ended in a backslash */
    size_t open[NESTING_MAX];
    size_t depth;
    size_t files;
    size_t words;
    size_t expanded;
    struct keepalived_text *text; /* the line as it stands, and with variables put in */
    struct keepalived_text *full;
    bool may_open; /* the last line is a statement that a `{' may follow */
    bool stop;     /* a limit was passed: nothing more is worth reading */
};

static void stop(struct lexer *lexer, const struct conf_place *place, const char *why)
{
    conf_errors_add(lexer->reader->errors, CONF_ERROR, place, "%s", why);
    lexer->stop = true;
}

static struct keepalived_line *add_line(struct lexer *lexer, const struct conf_place *place)
{
    struct keepalived_lines *lines = lexer->lines;

    lines->items = conf_append(lexer->scratch, lines->items, &lines->count, sizeof *lines->items);
    struct keepalived_line *line = &lines->items[lines->count - 1];
    *line =
        (struct keepalived_line){.place = *place, .end = lines->count}; /* an include's slot is used again */
    return line;
}

static struct keepalived_word *add_word(struct lexer *lexer, const struct conf_place *place,
                                        const char *bytes, size_t size)
{
    struct keepalived_lines *lines = lexer->lines;
    struct keepalived_line *line = lexer->may_open ? &lines->items[lines->count - 1] : add_line(lexer, place);
    char *text = conf_alloc(lexer->scratch, size + 1);

    memcpy(text, bytes, size);
    line->words = conf_append(lexer->scratch, line->words, &line->count, sizeof *line->words);
    line->words[line->count - 1] = (struct keepalived_word){.text = text, .place = *place};
    lexer->may_open = true;
    if (++lexer->words >= KEEPALIVED_WORDS_MAX)
        stop(lexer, place, "too many words");
    return &line->words[line->count - 1];
}

static void open_block(struct lexer *lexer, const struct conf_place *place)
{
    struct keepalived_lines *lines = lexer->lines;

    if (lexer->depth == NESTING_MAX) {
        stop(lexer, place, "blocks are nested too deeply");
        return;
    }
    if (!lexer->may_open) {
        conf_errors_add(lexer->reader->errors, CONF_WARNING, place,
                        "`{' without a keyword: keepalived ignores it, here the block is skipped");
        add_line(lexer, place);
    }
    lines->items[lines->count - 1].block = true;
    lexer->open[lexer->depth++] = lines->count - 1;
    lexer->may_open = false;
}

static void close_block(struct lexer *lexer, const struct conf_place *place)
{
    lexer->may_open = false;
    if (lexer->depth == 0) {
        conf_errors_add(lexer->reader->errors, CONF_WARNING, place,
                        "`}' without a `{': keepalived ignores it; is a block closed too early above?");
        return;
    }
    lexer->lines->items[lexer->open[--lexer->depth]].end = lexer->lines->count;
}

/* The bytes of the word at `at`, which is neither blank, brace nor quote. `${' belongs to a word. */
static size_t word_size(const char *at)
{
    size_t size = 0;

    while (at[size] && !strchr(" \t\r\v\f\n\"{}", at[size])) {
        bool braced = at[size] == '$' && at[size + 1] == '{';
        size_t name = braced ? keepalived_text_name(at + size + 2) : 0;
        size += name && at[size + 2 + name] == '}' ? name + 3 : 1;
    }
    return size;
}

/* Reads "..." at `at`; returns its size with the quotes, or all the rest when the closing one is missing. */
static size_t read_quoted(struct lexer *lexer, const struct conf_place *place, const char *at)
{
    size_t size = strcspn(at + 1, "\"\n");

    if (at[1 + size] == '"') {
        add_word(lexer, place, at + 1, size)->quoted = true;
        return size + 2;
    }
    conf_errors_add(lexer->reader->errors, CONF_WARNING, place,
                    "a quote that is never closed: keepalived drops the rest of the line, and so it is read");
    return size + 1;
}

/* Cuts a text without comment and variables into words and braces. */
static void read_words(struct lexer *lexer, const struct conf_place *place,
                       const struct keepalived_text *text)
{
    size_t i = 0;

    while (text->bytes[i] && !lexer->stop) {
        struct conf_place at = {place->file, place->line, text->columns[i]};
        const char *byte = text->bytes + i;
        size_t used = 1;
        if (*byte == '\n') {
            lexer->may_open = false;
        } else if (*byte == '{') {
            open_block(lexer, &at);
        } else if (*byte == '}') {
            close_block(lexer, &at);
        } else if (*byte == '"') {
            used = read_quoted(lexer, &at, byte);
        } else if (!strchr(" \t\r\v\f", *byte)) {
            used = word_size(byte);
            add_word(lexer, &at, byte, used);
        }
        i += used;
    }
}

/* `@id rest` counts only with -i id, `@^id rest` only without it. Blanks the condition out; false skips. */
static bool condition_holds(struct lexer *lexer, struct keepalived_text *text)
{
    size_t at = strspn(text->bytes, " \t");
    const char *wanted = lexer->reader->options->config_id;

    if (text->bytes[at] != '@')
        return true;
    bool negated = text->bytes[at + 1] == '^';
    const char *id = text->bytes + at + 1 + negated;
    size_t size = strcspn(id, " \t\r");
    bool same = wanted && strlen(wanted) == size && strncmp(wanted, id, size) == 0;
    if (same == negated)
        return false;
    memset(text->bytes + at, ' ', 1 + (size_t)negated + size);
    return true;
}

static char *trimmed_copy(struct conf *conf, const char *bytes, bool *goes_on)
{
    char *copy = conf_strdup(conf, bytes + strspn(bytes, " \t"));
    size_t size = strlen(copy);

    while (size && strchr(" \t\r", copy[size - 1]))
        size--;
    *goes_on = size && copy[size - 1] == '\\';
    copy[*goes_on ? size - 1 : size] = '\0';
    return copy;
}

static void continue_definition(struct lexer *lexer, const struct conf_place *place, const char *bytes)
{
    struct keepalived_variable *variable = lexer->defining;
    bool goes_on;
    char *more = trimmed_copy(lexer->scratch, bytes, &goes_on);
    size_t size = strlen(variable->value) + strlen(more) + 2;

    if (size > VARIABLE_MAX) { /* each line copies what came before: keep that product small */
        stop(lexer, place, "the value of a variable is too long");
        return;
    }
    char *joined = conf_alloc(lexer->scratch, size);
    snprintf(joined, size, "%s\n%s", variable->value, more);
    variable->value = joined;
    if (!goes_on)
        lexer->defining = NULL;
}

/* `$NAME=value`; true when the line was one. */
static bool read_definition(struct lexer *lexer, const struct keepalived_text *text)
{
    const char *at = text->bytes + strspn(text->bytes, " \t");
    size_t size = *at == '$' ? keepalived_text_name(at + 1) : 0;
    struct keepalived_variables *variables = &lexer->variables;
    struct conf *conf = lexer->scratch;
    bool goes_on;

    if (size == 0 || at[1 + size] != '=')
        return false;
    char *name = conf_alloc(conf, size + 1);
    memcpy(name, at + 1, size);
    variables->items = conf_append(conf, variables->items, &variables->count, sizeof *variables->items);
    struct keepalived_variable *variable = &variables->items[variables->count - 1];
    *variable = (struct keepalived_variable){name, trimmed_copy(conf, at + 2 + size, &goes_on)};
    lexer->defining = goes_on ? variable : NULL;
    return true;
}

static void read_file(struct lexer *lexer, const char *file, const struct conf_text *text, unsigned depth);

static void read_included(struct lexer *lexer, const struct conf_place *place, const char *path,
                          unsigned depth)
{
    const struct conf_loader *loader = lexer->reader->loader;
    struct conf_text text = {NULL, 0};

    if (depth > CONF_INCLUDE_DEPTH_MAX || ++lexer->files > CONF_FILES_MAX) {
        stop(lexer, place,
             depth > CONF_INCLUDE_DEPTH_MAX ? "includes are nested too deeply: does a file include itself?"
                                            : "more than 256 included files");
        return;
    }
    int error = loader->read(loader->context, path, false, &text);
    if (error) {
        conf_errors_add(lexer->reader->errors, CONF_ERROR, place, "included file `%s' cannot be read: %s",
                        path, strerrordesc_np(-error));
        return;
    }
    if (strlen(text.bytes) != text.size)
        conf_errors_add(lexer->reader->errors, CONF_ERROR, place, "included file `%s' has a NUL byte", path);
    else
        read_file(lexer, conf_strdup(lexer->reader->conf, path), &text, depth);
    explicit_bzero(text.bytes, text.size);
    free(text.bytes);
}

/* A pattern is relative to the file that includes. */
static char *resolve(struct conf *conf, const char *file, const char *pattern)
{
    const char *slash = strrchr(file, '/');
    int directory = slash && pattern[0] != '/' ? (int)(slash - file) + 1 : 0;
    size_t size = (size_t)directory + strlen(pattern) + 1;
    char *path = conf_alloc(conf, size);

    snprintf(path, size, "%.*s%s", directory, file, pattern);
    return path;
}

static void read_include(struct lexer *lexer, const struct conf_place *place, const char *pattern,
                         unsigned depth)
{
    const struct conf_loader *loader = lexer->reader->loader;
    char *path = resolve(lexer->scratch, place->file, pattern);
    struct conf_text found = {NULL, 0};
    int error = loader->glob(loader->context, path, &found);

    if (error)
        conf_errors_add(lexer->reader->errors, CONF_ERROR, place, "cannot look for `%s': %s", path,
                        strerrordesc_np(-error));
    else if (found.size == 0)
        conf_errors_add(lexer->reader->errors, CONF_WARNING, place,
                        "no file matches `%s': keepalived goes on without it, and so do we", path);
    for (size_t at = 0; at < found.size && !lexer->stop; at += strlen(found.bytes + at) + 1)
        read_included(lexer, place, found.bytes + at, depth + 1);
    free(found.bytes);
}

/* `include` and its variants, which only differ in what keepalived does about missing files. */
static bool is_include(const struct keepalived_line *line)
{
    static const char *const words[] = {"include",  "includer", "includem",
                                        "includew", "includeb", "includea"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (line->count >= 2 && strcmp(line->words[0].text, words[i]) == 0)
            return true;
    return false;
}

/* The words of lexer->text, with its variables put in. */
static void read_statements(struct lexer *lexer, const struct conf_place *place)
{
    const struct keepalived_text *text = lexer->text;

    if (strchr(text->bytes, '$')) {
        keepalived_text_expand(lexer->reader, place, &lexer->variables, text, lexer->full);
        text = lexer->full;
        lexer->expanded += text->size;
        if (lexer->expanded > KEEPALIVED_EXPANDED_MAX)
            stop(lexer, place, "variables expand to too much text");
    }
    /* Only a brace may continue the statement of the line before. */
    lexer->may_open = lexer->may_open && strchr("{", text->bytes[strspn(text->bytes, " \t\r")]);
    read_words(lexer, place, text);
}

static void read_line(struct lexer *lexer, const struct conf_place *place, const char *bytes, size_t size,
                      unsigned depth)
{
    size_t before = lexer->lines->count;

    if (size > KEEPALIVED_LINE_MAX) {
        conf_errors_add(lexer->reader->errors, CONF_WARNING, place,
                        "line longer than %d bytes: keepalived drops it, and so it is read",
                        KEEPALIVED_LINE_MAX);
        return;
    }
    keepalived_text_make(lexer->reader, place, bytes, size, lexer->text);
    if (lexer->defining) {
        continue_definition(lexer, place, lexer->text->bytes);
        return;
    }
    if (!condition_holds(lexer, lexer->text) || read_definition(lexer, lexer->text))
        return;
    read_statements(lexer, place);
    if (lexer->lines->count != before + 1 || !is_include(&lexer->lines->items[before]))
        return;
    const struct keepalived_line *line = &lexer->lines->items[before];
    const char *pattern = line->words[1].text;
    struct conf_place at = line->place;
    lexer->lines->count = before; /* the line's place in the array is the included lines' */
    lexer->may_open = false;
    read_include(lexer, &at, pattern, depth);
}

static void read_file(struct lexer *lexer, const char *file, const struct conf_text *text, unsigned depth)
{
    struct conf_place place = {file, 0, 1};
    size_t at = 0;

    while (at < text->size && !lexer->stop) {
        size_t size = strcspn(text->bytes + at, "\n");
        place.line++;
        read_line(lexer, &place, text->bytes + at, size, depth);
        at += size + 1;
    }
}

void keepalived_lines_read(struct reader *reader, struct conf *scratch, const struct conf_text *text,
                           struct keepalived_lines *out)
{
    struct lexer lexer = {.reader = reader, .scratch = scratch, .lines = out};

    lexer.text = conf_alloc(scratch, sizeof *lexer.text);
    lexer.full = conf_alloc(scratch, sizeof *lexer.full);
    read_file(&lexer, reader->conf->path, text, 0);
    while (lexer.depth > 0) {
        struct keepalived_line *line = &out->items[lexer.open[--lexer.depth]];
        line->end = out->count;
        if (!lexer.stop)
            conf_errors_add(reader->errors, CONF_ERROR, &line->place, "this block is never closed by a `}'");
    }
}

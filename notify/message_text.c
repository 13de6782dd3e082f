/* Templates; see message_text.h. */
#include "notify/message_text.h"

#include <stdlib.h>
#include <string.h>

#include "notify/message_encode.h"
#include "notify/message_variables.h"

enum { DEPTH_MAX = 4 }; /* parts within parts */

/* What a piece of a template came to. */
struct piece {
    bool variables; /* it has some */
    bool any;       /* one of them has a value */
};

/* The line being made. */
struct line {
    FILE *stream;
    char *text;
    size_t size;
    struct piece piece;
};

static const struct message_variable *find(const char *name, size_t size)
{
    const struct message_variable *variable;

    for (size_t i = 0; (variable = message_variables(i)) != NULL; i++)
        if (strlen(variable->name) == size && memcmp(variable->name, name, size) == 0)
            return variable;
    return NULL;
}

/* Where the part ends that begins with `opener` at `text`: at its closer, NULL when there is none. Parts in
 * double brackets may hold one another. */
static const char *closing(const char *text, const char *end)
{
    size_t depth = 0;

    for (; text + 1 < end; text++) {
        if (memcmp(text, "[[", 2) == 0) {
            if (++depth > DEPTH_MAX)
                return NULL;
            text++;
        } else if (memcmp(text, "]]", 2) == 0) {
            if (--depth == 0)
                return text;
            text++;
        }
    }
    return NULL;
}

static bool starts(const char *text, const char *end, const char *opener)
{
    return text + 1 < end && memcmp(text, opener, 2) == 0;
}

static void put_variable(struct line *line, const struct message_variable *variable,
                         const struct message_view *view)
{
    char *value = NULL;
    size_t size;
    FILE *stream = open_memstream(&value, &size);

    if (stream == NULL)
        return;
    variable->write(stream, view);
    if (fclose(stream) == 0) {
        line->piece.any |= size > 0;
        if (variable->lines)
            encode_clean_lines(line->stream, value);
        else
            encode_clean(line->stream, value);
    }
    free(value);
}

/* A line whose variables are all empty is not there at all. */
static void end_line(FILE *out, struct line *line, const char *end, struct piece *sum)
{
    sum->variables |= line->piece.variables;
    sum->any |= line->piece.any;
    if (fclose(line->stream) == 0 && (line->piece.any || !line->piece.variables)) {
        fwrite(line->text, 1, line->size, out);
        fputs(end, out);
    }
    free(line->text);
}

static bool begin_line(struct line *line)
{
    *line = (struct line){.text = NULL};
    line->stream = open_memstream(&line->text, &line->size);
    return line->stream != NULL;
}

static struct piece expand(FILE *out, const char *text, const char *end, const struct message_view *view);

static void put_part(struct line *line, const char *text, const char *end, const struct message_view *view)
{
    char *value = NULL;
    size_t size;
    FILE *stream = open_memstream(&value, &size);
    struct piece piece;

    if (stream == NULL)
        return;
    piece = expand(stream, text, end, view);
    line->piece.variables |= piece.variables;
    line->piece.any |= piece.any;
    if (fclose(stream) == 0 && (piece.any || !piece.variables))
        fwrite(value, 1, size, line->stream);
    free(value);
}

/* One step: a variable, a part or a character. Returns where it goes on. */
static const char *step(struct line *line, const char *text, const char *end, const struct message_view *view)
{
    const char *close;

    if (starts(text, end, "[[") && (close = closing(text, end)) != NULL) {
        put_part(line, text + 2, close, view);
        return close + 2;
    }
    if (starts(text, end, "{{") && (close = memmem(text, (size_t)(end - text), "}}", 2)) != NULL) {
        const struct message_variable *variable = find(text + 2, (size_t)(close - text - 2));

        line->piece.variables = true;
        if (variable != NULL)
            put_variable(line, variable, view);
        return close + 2;
    }
    fputc(*text, line->stream);
    return text + 1;
}

/* Recursion ends: what is expanded inside gets shorter each time. */
static struct piece expand(FILE *out, const char *text, const char *end, const struct message_view *view)
{
    struct piece sum = {false, false};
    struct line line;

    if (!begin_line(&line))
        return sum;
    while (text < end) {
        if (*text != '\n') {
            text = step(&line, text, end, view);
            continue;
        }
        end_line(out, &line, "\n", &sum);
        if (!begin_line(&line))
            return sum;
        text++;
    }
    end_line(out, &line, "", &sum);
    return sum;
}

void message_expand(FILE *out, const char *text, const struct message_view *view)
{
    expand(out, text, text + strlen(text), view);
}

static char *fill(const struct notice *notice, const struct message_facts *facts, const char *own,
                  bool is_subject)
{
    static const struct event nothing;
    const struct message_words *words = message_words(facts->language);
    const struct event *event = notice->event_count > 0 ? &notice->events[notice->event_count - 1] : &nothing;
    struct message_view view = {notice, facts, event, words};
    const char *built_in = is_subject ? words->subject : words->body;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    message_expand(out, own != NULL ? own : built_in, &view);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

/* Blanks at both ends and line ends inside go; a long text is cut between two characters. */
static void make_one_line(char *text)
{
    size_t size = strlen(text), start = strspn(text, " \r\n\t");

    memmove(text, text + start, size - start + 1);
    size -= start;
    while (size > 0 && strchr(" \r\n\t", text[size - 1]) != NULL)
        text[--size] = '\0';
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            text[i] = ' ';
    if (size <= MESSAGE_SUBJECT_MAX)
        return;
    for (size = MESSAGE_SUBJECT_MAX - 3; ((unsigned char)text[size] & 0xc0) == 0x80; size--)
        ;
    strcpy(text + size, "...");
}

char *message_subject(const struct notice *notice, const struct message_facts *facts)
{
    char *text = fill(notice, facts, facts->subject_template, true);

    if (text != NULL)
        make_one_line(text);
    return text;
}

/* Lines that were left out leave blank ones behind: one is enough, none at the start. */
static void squeeze(char *text)
{
    size_t newlines = 2;
    char *out = text;

    for (const char *in = text; *in != '\0'; in++) {
        newlines = *in == '\n' ? newlines + 1 : 0;
        if (newlines <= 2)
            *out++ = *in;
    }
    *out = '\0';
}

char *message_body(const struct notice *notice, const struct message_facts *facts)
{
    char *text = fill(notice, facts, facts->body_template, false);

    if (text != NULL)
        squeeze(text);
    return text;
}

/* ---- checking ---- */

static void list_variables(const char *name, size_t size, char *why, size_t why_size)
{
    const struct message_variable *variable;
    size_t used = (size_t)snprintf(why, why_size, "unknown variable `%.*s'; there are",
                                   (int)(size < 40 ? size : 40), name);

    for (size_t i = 0; (variable = message_variables(i)) != NULL && used < why_size; i++)
        used += (size_t)snprintf(why + used, why_size - used, " %s", variable->name);
}

static bool check_brackets(const char *text, const char *end, char *why, size_t why_size)
{
    if (starts(text, end, "[[") && closing(text, end) == NULL) {
        snprintf(why, why_size, "`[[' without `]]', or more than %d within one another", DEPTH_MAX);
        return false;
    }
    return true;
}

bool message_template_check(const char *text, size_t *line, char *why, size_t why_size)
{
    const char *end = text + strlen(text), *close;

    *line = 1;
    if (end - text > MESSAGE_TEMPLATE_MAX) {
        snprintf(why, why_size, "longer than %d bytes", MESSAGE_TEMPLATE_MAX);
        return false;
    }
    for (; text < end; text++) {
        *line += *text == '\n';
        if (!check_brackets(text, end, why, why_size))
            return false;
        if (!starts(text, end, "{{"))
            continue;
        close = memmem(text, (size_t)(end - text), "}}", 2);
        if (close == NULL) {
            snprintf(why, why_size, "`{{' without `}}'");
            return false;
        }
        if (find(text + 2, (size_t)(close - text - 2)) == NULL) {
            list_variables(text + 2, (size_t)(close - text - 2), why, why_size);
            return false;
        }
        text = close + 1;
    }
    return true;
}

bool message_variable(size_t index, const char **name, const char **about)
{
    const struct message_variable *variable = message_variables(index);

    if (variable == NULL)
        return false;
    *name = variable->name;
    *about = variable->about;
    return true;
}

const char *message_notice_name(enum notice_kind kind)
{
    static const char *const names[NOTICE_KIND_COUNT] = {"event",    "digest", "stable",
                                                         "reminder", "healed", "test"};

    return names[kind];
}

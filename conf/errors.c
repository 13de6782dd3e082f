/* The list of findings: bounded, owns its text, knows nothing of formats. */
#include "conf/errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MESSAGE_MAX = 1000, /* a finding is a sentence; quoted input must not make it a page */
};

void conf_errors_init(struct conf_errors *errors)
{
    memset(errors, 0, sizeof *errors);
}

void conf_errors_free(struct conf_errors *errors)
{
    if (!errors)
        return;
    for (size_t i = 0; i < errors->count; i++)
        free(errors->items[i].message);
    free(errors->items);
    conf_errors_init(errors);
}

/* Quoted input may hold anything: no control character reaches a terminal or splits a log line. */
static void make_printable(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = '?';
}

/* A message cut at MESSAGE_MAX must not end inside a UTF-8 sequence. */
static void cut_at_character(char *text)
{
    size_t size = strlen(text);

    if (size < MESSAGE_MAX - 1)
        return;
    while (size > 0 && ((unsigned char)text[size - 1] & 0xc0) == 0x80)
        size--;
    if (size > 0)
        text[size - 1] = '\0';
}

static bool grow(struct conf_errors *errors)
{
    struct conf_error *items = realloc(errors->items, (errors->count + 1) * sizeof *items);

    if (!items)
        return false;
    errors->items = items;
    return true;
}

/* A file is refused for its errors: one that comes late takes the place of the last warning. */
static bool make_room(struct conf_errors *errors)
{
    size_t i = errors->count;

    while (i > 0 && errors->items[i - 1].severity == CONF_ERROR)
        i--;
    if (i == 0)
        return false;
    free(errors->items[i - 1].message);
    memmove(&errors->items[i - 1], &errors->items[i], (errors->count - i) * sizeof *errors->items);
    errors->count--;
    return true;
}

void conf_errors_add(struct conf_errors *errors, enum conf_severity severity, const struct conf_place *place,
                     const char *format, ...)
{
    char message[MESSAGE_MAX];
    const char *file = place->file ? place->file : "";
    va_list args;

    if (severity == CONF_ERROR)
        errors->errors++;
    else
        errors->warnings++;
    if (errors->count >= CONF_ERRORS_MAX && (severity != CONF_ERROR || !make_room(errors)))
        return;
    if (!grow(errors))
        return;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    cut_at_character(message);
    make_printable(message);

    size_t message_size = strlen(message) + 1, file_size = strlen(file) + 1;
    char *memory = malloc(message_size + file_size);
    if (!memory)
        return;
    memcpy(memory, message, message_size);
    memcpy(memory + message_size, file, file_size);
    errors->items[errors->count++] = (struct conf_error){
        .severity = severity,
        .place = {.file = memory + message_size, .line = place->line, .column = place->column},
        .message = memory,
    };
}

/* Files keep the order in which they first appear among the findings. */
static size_t file_rank(const struct conf_errors *errors, const char *file)
{
    size_t i = 0;

    while (strcmp(errors->items[i].place.file, file) != 0)
        i++;
    return i;
}

static bool stands_before(const struct conf_error *a, const struct conf_error *b)
{
    if (a->place.line != b->place.line)
        return a->place.line < b->place.line;
    return a->place.column < b->place.column;
}

void conf_errors_sort(struct conf_errors *errors)
{
    for (size_t i = 1; i < errors->count; i++) {
        struct conf_error moved = errors->items[i];
        size_t rank = file_rank(errors, moved.place.file), j = i;

        while (j > 0) {
            const struct conf_error *other = &errors->items[j - 1];
            size_t other_rank = file_rank(errors, other->place.file);
            if (other_rank < rank || (other_rank == rank && !stands_before(&moved, other)))
                break;
            errors->items[j] = *other;
            j--;
        }
        errors->items[j] = moved;
    }
}

const char *conf_error_format(const struct conf_error *error, char *text, size_t size)
{
    const char *severity = error->severity == CONF_ERROR ? "error" : "warning";
    const struct conf_place *place = &error->place;

    if (place->line)
        snprintf(text, size, "%s:%u:%u: %s: %s", place->file, place->line, place->column, severity,
                 error->message);
    else
        snprintf(text, size, "%s: %s: %s", place->file, severity, error->message);
    return text;
}

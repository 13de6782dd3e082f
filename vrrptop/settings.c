/* What a reader may set and keep; see settings.h. */
#include "vrrptop/settings.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LINE_MAX_BYTES = 1024, ERROR_MAX = 160, DELAY_DEFAULT_US = 1000000, DELAY_DIGITS_MAX = 9 };

void settings_default(struct settings *out)
{
    memset(out, 0, sizeof(*out));
    out->delay_us = DELAY_DEFAULT_US;
    out->view = VIEW_ROUTERS;
    out->tree = true;
    out->mouse = true;
    out->colour = true;
    for (int view = 0; view < VIEW_COUNT; view++) {
        size_t count;
        const struct field *fields = field_table((enum view_kind)view, &count);

        out->views[view].sort = -1;
        for (size_t i = 0; i < count && i < FIELDS_MAX; i++)
            out->views[view].fields[i] = fields[i].shown;
    }
}

/* Digits, and a point with digits, in millionths; -1: something else. Not strtod(): that one knows "inf" and
 * "0x1p3", and another locale's comma. */
static int64_t read_decimal(const char **text)
{
    int64_t value = 0, unit = 1000000;
    const char *at = *text;
    int digits = 0;

    for (; *at >= '0' && *at <= '9' && digits < DELAY_DIGITS_MAX; at++, digits++)
        value = value * 10 + (*at - '0') * INT64_C(1000000);
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9'; at++, digits++) {
            unit /= 10;
            value += (*at - '0') * unit;
        }
    *text = at;
    return digits > 0 ? value : -1;
}

int64_t settings_delay(const char *text)
{
    int64_t value;

    text += strspn(text, " \t");
    value = read_decimal(&text);
    if (strncmp(text, "ms", 2) == 0) {
        value /= 1000;
        text += 2;
    } else if (*text == 's') {
        text++;
    }
    text += strspn(text, " \t");
    if (*text != '\0' || value < SETTINGS_DELAY_MIN_US || value > SETTINGS_DELAY_MAX_US)
        return 0;
    return value;
}

/* ---- one line ---- */

/* A line taken apart. */
struct entry {
    const char *key;
    char *value;
    char wrong[ERROR_MAX - 32]; /* what is wrong with it, "" */
};

static void complain(struct entry *entry, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void complain(struct entry *entry, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    vsnprintf(entry->wrong, sizeof(entry->wrong), format, list);
    va_end(list);
}

static void read_flag(struct entry *entry, bool *out, bool yes)
{
    static const char *const words[][2] = {{"yes", "no"}, {"true", "false"}, {"on", "off"}, {"1", "0"}};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        for (int no = 0; no < 2; no++)
            if (strcasecmp(entry->value, words[i][no]) == 0) {
                *out = (no == 0) == yes;
                return;
            }
    complain(entry, "%.40s is yes or no, not \"%.40s\"", entry->key, entry->value);
}

static void read_view(struct entry *entry, struct settings *out)
{
    int view = field_view_find(entry->value);

    if (view < 0)
        complain(entry, "there is no view \"%.40s\"", entry->value);
    else
        out->view = (enum view_kind)view;
}

static void read_delay(struct entry *entry, struct settings *out)
{
    int64_t delay_us = settings_delay(entry->value);

    if (delay_us == 0)
        complain(entry, "a delay is 0.1 to 3600 seconds, not \"%.40s\"", entry->value);
    else
        out->delay_us = delay_us;
}

static void read_sort(struct entry *entry, enum view_kind view, struct settings_view *out)
{
    int field = field_find(view, entry->value);

    if (field < 0 && strcasecmp(entry->value, "none") != 0)
        complain(entry, "the %s have no column \"%.40s\" to sort by", field_view_name(view), entry->value);
    else
        out->sort = field;
}

/* Those of a later version are left out. */
static void read_columns(struct entry *entry, enum view_kind view, struct settings_view *out)
{
    bool fields[FIELDS_MAX] = {false}, any = false;
    char *rest = NULL;

    for (char *name = strtok_r(entry->value, " ,\t", &rest); name != NULL;
         name = strtok_r(NULL, " ,\t", &rest)) {
        int field = field_find(view, name);

        if (field >= 0 && field < FIELDS_MAX)
            fields[field] = any = true;
    }
    if (any)
        memcpy(out->fields, fields, sizeof(fields));
    else
        complain(entry, "%.40s names no column", entry->key);
}

/* "vrrp.sort" and the like. */
static void read_of_view(struct entry *entry, struct settings *out)
{
    const char *dot = strchr(entry->key, '.');
    char name[16];
    int view;

    if (dot == NULL || (size_t)(dot - entry->key) >= sizeof(name))
        return;
    memcpy(name, entry->key, (size_t)(dot - entry->key));
    name[dot - entry->key] = '\0';
    view = field_view_find(name);
    if (view < 0)
        return;
    if (strcmp(dot, ".sort") == 0)
        read_sort(entry, (enum view_kind)view, &out->views[view]);
    else if (strcmp(dot, ".reverse") == 0)
        read_flag(entry, &out->views[view].reverse, true);
    else if (strcmp(dot, ".columns") == 0)
        read_columns(entry, (enum view_kind)view, &out->views[view]);
}

static void read_entry(struct entry *entry, struct settings *out)
{
    const char *key = entry->key;

    if (strcmp(key, "delay") == 0)
        read_delay(entry, out);
    else if (strcmp(key, "view") == 0)
        read_view(entry, out);
    else if (strcmp(key, "tree") == 0)
        read_flag(entry, &out->tree, true);
    else if (strcmp(key, "bits") == 0)
        read_flag(entry, &out->bits, true);
    else if (strcmp(key, "exact") == 0)
        read_flag(entry, &out->exact, true);
    else if (strcmp(key, "rates") == 0)
        read_flag(entry, &out->cumulative, false);
    else if (strcmp(key, "ascii") == 0)
        read_flag(entry, &out->ascii, true);
    else if (strcmp(key, "mouse") == 0)
        read_flag(entry, &out->mouse, true);
    else
        read_of_view(entry, out);
}

static char *trim(char *text)
{
    size_t length;

    text += strspn(text, " \t\r");
    length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL)
        length--;
    text[length] = '\0';
    return text;
}

static void read_line(char *line, struct entry *entry, struct settings *out)
{
    char *equals;

    line[strcspn(line, "#")] = '\0';
    line = trim(line);
    if (*line == '\0')
        return;
    equals = strchr(line, '=');
    if (equals == NULL) {
        complain(entry, "no \"key = value\"");
        return;
    }
    *equals = '\0';
    entry->key = trim(line);
    entry->value = trim(equals + 1);
    read_entry(entry, out);
}

void settings_read(const char *text, struct settings *out, char error[160])
{
    char line[LINE_MAX_BYTES];

    error[0] = '\0';
    for (unsigned number = 1; *text != '\0'; number++) {
        size_t length = strcspn(text, "\n");
        struct entry entry = {.wrong = ""};

        if (length < sizeof(line)) {
            memcpy(line, text, length);
            line[length] = '\0';
            read_line(line, &entry, out);
        } else {
            complain(&entry, "the line is too long");
        }
        if (entry.wrong[0] != '\0' && error[0] == '\0')
            snprintf(error, ERROR_MAX, "line %u: %s", number, entry.wrong);
        text += length + (text[length] == '\n');
    }
}

/* ---- as text ---- */

static void print_flag(FILE *out, const char *key, bool value)
{
    fprintf(out, "%s = %s\n", key, value ? "yes" : "no");
}

static void print_view(FILE *out, enum view_kind view, const struct settings_view *settings)
{
    const char *name = field_view_name(view);
    size_t count;
    const struct field *fields = field_table(view, &count);

    fprintf(out, "\n%s.sort = %s\n", name,
            settings->sort >= 0 && (size_t)settings->sort < count ? fields[settings->sort].key : "none");
    fprintf(out, "%s.reverse = %s\n", name, settings->reverse ? "yes" : "no");
    fprintf(out, "%s.columns =", name);
    for (size_t i = 0; i < count && i < FIELDS_MAX; i++)
        if (settings->fields[i])
            fprintf(out, " %s", fields[i].key);
    fputc('\n', out);
}

/* A number of seconds without what is not needed: "0.5", "2". */
static void print_delay(FILE *out, int64_t delay_us)
{
    char text[40];
    size_t length;

    snprintf(text, sizeof(text), "%" PRId64 ".%06" PRId64, delay_us / 1000000, delay_us % 1000000);
    length = strlen(text);
    while (text[length - 1] == '0')
        length--;
    if (text[length - 1] == '.')
        length--;
    text[length] = '\0';
    fprintf(out, "delay = %s\n", text);
}

char *settings_print(const struct settings *settings)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool bad;

    if (out == NULL)
        return NULL;
    fputs("# vrrptop: what W kept\n", out);
    print_delay(out, settings->delay_us);
    fprintf(out, "view = %s\n", field_view_name(settings->view));
    print_flag(out, "tree", settings->tree);
    print_flag(out, "bits", settings->bits);
    print_flag(out, "exact", settings->exact);
    print_flag(out, "rates", !settings->cumulative);
    print_flag(out, "ascii", settings->ascii);
    print_flag(out, "mouse", settings->mouse);
    for (int view = 0; view < VIEW_COUNT; view++)
        print_view(out, (enum view_kind)view, &settings->views[view]);
    bad = ferror(out) != 0;
    if (fclose(out) != 0 || bad) {
        free(text);
        return NULL;
    }
    return text;
}

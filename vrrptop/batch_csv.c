/* Frames as CSV; see batch.h. */
#include "vrrptop/batch_state.h"

#include <string.h>

#include "lib/status.h"

/* The host has a column of its own, and so has an event's time. */
static bool is_column(const struct field *field, enum view_kind view)
{
    return batch_is_told(field) && strcmp(field->key, "host") != 0 &&
           (view != VIEW_EVENTS || strcmp(field->key, "time") != 0);
}

static void put_heading(enum view_kind view, FILE *out)
{
    size_t count;
    const struct field *fields = field_table(view, &count);
    char key[64];

    fputs("time,host", out);
    for (size_t i = 0; i < count; i++) {
        if (!is_column(&fields[i], view))
            continue;
        batch_key(&fields[i], key);
        fprintf(out, ",%s", key);
    }
    fputs("\r\n", out);
}

/* A line end in a text is a '?' as well, so that a row is a line. */
static void put_text(const char *text, FILE *out)
{
    if (strchr("=+-@", *text) == NULL && strpbrk(text, "\",\r\n") == NULL) {
        batch_put_clean(text, out);
        return;
    }
    fputc('"', out);
    for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        char part[VALUE_TEXT_MAX * 2];

        snprintf(part, sizeof(part), "%.*s\"\"", (int)(quote - text), text);
        batch_put_clean(part, out);
    }
    batch_put_clean(text, out);
    fputc('"', out);
}

static void put_value(const struct value *value, FILE *out)
{
    const char *word = batch_word(value);
    char text[64];

    if (word != NULL) {
        put_text(word, out);
    } else if (value->kind == VALUE_TIME) {
        fputs(status_time((int64_t)value->number, text), out);
    } else if (value->kind != VALUE_NONE) {
        batch_number(value, text);
        fputs(text, out);
    }
}

static void put_row(const struct scene *scene, enum view_kind view, const struct row *row, int64_t wall_us,
                    FILE *out)
{
    size_t count;
    const struct field *fields = field_table(view, &count);
    const struct world_event *event = view == VIEW_EVENTS ? scene_event(scene, row->number) : NULL;
    struct value value;
    char time[40];

    fprintf(out, "%s,", status_time(event != NULL ? event->wall_us : wall_us, time));
    if (row->host < scene->host_count && scene->hosts[row->host].name != NULL)
        put_text(scene->hosts[row->host].name, out);
    for (size_t i = 0; i < count; i++) {
        if (!is_column(&fields[i], view))
            continue;
        batch_value(scene, &fields[i], row, &value);
        fputc(',', out);
        put_value(&value, out);
    }
    fputs("\r\n", out);
}

bool batch_csv(struct batch *batch, const struct scene *scene, int64_t wall_us, FILE *out)
{
    struct rows_wish wish = batch->wish;
    enum view_kind view = wish.view;

    wish.tree = false;
    if (view == VIEW_EVENTS ? !batch_fill_events(batch, scene, &wish)
                            : !rows_fill(scene, &wish, &batch->rows))
        return false;
    if (!batch->said_heading)
        put_heading(view, out);
    batch->said_heading = true;
    for (size_t i = 0; i < batch->rows.count; i++)
        put_row(scene, view, &batch->rows.items[i], wall_us, out);
    return true;
}

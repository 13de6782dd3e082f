/* What all frames have in common; see batch.h and batch_state.h. The text is batch_text.c's. */
#include "vrrptop/batch.h"

#include <stdio.h>
#include <string.h>

#include "vrrptop/batch_line.h"
#include "vrrptop/batch_state.h"

void batch_value(const struct scene *scene, const struct field *field, const struct row *row,
                 struct value *out)
{
    *out = (struct value){.kind = VALUE_NONE};
    field->value(scene, row, out);
}

const char *batch_word(const struct value *value)
{
    if (value->kind != VALUE_TEXT)
        return NULL;
    return value->word != NULL ? value->word : value->text;
}

void batch_number(const struct value *value, char out[64])
{
    bool whole = value->kind != VALUE_RATE && value->kind != VALUE_BYTE_RATE;
    bool sane = value->number > -1e18 && value->number < 1e18;

    if (whole)
        snprintf(out, 64, "%lld", sane ? (long long)value->number : 0);
    else
        snprintf(out, 64, "%.3f", sane ? value->number : 0);
}

void batch_key(const struct field *field, char out[64])
{
    bool duration = field->kind == VALUE_DURATION || field->kind == VALUE_BAR;

    snprintf(out, 64, "%s%s", field->key, duration ? "_us" : "");
}

bool batch_is_told(const struct field *field)
{
    return field->kind != VALUE_TREND;
}

void batch_put_clean(const char *text, FILE *out)
{
    batch_line_clean(text, text + strlen(text), out);
}

bool batch_fill_events(struct batch *batch, const struct scene *scene, const struct rows_wish *wish)
{
    struct rows_wish all = *wish;
    size_t kept = 0;

    all.view = VIEW_EVENTS;
    all.sort = -1;
    all.reverse = true;
    if (!rows_fill(scene, &all, &batch->rows))
        return false;
    if (batch->next_event > scene->event_end)
        batch->next_event = 0; /* another world: a recording is played from another place */
    for (size_t i = 0; i < batch->rows.count; i++)
        if (batch->rows.items[i].number >= batch->next_event)
            batch->rows.items[kept++] = batch->rows.items[i];
    batch->rows.count = kept;
    batch->next_event = scene->event_end;
    return true;
}

void batch_free(struct batch *batch)
{
    rows_free(&batch->rows);
}

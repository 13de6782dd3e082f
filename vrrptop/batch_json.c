/* Frames as lines of JSON; see batch.h. Numbers are printed here, and all texts by the library, which knows
 * what must be escaped: a tree of a frame's quarter million values would cost more than all the rest. */
#include "vrrptop/batch_state.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/status.h"

/* The frame that is written. */
struct frame {
    const struct scene *scene;
    FILE *out;
    char keys[FIELDS_MAX][80]; /* of one view: ,"key": */
    bool broken;               /* no memory */
};

/* JSON can hold UTF-8 alone. Returns a new text; NULL without memory. */
static json_t *string_of(const char *text)
{
    json_t *string = json_string(text);
    char *clean = NULL;
    size_t size;
    FILE *file;

    if (string != NULL)
        return string;
    file = open_memstream(&clean, &size);
    if (file == NULL)
        return NULL;
    batch_put_clean(text, file);
    if (fclose(file) == 0)
        string = json_string(clean);
    free(clean);
    return string;
}

static bool needs_no_escape(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text < ' ' || *text > '~' || *text == '"' || *text == '\\')
            return false;
    return true;
}

static void put_text(struct frame *frame, const char *text)
{
    json_t *string;

    if (needs_no_escape(text)) {
        fputc('"', frame->out);
        fputs(text, frame->out);
        fputc('"', frame->out);
        return;
    }
    string = string_of(text);
    if (string == NULL || json_dumpf(string, frame->out, JSON_ENCODE_ANY) != 0)
        frame->broken = true;
    json_decref(string);
}

static void put_value(struct frame *frame, const struct value *value)
{
    const char *word = batch_word(value);
    char text[64];

    if (word != NULL) {
        put_text(frame, word);
    } else if (value->kind == VALUE_TIME) {
        put_text(frame, status_time((int64_t)value->number, text));
    } else if (value->kind == VALUE_NONE) {
        fputs("null", frame->out);
    } else {
        batch_number(value, text);
        fputs(text, frame->out);
    }
}

static void make_keys(struct frame *frame, const struct field *fields, size_t count)
{
    char key[64];
    bool first = true;

    for (size_t i = 0; i < count; i++) {
        frame->keys[i][0] = '\0';
        if (!batch_is_told(&fields[i]))
            continue;
        batch_key(&fields[i], key);
        snprintf(frame->keys[i], sizeof(frame->keys[i]), "%s\"%s\":", first ? "" : ",", key);
        first = false;
    }
}

static void put_rows(struct frame *frame, enum view_kind view, const struct rows *rows)
{
    size_t count;
    const struct field *fields = field_table(view, &count);
    struct value value;

    make_keys(frame, fields, count);
    fprintf(frame->out, ",\"%s\":[", field_view_name(view));
    for (size_t n = 0; n < rows->count; n++) {
        fputs(n > 0 ? ",{" : "{", frame->out);
        for (size_t i = 0; i < count; i++) {
            if (frame->keys[i][0] == '\0')
                continue;
            batch_value(frame->scene, &fields[i], &rows->items[n], &value);
            fputs(frame->keys[i], frame->out);
            put_value(frame, &value);
        }
        fputc('}', frame->out);
    }
    fputc(']', frame->out);
}

static void put_hosts(struct frame *frame, int64_t now_us)
{
    static const char *const links[] = {
        [WORLD_CONNECTING] = "connecting", [WORLD_LIVE] = "live", [WORLD_LOST] = "lost"};

    for (size_t i = 0; i < frame->scene->host_count; i++) {
        const struct scene_host *host = &frame->scene->hosts[i];

        fputs(i > 0 ? ",{\"name\":" : "{\"name\":", frame->out);
        put_text(frame, host->name != NULL ? host->name : "");
        fprintf(frame->out, ",\"link\":\"%s\",\"trouble\":", links[host->link]);
        put_text(frame, host->trouble);
        if (host->sample != NULL)
            fprintf(frame->out, ",\"age_us\":%lld}", (long long)(now_us - host->sample->at_us));
        else
            fputs(",\"age_us\":null}", frame->out);
    }
}

bool batch_json(struct batch *batch, const struct scene *scene, int64_t now_us, int64_t wall_us, FILE *out)
{
    struct frame frame = {.scene = scene, .out = out};
    enum world_severity severity;
    char banner[WORLD_TEXT_MAX], time[40];

    fprintf(out, "{\"schema\":1,\"type\":\"frame\",\"time\":\"%s\",\"hosts\":[", status_time(wall_us, time));
    put_hosts(&frame, now_us);
    fputs("],\"banner\":", out);
    put_text(&frame, scene_banner(scene, &severity, banner));
    for (int view = 0; view < VIEW_COUNT && !frame.broken; view++) {
        const struct rows_wish wish = {.view = (enum view_kind)view, .sort = -1};

        if (view == VIEW_EVENTS ? !batch_fill_events(batch, scene, &wish)
                                : !rows_fill(scene, &wish, &batch->rows))
            return false;
        put_rows(&frame, wish.view, &batch->rows);
    }
    fputs("}\n", out);
    return !frame.broken;
}

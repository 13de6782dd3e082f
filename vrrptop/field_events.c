/* The columns of events; see field_events.h. */
#include "vrrptop/field_events.h"

#include "vrrptop/field_part.h"

const char *field_severity(enum world_severity severity)
{
    static const char *const words[] = {
        [WORLD_INFO] = "I info", [WORLD_WARNING] = "W warning", [WORLD_CRITICAL] = "C critical"};

    return (unsigned)severity < sizeof(words) / sizeof(words[0]) ? words[severity] : "- unknown";
}

static void value_time(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct world_event *event = scene_event(scene, row->number);

    if (event != NULL)
        field_set_number(out, VALUE_TIME, (double)event->wall_us);
}

static void value_severity(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct world_event *event = scene_event(scene, row->number);

    if (event == NULL)
        return;
    field_set_text(out, field_severity(event->severity));
    out->word = out->text + 2;
    out->tone = event->severity == WORLD_CRITICAL  ? TONE_BAD
                : event->severity == WORLD_WARNING ? TONE_WARN
                                                   : TONE_PLAIN;
}

static void value_kind(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct world_event *event = scene_event(scene, row->number);

    if (event != NULL)
        field_set_text(out, event->kind);
}

static void value_subject(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct world_event *event = scene_event(scene, row->number);

    if (event != NULL)
        field_set_text(out, event->subject);
}

static void value_to(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct world_event *event = scene_event(scene, row->number);

    if (event != NULL)
        field_set_text(out, event->to);
}

static void value_code(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct world_event *event = scene_event(scene, row->number);

    if (event != NULL)
        field_set_text(out, event->code);
}

static void value_text_of(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct world_event *event = scene_event(scene, row->number);

    if (event != NULL)
        field_set_text(out, event->text);
}

static void value_fix(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct world_event *event = scene_event(scene, row->number);

    if (event != NULL)
        field_set_text(out, event->fix);
}

static const struct field fields[] = {
    {.key = "time",
     .title = "TIME",
     .help = "when it happened; with the date when that was another day",
     .kind = VALUE_TIME,
     .width = 11,
     .shown = true,
     .falls = true,
     .value = value_time},
    {.key = "severity",
     .title = "SEVERITY",
     .help = "I info, W warning, C critical",
     .kind = VALUE_TEXT,
     .width = 10,
     .shown = true,
     .drop = 2,
     .value = value_severity},
    {.key = "host",
     .title = "HOST",
     .help = "who said so; stands unasked where there are several hosts",
     .kind = VALUE_TEXT,
     .width = 10,
     .drop = 1,
     .value = field_host},
    {.key = "kind",
     .title = "KIND",
     .help = "transition, server, quorum, incident, host",
     .kind = VALUE_TEXT,
     .width = 10,
     .shown = true,
     .drop = 4,
     .value = value_kind},
    {.key = "subject",
     .title = "SUBJECT",
     .help = "the virtual router, service or server",
     .kind = VALUE_TEXT,
     .width = 22,
     .shown = true,
     .value = value_subject},
    {.key = "to",
     .title = "TO",
     .help = "what it became",
     .kind = VALUE_TEXT,
     .width = 8,
     .shown = true,
     .value = value_to},
    {.key = "code",
     .title = "CODE",
     .help = "the code of an incident",
     .kind = VALUE_TEXT,
     .width = 6,
     .shown = true,
     .drop = 3,
     .value = value_code},
    {.key = "text",
     .title = "TEXT",
     .help = "why, in a sentence",
     .kind = VALUE_TEXT,
     .width = 16,
     .shown = true,
     .stretches = true,
     .value = value_text_of},
    {.key = "fix",
     .title = "FIX",
     .help = "what helps against it",
     .kind = VALUE_TEXT,
     .width = 40,
     .drop = 9,
     .value = value_fix},
};

const struct field *field_events(size_t *count)
{
    *count = sizeof(fields) / sizeof(fields[0]);
    return fields;
}

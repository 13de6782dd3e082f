/* A notice as JSON; see message_json.h. */
#include "notify/message_json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/status.h"
#include "notify/message_encode.h"
#include "notify/message_text.h"

enum { CHAT_TEXT_MAX = 2000 }; /* WeCom takes 2,048 bytes */

/* The text for people: subject and body, clean UTF-8, malloc'ed. */
static char *text_of(const struct notice *notice, const struct message_facts *facts)
{
    char *subject = message_subject(notice, facts), *body = message_body(notice, facts);
    char *text = NULL;
    size_t size;
    FILE *out = subject != NULL && body != NULL ? open_memstream(&text, &size) : NULL;

    if (out != NULL) {
        encode_clean(out, subject);
        fputs("\n\n", out);
        encode_clean_lines(out, body);
        if (fclose(out) != 0) {
            free(text);
            text = NULL;
        }
    }
    free(subject);
    free(body);
    return text;
}

static json_t *print_chat(const char *text)
{
    char part[CHAT_TEXT_MAX];

    status_copy_text(part, sizeof(part), text);
    return json_pack("{s:s, s:{s:s}}", "msgtype", "text", "text", "content", part);
}

static json_t *print_events(const struct notice *notice)
{
    json_t *events = json_array();

    for (size_t i = 0; i < notice->event_count; i++) {
        char *record = event_print(&notice->events[i]);
        json_t *event = record != NULL ? json_loads(record, 0, NULL) : NULL;

        if (event != NULL)
            json_array_append_new(events, event);
        free(record);
    }
    return events;
}

static json_t *print_record(const struct notice *notice, const struct message_facts *facts, const char *text)
{
    char *host = NULL, time[40];
    size_t size;
    FILE *out = open_memstream(&host, &size);
    json_t *object;

    if (out == NULL)
        return NULL;
    encode_clean(out, facts->host);
    if (fclose(out) != 0) {
        free(host);
        return NULL;
    }
    object = json_pack("{s:i, s:s, s:s, s:s, s:s, s:b, s:I, s:I, s:s, s:o}", "schema", 1, "type", "notice",
                       "notice", message_notice_name(notice->kind), "time",
                       status_time(facts->now_wall_us, time), "host", host, "possibly_again",
                       (int)notice->possibly_again, "omitted", (json_int_t)notice->omitted, "span_us",
                       (json_int_t)notice->span_us, "text", text, "events", print_events(notice));
    free(host);
    return object;
}

char *message_json(const struct notice *notice, const struct message_facts *facts,
                   enum conf_webhook_format format)
{
    char *text = text_of(notice, facts), *bytes = NULL;
    json_t *object;

    if (text == NULL)
        return NULL;
    object = format == CONF_WEBHOOK_CHAT ? print_chat(text) : print_record(notice, facts, text);
    if (object != NULL)
        bytes = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    free(text);
    return bytes;
}

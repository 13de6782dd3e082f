/* Fuzz target for notify/message*: the input is a language byte, a template and the texts of an event,
 * separated by 0xff bytes. Oracle: what is built is a well-formed message whatever came in: short lines that
 * end with CRLF, printable ASCII, one blank line after headers that are all ours. A template that passes its
 * check leaves no variable unfilled. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "notify/message.h"
#include "notify/message_json.h"
#include "notify/message_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXTS = 8, TEXT_MAX = 4096 };

static void split(const uint8_t *data, size_t size, char texts[TEXTS][TEXT_MAX])
{
    size_t which = 0, used = 0;

    memset(texts, 0, TEXTS * TEXT_MAX);
    for (size_t i = 0; i < size && which < TEXTS; i++) {
        if (data[i] == 0xff) {
            which++;
            used = 0;
        } else if (used < TEXT_MAX - 1 && data[i] != 0) {
            texts[which][used++] = (char)data[i];
        }
    }
}

static void check_headers(const char *message)
{
    static const char *const names[] = {"From: ",
                                        "To: ",
                                        "Subject: ",
                                        "Date: ",
                                        "Message-ID: ",
                                        "In-Reply-To: ",
                                        "References: ",
                                        "Auto-Submitted: ",
                                        "MIME-Version: ",
                                        "Content-Type: ",
                                        "Content-Transfer-Encoding: ",
                                        " "};
    const char *line = message;

    for (; strncmp(line, "\r\n", 2) != 0; line = strstr(line, "\r\n") + 2) {
        bool ours = false;

        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
            ours |= strncmp(line, names[i], strlen(names[i])) == 0;
        assert(ours);
    }
}

static void check_lines(const char *message)
{
    size_t column = 0;

    for (; *message != '\0'; message++) {
        if (*message == '\r') {
            assert(message[1] == '\n');
            message++;
            column = 0;
            continue;
        }
        assert((unsigned char)*message >= 0x20 && (unsigned char)*message < 0x7f);
        assert(++column <= 998);
    }
}

static void fill(struct event *event, char texts[TEXTS][TEXT_MAX])
{
    static const char *const kinds[] = {"transition", "incident", "server", "quorum", "master-confirmed"};

    status_copy_text(event->instance, sizeof(event->instance), texts[2]);
    status_copy_text(event->reason, sizeof(event->reason), texts[3]);
    status_copy_text(event->host, sizeof(event->host), texts[4]);
    status_copy_text(event->incident.cause, sizeof(event->incident.cause), texts[5]);
    status_copy_text(event->incident.fix, sizeof(event->incident.fix), texts[6]);
    status_copy_text(event->vips[0], sizeof(event->vips[0]), texts[7]);
    event->vip_count = 1;
    strcpy(event->to, "MASTER");
    strcpy(event->kind, kinds[(unsigned char)texts[2][0] % 5]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char texts[TEXTS][TEXT_MAX];
    static struct event events[2];
    uint8_t flags = size > 0 ? data[0] : 0;
    struct notice notice = {.kind = (enum notice_kind)(flags % NOTICE_KIND_COUNT),
                            .events = events,
                            .event_count = flags & 0x40 ? 2 : 1,
                            .possibly_again = flags & 0x20};
    struct message_facts facts = {.now_wall_us = 1795168800000000, .to_count = 1};
    const char *to;
    char why[1024], *message, *json, *body;
    size_t line;

    split(data + (size > 0), size - (size > 0), texts);
    memset(events, 0, sizeof(events));
    fill(&events[0], texts);
    fill(&events[1], texts);
    facts.host = texts[4];
    facts.cluster = flags & 0x10 ? texts[5] : NULL;
    facts.from = to = texts[6];
    facts.to = &to;
    facts.addresses_text = texts[3];
    facts.language = flags & 0x80 ? CONF_LANGUAGE_CHINESE : CONF_LANGUAGE_ENGLISH;
    if (message_template_check(texts[0], &line, why, sizeof(why)))
        facts.subject_template = texts[0];
    if (message_template_check(texts[1], &line, why, sizeof(why)))
        facts.body_template = texts[1];
    message = message_build(&notice, &facts);
    assert(message != NULL);
    check_headers(message);
    check_lines(message);
    body = message_body(&notice, &facts);
    json = message_json(&notice, &facts, flags & 1 ? CONF_WEBHOOK_CHAT : CONF_WEBHOOK_JSON);
    assert(body != NULL && json != NULL && strchr(json, '\n') == NULL);
    free(body);
    free(json);
    free(message);
    return 0;
}

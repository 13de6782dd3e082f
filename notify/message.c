/* The message around the text; see message.h. */
#include "notify/message.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "notify/message_encode.h"
#include "notify/message_text.h"

static const struct event *last_event(const struct notice *notice)
{
    return notice->event_count > 0 ? &notice->events[notice->event_count - 1] : NULL;
}

/* An address without what could end the header or begin another one. */
static void print_address(FILE *out, const char *address)
{
    for (; *address != '\0'; address++)
        fputc((unsigned char)*address > 0x20 && (unsigned char)*address < 0x7f && *address != '<' &&
                      *address != '>' && *address != ','
                  ? *address
                  : '?',
              out);
}

/* The right side of an identifier: a name that a domain could be, short enough for the line. */
static void print_domain(FILE *out, const char *host)
{
    enum { DOMAIN_MAX = 30 };
    bool part = false;
    size_t i;

    for (i = 0; host[i] != '\0' && i < DOMAIN_MAX; i++) {
        bool good =
            strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", host[i]) != NULL;
        bool dot = host[i] == '.' && part && host[i + 1] != '\0' && i + 1 < DOMAIN_MAX;

        fputc(good || dot ? host[i] : '-', out);
        part = !dot;
    }
    if (i == 0)
        fputs("vrrpnotify", out);
}

static void print_id(FILE *out, const struct encode_hash *hash, const char *domain)
{
    fprintf(out, "<%016" PRIx64 "%016" PRIx64 "@", hash->a, hash->b);
    print_domain(out, domain);
    fputc('>', out);
}

static void add_number(struct encode_hash *hash, uint64_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRIu64, number);
    encode_hash_add(hash, text);
}

/* What a thread is about: an incident as long as it lasts, an instance since its daemon's start. Both nodes
 * of a cluster tell of the same incident, so where the cluster has a name that name takes the host's place.
 */
static void hash_thread(struct encode_hash *hash, const struct event *event,
                        const struct message_facts *facts)
{
    bool incident = strcmp(event->kind, "incident") == 0;

    encode_hash_start(hash);
    encode_hash_add(hash, incident && facts->cluster != NULL ? facts->cluster : facts->host);
    encode_hash_add(hash, event->source);
    if (incident) {
        encode_hash_add(hash, event->incident.id);
        return;
    }
    add_number(hash, event->boot);
    encode_hash_add(hash, event->instance);
    encode_hash_add(hash, event->service);
    add_number(hash, event->vrid);
}

static void hash_notice(struct encode_hash *hash, const struct notice *notice,
                        const struct message_facts *facts)
{
    const struct event *event = last_event(notice);
    bool incident = event != NULL && strcmp(event->kind, "incident") == 0;

    encode_hash_start(hash);
    if (event == NULL) {
        encode_hash_add(hash, facts->host);
        encode_hash_add(hash, message_notice_name(notice->kind));
        add_number(hash, (uint64_t)facts->now_wall_us);
        return;
    }
    hash_thread(hash, event, facts);
    encode_hash_add(hash, message_notice_name(notice->kind));
    /* Opened and healed are once in an incident's life, whoever saw it. */
    if (incident && (notice->kind == NOTICE_HEALED || strcmp(event->incident.phase, "open") == 0)) {
        encode_hash_add(hash, event->incident.phase);
        if (notice->kind != NOTICE_REMINDER)
            return;
    }
    encode_hash_add(hash, event->host);
    add_number(hash, event->boot);
    add_number(hash, event->sequence);
    add_number(hash, (uint64_t)notice->span_us);
}

static void print_identity(FILE *out, const struct notice *notice, const struct message_facts *facts)
{
    const struct event *event = last_event(notice);
    bool shared = event != NULL && strcmp(event->kind, "incident") == 0 && facts->cluster != NULL;
    const char *domain = shared ? facts->cluster : facts->host;
    struct encode_hash hash;

    hash_notice(&hash, notice, facts);
    fputs("Message-ID: ", out);
    print_id(out, &hash, domain);
    fputs("\r\n", out);
    if (event == NULL)
        return;
    hash_thread(&hash, event, facts);
    encode_hash_add(&hash, "thread");
    fputs("In-Reply-To: ", out);
    print_id(out, &hash, domain);
    fputs("\r\nReferences: ", out);
    print_id(out, &hash, domain);
    fputs("\r\n", out);
}

static void print_people(FILE *out, const struct message_facts *facts)
{
    fputs("From: ", out);
    encode_phrase(out, facts->host);
    fputs("\r\n <", out);
    print_address(out, facts->from);
    fputs(">\r\nTo: ", out);
    for (size_t i = 0; i < facts->to_count; i++) {
        fputs(i > 0 ? ",\r\n <" : "<", out);
        print_address(out, facts->to[i]);
        fputs(">", out);
    }
    fputs("\r\n", out);
}

static void print_message(FILE *out, const struct notice *notice, const struct message_facts *facts,
                          const char *text[2])
{
    char date[40];

    print_people(out, facts);
    encode_header(out, "Subject", text[0]);
    fprintf(out, "Date: %s\r\n", encode_date(facts->now_wall_us, date));
    print_identity(out, notice, facts);
    fputs("Auto-Submitted: auto-generated\r\n" /* RFC 3834: no vacation answers */
          "MIME-Version: 1.0\r\n"
          "Content-Type: text/plain; charset=UTF-8\r\n"
          "Content-Transfer-Encoding: base64\r\n"
          "\r\n",
          out);
    encode_body(out, text[1]);
}

char *message_build(const struct notice *notice, const struct message_facts *facts)
{
    char *subject = message_subject(notice, facts), *body = message_body(notice, facts);
    const char *text[2] = {subject, body};
    char *bytes = NULL;
    size_t size;
    FILE *out = subject != NULL && body != NULL ? open_memstream(&bytes, &size) : NULL;

    if (out != NULL) {
        bool failed;

        print_message(out, notice, facts, text);
        failed = ferror(out) != 0;
        if (fclose(out) != 0 || failed) {
            free(bytes);
            bytes = NULL;
        }
    }
    free(subject);
    free(body);
    return bytes;
}

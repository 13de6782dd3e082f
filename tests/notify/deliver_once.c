/* Delivers one mail, or one post, as the dispatcher does: in a child of its own. For tests.
 *
 *   deliver_once URL [KEY=VALUE...]     keys: user password password_file credential ca timeout_ms to
 * (several) from helo message repeat; `dialogue` shows it, `clear` allows a password in clear deliver_once
 * http[s]://... [KEY=VALUE...]   a post; keys: json ca timeout_ms token
 *
 * Prints "sent|later|failed CODE TEXT"; exit status 0, 75, 69. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "conf/mail.h"
#include "conf/model.h"
#include "notify/deliver.h"
#include "notify/doctor.h"
#include "notify/try.h"

struct options {
    struct conf_mail_server server;
    struct conf_webhook webhook;
    struct delivery mail;
    struct delivery_post post;
    const char *to[64];
    long repeat;
    bool doctor, try;
    const char *spool;
};

static void take_word(struct options *o, const char *key)
{
    if (strcmp(key, "dialogue") == 0)
        o->mail.dialogue = o->post.dialogue = stdout;
    if (strcmp(key, "clear") == 0)
        o->server.clear_auth = true;
    if (strcmp(key, "doctor") == 0)
        o->doctor = true;
    if (strcmp(key, "try") == 0)
        o->try = true;
}

static void take(struct options *o, char *key, char *value)
{
    struct {
        const char *key;
        char **where;
    } texts[] = {{"user", &o->server.user},
                 {"password_file", &o->server.password.file},
                 {"credential", &o->server.password.credential},
                 {"ca", &o->server.ca_file},
                 {"password", (char **)&o->mail.password},
                 {"from", (char **)&o->mail.from},
                 {"helo", (char **)&o->mail.helo},
                 {"message", (char **)&o->mail.message},
                 {"spool", (char **)&o->spool},
                 {"json", (char **)&o->post.json},
                 {"token", (char **)&o->post.token}};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (strcmp(key, texts[i].key) == 0)
            *texts[i].where = value;
    if (strcmp(key, "to") == 0 && o->mail.to_count < 64)
        o->to[o->mail.to_count++] = value;
    if (strcmp(key, "repeat") == 0)
        o->repeat = atol(value);
    if (strcmp(key, "timeout_ms") == 0)
        o->server.timeout_us = o->server.connect_timeout_us = o->webhook.timeout_us = 1000L * atol(value);
}

static int deliver(const struct options *o, bool is_post)
{
    static const char *const verdicts[] = {"later", "sent", "failed"};
    static const int statuses[] = {75, 0, 69};
    struct delivery_result result;
    struct deliver deliver;
    struct pollfd wait;

    if (deliver_start(&o->mail, is_post ? &o->post : NULL, &deliver) < 0)
        return 71;
    wait = (struct pollfd){.fd = deliver.fd, .events = POLLIN};
    do {
        poll(&wait, 1, -1);
    } while (!deliver_take(&deliver, &result));
    printf("%s %d %s\n", verdicts[result.verdict], result.code, result.text);
    return statuses[result.verdict];
}

int main(int argc, char **argv)
{
    static struct options o = {.repeat = 1, .spool = "/"};
    struct conf *conf = conf_new(CONF_FORMAT_YAML, "test");
    bool is_post = argc > 1 && strncmp(argv[1], "http", 4) == 0;
    const char *wrong = argc < 2 ? "no URL" : is_post ? NULL : mail_read_url(conf, argv[1], &o.server);
    int status = 0;

    if (wrong != NULL) {
        fprintf(stderr, "deliver_once: %s\n", wrong);
        return 64;
    }
    o.mail.server = &o.server;
    o.mail.to = o.to;
    o.mail.from = "lb01@example.com";
    o.mail.message =
        "Subject: x\r\nFrom: <lb01@example.com>\r\nTo: <ops@example.com>\r\nDate: Fri, 20 Nov 2026 10:00:00 "
        "+0000\r\nMessage-ID: <1@x>\r\n\r\nhello\r\n.dot\r\n";
    o.post.webhook = &o.webhook;
    o.post.json = "{}";
    o.webhook.url = argv[1];
    o.webhook.timeout_us = 10000000;
    for (int i = 2; i < argc; i++) {
        char *value = strchr(argv[i], '=');

        if (value == NULL) {
            take_word(&o, argv[i]);
            continue;
        }
        *value = '\0';
        take(&o, argv[i], value + 1);
    }
    if (o.mail.to_count == 0)
        o.to[o.mail.to_count++] = "ops@example.com";
    o.mail.size = strlen(o.mail.message);
    conf->notify.to = (char **)o.to;
    conf->notify.to_count = is_post ? 0 : o.mail.to_count;
    conf->notify.servers = is_post ? NULL : &o.server;
    conf->notify.server_count = is_post ? 0 : 1;
    conf->notify.webhooks = &o.webhook;
    conf->notify.webhook_count = is_post ? 1 : 0;
    if (o.doctor)
        return doctor_run(conf, o.spool, stdout);
    if (o.try)
        return try_run(conf, "lb01", NULL, stdout);
    for (long i = 0; i < o.repeat && status == 0; i++)
        status = deliver(&o, is_post);
    conf_free(conf);
    return status;
}

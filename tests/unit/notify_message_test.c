/* notify/message*: what a mail says and how it is encoded, decoded again here by a reader of our own. */
#include <stdlib.h>

#include "notify/message.h"
#include "notify/message_encode.h"
#include "notify/message_json.h"
#include "notify/message_text.h"
#include "tests/unit/check.h"

static const char *const recipients[] = {"ops@example.com", "night@example.com"};

static struct message_facts facts(void)
{
    return (struct message_facts){.host = "lb01",
                                  .from = "lb01@example.com",
                                  .to = recipients,
                                  .to_count = 2,
                                  .now_wall_us = 1795168800000000};
}

static struct event transition(void)
{
    struct event event = {
        .sequence = 42, .boot = 7, .wall_us = 1795168800123456, .vrid = 51, .priority = 150};

    strcpy(event.host, "lb01");
    strcpy(event.source, "vrrpd");
    strcpy(event.kind, "transition");
    strcpy(event.instance, "VI_1");
    strcpy(event.from, "BACKUP");
    strcpy(event.to, "MASTER");
    strcpy(event.reason, "master 10.9.0.1 silent for 3.61 s");
    strcpy(event.vips[0], "10.9.1.2/24");
    strcpy(event.vips[1], "10.9.1.3/24");
    event.vip_count = 2;
    return event;
}

static struct event incident(const char *phase)
{
    struct event event = transition();

    strcpy(event.kind, "incident");
    strcpy(event.source, "vrrpwatch");
    event.from[0] = event.to[0] = '\0';
    strcpy(event.incident.id, "i-1");
    strcpy(event.incident.phase, phase);
    strcpy(event.incident.code, "SB-A1");
    strcpy(event.incident.severity, "critical");
    strcpy(event.incident.cause, "adverts are filtered");
    strcpy(event.incident.fix, "let 224.0.0.18 through");
    strcpy(event.incident.masters[0].address, "10.9.0.1");
    event.incident.masters[0].priority = 150;
    strcpy(event.incident.masters[1].address, "10.9.0.2");
    event.incident.masters[1].priority = -1;
    event.incident.master_count = 2;
    event.incident.since_wall_us = 1795168000000000;
    event.incident.duration_us = -1;
    return event;
}

static struct notice one(const struct event *event)
{
    return (struct notice){.kind = NOTICE_EVENT, .events = event, .event_count = 1};
}

/* ---- a reader ---- */

static void decode64(const char *text, size_t size, FILE *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t group = 0;
    int bits = 0;

    for (size_t i = 0; i < size; i++) {
        const char *digit = text[i] != '\0' ? strchr(digits, text[i]) : NULL;

        if (digit == NULL)
            continue;
        group = group << 6 | (uint32_t)(digit - digits);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            fputc((int)(group >> bits & 0xff), out);
        }
    }
}

/* The body of a message, decoded, malloc'ed. */
static char *body_of(const char *message)
{
    const char *start = strstr(message, "\r\n\r\n");
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (CHECK(start != NULL))
        decode64(start + 4, strlen(start + 4), out);
    fclose(out);
    return text;
}

/* An unfolded header with its encoded words decoded, malloc'ed; every word has to be whole characters. */
static char *header_of(const char *message, const char *name)
{
    char *text = NULL, start[64];
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const char *at, *end;

    snprintf(start, sizeof(start), "\r\n%s: ", name);
    at = strncmp(message, start + 2, strlen(start + 2)) == 0 ? message - 2 : strstr(message, start);
    if (CHECK(at != NULL)) {
        at += strlen(start);
        for (end = strstr(at, "\r\n"); end[2] == ' '; end = strstr(end + 2, "\r\n"))
            ;
        while (at < end) {
            if (strncmp(at, "=?UTF-8?B?", 10) == 0) {
                const char *close = strstr(at, "?=");
                uint8_t first;

                decode64(at + 10, (size_t)(close - at - 10), out);
                at = close + 2;
                if (strncmp(at, "\r\n =?", 5) == 0)
                    at += 3;
                fflush(out);
                first = (uint8_t)text[size - 1];
                CHECK(size == 0 || first < 0x80 || (first & 0xc0) == 0x80);
                continue;
            }
            fputc(*at++, out);
        }
    }
    fclose(out);
    return text;
}

/* Lines end with CRLF, are short, and hold no control character; exactly one blank line ends the header. */
static void check_form(const char *message)
{
    size_t column = 0;

    for (const char *c = message; *c != '\0'; c++) {
        if (*c == '\r') {
            CHECK(c[1] == '\n');
            CHECK(column <= 78);
            column = 0;
            c++;
            continue;
        }
        CHECK((unsigned char)*c >= 0x20 && (unsigned char)*c < 0x7f);
        column++;
    }
    CHECK(strcmp(message + strlen(message) - 2, "\r\n") == 0);
}

static size_t count(const char *text, const char *what)
{
    size_t found = 0;

    for (; (text = strstr(text, what)) != NULL; text += strlen(what))
        found++;
    return found;
}

/* ---- tests ---- */

static void a_change_is_told_in_subject_and_body(void)
{
    struct message_facts f = facts();
    struct event event = transition();
    struct notice notice = one(&event);
    char *message, *subject, *body;

    f.addresses_text = "lo UNKNOWN 127.0.0.1/8\neth0 UP 10.9.0.2/24\n";
    message = message_build(&notice, &f);
    check_form(message);
    subject = header_of(message, "Subject");
    CHECK_EQ_STR(subject, "lb01: VI_1 (vrid 51) is MASTER, 10.9.1.2/24 +1");
    body = body_of(message);
    CHECK(strstr(body, "master 10.9.0.1 silent for 3.61 s") != NULL);
    CHECK(strstr(body, "BACKUP -> MASTER, priority 150") != NULL);
    CHECK(strstr(body, "10.9.1.2/24, 10.9.1.3/24") != NULL);
    CHECK(strstr(body, "  eth0 UP 10.9.0.2/24\r\n") != NULL);
    CHECK(strstr(body, "Cause") == NULL && strstr(body, "Masters") == NULL &&
          strstr(body, "Changes") == NULL);
    CHECK(strstr(body, "\r\n\r\n\r\n") == NULL && strstr(body, "{{") == NULL && strstr(body, "[[") == NULL);
    CHECK(strstr(message, "\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n") != NULL);
    CHECK(strstr(message, "\r\nAuto-Submitted: auto-generated\r\n") != NULL);
    CHECK(strstr(message, "\r\nTo: <ops@example.com>,\r\n <night@example.com>\r\n") != NULL);
    free(body);
    free(subject);
    free(message);
}

static void an_incident_is_told_with_cause_and_fix(void)
{
    struct message_facts f = facts();
    struct event event = incident("open");
    struct notice notice = one(&event);
    char *subject = message_subject(&notice, &f), *body = message_body(&notice, &f);

    CHECK_EQ_STR(subject, "lb01: CRITICAL SB-A1 vrid 51 (10.9.1.2/24 +1): adverts are filtered");
    CHECK(strstr(body, "Fix:   let 224.0.0.18 through\n") != NULL);
    CHECK(strstr(body, "Masters:\n  10.9.0.1  priority 150\n  10.9.0.2\n") != NULL);
    free(subject);
    free(body);
    notice.kind = NOTICE_HEALED;
    notice.span_us = 200000000;
    event.master.known = true;
    strcpy(event.master.address, "10.9.0.1");
    f.language = CONF_LANGUAGE_CHINESE;
    subject = message_subject(&notice, &f);
    CHECK_EQ_STR(subject, "lb01: 3 分 20 秒 后恢复：SB-A1 vrid 51（10.9.1.2/24 +1），主节点为 10.9.0.1");
    free(subject);
}

static void chinese_names_survive_the_way(void)
{
    struct message_facts f = facts();
    struct event event = transition();
    struct notice notice = one(&event);
    char *message, *subject, *from;

    f.host = "负载均衡一号";
    strcpy(event.host, "北京机房负载均衡主节点一号机");
    strcpy(event.instance, "虚拟路由器实例甲乙丙丁戊己庚辛");
    f.language = CONF_LANGUAGE_CHINESE;
    message = message_build(&notice, &f);
    check_form(message);
    subject = header_of(message, "Subject");
    CHECK_EQ_STR(subject, "北京机房负载均衡主节点一号机: 虚拟路由器实例甲乙丙丁戊己庚辛 (vrid 51) 变为 "
                          "MASTER，10.9.1.2/24 +1");
    from = header_of(message, "From");
    CHECK(strstr(from, "负载均衡一号") == from);
    free(from);
    free(subject);
    free(message);
}

static void a_digest_lists_its_changes(void)
{
    struct message_facts f = facts();
    struct event events[2] = {transition(), transition()};
    struct notice notice = {NOTICE_DIGEST, events, 2, 35, 300000000, true};
    char *subject = message_subject(&notice, &f), *body = message_body(&notice, &f);

    CHECK_EQ_STR(subject, "lb01: VI_1 (vrid 51): 37 changes in 5 min 0 s, now MASTER");
    CHECK(strstr(body, "(35 older ones were not kept)") != NULL);
    CHECK(count(body, "BACKUP -> MASTER  master") == 2);
    CHECK(strstr(body, "may have been sent before") != NULL);
    free(subject);
    free(body);
}

/* Whatever a name, a reason or an address holds, it begins no header, no line and no recipient. */
static void nothing_can_be_injected(void)
{
    static const char *const bad[] = {"x\r\nBcc: evil@example.com",
                                      "x\nBcc: evil@example.com",
                                      "x\r\n\r\nbody",
                                      "\x1b[2J\x7f",
                                      "\xe2\x80\xa8"
                                      "Bcc: x",
                                      "\xc2\x85"
                                      "Bcc: x"};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const char *to[] = {bad[i]};
        struct message_facts f = facts();
        struct event event = transition();
        struct notice notice = one(&event);
        char *message, *body;

        strcpy(event.host, bad[i]);
        strcpy(event.instance, bad[i]);
        strcpy(event.reason, bad[i]);
        strcpy(event.source, "x\r\nBcc: a");
        f.host = f.cluster = f.from = bad[i];
        f.to = to;
        f.to_count = 1;
        message = message_build(&notice, &f);
        check_form(message);
        CHECK(strstr(message, "\r\nBcc") == NULL && count(message, "\r\n\r\n") == 1);
        body = body_of(message);
        CHECK(strstr(body, "\nBcc") == NULL && strchr(body, 0x1b) == NULL);
        CHECK(strstr(body, "\xe2\x80\xa8") == NULL && strstr(body, "\xc2\x85") == NULL);
        free(body);
        free(message);
    }
}

static void what_is_not_utf8_becomes_a_question_mark(void)
{
    struct message_facts f = facts();
    struct event event = transition();
    struct notice notice = one(&event);
    char *message, *subject;

    strcpy(event.instance, "a\xff\xc3=\xc0\xaf\xed\xa0\x80z\xe4\xb8");
    message = message_build(&notice, &f);
    check_form(message);
    subject = header_of(message, "Subject");
    CHECK_EQ_STR(subject, "lb01: a?"
                          "?=?"
                          "?"
                          "?"
                          "?"
                          "?z?"
                          "? (vrid 51) is MASTER, 10.9.1.2/24 +1");
    free(subject);
    free(message);
}

static void long_values_stay_within_their_lines(void)
{
    static char long_text[4097];
    struct message_facts f = facts();
    struct event event = transition();
    struct notice notice = one(&event);
    char *message, *subject, *body;

    memset(long_text, 'a', 4096);
    f.cluster = long_text;
    f.addresses_text = long_text;
    message = message_build(&notice, &f);
    subject = header_of(message, "Subject");
    CHECK_EQ_INT(strlen(subject), MESSAGE_SUBJECT_MAX);
    body = body_of(message);
    CHECK(strlen(body) > 8192);
    free(body);
    free(subject);
    free(message);
}

static char *id_of(const struct notice *notice, const struct message_facts *f)
{
    char *message = message_build(notice, f), *id = header_of(message, "Message-ID");

    free(message);
    return id;
}

static bool same_id(const struct notice *a, const struct message_facts *fa, const struct notice *b,
                    const struct message_facts *fb)
{
    char *left = id_of(a, fa), *right = id_of(b, fb);
    bool same = strcmp(left, right) == 0;

    free(left);
    free(right);
    return same;
}

static void the_identity_depends_on_what_is_told_alone(void)
{
    struct message_facts f = facts(), later = facts(), other = facts();
    struct event event = transition(), next = transition(), open = incident("open"),
                 closed = incident("closed");
    struct notice a = one(&event), b = one(&next), c = one(&open), d = one(&closed);
    char *first, *second, *left, *right;

    later.now_wall_us += 60000000;
    CHECK(same_id(&a, &f, &a, &later));
    next.sequence++;
    CHECK(!same_id(&a, &f, &b, &f));
    next.sequence--;
    next.boot++;
    CHECK(!same_id(&a, &f, &b, &f));
    d.kind = NOTICE_HEALED;
    CHECK(!same_id(&c, &f, &d, &f));
    /* The other node of a named cluster tells of the same incident: one mail for the reader. */
    other.host = "lb02";
    CHECK(!same_id(&c, &f, &c, &other));
    f.cluster = other.cluster = "edge";
    CHECK(same_id(&c, &f, &c, &other));
    first = message_build(&c, &f);
    second = message_build(&d, &f);
    left = header_of(first, "In-Reply-To");
    right = header_of(second, "In-Reply-To");
    CHECK_EQ_STR(left, right);
    free(left);
    free(right);
    free(first);
    free(second);
}

static void own_templates_are_filled_and_nothing_more(void)
{
    struct message_facts f = facts();
    struct event event = transition();
    struct notice notice = one(&event);
    char *subject, *body;

    strcpy(event.reason, "{{host}} [[x]] $(reboot) `reboot`");
    f.subject_template = "{{instance}}\n{{state}}[[ not {{fix}}]][[ but {{vrid}}]]";
    f.body_template = "why {{reason}}\nfix {{fix}}\nplain\n";
    subject = message_subject(&notice, &f);
    body = message_body(&notice, &f);
    CHECK_EQ_STR(subject, "VI_1 MASTER but 51");
    CHECK_EQ_STR(body, "why {{host}} [[x]] $(reboot) `reboot`\nplain\n");
    free(subject);
    free(body);
}

static void templates_are_checked_before_they_are_used(void)
{
    const char *name, *about;
    char why[2048];
    size_t line;

    CHECK(message_template_check("{{host}} [[a {{vip}} [[b {{fix}}]]]]\n{ } [ ]", &line, why, sizeof(why)));
    CHECK(!message_template_check("a\nb {{nonsense}}", &line, why, sizeof(why)));
    CHECK_EQ_INT(line, 2);
    CHECK(strstr(why, "`nonsense'") != NULL && strstr(why, " vantage ") != NULL);
    CHECK(!message_template_check("{{host", &line, why, sizeof(why)));
    CHECK(!message_template_check("[[ {{host}}", &line, why, sizeof(why)));
    CHECK(!message_template_check("{{}}", &line, why, sizeof(why)));
    CHECK(!message_template_check("[[[[[[[[[[x]]]]]]]]]]", &line, why, sizeof(why)));
    for (size_t i = 0; message_variable(i, &name, &about); i++) {
        snprintf(why, sizeof(why), "{{%s}}", name);
        CHECK(about[0] != '\0' && message_template_check(why, &line, why + 64, sizeof(why) - 64));
    }
}

static void a_test_needs_no_event(void)
{
    struct message_facts f = facts();
    struct notice notice = {.kind = NOTICE_TEST};
    char *message = message_build(&notice, &f), *subject = header_of(message, "Subject");

    check_form(message);
    CHECK_EQ_STR(subject, "lb01: test message");
    CHECK(strstr(message, "In-Reply-To") == NULL);
    free(subject);
    free(message);
}

static void webhooks_get_text_and_records(void)
{
    struct message_facts f = facts();
    struct event event = transition();
    struct notice notice = one(&event);
    char *json = message_json(&notice, &f, CONF_WEBHOOK_JSON), *chat;

    CHECK(strstr(json, "\"notice\":\"event\"") != NULL && strstr(json, "\"schema\":1") != NULL);
    CHECK(strstr(json, "\"text\":\"lb01: VI_1 (vrid 51) is MASTER") != NULL);
    CHECK(strstr(json, "\"events\":[{\"schema\":1,\"type\":\"event\",\"seq\":42") != NULL);
    f.addresses_text = "界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界界";
    chat = message_json(&notice, &f, CONF_WEBHOOK_CHAT);
    CHECK(strstr(chat, "{\"msgtype\":\"text\",\"text\":{\"content\":\"lb01: ") == chat);
    free(json);
    free(chat);
}

static void every_length_of_body_is_encoded(void)
{
    for (size_t size = 0; size < 200; size++) {
        char text[201] = "", *bytes = NULL, *back;
        size_t bytes_size;
        FILE *out = open_memstream(&bytes, &bytes_size);

        memset(text, 'x', size);
        fputs("\r\n\r\n", out);
        encode_body(out, text);
        fclose(out);
        back = body_of(bytes);
        CHECK_EQ_STR(back, text);
        free(back);
        free(bytes);
    }
}

int main(void)
{
    a_change_is_told_in_subject_and_body();
    an_incident_is_told_with_cause_and_fix();
    chinese_names_survive_the_way();
    a_digest_lists_its_changes();
    nothing_can_be_injected();
    what_is_not_utf8_becomes_a_question_mark();
    long_values_stay_within_their_lines();
    the_identity_depends_on_what_is_told_alone();
    own_templates_are_filled_and_nothing_more();
    templates_are_checked_before_they_are_used();
    a_test_needs_no_event();
    webhooks_get_text_and_records();
    every_length_of_body_is_encoded();
    return check_report("notify_message");
}

/* What the transports share; see delivery.h. */
#include "notify/delivery.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/status.h"
#include "notify/message_encode.h"

void delivery_say(struct delivery_result *result, enum delivery_verdict verdict, int code, const char *format,
                  ...)
{
    char *raw = NULL, *clean = NULL;
    size_t size;
    FILE *out;
    va_list arguments;

    *result = (struct delivery_result){.verdict = verdict, .code = code};
    va_start(arguments, format);
    if (vasprintf(&raw, format, arguments) < 0)
        raw = NULL;
    va_end(arguments);
    out = raw != NULL ? open_memstream(&clean, &size) : NULL;
    if (out != NULL) {
        encode_clean(out, raw);
        if (fclose(out) == 0)
            status_copy_text(result->text, sizeof(result->text), clean);
    }
    free(clean);
    free(raw);
}

static bool contains(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcasestr(text, *words) != NULL)
            return true;
    return false;
}

/* Providers that count mails refuse too many of them for good in words, and mean for now. */
static bool tells_of_rate(int code, const char *text)
{
    static const char *const words[] = {"DT:SPM",         "frequen",   "too many", "rate limit", "too fast",
                                        "limit exceeded", "try later", "频率",     "频繁",       NULL};

    return (code == 550 || code == 554) && contains(text, words);
}

static const char *hint(int code, const char *text)
{
    if (tells_of_rate(code, text))
        return "; the provider takes this for too many or too similar messages: sent again later";
    switch (code) {
    case 530:
        return "; the server wants a login: set user and a password";
    case 534:
    case 535:
        return "; 163, 126 and QQ want the authorization code of their web settings as password, with SMTP "
               "switched on there, and the full address as user";
    case 550:
        return "; QQ wants the address in From to be the login's; or the recipient does not exist";
    case 553:
        return "; 163 and 126 want From to be the address that logs in: set `from' to the user's address";
    case 554:
        return "; the provider refuses the message or this host: see its words";
    default:
        return "";
    }
}

void delivery_judge_smtp(struct delivery_result *result, int code, const char *text)
{
    enum delivery_verdict verdict = DELIVERY_FAILED;

    if (code >= 200 && code < 300)
        verdict = DELIVERY_SENT;
    else if (code < 500 || code > 599 || tells_of_rate(code, text))
        verdict = DELIVERY_LATER;
    delivery_say(result, verdict, code, "%d %.300s%s", code, text, hint(code, text));
}

bool delivery_is_loopback(const char *host)
{
    struct in6_addr v6;
    struct in_addr v4;

    if (inet_pton(AF_INET, host, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    if (inet_pton(AF_INET6, host, &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6);
    return strcasecmp(host, "localhost") == 0;
}

bool delivery_may_log_in(const struct delivery *delivery, struct delivery_result *result)
{
    const struct conf_mail_server *server = delivery->server;

    if (server->scheme != CONF_MAIL_SMTP || server->user == NULL || server->clear_auth ||
        delivery_is_loopback(server->host))
        return true;
    delivery_say(result, DELIVERY_FAILED, 0,
                 "refused to send the password to %s in clear: use smtps:// or smtp+starttls://, or allow it "
                 "for this server",
                 server->host);
    return false;
}

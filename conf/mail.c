/* Mail addresses and servers as text; see mail.h. */
#include "conf/mail.h"

#include <stdio.h>
#include <string.h>

#include "conf/quantity.h"

enum { HOST_MAX = 255, ADDRESS_MAX = 254 };

static const struct {
    const char *prefix;
    enum conf_mail_scheme scheme;
    uint16_t port;
} schemes[] = {
    {"smtp://", CONF_MAIL_SMTP, 25},
    {"smtp+starttls://", CONF_MAIL_STARTTLS, 587},
    {"smtps://", CONF_MAIL_SMTPS, 465},
    {"sendmail:", CONF_MAIL_SENDMAIL, 0},
};

bool mail_is_address(const char *text)
{
    const char *at = strchr(text, '@');

    if (*text == '\0' || *text == '-' || strlen(text) > ADDRESS_MAX)
        return false;
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 127 || strchr("<>,;:\"\\()[]", *c))
            return false;
    return !at || (at > text && at[1] != '\0' && !strchr(at + 1, '@'));
}

uint16_t mail_scheme_port(enum conf_mail_scheme scheme)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (schemes[i].scheme == scheme)
            return schemes[i].port;
    return 0;
}

static const char *read_scheme(const char *url, enum conf_mail_scheme *scheme)
{
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strncmp(url, schemes[i].prefix, strlen(schemes[i].prefix)) != 0)
            continue;
        *scheme = schemes[i].scheme;
        return url + strlen(schemes[i].prefix);
    }
    *scheme = CONF_MAIL_SMTP;
    return strstr(url, "://") ? NULL : url;
}

/* Letters, digits, dots, hyphens and underscores, or the digits and colons of an address. */
static bool is_host(const char *text, size_t size, bool bracketed)
{
    static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    static const char address[] = "0123456789abcdefABCDEF:.%";

    return size > 0 && size <= HOST_MAX && text[0] != '-' && strspn(text, bracketed ? address : name) >= size;
}

static const char *read_port(const char *text, uint16_t *out)
{
    uint64_t port;

    if (*text == '\0' || strcmp(text, "/") == 0)
        return NULL;
    if (*text != ':' || !quantity_unsigned(text + 1, UINT16_MAX, &port) || port == 0)
        return "the port after the host must be a number from 1 to 65535, and nothing may follow it";
    *out = (uint16_t)port;
    return NULL;
}

static const char *read_host(struct conf *conf, const char *rest, struct conf_mail_server *out)
{
    bool bracketed = rest[0] == '[';
    const char *host = bracketed ? rest + 1 : rest;
    size_t size = strcspn(host, bracketed ? "]" : ":/@");
    char text[HOST_MAX + 1];

    if (strchr(rest, '@'))
        return "no user and password in the URL: use `user' and `password_file'";
    if (!is_host(host, size, bracketed) || (bracketed && host[size] != ']'))
        return "the host is no name and no address (IPv6 addresses stand in brackets)";
    memcpy(text, host, size);
    text[size] = '\0';
    out->host = conf_strdup(conf, text);
    return read_port(host + size + bracketed, &out->port);
}

const char *mail_read_url(struct conf *conf, const char *url, struct conf_mail_server *out)
{
    enum conf_mail_scheme scheme;
    const char *rest = read_scheme(url, &scheme);

    if (!rest)
        return "use smtp://, smtp+starttls://, smtps:// or sendmail:";
    out->scheme = scheme;
    out->port = mail_scheme_port(scheme);
    out->timeout_us = CONF_MAIL_TIMEOUT_US;
    out->connect_timeout_us = CONF_MAIL_CONNECT_US;
    if (scheme != CONF_MAIL_SENDMAIL)
        return read_host(conf, rest, out);
    if (*rest != '\0' && *rest != '/')
        return "the path after `sendmail:' must be absolute";
    out->host = conf_strdup(conf, *rest != '\0' ? rest : "/usr/sbin/sendmail");
    return NULL;
}

const char *mail_format_url(const struct conf_mail_server *server, char *text, size_t size)
{
    const char *prefix = schemes[server->scheme].prefix;
    bool bracketed = strchr(server->host, ':') != NULL;

    if (server->scheme == CONF_MAIL_SENDMAIL)
        snprintf(text, size, "%s%s", prefix, server->host);
    else
        snprintf(text, size, "%s%s%s%s:%u", prefix, bracketed ? "[" : "", server->host, bracketed ? "]" : "",
                 server->port);
    return text;
}

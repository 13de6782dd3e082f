/* The request of one transfer, as the check wants it. The other half of the door to libcurl; see
 * probe_http.c.
 */
#include "vrrpd/os/probe_http_library.h"
#include "vrrpd/os/probe_http_state.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_SIZE = 640 };

static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";

static const struct conf_check *check_of(const struct fetch *fetch)
{
    return fetch->probe->target.check;
}

bool fetch_is_mail(const struct fetch *fetch)
{
    return check_of(fetch)->kind == CONF_CHECK_SMTP;
}

static const struct conf_url *url_of(const struct fetch *fetch)
{
    return &check_of(fetch)->urls[fetch->url];
}

void fetch_drop_lists(struct fetch *fetch)
{
    fetch->curl->slist_free_all(fetch->headers);
    fetch->curl->slist_free_all(fetch->connect_to);
    fetch->headers = fetch->connect_to = NULL;
}

static const char *host_of(const struct fetch *fetch)
{
    const char *host = fetch_is_mail(fetch) ? NULL : url_of(fetch)->host;

    return host != NULL ? host : fetch->probe->target.server->virtualhost;
}

/* Whose certificate it should be; NULL: the address's. */
static const char *tls_name_of(const struct fetch *fetch)
{
    const struct conf_check *check = check_of(fetch);

    if (!check->tls || (!check->sni && !check->tls_verify))
        return NULL;
    return check->sni_name != NULL ? check->sni_name : host_of(fetch);
}

static void set_tls(struct fetch *fetch)
{
    const struct conf_check *check = check_of(fetch);
    bool verify = check->tls && check->tls_verify;

    fetch->curl->easy_setopt(fetch->easy, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
    fetch->curl->easy_setopt(fetch->easy, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
    if (check->tls_ca_file != NULL)
        fetch->curl->easy_setopt(fetch->easy, CURLOPT_CAINFO, check->tls_ca_file);
    fetch->own_ca |= check->tls_ca_file != NULL;
}

/* "[2001:db8::1]:443" */
static void format_place(const struct fetch *fetch, char *out, size_t size)
{
    const struct addr address = probe_address_of(&fetch->probe->target);
    char text[ADDR_TEXT_MAX];

    snprintf(out, size, address.family == ADDR_IPV6 ? "[%s]:%u" : "%s:%u", addr_format(&address, text),
             probe_port_of(&fetch->probe->target));
}

static const char *scheme_of(const struct fetch *fetch)
{
    if (fetch_is_mail(fetch))
        return check_of(fetch)->tls ? "smtps" : "smtp";
    return check_of(fetch)->tls ? "https" : "http";
}

/* Where to: a name only where a certificate is asked for by name, and even then the address is said apart.
 * A mail server is greeted with the URL's path. */
static bool set_place(struct fetch *fetch)
{
    const char *name = tls_name_of(fetch), *helo = fetch_is_mail(fetch) ? check_of(fetch)->helo : NULL;
    char place[ADDR_TEXT_MAX + 16], text[TEXT_SIZE];

    format_place(fetch, place, sizeof(place));
    if (helo == NULL || helo[strspn(helo, plain)] != '\0')
        helo = "";
    if (name != NULL) {
        snprintf(text, sizeof(text), "::%s", place);
        fetch->connect_to = fetch->curl->slist_append(NULL, text);
        if (fetch->connect_to == NULL)
            return false;
        snprintf(text, sizeof(text), "%s://%s:%u/%s", scheme_of(fetch), name,
                 probe_port_of(&fetch->probe->target), helo);
    } else {
        snprintf(text, sizeof(text), "%s://%s/%s", scheme_of(fetch), place, helo);
    }
    fetch->curl->easy_setopt(fetch->easy, CURLOPT_CONNECT_TO, fetch->connect_to);
    return fetch->curl->easy_setopt(fetch->easy, CURLOPT_URL, text) == CURLE_OK;
}

static bool set_headers(struct fetch *fetch)
{
    const char *host = host_of(fetch);
    char text[TEXT_SIZE];

    fetch->headers = fetch->curl->slist_append(NULL, "Connection: close");
    if (fetch->headers == NULL)
        return false;
    if (host == NULL)
        return true;
    snprintf(text, sizeof(text), "Host: %s", host);
    return fetch->curl->slist_append(fetch->headers, text) != NULL;
}

/* A blank or a line's end in it would begin something else. */
static bool is_one_word(const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || *text == 0x7f)
            return false;
    return true;
}

bool fetch_can_ask(const struct fetch *fetch)
{
    return fetch_is_mail(fetch) || (is_one_word(url_of(fetch)->path) && is_one_word(host_of(fetch)));
}

static bool set_page(struct fetch *fetch)
{
    static const long versions[] = {[CONF_HTTP_1_0] = CURL_HTTP_VERSION_1_0,
                                    [CONF_HTTP_1_1] = CURL_HTTP_VERSION_1_1,
                                    [CONF_HTTP_2] = CURL_HTTP_VERSION_2TLS};
    const struct conf_check *check = check_of(fetch);
    long version = versions[check->http_version];

    if (check->http_version == CONF_HTTP_2 && !check->tls)
        version = CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
    fetch->curl->easy_setopt(fetch->easy, CURLOPT_HTTP_VERSION, version);
    fetch->curl->easy_setopt(fetch->easy, CURLOPT_REQUEST_TARGET, url_of(fetch)->path);
    if (!set_headers(fetch))
        return false;
    fetch->curl->easy_setopt(fetch->easy, CURLOPT_HTTPHEADER, fetch->headers);
    return reply_page_begin(&fetch->page, url_of(fetch));
}

bool fetch_set_request(struct fetch *fetch)
{
    fetch_drop_lists(fetch);
    set_tls(fetch);
    fetch->curl->easy_setopt(fetch->easy, CURLOPT_CUSTOMREQUEST, fetch_is_mail(fetch) ? "NOOP" : NULL);
    return set_place(fetch) && (fetch_is_mail(fetch) || set_page(fetch));
}

/* One page and its digest; see probe_http_digest.h. */
#include "vrrpd/os/probe_http_digest.h"

#include <stdio.h>

#include "vrrpd/lvs/reply_page.h"
#include "vrrpd/os/probe_http_library.h"

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    return reply_page_take(context, bytes, size * count) ? size * count : 0;
}

static void set_options(const struct http_library *curl, CURL *easy, const char *url, struct reply_page *page,
                        char *error)
{
    curl->easy_setopt(easy, CURLOPT_URL, url);
    curl->easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
    curl->easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(easy, CURLOPT_PROXY, "");
    curl->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl->easy_setopt(easy, CURLOPT_USERAGENT, "vrrpd");
    curl->easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_0);
    curl->easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl->easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    curl->easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl->easy_setopt(easy, CURLOPT_WRITEDATA, page);
}

bool probe_http_digest(const char *url, int64_t timeout_us, uint8_t digest[DIGEST_SIZE], unsigned *status,
                       char *why, size_t why_size)
{
    struct reply_page page = {.head = NULL};
    char error[CURL_ERROR_SIZE] = "";
    struct http_library curl;
    CURLcode result;
    long code = 0;
    CURL *easy;

    if (!http_library_load(&curl)) {
        snprintf(why, why_size, "libcurl.so.4 is missing");
        return false;
    }
    easy = curl.easy_init();
    if (easy == NULL || !reply_page_begin(&page, NULL)) {
        snprintf(why, why_size, "out of memory");
        curl.easy_cleanup(easy);
        return false;
    }
    set_options(&curl, easy, url, &page, error);
    curl.easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(timeout_us / 1000));
    result = curl.easy_perform(easy);
    curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
    curl.easy_cleanup(easy);
    *status = (unsigned)code;
    if (page.cut)
        snprintf(why, why_size, "the body is longer than %d MiB", REPLY_PAGE_DIGEST_MAX / 1024 / 1024);
    else if (result != CURLE_OK)
        snprintf(why, why_size, "%s", error[0] != '\0' ? error : curl.easy_strerror(result));
    return result == CURLE_OK && reply_page_digest(&page, digest);
}

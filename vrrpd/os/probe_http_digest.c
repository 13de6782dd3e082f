/* One page and its digest, waited for: the part of the door to libcurl that `vrrpctl genhash` goes through.
 * Asks as a check asks that says nothing else: HTTP/1.0, no redirect followed, certificates not looked at. */
#include <curl/curl.h>
#include <stdio.h>

#include "vrrpd/lvs/reply_page.h"
#include "vrrpd/os/probe_http.h"

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    return reply_page_take(context, bytes, size * count) ? size * count : 0;
}

static void set_options(CURL *easy, const char *url, int64_t timeout_us, struct reply_page *page, char *error)
{
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "vrrpd");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_0);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(timeout_us / 1000));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, page);
}

bool probe_http_digest(const char *url, int64_t timeout_us, uint8_t digest[DIGEST_SIZE], unsigned *status,
                       char *why, size_t why_size)
{
    struct reply_page page = {.head = NULL};
    char error[CURL_ERROR_SIZE] = "";
    CURL *easy = curl_easy_init();
    CURLcode result;
    long code = 0;

    if (easy == NULL || !reply_page_begin(&page, NULL)) {
        snprintf(why, why_size, "out of memory");
        curl_easy_cleanup(easy);
        return false;
    }
    set_options(easy, url, timeout_us, &page, error);
    result = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
    curl_easy_cleanup(easy);
    *status = (unsigned)code;
    if (page.cut)
        snprintf(why, why_size, "the body is longer than %d MiB", REPLY_PAGE_DIGEST_MAX / 1024 / 1024);
    else if (result != CURLE_OK)
        snprintf(why, why_size, "%s", error[0] != '\0' ? error : curl_easy_strerror(result));
    return result == CURLE_OK && reply_page_digest(&page, digest);
}

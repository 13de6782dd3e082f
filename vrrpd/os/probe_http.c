/* vrrpd's door to libcurl; see probe_http.h. One multi handle on the loop; each probe has an easy handle
 * while it runs, and gives it back with what never changes set already. Nothing is resolved: addresses are
 * numbers, and the socket goes where the check says whatever the URL's host is called. */
#include "vrrpd/os/probe_http.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "vrrpd/os/probe_http_library.h"
#include "vrrpd/os/probe_http_state.h"

enum {
    IDLE_MAX = 256, /* handles kept: some 20 KiB each */
    BUFFER_SIZE = 8192,
    HEADERS_MAX = 65536,
};

struct probe_http {
    struct http_library curl;
    CURLM *multi;
    struct probes *probes;
    struct fetch *idle;
    size_t idle_count;
    int64_t due_us;        /* when curl wants to be called */
    curl_socket_t leaving; /* curl does not watch it any more: it closes it now, or will watch it again */
    uint64_t serial;
};

/* ---- what curl calls ---- */

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct fetch *fetch = context;

    return reply_page_take(&fetch->page, bytes, size * count) ? size * count : 0;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct fetch *fetch = context;
    size_t length = size * count, kept = 0;

    fetch->header_bytes += length;
    if (fetch->probe != NULL && fetch_is_mail(fetch)) {
        for (size_t i = 0; i < length && kept < FETCH_LINE - 1 && bytes[i] != '\r' && bytes[i] != '\n'; i++)
            fetch->line[kept++] = bytes[i];
        fetch->line[kept] = '\0';
    }
    return fetch->header_bytes <= HEADERS_MAX ? length : 0;
}

/* The one that the probe made and connected: a server that does not answer costs curl nothing. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct fetch *fetch = context;
    int fd = fetch->probe->fd;

    (void)purpose;
    (void)address;
    fetch->probe->fd = -1;
    fetch->fd = fd;
    return fd >= 0 ? fd : CURL_SOCKET_BAD;
}

static int say_connected(void *context, curl_socket_t fd, curlsocktype purpose)
{
    (void)context;
    (void)fd;
    (void)purpose;
    return CURL_SOCKOPT_ALREADY_CONNECTED;
}

/* Costs no system call when the descriptor is closed next. */
static void settle_leaving(struct probe_http *http)
{
    if (http->leaving >= 0)
        loop_remove(http->probes->loop, http->leaving);
    http->leaving = -1;
}

static int close_socket(void *context, curl_socket_t fd)
{
    struct probe_http *http = context;

    if (http->leaving == fd)
        http->leaving = -1;
    loop_forget(http->probes->loop, fd);
    return close(fd);
}

static void came(void *context, int fd, unsigned events);

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *per_socket)
{
    struct probe_http *http = context;
    unsigned events = 0;

    (void)easy;
    (void)per_socket;
    if (what == CURL_POLL_REMOVE) {
        settle_leaving(http);
        http->leaving = fd;
        return 0;
    }
    if (http->leaving == fd)
        http->leaving = -1;
    if (what & CURL_POLL_IN)
        events |= LOOP_READ;
    if (what & CURL_POLL_OUT)
        events |= LOOP_WRITE;
    return loop_watch(http->probes->loop, fd, events, came, http) < 0 ? -1 : 0;
}

static int set_timer(CURLM *multi, long timeout_ms, void *context)
{
    struct probe_http *http = context;

    (void)multi;
    http->due_us = timeout_ms < 0 ? INT64_MAX : timeout_ms == 0 ? 0 : clock_now_us() + timeout_ms * 1000;
    return 0;
}

/* ---- handles ---- */

/* What is the same for every probe. */
static void set_constants(struct probe_http *http, struct fetch *fetch)
{
    CURL *easy = fetch->easy;

    fetch->curl->easy_setopt(easy, CURLOPT_PRIVATE, fetch);
    fetch->curl->easy_setopt(easy, CURLOPT_ERRORBUFFER, fetch->error);
    fetch->curl->easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    fetch->curl->easy_setopt(easy, CURLOPT_PROXY, "");
    fetch->curl->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps");
    fetch->curl->easy_setopt(easy, CURLOPT_USERAGENT, "vrrpd");
    fetch->curl->easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)BUFFER_SIZE);
    fetch->curl->easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    fetch->curl->easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    fetch->curl->easy_setopt(easy, CURLOPT_TCP_NODELAY, 0L);
    fetch->curl->easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
    fetch->curl->easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    fetch->curl->easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    fetch->curl->easy_setopt(easy, CURLOPT_WRITEDATA, fetch);
    fetch->curl->easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    fetch->curl->easy_setopt(easy, CURLOPT_HEADERDATA, fetch);
    fetch->curl->easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    fetch->curl->easy_setopt(easy, CURLOPT_OPENSOCKETDATA, fetch);
    fetch->curl->easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, say_connected);
    fetch->curl->easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    fetch->curl->easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, http);
}

static void destroy(struct fetch *fetch)
{
    if (fetch->easy != NULL)
        fetch->curl->easy_cleanup(fetch->easy);
    reply_page_free(&fetch->page);
    free(fetch);
}

static struct fetch *take_fetch(struct probe_http *http)
{
    struct fetch *fetch = http->idle;

    if (fetch != NULL) {
        http->idle = fetch->next;
        http->idle_count--;
        return fetch;
    }
    fetch = calloc(1, sizeof(*fetch));
    if (fetch == NULL)
        return NULL;
    fetch->curl = &http->curl;
    fetch->easy = http->curl.easy_init();
    if (fetch->easy == NULL) {
        free(fetch);
        return NULL;
    }
    set_constants(http, fetch);
    return fetch;
}

static void leave(struct probe *probe)
{
    struct fetch *fetch = probe->work;
    struct probe_http *http = probe->probes->http;

    if (fetch->added)
        http->curl.multi_remove_handle(http->multi, fetch->easy);
    settle_leaving(http);
    fetch->added = false;
    fetch_drop_lists(fetch);
    if (http->idle_count >= IDLE_MAX || fetch->own_ca) { /* the system's file cannot be set again */
        destroy(fetch);
        return;
    }
    fetch->next = http->idle;
    http->idle = fetch;
    http->idle_count++;
}

void probe_http_free(struct probe_http *http)
{
    if (http == NULL)
        return;
    while (http->idle != NULL) {
        struct fetch *next = http->idle->next;

        destroy(http->idle);
        http->idle = next;
    }
    http->curl.multi_cleanup(http->multi);
    free(http);
}

/* The first probe of this kind pays for what the library sets up. */
static struct probe_http *make_http(struct probes *probes)
{
    struct probe_http *http = calloc(1, sizeof(*http));

    if (http == NULL)
        return NULL;
    http->probes = probes;
    http->due_us = INT64_MAX;
    http->leaving = -1;
    if (http_library_load(&http->curl))
        http->multi = http->curl.multi_init();
    if (http->multi == NULL) {
        free(http);
        return NULL;
    }
    http->curl.multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    http->curl.multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
    http->curl.multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    http->curl.multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
    return http;
}

/* ---- the beginning of one ---- */

static void collect(struct probe_http *http);

/* Connects to the page's server. 0 or negative errno. */
static int begin(struct fetch *fetch)
{
    int result;

    fetch->header_bytes = 0;
    fetch->error[0] = fetch->line[0] = '\0';
    if (!fetch_can_ask(fetch))
        return -EDOM;
    result = probe_connect(fetch->probe, SOCK_STREAM, LOOP_WRITE);
    return result == 1 ? probe_watch(fetch->probe, LOOP_WRITE) : result;
}

/* The rest is curl's. */
static void ask(struct fetch *fetch)
{
    struct probe_http *http = fetch->probe->probes->http;
    int running;

    if (!fetch_set_request(fetch) || fetch->curl->multi_add_handle(http->multi, fetch->easy) != CURLM_OK) {
        probe_end_error(fetch->probe, -ENOMEM);
        return;
    }
    fetch->added = true;
    fetch->curl->multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    collect(http);
}

static void look(struct probe *probe, unsigned events)
{
    int error = probe_socket_error(probe);

    (void)events;
    if (error < 0)
        probe_end_error(probe, error);
    else
        ask(probe->work);
}

static int start(struct probe *probe)
{
    struct fetch *fetch;

    probe->step = PROBE_STEP_SOCKET;
    if (probe->probes->http == NULL)
        probe->probes->http = make_http(probe->probes);
    if (probe->probes->http == NULL)
        return -ELIBACC;
    fetch = take_fetch(probe->probes->http);
    if (fetch == NULL)
        return -ENOMEM;
    probe->work = fetch;
    probe->token = ++probe->probes->http->serial;
    fetch->probe = probe;
    fetch->fd = -1;
    fetch->url = 0;
    return begin(fetch);
}

/* ---- the end of one ---- */

static void say_curl(struct fetch *fetch, enum probe_outcome outcome, const char *what, CURLcode code)
{
    static const char *const prefixes[] = {"SSL certificate problem: ", "SSL: "};
    const char *words = fetch->error[0] != '\0' ? fetch->error : fetch->curl->easy_strerror(code);

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
        if (strncmp(words, prefixes[i], strlen(prefixes[i])) == 0)
            words += strlen(prefixes[i]);
    probe_end(fetch->probe, outcome, "%s%s", what, words);
}

static void end_failed(struct fetch *fetch, CURLcode code)
{
    struct probe *probe = fetch->probe;

    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        say_curl(fetch, PROBE_REFUSED, "certificate: ", code);
        break;
    case CURLE_SSL_CONNECT_ERROR:
        say_curl(fetch, PROBE_REFUSED, "TLS: ", code);
        break;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_FAILED_INIT:
    case CURLE_URL_MALFORMAT:
    case CURLE_COULDNT_RESOLVE_HOST:
        say_curl(fetch, PROBE_NOT_TRIED, "", code);
        break;
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        if (strstr(fetch->error, strerror(ECONNRESET)) != NULL)
            probe_end_error(probe, -ECONNRESET);
        else if (fetch_is_mail(fetch))
            probe_end(probe, PROBE_REFUSED, "the connection was closed in the middle of the dialogue");
        else
            say_curl(fetch, PROBE_REFUSED, "", code);
        break;
    case CURLE_COULDNT_CONNECT: /* it was there a moment ago */
        probe_end_error(probe, -ECONNRESET);
        break;
    case CURLE_GOT_NOTHING:
        probe_end(probe, PROBE_REFUSED, "the connection was closed without an answer");
        break;
    case CURLE_PARTIAL_FILE:
        probe_end(probe, PROBE_REFUSED, "the connection was closed in the middle of the answer");
        break;
    case CURLE_UNSUPPORTED_PROTOCOL: /* what is no HTTP/1 is taken for HTTP/0.9 */
    case CURLE_WEIRD_SERVER_REPLY:
        if (fetch_is_mail(fetch))
            probe_end(probe, PROBE_REFUSED, "greeting %s", fetch->line);
        else
            probe_end(probe, PROBE_REFUSED, "not an HTTP answer");
        break;
    case CURLE_WRITE_ERROR:
    case CURLE_OUT_OF_MEMORY: /* what it says of a header line that is too long for it */
        probe_end(probe, PROBE_REFUSED, "headers of more than %d KiB", HEADERS_MAX / 1024);
        break;
    case CURLE_REMOTE_ACCESS_DENIED:
        probe_end(probe, PROBE_REFUSED, "HELO: %s", fetch->line);
        break;
    case CURLE_OPERATION_TIMEDOUT:
        say_curl(fetch, PROBE_SILENT, "", code);
        break;
    default:
        say_curl(fetch, PROBE_REFUSED, "", code);
        break;
    }
}

/* True when the next page is to be asked for; else it is over. */
static bool judge_page(struct probe *probe, struct reply_page *page, unsigned status, size_t url)
{
    static const enum probe_outcome outcomes[] = {[REPLY_PAGE_GOOD] = PROBE_GOOD,
                                                  [REPLY_PAGE_WRONG] = PROBE_REFUSED,
                                                  [REPLY_PAGE_OURS] = PROBE_NOT_TRIED};
    const struct conf_check *check = probe->target.check;
    bool last = url + 1 >= check->url_count || (probe->target.down && check->fast_recovery);
    char reason[REPLY_PAGE_REASON];
    enum reply_page_fault fault = reply_page_judge(page, status, reason);

    if (fault != REPLY_PAGE_GOOD && check->url_count > 1)
        probe_end(probe, outcomes[fault], "%s: %s", check->urls[url].path, reason);
    else if (fault != REPLY_PAGE_GOOD || last)
        probe_end(probe, outcomes[fault], "%s", reason);
    return fault == REPLY_PAGE_GOOD && !last;
}

static void end_page(struct fetch *fetch)
{
    struct probe *probe = fetch->probe;
    long status = 0;
    int error;

    fetch->curl->easy_getinfo(fetch->easy, CURLINFO_RESPONSE_CODE, &status);
    if (!judge_page(probe, &fetch->page, (unsigned)status, fetch->url))
        return;
    fetch->url++;
    error = begin(fetch);
    if (error < 0)
        probe_end_error(probe, error);
}

static void finish(struct probe_http *http, struct fetch *fetch, CURLcode code)
{
    bool is_cut = code == CURLE_WRITE_ERROR && !fetch_is_mail(fetch) && fetch->page.cut;

    http->curl.multi_remove_handle(http->multi, fetch->easy);
    settle_leaving(http);
    fetch->added = false;
    fetch->fd = -1;
    if (code != CURLE_OK && !is_cut)
        end_failed(fetch, code);
    else if (fetch_is_mail(fetch))
        probe_end(fetch->probe, PROBE_GOOD, "greets");
    else
        end_page(fetch);
}

static void collect(struct probe_http *http)
{
    CURLMsg *message;
    int left;

    settle_leaving(http);
    while ((message = http->curl.multi_info_read(http->multi, &left)) != NULL) {
        CURLcode code = message->data.result;
        void *fetch = NULL;

        http->curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &fetch);
        finish(http, fetch, code);
    }
}

static void came(void *context, int fd, unsigned events)
{
    struct probe_http *http = context;
    int what = (events & LOOP_READ ? CURL_CSELECT_IN : 0) | (events & LOOP_WRITE ? CURL_CSELECT_OUT : 0);
    int running;

    http->curl.multi_socket_action(http->multi, fd, what, &running);
    collect(http);
}

void probe_http_round(struct probes *probes, int64_t now_us)
{
    struct probe_http *http = probes->http;
    int running;

    if (now_us < http->due_us)
        return;
    http->due_us = INT64_MAX;
    http->curl.multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    collect(http);
}

int64_t probe_http_due_us(const struct probes *probes)
{
    return probes->http->due_us;
}

/* Law 8: what waits in the socket counts. */
static void late(struct probe *probe)
{
    struct fetch *fetch = probe->work;
    struct probes *probes = probe->probes;
    double seconds = (double)probe->target.check->timeout_us / 1e6;
    uint64_t token = probe->token;
    int running;

    if (fetch->added) {
        fetch->curl->multi_socket_action(probes->http->multi, fetch->fd, 0, &running);
        collect(probes->http);
    }
    if (probe->phase != PROBE_RUNS || probe->token != token || probe->work != fetch)
        return;
    if (probe->fd >= 0)
        probe_end(probe, PROBE_SILENT, "no connection within %g s", seconds);
    else if (fetch->header_bytes == 0)
        probe_end(probe, PROBE_SILENT, "no answer within %g s", seconds);
    else
        probe_end(probe, PROBE_SILENT, "no whole answer within %g s", seconds);
}

const struct probe_kind probe_kind_http = {.start = start, .look = look, .late = late, .leave = leave};

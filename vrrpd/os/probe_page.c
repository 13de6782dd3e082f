/* HTTP: pages asked for in the clear, one URL after the other, each by a connection of its own. What is
 * encrypted and what is HTTP/2 goes through curl, see probe_http.h, which takes three times what this takes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "vrrpd/lvs/reply_http.h"
#include "vrrpd/os/probe_http.h"
#include "vrrpd/os/probe_state.h"

enum {
    READS = 16, /* in one go: the others get their turn */
    BUFFER_SIZE = 16384,
    PORT_HTTP = 80,
};

/* What a page needs; idle ones are kept in a row. */
struct probe_page {
    struct probe_page *next;
    size_t url; /* which of the check's */
    bool asked; /* the request is on its way */
    struct reply_http reply;
    struct reply_page page;
};

static bool is_curls(const struct probe *probe)
{
    return probe->target.check->tls || probe->target.check->http_version == CONF_HTTP_2;
}

static const struct conf_url *url_of(const struct probe *probe)
{
    return &probe->target.check->urls[((struct probe_page *)probe->work)->url];
}

static struct probe_page *take_one(struct probes *probes)
{
    struct probe_page *one = probes->page_idle;

    if (one != NULL)
        probes->page_idle = one->next;
    else
        one = calloc(1, sizeof(*one));
    return one;
}

static void leave(struct probe *probe)
{
    struct probe_page *one = probe->work;

    if (is_curls(probe)) {
        probe_http_leave(probe);
        return;
    }
    one->next = probe->probes->page_idle;
    probe->probes->page_idle = one;
}

void probe_page_free(struct probe_page *idle)
{
    while (idle != NULL) {
        struct probe_page *next = idle->next;

        reply_page_free(&idle->page);
        free(idle);
        idle = next;
    }
}

/* ---- one page ---- */

/* 0 or negative errno. */
static int ask(struct probe *probe)
{
    struct probe_page *one = probe->work;
    char request[REPLY_HTTP_REQUEST_MAX], text[ADDR_TEXT_MAX], host[ADDR_TEXT_MAX + 16];
    const struct addr address = probe_address_of(&probe->target);
    const char *name = url_of(probe)->host;
    uint16_t port = probe_port_of(&probe->target);
    size_t size, used;

    if (name == NULL)
        name = probe->target.server->virtualhost;
    if (name == NULL) {
        used = (size_t)snprintf(host, sizeof(host), address.family == ADDR_IPV6 ? "[%s]" : "%s",
                                addr_format(&address, text));
        if (port != PORT_HTTP)
            snprintf(host + used, sizeof(host) - used, ":%u", port);
        name = host;
    }
    probe->step = PROBE_STEP_SOCKET;
    size = reply_http_request(request, probe->target.check->http_version, url_of(probe)->path, name);
    if (size == 0)
        return -EDOM;
    probe->step = PROBE_STEP_CONNECT;
    if (send(probe->fd, request, size, MSG_NOSIGNAL) != (ssize_t)size)
        return errno == EAGAIN ? -EPIPE : -errno;
    one->asked = true;
    return probe_watch(probe, LOOP_READ);
}

/* Connects to the page's server. 0 or negative errno. */
static int begin(struct probe *probe)
{
    struct probe_page *one = probe->work;
    int result;

    one->asked = false;
    reply_http_begin(&one->reply);
    if (!reply_page_begin(&one->page, url_of(probe)))
        return -ENOMEM;
    result = probe_connect(probe, SOCK_STREAM, LOOP_WRITE);
    return result == 1 ? ask(probe) : result;
}

static int start(struct probe *probe)
{
    struct probe_page *one;

    if (is_curls(probe))
        return probe_http_start(probe);
    probe->step = PROBE_STEP_SOCKET;
    one = take_one(probe->probes);
    if (one == NULL)
        return -ENOMEM;
    probe->work = one;
    one->url = 0;
    return begin(probe);
}

/* ---- its answer ---- */

bool probe_judge_page(struct probe *probe, struct reply_page *page, unsigned status, size_t url)
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

static void next_page(struct probe *probe)
{
    struct probe_page *one = probe->work;
    int error;

    one->url++;
    probe_hang_up(probe);
    error = begin(probe);
    if (error < 0)
        probe_end_error(probe, error);
}

static void end_page(struct probe *probe)
{
    struct probe_page *one = probe->work;

    if (probe_judge_page(probe, &one->page, one->reply.status, one->url))
        next_page(probe);
}

/* False when there is no more to read. */
static bool take(struct probe *probe, enum reply_http_state state)
{
    struct probe_page *one = probe->work;

    if (state == REPLY_HTTP_MORE)
        return true;
    if (state == REPLY_HTTP_BROKEN)
        probe_end(probe, PROBE_REFUSED, "%s", one->reply.why);
    else
        end_page(probe);
    return false;
}

static void read_answer(struct probe *probe)
{
    struct probe_page *one = probe->work;
    char bytes[BUFFER_SIZE];

    for (int i = 0; i < READS; i++) {
        ssize_t size = recv(probe->fd, bytes, sizeof(bytes), 0);
        enum reply_http_state state;

        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size < 0) {
            probe_end_error(probe, -errno);
            return;
        }
        state = size > 0 ? reply_http_take(&one->reply, &one->page, bytes, (size_t)size)
                         : reply_http_end(&one->reply);
        if (!take(probe, state))
            return;
    }
}

static void look(struct probe *probe, unsigned events)
{
    struct probe_page *one = probe->work;
    int error;

    if (is_curls(probe)) {
        probe_http_look(probe, events);
        return;
    }
    if (one->asked) {
        read_answer(probe);
        return;
    }
    error = probe_socket_error(probe);
    if (error == 0)
        error = ask(probe);
    if (error < 0)
        probe_end_error(probe, error);
}

static void late(struct probe *probe)
{
    const struct probe_page *one = probe->work;
    double seconds = (double)probe->target.check->timeout_us / 1e6;

    if (is_curls(probe))
        probe_http_late(probe);
    else if (!one->asked)
        probe_end(probe, PROBE_SILENT, "no connection within %g s", seconds);
    else if (one->reply.part == REPLY_HTTP_STATUS)
        probe_end(probe, PROBE_SILENT, "no answer within %g s", seconds);
    else
        probe_end(probe, PROBE_SILENT, "no whole answer within %g s", seconds);
}

const struct probe_kind probe_kind_http = {.start = start, .look = look, .late = late, .leave = leave};

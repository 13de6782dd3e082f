/* A mail server: it greets with 220, takes a HELO with 250, and is left with QUIT. TLS is curl's business:
 * see probe_http.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vrrpd/lvs/reply_smtp.h"
#include "vrrpd/os/probe_http.h"
#include "vrrpd/os/probe_state.h"

enum {
    CODE_READY = 220,
    CODE_DONE = 250,
    LINE_MAX_OUT = 600,
    READS = 8, /* in one go: the others get their turn */
};

enum smtp_stage { STAGE_CONNECT, STAGE_GREETING, STAGE_HELO, STAGE_QUIT };

/* What a dialogue needs; idle ones are kept in a row. */
struct probe_smtp {
    struct probe_smtp *next;
    enum smtp_stage stage;
    struct reply_smtp reply;
};

static struct probe_smtp *take_one(struct probes *probes)
{
    struct probe_smtp *one = probes->smtp_idle;

    if (one != NULL)
        probes->smtp_idle = one->next;
    else
        one = calloc(1, sizeof(*one));
    return one;
}

static void leave(struct probe *probe)
{
    struct probe_smtp *one = probe->work;

    if (probe->target.check->tls) {
        probe_http_leave(probe);
        return;
    }
    one->next = probe->probes->smtp_idle;
    probe->probes->smtp_idle = one;
}

void probe_smtp_free(struct probe_smtp *idle)
{
    while (idle != NULL) {
        struct probe_smtp *next = idle->next;

        free(idle);
        idle = next;
    }
}

static int start(struct probe *probe)
{
    struct probe_smtp *one;
    int result;

    if (probe->target.check->tls)
        return probe_http_start(probe);
    one = take_one(probe->probes);
    if (one == NULL)
        return -ENOMEM;
    probe->work = one;
    one->stage = STAGE_CONNECT;
    reply_smtp_begin(&one->reply);
    result = probe_connect(probe, SOCK_STREAM, LOOP_WRITE);
    if (result != 1)
        return result;
    one->stage = STAGE_GREETING;
    return probe_watch(probe, LOOP_READ);
}

/* A line that does not fit the buffer of a fresh connection: nobody there reads. */
static bool say(struct probe *probe, enum smtp_stage stage, const char *word, const char *name)
{
    struct probe_smtp *one = probe->work;
    char line[LINE_MAX_OUT];
    int size = snprintf(line, sizeof(line), "%s%s\r\n", word, name);

    if (size >= (int)sizeof(line))
        size = (int)sizeof(line) - 1;
    if (send(probe->fd, line, (size_t)size, MSG_NOSIGNAL) != size) {
        probe_end_error(probe, errno == EAGAIN ? -EPIPE : -errno);
        return false;
    }
    one->stage = stage;
    reply_smtp_begin(&one->reply);
    return true;
}

/* A whole reply. False when the probe is over. */
static bool take_reply(struct probe *probe)
{
    struct probe_smtp *one = probe->work;
    const char *helo = probe->target.check->helo != NULL ? probe->target.check->helo : "localhost";

    switch (one->stage) {
    case STAGE_GREETING:
        if (one->reply.code == CODE_READY)
            return say(probe, STAGE_HELO, "HELO ", helo);
        probe_end(probe, PROBE_REFUSED, "greeting %s", one->reply.text);
        return false;
    case STAGE_HELO:
        if (one->reply.code == CODE_DONE)
            return say(probe, STAGE_QUIT, "QUIT", "");
        probe_end(probe, PROBE_REFUSED, "HELO: %s", one->reply.text);
        return false;
    default:
        probe_end(probe, PROBE_GOOD, "greets and takes a HELO");
        return false;
    }
}

static void take_end(struct probe *probe)
{
    struct probe_smtp *one = probe->work;

    if (one->stage == STAGE_QUIT)
        probe_end(probe, PROBE_GOOD, "greets and takes a HELO");
    else
        probe_end(probe, PROBE_REFUSED, "the connection was closed before %s",
                  one->stage == STAGE_GREETING ? "the greeting" : "the answer to HELO");
}

/* False when the probe is over. */
static bool take_bytes(struct probe *probe, const char *bytes, size_t size)
{
    struct probe_smtp *one = probe->work;

    while (size > 0) {
        size_t used;
        enum reply_smtp_state state = reply_smtp_take(&one->reply, bytes, size, &used);

        bytes += used;
        size -= used;
        if (state == REPLY_SMTP_BROKEN) {
            probe_end(probe, PROBE_REFUSED, "not the reply of a mail server: %s", one->reply.text);
            return false;
        }
        if (state == REPLY_SMTP_WHOLE && !take_reply(probe))
            return false;
    }
    return true;
}

static void read_replies(struct probe *probe)
{
    char bytes[4096];

    for (int i = 0; i < READS; i++) {
        ssize_t size = recv(probe->fd, bytes, sizeof(bytes), 0);

        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size < 0 && ((struct probe_smtp *)probe->work)->stage != STAGE_QUIT) {
            probe_end_error(probe, -errno);
            return;
        }
        if (size <= 0) {
            take_end(probe);
            return;
        }
        if (!take_bytes(probe, bytes, (size_t)size))
            return;
    }
}

static void look(struct probe *probe, unsigned events)
{
    struct probe_smtp *one = probe->work;
    int error;

    if (probe->target.check->tls) {
        probe_http_look(probe, events);
        return;
    }
    if (one->stage != STAGE_CONNECT) {
        read_replies(probe);
        return;
    }
    error = probe_socket_error(probe);
    if (error == 0)
        error = probe_watch(probe, LOOP_READ);
    one->stage = STAGE_GREETING;
    if (error < 0)
        probe_end_error(probe, error);
}

static void late(struct probe *probe)
{
    static const char *const waits[] = {[STAGE_CONNECT] = "connection",
                                        [STAGE_GREETING] = "whole greeting",
                                        [STAGE_HELO] = "answer to HELO",
                                        [STAGE_QUIT] = ""};
    const struct probe_smtp *one = probe->work;

    if (probe->target.check->tls)
        probe_http_late(probe);
    else if (one->stage == STAGE_QUIT)
        probe_end(probe, PROBE_GOOD, "greets and takes a HELO");
    else
        probe_end(probe, PROBE_SILENT, "no %s within %g s", waits[one->stage],
                  (double)probe->target.check->timeout_us / 1e6);
}

const struct probe_kind probe_kind_smtp = {.start = start, .look = look, .late = late, .leave = leave};

/* Asking the daemon; see ask.h. */
#include "vrrpd/ctl/ask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/request.h"

enum { AGAIN_TRIES = 50 };

static int send_request(const struct ctl *ctl, const struct request *request, struct control_stream **out)
{
    char *text = request_print(request);
    int error;

    if (text == NULL)
        return -EILSEQ;
    error = control_stream_open(ctl->socket, text, out);
    free(text);
    return error;
}

static int open_stream(const struct ctl *ctl, const char *verb, const char *name, struct control_stream **out)
{
    struct request request = {.follow = ctl->follow, .changes = ctl->changes};

    snprintf(request.verb, sizeof(request.verb), "%s", verb);
    snprintf(request.name, sizeof(request.name), "%s", name != NULL ? name : "");
    return send_request(ctl, &request, out);
}

/* What to do about it. */
static void say_unreachable(const char *socket, int error)
{
    if (error == -EACCES)
        fprintf(stderr, "vrrpctl: %s: no permission; be root or in the control group\n", socket);
    else if (error == -ENOENT || error == -ECONNREFUSED)
        fprintf(stderr, "vrrpctl: no vrrpd answers on %s: %s; start it, or name its socket with -s\n", socket,
                error == -ENOENT ? "there is no such socket" : "nobody listens");
    else
        fprintf(stderr, "vrrpctl: cannot ask vrrpd on %s: %s\n", socket, strerror(-error));
}

int ask_open(const struct ctl *ctl, const char *verb, const char *name, struct control_stream **out)
{
    int error = -ENAMETOOLONG;

    if (name == NULL || strlen(name) < REQUEST_NAME_MAX)
        error = open_stream(ctl, verb, name, out);
    else
        *out = NULL;
    if (error == 0)
        return CTL_GOOD;
    if (name != NULL && (error == -EILSEQ || strlen(name) >= REQUEST_NAME_MAX)) {
        fprintf(stderr, "vrrpctl: no instance can have that name: it %s\n",
                error == -EILSEQ ? "is no UTF-8" : "has more than 63 bytes");
        return CTL_BAD;
    }
    say_unreachable(ctl->socket, error);
    return CTL_NO_DAEMON;
}

int ask_again(const struct ctl *ctl, const char *verb, const char *name, struct control_stream **out)
{
    const struct timespec pause = {.tv_nsec = 100000000};

    for (int i = 0; i < AGAIN_TRIES; i++) {
        if (open_stream(ctl, verb, name, out) == 0)
            return CTL_GOOD;
        nanosleep(&pause, NULL);
    }
    return ask_open(ctl, verb, name, out);
}

bool ask_is_error(const struct ctl *ctl, const char *line)
{
    struct request_answer answer;

    if (!request_parse_answer(line, &answer) || !answer.is_error)
        return false;
    if (ctl->json)
        puts(line);
    else
        fprintf(stderr, "vrrpctl: %s\n", answer.message);
    return true;
}

int ask_ended(void)
{
    fprintf(stderr, "vrrpctl: the daemon closed the connection without an answer: it ends, or has too many "
                    "clients\n");
    return CTL_NO_DAEMON;
}

int ask_status(const struct ctl *ctl, const char *verb, const char *name, struct status *out)
{
    struct control_stream *stream;
    const char *line;
    int result = ask_open(ctl, verb, name, &stream);

    memset(out, 0, sizeof(*out));
    if (result != CTL_GOOD)
        return result;
    line = control_stream_next(stream);
    if (line == NULL)
        result = ask_ended();
    else if (ask_is_error(ctl, line))
        result = CTL_BAD;
    else if (ctl->json)
        puts(line);
    else if (!status_parse(line, out))
        result = CTL_BAD;
    control_stream_close(stream);
    return result;
}

/* Reads the short answer, says it, closes. */
static int finish(const struct ctl *ctl, struct control_stream *stream, const char *done)
{
    struct request_answer answer;
    const char *line = control_stream_next(stream);
    int status = CTL_GOOD;

    if (line == NULL) {
        status = ask_ended();
    } else if (ctl->json) {
        puts(line);
        status = request_parse_answer(line, &answer) && answer.ok ? CTL_GOOD : CTL_BAD;
    } else if (!request_parse_answer(line, &answer) || !answer.ok) {
        fprintf(stderr, "%s%s\n", answer.is_error ? "vrrpctl: " : "", answer.message);
        status = CTL_BAD;
    } else {
        if (answer.message[0] != '\0')
            fprintf(stderr, "%s\n", answer.message);
        puts(done);
    }
    control_stream_close(stream);
    return status;
}

int ask_do(const struct ctl *ctl, const char *verb, const char *name, const char *done)
{
    struct control_stream *stream;
    int status = ask_open(ctl, verb, name, &stream);

    return status == CTL_GOOD ? finish(ctl, stream, done) : status;
}

int ask_send(const struct ctl *ctl, const struct request *request, struct control_stream **out)
{
    int error = send_request(ctl, request, out);

    if (error == 0)
        return CTL_GOOD;
    if (error == -EILSEQ) {
        fprintf(stderr, "vrrpctl: a name is no UTF-8\n");
        return CTL_BAD;
    }
    say_unreachable(ctl->socket, error);
    return CTL_NO_DAEMON;
}

int ask_request(const struct ctl *ctl, const struct request *request, const char *done)
{
    struct control_stream *stream;
    int status = ask_send(ctl, request, &stream);

    return status == CTL_GOOD ? finish(ctl, stream, done) : status;
}

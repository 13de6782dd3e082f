/* vrrpctl upgrade. */
#include "vrrpd/ctl/upgrade.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/request.h"
#include "vrrpd/ctl/ask.h"

enum { TRIES = 20 };

/* A daemon that does not know the verb can only be restarted, too. */
static int status_of(const struct request_answer *answer)
{
    if (!answer->is_error)
        return answer->ok ? CTL_GOOD : CTL_BAD;
    if (strcmp(answer->code, "restart-needed") == 0 || strcmp(answer->code, "no-such-verb") == 0)
        return CTL_RESTART;
    return CTL_BAD;
}

static int finish(const struct ctl *ctl, struct control_stream *stream, bool *again)
{
    const char *line = control_stream_next(stream);
    struct request_answer answer;

    *again = false;
    if (line == NULL)
        return ask_ended();
    if (!request_parse_answer(line, &answer))
        return CTL_BAD;
    *again = answer.is_error && strcmp(answer.code, "again") == 0;
    if (*again)
        return CTL_BAD;
    if (ctl->json)
        puts(line);
    else if (answer.is_error)
        fprintf(stderr, "vrrpctl: %s\n", answer.message);
    else
        puts(answer.message);
    return status_of(&answer);
}

/* A reload that was under way has ended the process that we asked: its successor knows as much. */
static int ask(const struct ctl *ctl, const struct request *request)
{
    const struct timespec pause = {.tv_nsec = 100000000};
    struct control_stream *stream;
    bool again = true;
    int status = CTL_BAD;

    for (int i = 0; again && i < TRIES; i++) {
        if (i > 0)
            nanosleep(&pause, NULL);
        status = ask_send(ctl, request, &stream);
        if (status != CTL_GOOD)
            return status;
        status = finish(ctl, stream, &again);
        control_stream_close(stream);
    }
    if (again)
        fputs("vrrpctl: the daemon reloads all the time\n", stderr);
    return status;
}

int ctl_upgrade(const struct ctl *ctl)
{
    struct request request = {.verb = "upgrade", .check = ctl->check};
    char path[PATH_MAX] = "";

    if (ctl->argc > 0 && realpath(ctl->argv[0], path) == NULL) {
        fprintf(stderr, "vrrpctl: %s: %s\n", ctl->argv[0], strerror(errno));
        return CTL_BAD;
    }
    if (strlen(path) >= sizeof(request.path)) {
        fprintf(stderr, "vrrpctl: %s: the path is too long\n", path);
        return CTL_BAD;
    }
    memcpy(request.path, path, strlen(path) + 1);
    return ask(ctl, &request);
}

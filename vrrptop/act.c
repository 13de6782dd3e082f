/* Asking a daemon for changes; see act.h. */
#include "vrrptop/act.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/last_line.h"
#include "lib/loop.h"
#include "lib/process.h"
#include "lib/request.h"
#include "vrrptop/source_lines.h"
#include "vrrptop/source_socket.h"
#include "vrrptop/source_program.h"

struct act {
    struct loop *loop;
    struct sources *sources;
    int fd;    /* -1: nothing is under way */
    pid_t pid; /* of vrrpctl on the other host, 0: the socket here */
    struct source_lines lines;
    struct last_line said; /* of the other host */
    bool answered;
    char answer[VIEW_NOTE_MAX];
};

struct act *act_new(struct loop *loop, struct sources *sources)
{
    struct act *act = calloc(1, sizeof(*act));

    if (act != NULL) {
        act->loop = loop;
        act->sources = sources;
        act->fd = -1;
    }
    return act;
}

static void finish(struct act *act)
{
    if (act->fd >= 0) {
        loop_remove(act->loop, act->fd);
        close(act->fd);
        act->fd = -1;
    }
    if (act->pid > 0)
        source_program_stop(act->pid);
    act->pid = 0;
    source_lines_free(&act->lines);
}

void act_free(struct act *act)
{
    if (act != NULL)
        finish(act);
    free(act);
}

/* ---- the words ---- */

static void fill(const struct view_request *wanted, struct request *out)
{
    bool server = wanted->server[0] != '\0';
    const char *verb = wanted->kind == REQUEST_FAILOVER ? "failover"
                       : wanted->kind == REQUEST_WEIGHT ? "lvs-weight"
                       : server                         ? (wanted->undo ? "lvs-enable" : "lvs-drain")
                       : wanted->undo                   ? "undrain"
                                                        : "drain";

    *out = (struct request){.weight = wanted->kind == REQUEST_WEIGHT ? wanted->weight : -1};
    snprintf(out->verb, sizeof(out->verb), "%s", verb);
    snprintf(out->name, sizeof(out->name), "%s", wanted->name);
    snprintf(out->service, sizeof(out->service), "%s", wanted->service);
    snprintf(out->server, sizeof(out->server), "%s", wanted->server);
}

/* ---- the answer ---- */

static void conclude(struct act *act, const char *text)
{
    snprintf(act->answer, sizeof(act->answer), "%s", text);
    act->answered = true;
    finish(act);
}

static void take_answer(struct act *act, const char *line)
{
    struct request_answer answer;

    if (!request_parse_answer(line, &answer))
        conclude(act, "the daemon answered something else");
    else if (answer.message[0] != '\0')
        conclude(act, answer.message);
    else
        conclude(act, answer.ok ? "done" : "refused");
}

static void on_line(void *context, int fd)
{
    struct act *act = context;
    int got = source_lines_read(&act->lines, fd);
    char *line = got == 1 ? source_lines_next(&act->lines) : NULL;

    if (line != NULL)
        take_answer(act, line);
    else if (got == 0)
        conclude(act, "the daemon closed the connection without an answer");
    else if (got < 0 && got != -EAGAIN)
        conclude(act, strerror(-got));
}

static void on_words(void *context, int fd)
{
    struct act *act = context;
    char bytes[4096], text[LAST_LINE_MAX];
    ssize_t size = read(fd, bytes, sizeof(bytes));

    if (size > 0) {
        last_line_take(&act->said, bytes, (size_t)size);
        return;
    }
    if (size < 0 && errno == EAGAIN)
        return;
    last_line_get(&act->said, text, sizeof(text));
    conclude(act, text[0] != '\0' ? text : "nothing was answered");
}

/* ---- asking ---- */

static int ask_here(struct act *act, const char *path, const struct request *request)
{
    char *text = request_print(request);
    char line[REQUEST_TEXT_MAX + 2];
    int fd;

    if (text == NULL)
        return -EILSEQ;
    snprintf(line, sizeof(line), "%s\n", text);
    free(text);
    fd = source_socket_open(path, line);
    if (fd < 0)
        return fd;
    act->fd = fd;
    return loop_add(act->loop, fd, on_line, act);
}

/* The verb as vrrpctl's words; NULL ends them. Borrowed from `request` and `number`. */
static void spell(const struct request *request, char number[16], const char *words[8])
{
    size_t count = 0;
    bool lvs = strncmp(request->verb, "lvs-", 4) == 0;

    if (lvs)
        words[count++] = "lvs";
    words[count++] = request->verb + (lvs ? 4 : 0);
    if (request->name[0] != '\0')
        words[count++] = request->name;
    if (lvs) {
        words[count++] = request->service;
        words[count++] = request->server;
    }
    if (request->weight >= 0) {
        snprintf(number, 16, "%d", request->weight);
        words[count++] = number;
    }
    words[count] = NULL;
}

static int ask_there(struct act *act, const struct sources_way *way, const struct request *request)
{
    const char *words[8];
    char number[16];
    int fd;

    spell(request, number, words);
    fd = source_program_ask(way, words, &act->pid);
    if (fd < 0)
        return fd;
    act->fd = fd;
    act->said = (struct last_line){.used = 0};
    return loop_add(act->loop, fd, on_words, act);
}

const char *act_ask(struct act *act, const struct view_request *wanted)
{
    struct sources_way way;
    struct request request;
    int error;

    if (act->fd >= 0)
        return "wait: what was asked before has no answer yet";
    if (!sources_way(act->sources, wanted->host, &way))
        return "nothing can be changed there: it is no daemon";
    fill(wanted, &request);
    error = way.target == NULL ? ask_here(act, way.path, &request) : ask_there(act, &way, &request);
    if (error == 0)
        return "";
    finish(act);
    return error == -EILSEQ ? "a name that cannot be asked for: it has more than letters, digits and marks"
                            : strerror(-error);
}

bool act_answer(struct act *act, char *out, size_t size)
{
    bool answered = act->answered;

    if (answered)
        snprintf(out, size, "%s", act->answer);
    act->answered = false;
    return answered;
}

/* Fuzz target for what arrives on the control socket and for what a viewer reads from it. The input is taken
 * as a request, as an answer, as a status and as an event; then it is said to the control server by two
 * clients in turns, in pieces whose sizes come from the input itself. Oracles: what was read prints and reads
 * the same; a client's first line arrives whole and once. */
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/control.h"
#include "lib/event.h"
#include "lib/loop.h"
#include "lib/request.h"
#include "lib/status.h"

enum { CLIENTS = 2, PIECE_MAX = 61, TAG = 1 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- texts ---- */

static void try_request(const uint8_t *data, size_t size)
{
    struct request request, again;
    char *text;

    if (request_parse((const char *)data, size, &request) != NULL)
        return;
    text = request_print(&request);
    assert(text != NULL && request_parse(text, strlen(text), &again) == NULL);
    assert(memcmp(&request, &again, sizeof(request)) == 0);
    free(text);
}

static void try_status(const char *text)
{
    struct status status;
    char *first, *second;

    if (!status_parse(text, &status))
        return;
    first = status_print(&status);
    status_free(&status);
    assert(first != NULL && status_parse(first, &status));
    second = status_print(&status);
    status_free(&status);
    assert(second != NULL && strcmp(first, second) == 0);
    free(first);
    free(second);
}

static void try_event(const char *text)
{
    struct event event;
    char *first, *second;

    if (!event_parse(text, &event))
        return;
    first = event_print(&event);
    assert(first != NULL && strlen(first) < EVENT_TEXT_MAX && event_parse(first, &event));
    second = event_print(&event);
    assert(second != NULL && strcmp(first, second) == 0);
    free(first);
    free(second);
}

static void try_texts(const uint8_t *data, size_t size)
{
    struct request_answer *answer = malloc(sizeof(*answer));
    char *text = malloc(size + 1);

    memcpy(text, data, size);
    text[size] = '\0';
    try_request(data, size);
    try_status(text);
    try_event(text);
    request_parse_answer(text, answer);
    free(text);
    free(answer);
}

/* ---- the server ---- */

struct server {
    struct control *control;
    const uint8_t *data;
    size_t size;
    int requests;
};

/* What a request does is chosen by its own length, so that answers, broadcasts and silence all happen. */
static void request_came(void *context, struct control_client *client, const char *line, size_t size)
{
    struct server *server = context;

    server->requests++;
    assert(server->requests <= CLIENTS);
    if (line != NULL)
        assert(size < CONTROL_REQUEST_MAX && size < server->size && memcmp(line, server->data, size) == 0 &&
               server->data[size] == '\n');
    else
        assert(server->size >= CONTROL_REQUEST_MAX);
    control_set_tag(client, TAG);
    if (size % 4 == 0)
        control_answer(client, "answer", false);
    else if (size % 4 == 1)
        control_answer(client, "more to come", true);
    else if (size % 4 == 2)
        control_broadcast(server->control, TAG, "everybody", size % 8 == 2);
}

static int listen_somewhere(struct sockaddr_un *address, socklen_t *size)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    *size = sizeof(*address);
    if (bind(fd, (struct sockaddr *)address, sizeof(address->sun_family)) < 0 || listen(fd, CLIENTS) < 0 ||
        getsockname(fd, (struct sockaddr *)address, size) < 0)
        abort();
    return fd;
}

static void settle(struct loop *loop)
{
    for (int i = 0; i < 3; i++)
        loop_wait(loop, 0);
}

/* Client 0 and client 1 say the same bytes, a piece each in turns. */
static void talk(struct loop *loop, const int clients[CLIENTS], const uint8_t *data, size_t size)
{
    size_t said = 0;

    while (said < size) {
        size_t piece = 1 + (data[said] * 7U + said) % PIECE_MAX;

        if (size > 2 * CONTROL_REQUEST_MAX / PIECE_MAX * 8)
            piece *= 16; /* long inputs in fewer steps */
        if (piece > size - said)
            piece = size - said;
        for (size_t i = 0; i < CLIENTS; i++) {
            if (send(clients[i], data + said, piece, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
                continue; /* it was answered and closed */
            loop_wait(loop, 0);
        }
        said += piece;
    }
    settle(loop);
}

static void try_server(const uint8_t *data, size_t size)
{
    struct server server = {.data = data, .size = size};
    struct loop *loop = loop_new();
    struct sockaddr_un address;
    socklen_t address_size;
    int listener = listen_somewhere(&address, &address_size);
    int clients[CLIENTS];

    server.control = control_new(loop, listener, request_came, &server);
    assert(server.control != NULL);
    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(clients[i], (struct sockaddr *)&address, address_size) < 0)
            abort();
    }
    settle(loop);
    talk(loop, clients, data, size);
    close(clients[0]);
    control_broadcast(server.control, TAG, "the end is near", true);
    settle(loop);
    control_expire(server.control, INT64_MAX - 1);
    control_free(server.control);
    close(clients[1]);
    close(listener);
    loop_free(loop);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_texts(data, size);
    try_server(data, size);
    return 0;
}

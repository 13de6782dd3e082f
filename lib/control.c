/* The control socket's server side; see control.h. */
#include "lib/control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/loop.h"

enum {
    REQUEST_PATIENCE_US = 5000000,
    DISCARD_READS = 64, /* more than a socket holds */
};

struct control_client {
    struct control *control;
    int fd; /* -1: free */
    char request[CONTROL_REQUEST_MAX];
    size_t request_size;
    int64_t expires_us; /* of the request; 0: it is complete */
    char *unread;       /* answer bytes not yet taken */
    size_t unread_size;
    bool last; /* close once everything is read */
    unsigned tag;
};

struct control {
    struct loop *loop;
    int listener;
    control_request *request;
    void *context;
    struct control_client *clients[CONTROL_CLIENTS_MAX];
};

static void close_client(struct control_client *client)
{
    struct control *control = client->control;

    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
        if (control->clients[i] == client)
            control->clients[i] = NULL;
    loop_remove(control->loop, client->fd);
    close(client->fd);
    free(client->unread);
    free(client);
}

/* Input that nobody read would turn the close into a reset, and the client might lose its answer. */
static void discard_input(const struct control_client *client)
{
    char ignored[4096];

    for (int i = 0; i < DISCARD_READS; i++)
        if (recv(client->fd, ignored, sizeof(ignored), MSG_DONTWAIT) <= 0)
            return;
}

/* Writes what the socket takes. False when the client was closed. */
static bool push(struct control_client *client)
{
    while (client->unread_size > 0) {
        ssize_t sent = send(client->fd, client->unread, client->unread_size, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            loop_want_write(client->control->loop, client->fd, 1);
            return true;
        }
        if (sent <= 0) {
            close_client(client);
            return false;
        }
        client->unread_size -= (size_t)sent;
        memmove(client->unread, client->unread + sent, client->unread_size);
    }
    if (client->last) {
        discard_input(client);
        close_client(client);
        return false;
    }
    loop_want_write(client->control->loop, client->fd, 0);
    return true;
}

/* False when the client was closed because it does not read. */
static bool append(struct control_client *client, const char *text)
{
    size_t size = strlen(text);
    char *grown;

    if (client->unread_size + size + 1 > CONTROL_BACKLOG_MAX ||
        (grown = realloc(client->unread, client->unread_size + size + 1)) == NULL) {
        close_client(client);
        return false;
    }
    client->unread = grown;
    memcpy(grown + client->unread_size, text, size);
    grown[client->unread_size + size] = '\n';
    client->unread_size += size + 1;
    return true;
}

void control_answer(struct control_client *client, const char *text, bool more)
{
    client->last = !more;
    if (append(client, text))
        push(client);
}

bool control_may_write(const struct control_client *client, gid_t group)
{
    struct ucred peer = {.uid = (uid_t)-1, .gid = (gid_t)-1};
    gid_t groups[256];
    socklen_t size = sizeof(peer), room = sizeof(groups);

    if (getsockopt(client->fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
        return false;
    if (peer.uid == 0)
        return true;
    if (group == (gid_t)-1)
        return false;
    if (peer.gid == group)
        return true;
    if (getsockopt(client->fd, SOL_SOCKET, SO_PEERGROUPS, groups, &room) < 0)
        return false;
    for (size_t i = 0; i < room / sizeof(groups[0]); i++)
        if (groups[i] == group)
            return true;
    return false;
}

void control_set_tag(struct control_client *client, unsigned tag)
{
    client->tag = tag;
}

void control_broadcast(struct control *control, unsigned tag, const char *text, bool more)
{
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
        if (control->clients[i] != NULL && control->clients[i]->tag == tag)
            control_answer(control->clients[i], text, more);
}

size_t control_count(const struct control *control, unsigned tag)
{
    size_t count = 0;

    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
        count += control->clients[i] != NULL && control->clients[i]->tag == tag;
    return count;
}

bool control_busy(const struct control *control)
{
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
        if (control->clients[i] != NULL && control->clients[i]->unread_size > 0)
            return true;
    return false;
}

int64_t control_expire(struct control *control, int64_t now_us)
{
    int64_t next_us = LOOP_FOREVER;

    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        struct control_client *client = control->clients[i];

        if (client == NULL || client->expires_us == 0)
            continue;
        if (client->expires_us <= now_us)
            close_client(client);
        else if (client->expires_us < next_us)
            next_us = client->expires_us;
    }
    return next_us;
}

/* After its request a client says nothing more; its end is all that is heard. */
static void read_after_request(struct control_client *client)
{
    char ignored[256];
    ssize_t size = recv(client->fd, ignored, sizeof(ignored), MSG_DONTWAIT);

    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
        close_client(client);
}

static void read_request(struct control_client *client)
{
    size_t room = sizeof(client->request) - client->request_size;
    ssize_t size = recv(client->fd, client->request + client->request_size, room, MSG_DONTWAIT);
    const char *end;

    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) {
        close_client(client);
        return;
    }
    client->request_size += (size_t)size;
    end = memchr(client->request, '\n', client->request_size);
    if (end != NULL) {
        client->expires_us = 0;
        client->control->request(client->control->context, client, client->request,
                                 (size_t)(end - client->request));
    } else if (client->request_size == sizeof(client->request)) {
        client->expires_us = 0;
        client->control->request(client->control->context, client, NULL, 0);
    }
}

static void client_ready(void *context, int fd)
{
    struct control_client *client = context;

    (void)fd;
    if (client->unread_size > 0)
        push(client);
    else if (client->expires_us == 0)
        read_after_request(client);
    else
        read_request(client);
}

static void adopt(struct control *control, int fd)
{
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        struct control_client *client;

        if (control->clients[i] != NULL)
            continue;
        client = calloc(1, sizeof(*client));
        if (client == NULL)
            break;
        client->control = control;
        client->fd = fd;
        client->expires_us = clock_now_us() + REQUEST_PATIENCE_US;
        if (loop_add(control->loop, fd, client_ready, client) < 0) {
            free(client);
            break;
        }
        control->clients[i] = client;
        return;
    }
    close(fd); /* full: the caller sees the end of the stream and may try again */
}

static void listener_ready(void *context, int fd)
{
    struct control *control = context;
    int client;

    while ((client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
        adopt(control, client);
}

struct control *control_new(struct loop *loop, int listener, control_request *request, void *context)
{
    struct control *control = calloc(1, sizeof(*control));

    if (control == NULL)
        return NULL;
    *control = (struct control){.loop = loop, .listener = listener, .request = request, .context = context};
    if (loop_add(loop, listener, listener_ready, control) == 0)
        return control;
    free(control);
    return NULL;
}

void control_free(struct control *control)
{
    if (control == NULL)
        return;
    loop_remove(control->loop, control->listener);
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
        if (control->clients[i] != NULL)
            close_client(control->clients[i]);
    free(control);
}

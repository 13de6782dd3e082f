/* lib/control: what clients may do to the control socket's server, and that nobody pays for another. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/control.h"
#include "lib/loop.h"
#include "tests/unit/check.h"

enum { TAG_FOLLOWS = 7, QUIET_US = 5000 };

/* The server under test and what its request function does. */
struct server {
    struct loop *loop;
    struct control *control;
    int listener;
    struct sockaddr_un address;
    socklen_t address_size;
    int requests;
    char line[CONTROL_REQUEST_MAX];
    bool too_long;
};

static void request_came(void *context, struct control_client *client, const char *line, size_t size)
{
    struct server *server = context;

    server->requests++;
    server->too_long = line == NULL;
    snprintf(server->line, sizeof(server->line), "%.*s", (int)size, line != NULL ? line : "");
    if (strcmp(server->line, "follow") == 0) {
        control_set_tag(client, TAG_FOLLOWS);
        control_answer(client, "welcome", true);
    } else if (strcmp(server->line, "goodbye-all") == 0) {
        control_set_tag(client, TAG_FOLLOWS);
        control_broadcast(server->control, TAG_FOLLOWS, "goodbye", false); /* closes us, too */
    } else if (strcmp(server->line, "silence") != 0) {
        control_answer(client, server->line, false);
    }
}

/* An abstract address that the kernel chooses: nothing is left in a file system. */
static void open_server(struct server *server)
{
    sa_family_t family = AF_UNIX;

    memset(server, 0, sizeof(*server));
    server->loop = loop_new();
    server->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    server->address.sun_family = AF_UNIX;
    CHECK_EQ_INT(bind(server->listener, (struct sockaddr *)&server->address, sizeof(family)), 0);
    CHECK_EQ_INT(listen(server->listener, 512), 0);
    server->address_size = sizeof(server->address);
    getsockname(server->listener, (struct sockaddr *)&server->address, &server->address_size);
    server->control = control_new(server->loop, server->listener, request_came, server);
    CHECK(server->control != NULL);
}

static void close_server(struct server *server)
{
    control_free(server->control);
    close(server->listener);
    loop_free(server->loop);
}

/* Everything that can happen now happens. */
static void settle(struct server *server)
{
    for (int i = 0; i < 20; i++)
        loop_wait(server->loop, 0);
}

/* Nobody says anything, so the server sleeps: it does not ask again and again for room it does not need. */
static bool is_quiet(struct server *server)
{
    int64_t deadline_us = clock_now_us() + QUIET_US;
    int wakeups = 0;

    for (; clock_now_us() < deadline_us; wakeups++)
        loop_wait(server->loop, deadline_us);
    return wakeups <= 3;
}

static int connect_client(const struct server *server)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    CHECK_EQ_INT(connect(fd, (const struct sockaddr *)&server->address, server->address_size), 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static void say(int fd, const char *text)
{
    CHECK_EQ_INT(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* What came in so far; *closed when the server closed. */
static const char *hear(int fd, bool *closed)
{
    static char text[8192];
    ssize_t size = recv(fd, text, sizeof(text) - 1, 0);

    *closed = size == 0 || (size < 0 && errno != EAGAIN);
    text[size > 0 ? size : 0] = '\0';
    if (size > 0) {
        char more;
        ssize_t rest = recv(fd, &more, 1, MSG_PEEK);

        *closed = rest == 0 || (rest < 0 && errno != EAGAIN);
    }
    return text;
}

static void one_line_one_answer(struct server *server)
{
    int fd = connect_client(server);
    bool closed;

    say(fd, "status\nignored\n");
    settle(server);
    CHECK_EQ_STR(hear(fd, &closed), "status\n");
    CHECK(closed);
    CHECK_EQ_INT(server->requests, 1);
    close(fd);
}

static void a_request_may_come_in_pieces(struct server *server)
{
    static const char request[] = "piece by piece\n";
    int fd = connect_client(server), before = server->requests;
    bool closed;

    for (size_t i = 0; request[i] != '\0'; i++) {
        CHECK_EQ_INT(server->requests, before);
        CHECK_EQ_INT(send(fd, &request[i], 1, MSG_NOSIGNAL), 1);
        settle(server);
    }
    CHECK_EQ_STR(hear(fd, &closed), "piece by piece\n");
    CHECK(closed);
    close(fd);
}

static void a_request_is_bounded(struct server *server)
{
    char text[CONTROL_REQUEST_MAX + 1];
    int fd = connect_client(server);
    bool closed;

    memset(text, 'x', sizeof(text));
    text[CONTROL_REQUEST_MAX - 1] = '\n';
    CHECK_EQ_INT(send(fd, text, CONTROL_REQUEST_MAX, 0), CONTROL_REQUEST_MAX);
    settle(server);
    CHECK(!server->too_long);
    CHECK_EQ_INT(strlen(server->line), CONTROL_REQUEST_MAX - 1);
    close(fd);
    fd = connect_client(server);
    text[CONTROL_REQUEST_MAX - 1] = 'x';
    CHECK_EQ_INT(send(fd, text, sizeof(text), 0), sizeof(text));
    settle(server);
    CHECK(server->too_long);
    CHECK_EQ_STR(hear(fd, &closed), "\n");
    CHECK(closed);
    CHECK_EQ_INT(recv(fd, text, sizeof(text), 0), 0); /* an end, not a reset */
    close(fd);
}

static void a_slow_request_expires(struct server *server)
{
    int slow = connect_client(server), follower = connect_client(server);
    int64_t now_us = clock_now_us(), next_us;
    bool closed;

    say(slow, "never fini");
    say(follower, "follow\n");
    settle(server);
    next_us = control_expire(server->control, now_us);
    CHECK(next_us > now_us && next_us != LOOP_FOREVER);
    CHECK_EQ_STR(hear(slow, &closed), "");
    CHECK(!closed);
    CHECK_EQ_INT(control_expire(server->control, next_us), LOOP_FOREVER);
    hear(slow, &closed);
    CHECK(closed);
    CHECK_EQ_STR(hear(follower, &closed), "welcome\n"); /* it said what it wants and may stay */
    CHECK(!closed);
    close(slow);
    close(follower);
    settle(server);
    CHECK_EQ_INT(control_count(server->control, TAG_FOLLOWS), 0);
}

static void too_many_clients_are_turned_away(struct server *server)
{
    int fds[CONTROL_CLIENTS_MAX + 10];
    size_t refused = 0;
    bool closed;

    for (size_t i = 0; i < CONTROL_CLIENTS_MAX + 10; i++) {
        fds[i] = connect_client(server);
        settle(server);
    }
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX + 10; i++) {
        hear(fds[i], &closed);
        refused += closed;
    }
    CHECK_EQ_INT(refused, 10);
    close(fds[3]);
    settle(server);
    fds[3] = connect_client(server); /* a place is free again */
    say(fds[3], "in\n");
    settle(server);
    CHECK_EQ_STR(hear(fds[3], &closed), "in\n");
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX + 10; i++)
        close(fds[i]);
    settle(server);
}

/* It costs its own connection, not the others' lines, and its memory is bounded. */
static void a_follower_that_does_not_read(struct server *server)
{
    int deaf = connect_client(server), other = connect_client(server);
    size_t size = 1 << 20, rounds = 0;
    char *text = malloc(size + 1), *got = malloc(size + 2);
    size_t heard = 0;

    memset(text, 't', size);
    text[size] = '\0';
    say(deaf, "follow\n");
    say(other, "follow\n");
    settle(server);
    CHECK_EQ_INT(control_count(server->control, TAG_FOLLOWS), 2);
    while (control_count(server->control, TAG_FOLLOWS) == 2 && rounds < 64) {
        ssize_t part;

        control_broadcast(server->control, TAG_FOLLOWS, text, true);
        for (int i = 0; i < 200 && heard < (rounds + 1) * (size + 1); i++) {
            while ((part = recv(other, got, size, 0)) > 0)
                heard += (size_t)part;
            loop_wait(server->loop, 0);
        }
        rounds++;
    }
    CHECK_EQ_INT(control_count(server->control, TAG_FOLLOWS), 1);
    CHECK(rounds >= 16 && rounds <= 18);
    CHECK(heard >= rounds * (size + 1));
    CHECK(!control_busy(server->control));
    CHECK(is_quiet(server));
    close(deaf);
    close(other);
    settle(server);
    free(text);
    free(got);
}

static void a_long_answer_arrives_whole(struct server *server)
{
    int fd = connect_client(server);
    size_t size = 3 << 20, heard = 0;
    char *text = malloc(size + 1), *got = malloc(1 << 16);
    ssize_t part = 0;

    memset(text, 'a', size);
    text[size] = '\0';
    say(fd, "follow\n");
    settle(server);
    control_broadcast(server->control, TAG_FOLLOWS, text, false);
    CHECK(control_busy(server->control));
    for (int i = 0; i < 10000 && (part = recv(fd, got, 1 << 16, 0)) != 0; i++) {
        heard += part > 0 ? (size_t)part : 0;
        loop_wait(server->loop, 0);
    }
    CHECK_EQ_INT(part, 0);
    CHECK_EQ_INT(heard, strlen("welcome\n") + size + 1);
    close(fd);
    free(text);
    free(got);
}

/* The request function may close any client, its own included; an answer to a client that left is nothing. */
static void closing_inside_the_request(struct server *server)
{
    int fds[5];
    bool closed;

    for (size_t i = 0; i < 5; i++) {
        fds[i] = connect_client(server);
        say(fds[i], i < 4 ? "follow\n" : "goodbye-all\n");
    }
    settle(server);
    CHECK_EQ_INT(control_count(server->control, TAG_FOLLOWS), 0);
    for (size_t i = 0; i < 5; i++) {
        CHECK_EQ_STR(hear(fds[i], &closed), i < 4 ? "welcome\ngoodbye\n" : "goodbye\n");
        CHECK(closed);
        close(fds[i]);
    }
}

static void clients_that_leave(struct server *server)
{
    int silent = connect_client(server), gone = connect_client(server), follower = connect_client(server);

    close(silent);
    say(gone, "answer me\n");
    close(gone);
    say(follower, "follow\n");
    settle(server);
    CHECK_EQ_INT(control_count(server->control, TAG_FOLLOWS), 1);
    close(follower);
    control_broadcast(server->control, TAG_FOLLOWS, "anybody?", true);
    settle(server);
    CHECK_EQ_INT(control_count(server->control, TAG_FOLLOWS), 0);
    CHECK_EQ_INT(control_expire(server->control, INT64_MAX - 1), LOOP_FOREVER);
}

/* Freed while one client has asked, one follows, one has not finished. */
static void freed_with_clients(void)
{
    struct server server;
    int fds[3];
    bool closed;

    open_server(&server);
    for (size_t i = 0; i < 3; i++)
        fds[i] = connect_client(&server);
    say(fds[0], "silence\n");
    say(fds[1], "follow\n");
    say(fds[2], "unfinished");
    settle(&server);
    close_server(&server);
    for (size_t i = 0; i < 3; i++) {
        hear(fds[i], &closed);
        CHECK(closed);
        close(fds[i]);
    }
    control_free(NULL);
}

int main(void)
{
    struct server server;

    open_server(&server);
    one_line_one_answer(&server);
    a_request_may_come_in_pieces(&server);
    a_request_is_bounded(&server);
    a_slow_request_expires(&server);
    too_many_clients_are_turned_away(&server);
    a_follower_that_does_not_read(&server);
    a_long_answer_arrives_whole(&server);
    closing_inside_the_request(&server);
    clients_that_leave(&server);
    close_server(&server);
    freed_with_clients();
    return check_report("control");
}

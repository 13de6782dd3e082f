/* vrrpd/os/message: fixed size, validated, with a descriptor or without. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/check.h"
#include "vrrpd/os/message.h"

static int ends[2];

/* Receives and says what came, with any descriptor closed. */
static int receive(struct message *out)
{
    int fd, result = message_receive(ends[1], out, &fd);

    if (fd >= 0)
        close(fd);
    return result;
}

static void messages_arrive_in_order(void)
{
    struct message message;

    CHECK_EQ_INT(receive(&message), 0);
    CHECK_EQ_INT(message_send(ends[0], MESSAGE_GO, -1, -1), 0);
    CHECK_EQ_INT(message_send_name(ends[0], MESSAGE_DRAIN, "VI_1"), 0);
    CHECK_EQ_INT(receive(&message), 1);
    CHECK_EQ_INT(message.kind, MESSAGE_GO);
    CHECK_EQ_INT(message.value, -1);
    CHECK_EQ_STR(message.name, "");
    CHECK_EQ_INT(receive(&message), 1);
    CHECK_EQ_INT(message.kind, MESSAGE_DRAIN);
    CHECK_EQ_STR(message.name, "VI_1");
    CHECK_EQ_INT(receive(&message), 0);
}

static void a_descriptor_comes_along(void)
{
    struct message message;
    int sent = memfd_create("test", MFD_CLOEXEC), got;
    char text[8] = "";

    CHECK_EQ_INT(write(sent, "hello", 5), 5);
    CHECK_EQ_INT(message_send(ends[0], MESSAGE_RELOADED, 1, sent), 0);
    close(sent);
    CHECK_EQ_INT(message_receive(ends[1], &message, &got), 1);
    CHECK(got >= 0);
    CHECK_EQ_INT(fcntl(got, F_GETFD), FD_CLOEXEC);
    CHECK_EQ_INT(pread(got, text, sizeof(text), 0), 5);
    CHECK_EQ_STR(text, "hello");
    close(got);
}

/* Sends raw bytes as one packet. */
static void send_raw(const void *bytes, size_t size)
{
    CHECK_EQ_INT(send(ends[0], bytes, size, 0), size);
}

static void what_is_malformed_is_refused(void)
{
    struct {
        struct message message;
        char beyond[8];
    } raw;
    struct message message;

    memset(&raw, 0, sizeof(raw));
    raw.message.kind = MESSAGE_STOP;
    send_raw(&raw, sizeof(raw.message) - 1);
    CHECK_EQ_INT(receive(&message), -EBADMSG);
    send_raw(&raw, sizeof(raw.message) + 8);
    CHECK_EQ_INT(receive(&message), -EBADMSG);
    raw.message.kind = MESSAGE_KIND_COUNT;
    send_raw(&raw, sizeof(raw.message));
    CHECK_EQ_INT(receive(&message), -EBADMSG);
    raw.message.kind = MESSAGE_DRAIN;
    memset(raw.message.name, 'n', sizeof(raw.message.name));
    send_raw(&raw, sizeof(raw.message));
    CHECK_EQ_INT(receive(&message), -EBADMSG);
    CHECK_EQ_INT(message_send(ends[0], MESSAGE_STOP, 0, -1), 0);
    CHECK_EQ_INT(receive(&message), 1);
}

/* A reader that does not read costs an error, never a wait. */
static int fill(void)
{
    int sent = 0, result = 0;

    while (sent < 1000000 && (result = message_send(ends[0], MESSAGE_DUMP, 0, -1)) == 0)
        sent++;
    CHECK_EQ_INT(result, -EAGAIN);
    CHECK(sent >= 100);
    return sent;
}

static void a_full_socket_is_said(void)
{
    struct message message;
    int sent = fill(), got = 0;

    while (receive(&message) > 0)
        got++;
    CHECK_EQ_INT(got, sent);
}

/* One drain for each of a thousand instances finds its way to a reader that is a little late. */
static void names_wait_for_room(void)
{
    struct message message;
    pid_t reader = fork();
    int sent = 0, status = 0;

    if (reader == 0) {
        usleep(20000);
        for (int got = 0; got < 1024;)
            got += receive(&message) > 0;
        _exit(0);
    }
    while (sent < 1024 && message_send_name(ends[0], MESSAGE_DRAIN, "VI") == 0)
        sent++;
    CHECK_EQ_INT(sent, 1024);
    if (sent < 1024)
        kill(reader, SIGKILL);
    waitpid(reader, &status, 0);
    CHECK(WIFEXITED(status));
}

static void the_other_end_is_gone(void)
{
    struct message message;

    message_send(ends[0], MESSAGE_STOP, 0, -1);
    close(ends[0]);
    CHECK_EQ_INT(receive(&message), 1);
    CHECK_EQ_INT(receive(&message), -EPIPE);
    CHECK_EQ_INT(message_send(ends[1], MESSAGE_STOP, 0, -1), -EPIPE);
    close(ends[1]);
}

int main(void)
{
    CHECK_EQ_INT(message_pair(ends), 0);
    messages_arrive_in_order();
    a_descriptor_comes_along();
    what_is_malformed_is_refused();
    a_full_socket_is_said();
    names_wait_for_room();
    the_other_end_is_gone();
    return check_report("message");
}

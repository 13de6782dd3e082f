/* Listeners for the check benchmarks: accepts on one port of every address, and closes at once (tcp) or
 * answers with a page of 1000 bytes when the request is whole (http). */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 64, BACKLOG = 65535, BODY = 1000 };

static char answer[BODY + 128];
static size_t answer_size;

static void make_answer(void)
{
    answer_size =
        (size_t)snprintf(answer, sizeof(answer),
                         "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n", BODY);
    memset(answer + answer_size, 'x', BODY);
    answer_size += BODY;
}

static void accept_all(int listener, int epoll, int http)
{
    int fd;

    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

        (void)http;
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

/* A request fits one packet. */
static void serve(int fd, int http)
{
    char bytes[4096];
    ssize_t size = recv(fd, bytes, sizeof(bytes), 0);

    if (size < 0 && errno == EAGAIN)
        return;
    if (size > 0 && http)
        (void)!send(fd, answer, answer_size, MSG_NOSIGNAL);
    close(fd);
}

int main(int argc, char **argv)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    int http = argc == 3 && strcmp(argv[1], "http") == 0, on = 1;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};

    if (argc != 3) {
        fprintf(stderr, "usage: %s tcp|http PORT\n", argv[0]);
        return 2;
    }
    any.sin_port = htons((uint16_t)atoi(argv[2]));
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(listener, (struct sockaddr *)&any, sizeof(any)) < 0 || listen(listener, BACKLOG) < 0 ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) < 0) {
        perror("check_server");
        return 1;
    }
    make_answer();
    for (;;) {
        struct epoll_event events[EVENTS];
        int count = epoll_wait(epoll, events, EVENTS, -1);

        for (int i = 0; i < count; i++) {
            if (events[i].data.fd == listener)
                accept_all(listener, epoll, http);
            else
                serve(events[i].data.fd, http);
        }
    }
}

/* A server that tells its name: to every line that it reads, and once, as a page, to an HTTP request. Wants
 * nothing of the project: tests judge with it.
 *
 *   server NAME PORT [ADDRESS]     on all addresses unless one is given; says READY
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS_MAX = 1000 };

static int listen_at(const char *address, const char *port)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                             .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    int one = 1, fd;

    if (getaddrinfo(address == NULL ? "::" : address, port, &hints, &found) != 0)
        return -1;
    fd = socket(found->ai_family, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (fd >= 0 && (bind(fd, found->ai_addr, found->ai_addrlen) < 0 || listen(fd, 128) < 0)) {
        close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

/* False when the connection is over. */
static bool answer(int fd, const char *name)
{
    char text[2048], page[256];
    ssize_t size = recv(fd, text, sizeof(text) - 1, 0);
    int length;

    if (size <= 0)
        return false;
    text[size] = '\0';
    if (strncmp(text, "GET ", 4) != 0) {
        length = snprintf(page, sizeof(page), "%s\n", name);
        return send(fd, page, (size_t)length, MSG_NOSIGNAL) == length;
    }
    length = snprintf(page, sizeof(page),
                      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n"
                      "Connection: close\r\n\r\n%s\n",
                      strlen(name) + 1, name);
    send(fd, page, (size_t)length, MSG_NOSIGNAL);
    return false;
}

int main(int argc, char *argv[])
{
    static struct pollfd polled[CLIENTS_MAX + 1];
    nfds_t count = 1;

    if (argc < 3)
        return 64;
    polled[0] = (struct pollfd){.fd = listen_at(argc > 3 ? argv[3] : NULL, argv[2]), .events = POLLIN};
    if (polled[0].fd < 0) {
        perror("listen");
        return 1;
    }
    puts("READY");
    fflush(stdout);
    while (poll(polled, count, -1) > 0) {
        for (nfds_t i = count; i-- > 1;) {
            if (polled[i].revents == 0 || answer(polled[i].fd, argv[1]))
                continue;
            close(polled[i].fd);
            polled[i] = polled[--count];
        }
        if (polled[0].revents != 0 && count <= CLIENTS_MAX)
            polled[count++] = (struct pollfd){.fd = accept(polled[0].fd, NULL, NULL), .events = POLLIN};
    }
    return 1;
}

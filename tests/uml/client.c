/* A client of tests/uml/server.c. Wants nothing of the project: tests judge with it.
 *
 *   client ask ADDRESS PORT COUNT [PAUSE_MS]
 *       COUNT connections one after the other, or until SIGTERM; each asks once and waits a second at most.
 * Then "NAME COUNT" for every server that answered, and "failed COUNT" when some did not.
 *
 *   client hold ADDRESS PORT PAUSE_MS
 *       One connection that asks again and again: "READY NAME", by SIGTERM "END ANSWERS NAME"; "BROKEN" once
 * an answer takes five seconds, which is TCP's patience with a moment's loss, or somebody else answers.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { NAME_MAX_ = 32, SERVERS_MAX = 16 };

static volatile sig_atomic_t told_to_end;

static void end(int number)
{
    (void)number;
    told_to_end = 1;
}

/* Nothing takes longer than the limit. */
static int connect_to(const char *address, const char *port, int limit_s)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct timeval limit = {.tv_sec = limit_s};
    struct addrinfo *found;
    int fd;

    if (getaddrinfo(address, port, &hints, &found) != 0)
        return -1;
    fd = socket(found->ai_family, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) < 0) {
        close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

/* The name that a server answers with; false when there is none in time. */
static bool ask(int fd, char name[NAME_MAX_])
{
    size_t size = 0;

    if (send(fd, "?\n", 2, MSG_NOSIGNAL) != 2)
        return false;
    while (size < NAME_MAX_ - 1) {
        ssize_t got = recv(fd, name + size, 1, 0);

        if (got < 0 && errno == EINTR)
            continue; /* told to end: with this answer */
        if (got <= 0)
            return false;
        if (name[size] == '\n')
            break;
        size++;
    }
    name[size] = '\0';
    return true;
}

static int ask_often(char *argv[], int count, useconds_t pause_us)
{
    char names[SERVERS_MAX][NAME_MAX_] = {{0}}, name[NAME_MAX_];
    int counts[SERVERS_MAX] = {0}, failed = 0, known = 0, at;

    for (int i = 0; i < count && !told_to_end; i++) {
        int fd = connect_to(argv[2], argv[3], 1);

        if (fd < 0 || !ask(fd, name)) {
            failed++;
        } else {
            for (at = 0; at < known && strcmp(names[at], name) != 0;)
                at++;
            if (at == known && known < SERVERS_MAX)
                memcpy(names[known++], name, sizeof(name));
            counts[at]++;
        }
        if (fd >= 0)
            close(fd);
        usleep(pause_us);
    }
    for (at = 0; at < known; at++)
        printf("%s %d\n", names[at], counts[at]);
    if (failed > 0)
        printf("failed %d\n", failed);
    return failed > 0;
}

static int hold(char *argv[], useconds_t pause_us)
{
    char first[NAME_MAX_], name[NAME_MAX_];
    int fd = connect_to(argv[2], argv[3], 5), answers = 1;

    if (fd < 0 || !ask(fd, first)) {
        puts("BROKEN");
        return 1;
    }
    printf("READY %s\n", first);
    fflush(stdout);
    do { /* who is told to end asks once more: an END means that it works until now */
        usleep(pause_us);
        if (!ask(fd, name) || strcmp(name, first) != 0) {
            printf("BROKEN after %d\n", answers);
            return 1;
        }
        answers++;
    } while (!told_to_end);
    printf("END %d %s\n", answers, first);
    return 0;
}

int main(int argc, char *argv[])
{
    struct sigaction action = {.sa_handler = end};

    sigaction(SIGTERM, &action, NULL);
    if (argc >= 5 && strcmp(argv[1], "ask") == 0)
        return ask_often(argv, atoi(argv[4]), argc > 5 ? (useconds_t)atoi(argv[5]) * 1000 : 0);
    if (argc == 5 && strcmp(argv[1], "hold") == 0)
        return hold(argv, (useconds_t)atoi(argv[4]) * 1000);
    return 64;
}

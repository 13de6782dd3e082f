/* A hook that says when it began: appends one line to a file and ends.
 *
 *   stamper FILE [WORD...]        TIME MONO_US WORD...
 *
 * TIME is the lab's clock (see observer.c), read first of all; MONO_US is what an event record on standard
 * input says of the time of its event, 0 where there is none. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static long long event_us(void)
{
    char text[4097];
    ssize_t size = read(STDIN_FILENO, text, sizeof(text) - 1);
    const char *found;

    text[size > 0 ? size : 0] = '\0';
    found = strstr(text, "\"mono_us\":");
    return found != NULL ? strtoll(found + strlen("\"mono_us\":"), NULL, 10) : 0;
}

int main(int argc, char **argv)
{
    long long began_us = now_us();
    int fd = argc > 1 ? open(argv[1], O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;

    if (fd < 0)
        return 1;
    dprintf(fd, "%lld %lld", began_us, event_us());
    for (int i = 2; i < argc; i++)
        dprintf(fd, " %s", argv[i]);
    dprintf(fd, "\n");
    return 0;
}

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

/* One write, because others append to the same file. */
int main(int argc, char **argv)
{
    long long began_us = now_us();
    char line[1024];
    size_t used;
    int fd = argc > 1 ? open(argv[1], O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;

    if (fd < 0)
        return 1;
    used = (size_t)snprintf(line, sizeof(line), "%lld %lld", began_us, event_us());
    for (int i = 2; i < argc && used + strlen(argv[i]) + 3 < sizeof(line); i++)
        used += (size_t)snprintf(line + used, sizeof(line) - used, " %s", argv[i]);
    line[used++] = '\n';
    return write(fd, line, used) == (ssize_t)used ? 0 : 1;
}

/* The log; see log.h. Talks to /dev/log itself because syslog(3) blocks when the collector does. */
#include "lib/log.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { LOG_LINE_MAX = 1024 };

static struct {
    char ident[32];
    char part[32];
    int facility;
    bool console;
    enum log_level level;
    int socket;
    int terminal; /* standard error, or our own way to it */
    uint64_t dropped;
} state = {.console = true, .level = LOG_LEVEL_INFO, .socket = -1, .terminal = STDERR_FILENO};

static int open_collector(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/dev/log"};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* Several processes share a pipe or a terminal as standard error: a description of our own may be
 * non-blocking without making theirs so. Files never block. */
static int open_console(void)
{
    struct stat status;
    int fd = -1;

    if (fstat(STDERR_FILENO, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)))
        fd = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return fd >= 0 ? fd : STDERR_FILENO;
}

void log_open(const char *ident, const char *part, int facility, bool console, enum log_level level)
{
    snprintf(state.ident, sizeof(state.ident), "%s", ident);
    snprintf(state.part, sizeof(state.part), "%s", part != NULL ? part : "");
    state.facility = facility;
    state.console = console;
    state.level = level;
    /* Never the descriptors of an earlier call: a child has closed its parent's. */
    state.socket = console ? -1 : open_collector();
    state.terminal = console ? open_console() : STDERR_FILENO;
}

void log_renew(const char *part)
{
    char ident[sizeof(state.ident)];

    memcpy(ident, state.ident, sizeof(ident));
    log_open(ident, part, state.facility, state.console, state.level);
}

static void to_console(const char *text)
{
    struct pollfd writable = {.fd = state.terminal, .events = POLLOUT};
    char line[LOG_LINE_MAX + 96], stamp[32];
    time_t now = time(NULL);
    struct tm local;
    int size;

    localtime_r(&now, &local);
    strftime(stamp, sizeof(stamp), "%F %T", &local);
    size = snprintf(line, sizeof(line), "%s %s%s%s: %s\n", stamp, state.ident, *state.part ? " " : "",
                    state.part, text);
    /* POLLOUT of a pipe promises room for PIPE_BUF bytes, more than a line has. */
    if (poll(&writable, 1, 0) != 1 || write(state.terminal, line, (size_t)size) != size)
        state.dropped++;
}

static void to_collector(enum log_level level, const char *text)
{
    static const int severities[] = {3, 4, 5, 6, 7};
    char line[LOG_LINE_MAX + 96];
    int size;

    size = snprintf(line, sizeof(line), "<%d>%s[%d]: %s%s%s", state.facility * 8 + severities[level],
                    state.ident, (int)getpid(), state.part, *state.part ? ": " : "", text);
    if (state.socket < 0 || send(state.socket, line, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL) != size) {
        state.dropped++;
        if (state.socket >= 0)
            close(state.socket);
        state.socket = open_collector(); /* the collector may have been restarted */
    }
}

void log_line(enum log_level level, const char *format, ...)
{
    char text[LOG_LINE_MAX];
    va_list arguments;

    if (level > state.level)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    for (char *c = text; *c != '\0'; c++)
        if (*c == '\n')
            *c = ' ';
    if (state.console)
        to_console(text);
    else
        to_collector(level, text);
}

uint64_t log_dropped(void)
{
    return state.dropped;
}

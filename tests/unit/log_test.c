/* lib/log: one line stays one line, and nobody who does not read can hold us up. */
#include <fcntl.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "tests/unit/check.h"

enum { PATIENCE_US = 1000000 };

static int saved_error; /* standard error, while a pipe stands in for it */

/* Standard error becomes a pipe; returns the end to read from. */
static int redirect(void)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    saved_error = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    log_open("vrrpd", NULL, 3, true, LOG_LEVEL_INFO);
    return ends[0];
}

static void restore(int reader)
{
    dup2(saved_error, STDERR_FILENO);
    close(saved_error);
    close(reader);
}

static ssize_t read_text(int reader, char *text, size_t size)
{
    ssize_t got = read(reader, text, size - 1);

    text[got > 0 ? got : 0] = '\0';
    return got;
}

static void lines_are_written(void)
{
    char text[4096];
    int reader = redirect();

    log_open("vrrpd", "kernel", 3, true, LOG_LEVEL_NOTICE);
    log_line(LOG_LEVEL_INFO, "too detailed");
    log_line(LOG_LEVEL_NOTICE, "VI_1: %s -> %s,\nthe rest", "BACKUP", "MASTER");
    log_open("vrrpd", NULL, 3, true, LOG_LEVEL_INFO);
    log_line(LOG_LEVEL_INFO, "%s", "now it is not");
    read_text(reader, text, sizeof(text));
    restore(reader);
    CHECK(strstr(text, "vrrpd kernel: VI_1: BACKUP -> MASTER, the rest\n") != NULL);
    CHECK(strstr(text, "too detailed") == NULL);
    CHECK(strstr(text, "vrrpd: now it is not\n") != NULL);
    CHECK_EQ_INT(log_dropped(), 0);
}

static void a_long_line_is_cut(void)
{
    char text[8192], letters[4000];
    int reader = redirect();
    ssize_t size;

    memset(letters, 'l', sizeof(letters) - 1);
    letters[sizeof(letters) - 1] = '\0';
    log_line(LOG_LEVEL_ERROR, "%s", letters);
    size = read_text(reader, text, sizeof(text));
    restore(reader);
    CHECK(size > 1000 && size < 1200);
    CHECK(size > 0 && text[size - 1] == '\n');
}

/* Nobody reads: the pipe fills, lines are dropped and counted, and no call waits. */
static void a_full_pipe_blocks_nobody(void)
{
    int reader = redirect(), written = 0;
    int64_t start_us = clock_now_us();
    uint64_t dropped;
    char text[4096];

    while (log_dropped() == 0 && written < 100000) {
        log_line(LOG_LEVEL_ERROR, "line %d", written);
        written++;
    }
    for (int i = 0; i < 100; i++)
        log_line(LOG_LEVEL_ERROR, "into nothing");
    dropped = log_dropped();
    while (read(reader, text, sizeof(text)) > 0)
        continue;
    log_line(LOG_LEVEL_ERROR, "there is room again");
    read_text(reader, text, sizeof(text));
    restore(reader);
    CHECK_EQ_INT(dropped, 101);
    CHECK(written > 100 && written < 100000);
    CHECK(strstr(text, "there is room again\n") != NULL);
    CHECK_EQ_INT(log_dropped(), dropped);
    CHECK(clock_now_us() - start_us < PATIENCE_US);
}

int main(void)
{
    lines_are_written();
    a_long_line_is_cut();
    a_full_pipe_blocks_nobody();
    return check_report("log");
}

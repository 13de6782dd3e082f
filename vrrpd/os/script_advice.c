/* Where a script stops keepalived; see script_advice.h. */
#include "vrrpd/os/script_advice.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool part_of_word(char letter)
{
    return isalnum((unsigned char)letter) || letter == '_' || letter == '-';
}

/* True when the line has this word, not as a part of another. */
static bool has_word(const char *line, size_t size, const char *word)
{
    size_t length = strlen(word);

    for (size_t i = 0; i + length <= size; i++)
        if (memcmp(line + i, word, length) == 0 && (i == 0 || !part_of_word(line[i - 1])) &&
            (i + length == size || !part_of_word(line[i + length])))
            return true;
    return false;
}

/* "kill -0" asks whether somebody is alive. */
static bool only_asks(const char *line, size_t size)
{
    return memmem(line, size, " -0", 3) != NULL;
}

static bool stops(const char *line, size_t size)
{
    static const char *const killers[] = {"killall", "pkill", "kill"};
    static const char *const managers[] = {"systemctl", "service", "init.d", "rc-service"};

    if (!has_word(line, size, "keepalived"))
        return false;
    for (size_t i = 0; i < sizeof(killers) / sizeof(killers[0]); i++)
        if (has_word(line, size, killers[i]) && !only_asks(line, size))
            return true;
    for (size_t i = 0; i < sizeof(managers) / sizeof(managers[0]); i++)
        if (has_word(line, size, managers[i]) &&
            (has_word(line, size, "stop") || has_word(line, size, "kill")))
            return true;
    return false;
}

/* Without what stands behind a comment sign that begins a word. */
static size_t without_comment(const char *line, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (line[i] == '#' && (i == 0 || isspace((unsigned char)line[i - 1])))
            return i;
    return size;
}

/* "sleep 2", "sleep 0.5", "sleep 1m" of coreutils. */
static bool sleeps_too_long(const char *line, size_t size, int64_t timeout_us)
{
    static const char word[] = "sleep ";
    const char *found = memmem(line, size, word, sizeof(word) - 1);
    char number[32];
    size_t left;
    double seconds;
    char *unit;

    if (found == NULL || (found > line && part_of_word(found[-1])))
        return false;
    found += sizeof(word) - 1;
    left = size - (size_t)(found - line);
    left = left < sizeof(number) - 1 ? left : sizeof(number) - 1;
    memcpy(number, found, left);
    number[left] = '\0';
    seconds = strtod(number, &unit);
    if (*unit == 'm')
        seconds *= 60;
    return unit != number && seconds * 1e6 >= (double)timeout_us;
}

static unsigned find_line(const char *text, size_t size, int64_t timeout_us)
{
    unsigned number = 1;

    for (size_t at = 0; at < size; number++) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end != NULL ? (size_t)(end - text) - at : size - at;
        size_t code = without_comment(text + at, length);

        if (timeout_us > 0 ? sleeps_too_long(text + at, code, timeout_us) : stops(text + at, code))
            return number;
        at += length + 1;
    }
    return 0;
}

unsigned script_advice_find(const char *text, size_t size)
{
    return find_line(text, size, 0);
}

unsigned script_advice_sleeps(const char *text, size_t size, int64_t timeout_us)
{
    return timeout_us > 0 ? find_line(text, size, timeout_us) : 0;
}

struct script_advice script_advice_read(const char *path, int64_t timeout_us)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct script_advice advice = {.stops = 0};
    struct stat status;
    ssize_t size = -1;
    char *text;

    if (fd < 0)
        return advice;
    text = malloc(SCRIPT_ADVICE_BYTES);
    if (text != NULL && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        size = read(fd, text, SCRIPT_ADVICE_BYTES);
    if (size > 0 && memchr(text, '\0', (size_t)size) == NULL) {
        advice.stops = script_advice_find(text, (size_t)size);
        advice.sleeps = script_advice_sleeps(text, (size_t)size, timeout_us);
    }
    free(text);
    close(fd);
    return advice;
}

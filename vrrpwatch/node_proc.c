#include "vrrpwatch/node_proc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 256 };

/* Copies the next line without its end; false after the last. */
static bool next_line(const char **text, char line[LINE_MAX_BYTES])
{
    size_t size = strcspn(*text, "\n");

    if (**text == '\0')
        return false;
    snprintf(line, LINE_MAX_BYTES, "%.*s", (int)(size < LINE_MAX_BYTES ? size : LINE_MAX_BYTES - 1), *text);
    *text += size;
    *text += **text == '\n';
    return true;
}

/* A line "2  eth0  :  1  V3" is followed by one line a group, which begins with blanks. The group is printed
 * as the number that its four bytes are in memory. */
bool node_proc_igmp(const char *text, const char *interface, const struct addr *group)
{
    char line[LINE_MAX_BYTES], name[LINE_MAX_BYTES], index[LINE_MAX_BYTES];
    bool here = false;
    uint32_t want;

    memcpy(&want, group->bytes, sizeof(want));
    while (next_line(&text, line)) {
        if (line[0] != '\t' && line[0] != ' ') {
            here = sscanf(line, "%255s %255[^ \t:]", index, name) == 2 && strcmp(name, interface) == 0;
            continue;
        }
        if (here && strtoul(line, NULL, 16) == want)
            return true;
    }
    return false;
}

/* One line a group: index, interface, 32 hexadecimal digits, ... */
bool node_proc_igmp6(const char *text, const char *interface, const struct addr *group)
{
    char line[LINE_MAX_BYTES], name[LINE_MAX_BYTES], index[LINE_MAX_BYTES], digits[LINE_MAX_BYTES], want[33];

    for (size_t i = 0; i < 16; i++)
        snprintf(want + 2 * i, 3, "%02x", group->bytes[i]);
    while (next_line(&text, line))
        if (sscanf(line, "%255s %255s %255s", index, name, digits) == 3 && strcmp(name, interface) == 0 &&
            strcasecmp(digits, want) == 0)
            return true;
    return false;
}

/* "PID (NAME) S ...": the name may hold anything, brackets too. */
char node_proc_state(const char *stat, char *name, size_t size)
{
    const char *begin = strchr(stat, '('), *end = strrchr(stat, ')');

    if (begin == NULL || end == NULL || end < begin || end[1] != ' ' || end[2] == '\0')
        return '\0';
    snprintf(name, size, "%.*s", (int)(end - begin - 1), begin + 1);
    return end[2];
}

/* Both daemons are several processes: "keepalived_vrrp", "vrrpd-kernel". */
const char *node_proc_daemon(const char *name)
{
    static const char *const daemons[] = {"keepalived", "vrrpd"};

    for (size_t i = 0; i < sizeof(daemons) / sizeof(daemons[0]); i++) {
        size_t size = strlen(daemons[i]);

        if (strncmp(name, daemons[i], size) == 0 &&
            (name[size] == '\0' || name[size] == '_' || name[size] == '-'))
            return daemons[i];
    }
    return NULL;
}

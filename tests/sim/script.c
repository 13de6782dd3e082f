#include "tests/sim/script.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void script_fail(struct script *script, const char *format, ...)
{
    va_list arguments;

    printf("line %d, at %.3f ms: ", script->line, (double)(script->lan->now_us - 1000000) / 1000);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    script->failures++;
}

void script_die(const struct script *script, const char *what, const char *word)
{
    printf("line %d: %s: `%s'\n", script->line, what, word);
    exit(2);
}

int script_router(struct script *script, const char *name)
{
    for (int i = 0; i < script->lan->count; i++)
        if (strcmp(script->lan->nodes[i].config.name, name) == 0)
            return i;
    script_die(script, "no such router", name);
}

int64_t script_ms(struct script *script, const char *text)
{
    char *end;
    double milliseconds = strtod(text, &end);

    if (end == text || *end != '\0')
        script_die(script, "not a time in milliseconds", text);
    return (int64_t)(milliseconds * 1000 + 0.5);
}

int script_number(struct script *script, const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);

    if (end == text || *end != '\0' || number < 0 || number > 1000000)
        script_die(script, "not a number", text);
    return (int)number;
}

struct addr script_address(struct script *script, const char *text)
{
    struct addr address;

    if (!addr_parse(text, &address) || address.family != ADDR_IPV4)
        script_die(script, "not an IPv4 address", text);
    return address;
}

/* A scenario being played: the LAN, where in the text we are, and what its verbs need in common. */
#ifndef TESTS_SIM_SCRIPT_H
#define TESTS_SIM_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/sim/lan.h"

enum {
    SCRIPT_WORDS_MAX = 40,
};

struct script {
    struct lan *lan;
    int line;
    int failures;
    uint64_t sent_mark[LAN_NODES_MAX], announced_mark[LAN_NODES_MAX], takeovers_mark[LAN_NODES_MAX];
};

/* One line of the text, cut into words. */
struct script_line {
    int count;
    char *words[SCRIPT_WORDS_MAX];
};

/* A verb of the language. */
struct script_verb {
    const char *name;
    int words_min; /* the verb included */
    void (*play)(struct script *script, const struct script_line *line);
};

/* Says what is wrong on this line; the scenario goes on and fails at its end. */
void script_fail(struct script *script, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The router called `name`; an unknown one ends the program, because the rest would make no sense. */
int script_router(struct script *script, const char *name);

/* A number in milliseconds (with decimals) as microseconds, and a plain one. */
int64_t script_ms(struct script *script, const char *text);
int script_number(struct script *script, const char *text);

struct addr script_address(struct script *script, const char *text);

/* Ends the program: the text is not a scenario. */
void script_die(const struct script *script, const char *what, const char *word) __attribute__((noreturn));

#endif

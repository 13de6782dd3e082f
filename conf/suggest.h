/* "did you mean": the known word that a misspelt one is nearest to. Pure, no memory. */
#ifndef CONF_SUGGEST_H
#define CONF_SUGGEST_H

#include <stddef.h>

enum {
    SUGGEST_TEXT_MAX = 96,
};

/* The candidate nearest to `word` by edit distance (a swap of neighbours counts once, case is ignored), or
 * NULL when none is near enough to be a likely slip. `candidate(i)` is called for i < count through
 * `context`. */
const char *suggest_word(const char *word, const char *(*candidate)(const void *context, size_t i),
                         const void *context, size_t count);

/* The same over an array of strings. */
const char *suggest_from(const char *word, const char *const *words, size_t count);

/* Writes ", did you mean `x'?" or "" into text and returns it. */
const char *suggest_format(const char *suggestion, char text[SUGGEST_TEXT_MAX]);

#endif

/* Edit distance (restricted Damerau-Levenshtein) on short words. */
#include "conf/suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    WORD_MAX = 40, /* longer words get no suggestion; no keyword is that long */
};

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t rows[3][WORD_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];

    for (size_t j = 0; j <= b_size; j++)
        above[j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t cost = same(a[i - 1], b[j - 1]) ? 0 : 1;
            row[j] = smaller(above[j - 1] + cost, smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                row[j] = smaller(row[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b_size];
}

const char *suggest_word(const char *word, const char *(*candidate)(const void *context, size_t i),
                         const void *context, size_t count)
{
    size_t size = strlen(word);
    size_t best_distance = size < 6 ? 2 : size < 10 ? 3 : 4; /* must be below: 1, 2 or 3 slips */
    const char *best = NULL;

    if (size < 2 || size > WORD_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const char *other = candidate(context, i);
        size_t other_size = strlen(other);
        size_t difference = size > other_size ? size - other_size : other_size - size;
        if (other_size > WORD_MAX || difference >= best_distance)
            continue;
        size_t found = distance(word, size, other, other_size);
        if (found < best_distance) {
            best_distance = found;
            best = other;
        }
    }
    return best;
}

static const char *array_item(const void *context, size_t i)
{
    return ((const char *const *)context)[i];
}

const char *suggest_from(const char *word, const char *const *words, size_t count)
{
    return suggest_word(word, array_item, words, count);
}

const char *suggest_format(const char *suggestion, char text[SUGGEST_TEXT_MAX])
{
    text[0] = '\0';
    if (suggestion)
        snprintf(text, SUGGEST_TEXT_MAX, ", did you mean `%s'?", suggestion);
    return text;
}

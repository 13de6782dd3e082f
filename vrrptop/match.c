/* Matching of two lists; see match.h. */
#include "vrrptop/match.h"

#include <stdlib.h>
#include <string.h>

struct match_entry {
    struct match_key key;
    size_t at;
};

static int compare_keys(const struct match_key *a, const struct match_key *b)
{
    int order = strcmp(a->name, b->name);

    return order != 0 ? order : strcmp(a->sub, b->sub);
}

static int compare_entries(const void *a, const void *b)
{
    return compare_keys(&((const struct match_entry *)a)->key, &((const struct match_entry *)b)->key);
}

static bool is_at(const struct match *match, size_t index, const struct match_key *key)
{
    struct match_key other;

    if (index >= match->count)
        return false;
    other = match->key(match->list, index);
    return compare_keys(&other, key) == 0;
}

static bool make_index(struct match *match)
{
    if (match->index != NULL || match->broken)
        return !match->broken;
    match->index = calloc(match->count + 1, sizeof(*match->index));
    match->broken = match->index == NULL;
    if (match->broken)
        return false;
    for (size_t i = 0; i < match->count; i++)
        match->index[i] = (struct match_entry){match->key(match->list, i), i};
    qsort(match->index, match->count, sizeof(*match->index), compare_entries);
    return true;
}

long match_find(struct match *match, struct match_key key)
{
    struct match_entry wanted = {.key = key}, *found;

    if (!is_at(match, match->next, &key)) {
        if (match->count == 0 || !make_index(match))
            return -1;
        found = bsearch(&wanted, match->index, match->count, sizeof(*match->index), compare_entries);
        if (found == NULL)
            return -1;
        match->next = found->at;
    }
    return (long)match->next++;
}

void match_free(struct match *match)
{
    free(match->index);
    match->index = NULL;
}

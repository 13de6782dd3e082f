/* Finds the things of one list in the list before it. Names stay in their place as a rule, so that place is
 * tried first; a sorted index is made when one is not there, never a search through all for each. Owns
 * that index and nothing of the lists. Pure. */
#ifndef VRRPTOP_MATCH_H
#define VRRPTOP_MATCH_H

#include <stdbool.h>
#include <stddef.h>

/* What tells one from another: both texts together. */
struct match_key {
    const char *name, *sub;
};

struct match_entry;

struct match {
    const void *list; /* the list before; borrowed */
    size_t count;
    struct match_key (*key)(const void *list, size_t index);
    size_t next;               /* where the one that is asked for next stands as a rule */
    struct match_entry *index; /* NULL: not needed yet */
    bool broken;               /* there was no memory for it */
};

/* Where in the list before the one with that key is; -1: it was not there (or there is no memory to tell).
 * Of several with the same key any one. */
long match_find(struct match *match, struct match_key key);

/* Frees the index. */
void match_free(struct match *match);

#endif

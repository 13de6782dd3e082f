/* The order of hooks: of each owner (an instance, a sync group) one at a time and in order, several owners
 * beside one another. Changes of state that wait collapse into the last one: a hook acts on what is so now.
 * Pure. */
#ifndef LIB_HOOK_QUEUE_H
#define LIB_HOOK_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HOOK_QUEUE_NONE = -1,
    HOOK_QUEUE_LISTED = 16,
};

/* A call that waits or runs. */
struct hook_item {
    uint64_t sequence;                  /* of its event */
    int what;                           /* the owner's business: which hook */
    uint32_t collapsed;                 /* earlier ones it stands for */
    uint64_t passed[HOOK_QUEUE_LISTED]; /* the sequences of the first of these */
};

struct hook_owner {
    bool running;
    bool waiting; /* `item` does */
    bool noting;  /* `note` does */
    struct hook_item item, note;
};

struct hook_queue {
    struct hook_owner *owners; /* not owned: the caller's array */
    size_t count;
    size_t limit; /* owners that may run at once */
    size_t running;
    size_t turn;
};

/* A change of state: what waits gives way to it, a note about the state before too. */
void hook_queue_push(struct hook_queue *queue, size_t owner, uint64_t sequence, int what);

/* Something that happened within a state: runs after the change that waits, if there is one; only the last
 * counts. */
void hook_queue_note(struct hook_queue *queue, size_t owner, uint64_t sequence, int what);

/* The owner whose turn it is, not before `from` in this round, or HOOK_QUEUE_NONE. Round begins with 0; the
 * caller that cannot start it now asks again with one more than the answer's `*place`. */
int hook_queue_next(const struct hook_queue *queue, size_t from, size_t *place);

/* What the owner runs next, which it does from now on. */
struct hook_item hook_queue_start(struct hook_queue *queue, size_t owner);

/* The owner's run is over. */
void hook_queue_done(struct hook_queue *queue, size_t owner);

/* True when nothing waits and nothing runs. */
bool hook_queue_idle(const struct hook_queue *queue);

#endif

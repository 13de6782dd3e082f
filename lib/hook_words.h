/* How a hook is called: its arguments and its environment, as keepalived gives them and some more. Starts
 * nothing. Pure. */
#ifndef LIB_HOOK_WORDS_H
#define LIB_HOOK_WORDS_H

#include "lib/event.h"
#include "lib/hook_queue.h"

enum { HOOK_WORDS_ENVIRONMENT_MAX = 24 };

struct hook_words {
    char *environment[HOOK_WORDS_ENVIRONMENT_MAX]; /* NULL ends it; owned */
    char **any; /* `notify` with its four arguments, NULL when there is none; owned, but for the words */
    char priority[8];
    char state[24];
};

/* Arguments and environment of a call in `state` (keepalived's word); `any` is the command that gets four
 * arguments more, NULL: there is none. `record` gets the group's name and state when it is a group's. Without
 * memory something of it is missing. The caller frees it with hook_words_free(); `record`, `group` and `any`
 * have to live as long. */
void hook_words_prepare(struct hook_words *words, struct event *record, const char *group, const char *state,
                        char *const *any);
/* The event's sequence, and which ones were passed over for it. */
void hook_words_add_passed(struct hook_words *words, const struct hook_item *item);
void hook_words_free(struct hook_words *words);

#endif

/* How a hook is called: which one an event calls, its arguments, its environment. Starts nothing. */
#ifndef VRRPD_HOOK_CALL_H
#define VRRPD_HOOK_CALL_H

#include <stdbool.h>

#include "conf/model.h"
#include "lib/event.h"
#include "lib/hook_queue.h"
#include "vrrpd/child.h"
#include "vrrpd/page.h"

enum { HOOK_CALL_ENVIRONMENT_MAX = 24 };

struct hook_call {
    char *environment[HOOK_CALL_ENVIRONMENT_MAX]; /* NULL ends it; owned */
    char **any; /* `notify` with its four arguments, NULL when there is none; owned, but for the words */
    char priority[8];
    char state[24];
};

/* The hook (enum conf_hook) that an event calls, or -1. */
int hook_call_of_event(const struct page_event *event);

/* An event that says what the instance is now. The sequence stays. */
void hook_call_fill_event(const struct page_instance *record, struct page_event *event);

/* The state of a sync group, as the hook it calls, from that of its members, one after the other: FAULT when
 * one is, MASTER when all are, else BACKUP; -1 while one has none yet. */
int hook_call_group_state(int state, enum election_state member, bool first);

/* A hook that takes over finds the addresses, one that gives up does not: true when they are so. */
bool hook_call_addresses_so(const struct child *child, size_t instance, int what);

/* Arguments and environment of a call; `record` gets the group's name and state when it is a group's. Without
 * memory something of it is missing. The caller frees it with hook_call_free(). */
void hook_call_prepare(struct hook_call *call, struct event *record, const char *group, int what,
                       const struct conf_command *hooks);
/* The event's sequence, and which ones were passed over for it. */
void hook_call_add_passed(struct hook_call *call, const struct hook_item *item);
void hook_call_free(struct hook_call *call);

#endif

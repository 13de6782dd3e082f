/* How a hook is called: which one an event calls, and whether it may now. Starts nothing. */
#ifndef VRRPD_HOOK_CALL_H
#define VRRPD_HOOK_CALL_H

#include <stdbool.h>

#include "conf/model.h"
#include "vrrpd/child.h"
#include "vrrpd/page.h"

/* The hook (enum conf_hook) that an event calls, or -1. */
int hook_call_of_event(const struct page_event *event);

/* An event that says what the instance is now. The sequence stays. */
void hook_call_fill_event(const struct page_instance *record, struct page_event *event);

/* The state of a sync group, as the hook it calls, from that of its members, one after the other: FAULT when
 * one is, MASTER when all are, else BACKUP; -1 while one has none yet. */
int hook_call_group_state(int state, enum election_state member, bool first);

/* A hook that takes over finds the addresses, one that gives up does not: true when they are so. */
bool hook_call_addresses_so(const struct child *child, size_t instance, int what);

/* True while the instance is MASTER no more and serves until a successor is heard. */
bool hook_call_serving(const struct child *child, size_t instance);

/* The word for what a hook (not CONF_HOOK_ANY) is about, as keepalived writes it: "MASTER". */
const char *hook_call_state(int what);

#endif

/* What the files of the runner's hooks share. Included by engine_runner_hooks*.c alone. */
#ifndef VRRPD_ENGINE_RUNNER_HOOKS_STATE_H
#define VRRPD_ENGINE_RUNNER_HOOKS_STATE_H

#include "lib/hook_queue.h"
#include "lib/status.h"
#include "vrrpd/engine_runner_hooks.h"
#include "vrrpd/os/script_user.h"

enum { NO_STATE = -1 };

struct owner {
    const char *name;
    const struct conf_command *hooks;
    size_t index; /* of the instance or group */
    bool is_group;
    bool inherited;               /* its minder is no child of ours */
    struct page_event item, note; /* what waits */
    struct page_hook record;
    int seen;        /* sync group: the state its members were last found in */
    int64_t held_us; /* since when addresses are waited for; 0: they are not */
};

struct runner_hooks {
    struct child *child;
    struct owner *owners;
    size_t count;
    struct hook_queue queue;
    struct script_users users;
    struct page_hooks head;
    uint64_t unknown_after; /* events before it are no business of owners without a record */
    uint64_t read_before;   /* how far the predecessor had come */
    char (*addresses)[STATUS_ADDRESS_MAX];
    bool stopping;
    enum runner_end end;
    int64_t end_us;    /* patience is over */
    int64_t settle_us; /* RUNNER_ORPHANED: the last events have come */
    bool terminated;
};

/* engine_runner_hooks.c */

/* Publishes one owner's record; what all owners have in common. */
void hooks_publish(struct runner_hooks *hooks, size_t index);
void hooks_publish_head(struct runner_hooks *hooks);

/* The owner of that name, or NULL. */
struct owner *hooks_find_owner(struct runner_hooks *hooks, const char *name, bool is_group);

/* engine_runner_hooks_events.c */

/* What the owner is to hear, as enum conf_hook. Noted in the page before it is begun, so that a successor
 * does not take it for old. */
void hooks_push(struct runner_hooks *hooks, struct owner *owner, const struct page_event *event, int what);

/* Takes the events that are new. */
void hooks_take_events(struct runner_hooks *hooks);

/* Members move together: the group's state is one when they have. */
void hooks_look_at_group(struct runner_hooks *hooks, struct owner *owner);

#endif

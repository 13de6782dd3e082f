/* Hooks that wait, on disk: the folder hooks/ of the spool. It belongs to the user who calls, never to the
 * dispatcher's, who has less rights: what stands in it makes root run something. Owns names, order, the lock
 * of each owner (an instance or a sync group) and the note about the hook that it started last; looks into no
 * record and runs nothing.
 *
 *   KEY-BOOT-TIME-PID-N  a record that waits    KEY.last  what was started last, and as which process
 *   KEY.lock             lock of whoever runs this owner's hooks */
#ifndef NOTIFY_HOOK_BOX_H
#define NOTIFY_HOOK_BOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { HOOK_BOX_NAME_MAX = 64, HOOK_BOX_KEY_MAX = 17 };

struct hook_box;

/* What an owner started last. */
struct hook_box_last {
    pid_t pid;        /* 0: it is known to have ended */
    uint64_t started; /* process_started() of it */
    char name[HOOK_BOX_NAME_MAX];
};

/* Opens (and makes, mode 0700) hooks/ in the spool folder. 0 or negative errno; -EPERM: it belongs to
 * another user or others may write to it. */
int hook_box_open(const char *spool, struct hook_box **out);
/* NULL is fine. */
void hook_box_close(struct hook_box *box);

/* The owner's part of all its names. */
void hook_box_key(const char *owner, bool is_group, char key[HOOK_BOX_KEY_MAX]);

/* Puts a record in, after all that are older: `mono_us` is when it began. It is on disk when this returns 0;
 * negative errno: it is not. */
int hook_box_put(struct hook_box *box, const char *key, int64_t mono_us, const char *text);

/* The owner's records, oldest first; malloc'ed. NULL with errno. */
char (*hook_box_list(struct hook_box *box, const char *key, size_t *count))[HOOK_BOX_NAME_MAX];

/* True when `name` is not newer than `last`, so that it comes too late to be run. */
bool hook_box_is_late(const struct hook_box *box, const char *name, const char *last);

/* A record, malloc'ed and terminated; NULL with errno. */
char *hook_box_read(struct hook_box *box, const char *name);
/* Removes a record. 0 or negative errno. */
int hook_box_remove(struct hook_box *box, const char *name);

/* Becomes the one that runs this owner's hooks: a descriptor to close, -EWOULDBLOCK when another is, or
 * negative errno. Children do not have it. */
int hook_box_lock(struct hook_box *box, const char *key);

/* What the owner started last; all zero when nothing is known. A process of an earlier boot is none: then
 * *pid is -1. */
void hook_box_read_last(struct hook_box *box, const char *key, struct hook_box_last *out);
/* Writes it down, at once on disk. For the holder of the lock. 0 or negative errno. */
int hook_box_write_last(struct hook_box *box, const char *key, const struct hook_box_last *last);

#endif

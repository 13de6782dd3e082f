/* Giving rights away: capabilities, user, and what else a process never needs again. */
#ifndef LIB_SANDBOX_H
#define LIB_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

enum sandbox_right {
    SANDBOX_NET_RAW = 1 << 0,
    SANDBOX_NET_ADMIN = 1 << 1,
    SANDBOX_SYS_NICE = 1 << 2,
    SANDBOX_SETUID = 1 << 3, /* setuid, setgid, kill; starts programs as other users */
    SANDBOX_IPC_LOCK = 1 << 4,
    SANDBOX_KILL = 1 << 5,       /* part of SANDBOX_SETUID */
    SANDBOX_SYS_PTRACE = 1 << 6, /* to read other processes' namespaces in /proc */
};

/* True when this process holds every right of `rights` (a sum of enum sandbox_right). */
bool sandbox_has(unsigned rights);

/* Keeps only `rights`, becomes the first of `users` that exists (NULL ends the list; an empty list keeps the
 * user), and makes new privileges, core dumps and inspection impossible. A user that cannot be taken on
 * because the namespace does not know it is not an error. With SANDBOX_SETUID new privileges stay possible: a
 * program started as root is root, within the bounding set that this process was started with. 0, or negative
 * errno with *failed naming the step.
 */
int sandbox_enter(const char *const users[], unsigned rights, const char **failed);

#endif

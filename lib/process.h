/* Making processes: fork with a name, real time, locked memory, the parent's life. The only file that forks.
 */
#ifndef LIB_PROCESS_H
#define LIB_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/* Remembers where the command line lies so that process_title() can write over it; call first in main(). */
void process_init(int argc, char **argv);

/* What `ps` shows for this process, both as command line ("vrrpd: kernel") and as name ("vrrpd-kernel"). */
void process_title(const char *program, const char *part);

/* fork(2); the child's signals are unblocked and default again, and it is killed when the parent dies before
 * it watches the parent itself. -1 with errno. */
pid_t process_fork(void);

/* A descriptor that becomes readable when the process ends (pidfd), or negative errno. */
int process_watch(pid_t pid);

/* Round-robin real time with `priority` 1..99. 0 or negative errno. */
int process_real_time(int priority);

/* Keeps in memory what is mapped now, each page from its first use on. 0 or negative errno. */
int process_lock_memory(void);

/* Closes every descriptor from 3 up that is not among the `count` in `keep`. */
void process_close_others(const int *keep, size_t count);

#endif

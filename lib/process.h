/* Making processes: fork with a name, real time, locked memory, the parent's life; starting other programs as
 * another user. The only file that forks and executes. */
#ifndef LIB_PROCESS_H
#define LIB_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    PROCESS_GROUPS_MAX = 64,
    PROCESS_HOME_MAX = 256,
};

/* Who a program runs as, looked up before the fork. */
struct process_identity {
    uid_t uid;
    gid_t gid;
    gid_t groups[PROCESS_GROUPS_MAX]; /* supplementary ones */
    size_t group_count;
    char home[PROCESS_HOME_MAX]; /* "": unknown */
};

/* A program to be started. */
struct process_program {
    const char *path;         /* absolute */
    char *const *argv;        /* NULL ends it */
    char *const *environment; /* NULL ends it */
    const struct process_identity *identity;
    int input;  /* its standard input, above 2; 0: an empty one */
    int output; /* its standard output and error; nothing else is open */
    /* Asked in the new process when it is that user already: NULL to go on, else why not. The text has to
     * live on until the process ends. */
    const char *(*permit)(void *context);
    void *context;
};

/* What a start that failed puts before its reason, where the program's output would have come. */
enum {
    PROCESS_MARK = '\0',
    PROCESS_REFUSED = 'r',     /* permit() had a reason */
    PROCESS_NOT_STARTED = 's', /* the system had one */
};

/* Remembers where the command line lies so that process_title() can write over it; call first in main(). */
void process_init(int argc, char **argv);

/* What `ps` shows for this process, both as command line ("vrrpd: kernel") and as name ("vrrpd-kernel"). */
void process_title(const char *program, const char *part);

/* Shows this process under another program's name, "NAME --ARGUMENT", so that tools that look for a program
 * find it. */
void process_alias(const char *name, const char *argument);

/* fork(2); the child's signals are unblocked and default again, and it is killed when the parent dies before
 * it watches the parent itself. -1 with errno. */
pid_t process_fork(void);

/* The same for a process that goes on when the parent has died. */
pid_t process_fork_detached(void);

/* A descriptor that becomes readable when the process ends (pidfd), or negative errno. */
int process_watch(pid_t pid);

/* What a child of ours is doing. */
struct process_look {
    bool stopped;   /* by a signal, and not continued */
    bool runs;      /* or waits for nothing but the processor */
    int64_t cpu_us; /* of its first thread so far, -1: not known */
};

/* Looks without changing anything. */
struct process_look process_look_at(pid_t child);

/* Round-robin real time with `priority` 1..99. 0 or negative errno. */
int process_real_time(int priority);

/* Keeps in memory what is mapped now, each page from its first use on. 0 or negative errno. */
int process_lock_memory(void);

/* Starts a program in a session and process group of its own with default signals, scheduling and umask 022,
 * in
 * "/"; it dies with this process where the kernel lets it. A start that fails is told through `output`:
 * PROCESS_MARK, PROCESS_REFUSED or PROCESS_NOT_STARTED, then the reason. The process id, or negative errno.
 */
pid_t process_run(const struct process_program *program);

/* Becomes another program: same process, same children, the descriptors that are not close-on-exec. Returns
 * only when that fails: negative errno. */
int process_replace(const char *path, char *const *argv, char *const *environment);

/* When a process began, in the kernel's ticks: with its number its identity. 0 when there is none. */
uint64_t process_started(pid_t pid);

/* Children of children that died become ours to reap. 0 or negative errno. */
int process_adopt_orphans(void);

/* Gives up what protects this process from the kernel's out-of-memory choice; what it starts has the same. */
void process_be_killable(void);

/* Closes every descriptor from 3 up that is not among the `count` in `keep`. */
void process_close_others(const int *keep, size_t count);

#endif

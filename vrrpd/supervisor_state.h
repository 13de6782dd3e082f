/* What the files of the supervisor share. Included by supervisor*.c alone. */
#ifndef VRRPD_SUPERVISOR_STATE_H
#define VRRPD_SUPERVISOR_STATE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "vrrpd/load.h"
#include "vrrpd/options.h"
#include "vrrpd/os/run_dir.h"
#include "vrrpd/vrrp/crash_loop.h"
#include "vrrpd/workers.h"

struct loop;

enum reload_step {
    RELOAD_NONE,
    RELOAD_LOADING,   /* the loader reads and validates */
    RELOAD_PREPARING, /* new processes get ready */
    RELOAD_VRRP,      /* the elections change hands */
    RELOAD_KERNEL,    /* the addresses change hands */
};

enum upgrade_step {
    UPGRADE_NONE,
    UPGRADE_CHECKING, /* the new program says whether it can take over */
    UPGRADE_WAITING,  /* it can, as soon as nothing else is going on */
    UPGRADE_TAKING,   /* we are the new program, the engine is the old one's still */
};

/* Another program in our place. */
struct upgrade {
    enum upgrade_step step;
    bool only_check;
    bool asked; /* services waits for an answer */
    pid_t pid;  /* UPGRADE_CHECKING: the check */
    int output; /* ... and what it says, a memfd */
    int64_t kill_at_us;
    int64_t retry_at_us; /* UPGRADE_TAKING failed: when to try once more to start our engine */
    char path[PATH_MAX];
    char from[32]; /* the version before */
};

struct supervisor {
    const struct options *options;
    struct run_dir dir;
    int page_fd, lvs_fd; /* what the pages are mapped by again */
    struct loop *loop;
    int signals;
    struct child template; /* page, bells, sockets: what every child gets */
    struct page_supervisor record;
    struct worker current[PAGE_PROCESS_COUNT];
    struct worker next[PAGE_PROCESS_COUNT];
    struct worker retired[PAGE_PROCESS_COUNT]; /* services and runner before the last reload */
    struct load load;                          /* of the configuration in force */
    struct load coming;                        /* of the one being loaded */
    enum reload_step step;
    int64_t load_kill_at_us;
    struct upgrade upgrade;
    bool reload_wanted; /* again, when this one is over */
    bool asked;         /* services waits for an answer */
    bool started;       /* READY was said */
    bool stop_wanted;
    bool stopping;
    bool addresses_gone; /* a kernel process ended well after MESSAGE_STOP */
    unsigned stop_tries; /* kernel processes that died while stopping */
    int exit_status;
    struct conf_crash_loop crash_rule;
    struct crash_loop deaths[PAGE_PROCESS_COUNT]; /* those of kernel count with vrrp's */
    int commands_send;                            /* services' end */
    int commands_receive;
    int runs[2][2]; /* by table: what services and runner of one configuration say to one another */
    int64_t watchdog_us;
    int64_t watchdog_at_us;
    int64_t heartbeat_seen_us;
};

enum { SUPERVISOR_RESTART_PAUSE_US = 1000000 };

/* supervisor.c */

/* Tells the page which processes there are. */
void supervisor_publish(struct supervisor *supervisor);

/* The engine in force is one of the program before: another like it cannot be started. */
static inline bool supervisor_is_heir(const struct supervisor *supervisor)
{
    return supervisor->load.model < 0;
}

/* "vrrp", "kernel" ... */
const char *supervisor_process_name(enum page_process process);

/* Starts a process for the configuration of `table`, which `load` left; tries again later when
 * that fails. */
void supervisor_start_worker(struct supervisor *supervisor, struct worker *worker, unsigned table,
                             const struct load *load);

#endif

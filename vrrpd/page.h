/* The layout of the state page: what the processes of vrrpd know of one another without asking. Each record
 * has one writer, named below; everybody else only reads. A configuration numbers its instances and
 * interfaces; two tables alternate between configurations, so that a successor with another numbering reads
 * its predecessor's table while it fills its own. */
#ifndef VRRPD_PAGE_H
#define VRRPD_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "conf/model.h"
#include "lib/addr.h"
#include "lib/fence_rule.h"
#include "vrrpd/vrrp/conflict.h"
#include "vrrpd/vrrp/election.h"
#include "vrrpd/vrrp/instance.h"
#include "vrrpd/vrrp/silence.h"

enum {
    PAGE_EVENTS = 512,
    PAGE_DAEMON_EVENTS = 32,
    PAGE_HOOKS = CONF_INSTANCES_MAX + CONF_GROUPS_MAX,
    PAGE_FRAME_BYTES = 2 << 20, /* priority 0 adverts of one configuration */
};

enum page_process { PAGE_SUPERVISOR, PAGE_VRRP, PAGE_KERNEL, PAGE_SERVICES, PAGE_RUNNER, PAGE_PROCESS_COUNT };

/* Writer: vrrp. Everything a successor, the kernel process and a viewer want to know of one instance. */
struct page_instance {
    char name[CONF_NAME_MAX];
    char interface[CONF_INTERFACE_MAX]; /* with family and vrid the identity across configurations */
    uint8_t family;
    uint8_t vrid;
    struct election_memory memory;
    struct instance_counters counters;
    struct addr source;
    int64_t last_heard_us;
    int64_t deadline_us;
    int64_t advert_sent_us; /* the last advert as MASTER that the kernel took, 0: none yet; then, for whoever
                             * serves for a successor, when it last was seen to */
    uint32_t take_count;    /* how often addresses were asked for; the kernel process answers with it */
    int32_t interface_index;
    uint32_t resign_offset; /* the ready-made priority 0 adverts in this table's frames: see resign.h */
    uint32_t resign_size;
    uint32_t resign_count;
    struct election_transition last_transition;
    char last_subject[CONF_NAME_MAX]; /* the tracker or member that caused it, "" when none did */
    int64_t last_transition_us;       /* 0: none yet */
    struct conflict conflict;         /* as MASTER */
    struct silence silence;           /* as BACKUP */
    struct notice path;               /* as BACKUP that heartbeats hold back */
};

/* Writer: kernel. */
struct page_link {
    char name[CONF_INTERFACE_MAX];
    int32_t index; /* 0: the interface does not exist */
    uint32_t mtu;
    bool running;
    bool has_mac;
    uint8_t mac[6];
    struct addr source;  /* primary IPv4 address that is no virtual address; ADDR_NONE: none */
    struct addr source6; /* first IPv6 link-local address that is neither virtual nor tentative */
    uint32_t padding;
};

/* Writer: services. What a tracker of the configuration says now; interfaces are not among them, the links'
 * records say more. */
struct page_tracker {
    char name[CONF_NAME_MAX];
    uint8_t kind;        /* enum conf_track_kind */
    bool known;          /* there was a result, or the configuration says what to assume */
    bool ok;             /* the verdict after rise and fall, before anybody's `reverse` */
    bool disabled;       /* cannot be run at all: counts as if nobody used it; `reason` says why */
    int32_t value;       /* file: its number */
    int64_t since_us;    /* when the verdict last changed */
    uint64_t definition; /* of what is watched, hashed: a verdict counts for a successor's equal tracker */
    char reason[96];
};

/* Writer: services. What heartbeats say of an instance. */
struct page_witness {
    int64_t well_until_us; /* until then another node counts as its MASTER, and well; 0: none does */
    char node[32];         /* which one */
};

/* Writer: services. What the arbiters allow; see vrrp/arbiter.h. */
struct page_arbiter {
    bool known;
    bool may_rise;
    bool must_yield;
    bool lost;
    uint32_t answering, total;
    uint32_t padding;
    int64_t lost_since_us; /* 0: one answers */
};

/* Writer: services. How far the dispatcher has taken the events. */
struct page_notify {
    uint64_t acked;        /* events before this number are on its disk */
    uint64_t daemon_acked; /* the same of the daemon's own */
};

/* Writer: runner. The run of tracker `index` that is alive, for whoever comes after a runner that died. */
struct page_run {
    int32_t pid; /* of the script, and of its process group; 0: none */
    int32_t padding;
    uint64_t started; /* by process_started(): the same process, not one of the same number */
};

/* Writer: runner. The hooks of one owner, for whoever comes after: what was begun, and what may be running
 * still. */
struct page_hook {
    char name[CONF_NAME_MAX]; /* of the instance or sync group */
    uint8_t is_group;
    int8_t state; /* instance: what its hooks were last told; sync group: what its members were found in */
    int32_t pid;  /* of the minder; 0: none */
    uint64_t started; /* by process_started() */
    uint64_t after;   /* events before this number are dealt with */
};

/* Writer: runner. How far it has read the events; the first record of its part. */
struct page_hooks {
    uint64_t after;
    uint64_t run, failed, collapsed; /* ever */
};

/* Writer: kernel. What came of an instance's addresses. */
struct page_installed {
    uint32_t take_count;     /* of the request this answers */
    uint32_t present;        /* addresses that are installed now */
    uint32_t failed;         /* addresses that could not be installed */
    int32_t last_error;      /* negative errno of the last failure, 0 when none */
    uint64_t changed;        /* counts every address installed or put back */
    uint64_t restored;       /* addresses that somebody else had removed */
    uint64_t source_missing; /* 1: no interface of this host has the configured source, or not for use yet */
};

/* Writer: vrrp. The engine as a whole. */
struct page_engine {
    int64_t heartbeat_us;
    uint64_t event_count; /* events ever published; event n stands in slot n % PAGE_EVENTS */
    uint64_t unattributed[PACKET_ERROR_COUNT]; /* rejected before the VRID was known */
    uint64_t claims_dropped; /* ARP and neighbour discovery in the name of our addresses, in storms */
    uint64_t late_wakeups;   /* waits that ended more than 10 ms after their deadline */
};

/* Writer: the process itself; the supervisor, before it starts one. When it will have been awake again, so
 * that the supervisor sees who hangs. */
struct page_pulse {
    int64_t due_us;      /* 0: it has not begun */
    int64_t interval_us; /* vrrp: between the adverts of its fastest MASTER, 0: it has none */
};

enum page_event_kind {
    PAGE_EVENT_TRANSITION,
    PAGE_EVENT_MASTER_RX_LOWER,
    PAGE_EVENT_MASTER_CONFIRMED, /* there was another one, and we are left */
    PAGE_EVENT_NOTICE,           /* `notice` */
    PAGE_EVENT_FENCE,            /* `shot`: the runner fences */
};

/* Writer: vrrp. One transition, or what else is to be told. */
struct page_event {
    uint64_t sequence;
    int64_t at_us;
    char subject[CONF_NAME_MAX]; /* as last_subject */
    uint8_t kind;                /* enum page_event_kind */
    char name[CONF_NAME_MAX];
    char interface[CONF_INTERFACE_MAX];
    uint8_t family;
    uint8_t vrid;
    uint8_t priority;
    struct election_transition transition;
    struct notice notice;
    struct fence_shot shot;
};

/* Writer: supervisor. */
struct page_supervisor {
    int64_t started_us;
    int64_t loaded_wall_us;
    uint64_t boot_id;  /* tells a restart of the daemon from a gap in its events */
    uint32_t table;    /* 0 or 1: the configuration in force */
    uint32_t restarts; /* processes started again after they ended unasked */
    int32_t pids[PAGE_PROCESS_COUNT];
    uint32_t warnings; /* of the configuration in force */
    uint32_t reloads;
    uint32_t upgrades;
    uint64_t events_before; /* events of the configurations before the one in force */
    uint64_t daemon_events; /* ever published; event n stands in slot n % PAGE_DAEMON_EVENTS */
};

enum page_daemon_kind {
    PAGE_DAEMON_DIED,     /* a process ended unasked; another one follows */
    PAGE_DAEMON_HUNG,     /* a process hung and was killed; another one follows */
    PAGE_DAEMON_LOOP,     /* processes died too often: the daemon resigns */
    PAGE_DAEMON_JAMMED,   /* a process cannot even be killed: the daemon resigns */
    PAGE_DAEMON_UPGRADED, /* another program has taken over */
    PAGE_DAEMON_KIND_COUNT
};

/* Writer: supervisor. Something happened to the daemon itself. */
struct page_daemon_event {
    uint64_t sequence;
    int64_t at_us;
    uint8_t kind;    /* enum page_daemon_kind */
    uint8_t process; /* enum page_process */
    uint8_t padding[6];
    char cause[200]; /* one sentence */
};

struct page; /* vrrpd/page.c */

/* A new, empty page shared with all children, or NULL with errno. *fd (if not NULL) gets what to map it by
 * again, the caller's. */
struct page *page_map(int *fd);

/* The page of the program before; NULL with errno. */
struct page *page_map_again(int fd);

/* What two programs have to agree on to share a page, hashed. */
uint64_t page_layout(void);

/* Takes the right to write from this process. 0 or negative errno. */
int page_read_only(struct page *page);

enum page_part { PAGE_TRACKERS, PAGE_RUNS }; /* page_notify goes with the trackers, hooks with the runs */

/* The same, but for one part of a table, for its writer. */
int page_read_only_but(struct page *page, unsigned table, enum page_part part);

/* Reads instance `index` of a table. Like its neighbours: `table` is 0 or 1, false when it was never written.
 */
bool page_read_instance(const struct page *page, unsigned table, size_t index, struct page_instance *out);
/* Reads interface `index` of a table. */
bool page_read_link(const struct page *page, unsigned table, size_t index, struct page_link *out);
/* Reads the kernel process's answer for instance `index`. */
bool page_read_installed(const struct page *page, unsigned table, size_t index, struct page_installed *out);
/* Reads the engine as a whole. */
bool page_read_engine(const struct page *page, struct page_engine *out);
/* Reads the daemon as a whole. */
bool page_read_supervisor(const struct page *page, struct page_supervisor *out);
/* Event number `sequence`; false when it was overwritten or has not happened. */
bool page_read_event(const struct page *page, uint64_t sequence, struct page_event *out);

/* Event number `sequence` of the daemon itself; false as above. */
bool page_read_daemon_event(const struct page *page, uint64_t sequence, struct page_daemon_event *out);

/* Reads tracker `index` of a table. */
bool page_read_tracker(const struct page *page, unsigned table, size_t index, struct page_tracker *out);

/* Reads the run of tracker `index`. */
bool page_read_run(const struct page *page, unsigned table, size_t index, struct page_run *out);

/* Reads what heartbeats say of instance `index`, and what the arbiters allow. */
bool page_read_witness(const struct page *page, unsigned table, size_t index, struct page_witness *out);
bool page_read_arbiter(const struct page *page, unsigned table, struct page_arbiter *out);

/* Reads how far the dispatcher is. */
bool page_read_notify(const struct page *page, unsigned table, struct page_notify *out);

/* Reads hook owner `index`, and what all hooks have in common. */
bool page_read_hook(const struct page *page, unsigned table, size_t index, struct page_hook *out);
bool page_read_hooks(const struct page *page, unsigned table, struct page_hooks *out);

/* Publishes instance `index` of a table. */
void page_write_instance(struct page *page, unsigned table, size_t index, const struct page_instance *in);
/* Publishes interface `index` of a table. */
void page_write_link(struct page *page, unsigned table, size_t index, const struct page_link *in);
/* Publishes the kernel process's answer for instance `index`. */
void page_write_installed(struct page *page, unsigned table, size_t index, const struct page_installed *in);
/* Publishes the engine as a whole. */
void page_write_engine(struct page *page, const struct page_engine *in);
/* Publishes the daemon as a whole. */
void page_write_supervisor(struct page *page, const struct page_supervisor *in);
/* Publishes an event of the daemon itself, in the place of its sequence number. */
void page_write_daemon_event(struct page *page, const struct page_daemon_event *in);
/* Publishes tracker `index` of a table. */
void page_write_tracker(struct page *page, unsigned table, size_t index, const struct page_tracker *in);
/* Publishes the run of tracker `index`. */
void page_write_run(struct page *page, unsigned table, size_t index, const struct page_run *in);
/* Publishes what heartbeats say of instance `index`, and what the arbiters allow. */
void page_write_witness(struct page *page, unsigned table, size_t index, const struct page_witness *in);
void page_write_arbiter(struct page *page, unsigned table, const struct page_arbiter *in);
/* Publishes how far the dispatcher is. */
void page_write_notify(struct page *page, unsigned table, const struct page_notify *in);
/* Publishes hook owner `index`, and what all hooks have in common. */
void page_write_hook(struct page *page, unsigned table, size_t index, const struct page_hook *in);
void page_write_hooks(struct page *page, unsigned table, const struct page_hooks *in);
/* Publishes an event, in the place of its sequence number. */
void page_write_event(struct page *page, const struct page_event *in);

/* The pulse of a process that works for the configuration in `table`. */
bool page_read_pulse(const struct page *page, unsigned table, enum page_process process,
                     struct page_pulse *out);
/* Publishes it; possible for every process, whatever it gave up the right to write. */
void page_write_pulse(struct page *page, unsigned table, enum page_process process,
                      const struct page_pulse *in);

/* Forgets the instances, links and answers of a table, before a configuration moves in. Writer: supervisor,
 * while no process uses the table. */
void page_clear_table(struct page *page, unsigned table);

/* The frames of a table. Writer: vrrp, before the records that refer to them. */
uint8_t *page_frames(struct page *page, unsigned table);

#endif

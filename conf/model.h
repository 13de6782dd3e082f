/* The configuration as both readers (YAML, keepalived.conf) fill it and every program uses it: plain data,
 * immutable once loaded, replaced whole by a reload. All memory belongs to the struct conf and goes with
 * conf_free(). Times are microseconds, addresses struct addr, text UTF-8. */
#ifndef CONF_MODEL_H
#define CONF_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/errors.h"
#include "conf/model_command.h"
#include "conf/model_lvs.h"
#include "conf/model_notify.h"
#include "conf/model_paths.h"
#include "lib/addr.h"

enum {
    CONF_INTERFACE_MAX = 16, /* IFNAMSIZ */
    CONF_NAME_MAX = 64,      /* of an instance or group, with its NUL */
    CONF_INSTANCES_MAX = 1024,
    CONF_INTERFACES_MAX = 256, /* distinct interfaces used */
    CONF_VIPS_MAX = 4096,      /* addresses of one instance, excluded ones included */
    CONF_PASSWORD_MAX = 8,
    CONF_GROUPS_MAX = 256,
    CONF_TRACKERS_MAX = 512, /* of all kinds, interfaces included */
    CONF_PEERS_MAX = 32,     /* unicast peers of one instance */
    CONF_NEXTHOPS_MAX = 8,
    CONF_ALERTS_MAX = 16,  /* of `watch` */
    CONF_WEIGHT_MAX = 253, /* and -253 */
    CONF_MAC_SIZE = 6,
    CONF_LEASE_AUTO = -1, /* of conf_instance.lease_wish_us; see conf/lease.h */
    CONF_LEASE_OFF = 0,
    CONF_CRASH_DEATHS_MAX = 64,
    CONF_LINK_UP_US = 2000000, /* how long a link must be up before it counts, unless said */
};

enum conf_format {
    CONF_FORMAT_YAML,
    CONF_FORMAT_KEEPALIVED,
};

/* One virtual address as it is to be installed. */
struct conf_address {
    struct addr address;
    uint8_t prefix_length;
    uint8_t scope;                      /* rtnetlink scope: 0 global, 200 site, 253 link, 254 host */
    char interface[CONF_INTERFACE_MAX]; /* never empty: the instance's own unless `dev` says otherwise */
    char label[CONF_INTERFACE_MAX];     /* "" for none */
    struct addr broadcast;              /* ADDR_NONE for none */
    bool dad;         /* IPv6: let the kernel detect duplicates first (keepalived: -nodad) */
    int64_t lease_us; /* the kernel removes it so long after the last renewal, whole seconds; 0: never */
    struct conf_place place;
};

enum conf_auth {
    CONF_AUTH_NONE,
    CONF_AUTH_PASS,
};

/* keepalived's `state`: only a wish. MASTER switches nopreempt and preempt_delay off (readers apply that and
 * warn); it is kept for `compare` and for the canonical print. */
enum conf_state {
    CONF_STATE_UNSET,
    CONF_STATE_MASTER,
    CONF_STATE_BACKUP,
};

/* Announcements (gratuitous ARP, unsolicited neighbour advertisements), keepalived's names and defaults. */
struct conf_garp {
    int64_t master_delay_us;       /* 5 s */
    uint8_t master_repeat;         /* 5 */
    int64_t master_refresh_us;     /* 0: never */
    uint8_t master_refresh_repeat; /* 1 */
    int64_t lower_prio_delay_us;   /* master_delay_us */
    uint8_t lower_prio_repeat;     /* master_repeat */
    int64_t interval_us;           /* between two ARP frames on one interface, 0: unpaced */
    int64_t na_interval_us;        /* the same for neighbour advertisements */
};

/* What a BACKUP does when its master is silent and the master's kernel still answers for the addresses. */
enum conf_silent {
    CONF_SILENT_PROMOTE,  /* takes over, and tells */
    CONF_SILENT_HOLD_FOR, /* waits for the answers to stop, at most so long */
    CONF_SILENT_HOLD,     /* waits for the answers to stop */
};

/* When a hook is called. */
enum conf_hook {
    CONF_HOOK_MASTER,
    CONF_HOOK_BACKUP,
    CONF_HOOK_FAULT,
    CONF_HOOK_STOP,
    CONF_HOOK_DELETED,
    CONF_HOOK_MASTER_RX_LOWER, /* a MASTER heard a weaker one */
    CONF_HOOK_ANY,             /* `notify`: every change, with type, name, state and priority appended */
    CONF_HOOK_COUNT
};

/* How the parameters of a watched process are compared. */
enum conf_match {
    CONF_MATCH_EXACT,   /* all of them, and no more */
    CONF_MATCH_INITIAL, /* the first ones */
    CONF_MATCH_PARTIAL, /* the first ones, the last of them only as far as it is given */
};

enum conf_track_kind {
    CONF_TRACK_INTERFACE,
    CONF_TRACK_SCRIPT,
    CONF_TRACK_FILE,
    CONF_TRACK_PROCESS,
    CONF_TRACK_PING,
    CONF_TRACK_TCP,
    CONF_TRACK_KIND_COUNT
};

/* Something whose state is watched, defined once. Interfaces need no definition: each tracked one has an
 * entry made by the reader. Which fields count depends on `kind`. */
struct conf_tracker {
    enum conf_track_kind kind;
    char *name; /* unique within its kind; of an interface its name */
    struct conf_place place;
    int16_t weight; /* for uses that say none. 0: what uses it is in FAULT while this fails */
    bool reverse;   /* a success counts as failure */

    struct conf_command command; /* script */
    int64_t interval_us;         /* script, ping, tcp */
    int64_t timeout_us;          /* of these: interval_us unless said */
    uint32_t rise, fall;         /* of these: results in a row until the verdict changes; 1 */
    bool init_fail;              /* of these: failed until the first success */
    char *path;                  /* file: whose number times weight is added; process: the program */
    bool init_file;              /* file: create it with `init_value` when it is missing at the start */
    bool init_overwrite;         /* ... and also when it is there */
    int32_t init_value;
    char *parameters;                   /* process: the command line's rest must match, NULL: any */
    enum conf_match parameters_match;   /* process */
    bool full_command;                  /* process: compare the whole path, not the program's name alone */
    uint32_t quorum, quorum_max;        /* process: at least 1, at most (0: no limit) */
    int64_t fork_delay_us;              /* process: how long enough of them must have lived */
    int64_t terminate_delay_us;         /* process: how long too few of them are tolerated */
    struct addr gateway;                /* ping, tcp: whom to ask */
    uint16_t port;                      /* tcp */
    char interface[CONF_INTERFACE_MAX]; /* ping, tcp: sent from here, "" wherever the route leads */
    uint32_t count;                     /* ping: echo requests a round; one answer is enough. 3 */
};

/* The use of a tracker by an instance or a group. */
struct conf_track {
    size_t tracker; /* index in conf.trackers */
    int16_t weight; /* -253..253; 0: FAULT while it fails (a file: while its number is not 0) */
    bool reverse;
    struct conf_place place;
};

/* A unicast peer. TTL bounds as keepalived's: 0 means no check. */
struct conf_peer {
    struct addr address;
    uint8_t min_ttl, max_ttl;
    struct conf_place place;
};

enum conf_route_type {
    CONF_ROUTE_UNICAST,
    CONF_ROUTE_BLACKHOLE,
    CONF_ROUTE_UNREACHABLE,
    CONF_ROUTE_PROHIBIT,
    CONF_ROUTE_TYPE_COUNT
};

struct conf_nexthop {
    struct addr via;                    /* ADDR_NONE: on the link */
    char interface[CONF_INTERFACE_MAX]; /* "": the kernel finds it */
    uint8_t weight;                     /* 1..255 */
    bool onlink;
};

/* A route that is there while the instance is MASTER. */
struct conf_route {
    enum conf_route_type type;
    struct addr destination; /* family never ADDR_NONE; 0/0 for the default route */
    uint8_t prefix_length;
    struct addr source; /* preferred source, ADDR_NONE: none */
    uint32_t table;     /* 0: main */
    uint32_t metric;    /* 0: the kernel's default */
    uint32_t mtu;       /* 0: none */
    uint8_t scope;      /* 255: the kernel's default (link without a via, else global) */
    struct conf_nexthop nexthops[CONF_NEXTHOPS_MAX];
    size_t nexthop_count; /* 0 for blackhole and its like */
    struct conf_place place;
};

/* A policy rule that is there while the instance is MASTER. */
struct conf_rule {
    uint8_t family;
    struct addr from, to; /* ADDR_NONE: any */
    uint8_t from_length, to_length;
    char input[CONF_INTERFACE_MAX], output[CONF_INTERFACE_MAX]; /* "": any */
    uint32_t mark, mark_mask;                                   /* mask 0: any */
    uint8_t tos;
    bool inverted;       /* `not` */
    bool has_preference; /* else the kernel chooses */
    uint32_t preference;
    enum conf_route_type type; /* UNICAST: look into `table` */
    uint32_t table;
    struct conf_place place;
};

/* Keys of an instance whose line is remembered, for messages about two files. */
enum conf_key {
    CONF_KEY_NAME, /* the instance itself */
    CONF_KEY_VRID,
    CONF_KEY_VERSION,
    CONF_KEY_INTERVAL,
    CONF_KEY_AUTH,
    CONF_KEY_PRIORITY,
    CONF_KEY_STATE,
    CONF_KEY_PREEMPT,
    CONF_KEY_SOURCE,
    CONF_KEY_PEERS,
    CONF_KEY_ADDRESSES,
    CONF_KEY_TRACK,
    CONF_KEY_LEASE,
    CONF_KEY_COUNT
};

struct conf_instance {
    char *name;
    struct conf_place place;
    uint32_t lines[CONF_KEY_COUNT]; /* where a key stands, 0: it does not */
    char interface[CONF_INTERFACE_MAX];
    uint8_t vrid;     /* 1..255 */
    uint8_t family;   /* enum addr_family, of the first address */
    uint8_t version;  /* 2 or 3 */
    uint8_t priority; /* 1..255 */
    enum conf_state state;
    int64_t advert_interval_us;
    uint8_t down_adverts;
    bool preempt;
    bool preempt_forced; /* nopreempt was written, but `state MASTER` turns it off */
    int64_t preempt_delay_us;
    enum conf_auth auth;
    char password[CONF_PASSWORD_MAX + 1]; /* zero padded */
    char *password_file;                  /* NULL when the password stood inline (keepalived.conf) */
    bool checksum_plain;                  /* send v3/IPv4 without pseudo-header */
    struct addr source;                   /* mcast_src_ip; ADDR_NONE: the interface's primary address */
    struct addr group;                    /* where adverts go: 224.0.0.18 by default */
    struct conf_garp garp;
    struct conf_address *addresses; /* in the adverts, in file order */
    size_t address_count;
    struct conf_address *excluded; /* installed and announced, but not in the adverts */
    size_t excluded_count;

    struct conf_peer *peers; /* unicast: adverts go to and are taken from these alone. None: multicast */
    size_t peer_count;
    uint8_t ttl; /* of unicast adverts sent, 255 */

    bool vmac;                               /* adverts and addresses on a macvlan with the virtual MAC */
    char vmac_interface[CONF_INTERFACE_MAX]; /* its name, "vrrp.51" (IPv6: "vrrp6.51") unless said */
    uint8_t vmac_address[CONF_MAC_SIZE];     /* 00:00:5e:00:01:vrid (IPv6 02) unless said */
    bool vmac_xmit_base;                     /* adverts go out of `interface` all the same */

    int64_t
        lease_wish_us; /* CONF_LEASE_AUTO, CONF_LEASE_OFF, or how long; the addresses have what came of it */

    enum conf_silent on_silent; /* on_silent_master */
    int64_t silent_hold_us;     /* CONF_SILENT_HOLD_FOR; 0: while a dead peer may answer, and more */

    bool accept;              /* false: packets to the addresses are dropped unless priority is 255 */
    bool promote_secondaries; /* an address survives the removal of the first of its subnet */
    bool track_primary;       /* false: `interface` going down is no fault (dont_track_primary) */
    struct conf_track *tracks;
    size_t track_count;
    struct conf_route *routes;
    size_t route_count;
    struct conf_rule *rules;
    size_t rule_count;
    const struct conf_command
        *hooks;      /* CONF_HOOK_COUNT of them; NULL: none, as with most of many instances */
    bool mail;       /* smtp_alert: mails and webhooks say what happens to it */
    int group_index; /* in conf.groups, -1: in none */
};

/* Instances that are MASTER together or not at all. */
struct conf_group {
    char *name;
    struct conf_place place;
    size_t *members; /* indices in conf.instances, in the order of the file */
    size_t member_count;
    struct conf_track *tracks; /* count for every member */
    size_t track_count;
    struct conf_command hooks[CONF_HOOK_COUNT];
    bool mail;
};

/* How long a link must have been up or down before that counts, where an interface is to differ. */
struct conf_link_delay {
    char interface[CONF_INTERFACE_MAX];
    int64_t up_us, down_us;
    struct conf_place place;
};

/* So many deaths of one process within so long, and the daemon resigns. */
struct conf_crash_loop {
    uint32_t deaths; /* 2..CONF_CRASH_DEATHS_MAX; 5 */
    uint32_t padding;
    int64_t within_us; /* 5 s */
};

/* What is run against the loser of a certain split brain; see lib/fence_rule.h. */
struct conf_fence {
    struct conf_command command; /* argc 0: nothing */
    uint32_t confirm;            /* how often the split is seen before; 0: 3 */
    int64_t cool_down_us;        /* after a run; 0: 10 min */
    int64_t delay_us; /* how much later than the winner a loser acts; 0: three intervals, at least 5 s */
};

struct conf_global {
    char *router_id;     /* the host name when the file says nothing: filled by the program, not the reader */
    uint8_t version;     /* default of the instances: 2 from keepalived.conf, 3 from YAML */
    char *control_group; /* group that may use the control socket's writing verbs; NULL: root only */
    char *script_user; /* who runs scripts and hooks that name nobody; NULL: keepalived_script when it exists,
                        * else root */
    char *script_group;       /* NULL: the user's own */
    int64_t startup_delay_us; /* nothing is contended for so long after the start; 0 */
    int64_t link_up_us;       /* a link counts as up when it was up for so long; 2 s */
    int64_t link_down_us;     /* the reverse; 0 */
    int64_t lease_wish_us;    /* default of the instances: CONF_LEASE_AUTO */
    struct conf_crash_loop crash_loop;
    struct conf_fence fence;
    struct conf_link_delay *link_delays;
    size_t link_delay_count;
    struct conf_heartbeat heartbeat;
    struct conf_arbiter arbiter;
};

/* What vrrpwatch does where its command line says nothing. */
struct conf_watch {
    char (*interfaces)[CONF_INTERFACE_MAX];
    size_t interface_count;
    char **alerts; /* as after --alert: "mail", "exec:COMMAND", "syslog", "journal", "none" */
    size_t alert_count;
};

struct conf_arena; /* conf/model.c: memory that goes all at once */

struct conf {
    struct conf_arena *arena;
    enum conf_format format;
    char *path;
    struct conf_global global;
    struct conf_instance *instances;
    size_t instance_count;
    struct conf_group *groups;
    size_t group_count;
    struct conf_tracker *trackers;
    size_t tracker_count;
    struct conf_notify notify;
    struct conf_watch watch;
    struct conf_lvs lvs;
    struct conf_virtual_server *virtual_servers;
    size_t virtual_server_count;
    size_t server_count; /* real servers of all of them; conf_server.index is below it */
};

/* An empty configuration with the defaults, or NULL without memory. */
struct conf *conf_new(enum conf_format format, const char *path);

/* Zeroed memory, given to a configuration as a whole: one that other processes see at the same address. */
struct conf_memory {
    void *place;
    size_t size;
};

/* The same in memory that was given; the configuration begins where it begins, and it is not conf_free()'s.
 * Aborts when it is too small. */
struct conf *conf_new_in(const struct conf_memory *memory, enum conf_format format, const char *path);

/* How much of the memory that was given is used, from its beginning. */
size_t conf_memory_used(const struct conf *conf);

/* Frees everything and wipes passwords; NULL is fine. */
void conf_free(struct conf *conf);

/* Zeroed memory that lives as long as `conf`; aborts without memory (a reader has nothing sensible to do). */
void *conf_alloc(struct conf *conf, size_t size);
/* A copy of `text` that lives as long as `conf`; aborts without memory. */
char *conf_strdup(struct conf *conf, const char *text);

/* An array of `count` elements of `size` bytes, grown by one zeroed element; returns the (moved) array. The
 * old one is gone. */
void *conf_append(struct conf *conf, void *array, size_t *count, size_t size);

/* Whether there is anywhere to send: what an instance's `mail` is in YAML unless said. */
bool conf_mails(const struct conf *conf);

/* Fills every default of an instance that depends on no other key. */
void conf_instance_defaults(const struct conf *conf, struct conf_instance *instance);

/* A copy of CONF_HOOK_COUNT hooks that lives as long as `conf`, NULL when none of them is set; aborts without
 * memory. */
const struct conf_command *conf_keep_hooks(struct conf *conf, const struct conf_command *hooks);

/* Where adverts of that family go unless it is said: 224.0.0.18, ff02::12. */
struct addr conf_default_group(uint8_t family);

/* What `crash_loop` is unless said. */
struct conf_crash_loop conf_crash_loop_default(void);

/* What the `notify` section is without a key in it. */
struct conf_notify conf_notify_defaults(void);

/* Fills every default of a tracker of that kind. */
void conf_tracker_defaults(struct conf_tracker *tracker, enum conf_track_kind kind);

/* The instance of that name, or NULL. */
const struct conf_instance *conf_find_instance(const struct conf *conf, const char *name);

/* The index of a tracker, or -1. */
int conf_find_tracker(const struct conf *conf, enum conf_track_kind kind, const char *name);

/* "script", "interface", "file", "process", "ping", "tcp". */
const char *conf_track_kind_name(enum conf_track_kind kind);

/* Where a key of an instance stands; the instance's own place when it is not written. */
struct conf_place conf_key_place(const struct conf_instance *instance, enum conf_key key);

/* The hook's key in our own format: "master", "backup", ..., "any". */
const char *conf_hook_name(enum conf_hook hook);

#endif

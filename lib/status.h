/* The status object that vrrpd publishes and every viewer reads: plain data here, one line of JSON outside.
 * Pure; all JSON of the status lives in status.c. Times are microseconds since 1970 (`_wall_us`) or
 * durations. */
#ifndef LIB_STATUS_H
#define LIB_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status_lvs.h"
#include "lib/status_paths.h"

enum {
    STATUS_NAME_MAX = 64,
    STATUS_ADDRESS_MAX = 64,
    STATUS_COUNTERS_MAX = 32,
    STATUS_REASON_MAX = 160,
};

/* A named number, for counters whose names the producer decides. */
struct status_counter {
    char name[32];
    uint64_t value;
};

/* `count` of them, in the producer's order. */
struct status_counters {
    size_t count;
    struct status_counter items[STATUS_COUNTERS_MAX];
};

struct status_master {
    bool known;
    char address[STATUS_ADDRESS_MAX];
    uint8_t priority;
    int64_t interval_us;
};

struct status_transition {
    bool known;
    char from[8], to[8]; /* INIT BACKUP MASTER FAULT */
    int64_t at_wall_us;
    char reason[STATUS_REASON_MAX];
    char reason_code[32];
};

/* What an instance, or its group, tracks. */
struct status_tracker {
    char name[STATUS_NAME_MAX];
    char kind[12]; /* interface script file process ping */
    bool known;    /* there is a verdict; else `ok` means nothing yet */
    bool ok;       /* good for this instance: `reverse` has been applied */
    bool disabled; /* cannot be run at all and counts for nothing */
    bool reverse;
    int32_t weight;
    int64_t since_wall_us;
    char reason[STATUS_REASON_MAX];
};

/* What is wrong on the link as an instance sees it: the open one. */
struct status_incident {
    bool known;
    char event[24]; /* split-brain, address-conflict ... */
    char code[8];   /* SB-.. */
    char severity[9];
    char cause[256], fix[256];
    int64_t since_wall_us;
};

struct status_instance {
    char name[STATUS_NAME_MAX];
    char family[8]; /* ipv4, ipv6 */
    char interface[16];
    uint8_t vrid, version, priority, effective_priority;
    char state[8];
    int64_t since_wall_us;
    int64_t advert_interval_us;
    char (*addresses)[STATUS_ADDRESS_MAX]; /* with prefix, owned by the status */
    size_t address_count;
    uint32_t addresses_present;  /* that the kernel has */
    uint64_t addresses_restored; /* that somebody else had removed */
    bool drained;
    struct status_master master; /* ourselves when MASTER */
    uint64_t transitions;
    struct status_transition last_transition;
    uint64_t adverts_sent, adverts_received, send_errors;
    struct status_counters rejected; /* only what happened */
    int64_t last_advert_age_us;      /* sent as MASTER, heard else; -1: none yet */
    int64_t master_down_us;          /* the down interval in force */
    int64_t deadline_us;             /* until the next timer; -1: none */
    char path[STATUS_REASON_MAX];    /* what heartbeats say against its adverts, "" for nothing */
    int64_t serving_us; /* no MASTER any more, serves for a successor so long at most; -1: does not */
    char held_by[STATUS_NAME_MAX]; /* what alone keeps a BACKUP from promotion: "heartbeat", "probe" or both;
                                    * "": nothing */
    int64_t lease_us; /* the kernel drops the addresses so long after the last renewal; -1: never */
    struct status_incident incident;
    struct status_tracker *trackers; /* owned by the status */
    size_t tracker_count;
};

struct status_group {
    char name[STATUS_NAME_MAX];
    char state[8];                    /* of all members; INIT while they differ */
    char (*members)[STATUS_NAME_MAX]; /* owned by the status */
    size_t member_count;
    char blocked[STATUS_REASON_MAX]; /* why nobody takes over although a member wants to, "" */
};

struct status {
    int64_t wall_us; /* when this was so, 0: not said */
    char version[32];
    char router_id[STATUS_NAME_MAX];
    char config_path[256];
    char config_format[16]; /* yaml, keepalived */
    int64_t loaded_wall_us;
    uint32_t config_warnings;
    int32_t supervisor, vrrp, kernel, services, runner; /* process ids, 0: not running */
    int64_t uptime_us;
    struct status_instance *instances;
    size_t instance_count;
    struct status_group *groups;
    size_t group_count;
    struct status_service *virtual_servers; /* owned by the status */
    size_t virtual_server_count;
    struct status_lvs lvs;
    struct status_heartbeat heartbeat;
    struct status_arbiter arbiter;
    struct status_counters counters;
};

/* Frees what the status owns, not the struct; NULL is fine. */
void status_free(struct status *status);

/* One line of JSON without a newline, malloc'ed; NULL without memory. */
char *status_print(const struct status *status);

/* Reads such a line; unknown keys are ignored, missing ones stay zero. False when it is no status object of
 * schema 1. The caller frees *out with status_free(). */
bool status_parse(const char *text, struct status *out);

/* Copies UTF-8 text into `size` bytes, cut between two characters where it does not fit. */
void status_copy_text(char *out, size_t size, const char *text);

/* RFC 3339 in UTC with microseconds: "2026-11-20T10:00:00.123456Z". Returns `text`. */
const char *status_time(int64_t wall_us, char text[40]);

/* The reverse; -1 when it is no such text. */
int64_t status_parse_time(const char *text);

#endif

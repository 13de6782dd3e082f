/* What the LVS files of the services process share. Included by engine_services_lvs*.c alone. */
#ifndef VRRPD_ENGINE_SERVICES_LVS_STATE_H
#define VRRPD_ENGINE_SERVICES_LVS_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/schedule.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/lvs/balance.h"
#include "vrrpd/lvs/health.h"
#include "vrrpd/lvs/panic.h"
#include "vrrpd/os/lvs_file.h"
#include "vrrpd/os/probe.h"
#include "vrrpd/os/run_channel.h"
#include "vrrpd/page_lvs.h"

/* One check of one real server. */
struct lvs_check {
    struct health health;
    uint32_t server;  /* index of its server */
    uint8_t position; /* among the server's checks */
    uint8_t outcome;  /* enum probe_outcome of the last try */
    bool tried;
    int64_t asked_us; /* MISC: when the runner was asked */
    int64_t latency_us;
    char *reason; /* of the last try, NULL: it was good */
};

/* One real server; what balance.h wants to know of it stands in a row of its own. */
struct lvs_server {
    const struct conf_server *conf;
    uint32_t service;
    uint32_t first_check;
    int64_t lost_us; /* when it was lost because nobody answered, 0: otherwise */
    struct page_server record;
    bool unpublished; /* `record` says something that the page does not say yet */
};

/* One virtual server; its real servers stand together from `first` on. */
struct lvs_service {
    const struct conf_virtual_server *conf;
    uint32_t first;
    bool dirty; /* something about it changed since its rows were computed */
    bool suspended;
    bool started; /* its first balance is no event */
    struct balance balance;
    struct page_virtual record;
};

/* The hook that an owner was called with last. */
struct lvs_hook {
    uint8_t kind;     /* enum run_kind */
    bool waits;       /* its end was not told */
    bool unsent;      /* the runner has not even been asked */
    int64_t asked_us; /* when it was, or would have been */
};

struct lvs {
    struct services *services;
    struct lvs_service *items;
    size_t count;
    struct lvs_server *servers; /* by conf_server.index, as the next two */
    struct balance_server *known;
    struct balance_row *rows;
    size_t server_count;
    struct lvs_check *checks;
    size_t check_count;
    struct probes *probes;
    struct lvs_hook *hooks; /* of real servers by number, then of quorums by number */
    size_t hooks_unsent;
    struct schedule due; /* checks, then virtual servers */
    struct schedule_entry *entries;
    struct page_lvs_wanted wanted;
    struct page_lvs_log log;
    struct lvs_file file;
    struct panic panic;
    int64_t lost_network_us;   /* when the panic began */
    int64_t panic_interval_us; /* how long losing a server takes at most */
    uint32_t dice;
    bool changed; /* records that the kernel process has to look at */
    bool any_dirty;
    bool silent_losses; /* in this round */
    bool has_suspended;
    bool counting;       /* clients wait for fresh counters ... */
    int64_t patience_us; /* ... until then */
    int32_t said_error;  /* of the kernel process, as last logged */
};

/* ---- engine_services_lvs_checks.c ---- */

/* Starts tries that are due. */
void lvs_checks_round(struct lvs *lvs, int64_t now_us);

/* A probe ended; a probe_done. */
void lvs_checks_done(void *context, uint32_t id, const struct probe_result *result);

/* Takes the health that a predecessor's record says, or begins anew with none (NULL). */
void lvs_checks_begin(struct lvs *lvs, struct lvs_server *server, const struct page_server *adopted,
                      int64_t now_us);

/* Lets all checks of a virtual server rest, or go on. */
void lvs_checks_suspend(struct lvs *lvs, struct lvs_service *service, bool suspend, int64_t now_us);

/* Its verdict is taken back: the server is up until its checks say otherwise. */
void lvs_checks_forgive(struct lvs *lvs, struct lvs_server *server);

/* The position of the check that says most about the server: the first that fails, else the first. NULL: it
 * has none. */
const struct lvs_check *lvs_checks_telling(const struct lvs *lvs, const struct lvs_server *server);

/* ---- engine_services_lvs_verbs.c ---- */

/* Answers who waits for fresh counters, once they are there or too late. */
void services_lvs_counted(struct services *services);

/* ---- engine_services_lvs_events.c ---- */

/* A server or a quorum changed: into the log, to the followers, the dispatcher and the hooks. */
void lvs_tell_server(struct lvs *lvs, const struct lvs_server *server, const char *reason);
void lvs_tell_drain(struct lvs *lvs, const struct lvs_server *server);
void lvs_tell_quorum(struct lvs *lvs, const struct lvs_service *service);

/* `lost` servers were lost at once and nobody answers: an incident; 0: it is over. */
void lvs_tell_network(struct lvs *lvs, size_t lost);

/* The hook alone. */
void lvs_call_quorum_up(struct lvs *lvs, const struct lvs_service *service);

/* ---- engine_services_lvs_hooks.c ---- */

/* Calls a hook (nothing when there is none); one that the owner still waits for gives way. It is asked for
 * again until the runner took it, and by a new runner while its end was not told. */
void lvs_hook_call(struct lvs *lvs, const struct conf_command *command, enum run_kind kind, size_t number);
void lvs_hook_answered(struct lvs *lvs, const struct run_result *result);

/* A runner that has seen nothing of what was asked before `since_us`. */
void lvs_hooks_new_runner(struct lvs *lvs, int64_t since_us);

/* Asks for what the runner did not take; when to come again, INT64_MAX for never. */
void lvs_hooks_round(struct lvs *lvs);
int64_t lvs_hooks_due_us(const struct lvs *lvs);

/* A real server's name: "192.0.2.9:8080". Returns `text`. */
enum { LVS_SERVER_TEXT = 72 };
const char *lvs_server_text(const struct conf_server *server, char text[LVS_SERVER_TEXT]);

/* "tcp", "http", ... */
const char *lvs_check_name(const struct conf_check *check);

#endif

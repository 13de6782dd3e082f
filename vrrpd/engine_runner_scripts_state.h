/* What the files of the runner's scripts share. Included by engine_runner_scripts*.c alone. */
#ifndef VRRPD_ENGINE_RUNNER_SCRIPTS_STATE_H
#define VRRPD_ENGINE_RUNNER_SCRIPTS_STATE_H

#include "lib/last_line.h"
#include "lib/process.h"
#include "lib/script_file.h"
#include "vrrpd/engine_runner_scripts.h"
#include "vrrpd/os/run_channel.h"

struct run {
    const struct conf_command *command;
    int64_t timeout_us;
    pid_t pid;  /* 0: nothing runs */
    int output; /* -1: not open or not watched */
    bool flooding;
    bool timed_out;
    int64_t act_at_us; /* of the next signal */
    size_t read_bytes;
    char mark; /* PROCESS_REFUSED or PROCESS_NOT_STARTED, 0: the program runs */
    struct last_line text;
    bool unsent;
    struct run_result result;
    struct process_identity identity; /* looked up once */
    bool known_user;
};

struct runner_scripts {
    struct child *child;
    struct loop *loop;
    struct run *runs; /* the trackers' by their index, then those of MISC checks by their number */
    size_t count;
    struct runner_lvs *lvs;  /* for whom hooks are asked */
    struct script_file file; /* of the run that is being started; the new process has a copy */
    struct process_identity *who;
    bool new_unsent;
    int64_t since_us; /* requests older than this are not ours: their asker asks again */
    bool stopping;
};

/* engine_runner_scripts_slots.c */

/* A slot for each tracker and each MISC check; users are looked up. False without memory. */
bool scripts_lay_out(struct runner_scripts *scripts);

/* The slot of what is asked for, -1: there is none. */
int scripts_slot(const struct runner_scripts *scripts, enum run_kind kind, uint32_t number);

/* Looks the slot's user up unless that was done. False with one sentence in `why`. */
bool scripts_find_user(struct runner_scripts *scripts, size_t index, char *why, size_t why_size);

#endif

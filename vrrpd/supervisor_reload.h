/* The supervisor's reload: validate, prepare, hand over. */
#ifndef VRRPD_SUPERVISOR_RELOAD_H
#define VRRPD_SUPERVISOR_RELOAD_H

#include "vrrpd/supervisor_state.h"

/* Has the file read and validated; what follows is driven by what the processes say. */
void supervisor_begin_reload(struct supervisor *supervisor);

/* Begins the reload that had to wait, if there is one and nothing else is going on. */
void supervisor_catch_up(struct supervisor *supervisor);

/* New pairs between the processes of a table: what was said under its last configuration is void. 0 or
 * negative errno. */
int supervisor_renew_runs(struct supervisor *supervisor, unsigned table);

/* The loader ended with this wait status. */
void supervisor_loaded(struct supervisor *supervisor, int status);

/* Gives up a reload that has changed nothing yet. */
void supervisor_abort_reload(struct supervisor *supervisor, const char *why);

/* Ends the engine in charge when everybody new is ready and it is well. */
void supervisor_maybe_hand_over(struct supervisor *supervisor);

/* Ends a process in charge, so that its successor goes to work. */
void supervisor_hand_over(struct supervisor *supervisor, enum page_process process);

/* The old engine has published its last event. */
void supervisor_count_events(struct supervisor *supervisor);

/* Elections and addresses have changed hands: the new configuration is in force. */
void supervisor_finish_reload(struct supervisor *supervisor);

#endif

/* The supervisor's end, asked for or not. */
#ifndef VRRPD_SUPERVISOR_STOP_H
#define VRRPD_SUPERVISOR_STOP_H

#include "vrrpd/supervisor_state.h"

/* Priority 0 for every MASTER of the last engine, from the frames it kept ready (RFC 9568 6.4.3). */
void supervisor_resign(struct supervisor *supervisor);

/* Begins to end everything; continue_stop() after each process that ended. */
void supervisor_begin_stop(struct supervisor *supervisor, int exit_status);

/* The next step, after a process ended or became ready. */
void supervisor_continue_stop(struct supervisor *supervisor);

#endif

/* What the supervisor has to say about the daemon itself: a line in the log, an event in the state page.
 * Decides nothing. */
#ifndef VRRPD_SUPERVISOR_REPORT_H
#define VRRPD_SUPERVISOR_REPORT_H

#include "vrrpd/supervisor_state.h"

/* Says what happened to a process, in one sentence. */
void supervisor_report(struct supervisor *supervisor, enum page_daemon_kind kind, enum page_process process,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The engine is dead and will have no successor: says in its place that its instances stop. */
void supervisor_report_stop(struct supervisor *supervisor);

#endif

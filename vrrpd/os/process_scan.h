/* The processes of this machine, one after the other, from /proc. Needs no right where /proc is not mounted
 * with hidepid; judges nothing. */
#ifndef VRRPD_OS_PROCESS_SCAN_H
#define VRRPD_OS_PROCESS_SCAN_H

#include <stdbool.h>
#include <sys/types.h>

struct tracked_process;

/* Called for every process that can be read. */
typedef void process_scan_each(void *context, pid_t pid, const struct tracked_process *process);

/* 0 or negative errno. */
int process_scan(process_scan_each *each, void *context);

/* True when /proc shows only our own processes. */
bool process_scan_is_blind(void);

#endif

/* The supervisor: forks the other processes, keeps their sockets and the state page, starts an engine that
 * adopts whenever one ends or a configuration changes, and says the last priority 0 when none can. Reads no
 * network input, parses no configuration, waits for nothing but events. */
#ifndef VRRPD_SUPERVISOR_H
#define VRRPD_SUPERVISOR_H

#include "vrrpd/load.h"
#include "vrrpd/options.h"
#include "vrrpd/os/run_dir.h"

/* Runs the daemon with the configuration that `load` holds (taken over). Returns the exit status. */
int supervisor_run(const struct options *options, const struct run_dir *dir, const struct load *load);

/* The same for a program that another supervisor has become: takes over what the descriptor `inherited`
 * holds. *dir is filled when it is known, else left alone. */
int supervisor_go_on(const struct options *options, int inherited, struct run_dir *dir);

#endif

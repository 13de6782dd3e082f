/* What is wrong with the scripts that a configuration names, found by looking at the files: who runs a
 * configuration should hear it before the script is needed. For the loader, `vrrpctl check` and `vrrpctl
 * import`. */
#ifndef VRRPD_SCRIPT_CHECK_H
#define VRRPD_SCRIPT_CHECK_H

#include "conf/errors.h"
#include "conf/model.h"

/* Adds a warning for every tracking script, hook or fence command that is missing or unsafe, and for scripts
 * and hooks that stop keepalived; puts the findings into the order of the file. */
void script_check(const struct conf *conf, struct conf_errors *errors);

#endif

/* What happens in the process of herald.h: lines come in, alert_rule.h says which of them are told, the sinks
 * are served one alert after the other each, so that a slow one holds up no other. */
#ifndef VRRPWATCH_HERALD_WORK_H
#define VRRPWATCH_HERALD_WORK_H

#include "vrrpwatch/herald.h"

/* The first byte of what herald.c sends. */
enum { HERALD_EVENT = 'E', HERALD_FENCE = 'F' };

struct herald_work;

/* Reads the options. 0 with *out, NULL when there is nothing to do; -EINVAL or -ENOMEM with `why`. */
int herald_work_new(const struct herald_options *options, struct herald_work **out, char why[HERALD_WHY_MAX]);
void herald_work_free(struct herald_work *work);

/* In the process: works until the other end of `fd` is closed and all is told, but no longer than a minute
 * after that. The exit status: 0 when nothing failed. */
int herald_work_run(struct herald_work *work, int fd);

#endif

/* What changed from one status to the next, on one line of JSON: for viewers that follow thousands of virtual
 * routers and real servers. "type" is "status-change"; its head is that of a status, its "instances" and
 * "virtual_servers" hold only those that changed (of a virtual server only the real servers that did), and
 * what counts all the time comes as columns over all of them, in the order of the whole status: "adverts" and
 * "traffic", each with the columns in which any number changed. Pure. */
#ifndef LIB_STATUS_CHANGE_H
#define LIB_STATUS_CHANGE_H

#include <stdbool.h>

#include "lib/status.h"

/* The line without a newline, malloc'ed. NULL when these are not the same instances and servers in the same
 * order, or without memory: the whole status has to be said. */
char *status_change_print(const struct status *before, const struct status *now);

/* Makes of *status, to which the line belongs, the next one. False when it is no such line or does not fit;
 * then *status has to be read anew, but can be freed. */
bool status_change_apply(const char *text, struct status *status);

/* A copy of its own. False without memory; else the caller frees *out with status_free(). */
bool status_copy(const struct status *from, struct status *out);

#endif

/* For lib/status*.c alone: the numbers of a status that count all the time, as columns over all instances or
 * over all real servers. Pure. */
#ifndef LIB_STATUS_COLUMN_H
#define LIB_STATUS_COLUMN_H

#include <jansson.h>

#include "lib/status.h"

/* Gives *to the numbers that *from has in columns; all else stays. */
void status_column_copy_instance(struct status_instance *to, const struct status_instance *from);
void status_column_copy_server(struct status_server *to, const struct status_server *from);

/* Adds to `root` the columns in which a number differs; both statuses have the same shape. */
void status_column_print(const struct status *before, const struct status *now, json_t *root);

/* Puts the columns of `root` into *status. False when one of them does not fit. */
bool status_column_take(const json_t *root, struct status *status);

#endif

/* Ways in from outside: keepalived's notify script and FIFO, an operator, other programs. Each puts records
 * into the spool. Each function returns a status of sysexits(3). */
#ifndef NOTIFY_VERB_SEND_H
#define NOTIFY_VERB_SEND_H

#include "notify/options.h"

/* hook TYPE NAME STATE PRIORITY: keepalived's notify arguments become a record in the spool. */
int verb_hook(const struct options *options);
/* fifo PATH: the same for every line of keepalived's notify FIFO, until TERM. */
int verb_fifo(const struct options *options);
/* send: a record made of options, or records from standard input. */
int verb_send(const struct options *options);

#endif

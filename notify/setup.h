/* What several commands begin with: the configuration, the spool, the host's name, an event's head. */
#ifndef NOTIFY_SETUP_H
#define NOTIFY_SETUP_H

#include "conf/model.h"
#include "lib/event.h"
#include "notify/options.h"
#include "notify/spool.h"

/* The configuration, after printing its errors; NULL: the status is EX_CONFIG. */
struct conf *setup_conf(const struct options *options);

/* router_id, else the host's name. */
const char *setup_host(const struct conf *conf, char name[STATUS_NAME_MAX]);

/* The spool, or a status of sysexits(3) after saying why not. */
int setup_spool(const struct options *options, struct spool **out);

/* Puts an event that began here into the spool, or where its rights forbid that, to the dispatcher's socket.
 * Host, source, time and identity are filled in. A status of sysexits(3), after saying what went wrong. */
int setup_submit(const struct options *options, const char *source, struct event *event);

/* The same for a record that somebody else made, as it is. */
int setup_submit_text(const struct options *options, const char *text);

/* Whether a dispatcher answers on its socket. */
bool setup_is_served(const struct options *options);

#endif

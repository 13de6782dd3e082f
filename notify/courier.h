/* Carries the dispatcher's jobs out: makes the message of each, hands it to a child, tells the dispatcher
 * what became of it. Owns the deliveries under way. */
#ifndef NOTIFY_COURIER_H
#define NOTIFY_COURIER_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/model.h"
#include "notify/dispatch.h"

struct loop;
struct courier;

/* What the configuration means for the dispatcher. */
void courier_policy(const struct conf *conf, struct dispatch_policy *out);

/* `conf` and `host` stay with the caller. Reads templates and, while it may, passwords out of files. NULL
 * after logging why: a template that is wrong, no memory. */
struct courier *courier_new(const struct conf *conf, const char *host, struct loop *loop);
/* Ends what is under way, whose end is not known then; NULL is fine. */
void courier_free(struct courier *courier);

/* Starts what is due, as many at once as is good. */
void courier_round(struct courier *courier, struct dispatch *dispatch, int64_t now_wall_us);
/* True while something is under way. */
bool courier_busy(const struct courier *courier);

#endif

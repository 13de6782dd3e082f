/* Hands the events to the dispatcher over RUN_DIR/notify.sock: in order, at least once, never waiting. The
 * state page's ring of events is the queue: what was not acknowledged is sent again after a reconnect, a
 * reload and a crash; when the ring went over meanwhile, what is so now is sent. Part of the services
 * process; decides nothing about mail. */
#ifndef VRRPD_ENGINE_SERVICES_NOTIFY_H
#define VRRPD_ENGINE_SERVICES_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "vrrpd/engine_services_state.h"

/* After child_wait(): goes on where the predecessor stopped. */
void notify_begin(struct services *services);
/* Sends what there is to send. */
void notify_round(struct services *services, int64_t now_us);
/* When to call it again unless events come. */
int64_t notify_due_us(const struct services *services);
/* True while an event has not been acknowledged. */
bool notify_busy(const struct services *services);
/* Closes the connection. */
void notify_end(struct services *services);

#endif

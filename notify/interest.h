/* Who wants to hear of an event: keepalived's smtp_alert for a keepalived.conf, our own defaults for YAML.
 * Pure. */
#ifndef NOTIFY_INTEREST_H
#define NOTIFY_INTEREST_H

#include <stdbool.h>

#include "conf/model.h"
#include "lib/event.h"

/* True when there is a channel and the configuration wants messages about such an event. */
bool interest_wants(const struct conf *conf, const struct event *event);

#endif

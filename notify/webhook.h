/* JSON by HTTP POST, by libcurl. Blocks; see delivery.h. */
#ifndef NOTIFY_WEBHOOK_H
#define NOTIFY_WEBHOOK_H

#include "notify/delivery.h"

/* Posts it: 2xx sent, 408 425 429 5xx and the network later, else failed. Chat gateways that answer 200 with
 * an "errcode" other than 0 have not taken it. */
void webhook_deliver(const struct delivery_post *post, struct delivery_result *result);

#endif

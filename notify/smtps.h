/* Mail over TLS, by libcurl: implicit (smtps://) and STARTTLS, always verified against the configured name.
 * Blocks; see delivery.h. */
#ifndef NOTIFY_SMTPS_H
#define NOTIFY_SMTPS_H

#include "notify/delivery.h"

/* Sends it. */
void smtps_deliver(const struct delivery *delivery, struct delivery_result *result);

#endif

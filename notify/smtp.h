/* Plain SMTP with or without authentication, by libesmtp: the only file that knows it. Blocks; see
 * delivery.h. */
#ifndef NOTIFY_SMTP_H
#define NOTIFY_SMTP_H

#include "notify/delivery.h"

/* Sends it. Once in the life of a process. */
void smtp_deliver(const struct delivery *delivery, struct delivery_result *result);

/* True when the library has a plugin for such a SASL mechanism ("PLAIN"). Without it it would send
 * unauthenticated. */
bool smtp_has_mechanism(const char *name);

#endif

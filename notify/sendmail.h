/* Mail by the host's own sendmail program. Blocks; see delivery.h. */
#ifndef NOTIFY_SENDMAIL_H
#define NOTIFY_SENDMAIL_H

#include "notify/delivery.h"

/* Hands the message to `server->host -i -f FROM -- TO...` on standard input; its sysexits status decides. */
void sendmail_deliver(const struct delivery *delivery, struct delivery_result *result);

#endif

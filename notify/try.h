/* `vrrpnotify test`: sends a test message now, shows the dialogue. */
#ifndef NOTIFY_TRY_H
#define NOTIFY_TRY_H

#include <stdio.h>

#include "conf/model.h"

/* Sends to `to` (NULL: the configured recipients) through every configured server in order, then to every
 * webhook when `to` is NULL. Exit status of sysexits: 0 all took it, 75 try later, 69 refused, 78 nothing is
 * configured. */
int try_run(const struct conf *conf, const char *host, const char *to, FILE *out);

#endif

/* Passwords: from a file, a systemd credential, or a command's output. Never logged; the caller wipes what it
 * got. */
#ifndef NOTIFY_SECRET_H
#define NOTIFY_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/model_notify.h"

/* True when a source is configured at all. */
bool secret_is_set(const struct conf_secret *source);

/* Reads one line of at most size - 1 bytes. A file must be regular, no link, owned by root or this user and
 * closed to everybody else; a credential is a name in $CREDENTIALS_DIRECTORY; a command runs without a shell,
 * as this user, for at most 5 s. 0 or negative errno with a sentence in `why`. */
int secret_read(const struct conf_secret *source, char *out, size_t size, char why[256]);

#endif

/* Passwords: from a file of their own, or as bytes that stood inline. Pure. */
#ifndef CONF_READ_SECRET_H
#define CONF_READ_SECRET_H

#include "conf/reader.h"

/* Reads `password_file` of an instance through the loader into its `password`. */
void read_secret_file(struct reader *reader, const struct conf_place *place, const char *path,
                      struct conf_instance *instance);

/* Takes the first 8 bytes of `text` as the password (RFC 2338 5.3.6 sends eight); says whether that cut it.
 */
bool read_secret_take(struct conf_instance *instance, const char *text);

#endif

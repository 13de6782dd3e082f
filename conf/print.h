/* Prints a configuration as canonical YAML: reading it gives the same model. Pure. */
#ifndef CONF_PRINT_H
#define CONF_PRINT_H

#include "conf/model.h"

/* The YAML text, malloc'ed, or NULL without memory. Secrets never appear: an inline password is printed as
 * `password_file: <secrets_dir>/<instance>.secret` (secrets_dir NULL means /etc/vrrpd). */
char *conf_print(const struct conf *conf, const char *secrets_dir);

#endif

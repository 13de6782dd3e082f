/* The section `notify' as canonical YAML. Pure. */
#ifndef CONF_PRINT_NOTIFY_H
#define CONF_PRINT_NOTIFY_H

#include <stdio.h>

#include "conf/model.h"

/* Prints what differs from the defaults; nothing at all without anything. */
void print_notify(FILE *out, const struct conf_notify *notify);

#endif

/* The columns of real servers. Knows no screen. Pure. */
#ifndef VRRPTOP_FIELD_SERVERS_H
#define VRRPTOP_FIELD_SERVERS_H

#include "vrrptop/field.h"

/* The table. */
const struct field *field_servers(size_t *count);

#endif

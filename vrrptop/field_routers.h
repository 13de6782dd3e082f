/* The columns of virtual routers. Knows no screen. Pure. */
#ifndef VRRPTOP_FIELD_ROUTERS_H
#define VRRPTOP_FIELD_ROUTERS_H

#include "vrrptop/field.h"

/* Whether another host is MASTER of the row's virtual router as well; the row has an instance. */
bool field_is_contested(const struct scene *scene, const struct row *row);

/* The table. */
const struct field *field_routers(size_t *count);

#endif

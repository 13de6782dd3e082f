/* The columns of virtual servers. Knows no screen. Pure. */
#ifndef VRRPTOP_FIELD_SERVICES_H
#define VRRPTOP_FIELD_SERVICES_H

#include <inttypes.h>

#include "vrrptop/field.h"

/* "UP", "DOWN"; "SORRY": down, and the sorry server serves. */
const char *field_service_state(const struct status_service *service);

/* The table. */
const struct field *field_services(size_t *count);

#endif

/* The columns of events. Knows no screen. Pure. */
#ifndef VRRPTOP_FIELD_EVENTS_H
#define VRRPTOP_FIELD_EVENTS_H

#include "vrrptop/field.h"

/* "I info", "W warning", "C critical". */
const char *field_severity(enum world_severity severity);

/* The table. */
const struct field *field_events(size_t *count);

#endif

/* Routes and rules of an instance as canonical YAML. Pure. */
#ifndef CONF_PRINT_ROUTE_H
#define CONF_PRINT_ROUTE_H

#include <stdio.h>

#include "conf/model.h"

/* The keys `routes' and `rules', nothing without them. */
void print_routes(FILE *out, const struct conf_instance *instance);

#endif

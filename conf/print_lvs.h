/* Virtual servers as canonical YAML. Pure. */
#ifndef CONF_PRINT_LVS_H
#define CONF_PRINT_LVS_H

#include <stdio.h>

#include "conf/model.h"

/* The key `lvs' of `global'; nothing at all without anything. */
void print_lvs_global(FILE *out, const struct conf *conf);

/* The section `virtual_servers'; nothing at all without one. */
void print_lvs(FILE *out, const struct conf *conf);

#endif

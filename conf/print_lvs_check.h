/* Checks of real servers as canonical YAML. Pure. */
#ifndef CONF_PRINT_LVS_CHECK_H
#define CONF_PRINT_LVS_CHECK_H

#include <stdio.h>

#include "conf/model.h"
#include "conf/print_text.h"

/* Writes `check: {..}' of one and `checks: [..]' of any other number into the map. */
void print_lvs_checks(struct print_map *map, const struct conf_check *checks, size_t count);

/* The same as a line of its own with `indent' in front. */
void print_lvs_check_lines(FILE *out, const char *indent, const struct conf_check *checks, size_t count);

#endif

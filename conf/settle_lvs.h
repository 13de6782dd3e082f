/* Fills what virtual servers and their servers leave to others: families of marks, ports, names, numbers and
 * the instance whose address they have. Judges only what these rest on. Pure. */
#ifndef CONF_SETTLE_LVS_H
#define CONF_SETTLE_LVS_H

#include "conf/reader.h"

/* Families and ports; before conf/check_lvs.c. */
void settle_lvs(struct reader *reader);

/* Names, which must be unique, after what keepalived ignores is gone. */
void settle_lvs_names(struct reader *reader);

/* Indices of servers and instances, and the synchronisation's id; last. */
void settle_lvs_numbers(struct reader *reader);

/* A finding that makes a YAML file bad; keepalived runs with it, so there it is a warning that ends with what
 * keepalived does. */
void settle_lvs_fault(struct reader *reader, const struct conf_place *place, const char *keepalived,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif

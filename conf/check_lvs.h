/* Rules of virtual servers; takes out what keepalived ignores, after a warning. Pure. */
#ifndef CONF_CHECK_LVS_H
#define CONF_CHECK_LVS_H

#include "conf/reader.h"

/* Settles and checks everything of LVS; after conf/settle.c. */
void check_lvs(struct reader *reader);

#endif

/* What a configuration must obey whichever file it came from: limits, conflicts between instances, wishes
 * that exclude each other. Settles the latter as keepalived does, with a warning. Pure. */
#ifndef CONF_CHECK_H
#define CONF_CHECK_H

#include "conf/reader.h"

/* Checks and completes reader->conf; findings go to reader->errors. */
void check_conf(struct reader *reader);

#endif

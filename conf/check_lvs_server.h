/* Rules of real servers and their checks. Pure. */
#ifndef CONF_CHECK_LVS_SERVER_H
#define CONF_CHECK_LVS_SERVER_H

#include "conf/reader.h"

/* Checks the servers of one virtual server; those that cannot be are taken out after a finding. */
void check_lvs_servers(struct reader *reader, struct conf_virtual_server *service);

#endif

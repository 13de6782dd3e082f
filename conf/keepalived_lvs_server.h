/* real_server: the keywords of the block. Fills servers of the model. Pure. */
#ifndef CONF_KEEPALIVED_LVS_SERVER_H
#define CONF_KEEPALIVED_LVS_SERVER_H

#include "conf/keepalived_lvs.h"

/* Reads the real_server blocks inside the virtual_server block at `line' into service->model. */
void keepalived_lvs_servers(struct keepalived *keepalived, const struct keepalived_line *line,
                            struct keepalived_lvs_service *service);

#endif

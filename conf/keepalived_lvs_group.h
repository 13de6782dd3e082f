/* virtual_server_group: addresses, ranges of them and firewall marks under one name. Pure. */
#ifndef CONF_KEEPALIVED_LVS_GROUP_H
#define CONF_KEEPALIVED_LVS_GROUP_H

#include "conf/keepalived_walk.h"

/* A group; the endpoints belong to the configuration. */
struct keepalived_lvs_group {
    const char *name;
    struct conf_place place;
    struct conf_endpoint *endpoints; /* a mark's family is ADDR_NONE when the group does not say it */
    size_t count;
};

/* Reads one block into keepalived->lvs_groups. */
void keepalived_lvs_group(struct keepalived *keepalived, const struct keepalived_line *line);

/* The group of that name, or NULL. */
const struct keepalived_lvs_group *keepalived_lvs_find_group(const struct keepalived *keepalived,
                                                             const char *name);

/* virtual_server_group at the top level: was read before (does nothing). */
void keepalived_lvs_group_later(struct keepalived *keepalived, const struct keepalived_line *line,
                                void *target);

#endif

/* virtual_server: the keywords of the block itself. A block is read twice: first for what it says to all its
 * servers, wherever that stands, then server by server. Fills the model. Pure. */
#ifndef CONF_KEEPALIVED_LVS_H
#define CONF_KEEPALIVED_LVS_H

#include "conf/keepalived_walk.h"

/* What a block says of the checks inside it; -1: nothing. */
struct keepalived_lvs_rounds {
    int64_t interval_us;    /* delay_loop */
    int64_t timeout_us;     /* connect_timeout */
    int64_t retries;        /* retry */
    int64_t retry_delay_us; /* delay_before_retry */
    int64_t warmup_us;
    int alpha;
    bool *retry_noted; /* of the whole virtual server: nb_get_retry was warned of */
};

/* A virtual server while its block is read. */
struct keepalived_lvs_service {
    struct keepalived_lvs_rounds
        rounds; /* first: the readers of what servers have too take it for the whole */
    struct conf_virtual_server model;
    bool has_protocol, has_scheduler, has_forward, has_sorry_forward;
    struct conf_forward forward, sorry_forward;
    uint8_t family; /* ip_family */
    uint32_t weight;
    bool inhibit;
    int mail;
    char *virtualhost;
    bool retry_noted;
};

/* Reads one virtual_server block into the configuration (target is not used); groups must have been read. */
void keepalived_lvs(struct keepalived *keepalived, const struct keepalived_line *line, void *target);

#endif

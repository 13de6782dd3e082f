/* vrrp_instance: its keywords. Fills one instance of the model. Pure. */
#ifndef CONF_KEEPALIVED_VRRP_H
#define CONF_KEEPALIVED_VRRP_H

#include "conf/keepalived_owner.h"

enum keepalived_auth {
    KEEPALIVED_AUTH_NONE,
    KEEPALIVED_AUTH_PASS,
    KEEPALIVED_AUTH_AH,
    KEEPALIVED_AUTH_UNKNOWN, /* reported; keepalived runs without */
};

/* An instance while its block is read: what is needed to judge the keywords together. */
struct keepalived_instance {
    struct keepalived_owner owner; /* first: the readers of what groups have too take it for the whole */
    struct conf_instance *model;
    bool strict;
    bool has_priority;
    bool has_vrid;
    bool has_version;
    bool has_family;
    bool has_peers; /* a unicast_peer block with at least one address */
    bool has_interface;
    bool has_lower_delay;
    bool has_lower_repeat;
    enum keepalived_auth auth;
    bool has_pass;
    struct keepalived_word auth_word;     /* where authentication begins */
    struct keepalived_word interval_word; /* advert_int's value */
    struct keepalived_word ah_word;
    struct keepalived_word source_word;
    struct keepalived_word group_word;
    struct keepalived_word unicast_word;
    bool vmac_address; /* use_vmac gave one */
};

/* Reads one vrrp_instance block into the configuration (target is not used). */
void keepalived_vrrp_instance(struct keepalived *keepalived, const struct keepalived_line *line,
                              void *target);

#endif

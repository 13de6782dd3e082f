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
    bool has_interface;
    bool has_lower_delay;
    bool has_lower_repeat;
    bool refused; /* an error was reported that makes further ones pointless */
    enum keepalived_auth auth;
    bool has_pass;
    struct keepalived_word auth_word;     /* where authentication begins */
    struct keepalived_word interval_word; /* advert_int's value */
    struct keepalived_word ah_word;
};

/* Reads one vrrp_instance block into the configuration (target is not used). */
void keepalived_vrrp_instance(struct keepalived *keepalived, const struct keepalived_line *line,
                              void *target);

/* Judges one vrrp_sync_group, when all instances are known. */
void keepalived_vrrp_group(struct keepalived *keepalived, const struct keepalived_line *line);

#endif

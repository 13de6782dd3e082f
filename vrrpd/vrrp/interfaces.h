/* The distinct interfaces a configuration uses (those of instances, virtual MACs, addresses, then those that
 * are only tracked, then those that only routes lead through), in the order of first use, so that every
 * process of one configuration numbers them alike. Pure. */
#ifndef VRRPD_VRRP_INTERFACES_H
#define VRRPD_VRRP_INTERFACES_H

#include <stddef.h>

#include "conf/model.h"

struct interfaces {
    size_t count;
    char names[CONF_INTERFACES_MAX][CONF_INTERFACE_MAX];
};

/* Collects them. False when there are more than CONF_INTERFACES_MAX. */
bool interfaces_collect(struct interfaces *interfaces, const struct conf *conf);

/* The number of an interface, or -1. */
int interfaces_find(const struct interfaces *interfaces, const char *name);

#endif

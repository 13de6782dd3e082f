/* Fills what an instance leaves to others: the virtual MAC's interface, which must be unique in the file, and
 * the interface of each address. Judges only what these rest on. Pure. */
#ifndef CONF_SETTLE_H
#define CONF_SETTLE_H

#include "conf/reader.h"

/* Settles the whole configuration; before conf/check.c. */
void settle_conf(struct reader *reader);

/* The interface of an instance's addresses of that family that name none: its virtual MAC's, else its own.
 * keepalived leaves addresses of the other family on the real interface. */
const char *settle_address_interface(const struct conf_instance *instance, uint8_t family);

/* The name and address of a virtual MAC that says neither. */
void settle_vmac_defaults(const struct conf_instance *instance, char name[CONF_INTERFACE_MAX],
                          uint8_t address[CONF_MAC_SIZE]);

#endif

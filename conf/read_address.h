/* The YAML lists `addresses` and `excluded` of an instance. Pure. */
#ifndef CONF_READ_ADDRESS_H
#define CONF_READ_ADDRESS_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Reads a list of addresses into the array; an address without `dev` keeps an empty interface. */
void read_address_list(struct reader *reader, const struct yaml_tree *node, struct conf_address **addresses,
                       size_t *count);

#endif

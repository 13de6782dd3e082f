/* The section `notify` in YAML: mail, webhooks and how often they are sent. Pure. */
#ifndef CONF_READ_NOTIFY_H
#define CONF_READ_NOTIFY_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* Fills reader->conf->notify. Before the instances: they mail where somebody is to be mailed. */
void read_notify(struct reader *reader, const struct yaml_tree *node);

#endif

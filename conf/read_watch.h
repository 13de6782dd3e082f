/* The section `watch` in YAML: where vrrpwatch listens and whom it tells. Pure. */
#ifndef CONF_READ_WATCH_H
#define CONF_READ_WATCH_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* A section of the root: fills reader->conf->watch; `target` is not used. */
void read_watch(struct reader *reader, const struct yaml_tree *value, void *target);

#endif

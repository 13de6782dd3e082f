/* What the command line leaves to the configuration: where to listen. */
#ifndef VRRPWATCH_RUN_CONFIG_H
#define VRRPWATCH_RUN_CONFIG_H

#include "vrrpwatch/options.h"
#include "vrrpwatch/watch_config.h"

/* Without -i: the interfaces of the section `watch`, else those of the instances. *config (or NULL) has to
 * live as long as `options` are used. 0, or an exit status after telling. */
int run_config_interfaces(struct options *options, struct watch_config **config);

#endif

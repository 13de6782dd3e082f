/* See run_config.h. */
#include "vrrpwatch/run_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "vrrpwatch/run_end.h"

static void add(struct options *options, const char *name)
{
    for (size_t i = 0; i < options->interface_count; i++)
        if (strcmp(options->interfaces[i], name) == 0)
            return;
    if (options->interface_count < OPTIONS_INTERFACES_MAX)
        options->interfaces[options->interface_count++] = name;
}

int run_config_interfaces(struct options *options, struct watch_config **config)
{
    char *why = NULL;

    *config = NULL;
    if (options->interface_count > 0 || options->read_path != NULL || options->merge != NULL)
        return 0;
    *config = watch_config_read(options->config_path, &why);
    if (*config == NULL) {
        fprintf(stderr, "vrrpwatch: %s\n", why != NULL ? why : "no memory");
        free(why);
        return run_end_failed(options, EX_CONFIG, "the configuration cannot be read");
    }
    for (size_t i = 0; i < (*config)->interface_count; i++)
        add(options, (*config)->interfaces[i]);
    for (size_t i = 0; i < (*config)->instance_count && (*config)->interface_count == 0; i++)
        add(options, (*config)->instances[i].interface);
    if (options->interface_count > 0)
        return 0;
    fputs("vrrpwatch: the configuration names no interface: say -i IFACE\n", stderr);
    return run_end_failed(options, EX_CONFIG, "the configuration names no interface");
}

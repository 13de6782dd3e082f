/* A command of the configuration: part of the model. Holds no behaviour; see command.h. */
#ifndef CONF_MODEL_COMMAND_H
#define CONF_MODEL_COMMAND_H

#include <stddef.h>

#include "conf/errors.h"

/* A command: a list, no shell. `argc` strings, then NULL; argc 0 means there is none. */
struct conf_command {
    char **argv;
    size_t argc;
    char *user;  /* NULL: global.script_user */
    char *group; /* NULL: the user's own */
    struct conf_place place;
};

#endif

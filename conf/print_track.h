/* Trackers, their uses and hooks as canonical YAML. Pure. */
#ifndef CONF_PRINT_TRACK_H
#define CONF_PRINT_TRACK_H

#include <stdio.h>

#include "conf/model.h"

/* A command: a list of words, or a map with its user and group. */
void print_command(FILE *out, const struct conf_command *command);

/* The section `track', nothing when only interfaces are tracked. */
void print_track_section(FILE *out, const struct conf *conf);

/* The key `track' of an instance or group, nothing without uses. */
void print_track_list(FILE *out, const struct conf *conf, const struct conf_track *tracks, size_t count);

/* The key `notify' of an instance or group, nothing without hooks. */
void print_track_hooks(FILE *out, const struct conf_command *hooks);

#endif

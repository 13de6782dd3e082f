/* The command line of vrrptop. Owns no behaviour. */
#ifndef VRRPTOP_OPTIONS_H
#define VRRPTOP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrptop/field.h"

enum { OPTIONS_HOSTS_MAX = 15, OPTIONS_INTERFACES_MAX = 16 };

enum options_colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };
enum options_format { FORMAT_SCREEN, FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON };

struct options {
    const char *socket; /* NULL: not said */
    const char *ssh;    /* the command */
    const char *hosts[OPTIONS_HOSTS_MAX];
    size_t host_count;
    const char *interfaces[OPTIONS_INTERFACES_MAX];
    size_t interface_count;
    const char *replay_path; /* NULL: none */
    double speed;
    bool watch, stream; /* --watch; - */
    enum options_format format;
    int64_t frames;                      /* 0: without end */
    int64_t delay_us;                    /* 0: not said */
    int view;                            /* enum view_kind, -1: not said */
    const char *sort, *columns, *filter; /* NULL: not said */
    enum options_colour colour;
    bool no_mouse, ascii, write;
};

/* Fills *out. 0 to go on, else the exit status + 1 after printing what there is to say. */
int options_parse(int argc, char **argv, struct options *out);

#endif

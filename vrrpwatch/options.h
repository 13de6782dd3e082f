/* The command line of vrrpwatch. Owns no behaviour. */
#ifndef VRRPWATCH_OPTIONS_H
#define VRRPWATCH_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"
#include "vrrpwatch/verdict.h"

enum {
    OPTIONS_INTERFACES_MAX = 16,
    OPTIONS_VIPS_MAX = 64,
    OPTIONS_ALERTS_MAX = 8,
};

enum options_colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct options {
    const char *interfaces[OPTIONS_INTERFACES_MAX];
    size_t interface_count;
    const char *read_path;   /* NULL: live */
    const char *keep_path;   /* -w */
    const char *config_path; /* NULL: not given */
    const char *metrics_path, *report_path, *state_path;
    const char *service; /* tcp:PORT */
    const char *fence;
    const char *alerts[OPTIONS_ALERTS_MAX];
    size_t alert_count;
    const char *spool, *run_dir; /* vrrpnotify's; NULL: its defaults */
    struct addr vips[OPTIONS_VIPS_MAX];
    size_t vip_count;
    int64_t for_us;     /* 0: not said */
    int64_t timeout_us; /* of --check: the longest it may take */
    int64_t probe_every_us;
    int64_t remind_us;        /* of an alert; 0: the default */
    int64_t summary_every_us; /* 0: not said */
    enum severity alert_level;
    unsigned vrid; /* 0: all */
    enum options_colour colour;
    bool check, quiet_ok;
    bool probe, no_probe;
    bool node, fence_now;
    bool json, quiet, verbose, show_secrets, promiscuous;
    char **merge; /* files of `vrrpwatch merge`, NULL: another run */
    size_t merge_count;
};

/* Fills *out. 0 to go on, else the exit status + 1 after printing what there is to say. */
int options_parse(int argc, char **argv, struct options *out);

#endif

/* The command line of vrrpnotify; see options.h. */
#include "notify/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "conf/quantity.h"

enum {
    OPTION_RUN_DIR = 256,
    OPTION_SPOOL,
    OPTION_NOW,
    OPTION_TIMEOUT,
    OPTION_FOR,
    OPTION_INSTANCE,
    OPTION_GROUP,
    OPTION_STATE,
    OPTION_REASON,
    OPTION_VRID,
    OPTION_PRIORITY,
    OPTION_INTERFACE,
    OPTION_TO,
    OPTION_HOOK_TIMEOUT
};

static const char usage[] =
    "usage: vrrpnotify [options] [command]\n"
    "\n"
    "  run                       the dispatcher, in the foreground (the default)\n"
    "  hook TYPE NAME STATE PRIO record what keepalived tells its notify script\n"
    "  fifo PATH                 record what keepalived writes to its notify FIFO\n"
    "  send --instance NAME --state STATE [--reason TEXT ..]\n"
    "  send -                    records, one a line, from standard input\n"
    "  queue [list|flush|drop ID]\n"
    "  silence --for 2h [--instance NAME] [--reason TEXT] | silence list | silence off\n"
    "  test [--to ADDRESS]       send a test message now and show the dialogue\n"
    "  doctor                    look whether mail could leave, and say what to do\n"
    "\n"
    "  -f, --file FILE           configuration, YAML or keepalived.conf\n"
    "                            (default /etc/vrrpd/vrrpd.yaml, else /etc/keepalived/keepalived.conf)\n"
    "      --run-dir DIR         where notify.sock is (default /run/vrrpd)\n"
    "      --spool DIR           (default /var/spool/vrrpnotify)\n"
    "  -l, --log-console         log to standard error instead of syslog\n"
    "      --deliver-now         with hook and send: try at once where no dispatcher runs\n"
    "      --timeout TIME        of that (default 30s)\n"
    "      --hook-timeout TIME   with hook, fifo and send: of each hook (default 60s)\n"
    "      --instance, --group, --state, --reason, --vrid, --priority, --interface\n"
    "                            what `send' records\n"
    "  -V, --version             print the version\n"
    "  -h, --help                print this\n"
    "\n"
    "Exit status: 0, or one of sysexits(3). See vrrpnotify(8).\n";

static const struct option long_options[] = {{"file", required_argument, NULL, 'f'},
                                             {"run-dir", required_argument, NULL, OPTION_RUN_DIR},
                                             {"spool", required_argument, NULL, OPTION_SPOOL},
                                             {"log-console", no_argument, NULL, 'l'},
                                             {"deliver-now", no_argument, NULL, OPTION_NOW},
                                             {"timeout", required_argument, NULL, OPTION_TIMEOUT},
                                             {"for", required_argument, NULL, OPTION_FOR},
                                             {"instance", required_argument, NULL, OPTION_INSTANCE},
                                             {"group", required_argument, NULL, OPTION_GROUP},
                                             {"state", required_argument, NULL, OPTION_STATE},
                                             {"reason", required_argument, NULL, OPTION_REASON},
                                             {"vrid", required_argument, NULL, OPTION_VRID},
                                             {"priority", required_argument, NULL, OPTION_PRIORITY},
                                             {"interface", required_argument, NULL, OPTION_INTERFACE},
                                             {"to", required_argument, NULL, OPTION_TO},
                                             {"hook-timeout", required_argument, NULL, OPTION_HOOK_TIMEOUT},
                                             {"version", no_argument, NULL, 'V'},
                                             {"help", no_argument, NULL, 'h'},
                                             {NULL, 0, NULL, 0}};

static int take_time(const char *what, const char *text, int64_t *out)
{
    if (quantity_duration(text, out) == QUANTITY_OK)
        return 0;
    fprintf(stderr, "vrrpnotify: --%s takes a duration such as 30s or 2h, not `%s'\n", what, text);
    return EX_USAGE + 1;
}

static int take_number(const char *what, const char *text, unsigned *out)
{
    uint64_t number;

    if (quantity_unsigned(text, 255, &number)) {
        *out = (unsigned)number;
        return 0;
    }
    fprintf(stderr, "vrrpnotify: --%s takes a number up to 255, not `%s'\n", what, text);
    return EX_USAGE + 1;
}

static void take_text(int option, struct options *out)
{
    switch (option) {
    case 'f':
        out->file = optarg;
        break;
    case OPTION_RUN_DIR:
        out->run_dir = optarg;
        break;
    case OPTION_SPOOL:
        out->spool = optarg;
        break;
    case OPTION_INSTANCE:
        out->instance = optarg;
        break;
    case OPTION_GROUP:
        out->group = optarg;
        break;
    case OPTION_STATE:
        out->state = optarg;
        break;
    case OPTION_REASON:
        out->reason = optarg;
        break;
    case OPTION_INTERFACE:
        out->interface = optarg;
        break;
    default:
        out->to = optarg;
        break;
    }
}

static int take(int option, struct options *out)
{
    switch (option) {
    case 'l':
        out->console = true;
        return 0;
    case OPTION_NOW:
        out->deliver_now = true;
        return 0;
    case OPTION_TIMEOUT:
        return take_time("timeout", optarg, &out->timeout_us);
    case OPTION_HOOK_TIMEOUT:
        return take_time("hook-timeout", optarg, &out->hook_timeout_us);
    case OPTION_FOR:
        return take_time("for", optarg, &out->for_us);
    case OPTION_VRID:
        return take_number("vrid", optarg, &out->vrid);
    case OPTION_PRIORITY:
        return take_number("priority", optarg, &out->priority);
    case 'V':
        printf("vrrpnotify %s\n", VRRPKIT_VERSION);
        return EX_OK + 1;
    case 'h':
        fputs(usage, stdout);
        return EX_OK + 1;
    case '?':
        fputs("vrrpnotify: see vrrpnotify --help\n", stderr);
        return EX_USAGE + 1;
    default:
        take_text(option, out);
        return 0;
    }
}

int options_parse(int argc, char **argv, struct options *out)
{
    int option, result = 0;

    *out = (struct options){.run_dir = "/run/vrrpd",
                            .spool = "/var/spool/vrrpnotify",
                            .timeout_us = 30000000,
                            .hook_timeout_us = 60000000,
                            .verb = "run"};
    while (result == 0 && (option = getopt_long(argc, argv, "f:lVh", long_options, NULL)) >= 0)
        result = take(option, out);
    if (result != 0)
        return result;
    if (optind < argc)
        out->verb = argv[optind++];
    out->argc = argc - optind;
    out->argv = argv + optind;
    return 0;
}

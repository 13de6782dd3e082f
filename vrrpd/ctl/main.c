/* vrrpctl(8): a table of verbs. Decides nothing. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/suggest.h"
#include "lib/locale.h"
#include "vrrpd/ctl/check.h"
#include "vrrpd/ctl/compare.h"
#include "vrrpd/ctl/ctl.h"
#include "vrrpd/ctl/drain.h"
#include "vrrpd/ctl/events.h"
#include "vrrpd/ctl/explain.h"
#include "vrrpd/ctl/failover.h"
#include "vrrpd/ctl/genhash.h"
#include "vrrpd/ctl/import.h"
#include "vrrpd/ctl/lvs.h"
#include "vrrpd/ctl/reload.h"
#include "vrrpd/ctl/show.h"
#include "vrrpd/ctl/simulate.h"
#include "vrrpd/ctl/status.h"
#include "vrrpd/ctl/undrain.h"
#include "vrrpd/ctl/upgrade.h"
#include "vrrpd/ctl/version.h"

static const char usage[] =
    "usage: vrrpctl [-s SOCKET] VERB [options]\n"
    "\n"
    "  status [NAME] [--follow] [--json]   every virtual router, or one\n"
    "  show NAME [--json]                  all there is to know of one\n"
    "  explain NAME                        why it is in its state, what would change it\n"
    "  events [--follow] [--json]          transitions\n"
    "  reload                              check the file, then use it\n"
    "  upgrade [--check] [PATH]            another program in the daemon's place, without a fail-over:\n"
    "                                      exit 0 done, 1 refused, 3 only a restart can do it\n"
    "  drain [NAME]                        move one or all away from this node\n"
    "  undrain [NAME]                      compete again\n"
    "  failover NAME                       give mastership away once\n"
    "  check [--strict] FILE...            check files: exit 0 good, 1 bad\n"
    "  compare [--json] FILE FILE...       files of one cluster against each other: exit 0 nothing,\n"
    "                                      1 warnings, 2 split brain certain\n"
    "  import [--secrets DIR] FILE         keepalived.conf as YAML on standard output\n"
    "  simulate FILE FILE... [--at TIME ACT NODE [WHAT]]... [--for TIME]\n"
    "                                      what these nodes do, under virtual time: exit 2 when it\n"
    "                                      ends with an address on two of them\n"
    "  lvs [--json]                        virtual servers and real servers, connections\n"
    "  lvs weight VS RS N                  weight by hand, kept until `lvs enable'\n"
    "  lvs drain VS RS                     no new connections to it, kept until `lvs enable'\n"
    "  lvs enable VS RS                    as the configuration has it\n"
    "  lvs doctor [FILE]                   what this host lacks as director or real server\n"
    "  genhash URL                         digest of a page, for a health check\n"
    "  version                             of this program, and of the daemon\n"
    "\n"
    "  -s, --socket SOCKET   control socket (default /run/vrrpd/vrrpd.sock)\n"
    "      --json            for programs\n"
    "      --changes         with status --follow --json: after the first line only what changed\n"
    "      --color WHEN      auto, always or never\n"
    "  -h, --help    -V, --version\n"
    "\n"
    "exit status: 0 good, 1 the answer is no, 64 usage, 69 no daemon on the socket. See vrrpctl(8).\n";

static const struct verb {
    const char *name;
    int (*run)(const struct ctl *ctl);
    int arguments_min, arguments_max; /* -1: any number */
    const char *arguments;
} verbs[] = {
    {"status", ctl_status, 0, 1, "[NAME]"},
    {"show", ctl_show, 1, 1, "NAME"},
    {"explain", ctl_explain, 1, 1, "NAME"},
    {"events", ctl_events, 0, 0, ""},
    {"reload", ctl_reload, 0, 0, ""},
    {"upgrade", ctl_upgrade, 0, 1, "[--check] [PATH]"},
    {"drain", ctl_drain, 0, 1, "[NAME]"},
    {"undrain", ctl_undrain, 0, 1, "[NAME]"},
    {"failover", ctl_failover, 1, 1, "NAME"},
    {"check", ctl_check, 1, -1, "FILE..."},
    {"compare", ctl_compare, 2, -1, "FILE FILE..."},
    {"import", ctl_import, 1, 1, "FILE"},
    {"simulate", ctl_simulate, 1, -1, "FILE FILE... [--at TIME ACT NODE [WHAT]]... [--for TIME]"},
    {"lvs", ctl_lvs, 0, 4, "[weight VS RS N | drain VS RS | enable VS RS | doctor [FILE]]"},
    {"genhash", ctl_genhash, 1, 1, "URL"},
    {"version", ctl_version, 0, 0, ""},
};

enum { VERBS = sizeof(verbs) / sizeof(verbs[0]) };

enum {
    OPTION_JSON = 256,
    OPTION_AT,
    OPTION_FOR,
    OPTION_FOLLOW,
    OPTION_CHANGES,
    OPTION_STRICT,
    OPTION_CHECK,
    OPTION_SECRETS,
    OPTION_COLOR
};

static const struct option long_options[] = {
    {"socket", required_argument, NULL, 's'},
    {"json", no_argument, NULL, OPTION_JSON},
    {"follow", no_argument, NULL, OPTION_FOLLOW},
    {"changes", no_argument, NULL, OPTION_CHANGES},
    {"strict", no_argument, NULL, OPTION_STRICT},
    {"check", no_argument, NULL, OPTION_CHECK},
    {"secrets", required_argument, NULL, OPTION_SECRETS},
    {"at", required_argument, NULL, OPTION_AT},
    {"for", required_argument, NULL, OPTION_FOR},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* False when `when` is none of the words. */
static bool choose_color(const char *when, bool *color)
{
    const char *no_color = getenv("NO_COLOR");

    *color = isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0');
    if (strcmp(when, "auto") != 0)
        *color = strcmp(when, "always") == 0;
    return *color || strcmp(when, "auto") == 0 || strcmp(when, "never") == 0;
}

/* -1 to go on, else the exit status. */
static int parse(int argc, char **argv, struct ctl *ctl)
{
    const char *color = "auto";
    int letter;

    while ((letter = getopt_long(argc, argv, "s:hV", long_options, NULL)) != -1) {
        switch (letter) {
        case 's':
            ctl->socket = optarg;
            break;
        case OPTION_JSON:
            ctl->json = true;
            break;
        case OPTION_FOLLOW:
            ctl->follow = true;
            break;
        case OPTION_CHANGES:
            ctl->changes = true;
            break;
        case OPTION_CHECK:
            ctl->check = true;
            break;
        case OPTION_STRICT:
            ctl->strict = true;
            break;
        case OPTION_SECRETS:
            ctl->secrets = optarg;
            break;
        case OPTION_COLOR:
            color = optarg;
            break;
        case OPTION_AT:
            if (ctl->time_count < CTL_TIMES_MAX)
                ctl->times[ctl->time_count++] = optarg;
            break;
        case OPTION_FOR:
            ctl->length = optarg;
            break;
        case 'h':
            fputs(usage, stdout);
            return CTL_GOOD;
        case 'V':
            puts("vrrpctl " VRRPKIT_VERSION);
            return CTL_GOOD;
        default:
            fputs("try `vrrpctl --help'\n", stderr);
            return CTL_USAGE;
        }
    }
    if (choose_color(color, &ctl->color))
        return -1;
    fprintf(stderr, "vrrpctl: --color takes auto, always or never, not `%s'\n", color);
    return CTL_USAGE;
}

static const char *verb_name(const void *context, size_t i)
{
    (void)context;
    return verbs[i].name;
}

/* An empty word would mean "all" to some verbs, and nobody means that by an unset variable. */
static bool has_empty_word(const struct ctl *ctl)
{
    for (int i = 0; i < ctl->argc; i++)
        if (ctl->argv[i][0] == '\0')
            return true;
    return false;
}

static int run_verb(const struct ctl *ctl, const struct verb *verb)
{
    bool too_many = verb->arguments_max >= 0 && ctl->argc > verb->arguments_max;

    if (ctl->argc < verb->arguments_min || too_many) {
        fprintf(stderr, "vrrpctl: usage: vrrpctl %s %s\n", verb->name, verb->arguments);
        return CTL_USAGE;
    }
    if (has_empty_word(ctl)) {
        fprintf(stderr, "vrrpctl: %s: an empty name; is a variable not set?\n", verb->name);
        return CTL_USAGE;
    }
    return verb->run(ctl);
}

static int run(const struct ctl *ctl, const char *name)
{
    char suggestion[SUGGEST_TEXT_MAX];

    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return run_verb(ctl, &verbs[i]);
    suggest_format(suggest_word(name, verb_name, NULL, VERBS), suggestion);
    fprintf(stderr, "vrrpctl: there is no verb `%s'%s\n", name,
            suggestion[0] != '\0' ? suggestion : "; try `vrrpctl --help'");
    return CTL_USAGE;
}

int main(int argc, char **argv)
{
    struct ctl ctl = {.socket = "/run/vrrpd/vrrpd.sock"};
    int status;

    locale_init();
    status = parse(argc, argv, &ctl);
    if (status >= 0)
        return status;
    if (optind == argc) {
        fputs(usage, stderr);
        return CTL_USAGE;
    }
    ctl.argc = argc - optind - 1;
    ctl.argv = argv + optind + 1;
    status = run(&ctl, argv[optind]);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "vrrpctl: standard output: %s\n", strerror(errno));
    return status == CTL_GOOD ? CTL_BAD : status;
}

/* vrrpctl(8): a table of verbs. Decides nothing. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vrrpd/ctl/ctl.h"

static const char usage[] =
    "usage: vrrpctl [-s SOCKET] VERB [options]\n"
    "\n"
    "  status [NAME] [--follow] [--json]   every virtual router, or one\n"
    "  show NAME [--json]                  all there is to know of one\n"
    "  events [--follow] [--json]          transitions\n"
    "  reload                              check the file, then use it\n"
    "  drain [NAME]                        move one or all away from this node\n"
    "  undrain [NAME]                      compete again\n"
    "  failover NAME                       give mastership away once\n"
    "  check [--strict] FILE...            check files: exit 0 good, 1 bad\n"
    "  import [--secrets DIR] FILE         keepalived.conf as YAML on standard output\n"
    "  version                             of this program, and of the daemon\n"
    "\n"
    "  -s, --socket SOCKET   control socket (default /run/vrrpd/vrrpd.sock)\n"
    "      --json            for programs\n"
    "      --color WHEN      auto, always or never\n"
    "  -h, --help    -V, --version\n"
    "\n"
    "exit status: 0 good, 1 the answer is no, 64 usage, 69 no daemon on the socket. See vrrpctl(8).\n";

static const struct {
    const char *name;
    int (*run)(const struct ctl *ctl);
    int arguments_min, arguments_max; /* -1: any number */
} verbs[] = {
    {"status", ctl_status, 0, 1},     {"show", ctl_show, 1, 1},    {"events", ctl_events, 0, 0},
    {"reload", ctl_reload, 0, 0},     {"drain", ctl_drain, 0, 1},  {"undrain", ctl_undrain, 0, 1},
    {"failover", ctl_failover, 1, 1}, {"check", ctl_check, 1, -1}, {"import", ctl_import, 1, 1},
    {"version", ctl_version, 0, 0},
};

enum { OPTION_JSON = 256, OPTION_FOLLOW, OPTION_STRICT, OPTION_SECRETS, OPTION_COLOR };

static const struct option long_options[] = {
    {"socket", required_argument, NULL, 's'},
    {"json", no_argument, NULL, OPTION_JSON},
    {"follow", no_argument, NULL, OPTION_FOLLOW},
    {"strict", no_argument, NULL, OPTION_STRICT},
    {"secrets", required_argument, NULL, OPTION_SECRETS},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static bool use_color(const char *when)
{
    const char *no_color = getenv("NO_COLOR");

    if (strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0');
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
        case OPTION_STRICT:
            ctl->strict = true;
            break;
        case OPTION_SECRETS:
            ctl->secrets = optarg;
            break;
        case OPTION_COLOR:
            color = optarg;
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
    ctl->color = use_color(color);
    return -1;
}

static int run(struct ctl *ctl, const char *verb)
{
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verbs[i].name, verb) != 0)
            continue;
        if (ctl->argc >= verbs[i].arguments_min &&
            (verbs[i].arguments_max < 0 || ctl->argc <= verbs[i].arguments_max))
            return verbs[i].run(ctl);
        fprintf(stderr, "vrrpctl: %s takes %s; try `vrrpctl --help'\n", verb,
                verbs[i].arguments_min > 0 ? "an argument" : "fewer arguments");
        return CTL_USAGE;
    }
    fprintf(stderr, "vrrpctl: there is no verb `%s'; try `vrrpctl --help'\n", verb);
    return CTL_USAGE;
}

int main(int argc, char **argv)
{
    struct ctl ctl = {.socket = "/run/vrrpd/vrrpd.sock"};
    int status = parse(argc, argv, &ctl);

    if (status >= 0)
        return status;
    if (optind == argc) {
        fputs(usage, stderr);
        return CTL_USAGE;
    }
    ctl.argc = argc - optind - 1;
    ctl.argv = argv + optind + 1;
    status = run(&ctl, argv[optind]);
    if (fflush(stdout) != 0 && status == CTL_GOOD)
        return CTL_BAD;
    return status;
}

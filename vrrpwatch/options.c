/* The command line of vrrpwatch; see options.h. */
#include "vrrpwatch/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "conf/quantity.h"

enum {
    OPTION_FOR = 256,
    OPTION_CHECK,
    OPTION_QUIET_OK,
    OPTION_VRID,
    OPTION_CONFIG,
    OPTION_VIP,
    OPTION_PROBE,
    OPTION_NO_PROBE,
    OPTION_PROBE_EVERY,
    OPTION_NODE,
    OPTION_SERVICE,
    OPTION_ALERT,
    OPTION_ALERT_LEVEL,
    OPTION_REMIND,
    OPTION_SPOOL,
    OPTION_RUN_DIR,
    OPTION_FENCE,
    OPTION_FENCE_NOW,
    OPTION_JSON,
    OPTION_SUMMARY_EVERY,
    OPTION_METRICS,
    OPTION_REPORT,
    OPTION_STATE_FILE,
    OPTION_SECRETS,
    OPTION_COLOUR,
    EXIT_UNKNOWN = 3, /* of a plugin */
};

static const char usage[] =
    "usage: vrrpwatch -i IFACE [-i IFACE ..] [options]    watch the wire\n"
    "       vrrpwatch -r FILE [options]                   look at a capture\n"
    "       vrrpwatch --check -i IFACE [options]          one line and 0, 1, 2 or 3: cron, Nagios, Icinga\n"
    "       vrrpwatch merge A.jsonl B.jsonl               join what two places saw\n"
    "\n"
    "  -i, --interface IFACE   listen there; repeatable\n"
    "  -r, --read FILE         a capture, pcap or pcapng; - is standard input\n"
    "  -w, --write FILE        keep what was seen\n"
    "  -p, --promiscuous       also what is sent to others: on a mirror port\n"
    "      --for TIME          stop after 30s, 5m ..\n"
    "      --vrid N            tell of this virtual router only\n"
    "      --vip ADDRESS       an address to look after; repeatable\n"
    "      --config FILE       vrrpd's or keepalived's: its addresses are looked after\n"
    "      --probe             ask who holds the addresses (ARP, neighbour solicitation)\n"
    "      --no-probe          with --check: do not ask\n"
    "      --probe-every TIME  (default 30s)\n"
    "      --node              this host is a node of the cluster: compare the wire with it\n"
    "      --service tcp:PORT  with --node: the service behind the address\n"
    "\n"
    "      --check             run briefly, print one line with perfdata, exit as a plugin\n"
    "      --quiet-ok          with --check: print nothing when all is well\n"
    "  -t, --timeout TIME      of --check (default 60s)\n"
    "      --state-file FILE   speak on a change only\n"
    "\n"
    "      --alert HOW         mail, exec:COMMAND, syslog, journal or none; repeatable\n"
    "      --alert-level WORD  info, warning (the default) or critical\n"
    "      --remind TIME       repeat an alert (default 30m)\n"
    "      --spool DIR, --run-dir DIR  vrrpnotify's\n"
    "      --fence COMMAND     what would be run against the loser of a split brain\n"
    "      --fence-now         and run it\n"
    "\n"
    "      --json              events as JSON lines\n"
    "      --summary-every TIME  print the summary again and again\n"
    "      --metrics FILE      for the Prometheus textfile collector\n"
    "      --report FILE       an HTML page of what happened\n"
    "      --show-secrets      show passwords that differ\n"
    "  -q, --quiet             warnings and worse only\n"
    "  -v, --verbose           also what cannot be seen from here\n"
    "      --color WHEN        auto, always, never\n"
    "  -V, --version           print the version\n"
    "  -h, --help              print this\n"
    "\n"
    "USR1 prints the summary. Exit status: 0 or one of sysexits(3); with --check 0 to 3. See vrrpwatch(8).\n";

static const struct option long_options[] = {{"interface", required_argument, NULL, 'i'},
                                             {"read", required_argument, NULL, 'r'},
                                             {"write", required_argument, NULL, 'w'},
                                             {"promiscuous", no_argument, NULL, 'p'},
                                             {"for", required_argument, NULL, OPTION_FOR},
                                             {"vrid", required_argument, NULL, OPTION_VRID},
                                             {"vip", required_argument, NULL, OPTION_VIP},
                                             {"config", required_argument, NULL, OPTION_CONFIG},
                                             {"probe", no_argument, NULL, OPTION_PROBE},
                                             {"no-probe", no_argument, NULL, OPTION_NO_PROBE},
                                             {"probe-every", required_argument, NULL, OPTION_PROBE_EVERY},
                                             {"node", no_argument, NULL, OPTION_NODE},
                                             {"service", required_argument, NULL, OPTION_SERVICE},
                                             {"check", no_argument, NULL, OPTION_CHECK},
                                             {"quiet-ok", no_argument, NULL, OPTION_QUIET_OK},
                                             {"timeout", required_argument, NULL, 't'},
                                             {"state-file", required_argument, NULL, OPTION_STATE_FILE},
                                             {"alert", required_argument, NULL, OPTION_ALERT},
                                             {"alert-level", required_argument, NULL, OPTION_ALERT_LEVEL},
                                             {"remind", required_argument, NULL, OPTION_REMIND},
                                             {"spool", required_argument, NULL, OPTION_SPOOL},
                                             {"run-dir", required_argument, NULL, OPTION_RUN_DIR},
                                             {"fence", required_argument, NULL, OPTION_FENCE},
                                             {"fence-now", no_argument, NULL, OPTION_FENCE_NOW},
                                             {"json", no_argument, NULL, OPTION_JSON},
                                             {"summary-every", required_argument, NULL, OPTION_SUMMARY_EVERY},
                                             {"metrics", required_argument, NULL, OPTION_METRICS},
                                             {"report", required_argument, NULL, OPTION_REPORT},
                                             {"show-secrets", no_argument, NULL, OPTION_SECRETS},
                                             {"quiet", no_argument, NULL, 'q'},
                                             {"verbose", no_argument, NULL, 'v'},
                                             {"color", required_argument, NULL, OPTION_COLOUR},
                                             {"colour", required_argument, NULL, OPTION_COLOUR},
                                             {"version", no_argument, NULL, 'V'},
                                             {"help", no_argument, NULL, 'h'},
                                             {NULL, 0, NULL, 0}};

static int refuse(const char *option, const char *what)
{
    fprintf(stderr, "vrrpwatch: --%s takes %s, not `%s'\n", option, what, optarg);
    return EX_USAGE + 1;
}

static int take_time(const char *option, int64_t *out)
{
    if (quantity_duration(optarg, out) == QUANTITY_OK && *out > 0)
        return 0;
    return refuse(option, "a duration such as 5s or 10m");
}

/* Nagios gives its timeout in bare seconds. */
static int take_timeout(struct options *out)
{
    uint64_t seconds;

    if (quantity_unsigned(optarg, 86400, &seconds) && seconds > 0) {
        out->timeout_us = (int64_t)seconds * 1000000;
        return 0;
    }
    return take_time("timeout", &out->timeout_us);
}

static int take_vrid(struct options *out)
{
    uint64_t number;

    if (!quantity_unsigned(optarg, 255, &number) || number == 0)
        return refuse("vrid", "a number from 1 to 255");
    out->vrid = (unsigned)number;
    return 0;
}

static int take_vip(struct options *out)
{
    if (out->vip_count == OPTIONS_VIPS_MAX || !addr_parse(optarg, &out->vips[out->vip_count]))
        return refuse("vip", "an address without a prefix, at most 64 of them");
    out->vip_count++;
    return 0;
}

static int take_interface(struct options *out)
{
    if (out->interface_count == OPTIONS_INTERFACES_MAX)
        return refuse("interface", "at most 16 interfaces");
    out->interfaces[out->interface_count++] = optarg;
    return 0;
}

static int take_alert(struct options *out)
{
    static const char *const words[] = {"mail", "syslog", "journal", "none"};
    bool known = strncmp(optarg, "exec:", 5) == 0 && optarg[5] != '\0';

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        known = known || strcmp(words[i], optarg) == 0;
    if (!known || out->alert_count == OPTIONS_ALERTS_MAX)
        return refuse("alert", "mail, exec:COMMAND, syslog, journal or none");
    out->alerts[out->alert_count++] = optarg;
    return 0;
}

static int take_service(struct options *out)
{
    uint64_t port;

    if (strncmp(optarg, "tcp:", 4) != 0 || !quantity_unsigned(optarg + 4, 65535, &port) || port == 0)
        return refuse("service", "tcp:PORT");
    out->service = optarg;
    return 0;
}

static int take_level(struct options *out)
{
    for (enum severity level = SEVERITY_INFO; level <= SEVERITY_CRITICAL; level++)
        if (strcmp(severity_name(level), optarg) == 0) {
            out->alert_level = level;
            return 0;
        }
    return refuse("alert-level", "info, warning or critical");
}

static int take_colour(struct options *out)
{
    static const char *const words[] = {"auto", "always", "never"};

    for (int i = 0; i < 3; i++)
        if (strcmp(words[i], optarg) == 0) {
            out->colour = (enum options_colour)i;
            return 0;
        }
    return refuse("color", "auto, always or never");
}

static const char **text_of(int option, struct options *out)
{
    switch (option) {
    case 'r':
        return &out->read_path;
    case 'w':
        return &out->keep_path;
    case OPTION_CONFIG:
        return &out->config_path;
    case OPTION_SPOOL:
        return &out->spool;
    case OPTION_RUN_DIR:
        return &out->run_dir;
    case OPTION_FENCE:
        return &out->fence;
    case OPTION_METRICS:
        return &out->metrics_path;
    case OPTION_REPORT:
        return &out->report_path;
    case OPTION_STATE_FILE:
        return &out->state_path;
    default:
        return NULL;
    }
}

static bool *flag_of(int option, struct options *out)
{
    switch (option) {
    case 'p':
        return &out->promiscuous;
    case 'q':
        return &out->quiet;
    case 'v':
        return &out->verbose;
    case OPTION_CHECK:
        return &out->check;
    case OPTION_QUIET_OK:
        return &out->quiet_ok;
    case OPTION_PROBE:
        return &out->probe;
    case OPTION_NO_PROBE:
        return &out->no_probe;
    case OPTION_NODE:
        return &out->node;
    case OPTION_FENCE_NOW:
        return &out->fence_now;
    case OPTION_JSON:
        return &out->json;
    case OPTION_SECRETS:
        return &out->show_secrets;
    default:
        return NULL;
    }
}

static int take_value(int option, struct options *out)
{
    switch (option) {
    case 'i':
        return take_interface(out);
    case 't':
        return take_timeout(out);
    case OPTION_FOR:
        return take_time("for", &out->for_us);
    case OPTION_VRID:
        return take_vrid(out);
    case OPTION_VIP:
        return take_vip(out);
    case OPTION_SERVICE:
        return take_service(out);
    case OPTION_PROBE_EVERY:
        return take_time("probe-every", &out->probe_every_us);
    case OPTION_ALERT:
        return take_alert(out);
    case OPTION_ALERT_LEVEL:
        return take_level(out);
    case OPTION_REMIND:
        return take_time("remind", &out->remind_us);
    case OPTION_SUMMARY_EVERY:
        return take_time("summary-every", &out->summary_every_us);
    case OPTION_COLOUR:
        return take_colour(out);
    case 'V':
        printf("vrrpwatch %s\n", VRRPKIT_VERSION);
        break;
    case 'h':
        fputs(usage, stdout);
        break;
    default:
        fputs("vrrpwatch: see vrrpwatch --help\n", stderr);
        return EX_USAGE + 1;
    }
    /* Plugins say that they have checked nothing. */
    return (out->check ? EXIT_UNKNOWN : EX_OK) + 1;
}

static int take(int option, struct options *out)
{
    const char **text = text_of(option, out);
    bool *flag = flag_of(option, out);

    if (text != NULL)
        *text = optarg;
    else if (flag != NULL)
        *flag = true;
    else
        return take_value(option, out);
    return 0;
}

static const char *needs_another(const struct options *out)
{
    if (out->quiet_ok && !out->check)
        return "--quiet-ok goes with --check";
    if (out->state_path != NULL && !out->check)
        return "--state-file goes with --check";
    if (out->service != NULL && !out->node)
        return "--service goes with --node";
    if (out->fence_now && out->fence == NULL)
        return "--fence-now goes with --fence COMMAND";
    return NULL;
}

static const char *contradiction(const struct options *out, int rest)
{
    if (rest > 0)
        return "there is a word too many";
    if (out->probe && out->no_probe)
        return "--probe or --no-probe, not both";
    if (out->check && out->json)
        return "--check prints its one line: no --json";
    if (out->summary_every_us != 0 && (out->check || out->read_path != NULL))
        return "--summary-every is for watching: no --check or -r";
    if (out->read_path == NULL && out->interface_count == 0 && out->config_path == NULL && !out->node)
        return "say where: -i IFACE, or -r FILE";
    if (out->read_path != NULL && (out->interface_count > 0 || out->probe || out->node || out->fence != NULL))
        return "-r looks at a file: no -i, --probe, --node or --fence";
    if (out->keep_path != NULL && strcmp(out->keep_path, "-") == 0)
        return "-w takes a file: standard output is for what is found";
    if (out->read_path != NULL && out->keep_path != NULL && strcmp(out->read_path, out->keep_path) == 0)
        return "-w would overwrite what -r reads";
    return needs_another(out);
}

static int refuse_use(const char *why)
{
    fprintf(stderr, "vrrpwatch: %s; see vrrpwatch --help\n", why);
    return EX_USAGE + 1;
}

static int finish_merge(const struct options *out)
{
    if (out->interface_count > 0 || out->read_path != NULL || out->check)
        return refuse_use("merge reads files of vrrpwatch --json: no -i, -r or --check");
    if (out->merge_count < 2)
        return refuse_use("merge takes two or more files of vrrpwatch --json");
    return 0;
}

static int finish(int argc, char **argv, struct options *out)
{
    const char *why;

    if (optind < argc && strcmp(argv[optind], "merge") == 0) {
        out->merge = argv + optind + 1;
        out->merge_count = (size_t)(argc - optind - 1);
        return finish_merge(out);
    }
    why = contradiction(out, argc - optind);
    return why == NULL ? 0 : refuse_use(why);
}

/* A plugin's status also where what is wrong comes before --check. */
static bool has_check(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--check") == 0)
            return true;
    return false;
}

int options_parse(int argc, char **argv, struct options *out)
{
    int option, result = 0;

    *out =
        (struct options){.timeout_us = 60000000, .probe_every_us = 30000000, .alert_level = SEVERITY_WARNING};
    while (result == 0 && (option = getopt_long(argc, argv, "i:r:w:pt:qvVh", long_options, NULL)) >= 0)
        result = take(option, out);
    if (result == 0)
        result = finish(argc, argv, out);
    /* In check mode the four statuses of a plugin win. */
    return result == EX_USAGE + 1 && (out->check || has_check(argc, argv)) ? EXIT_UNKNOWN + 1 : result;
}

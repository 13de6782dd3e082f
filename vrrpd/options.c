/* The command line of vrrpd; see options.h. */
#include "vrrpd/options.h"

#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_RUN_DIR = 256, OPTION_COMPAT, OPTION_UPGRADE_CHECK };

enum { LOCAL0 = 16 }; /* syslog's number */

static const char usage[] =
    "usage: vrrpd [options]\n"
    "\n"
    "  -f, --use-file FILE     configuration, YAML or keepalived.conf\n"
    "                          (default /etc/vrrpd/vrrpd.yaml, else /etc/keepalived/keepalived.conf)\n"
    "  -t, --config-test[=FILE]\n"
    "                          check the configuration and exit: 0 good, 2 bad\n"
    "  -i, --config-id ID      lines of keepalived.conf that start with @ID apply\n"
    "  -n, --dont-fork         stay in the foreground\n"
    "  -l, --log-console       log to standard error instead of syslog\n"
    "  -D, --log-detail        log more\n"
    "  -S, --log-facility N    syslog facility local0..local7 by number 0..7\n"
    "  -d, --dump-conf         log the configuration at start\n"
    "  -p, --pid FILE          pid file (default RUN_DIR/vrrpd.pid)\n"
    "      --run-dir DIR       run directory (default /run/vrrpd)\n"
    "      --upgrade-check     as -t, and what this program can inherit from a running one\n"
    "      --compat            be found as keepalived: by name, and by pid file /run/keepalived.pid\n"
    "  -P, --vrrp              virtual routers only\n"
    "  -C, --check             virtual servers and their health checks only\n"
    "  -v, --version           print the version\n"
    "  -h, --help              print this\n"
    "\n"
    "HUP reloads, TERM and INT stop, USR1 logs a dump. See vrrpd(8), vrrpctl(8).\n";

static const struct option long_options[] = {
    {"use-file", required_argument, NULL, 'f'},
    {"config-test", optional_argument, NULL, 't'},
    {"config-id", required_argument, NULL, 'i'},
    {"dont-fork", no_argument, NULL, 'n'},
    {"log-console", no_argument, NULL, 'l'},
    {"log-detail", no_argument, NULL, 'D'},
    {"log-facility", required_argument, NULL, 'S'},
    {"dump-conf", no_argument, NULL, 'd'},
    {"pid", required_argument, NULL, 'p'},
    {"vrrp_pid", required_argument, NULL, 'r'},
    {"checkers_pid", required_argument, NULL, 'c'},
    {"run-dir", required_argument, NULL, OPTION_RUN_DIR},
    {"compat", no_argument, NULL, OPTION_COMPAT},
    {"upgrade-check", no_argument, NULL, OPTION_UPGRADE_CHECK},
    {"vrrp", no_argument, NULL, 'P'},
    {"check", no_argument, NULL, 'C'},
    {"dont-respawn", no_argument, NULL, 'R'},
    {"dont-release-vrrp", no_argument, NULL, 'V'},
    {"dont-release-ipvs", no_argument, NULL, 'I'},
    {"version", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* keepalived counts local0..local7 as 0..7; syslog as 16..23. */
static bool parse_facility(const char *text, int *facility)
{
    char *end;
    long number = strtol(text, &end, 10);

    if (*text == '\0' || *end != '\0' || number < 0 || number > 7) {
        fprintf(stderr, "vrrpd: --log-facility takes 0..7 (local0..local7), not `%s'\n", text);
        return false;
    }
    *facility = LOCAL0 + (int)number;
    return true;
}

static enum options_result refuse(const char *text)
{
    fprintf(stderr, "vrrpd: %s\n", text);
    return OPTIONS_WRONG;
}

static enum options_result print(const char *text)
{
    fputs(text, stdout);
    return OPTIONS_DONE;
}

static void replace(char **string, const char *text)
{
    free(*string);
    *string = strdup(text);
}

void options_free(struct options *options)
{
    free(options->file);
    free(options->run_dir);
    free(options->pid_file);
    free(options->config_id);
}

void options_print(const struct options *options, const char *program, const char *more,
                   struct options_words *out)
{
    const struct {
        const char *word, *argument;
        bool said;
    } all[] = {{"-f", options->file, true},
               {"-i", options->config_id, options->config_id != NULL},
               {"-p", options->pid_file, options->pid_file != NULL},
               {"--run-dir", options->run_dir, true},
               {"-S", out->facility, options->facility >= LOCAL0},
               {"-n", NULL, options->foreground},
               {"-l", NULL, options->console},
               {"-D", NULL, options->debug},
               {"-P", NULL, options->vrrp},
               {"-C", NULL, options->lvs},
               {"--compat", NULL, options->compat},
               {more, NULL, more != NULL}};
    size_t count = 0;

    snprintf(out->facility, sizeof(out->facility), "%d", (options->facility - LOCAL0) & 7);
    out->words[count++] = (char *)(uintptr_t)program;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (all[i].said)
            out->words[count++] = (char *)(uintptr_t)all[i].word;
        if (all[i].said && all[i].argument != NULL)
            out->words[count++] = (char *)(uintptr_t)all[i].argument;
    }
    out->words[count] = NULL;
}

/* One option; OPTIONS_RUN means go on. */
static enum options_result apply(int letter, struct options *options)
{
    switch (letter) {
    case 'f':
        replace(&options->file, optarg);
        break;
    case 't':
        options->config_test = true;
        if (optarg != NULL)
            replace(&options->file, optarg);
        break;
    case 'i':
        replace(&options->config_id, optarg);
        break;
    case 'n':
        options->foreground = true;
        break;
    case 'l':
        options->console = true;
        break;
    case 'D':
        options->debug = true;
        break;
    case 'd':
        options->dump = true;
        break;
    case 'p':
        replace(&options->pid_file, optarg);
        break;
    case 'S':
        return parse_facility(optarg, &options->facility) ? OPTIONS_RUN : OPTIONS_WRONG;
    case OPTION_RUN_DIR:
        replace(&options->run_dir, optarg);
        break;
    case OPTION_UPGRADE_CHECK:
        options->config_test = options->upgrade_check = true;
        break;
    case OPTION_COMPAT:
        options->compat = true;
        break;
    case 'P':
        options->vrrp = true;
        break;
    case 'r':
    case 'c':
    case 'R':
    case 'V':
    case 'I':
        fprintf(stderr, "vrrpd: keepalived's -%c means nothing here and is ignored\n", letter);
        break;
    case 'C':
        options->lvs = true;
        break;
    case 'v':
        return print("vrrpd " VRRPKIT_VERSION "\n");
    case 'h':
        return print(usage);
    default:
        return refuse("try `vrrpd --help'");
    }
    return OPTIONS_RUN;
}

enum options_result options_parse(int argc, char **argv, struct options *options)
{
    int letter;

    *options = (struct options){.run_dir = strdup("/run/vrrpd"), .facility = 3};
    while ((letter = getopt_long(argc, argv, "f:t::i:nlDdp:S:PCr:c:RVIvh", long_options, NULL)) != -1) {
        enum options_result result = apply(letter, options);

        if (result != OPTIONS_RUN)
            return result;
    }
    if (optind < argc) {
        fprintf(stderr, "vrrpd: `%s' is not an option; a configuration is named with -f\n", argv[optind]);
        return OPTIONS_WRONG;
    }
    return OPTIONS_RUN;
}

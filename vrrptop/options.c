/* The command line of vrrptop; see options.h. */
#include "vrrptop/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "vrrptop/settings.h"

enum {
    OPTION_SSH = 256,
    OPTION_WATCH,
    OPTION_SPEED,
    OPTION_JSON,
    OPTION_CSV,
    OPTION_SORT,
    OPTION_COLUMNS,
    OPTION_FILTER,
    OPTION_WRITE,
    OPTION_COLOUR,
};

static const char usage[] =
    "usage: vrrptop [options]                    virtual routers and IPVS of this host\n"
    "       vrrptop -H USER@HOST [-H ..]         of other hosts, through ssh\n"
    "       vrrptop --watch -i IFACE [-i ..]     what vrrpwatch hears, whoever speaks VRRP there\n"
    "       vrrpwatch --json .. | vrrptop -      the same through a pipe\n"
    "       vrrptop -r FILE.jsonl                a recording\n"
    "\n"
    "  -s, --socket PATH      control socket (default /run/vrrpd/vrrpd.sock); with -H the one there\n"
    "  -H, --host USER@HOST   runs `vrrpctl status --json --follow' there; repeatable; `here' is this host\n"
    "      --ssh COMMAND      ssh with its options (default ssh)\n"
    "  -r, --replay FILE      lines of vrrpctl status --json --follow, or of vrrpwatch --json\n"
    "      --speed N          of a recording, times real time (default 1)\n"
    "\n"
    "  -v, --view VIEW        vrrp, services, servers or events\n"
    "  -d, --delay SECONDS    between refreshes, 0.1 to 3600 (default 1)\n"
    "      --sort FIELD[:r]   sort by it, :r reversed; `--sort help' lists the fields\n"
    "      --columns A,B,..   these columns\n"
    "      --filter TEXT      only lines with it\n"
    "      --write            let drain, failover and weight be asked for, each with a confirmation\n"
    "\n"
    "  -b, --batch            plain text; without a terminal on standard output it is implied\n"
    "      --csv, --json      for programs: one view, or one object a frame\n"
    "  -n, --frames N         end after N frames\n"
    "\n"
    "  -C, --no-color         the same as --color never; NO_COLOR does it too\n"
    "      --color WHEN       auto, always or never\n"
    "  -M, --no-mouse         leave the mouse to the terminal\n"
    "  -U, --ascii            no lines, bars and arrows beyond ASCII\n"
    "  -h, --help    -V, --version\n"
    "\n"
    "`h' in vrrptop shows its keys. Exit status: 0, or one of sysexits(3). See vrrptop(1).\n";

static const struct option long_options[] = {
    {"socket", required_argument, NULL, 's'},
    {"host", required_argument, NULL, 'H'},
    {"ssh", required_argument, NULL, OPTION_SSH},
    {"watch", no_argument, NULL, OPTION_WATCH},
    {"interface", required_argument, NULL, 'i'},
    {"replay", required_argument, NULL, 'r'},
    {"speed", required_argument, NULL, OPTION_SPEED},
    {"view", required_argument, NULL, 'v'},
    {"delay", required_argument, NULL, 'd'},
    {"sort", required_argument, NULL, OPTION_SORT},
    {"columns", required_argument, NULL, OPTION_COLUMNS},
    {"filter", required_argument, NULL, OPTION_FILTER},
    {"write", no_argument, NULL, OPTION_WRITE},
    {"batch", no_argument, NULL, 'b'},
    {"csv", no_argument, NULL, OPTION_CSV},
    {"json", no_argument, NULL, OPTION_JSON},
    {"frames", required_argument, NULL, 'n'},
    {"no-color", no_argument, NULL, 'C'},
    {"color", required_argument, NULL, OPTION_COLOUR},
    {"no-mouse", no_argument, NULL, 'M'},
    {"ascii", no_argument, NULL, 'U'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static int wrong(const char *what, const char *value)
{
    fprintf(stderr, "vrrptop: %s: `%s'; `vrrptop --help' has a list\n", what, value);
    return EX_USAGE + 1;
}

/* ---- values ---- */

static int take_colour(const char *text, struct options *out)
{
    static const char *const words[] = {
        [COLOUR_AUTO] = "auto", [COLOUR_ALWAYS] = "always", [COLOUR_NEVER] = "never"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(words[i], text) != 0)
            continue;
        out->colour = (enum options_colour)i;
        return 0;
    }
    return wrong("--color is auto, always or never, not", text);
}

static int take_frames(const char *text, struct options *out)
{
    char *rest;

    out->frames = strtoll(text, &rest, 10);
    return *text != '\0' && *rest == '\0' && out->frames > 0 ? 0 : wrong("--frames is a number, not", text);
}

static int take_speed(const char *text, struct options *out)
{
    char *rest;

    out->speed = strtod(text, &rest);
    return *text != '\0' && *rest == '\0' && out->speed >= 0.01 && out->speed <= 10000
               ? 0
               : wrong("--speed is a number from 0.01 to 10000, not", text);
}

static int take_delay(const char *text, struct options *out)
{
    out->delay_us = settings_delay(text);
    return out->delay_us > 0 ? 0 : wrong("--delay is from 0.1 to 3600 seconds, not", text);
}

static int take_view(const char *text, struct options *out)
{
    out->view = field_view_find(text);
    return out->view >= 0 ? 0 : wrong("--view is vrrp, services, servers or events, not", text);
}

static int take_text(const char **list, size_t *count, size_t size, const char *text)
{
    if (*count == size)
        return wrong("too many of these", text);
    list[(*count)++] = text;
    return 0;
}

static void list_fields(void)
{
    for (int view = 0; view < VIEW_COUNT; view++) {
        size_t count;
        const struct field *fields = field_table((enum view_kind)view, &count);

        printf("%s:\n", field_view_name((enum view_kind)view));
        for (size_t i = 0; i < count; i++)
            printf("  %-12s %s\n", fields[i].key, fields[i].help);
    }
}

/* 0 to go on, else exit status + 1. */
static int take(int letter, struct options *out)
{
    switch (letter) {
    case 's':
        out->socket = optarg;
        return 0;
    case 'H':
        return take_text(out->hosts, &out->host_count, OPTIONS_HOSTS_MAX, optarg);
    case OPTION_SSH:
        out->ssh = optarg;
        return 0;
    case OPTION_WATCH:
        out->watch = true;
        return 0;
    case 'i':
        return take_text(out->interfaces, &out->interface_count, OPTIONS_INTERFACES_MAX, optarg);
    case 'r':
        out->replay_path = optarg;
        return 0;
    case OPTION_SPEED:
        return take_speed(optarg, out);
    case 'v':
        return take_view(optarg, out);
    case 'd':
        return take_delay(optarg, out);
    case 'n':
        return take_frames(optarg, out);
    case 'b':
        out->format = out->format == FORMAT_SCREEN ? FORMAT_TEXT : out->format;
        return 0;
    default:
        return -1;
    }
}

static int take_look(int letter, struct options *out)
{
    switch (letter) {
    case OPTION_SORT:
        out->sort = optarg;
        return 0;
    case OPTION_COLUMNS:
        out->columns = optarg;
        return 0;
    case OPTION_FILTER:
        out->filter = optarg;
        return 0;
    case OPTION_WRITE:
        out->write = true;
        return 0;
    case OPTION_CSV:
        out->format = FORMAT_CSV;
        return 0;
    case OPTION_JSON:
        out->format = FORMAT_JSON;
        return 0;
    case 'C':
        out->colour = COLOUR_NEVER;
        return 0;
    case OPTION_COLOUR:
        return take_colour(optarg, out);
    case 'M':
        out->no_mouse = true;
        return 0;
    case 'U':
        out->ascii = true;
        return 0;
    default:
        return -1;
    }
}

static int take_other(int letter)
{
    if (letter == 'h')
        fputs(usage, stdout);
    else if (letter == 'V')
        puts("vrrptop " VRRPKIT_VERSION);
    else
        fputs("vrrptop: `vrrptop --help' lists the options\n", stderr);
    return letter == 'h' || letter == 'V' ? EX_OK + 1 : EX_USAGE + 1;
}

/* What cannot be said together. */
static int judge(struct options *out)
{
    bool daemon = out->host_count > 0 || out->socket != NULL;

    if (out->sort != NULL && strcmp(out->sort, "help") == 0) {
        list_fields();
        return EX_OK + 1;
    }
    if (out->watch && out->interface_count == 0)
        return wrong("--watch needs -i", "IFACE");
    if (!out->watch && out->interface_count > 0)
        return wrong("-i goes with --watch", out->interfaces[0]);
    if (out->replay_path != NULL && (daemon || out->watch || out->stream))
        return wrong("a recording is shown alone", out->replay_path);
    if (out->stream && isatty(STDIN_FILENO))
        return wrong("pipe lines into it: `vrrpwatch --json --summary-every 1s -i IFACE | vrrptop -\', not",
                     "-");
    if (out->write && (out->replay_path != NULL || out->format != FORMAT_SCREEN))
        return wrong("--write needs a screen and a daemon", "--write");
    if (out->format == FORMAT_SCREEN && !isatty(STDOUT_FILENO))
        out->format = FORMAT_TEXT;
    return 0;
}

int options_parse(int argc, char **argv, struct options *out)
{
    int letter, status;

    *out = (struct options){.ssh = "ssh", .speed = 1, .view = -1};
    while ((letter = getopt_long(argc, argv, "s:H:i:r:v:d:n:bCMUhV", long_options, NULL)) != -1) {
        status = take(letter, out);
        if (status < 0)
            status = take_look(letter, out);
        if (status < 0)
            status = take_other(letter);
        if (status != 0)
            return status;
    }
    for (; optind < argc; optind++) {
        if (strcmp(argv[optind], "-") != 0)
            return wrong("not understood", argv[optind]);
        out->stream = true;
    }
    return judge(out);
}

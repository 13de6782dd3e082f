/* The top level of a keepalived.conf. */
#include "conf/keepalived.h"

#include <stdio.h>
#include <string.h>

#include "conf/keepalived_global.h"
#include "conf/keepalived_group.h"
#include "conf/keepalived_links.h"
#include "conf/keepalived_lvs.h"
#include "conf/keepalived_lvs_group.h"
#include "conf/keepalived_mail.h"
#include "conf/keepalived_track.h"
#include "conf/keepalived_vrrp.h"

static const char *const no_bfd = "BFD is not supported: what it checks will not move the addresses";
static const char *const no_linkbeat = "not acted on: the kernel's link events are used";
static const char *const no_certificate =
    "client certificates are not sent: SSL_GET takes any certificate and shows none";
static const char *const no_static =
    "static addresses, routes and rules are not acted on yet: the block is skipped";

/* Each block gets a warning of its own: what is skipped is worth a line. */
static void skip(struct keepalived *keepalived, const struct keepalived_line *line, const char *why)
{
    char rest[80] = "";
    size_t used = 0;

    for (size_t i = 1; i < line->count && i < 3; i++)
        used += (size_t)snprintf(rest + used, sizeof rest - used, " %.30s", line->words[i].text);
    keepalived_warn(keepalived, &line->words[0], "`%s%s': %s", line->words[0].text, rest, why);
}

static void skip_bfd(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    skip(keepalived, line, no_bfd);
}

static void skip_linkbeat(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    skip(keepalived, line, no_linkbeat);
}

static void skip_ssl(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    skip(keepalived, line, no_certificate);
}

static void skip_static(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    skip(keepalived, line, no_static);
}

static void read_later(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line, (void)target; /* definitions came before, sync groups come after */
}

#define BLOCK(name, min, function)                                                                           \
    {                                                                                                        \
        name, KEYWORD_READ, true, min, KEYWORD_ANY, function, NULL, 0                                        \
    }

static const struct keepalived_keyword keywords[] = {
    BLOCK("global_defs", 0, read_later),
    BLOCK("vrrp_instance", 0, keepalived_vrrp_instance),
    BLOCK("vrrp_sync_group", 0, read_later),
    BLOCK("vrrp_script", 0, read_later),
    BLOCK("track_file", 0, read_later),
    BLOCK("vrrp_track_file", 0, read_later),
    BLOCK("vrrp_track_process", 0, read_later),
    BLOCK("bfd_instance", 1, skip_bfd),
    BLOCK("track_group", 1, skip_static),
    BLOCK("virtual_server", 1, keepalived_lvs),
    BLOCK("virtual_server_group", 0, keepalived_lvs_group_later),
    BLOCK("SSL", 0, skip_ssl),
    BLOCK("static_ipaddress", 0, skip_static),
    BLOCK("static_routes", 0, skip_static),
    BLOCK("static_rules", 0, skip_static),
    BLOCK("garp_group", 0, skip_static),
    BLOCK("interface_up_down_delays", 0, keepalived_link_delays),
    BLOCK("linkbeat_interfaces", 0, skip_linkbeat),
    {"net_namespace", KEYWORD_REFUSE, false, 1, 1, NULL, NULL, REFUSE_NAMESPACE},
    {"instance", KEYWORD_LATER, false, 1, 1, NULL, "not used: see --run-dir in vrrpd(8)", 0},
    {"net_namespace_ipvs", KEYWORD_LATER, false, 1, 1, NULL,
     "not acted on: the table of the daemon's own network namespace is used", 0},
    {"namespace_with_ipsets", KEYWORD_QUIET, false, 0, 0, NULL, NULL, 0},
    {"use_pid_dir", KEYWORD_QUIET, false, 0, 0, NULL, NULL, 0},
    {"include_check", KEYWORD_QUIET, false, 0, KEYWORD_ANY, NULL, NULL, 0},
};

static const struct keepalived_table table = {"the file", keywords, sizeof keywords / sizeof *keywords, true};

/* The top-level lines with that keyword and a block. */
static void each_block(struct keepalived *keepalived, const char *keyword,
                       void (*read)(struct keepalived *, const struct keepalived_line *))
{
    for (size_t i = 0; i < keepalived->lines.count; i = keepalived->lines.items[i].end) {
        const struct keepalived_line *line = &keepalived->lines.items[i];
        if (line->count && line->block && strcmp(line->words[0].text, keyword) == 0)
            read(keepalived, line);
    }
}

/* keepalived reads global_defs before everything else, wherever it stands, and groups when all is known.
 * Trackers come before what uses them. */
static void read_lines(struct reader *reader, struct conf *scratch, const struct conf_text *text)
{
    struct keepalived keepalived = {
        .reader = reader, .scratch = scratch, .defaults = {.lvs = {.mail = -1, .checker_mail = -1}}};
    struct conf_instance defaults = {0};

    conf_instance_defaults(reader->conf, &defaults);
    keepalived.defaults.group = defaults.group;
    keepalived.defaults.group6 = conf_default_group(ADDR_IPV6);
    keepalived.defaults.garp = defaults.garp;
    keepalived_lines_read(reader, scratch, text, &keepalived.lines);
    each_block(&keepalived, "global_defs", keepalived_global);
    each_block(&keepalived, "vrrp_script", keepalived_track_script);
    each_block(&keepalived, "track_file", keepalived_track_file);
    each_block(&keepalived, "vrrp_track_file", keepalived_track_file);
    each_block(&keepalived, "vrrp_track_process", keepalived_track_process);
    each_block(&keepalived, "virtual_server_group", keepalived_lvs_group);
    keepalived_walk(&keepalived, &table, 0, keepalived.lines.count, NULL);
    each_block(&keepalived, "vrrp_sync_group", keepalived_group);
    keepalived_mail_finish(&keepalived);
}

/* Lines and words live in memory of their own: they are larger than the model and of no use afterwards. */
void keepalived_read(struct reader *reader, const struct conf_text *text)
{
    struct conf *scratch = conf_new(CONF_FORMAT_KEEPALIVED, reader->conf->path);

    if (!scratch) {
        conf_errors_add(reader->errors, CONF_ERROR, &(struct conf_place){reader->conf->path, 0, 0},
                        "out of memory");
        return;
    }
    read_lines(reader, scratch, text);
    conf_free(scratch);
}

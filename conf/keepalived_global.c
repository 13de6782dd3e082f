/* The keywords of global_defs. */
#include "conf/keepalived_global.h"

#include <string.h>

#include "conf/keepalived_command.h"
#include "conf/keepalived_links.h"
#include "conf/keepalived_lvs_global.h"
#include "conf/keepalived_mail.h"
#include "conf/keepalived_number.h"
#include "conf/keepalived_owner.h"
#include "conf/quantity.h"

static void read_router_id(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    keepalived->reader->conf->global.router_id = keepalived_clean(keepalived, &line->words[1]);
}

static void read_version(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_range range = {2, 3, "keepalived ignores the line"};
    int64_t version;

    (void)target;
    if (keepalived_number(keepalived, &line->words[1], &range, &version))
        keepalived->reader->conf->global.version = (uint8_t)version;
}

static void read_strict(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    keepalived->defaults.strict = true;
    keepalived_warn(
        keepalived, &line->words[0],
        "vrrp_strict: authentication is dropped as keepalived does, but its firewall rules, which make "
        "the addresses unreachable, are not installed");
}

static void read_checksum(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)line, (void)target;
    keepalived->defaults.checksum_plain = true;
}

static void read_group4(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    const struct keepalived_word *word = &line->words[1];
    struct addr group;

    (void)target;
    if (addr_parse(word->text, &group) && group.family == ADDR_IPV4 && addr_is_multicast(&group))
        keepalived->defaults.group = group;
    else
        keepalived_warn(keepalived, word, "`%s' is not an IPv4 multicast group: keepalived ignores the line",
                        word->text);
}

static void read_group6(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    const struct keepalived_word *word = &line->words[1];
    struct addr group;

    (void)target;
    if (addr_parse(word->text, &group) && group.family == ADDR_IPV6 && addr_is_multicast(&group))
        keepalived->defaults.group6 = group;
    else
        keepalived_warn(keepalived, word, "`%s' is not an IPv6 multicast group: keepalived ignores the line",
                        word->text);
}

static const struct keepalived_range delay_range = {0, 86400,
                                                    "keepalived wants whole seconds and ignores the line"};

static void read_garp_delay(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    keepalived_whole_seconds(keepalived, &line->words[1], &delay_range,
                             &keepalived->defaults.garp.master_delay_us);
}

static void read_garp_repeat(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    keepalived_repeat(keepalived, &line->words[1], 1, &keepalived->defaults.garp.master_repeat);
}

static void read_garp_refresh(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    keepalived_whole_seconds(keepalived, &line->words[1], &delay_range,
                             &keepalived->defaults.garp.master_refresh_us);
}

static void read_garp_refresh_repeat(struct keepalived *keepalived, const struct keepalived_line *line,
                                     void *target)
{
    (void)target;
    keepalived_repeat(keepalived, &line->words[1], 1, &keepalived->defaults.garp.master_refresh_repeat);
}

static void read_lower_delay(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_defaults *defaults = &keepalived->defaults;

    (void)target;
    defaults->has_lower_delay |= keepalived_whole_seconds(keepalived, &line->words[1], &delay_range,
                                                          &defaults->garp.lower_prio_delay_us);
}

static void read_lower_repeat(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_defaults *defaults = &keepalived->defaults;

    (void)target;
    defaults->has_lower_repeat |=
        keepalived_repeat(keepalived, &line->words[1], 0, &defaults->garp.lower_prio_repeat);
}

static const struct keepalived_range pacing_range = {0, 3600000000, "keepalived ignores the line"};

static void read_garp_interval(struct keepalived *keepalived, const struct keepalived_line *line,
                               void *target)
{
    (void)target;
    keepalived_seconds(keepalived, &line->words[1], &pacing_range, &keepalived->defaults.garp.interval_us);
}

static void read_na_interval(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)target;
    keepalived_seconds(keepalived, &line->words[1], &pacing_range, &keepalived->defaults.garp.na_interval_us);
}

static void read_script_user(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_global *global = &keepalived->reader->conf->global;
    struct conf_command user = {.argc = 0};

    (void)target;
    if (!keepalived_command_user(keepalived, line, 1, &user))
        return;
    global->script_user = user.user;
    global->script_group = user.group;
}

static void read_startup_delay(struct keepalived *keepalived, const struct keepalived_line *line,
                               void *target)
{
    static const struct keepalived_range range = {0, 86400000000, "keepalived ignores the line"};

    (void)target;
    keepalived_seconds(keepalived, &line->words[1], &range,
                       &keepalived->reader->conf->global.startup_delay_us);
}

/* One announcement a burst, and no second burst. */
static void read_min_garp(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_garp *garp = &keepalived->defaults.garp;

    (void)target;
    if (line->count > 1 && strchr("nNfF0", line->words[1].text[0]))
        return;
    garp->master_delay_us = 0;
    garp->master_repeat = 1;
}

/* All instances are to send mail. */
static void read_mail(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_owner owner = {.mail = &keepalived->defaults.mail};

    (void)target;
    keepalived_owner_mail(keepalived, line, &owner);
    if (strcmp(line->words[0].text, "smtp_alert") == 0)
        keepalived->defaults.lvs.mail = keepalived->defaults.mail;
}

#define NO_SCRIPTS  "not acted on: scripts of the daemon itself and FIFOs have no counterpart yet"
#define NO_PROCESS  "set by our own means: see vrrpd(8) for priorities, memory and process names"
#define NO_FLUSH    "a stop takes out the virtual servers of this file, all of them and no others"
#define NO_LESS     "not acted on: a server that changes is told of whenever `smtp_alert' asks for it"
#define NO_SNMP     "SNMP and DBus are not supported: see vrrpctl(8)"
#define NO_FIREWALL "firewall rules are not acted on yet: none will be installed"
#define NO_DUMP     "files of keepalived's dumps and reloads have no use here: see vrrpctl(8)"

static const struct keepalived_keyword keywords[] = {
    KEEPALIVED_READ("router_id", false, 1, 1, read_router_id),
    KEEPALIVED_READ("vrrp_version", false, 1, 1, read_version),
    KEEPALIVED_READ("vrrp_strict", false, 0, 0, read_strict),
    KEEPALIVED_READ("v3_checksum_as_v2", false, 0, 1, read_checksum),
    KEEPALIVED_READ("vrrp_mcast_group4", false, 1, 1, read_group4),
    KEEPALIVED_READ("vrrp_mcast_group6", false, 1, 1, read_group6),
    KEEPALIVED_READ("script_user", false, 1, 2, read_script_user),
    KEEPALIVED_READ("vrrp_startup_delay", false, 1, 1, read_startup_delay),
    KEEPALIVED_READ("interface_up_down_delays", true, 0, 0, keepalived_link_delays),
    KEEPALIVED_READ("smtp_alert", false, 0, 1, read_mail),
    KEEPALIVED_READ("smtp_alert_vrrp", false, 0, 1, read_mail),
    KEEPALIVED_READ("vrrp_garp_master_delay", false, 1, 1, read_garp_delay),
    KEEPALIVED_READ("vrrp_garp_master_repeat", false, 1, 1, read_garp_repeat),
    KEEPALIVED_READ("vrrp_garp_master_refresh", false, 1, 1, read_garp_refresh),
    KEEPALIVED_READ("vrrp_garp_master_refresh_repeat", false, 1, 1, read_garp_refresh_repeat),
    KEEPALIVED_READ("vrrp_garp_lower_prio_delay", false, 1, 1, read_lower_delay),
    KEEPALIVED_READ("vrrp_garp_lower_prio_repeat", false, 1, 1, read_lower_repeat),
    KEEPALIVED_READ("vrrp_garp_interval", false, 1, 1, read_garp_interval),
    KEEPALIVED_READ("vrrp_gna_interval", false, 1, 1, read_na_interval),
    KEEPALIVED_MAIL_KEYWORDS,
    KEEPALIVED_LVS_GLOBAL_ROWS,
    KEEPALIVED_LATER("no_checker_emails", NO_LESS),
    KEEPALIVED_QUIET("enable_script_security"),
    KEEPALIVED_QUIET("use_symlink_paths"),
    KEEPALIVED_QUIET("set_supplementary_groups"),
    KEEPALIVED_LATER("startup_script", NO_SCRIPTS),
    KEEPALIVED_LATER("startup_script_timeout", NO_SCRIPTS),
    KEEPALIVED_LATER("shutdown_script", NO_SCRIPTS),
    KEEPALIVED_LATER("shutdown_script_timeout", NO_SCRIPTS),
    KEEPALIVED_LATER("notify_fifo", NO_SCRIPTS),
    KEEPALIVED_LATER("notify_fifo_script", NO_SCRIPTS),
    KEEPALIVED_LATER("vrrp_notify_fifo", NO_SCRIPTS),
    KEEPALIVED_LATER("vrrp_notify_fifo_script", NO_SCRIPTS),
    KEEPALIVED_LATER("lvs_notify_fifo", NO_SCRIPTS),
    KEEPALIVED_LATER("lvs_notify_fifo_script", NO_SCRIPTS),
    KEEPALIVED_LATER("vrrp_notify_priority_changes",
                     "not acted on yet: hooks hear of states, not of priorities"),
    KEEPALIVED_LATER("vrrp_delay_after_boot",
                     "not acted on yet: use vrrp_startup_delay, which counts from the start of the daemon"),
    KEEPALIVED_LATER("linkbeat_use_polling", "not acted on: the kernel's link events are used"),
    KEEPALIVED_LATER("linkbeat_interfaces", "not acted on: the kernel's link events are used"),
    KEEPALIVED_QUIET("vrrp_check_unicast_src"),
    KEEPALIVED_LATER("vrrp_lower_prio_no_advert",
                     "not acted on yet: a master answers a lower priority with one advert"),
    KEEPALIVED_LATER("vrrp_higher_prio_send_advert",
                     "not acted on yet: a master that hears a higher priority yields silently"),
    KEEPALIVED_LATER("vrrp_owner_ignore_adverts",
                     "not acted on yet: priority 255 treats adverts like any other priority"),
    KEEPALIVED_LATER("log_unknown_vrids", "foreign virtual routers are seen by vrrpwatch"),
    KEEPALIVED_LATER("vrrp_iptables", NO_FIREWALL),
    KEEPALIVED_LATER("vrrp_ipsets", NO_FIREWALL),
    KEEPALIVED_LATER("nftables", NO_FIREWALL),
    KEEPALIVED_LATER("nftables_priority", NO_FIREWALL),
    KEEPALIVED_LATER("nftables_counters", NO_FIREWALL),
    KEEPALIVED_LATER("nftables_ifindex", NO_FIREWALL),
    KEEPALIVED_LATER("nftables_ipvs", NO_FIREWALL),
    KEEPALIVED_LATER("nftables_ipvs_start_fwmark", NO_FIREWALL),
    KEEPALIVED_LATER("lvs_flush_on_stop", NO_FLUSH),
    KEEPALIVED_LATER("lvs_flush_onstop", NO_FLUSH),
    KEEPALIVED_QUIET("lvs_netlink_cmd_rcv_bufs"),
    KEEPALIVED_QUIET("lvs_netlink_cmd_rcv_bufs_force"),
    KEEPALIVED_QUIET("lvs_netlink_monitor_rcv_bufs"),
    KEEPALIVED_QUIET("lvs_netlink_monitor_rcv_bufs_force"),
    KEEPALIVED_READ("vrrp_min_garp", false, 0, 1, read_min_garp),
    KEEPALIVED_LATER("vrrp_garp_extra_if",
                     "not acted on yet: announcements go out on the addresses' own interfaces"),
    KEEPALIVED_LATER("snmp_socket", NO_SNMP),
    KEEPALIVED_LATER("enable_snmp_keepalived", NO_SNMP),
    KEEPALIVED_LATER("enable_snmp_vrrp", NO_SNMP),
    KEEPALIVED_LATER("enable_snmp_checker", NO_SNMP),
    KEEPALIVED_LATER("enable_snmp_rfc", NO_SNMP),
    KEEPALIVED_LATER("enable_snmp_rfcv2", NO_SNMP),
    KEEPALIVED_LATER("enable_snmp_rfcv3", NO_SNMP),
    KEEPALIVED_LATER("enable_traps", NO_SNMP),
    KEEPALIVED_LATER("snmp_vs_stats_update_interval", NO_SNMP),
    KEEPALIVED_LATER("snmp_rs_stats_update_interval", NO_SNMP),
    KEEPALIVED_LATER("enable_dbus", NO_SNMP),
    KEEPALIVED_LATER("dbus_service_name", NO_SNMP),
    KEEPALIVED_LATER("dbus_no_interface_name", NO_SNMP),
    KEEPALIVED_LATER("reload_check_config", "a reload always validates the file first"),
    KEEPALIVED_LATER("reload_time_file", NO_DUMP),
    KEEPALIVED_LATER("reload_repeat", NO_DUMP),
    KEEPALIVED_LATER("reload_file", NO_DUMP),
    KEEPALIVED_LATER("config_save_dir", NO_DUMP),
    KEEPALIVED_LATER("tmp_config_directory", NO_DUMP),
    KEEPALIVED_LATER("state_dump_file", NO_DUMP),
    KEEPALIVED_LATER("stats_dump_file", NO_DUMP),
    KEEPALIVED_LATER("json_dump_file", NO_DUMP),
    KEEPALIVED_LATER("json_version", NO_DUMP),
    KEEPALIVED_LATER("data_use_instance", NO_DUMP),
    KEEPALIVED_LATER("vrrp_priority", NO_PROCESS),
    KEEPALIVED_LATER("checker_priority", NO_PROCESS),
    KEEPALIVED_LATER("bfd_priority", NO_PROCESS),
    KEEPALIVED_LATER("vrrp_rt_priority", NO_PROCESS),
    KEEPALIVED_LATER("checker_rt_priority", NO_PROCESS),
    KEEPALIVED_LATER("bfd_rt_priority", NO_PROCESS),
    KEEPALIVED_LATER("vrrp_rlimit_rttime", NO_PROCESS),
    KEEPALIVED_LATER("checker_rlimit_rttime", NO_PROCESS),
    KEEPALIVED_LATER("bfd_rlimit_rttime", NO_PROCESS),
    KEEPALIVED_LATER("vrrp_no_swap", NO_PROCESS),
    KEEPALIVED_LATER("checker_no_swap", NO_PROCESS),
    KEEPALIVED_LATER("bfd_no_swap", NO_PROCESS),
    KEEPALIVED_LATER("vrrp_cpu_affinity", NO_PROCESS),
    KEEPALIVED_LATER("checker_cpu_affinity", NO_PROCESS),
    KEEPALIVED_LATER("bfd_cpu_affinity", NO_PROCESS),
    KEEPALIVED_LATER("max_auto_priority", NO_PROCESS),
    KEEPALIVED_LATER("min_auto_priority_delay", NO_PROCESS),
    KEEPALIVED_LATER("process_names", NO_PROCESS),
    KEEPALIVED_LATER("parent_process_name", NO_PROCESS),
    KEEPALIVED_LATER("vrrp_process_name", NO_PROCESS),
    KEEPALIVED_LATER("checker_process_name", NO_PROCESS),
    KEEPALIVED_LATER("bfd_process_name", NO_PROCESS),
    KEEPALIVED_LATER("umask", NO_PROCESS),
    KEEPALIVED_LATER("child_wait_time", NO_PROCESS),
    KEEPALIVED_QUIET("vrrp_skip_check_adv_addr"),
    KEEPALIVED_QUIET("default_interface"),
    KEEPALIVED_QUIET("dynamic_interfaces"),
    KEEPALIVED_QUIET("disable_local_igmp"),
    KEEPALIVED_QUIET("vrrp_netlink_cmd_rcv_bufs"),
    KEEPALIVED_QUIET("vrrp_netlink_cmd_rcv_bufs_force"),
    KEEPALIVED_QUIET("vrrp_netlink_monitor_rcv_bufs"),
    KEEPALIVED_QUIET("vrrp_netlink_monitor_rcv_bufs_force"),
    KEEPALIVED_QUIET("process_monitor_rcv_bufs"),
    KEEPALIVED_QUIET("process_monitor_rcv_bufs_force"),
    KEEPALIVED_QUIET("vrrp_rx_bufs_policy"),
    KEEPALIVED_QUIET("vrrp_rx_bufs_multiplier"),
};

void keepalived_global(struct keepalived *keepalived, const struct keepalived_line *line)
{
    static const struct keepalived_table table = {"global_defs", keywords, sizeof keywords / sizeof *keywords,
                                                  false};

    keepalived_walk_block(keepalived, &table, line, NULL);
}

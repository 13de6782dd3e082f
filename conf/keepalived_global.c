/* The keywords of global_defs. */
#include "conf/keepalived_global.h"

#include "conf/keepalived_number.h"
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
    if (addr_parse(word->text, &group) && group.family == ADDR_IPV4 && (group.bytes[0] & 0xf0) == 0xe0)
        keepalived->defaults.group = group;
    else
        keepalived_warn(keepalived, word, "`%s' is not an IPv4 multicast group: keepalived ignores the line",
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

/* vrrp_garp_interval and vrrp_gna_interval: the shipped sample says 0, which keepalived itself rejects. */
static void read_pacing(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_range range = {1, 4294967295000,
                                                  "keepalived ignores the line, announcements are "
                                                  "not paced"};
    int64_t ignored;

    (void)target;
    if (keepalived_seconds(keepalived, &line->words[1], &range, &ignored))
        keepalived_warn(keepalived, &line->words[0], "pacing of announcements is not acted on yet");
}

#define NO_MAIL     "mail is not acted on yet: none will be sent"
#define NO_SCRIPTS  "scripts are not acted on yet: none will run"
#define NO_PROCESS  "set by our own means: see vrrpd(8) for priorities, memory and process names"
#define NO_DELAY    "not acted on yet: the election starts at once"
#define NO_LVS      "LVS is not acted on yet"
#define NO_SNMP     "SNMP and DBus are not supported: see vrrpctl(8)"
#define NO_FIREWALL "firewall rules are not acted on yet: none will be installed"
#define NO_DUMP     "files of keepalived's dumps and reloads have no use here: see vrrpctl(8)"

#define READ(name, min, max, function)                                                                       \
    {                                                                                                        \
        name, KEYWORD_READ, false, min, max, function, NULL, 0                                               \
    }
#define LATER(name, note)                                                                                    \
    {                                                                                                        \
        name, KEYWORD_LATER, false, 0, KEYWORD_ANY, NULL, note, 0                                            \
    }
#define QUIET(name)                                                                                          \
    {                                                                                                        \
        name, KEYWORD_QUIET, false, 0, KEYWORD_ANY, NULL, NULL, 0                                            \
    }

static const struct keepalived_keyword keywords[] = {
    READ("router_id", 1, 1, read_router_id),
    READ("vrrp_version", 1, 1, read_version),
    READ("vrrp_strict", 0, 0, read_strict),
    READ("v3_checksum_as_v2", 0, 1, read_checksum),
    READ("vrrp_mcast_group4", 1, 1, read_group4),
    READ("vrrp_garp_master_delay", 1, 1, read_garp_delay),
    READ("vrrp_garp_master_repeat", 1, 1, read_garp_repeat),
    READ("vrrp_garp_master_refresh", 1, 1, read_garp_refresh),
    READ("vrrp_garp_master_refresh_repeat", 1, 1, read_garp_refresh_repeat),
    READ("vrrp_garp_lower_prio_delay", 1, 1, read_lower_delay),
    READ("vrrp_garp_lower_prio_repeat", 1, 1, read_lower_repeat),
    READ("vrrp_garp_interval", 1, 1, read_pacing),
    READ("vrrp_gna_interval", 1, 1, read_pacing),
    LATER("notification_email", NO_MAIL),
    LATER("notification_email_from", NO_MAIL),
    LATER("smtp_server", NO_MAIL),
    LATER("smtp_helo_name", NO_MAIL),
    LATER("smtp_connect_timeout", NO_MAIL),
    LATER("smtp_alert", NO_MAIL),
    LATER("smtp_alert_vrrp", NO_MAIL),
    LATER("smtp_alert_checker", NO_MAIL),
    LATER("no_email_faults", NO_MAIL),
    LATER("no_checker_emails", NO_MAIL),
    LATER("checker_log_all_failures", NO_LVS),
    LATER("script_user", NO_SCRIPTS),
    LATER("enable_script_security", NO_SCRIPTS),
    LATER("use_symlink_paths", NO_SCRIPTS),
    LATER("set_supplementary_groups", NO_SCRIPTS),
    LATER("startup_script", NO_SCRIPTS),
    LATER("startup_script_timeout", NO_SCRIPTS),
    LATER("shutdown_script", NO_SCRIPTS),
    LATER("shutdown_script_timeout", NO_SCRIPTS),
    LATER("notify_fifo", NO_SCRIPTS),
    LATER("notify_fifo_script", NO_SCRIPTS),
    LATER("vrrp_notify_fifo", NO_SCRIPTS),
    LATER("vrrp_notify_fifo_script", NO_SCRIPTS),
    LATER("lvs_notify_fifo", NO_SCRIPTS),
    LATER("lvs_notify_fifo_script", NO_SCRIPTS),
    LATER("vrrp_notify_priority_changes", NO_SCRIPTS),
    LATER("vrrp_startup_delay", NO_DELAY),
    LATER("vrrp_delay_after_boot", NO_DELAY),
    LATER("interface_up_down_delays", "not acted on yet: link events count at once"),
    LATER("linkbeat_use_polling", "not acted on yet: the kernel's link events are used"),
    LATER("linkbeat_interfaces", "not acted on yet: the kernel's link events are used"),
    LATER("vrrp_check_unicast_src", "unicast is not supported yet"),
    LATER("vrrp_lower_prio_no_advert", "not acted on yet: a master answers a lower priority with one advert"),
    LATER("vrrp_higher_prio_send_advert",
          "not acted on yet: a master that hears a higher priority yields silently"),
    LATER("vrrp_owner_ignore_adverts",
          "not acted on yet: priority 255 treats adverts like any other priority"),
    LATER("log_unknown_vrids", "foreign virtual routers are seen by vrrpwatch"),
    LATER("vrrp_iptables", NO_FIREWALL),
    LATER("vrrp_ipsets", NO_FIREWALL),
    LATER("nftables", NO_FIREWALL),
    LATER("nftables_priority", NO_FIREWALL),
    LATER("nftables_counters", NO_FIREWALL),
    LATER("nftables_ifindex", NO_FIREWALL),
    LATER("nftables_ipvs", NO_FIREWALL),
    LATER("nftables_ipvs_start_fwmark", NO_FIREWALL),
    LATER("lvs_sync_daemon", NO_LVS),
    LATER("lvs_flush", NO_LVS),
    LATER("lvs_flush_on_stop", NO_LVS),
    LATER("lvs_flush_onstop", NO_LVS),
    LATER("lvs_timeouts", NO_LVS),
    LATER("lvs_netlink_cmd_rcv_bufs", NO_LVS),
    LATER("lvs_netlink_cmd_rcv_bufs_force", NO_LVS),
    LATER("lvs_netlink_monitor_rcv_bufs", NO_LVS),
    LATER("lvs_netlink_monitor_rcv_bufs_force", NO_LVS),
    LATER("vrrp_min_garp", "pacing of announcements is not acted on yet"),
    LATER("vrrp_garp_extra_if", "not acted on yet: announcements go out on the addresses' own interfaces"),
    LATER("snmp_socket", NO_SNMP),
    LATER("enable_snmp_keepalived", NO_SNMP),
    LATER("enable_snmp_vrrp", NO_SNMP),
    LATER("enable_snmp_checker", NO_SNMP),
    LATER("enable_snmp_rfc", NO_SNMP),
    LATER("enable_snmp_rfcv2", NO_SNMP),
    LATER("enable_snmp_rfcv3", NO_SNMP),
    LATER("enable_traps", NO_SNMP),
    LATER("snmp_vs_stats_update_interval", NO_SNMP),
    LATER("snmp_rs_stats_update_interval", NO_SNMP),
    LATER("enable_dbus", NO_SNMP),
    LATER("dbus_service_name", NO_SNMP),
    LATER("dbus_no_interface_name", NO_SNMP),
    LATER("reload_check_config", "a reload always validates the file first"),
    LATER("reload_time_file", NO_DUMP),
    LATER("reload_repeat", NO_DUMP),
    LATER("reload_file", NO_DUMP),
    LATER("config_save_dir", NO_DUMP),
    LATER("tmp_config_directory", NO_DUMP),
    LATER("state_dump_file", NO_DUMP),
    LATER("stats_dump_file", NO_DUMP),
    LATER("json_dump_file", NO_DUMP),
    LATER("json_version", NO_DUMP),
    LATER("data_use_instance", NO_DUMP),
    LATER("vrrp_priority", NO_PROCESS),
    LATER("checker_priority", NO_PROCESS),
    LATER("bfd_priority", NO_PROCESS),
    LATER("vrrp_rt_priority", NO_PROCESS),
    LATER("checker_rt_priority", NO_PROCESS),
    LATER("bfd_rt_priority", NO_PROCESS),
    LATER("vrrp_rlimit_rttime", NO_PROCESS),
    LATER("checker_rlimit_rttime", NO_PROCESS),
    LATER("bfd_rlimit_rttime", NO_PROCESS),
    LATER("vrrp_no_swap", NO_PROCESS),
    LATER("checker_no_swap", NO_PROCESS),
    LATER("bfd_no_swap", NO_PROCESS),
    LATER("vrrp_cpu_affinity", NO_PROCESS),
    LATER("checker_cpu_affinity", NO_PROCESS),
    LATER("bfd_cpu_affinity", NO_PROCESS),
    LATER("max_auto_priority", NO_PROCESS),
    LATER("min_auto_priority_delay", NO_PROCESS),
    LATER("process_names", NO_PROCESS),
    LATER("parent_process_name", NO_PROCESS),
    LATER("vrrp_process_name", NO_PROCESS),
    LATER("checker_process_name", NO_PROCESS),
    LATER("bfd_process_name", NO_PROCESS),
    LATER("umask", NO_PROCESS),
    LATER("child_wait_time", NO_PROCESS),
    QUIET("vrrp_skip_check_adv_addr"),
    QUIET("vrrp_mcast_group6"),
    QUIET("default_interface"),
    QUIET("dynamic_interfaces"),
    QUIET("disable_local_igmp"),
    QUIET("vrrp_netlink_cmd_rcv_bufs"),
    QUIET("vrrp_netlink_cmd_rcv_bufs_force"),
    QUIET("vrrp_netlink_monitor_rcv_bufs"),
    QUIET("vrrp_netlink_monitor_rcv_bufs_force"),
    QUIET("process_monitor_rcv_bufs"),
    QUIET("process_monitor_rcv_bufs_force"),
    QUIET("vrrp_rx_bufs_policy"),
    QUIET("vrrp_rx_bufs_multiplier"),
};

void keepalived_global(struct keepalived *keepalived, const struct keepalived_line *line)
{
    static const struct keepalived_table table = {"global_defs", keywords, sizeof keywords / sizeof *keywords,
                                                  false};

    keepalived_walk_block(keepalived, &table, line, NULL);
}

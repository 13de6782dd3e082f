/* The keywords of vrrp_instance, each with keepalived's range and its answer to nonsense. */
#include "conf/keepalived_vrrp.h"

#include <string.h>

#include "conf/keepalived_address.h"
#include "conf/keepalived_auth.h"
#include "conf/keepalived_finish.h"
#include "conf/keepalived_garp.h"
#include "conf/keepalived_lvs_global.h"
#include "conf/keepalived_number.h"
#include "conf/keepalived_route.h"
#include "conf/keepalived_rule.h"
#include "conf/key_lines.h"
#include "conf/keepalived_unicast.h"
#include "conf/keepalived_vmac.h"
#include "conf/quantity.h"
#include "conf/suggest.h"

static struct conf_instance *model_of(void *target)
{
    return ((struct keepalived_instance *)target)->model;
}

static void read_interface(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    const struct keepalived_word *word = &line->words[1];

    ((struct keepalived_instance *)target)->has_interface = true;
    if (!keepalived_interface(keepalived, word, "the line and refuses to run", model_of(target)->interface))
        keepalived_fail(keepalived, word, "`interface' needs a name of up to %d characters",
                        CONF_INTERFACE_MAX - 1);
}

static void read_vrid(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    const struct keepalived_word *word = &line->words[1];
    uint64_t vrid;

    ((struct keepalived_instance *)target)->has_vrid = true;
    if (quantity_unsigned(word->text, 255, &vrid) && vrid > 0)
        model_of(target)->vrid = (uint8_t)vrid;
    else
        keepalived_fail(keepalived, word,
                        "`%s' is not a virtual_router_id from 1 to 255, keepalived refuses it", word->text);
}

static void read_priority(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_range range = {1, 255, "keepalived uses priority 100 instead"};
    struct keepalived_instance *instance = target;
    int64_t priority;

    instance->has_priority = true;
    instance->model->priority = 100;
    if (keepalived_number(keepalived, &line->words[1], &range, &priority))
        instance->model->priority = (uint8_t)priority;
}

static void read_state(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const char *const names[] = {"MASTER", "BACKUP"};
    const struct keepalived_word *word = &line->words[1];
    char suggestion[SUGGEST_TEXT_MAX];

    model_of(target)->state = strcmp(word->text, "MASTER") == 0 ? CONF_STATE_MASTER : CONF_STATE_BACKUP;
    if (strcmp(word->text, "MASTER") != 0 && strcmp(word->text, "BACKUP") != 0)
        keepalived_warn(keepalived, word, "unknown state `%s': keepalived uses BACKUP%s", word->text,
                        suggest_format(suggest_from(word->text, names, 2), suggestion));
}

static void read_advert_int(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_range range = {10000, 255000000,
                                                  "keepalived ignores the line and uses 1 second"};
    struct keepalived_instance *instance = target;

    instance->interval_word = line->words[1];
    keepalived_seconds(keepalived, &line->words[1], &range, &instance->model->advert_interval_us);
}

static void read_down_adverts(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_range range = {1, 100, "keepalived uses 3"};
    int64_t adverts;

    if (keepalived_number(keepalived, &line->words[1], &range, &adverts))
        model_of(target)->down_adverts = (uint8_t)adverts;
}

static void read_version(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_range range = {2, 3, "keepalived ignores the line"};
    int64_t version;

    if (keepalived_number(keepalived, &line->words[1], &range, &version))
        model_of(target)->version = (uint8_t)version;
    ((struct keepalived_instance *)target)->has_version = true;
}

static void read_source(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_instance *instance = target;
    const struct keepalived_word *word = &line->words[1];

    instance->source_word = *word;
    if (!addr_parse(word->text, &instance->model->source))
        keepalived_warn(keepalived, word, "`%s' is not an address: keepalived ignores the line", word->text);
}

static void read_group(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_instance *instance = target;
    const struct keepalived_word *word = &line->words[1];
    struct addr group;

    instance->group_word = *word;
    if (addr_parse(word->text, &group) && addr_is_multicast(&group))
        instance->model->group = group;
    else
        keepalived_warn(keepalived, word, "`%s' is not a multicast group: the line is ignored", word->text);
}

static void read_native(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_instance *instance = target;

    (void)keepalived, (void)line;
    if (!instance->has_family)
        instance->model->family = ADDR_IPV6;
    instance->has_family = true;
}

static void read_nopreempt(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    model_of(target)->preempt = false;
}

static void read_preempt(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    model_of(target)->preempt = true;
}

static void read_preempt_delay(struct keepalived *keepalived, const struct keepalived_line *line,
                               void *target)
{
    static const struct keepalived_range range = {0, 1000000000,
                                                  "keepalived uses no delay (0 to 1000 seconds)"};

    keepalived_seconds(keepalived, &line->words[1], &range, &model_of(target)->preempt_delay_us);
}

/* Keywords that are there or not. */
static void read_flag(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_instance *model = model_of(target);
    const char *keyword = line->words[0].text;

    (void)keepalived;
    if (strcmp(keyword, "accept") == 0)
        model->accept = true;
    else if (strcmp(keyword, "no_accept") == 0)
        model->accept = false;
    else if (strcmp(keyword, "promote_secondaries") == 0)
        model->promote_secondaries = true;
    else
        model->track_primary = false; /* dont_track_primary */
}

static void read_checksum(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived;
    model_of(target)->checksum_plain = line->count < 2 || strcmp(line->words[1].text, "off") != 0;
}

static void read_strict(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const char *const no[] = {"off", "no", "false"};
    bool strict = true;

    (void)keepalived;
    for (size_t i = 0; line->count > 1 && i < sizeof no / sizeof *no; i++)
        strict = strict && strcmp(line->words[1].text, no[i]) != 0;
    ((struct keepalived_instance *)target)->strict = strict;
}

static void read_sync_interface(struct keepalived *keepalived, const struct keepalived_line *line,
                                void *target)
{
    keepalived_lvs_sync_instance(keepalived, line, ((struct keepalived_instance *)target)->model->name);
}

#define NO_BFD "BFD is not supported: a failing path will not move the addresses"

static const struct keepalived_keyword instance_keywords[] = {
    KEEPALIVED_READ("interface", false, 1, 1, read_interface),
    KEEPALIVED_READ("virtual_router_id", false, 1, 1, read_vrid),
    KEEPALIVED_READ("priority", false, 1, 1, read_priority),
    KEEPALIVED_READ("state", false, 1, 1, read_state),
    KEEPALIVED_READ("advert_int", false, 1, 1, read_advert_int),
    KEEPALIVED_READ("down_timer_adverts", false, 1, 1, read_down_adverts),
    KEEPALIVED_READ("version", false, 1, 1, read_version),
    KEEPALIVED_READ("mcast_src_ip", false, 1, 1, read_source),
    KEEPALIVED_READ("unicast_src_ip", false, 1, 1, read_source),
    KEEPALIVED_READ("unicast_ttl", false, 1, 1, keepalived_unicast_ttl),
    KEEPALIVED_READ("mcast_dst_ip", false, 1, 1, read_group),
    KEEPALIVED_READ("nopreempt", false, 0, 0, read_nopreempt),
    KEEPALIVED_READ("preempt", false, 0, 0, read_preempt),
    KEEPALIVED_READ("preempt_delay", false, 1, 1, read_preempt_delay),
    KEEPALIVED_GARP_ROWS,
    KEEPALIVED_READ("v3_checksum_as_v2", false, 0, 1, read_checksum),
    KEEPALIVED_READ("strict_mode", false, 0, 1, read_strict),
    KEEPALIVED_READ("authentication", true, 0, 0, keepalived_auth),
    KEEPALIVED_READ("virtual_ipaddress", true, 0, 0, keepalived_address_main),
    KEEPALIVED_READ("virtual_ipaddress_excluded", true, 0, 0, keepalived_address_excluded),
    KEEPALIVED_READ("unicast_peer", true, 0, 0, keepalived_unicast_peers),
    KEEPALIVED_READ("use_vmac", false, 0, KEYWORD_ANY, keepalived_vmac),
    KEEPALIVED_READ("vmac_xmit_base", false, 0, 0, keepalived_vmac_base),
    KEEPALIVED_READ("native_ipv6", false, 0, 0, read_native),
    KEEPALIVED_REFUSED("use_ipvlan", REFUSE_IPVLAN),
    KEEPALIVED_REFUSED("auth_hmac", REFUSE_HMAC),
    KEEPALIVED_LATER("track_bfd", NO_BFD),
    KEEPALIVED_QUIET("track_src_ip"),
    KEEPALIVED_READ("dont_track_primary", false, 0, 0, read_flag),
    KEEPALIVED_LATER("linkbeat_use_polling", "not acted on: the kernel's link events are used"),
    KEEPALIVED_READ("notify_master_rx_lower_pri", false, 1, KEYWORD_ANY, keepalived_owner_hook),
    KEEPALIVED_LATER("notify_priority_changes", "not acted on yet: hooks hear of states, not of priorities"),
    KEEPALIVED_OWNER_ROWS,
    KEEPALIVED_READ("virtual_routes", true, 0, 0, keepalived_routes),
    KEEPALIVED_READ("virtual_rules", true, 0, 0, keepalived_rules),
    KEEPALIVED_READ("no_accept", false, 0, 0, read_flag),
    KEEPALIVED_READ("promote_secondaries", false, 0, 0, read_flag),
    KEEPALIVED_LATER("lower_prio_no_advert",
                     "not acted on yet: a master answers a lower priority with one advert"),
    KEEPALIVED_LATER("higher_prio_send_advert",
                     "not acted on yet: a master that hears a higher priority yields silently"),
    KEEPALIVED_LATER("owner_ignore_adverts",
                     "not acted on yet: priority 255 treats adverts like any other priority"),
    KEEPALIVED_LATER("timer_expired_backup", "not acted on yet"),
    KEEPALIVED_LATER("garp_extra_if",
                     "not acted on yet: announcements go out on the addresses' own interfaces"),
    KEEPALIVED_LATER("vrf", "not acted on yet: the interface decides"),
    KEEPALIVED_READ("lvs_sync_daemon_interface", false, 1, 1, read_sync_interface),
    KEEPALIVED_QUIET("unicast_fault_no_peer"),
    KEEPALIVED_QUIET("check_unicast_src"),
    KEEPALIVED_READ("accept", false, 0, 0, read_flag),
    KEEPALIVED_REFUSED("use_vmac_addr", REFUSE_VMAC_ADDRESS),
    KEEPALIVED_LATER("vmac_prefix", "not acted on: name the interface behind use_vmac"),
    KEEPALIVED_QUIET("old_unicast_checksum"),
    KEEPALIVED_QUIET("no_virtual_ipaddress"),
    KEEPALIVED_QUIET("skip_check_adv_addr"),
    KEEPALIVED_QUIET("debug"),
    KEEPALIVED_QUIET("kernel_rx_buf_size"),
    KEEPALIVED_QUIET("log_unknown_vrids"),
};

static void note_lines(const struct keepalived *keepalived, const struct keepalived_line *line,
                       struct conf_instance *model)
{
    const struct keepalived_lines *lines = &keepalived->lines;

    for (size_t i = (size_t)(line - lines->items) + 1; i < line->end; i = lines->items[i].end)
        if (lines->items[i].count > 0)
            key_lines_note(model, lines->items[i].words[0].text, lines->items[i].place.line);
}

static void read_instance_block(struct keepalived *keepalived, const struct keepalived_line *line,
                                struct keepalived_instance *instance)
{
    char what[CONF_NAME_MAX + 32] = "vrrp_instance ";
    const struct keepalived_table table = {what, instance_keywords,
                                           sizeof instance_keywords / sizeof *instance_keywords, false};

    strncat(what, instance->model->name, CONF_NAME_MAX);
    keepalived_walk_block(keepalived, &table, line, instance);
    note_lines(keepalived, line, instance->model);
}

static bool check_name(struct keepalived *keepalived, const struct keepalived_line *line, const char *name)
{
    const struct conf_instance *other;

    other = conf_find_instance(keepalived->reader->conf, name);
    if (other)
        keepalived_warn(
            keepalived, &line->words[1],
            "vrrp_instance `%s' is defined in line %u already: keepalived skips this second block, "
            "and so do we; was another name meant?",
            name, other->place.line);
    return !other;
}

void keepalived_vrrp_instance(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf *conf = keepalived->reader->conf;
    struct conf_instance model = {.place = line->place};
    struct conf_command hooks[CONF_HOOK_COUNT] = {{.argc = 0}};
    struct keepalived_instance instance = {
        .owner = {NULL, &model.tracks, &model.track_count, hooks, &model.mail},
        .model = &model,
        .strict = keepalived->defaults.strict,
    };

    (void)target;
    if (line->count != 2 || !*line->words[1].text) {
        keepalived_warn(keepalived, &line->words[0],
                        "vrrp_instance needs exactly one name: keepalived skips the block, and so do we");
        return;
    }
    model.name = keepalived_name(keepalived, &line->words[1], true);
    if (!check_name(keepalived, line, model.name))
        return;
    instance.owner.name = model.name;
    conf_instance_defaults(conf, &model);
    model.group = (struct addr){.family = ADDR_NONE};
    model.garp = keepalived->defaults.garp;
    model.mail = keepalived->defaults.mail;
    model.checksum_plain = keepalived->defaults.checksum_plain;
    read_instance_block(keepalived, line, &instance);
    keepalived_finish(keepalived, &instance);
    model.hooks = conf_keep_hooks(conf, hooks);
    conf->instances = conf_append(conf, conf->instances, &conf->instance_count, sizeof model);
    conf->instances[conf->instance_count - 1] = model;
    explicit_bzero(model.password, sizeof model.password);
}

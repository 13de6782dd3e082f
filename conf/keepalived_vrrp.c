/* The keywords of vrrp_instance, each with keepalived's range and its answer to nonsense. */
#include "conf/keepalived_vrrp.h"

#include <string.h>

#include "conf/keepalived_address.h"
#include "conf/keepalived_finish.h"
#include "conf/keepalived_number.h"
#include "conf/quantity.h"
#include "conf/read_secret.h"
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
}

static void read_address(struct keepalived *keepalived, const struct keepalived_word *word, struct addr *out)
{
    struct addr address;

    if (addr_parse(word->text, &address) && address.family == ADDR_IPV4)
        *out = address;
    else
        keepalived_warn(keepalived, word, "`%s' is not an IPv4 address: keepalived ignores the line",
                        word->text);
}

static void read_source(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_address(keepalived, &line->words[1], &model_of(target)->source);
}

static void read_group(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct addr group = {.family = ADDR_NONE};

    read_address(keepalived, &line->words[1], &group);
    if (group.family == ADDR_IPV4 && (group.bytes[0] & 0xf0) == 0xe0)
        model_of(target)->group = group;
    else if (group.family == ADDR_IPV4)
        keepalived_warn(keepalived, &line->words[1], "`%s' is not a multicast group: the line is ignored",
                        line->words[1].text);
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

static const struct keepalived_range delay_range = {0, 86400,
                                                    "keepalived wants whole seconds and ignores the line"};

static void read_garp_delay(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_whole_seconds(keepalived, &line->words[1], &delay_range,
                             &model_of(target)->garp.master_delay_us);
}

static void read_garp_repeat(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_repeat(keepalived, &line->words[1], 1, &model_of(target)->garp.master_repeat);
}

static void read_garp_refresh(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_whole_seconds(keepalived, &line->words[1], &delay_range,
                             &model_of(target)->garp.master_refresh_us);
}

static void read_garp_refresh_repeat(struct keepalived *keepalived, const struct keepalived_line *line,
                                     void *target)
{
    keepalived_repeat(keepalived, &line->words[1], 1, &model_of(target)->garp.master_refresh_repeat);
}

static void read_lower_delay(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_instance *instance = target;

    instance->has_lower_delay |= keepalived_whole_seconds(keepalived, &line->words[1], &delay_range,
                                                          &instance->model->garp.lower_prio_delay_us);
}

static void read_lower_repeat(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_instance *instance = target;

    instance->has_lower_repeat |=
        keepalived_repeat(keepalived, &line->words[1], 0, &instance->model->garp.lower_prio_repeat);
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

/* Peers that are addresses make the instance unicast; without one keepalived falls back to multicast. */
static void read_unicast_peer(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    const struct keepalived_lines *lines = &keepalived->lines;
    struct addr peer;
    size_t peers = 0;

    for (size_t i = (size_t)(line - lines->items) + 1; i < line->end; i = lines->items[i].end) {
        const struct keepalived_line *item = &lines->items[i];
        if (item->count == 0)
            continue;
        if (addr_parse(item->words[0].text, &peer))
            peers++;
        else
            keepalived_warn(keepalived, &item->words[0], "`%s' is not an address: keepalived skips this peer",
                            item->words[0].text);
    }
    if (peers == 0) {
        keepalived_warn(keepalived, &line->words[0], "no peer: keepalived falls back to multicast");
        return;
    }
    ((struct keepalived_instance *)target)->refused = true;
    keepalived_refuse(keepalived->reader, &line->words[0].place, REFUSE_UNICAST);
}

static void read_auth_type(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const char *const names[] = {"PASS", "AH"};
    struct keepalived_instance *instance = target;
    const struct keepalived_word *word = &line->words[1];
    char suggestion[SUGGEST_TEXT_MAX];

    instance->ah_word = line->words[0];
    if (strcmp(word->text, "PASS") == 0) {
        instance->auth = KEEPALIVED_AUTH_PASS;
    } else if (strcmp(word->text, "AH") == 0) {
        instance->auth = KEEPALIVED_AUTH_AH;
    } else {
        instance->auth = KEEPALIVED_AUTH_UNKNOWN;
        keepalived_warn(keepalived, word,
                        "unknown auth_type `%s': keepalived runs without authentication, and so do we%s",
                        word->text, suggest_format(suggest_from(word->text, names, 2), suggestion));
    }
}

static void read_auth_pass(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_instance *instance = target;
    const struct keepalived_word *word = &line->words[1];
    size_t size = strlen(word->text);

    instance->has_pass = size > 0;
    if (read_secret_take(instance->model, word->text))
        keepalived_warn(keepalived, word, "auth_pass is longer than 8 bytes: only the first 8 are used");
    if (size > 1 && word->text[0] == '\'' && word->text[size - 1] == '\'')
        keepalived_warn(keepalived, word,
                        "the single quotes are part of the password; only double quotes quote");
}

static void read_authentication(struct keepalived *keepalived, const struct keepalived_line *line,
                                void *target)
{
    static const struct keepalived_keyword keywords[] = {
        {"auth_type", KEYWORD_READ, false, 1, 1, read_auth_type, NULL, 0},
        {"auth_pass", KEYWORD_READ, false, 1, 1, read_auth_pass, NULL, 0},
    };
    static const struct keepalived_table table = {"authentication", keywords, 2, false};

    ((struct keepalived_instance *)target)->auth_word = line->words[0];
    keepalived_walk_block(keepalived, &table, line, target);
}

#define NO_TRACKING "tracking is not acted on yet: a failing check will not move the addresses"
#define NO_HOOKS    "hooks and mail are not acted on yet: nothing will be run or sent"
#define NO_ROUTES   "routes and rules are not acted on yet: they will not be installed"

#define NO_BFD    "BFD is not supported: a failing path will not move the addresses"
#define NO_ROUTES "routes and rules are not acted on yet: they will not be installed"

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
    KEEPALIVED_READ("mcast_dst_ip", false, 1, 1, read_group),
    KEEPALIVED_READ("nopreempt", false, 0, 0, read_nopreempt),
    KEEPALIVED_READ("preempt", false, 0, 0, read_preempt),
    KEEPALIVED_READ("preempt_delay", false, 1, 1, read_preempt_delay),
    KEEPALIVED_READ("garp_master_delay", false, 1, 1, read_garp_delay),
    KEEPALIVED_READ("garp_master_repeat", false, 1, 1, read_garp_repeat),
    KEEPALIVED_READ("garp_master_refresh", false, 1, 1, read_garp_refresh),
    KEEPALIVED_READ("garp_master_refresh_repeat", false, 1, 1, read_garp_refresh_repeat),
    KEEPALIVED_READ("garp_lower_prio_delay", false, 1, 1, read_lower_delay),
    KEEPALIVED_READ("garp_lower_prio_repeat", false, 1, 1, read_lower_repeat),
    KEEPALIVED_READ("v3_checksum_as_v2", false, 0, 1, read_checksum),
    KEEPALIVED_READ("strict_mode", false, 0, 1, read_strict),
    KEEPALIVED_READ("authentication", true, 0, 0, read_authentication),
    KEEPALIVED_READ("virtual_ipaddress", true, 0, 0, keepalived_address_main),
    KEEPALIVED_READ("virtual_ipaddress_excluded", true, 0, 0, keepalived_address_excluded),
    KEEPALIVED_READ("unicast_peer", true, 0, 0, read_unicast_peer),
    KEEPALIVED_REFUSED("use_vmac", REFUSE_VMAC),
    KEEPALIVED_REFUSED("use_ipvlan", REFUSE_IPVLAN),
    KEEPALIVED_REFUSED("auth_hmac", REFUSE_HMAC),
    KEEPALIVED_LATER("track_bfd", NO_BFD),
    KEEPALIVED_QUIET("track_src_ip"),
    KEEPALIVED_LATER("dont_track_primary", "not acted on yet: a link that goes down always means FAULT"),
    KEEPALIVED_LATER("linkbeat_use_polling", "not acted on yet: the kernel's link events are used"),
    KEEPALIVED_READ("notify_master_rx_lower_pri", false, 1, KEYWORD_ANY, keepalived_owner_hook),
    KEEPALIVED_LATER("notify_priority_changes", "not acted on yet: hooks hear of states, not of priorities"),
    KEEPALIVED_OWNER_ROWS,
    KEEPALIVED_LATER("virtual_routes", NO_ROUTES),
    KEEPALIVED_LATER("virtual_rules", NO_ROUTES),
    KEEPALIVED_LATER("no_accept", "not acted on yet: the addresses can be reached as with `accept'"),
    KEEPALIVED_LATER("promote_secondaries", "not acted on yet: the kernel's own setting stays"),
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
    KEEPALIVED_LATER("lvs_sync_daemon_interface", "LVS is not acted on yet"),
    KEEPALIVED_LATER("unicast_ttl", "unicast is not supported yet, so the TTL is always 255"),
    KEEPALIVED_LATER("unicast_fault_no_peer", "unicast is not supported yet"),
    KEEPALIVED_LATER("check_unicast_src", "unicast is not supported yet"),
    KEEPALIVED_QUIET("accept"),
    KEEPALIVED_QUIET("vmac_xmit_base"),
    KEEPALIVED_QUIET("use_vmac_addr"),
    KEEPALIVED_QUIET("vmac_prefix"),
    KEEPALIVED_QUIET("native_ipv6"),
    KEEPALIVED_QUIET("old_unicast_checksum"),
    KEEPALIVED_QUIET("no_virtual_ipaddress"),
    KEEPALIVED_QUIET("skip_check_adv_addr"),
    KEEPALIVED_QUIET("debug"),
    KEEPALIVED_QUIET("kernel_rx_buf_size"),
    KEEPALIVED_QUIET("log_unknown_vrids"),
};

static void read_instance_block(struct keepalived *keepalived, const struct keepalived_line *line,
                                struct keepalived_instance *instance)
{
    char what[CONF_NAME_MAX + 32] = "vrrp_instance ";
    const struct keepalived_table table = {what, instance_keywords,
                                           sizeof instance_keywords / sizeof *instance_keywords, false};

    strncat(what, instance->model->name, CONF_NAME_MAX);
    keepalived_walk_block(keepalived, &table, line, instance);
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
    struct keepalived_instance instance = {
        .owner = {NULL, &model.tracks, &model.track_count, model.hooks, &model.mail},
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
    model.group = keepalived->defaults.group;
    model.garp = keepalived->defaults.garp;
    model.checksum_plain = keepalived->defaults.checksum_plain;
    read_instance_block(keepalived, line, &instance);
    keepalived_finish(keepalived, &instance);
    conf->instances = conf_append(conf, conf->instances, &conf->instance_count, sizeof model);
    conf->instances[conf->instance_count - 1] = model;
    explicit_bzero(model.password, sizeof model.password);
}

void keepalived_vrrp_group(struct keepalived *keepalived, const struct keepalived_line *line)
{
    const struct keepalived_lines *lines = &keepalived->lines;
    size_t members = 0;

    for (size_t i = (size_t)(line - lines->items) + 1; i < line->end; i = lines->items[i].end) {
        const struct keepalived_line *group = &lines->items[i];
        if (group->count == 0 || strcmp(group->words[0].text, "group") != 0)
            continue;
        for (size_t j = i + 1; j < group->end; j++)
            for (size_t w = 0; w < lines->items[j].count; w++)
                members +=
                    conf_find_instance(keepalived->reader->conf, lines->items[j].words[w].text) != NULL;
    }
    if (members > 1)
        keepalived_refuse(keepalived->reader, &line->words[0].place, REFUSE_SYNC_GROUP);
    else
        keepalived_warn(
            keepalived, &line->words[0],
            members ? "a group of one instance changes nothing; its hooks and trackers are not acted "
                      "on yet"
                    : "no instance in this group (it needs `group { NAME .. }'): keepalived removes it");
}

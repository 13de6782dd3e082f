/* `global` and `instances` of a YAML file. */
#include "conf/read_vrrp.h"

#include <stdio.h>
#include <string.h>

#include "conf/key_lines.h"
#include "conf/node.h"
#include "conf/quantity.h"
#include "conf/read_address.h"
#include "conf/read_arbiter.h"
#include "conf/read_route.h"
#include "conf/read_rule.h"
#include "conf/read_notify.h"
#include "conf/read_secret.h"
#include "conf/read_silent.h"
#include "conf/read_command.h"
#include "conf/read_global.h"
#include "conf/read_group.h"
#include "conf/read_lease.h"
#include "conf/read_lvs.h"
#include "conf/read_track.h"
#include "conf/read_unicast.h"
#include "conf/read_use.h"
#include "conf/read_watch.h"

static const int64_t second_us = 1000000;

/* ---- keys of an instance; target is struct conf_instance ---- */

static void read_interface(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_interface(reader, value, ((struct conf_instance *)target)->interface);
}

static void read_byte(struct reader *reader, const struct yaml_tree *value, uint64_t min, uint64_t max,
                      uint8_t *out)
{
    uint64_t number;

    if (node_number(reader, value, min, max, &number))
        *out = (uint8_t)number;
}

static void read_vrid(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_byte(reader, value, 1, 255, &((struct conf_instance *)target)->vrid);
}

static void read_version(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_byte(reader, value, 2, 3, &((struct conf_instance *)target)->version);
}

static void read_priority(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_byte(reader, value, 1, 255, &((struct conf_instance *)target)->priority);
}

static void read_state(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"MASTER", "BACKUP"};
    int i = node_choice(reader, value, names, 2);

    if (i >= 0)
        ((struct conf_instance *)target)->state = i == 0 ? CONF_STATE_MASTER : CONF_STATE_BACKUP;
}

static void read_advert_interval(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 10000, 255 * second_us,
                  &((struct conf_instance *)target)->advert_interval_us);
}

static void read_down_adverts(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_byte(reader, value, 1, 100, &((struct conf_instance *)target)->down_adverts);
}

static void read_preempt_delay(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, 1000 * second_us, &((struct conf_instance *)target)->preempt_delay_us);
}

static void read_preempt(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"delay", read_preempt_delay}};

    if (value->kind == YAML_TREE_MAP)
        node_map(reader, value, keys, 1, "`preempt'", target);
    else
        node_bool(reader, value, &((struct conf_instance *)target)->preempt);
}

static void read_auth_type(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"none", "pass"};
    int i = node_choice(reader, value, names, 2);

    if (i >= 0)
        ((struct conf_instance *)target)->auth = i == 0 ? CONF_AUTH_NONE : CONF_AUTH_PASS;
}

static void read_password_file(struct reader *reader, const struct yaml_tree *value, void *target)
{
    const char *path = node_text(reader, value);

    if (path)
        read_secret_file(reader, &value->place, path, target);
}

static void read_auth(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"type", read_auth_type}, {"password_file", read_password_file}};
    const struct conf_instance *instance = target;

    node_map(reader, value, keys, 2, "`auth'", target);
    if (value->kind == YAML_TREE_MAP && !node_find(value, "type"))
        node_error(reader, value, "`auth' needs the key `type'");
    else if (instance->auth == CONF_AUTH_PASS && !node_find(value, "password_file"))
        node_error(reader, value, "`auth' of type pass needs the key `password_file'");
}

static void read_checksum(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"pseudo", "plain"};
    int i = node_choice(reader, value, names, 2);

    if (i >= 0)
        ((struct conf_instance *)target)->checksum_plain = i == 1;
}

static void read_source(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &((struct conf_instance *)target)->source, NULL);
}

static void read_group(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_address(reader, value, &((struct conf_instance *)target)->group, NULL);
}

static void read_addresses(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_instance *instance = target;

    read_address_list(reader, value, &instance->addresses, &instance->address_count);
}

static void read_excluded(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_instance *instance = target;

    read_address_list(reader, value, &instance->excluded, &instance->excluded_count);
}

/* ---- keys of `garp`; target is struct conf_garp ---- */

static void read_garp_delay(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, 3600 * second_us, &((struct conf_garp *)target)->master_delay_us);
}

static void read_garp_repeat(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_byte(reader, value, 1, 255, &((struct conf_garp *)target)->master_repeat);
}

static void read_garp_refresh(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, 86400 * second_us, &((struct conf_garp *)target)->master_refresh_us);
}

static void read_garp_refresh_repeat(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_byte(reader, value, 1, 255, &((struct conf_garp *)target)->master_refresh_repeat);
}

static void read_garp_lower_delay(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, 3600 * second_us, &((struct conf_garp *)target)->lower_prio_delay_us);
}

static void read_garp_lower_repeat(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_byte(reader, value, 0, 255, &((struct conf_garp *)target)->lower_prio_repeat);
}

static void read_garp_interval(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, 3600 * second_us, &((struct conf_garp *)target)->interval_us);
}

static void read_garp_na_interval(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, 0, 3600 * second_us, &((struct conf_garp *)target)->na_interval_us);
}

static void read_garp(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"delay", read_garp_delay},
        {"repeat", read_garp_repeat},
        {"refresh", read_garp_refresh},
        {"refresh_repeat", read_garp_refresh_repeat},
        {"lower_priority_delay", read_garp_lower_delay},
        {"lower_priority_repeat", read_garp_lower_repeat},
        {"interval", read_garp_interval},
        {"na_interval", read_garp_na_interval},
    };
    struct conf_garp *garp = &((struct conf_instance *)target)->garp;

    node_map(reader, value, keys, sizeof keys / sizeof *keys, "`garp'", garp);
    /* keepalived's rule: what follows a lower priority's advert is as strong as what follows a takeover. */
    if (!node_find(value, "lower_priority_delay"))
        garp->lower_prio_delay_us = garp->master_delay_us;
    if (!node_find(value, "lower_priority_repeat"))
        garp->lower_prio_repeat = garp->master_repeat;
}

static void read_accept(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_instance *)target)->accept);
}

static void read_promote(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_instance *)target)->promote_secondaries);
}

static void read_track_primary(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_instance *)target)->track_primary);
}

static void read_instance_lease(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_lease(reader, value, &((struct conf_instance *)target)->lease_wish_us);
}

static void read_on_silent(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_silent(reader, value, target);
}

static void read_tracks(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_instance *instance = target;

    read_use_list(reader, value, &instance->tracks, &instance->track_count);
}

static void read_hooks(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_command hooks[CONF_HOOK_COUNT] = {{.argc = 0}};

    read_command_hooks(reader, value, hooks);
    ((struct conf_instance *)target)->hooks = conf_keep_hooks(reader->conf, hooks);
}

static void read_mail(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_instance *instance = target;

    node_bool(reader, value, &instance->mail);
}

static const struct node_key instance_keys[] = {
    {"interface", read_interface},
    {"vrid", read_vrid},
    {"version", read_version},
    {"state", read_state},
    {"priority", read_priority},
    {"advert_interval", read_advert_interval},
    {"down_adverts", read_down_adverts},
    {"preempt", read_preempt},
    {"auth", read_auth},
    {"checksum", read_checksum},
    {"source", read_source},
    {"group", read_group},
    {"garp", read_garp},
    {"unicast", read_unicast},
    {"vmac", read_vmac},
    {"addresses", read_addresses},
    {"excluded", read_excluded},
    {"accept", read_accept},
    {"promote_secondaries", read_promote},
    {"track_primary", read_track_primary},
    {"lease", read_instance_lease},
    {"on_silent_master", read_on_silent},
    {"routes", read_routes},
    {"rules", read_rules},
    {"track", read_tracks},
    {"notify", read_hooks},
    {"mail", read_mail},
};

static void mismatch(struct reader *reader, const struct yaml_tree *node, const struct addr *address,
                     const char *what)
{
    char text[ADDR_TEXT_MAX];

    node_error(reader, node, "%s %s is not of the same address family as the first of `addresses'", what,
               addr_format(address, text));
}

/* The first address decides the family, and that what the rest may be. */
static void settle_family(struct reader *reader, const struct yaml_tree *node, struct conf_instance *instance)
{
    const struct yaml_tree *version = node_find(node, "version"), *source = node_find(node, "source");
    const struct yaml_tree *group = node_find(node, "group"), *checksum = node_find(node, "checksum");
    const struct yaml_tree *unicast = node_find(node, "unicast");

    for (size_t i = instance->address_count; i-- > 0;)
        if (instance->addresses[i].address.family != ADDR_NONE)
            instance->family = instance->addresses[i].address.family;
    for (size_t i = 0; i < instance->address_count; i++)
        if (instance->addresses[i].address.family != ADDR_NONE &&
            instance->addresses[i].address.family != instance->family)
            conf_errors_add(
                reader->errors, CONF_ERROR, &instance->addresses[i].place,
                "IPv4 and IPv6 addresses need instances of their own; only `excluded' may mix them");
    if (instance->source.family != ADDR_NONE && instance->source.family != instance->family)
        mismatch(reader, source ? source : unicast, &instance->source, "source");
    if (!group)
        instance->group = conf_default_group(instance->family);
    else if (instance->group.family != instance->family)
        mismatch(reader, group, &instance->group, "group");
    if (instance->family != ADDR_IPV6)
        return;
    if (version && instance->version == 2)
        node_error(reader, version, "VRRP version 2 has no IPv6, remove `version' or set 3");
    if (checksum && instance->checksum_plain)
        node_error(reader, checksum, "IPv6 always has a pseudo-header in its checksum");
    instance->version = 3;
}

/* Version 3 has none; a password that nobody checks must not look like protection. */
static void settle_auth(struct reader *reader, const struct yaml_tree *node, struct conf_instance *instance)
{
    const struct yaml_tree *auth = node_find(node, "auth");

    if (!auth || instance->version != 3 || instance->auth != CONF_AUTH_PASS)
        return;
    node_warning(
        reader, auth,
        "VRRP version 3 has no authentication: adverts go out and are taken without it; remove `auth' or "
        "set `version: 2'");
    instance->auth = CONF_AUTH_NONE;
    instance->password_file = NULL;
    explicit_bzero(instance->password, sizeof instance->password);
}

/* What one key cannot know: the version decides what the others may be. */
static void check_version(struct reader *reader, const struct yaml_tree *node,
                          const struct conf_instance *instance)
{
    const struct yaml_tree *interval = node_find(node, "advert_interval");
    const struct yaml_tree *checksum = node_find(node, "checksum");
    int64_t us = instance->advert_interval_us;

    if (interval && instance->version == 2 && us % second_us)
        node_error(reader, interval, "VRRP version 2 has whole seconds only, `%s' needs `version: 3'",
                   interval->text);
    if (interval && instance->version == 3 && us > 40950000)
        node_error(reader, interval, "`%s' is more than 40950ms, the most that VRRP version 3 can say",
                   interval->text);
    if (interval && instance->version == 3 && us % 10000)
        node_error(reader, interval, "`%s' is not a multiple of 10ms, the unit of VRRP version 3",
                   interval->text);
    if (checksum && instance->version == 2 && !instance->checksum_plain)
        node_error(reader, checksum, "VRRP version 2 never has a pseudo-header in its checksum");
}

static void require(struct reader *reader, const struct yaml_tree *node, const char *name, const char *key)
{
    if (!node_find(node, key))
        node_error(reader, node, "instance `%s' needs the key `%s'", name, key);
}

/* keepalived runs version 2 without an address, and an imported file has to load. */
static void report_empty(struct reader *reader, const struct yaml_tree *addresses,
                         const struct conf_instance *instance)
{
    if (instance->version == 2)
        node_warning(reader, addresses,
                     "`addresses' is empty: nothing moves with instance `%s', it only runs its "
                     "hooks",
                     instance->name);
    else
        node_error(reader, addresses,
                   "`addresses' is empty: an advert without addresses is not valid (RFC 9568 5.2.5)");
}

static void read_instance(struct reader *reader, const struct yaml_tree *key, const struct yaml_tree *node)
{
    struct conf *conf = reader->conf;
    struct conf_instance instance = {.name = conf_strdup(conf, key->text), .place = key->place};
    char what[CONF_NAME_MAX + 16];

    if (!node_name(reader, key, "an instance"))
        return;
    snprintf(what, sizeof what, "instance `%s'", key->text);
    conf_instance_defaults(conf, &instance);
    node_map(reader, node, instance_keys, sizeof instance_keys / sizeof *instance_keys, what, &instance);
    if (node->kind != YAML_TREE_MAP)
        return;
    for (size_t i = 0; i < node->count; i++)
        key_lines_note(&instance, node->keys[i]->text, node->keys[i]->place.line);
    require(reader, node, key->text, "interface");
    require(reader, node, key->text, "vrid");
    require(reader, node, key->text, "addresses");
    const struct yaml_tree *addresses = node_find(node, "addresses");
    if (addresses && addresses->kind == YAML_TREE_LIST && addresses->count == 0)
        report_empty(reader, addresses, &instance);
    settle_family(reader, node, &instance);
    settle_auth(reader, node, &instance);
    read_route_settle(reader, &instance);
    read_unicast_settle(reader, node, &instance);
    check_version(reader, node, &instance);
    conf->instances = conf_append(conf, conf->instances, &conf->instance_count, sizeof instance);
    conf->instances[conf->instance_count - 1] = instance;
}

static void read_instances(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    if (!node_is(reader, value, YAML_TREE_MAP, "`instances'"))
        return;
    for (size_t i = 0; i < value->count; i++)
        read_instance(reader, value->keys[i], value->items[i]);
}

static void skip_early(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)reader, (void)value, (void)target; /* was read before everything else */
}

static void skip_late(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)reader, (void)value, (void)target; /* is read after everything else */
}

void read_vrrp_root(struct reader *reader, const struct yaml_tree *root)
{
    static const struct node_key keys[] = {
        {"global", skip_early}, {"instances", read_instances},         {"groups", skip_late},
        {"track", skip_early},  {"virtual_servers", read_lvs_section}, {"notify", skip_early},
        {"watch", read_watch},
    };
    const struct yaml_tree *global = node_find(root, "global"), *track = node_find(root, "track");
    const struct yaml_tree *groups = node_find(root, "groups"), *notify = node_find(root, "notify");

    /* Instances need them, wherever they stand in the file. */
    if (global)
        read_global(reader, global);
    if (track)
        read_track_section(reader, track);
    if (global)
        read_arbiter(reader, global);
    if (notify)
        read_notify(reader, notify);
    node_map(reader, root, keys, sizeof keys / sizeof *keys, "the file", NULL);
    if (groups)
        read_group_section(reader, groups);
}

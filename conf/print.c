/* The canonical YAML: every instance in order, defaults left out, everything quoted that YAML could mistake.
 */
#include "conf/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/print_lvs.h"
#include "conf/print_notify.h"
#include "conf/print_paths.h"
#include "conf/print_route.h"
#include "conf/print_text.h"
#include "conf/print_track.h"
#include "conf/quantity.h"
#include "conf/settle.h"

static void print_delays(FILE *out, const struct conf_global *global)
{
    if (global->startup_delay_us)
        print_key_duration(out, "  startup_delay", global->startup_delay_us);
    if (global->link_up_us != CONF_LINK_UP_US)
        print_key_duration(out, "  link_up_delay", global->link_up_us);
    if (global->link_down_us)
        print_key_duration(out, "  link_down_delay", global->link_down_us);
    if (global->link_delay_count)
        fputs("  link_delays:\n", out);
    for (size_t i = 0; i < global->link_delay_count; i++) {
        struct print_map map = {.out = out};
        fputs("    ", out);
        print_text(out, global->link_delays[i].interface);
        fputs(": ", out);
        print_map_duration(&map, "up", global->link_delays[i].up_us);
        print_map_duration(&map, "down", global->link_delays[i].down_us);
        print_map_end(&map);
    }
}

/* What a reader takes as `lease`. */
static void print_lease(FILE *out, const char *key, int64_t wish_us)
{
    if (wish_us > 0)
        print_key_duration(out, key, wish_us);
    else
        fprintf(out, "%s: %s\n", key, wish_us == CONF_LEASE_OFF ? "off" : "auto");
}

static void print_crash_loop(FILE *out, const struct conf_crash_loop *rule)
{
    const struct conf_crash_loop usual = conf_crash_loop_default();
    struct print_map map = {.out = out};

    if (rule->deaths == usual.deaths && rule->within_us == usual.within_us)
        return;
    fputs("  crash_loop: ", out);
    print_map_number(&map, "deaths", rule->deaths);
    print_map_duration(&map, "within", rule->within_us);
    print_map_end(&map);
}

static void print_silent(FILE *out, const struct conf_instance *instance)
{
    char text[QUANTITY_DURATION_TEXT_MAX];

    if (instance->on_silent == CONF_SILENT_PROMOTE)
        return;
    fputs(instance->on_silent == CONF_SILENT_HOLD ? "    on_silent_master: hold"
                                                  : "    on_silent_master: hold-for",
          out);
    if (instance->silent_hold_us > 0)
        fprintf(out, " %s", quantity_duration_format(instance->silent_hold_us, text));
    fputs("\n", out);
}

static void print_fence(FILE *out, const struct conf_fence *fence)
{
    struct print_map map = {.out = out};

    if (fence->command.argc == 0)
        return;
    fputs("  fence: ", out);
    print_map_key(&map, "command");
    print_command(out, &fence->command);
    if (fence->confirm > 0)
        print_map_number(&map, "confirm", fence->confirm);
    if (fence->cool_down_us > 0)
        print_map_duration(&map, "cool_down", fence->cool_down_us);
    if (fence->delay_us > 0)
        print_map_duration(&map, "delay", fence->delay_us);
    print_map_end(&map);
}

static void print_global(FILE *out, const struct conf_global *global)
{
    fputs("global:\n", out);
    if (global->router_id)
        print_key_text(out, "  router_id", global->router_id);
    fprintf(out, "  version: %u\n", global->version);
    if (global->control_group)
        print_key_text(out, "  control_group", global->control_group);
    if (global->script_user)
        print_key_text(out, "  script_user", global->script_user);
    if (global->script_group)
        print_key_text(out, "  script_group", global->script_group);
    print_delays(out, global);
    if (global->lease_wish_us != CONF_LEASE_AUTO)
        print_lease(out, "  lease", global->lease_wish_us);
    print_crash_loop(out, &global->crash_loop);
    print_fence(out, &global->fence);
}

static void print_preempt(FILE *out, const struct conf_instance *instance)
{
    char text[QUANTITY_DURATION_TEXT_MAX];

    if (!instance->preempt)
        fputs("    preempt: false\n", out);
    else if (instance->preempt_delay_us)
        fprintf(out, "    preempt: {delay: %s}\n",
                quantity_duration_format(instance->preempt_delay_us, text));
}

static void print_auth(FILE *out, const struct conf_instance *instance, const char *secrets_dir)
{
    if (instance->auth != CONF_AUTH_PASS)
        return;
    fputs("    auth:\n      type: pass\n      password_file: ", out);
    if (instance->password_file) {
        print_text(out, instance->password_file);
    } else {
        size_t size = strlen(secrets_dir) + strlen(instance->name) + sizeof "/.secret";
        char *path = malloc(size);
        if (path) {
            snprintf(path, size, "%s/%s.secret", secrets_dir, instance->name);
            /* A name may hold a slash, a file name may not. */
            for (char *c = path + strlen(secrets_dir) + 1; *c; c++)
                *c = *c == '/' ? '_' : *c;
            print_text(out, path);
        }
        free(path);
    }
    fputc('\n', out);
}

static bool same_garp(const struct conf_garp *a, const struct conf_garp *b)
{
    return a->master_delay_us == b->master_delay_us && a->master_repeat == b->master_repeat &&
           a->master_refresh_us == b->master_refresh_us &&
           a->master_refresh_repeat == b->master_refresh_repeat &&
           a->lower_prio_delay_us == b->lower_prio_delay_us && a->lower_prio_repeat == b->lower_prio_repeat &&
           a->interval_us == b->interval_us && a->na_interval_us == b->na_interval_us;
}

static void print_garp(FILE *out, const struct conf_garp *garp, const struct conf_garp *defaults)
{
    if (same_garp(garp, defaults))
        return;
    fputs("    garp:\n", out);
    print_key_duration(out, "      delay", garp->master_delay_us);
    fprintf(out, "      repeat: %u\n", garp->master_repeat);
    print_key_duration(out, "      refresh", garp->master_refresh_us);
    fprintf(out, "      refresh_repeat: %u\n", garp->master_refresh_repeat);
    print_key_duration(out, "      lower_priority_delay", garp->lower_prio_delay_us);
    fprintf(out, "      lower_priority_repeat: %u\n", garp->lower_prio_repeat);
    if (garp->interval_us)
        print_key_duration(out, "      interval", garp->interval_us);
    if (garp->na_interval_us)
        print_key_duration(out, "      na_interval", garp->na_interval_us);
}

static void print_address(FILE *out, const struct conf_instance *instance, const struct conf_address *address)
{
    const char *home = settle_address_interface(instance, address->address.family);
    bool own = strcmp(address->interface, home) == 0;
    struct print_map map = {.out = out};
    char text[ADDR_TEXT_MAX];

    fputs("      - ", out);
    if (own && !address->label[0] && !address->scope && !address->dad &&
        address->broadcast.family == ADDR_NONE) {
        fprintf(out, "%s/%u\n", addr_format(&address->address, text), address->prefix_length);
        return;
    }
    print_map_prefix(&map, "address", &address->address, address->prefix_length);
    if (!own)
        print_map_text(&map, "dev", address->interface);
    if (address->label[0])
        print_map_text(&map, "label", address->label);
    if (address->scope)
        print_map_text(&map, "scope",
                       address->scope == 254   ? "host"
                       : address->scope == 253 ? "link"
                                               : "site");
    if (address->broadcast.family != ADDR_NONE)
        print_map_address(&map, "broadcast", &address->broadcast);
    if (address->dad)
        print_map_bool(&map, "dad", true);
    print_map_end(&map);
}

static void print_addresses(FILE *out, const struct conf_instance *instance)
{
    fputs(instance->address_count ? "    addresses:\n" : "    addresses: []\n", out);
    for (size_t i = 0; i < instance->address_count; i++)
        print_address(out, instance, &instance->addresses[i]);
    if (instance->excluded_count)
        fputs("    excluded:\n", out);
    for (size_t i = 0; i < instance->excluded_count; i++)
        print_address(out, instance, &instance->excluded[i]);
}

static void print_peer(FILE *out, const struct conf_peer *peer)
{
    struct print_map map = {.out = out};
    char text[ADDR_TEXT_MAX];

    fputs("        - ", out);
    if (!peer->min_ttl && !peer->max_ttl) {
        fprintf(out, "%s\n", addr_format(&peer->address, text));
        return;
    }
    print_map_address(&map, "address", &peer->address);
    if (peer->min_ttl)
        print_map_number(&map, "min_ttl", peer->min_ttl);
    if (peer->max_ttl)
        print_map_number(&map, "max_ttl", peer->max_ttl);
    print_map_end(&map);
}

static void print_unicast(FILE *out, const struct conf_instance *instance)
{
    if (instance->peer_count == 0)
        return;
    fputs("    unicast:\n", out);
    if (instance->source.family != ADDR_NONE)
        print_key_address(out, "      source", &instance->source);
    if (instance->ttl != 255)
        fprintf(out, "      ttl: %u\n", instance->ttl);
    fputs("      peers:\n", out);
    for (size_t i = 0; i < instance->peer_count; i++)
        print_peer(out, &instance->peers[i]);
}

static void print_vmac(FILE *out, const struct conf_instance *instance)
{
    struct print_map map = {.out = out};
    char name[CONF_INTERFACE_MAX], text[3 * CONF_MAC_SIZE];
    const uint8_t *mac = instance->vmac_address;
    uint8_t address[CONF_MAC_SIZE];

    if (!instance->vmac)
        return;
    settle_vmac_defaults(instance, name, address);
    fputs("    vmac: ", out);
    if (strcmp(name, instance->vmac_interface) != 0)
        print_map_text(&map, "interface", instance->vmac_interface);
    snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
             mac[5]);
    if (memcmp(address, mac, sizeof address) != 0) {
        print_map_key(&map, "address");
        fprintf(out, "\"%s\"", text);
    }
    if (instance->vmac_xmit_base)
        print_map_text(&map, "transmit", "base");
    if (map.begun)
        print_map_end(&map);
    else
        fputs("true\n", out);
}

/* What is true or false, where it is not as usual. */
static void print_flags(FILE *out, const struct conf_instance *instance)
{
    if (!instance->accept)
        fputs("    accept: false\n", out);
    if (instance->promote_secondaries)
        fputs("    promote_secondaries: true\n", out);
    if (!instance->track_primary)
        fputs("    track_primary: false\n", out);
}

static void print_instance(FILE *out, const struct conf *conf, const struct conf_instance *instance,
                           const char *secrets_dir)
{
    struct conf_instance defaults;

    memset(&defaults, 0, sizeof defaults);
    conf_instance_defaults(conf, &defaults);
    fputs("  ", out);
    print_text(out, instance->name);
    fputs(":\n", out);
    print_key_text(out, "    interface", instance->interface);
    fprintf(out, "    vrid: %u\n", instance->vrid);
    if (instance->version != conf->global.version)
        fprintf(out, "    version: %u\n", instance->version);
    if (instance->state != CONF_STATE_UNSET)
        fprintf(out, "    state: %s\n", instance->state == CONF_STATE_MASTER ? "MASTER" : "BACKUP");
    fprintf(out, "    priority: %u\n", instance->priority);
    print_key_duration(out, "    advert_interval", instance->advert_interval_us);
    if (instance->down_adverts != defaults.down_adverts)
        fprintf(out, "    down_adverts: %u\n", instance->down_adverts);
    print_preempt(out, instance);
    print_auth(out, instance, secrets_dir);
    if (instance->checksum_plain)
        fputs("    checksum: plain\n", out);
    print_unicast(out, instance);
    print_vmac(out, instance);
    if (instance->source.family != ADDR_NONE && instance->peer_count == 0)
        print_key_address(out, "    source", &instance->source);
    defaults.group = conf_default_group(instance->family);
    if (!addr_equal(&instance->group, &defaults.group))
        print_key_address(out, "    group", &instance->group);
    print_garp(out, &instance->garp, &defaults.garp);
    print_addresses(out, instance);
    print_routes(out, instance);
    print_flags(out, instance);
    if (instance->lease_wish_us != conf->global.lease_wish_us)
        print_lease(out, "    lease", instance->lease_wish_us);
    print_silent(out, instance);
    print_track_list(out, conf, instance->tracks, instance->track_count);
    print_track_hooks(out, instance->hooks);
    if (instance->mail != conf_mails(conf))
        fprintf(out, "    mail: %s\n", instance->mail ? "true" : "false");
}

static void print_group(FILE *out, const struct conf *conf, size_t index)
{
    const struct conf_group *group = &conf->groups[index];

    fputs(index ? "  " : "groups:\n  ", out);
    print_text(out, group->name);
    fputs(":\n    members: ", out);
    for (size_t i = 0; i < group->member_count; i++) {
        fputs(i ? ", " : "[", out);
        print_text(out, conf->instances[group->members[i]].name);
    }
    fputs("]\n", out);
    print_track_list(out, conf, group->tracks, group->track_count);
    print_track_hooks(out, group->hooks);
    if (group->mail)
        fputs("    mail: true\n", out);
}

static void print_watch(FILE *out, const struct conf_watch *watch)
{
    if (watch->interface_count + watch->alert_count == 0)
        return;
    fputs("watch:\n", out);
    for (size_t i = 0; i < watch->interface_count; i++) {
        fputs(i > 0 ? ", " : "  interfaces: [", out);
        print_text(out, watch->interfaces[i]);
    }
    fputs(watch->interface_count > 0 ? "]\n" : "", out);
    for (size_t i = 0; i < watch->alert_count; i++) {
        fputs(i > 0 ? ", " : "  alert: [", out);
        print_text(out, watch->alerts[i]);
    }
    fputs(watch->alert_count > 0 ? "]\n" : "", out);
}

char *conf_print(const struct conf *conf, const char *secrets_dir)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    print_global(out, &conf->global);
    print_paths(out, conf);
    print_lvs_global(out, conf);
    print_track_section(out, conf);
    fputs(conf->instance_count ? "instances:\n" : "instances: {}\n", out);
    for (size_t i = 0; i < conf->instance_count; i++)
        print_instance(out, conf, &conf->instances[i], secrets_dir ? secrets_dir : "/etc/vrrpd");
    for (size_t i = 0; i < conf->group_count; i++)
        print_group(out, conf, i);
    print_lvs(out, conf);
    print_notify(out, &conf->notify);
    print_watch(out, &conf->watch);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

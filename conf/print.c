/* The canonical YAML: every instance in order, defaults left out, everything quoted that YAML could mistake.
 */
#include "conf/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/print_text.h"
#include "conf/print_track.h"
#include "conf/quantity.h"

static void print_global(FILE *out, const struct conf_global *global)
{
    fputs("global:\n", out);
    if (global->router_id)
        print_key_text(out, "  router_id", global->router_id);
    fprintf(out, "  version: %u\n", global->version);
    if (global->control_group)
        print_key_text(out, "  control_group", global->control_group);
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
           a->lower_prio_delay_us == b->lower_prio_delay_us && a->lower_prio_repeat == b->lower_prio_repeat;
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
}

static void print_scope(FILE *out, uint8_t scope)
{
    if (scope)
        fprintf(out, ", scope: %s", scope == 254 ? "host" : scope == 253 ? "link" : "site");
}

static void print_address(FILE *out, const struct conf_instance *instance, const struct conf_address *address)
{
    char text[ADDR_TEXT_MAX];
    bool own = strcmp(address->interface, instance->interface) == 0;

    addr_format(&address->address, text);
    if (own && !address->label[0] && !address->scope && address->broadcast.family == ADDR_NONE) {
        fprintf(out, "      - %s/%u\n", text, address->prefix_length);
        return;
    }
    fprintf(out, "      - {address: %s/%u", text, address->prefix_length);
    if (!own) {
        fputs(", dev: ", out);
        print_text(out, address->interface);
    }
    if (address->label[0]) {
        fputs(", label: ", out);
        print_text(out, address->label);
    }
    print_scope(out, address->scope);
    if (address->broadcast.family != ADDR_NONE)
        fprintf(out, ", broadcast: %s", addr_format(&address->broadcast, text));
    fputs("}\n", out);
}

static void print_addresses(FILE *out, const struct conf_instance *instance)
{
    fputs("    addresses:\n", out);
    for (size_t i = 0; i < instance->address_count; i++)
        print_address(out, instance, &instance->addresses[i]);
    if (instance->excluded_count)
        fputs("    excluded:\n", out);
    for (size_t i = 0; i < instance->excluded_count; i++)
        print_address(out, instance, &instance->excluded[i]);
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
    if (instance->source.family != ADDR_NONE)
        print_key_address(out, "    source", &instance->source);
    if (!addr_equal(&instance->group, &defaults.group))
        print_key_address(out, "    group", &instance->group);
    print_garp(out, &instance->garp, &defaults.garp);
    print_addresses(out, instance);
    print_track_list(out, conf, instance->tracks, instance->track_count);
    print_track_hooks(out, instance->hooks, instance->mail);
}

char *conf_print(const struct conf *conf, const char *secrets_dir)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    print_global(out, &conf->global);
    print_track_section(out, conf);
    fputs(conf->instance_count ? "instances:\n" : "instances: {}\n", out);
    for (size_t i = 0; i < conf->instance_count; i++)
        print_instance(out, conf, &conf->instances[i], secrets_dir ? secrets_dir : "/etc/vrrpd");
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

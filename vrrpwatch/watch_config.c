#include "vrrpwatch/watch_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/files.h"
#include "conf/read.h"

enum { USUAL_PRIORITY = 100 };

static const char *default_path(void)
{
    static const char ours[] = "/etc/vrrpd/vrrpd.yaml", theirs[] = "/etc/keepalived/keepalived.conf";

    return access(ours, F_OK) < 0 && access(theirs, F_OK) == 0 ? theirs : ours;
}

static char *describe(const struct conf_errors *errors)
{
    char *text = NULL, line[1024];
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < errors->count; i++)
        if (errors->items[i].severity == CONF_ERROR)
            fprintf(out, "%s\n", conf_error_format(&errors->items[i], line, sizeof(line)));
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

/* keepalived's virtual MAC has an interface of its own, and the addresses are there unless they say more. */
static struct watch_vip copy_vip(const struct conf_instance *from, const struct conf_address *address,
                                 bool excluded)
{
    struct watch_vip vip = {
        .address = address->address, .prefix_length = address->prefix_length, .excluded = excluded};
    bool moved = from->vmac && strcmp(address->interface, from->interface) == 0;

    memcpy(vip.interface, moved ? from->vmac_interface : address->interface, sizeof(vip.interface));
    return vip;
}

static bool is_backup(const struct conf_instance *instance)
{
    return instance->state != CONF_STATE_MASTER && instance->priority < USUAL_PRIORITY;
}

static bool copy_instance(const struct conf_instance *from, struct watch_instance *to)
{
    *to = (struct watch_instance){.vrid = from->vrid,
                                  .family = from->family,
                                  .version = from->version,
                                  .priority = from->priority,
                                  .interval_us = from->advert_interval_us,
                                  .auth = from->auth,
                                  .unicast = from->peer_count > 0,
                                  .vmac = from->vmac,
                                  .backup = is_backup(from),
                                  .source = from->source,
                                  .group = from->group};
    snprintf(to->name, sizeof(to->name), "%s", from->name);
    memcpy(to->interface, from->interface, sizeof(to->interface));
    to->peers = calloc(from->peer_count + 1, sizeof(*to->peers));
    to->vips = calloc(from->address_count + from->excluded_count + 1, sizeof(*to->vips));
    if (to->peers == NULL || to->vips == NULL)
        return false;
    for (size_t i = 0; i < from->peer_count; i++)
        to->peers[to->peer_count++] = from->peers[i].address;
    for (size_t i = 0; i < from->address_count; i++)
        to->vips[to->vip_count++] = copy_vip(from, &from->addresses[i], false);
    for (size_t i = 0; i < from->excluded_count; i++)
        to->vips[to->vip_count++] = copy_vip(from, &from->excluded[i], true);
    return true;
}

static bool copy_watch(const struct conf_watch *from, struct watch_config *to)
{
    to->interfaces = calloc(from->interface_count + 1, sizeof(*to->interfaces));
    to->alerts = calloc(from->alert_count + 1, sizeof(*to->alerts));
    if (to->interfaces == NULL || to->alerts == NULL)
        return false;
    for (size_t i = 0; i < from->interface_count; i++)
        memcpy(to->interfaces[to->interface_count++], from->interfaces[i], sizeof(*to->interfaces));
    for (size_t i = 0; i < from->alert_count; i++) {
        to->alerts[i] = strdup(from->alerts[i]);
        if (to->alerts[i] == NULL)
            return false;
        to->alert_count++;
    }
    return true;
}

static struct watch_config *copy(const struct conf *conf)
{
    struct watch_config *config = calloc(1, sizeof(*config));
    bool whole;

    if (config == NULL)
        return NULL;
    config->path = strdup(conf->path);
    config->instances = calloc(conf->instance_count + 1, sizeof(*config->instances));
    whole = config->path != NULL && config->instances != NULL && copy_watch(&conf->watch, config);
    for (size_t i = 0; whole && i < conf->instance_count; i++)
        whole = copy_instance(&conf->instances[i], &config->instances[config->instance_count++]);
    if (whole)
        return config;
    watch_config_free(config);
    return NULL;
}

struct watch_config *watch_config_read(const char *path, char **why)
{
    const struct conf_options options = {.without_secrets = true};
    struct conf_loader disk = conf_files_loader();
    struct watch_config *config = NULL;
    struct conf_errors errors;
    struct conf *conf;

    *why = NULL;
    conf_errors_init(&errors);
    conf = conf_read(path != NULL ? path : default_path(), &disk, &options, &errors);
    if (conf != NULL)
        config = copy(conf);
    else
        *why = describe(&errors);
    conf_free(conf);
    conf_errors_free(&errors);
    return config;
}

void watch_config_free(struct watch_config *config)
{
    if (config == NULL)
        return;
    for (size_t i = 0; i < config->instance_count; i++) {
        free(config->instances[i].peers);
        free(config->instances[i].vips);
    }
    for (size_t i = 0; i < config->alert_count; i++)
        free(config->alerts[i]);
    free(config->alerts);
    free(config->interfaces);
    free(config->instances);
    free(config->path);
    free(config);
}

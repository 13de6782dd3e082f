/* Who wants to hear of an event; see interest.h. */
#include "notify/interest.h"

#include <string.h>

static const struct conf_group *find_group(const struct conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->group_count; i++)
        if (strcmp(conf->groups[i].name, name) == 0)
            return &conf->groups[i];
    return NULL;
}

/* Of a sync group the first member speaks for all: they move together. */
static bool speaks_for_group(const struct conf *conf, const struct conf_instance *instance)
{
    const struct conf_group *group = instance->group_index >= 0 ? &conf->groups[instance->group_index] : NULL;

    return group != NULL && group->mail && group->member_count > 0 &&
           &conf->instances[group->members[0]] == instance;
}

/* Somebody who asks us by hand or through keepalived's own notify has decided already. */
static bool wants_owner(const struct conf *conf, const struct event *event)
{
    const struct conf_instance *instance = conf_find_instance(conf, event->instance);
    const struct conf_group *group = find_group(conf, event->group);

    if (strcmp(event->source, "vrrpd") != 0)
        return true;
    if (event->instance[0] != '\0')
        return instance != NULL ? instance->mail || speaks_for_group(conf, instance)
                                : strcmp(event->to, "DELETED") == 0;
    return group != NULL && group->mail;
}

/* Of a start that finds a master nobody wants to hear; keepalived mails it. */
static bool is_first_backup(const struct event *event)
{
    return strcmp(event->from, "INIT") == 0 && strcmp(event->to, "BACKUP") == 0;
}

bool interest_wants(const struct conf *conf, const struct event *event)
{
    if (!conf_mails(conf))
        return false;
    if (strcmp(event->kind, "incident") == 0)
        return strcmp(event->incident.severity, "info") != 0;
    if (strcmp(event->kind, "master-rx-lower") == 0 || strcmp(event->kind, "master-confirmed") == 0)
        return false;
    if (strcmp(event->kind, "transition") != 0)
        return true;
    if (strcmp(event->to, "FAULT") == 0 && !conf->notify.faults)
        return false;
    if (conf->format == CONF_FORMAT_YAML && strcmp(event->source, "vrrpd") == 0 && is_first_backup(event))
        return false;
    return wants_owner(conf, event);
}

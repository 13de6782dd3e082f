/* The columns of virtual routers; see field_routers.h. */
#include "vrrptop/field_routers.h"

#include <stdio.h>
#include <string.h>

#include "vrrptop/field_part.h"
#include "vrrptop/field_why.h"

static const struct state_look {
    const char *word, *plain, *contested;
    enum value_tone tone;
} looks[] = {
    {"MASTER", "M MASTER", "M!! MASTER", TONE_GOOD}, {"BACKUP", "B BACKUP", "B!! BACKUP", TONE_PLAIN},
    {"FAULT", "F FAULT", "F!! FAULT", TONE_BAD},     {"INIT", "I INIT", "I!! INIT", TONE_WARN},
    {"SILENT", "S SILENT", "S!! SILENT", TONE_WARN}, {"STOP", "S STOP", "S!! STOP", TONE_WARN},
};

bool field_is_contested(const struct scene *scene, const struct row *row)
{
    const bool *contested = scene->hosts[row->host].contested;

    return contested != NULL && contested[row->item];
}

static void value_state(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);
    bool contested;

    if (instance == NULL)
        return;
    contested = field_is_contested(scene, row);
    snprintf(out->room, sizeof(out->room), "-%s %s", contested ? "!!" : "", instance->state);
    field_set_text(out, out->room);
    for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
        if (strcmp(instance->state, looks[i].word) == 0) {
            field_set_text(out, contested ? looks[i].contested : looks[i].plain);
            out->tone = looks[i].tone;
        }
    out->word = instance->state;
    if (contested)
        out->tone = TONE_BAD;
}

static void value_contested(const struct scene *scene, const struct row *row, struct value *out)
{
    if (field_instance(scene, row) != NULL)
        field_set_number(out, VALUE_COUNT, field_is_contested(scene, row));
}

static void value_name(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL)
        field_set_text(out, instance->name);
}

static void value_vrid(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL)
        field_set_number(out, VALUE_COUNT, instance->vrid);
}

static void value_family(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL)
        field_set_text(out, instance->family);
}

static void value_interface(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL)
        field_set_text(out, instance->interface);
}

static void value_priority(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance == NULL)
        return;
    field_set_number(out, VALUE_COUNT, instance->effective_priority);
    if (instance->effective_priority == instance->priority)
        return;
    snprintf(out->room, sizeof(out->room), "%u/%u", instance->effective_priority, instance->priority);
    out->text = out->room;
    out->tone = TONE_WARN;
}

static void value_configured(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL)
        field_set_number(out, VALUE_COUNT, instance->priority);
}

static void value_master(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL && instance->master.known)
        field_set_text(out, instance->master.address);
}

/* Between two samples the bar goes on, but not beyond the limit: adverts may have come that we do not know
 * of, and only the daemon can say that they did not. */
static void value_age(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);
    const struct sample *sample = field_sample(scene, row);
    int64_t age_us, limit_us;

    if (instance == NULL || instance->last_advert_age_us < 0)
        return;
    age_us = instance->last_advert_age_us;
    limit_us = instance->master_down_us;
    if (age_us < limit_us && scene->hosts[row->host].link == WORLD_LIVE && scene->now_us > sample->at_us)
        age_us = age_us + (scene->now_us - sample->at_us) < limit_us
                     ? age_us + (scene->now_us - sample->at_us)
                     : limit_us;
    field_set_number(out, VALUE_BAR, (double)age_us);
    out->limit = (double)limit_us;
    if (limit_us > 0)
        out->tone = age_us > limit_us ? TONE_BAD : age_us > limit_us / 3 * 2 ? TONE_WARN : TONE_GOOD;
}

static void value_adverts(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct sample_router *router = field_router(scene, row);

    if (router != NULL)
        field_set_rate(out, VALUE_RATE, router->advert_rate);
}

static void value_advert_sum(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL)
        field_set_number(out, VALUE_COUNT, (double)(instance->adverts_sent + instance->adverts_received));
}

static void value_rejected(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct sample_router *router = field_router(scene, row);

    if (router == NULL)
        return;
    field_set_number(out, VALUE_COUNT, (double)router->rejected);
    if (router->rejected_rate > 0)
        out->tone = TONE_WARN;
}

static void value_transitions(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL)
        field_set_number(out, VALUE_COUNT, (double)instance->transitions);
}

static void value_since(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL)
        field_set_since(out, scene, instance->since_wall_us);
}

/* The first address and how many more; a master that lacks some says how many there are. */
static void value_addresses(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);
    char more[32] = "", lack[48] = "";

    if (instance == NULL || instance->address_count == 0)
        return;
    if (instance->address_count > 1)
        snprintf(more, sizeof(more), " +%zu", instance->address_count - 1);
    if (field_sample(scene, row)->speaks_for_self && strcmp(instance->state, "MASTER") == 0 &&
        instance->addresses_present < instance->address_count) {
        snprintf(lack, sizeof(lack), " (%u of %zu)", instance->addresses_present, instance->address_count);
        out->tone = TONE_WARN;
    }
    snprintf(out->room, sizeof(out->room), "%s%s%s", instance->addresses[0], more, lack);
    field_set_text(out, out->room);
    out->word = instance->addresses[0];
}

static void value_address_count(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL)
        field_set_number(out, VALUE_COUNT, (double)instance->address_count);
}

static void value_present(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL)
        field_set_number(out, VALUE_COUNT, instance->addresses_present);
}

static void value_interval(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);

    if (instance != NULL && instance->advert_interval_us > 0)
        field_set_number(out, VALUE_DURATION, (double)instance->advert_interval_us);
}

static void value_group(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct sample_router *router = field_router(scene, row);

    if (router != NULL && router->group != NULL)
        field_set_text(out, router->group);
}

static void value_trend_of(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct sample_router *router = field_router(scene, row);

    if (router != NULL)
        field_set_trend(out, &router->trend, router->advert_rate);
}

static const struct field fields[] = {
    {.key = "state",
     .title = "STATE",
     .help = "M master, B backup, F fault, I starting, S silent; !! another host is master as well",
     .kind = VALUE_TEXT,
     .width = 10,
     .shown = true,
     .value = value_state},
    {.key = "contested",
     .title = "CONTESTED",
     .help = "1: another host is master of it as well",
     .kind = VALUE_COUNT,
     .width = 9,
     .right = true,
     .drop = 19,
     .falls = true,
     .value = value_contested},
    {.key = "name",
     .title = "NAME",
     .help = "the virtual router's name in the configuration",
     .kind = VALUE_TEXT,
     .width = 16,
     .shown = true,
     .value = value_name},
    {.key = "host",
     .title = "HOST",
     .help = "who says so; stands unasked where there are several hosts",
     .kind = VALUE_TEXT,
     .width = 10,
     .value = field_host},
    {.key = "vrid",
     .title = "VRID",
     .help = "its number on the network",
     .kind = VALUE_COUNT,
     .width = 4,
     .right = true,
     .shown = true,
     .value = value_vrid},
    {.key = "family",
     .title = "IP",
     .help = "ipv4 or ipv6",
     .kind = VALUE_TEXT,
     .width = 4,
     .shown = true,
     .drop = 9,
     .value = value_family},
    {.key = "interface",
     .title = "IFACE",
     .help = "the interface it runs on",
     .kind = VALUE_TEXT,
     .width = 9,
     .shown = true,
     .drop = 5,
     .value = value_interface},
    {.key = "priority",
     .title = "PRIO",
     .help = "priority; effective/configured where they differ",
     .kind = VALUE_COUNT,
     .width = 7,
     .right = true,
     .shown = true,
     .drop = 4,
     .falls = true,
     .value = value_priority},
    {.key = "configured",
     .title = "CONFPRIO",
     .help = "the priority of the configuration",
     .kind = VALUE_COUNT,
     .width = 8,
     .right = true,
     .drop = 19,
     .falls = true,
     .value = value_configured},
    {.key = "why",
     .title = "WHY",
     .help = "why it is in that state or has another priority: failed trackers, drained, the last reason",
     .kind = VALUE_TEXT,
     .width = 20,
     .shown = true,
     .stretches = true,
     .drop = 7,
     .value = field_why},
    {.key = "master",
     .title = "MASTER",
     .help = "the address of the master",
     .kind = VALUE_TEXT,
     .width = 15,
     .shown = true,
     .drop = 2,
     .value = value_master},
    {.key = "age",
     .title = "ADVERT",
     .help = "the age of the last advert as a bar against the master down interval; ! beyond it",
     .kind = VALUE_BAR,
     .width = 8,
     .shown = true,
     .falls = true,
     .value = value_age},
    {.key = "adverts",
     .title = "ADV/S",
     .help = "adverts a second, sent and heard",
     .kind = VALUE_RATE,
     .width = 5,
     .right = true,
     .shown = true,
     .mode = FIELD_WITH_RATES,
     .drop = 8,
     .falls = true,
     .value = value_adverts},
    {.key = "adverts_sum",
     .title = "ADVERTS",
     .help = "adverts sent and heard since the start",
     .kind = VALUE_COUNT,
     .width = 7,
     .right = true,
     .shown = true,
     .mode = FIELD_WITH_SUMS,
     .drop = 8,
     .falls = true,
     .value = value_advert_sum},
    {.key = "rejected",
     .title = "REJ",
     .help = "packets that were rejected since the start, for whatever reason",
     .kind = VALUE_COUNT,
     .width = 5,
     .right = true,
     .shown = true,
     .drop = 11,
     .falls = true,
     .value = value_rejected},
    {.key = "transitions",
     .title = "MOVES",
     .help = "changes of state since the start",
     .kind = VALUE_COUNT,
     .width = 5,
     .right = true,
     .shown = true,
     .drop = 10,
     .falls = true,
     .value = value_transitions},
    {.key = "since",
     .title = "SINCE",
     .help = "how long it has been in that state",
     .kind = VALUE_DURATION,
     .width = 7,
     .right = true,
     .shown = true,
     .drop = 3,
     .value = value_since},
    {.key = "addresses",
     .title = "ADDRESSES",
     .help = "the first address and how many more; (1 of 2) where a master lacks some",
     .kind = VALUE_TEXT,
     .width = 22,
     .shown = true,
     .drop = 6,
     .value = value_addresses},
    {.key = "address_count",
     .title = "ADDRS",
     .help = "how many addresses it has",
     .kind = VALUE_COUNT,
     .width = 5,
     .right = true,
     .drop = 17,
     .falls = true,
     .value = value_address_count},
    {.key = "addresses_present",
     .title = "PRESENT",
     .help = "how many of them this host's kernel has",
     .kind = VALUE_COUNT,
     .width = 7,
     .right = true,
     .drop = 17,
     .falls = true,
     .value = value_present},
    {.key = "group",
     .title = "GROUP",
     .help = "the sync group it belongs to",
     .kind = VALUE_TEXT,
     .width = 10,
     .drop = 13,
     .value = value_group},
    {.key = "interval",
     .title = "INTERVAL",
     .help = "the advert interval",
     .kind = VALUE_DURATION,
     .width = 8,
     .right = true,
     .drop = 18,
     .falls = true,
     .value = value_interval},
    {.key = "trend",
     .title = "TREND",
     .help = "adverts a second over the last minutes, five seconds a column",
     .kind = VALUE_TREND,
     .width = 12,
     .shown = true,
     .drop = 12,
     .falls = true,
     .value = value_trend_of},
};

const struct field *field_routers(size_t *count)
{
    *count = sizeof(fields) / sizeof(fields[0]);
    return fields;
}

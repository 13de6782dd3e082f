/* Defaults that depend on other keywords, and wishes that exclude each other. */
#include "conf/keepalived_finish.h"

#include <inttypes.h>
#include <string.h>

#include "conf/keepalived_route.h"
#include "conf/keepalived_rule.h"
#include "conf/keepalived_unicast.h"
#include "conf/quantity.h"

enum {
    PRIORITY_OWNER = 255,
    ADVERT_ADDRESSES_MAX = 255,
};

static void warn(struct keepalived *keepalived, const struct keepalived_instance *instance, const char *what)
{
    const struct keepalived_word word = {.text = "", .place = instance->model->place};

    keepalived_warn(keepalived, &word, "instance `%s' %s", instance->model->name, what);
}

static void finish_mandatory(struct keepalived *keepalived, const struct keepalived_instance *instance)
{
    const struct keepalived_word word = {.text = "", .place = instance->model->place};
    const struct conf_instance *model = instance->model;

    if (!instance->has_vrid)
        keepalived_fail(keepalived, &word, "instance `%s' has no virtual_router_id, keepalived refuses it",
                        model->name);
    if (!instance->has_interface)
        keepalived_fail(keepalived, &word, "instance `%s' has no interface, keepalived refuses it",
                        model->name);
    if (model->address_count == 0 && model->version == 3)
        keepalived_refuse(keepalived->reader, &model->place, REFUSE_NO_ADDRESS);
    else if (model->address_count == 0)
        warn(keepalived, instance,
             "has no virtual_ipaddress: nothing moves with it, it only runs its scripts");
}

/* Of the family that the first address decided: version, source and group. */
static void finish_family(struct keepalived *keepalived, struct keepalived_instance *instance)
{
    struct conf_instance *model = instance->model;
    const struct keepalived_defaults *defaults = &keepalived->defaults;
    bool ipv6 = model->family == ADDR_IPV6;

    if (ipv6 && model->version == 2 && instance->has_version)
        warn(
            keepalived, instance,
            "has version 2 and IPv6 addresses: VRRP has IPv6 since version 3, which is used here. keepalived "
            "speaks version 2 all the same and would not be heard; remove `version 2' on all nodes");
    if (ipv6)
        model->version = 3;
    if (model->source.family != ADDR_NONE && model->source.family != model->family) {
        keepalived_warn(keepalived, &instance->source_word,
                        "the source address is not of the instance's family: keepalived ignores it");
        model->source = (struct addr){.family = ADDR_NONE};
    }
    if (model->group.family != ADDR_NONE && model->group.family != model->family)
        keepalived_warn(keepalived, &instance->group_word,
                        "the group is not of the instance's family: keepalived ignores it");
    if (model->group.family != model->family)
        model->group = ipv6 ? defaults->group6 : defaults->group;
}

/* keepalived 2.2: MASTER alone means 255; under vrrp_strict MASTER must match 255, so it is dropped
 * elsewhere. */
static void finish_state(struct keepalived *keepalived, struct keepalived_instance *instance)
{
    struct conf_instance *model = instance->model;

    if (model->state == CONF_STATE_MASTER && !instance->has_priority) {
        warn(keepalived, instance,
             "has state MASTER and no priority: keepalived makes it 255, the address owner");
        model->priority = PRIORITY_OWNER;
    }
    if (instance->strict && model->state == CONF_STATE_MASTER && model->priority != PRIORITY_OWNER) {
        warn(keepalived, instance,
             "has state MASTER with a priority other than 255: under vrrp_strict keepalived "
             "makes it BACKUP, and the priority decides");
        model->state = CONF_STATE_BACKUP;
    }
    if (instance->strict && model->preempt_delay_us) {
        warn(keepalived, instance, "has a preempt_delay, which vrrp_strict turns off");
        model->preempt_delay_us = 0;
    }
}

static void finish_interval(struct keepalived *keepalived, struct keepalived_instance *instance)
{
    struct conf_instance *model = instance->model;
    int64_t unit = model->version == 2 ? 1000000 : 10000;
    int64_t most = model->version == 2 ? 255000000 : 40950000;
    int64_t us = (model->advert_interval_us + unit / 2) / unit * unit;
    char text[QUANTITY_DURATION_TEXT_MAX];

    us = us < unit ? unit : us > most ? most : us;
    if (us == model->advert_interval_us)
        return;
    quantity_duration_format(us, text);
    keepalived_warn(keepalived, &instance->interval_word,
                    model->version == 2
                        ? "VRRP version 2 has whole seconds only: keepalived makes it %s, and peers "
                          "with another interval are not heard"
                        : "VRRP version 3 counts 10 ms up to 40.95 s: keepalived makes it %s",
                    text);
    model->advert_interval_us = us;
}

/* Why keepalived runs an instance with an authentication block without it, or NULL. */
static const char *why_no_auth(const struct keepalived_instance *instance)
{
    if (instance->auth == KEEPALIVED_AUTH_UNKNOWN)
        return NULL; /* reported where the type stands */
    if (instance->model->version == 3)
        return "VRRP version 3 has no authentication: keepalived drops it, and so do we";
    if (instance->strict)
        return "vrrp_strict drops authentication: adverts go out and are expected WITHOUT the password. A "
               "peer "
               "that runs without vrrp_strict will reject them and both become master; use the same on all "
               "nodes";
    if (instance->auth == KEEPALIVED_AUTH_NONE)
        return "no auth_type: keepalived runs without authentication, and so do we";
    if (!instance->has_pass)
        return "no auth_pass: keepalived runs without authentication, and so do we";
    return NULL;
}

static void finish_auth(struct keepalived *keepalived, struct keepalived_instance *instance)
{
    struct conf_instance *model = instance->model;
    bool dropped = instance->model->version == 3 || instance->strict;
    const char *why = instance->auth_word.text ? why_no_auth(instance) : NULL;

    if (why)
        keepalived_warn(keepalived, &instance->auth_word, "%s", why);
    if (instance->auth == KEEPALIVED_AUTH_AH && instance->has_pass && !dropped)
        keepalived_refuse(keepalived->reader, &instance->ah_word.place, REFUSE_AH);
    if (instance->auth == KEEPALIVED_AUTH_PASS && instance->has_pass && !dropped)
        model->auth = CONF_AUTH_PASS;
    else
        explicit_bzero(model->password, sizeof model->password);
}

/* What follows a lower priority's advert is as strong as what follows a takeover unless it is said. */
static void finish_garp(const struct keepalived *keepalived, struct keepalived_instance *instance)
{
    struct conf_garp *garp = &instance->model->garp;

    if (!instance->has_lower_delay && !keepalived->defaults.has_lower_delay)
        garp->lower_prio_delay_us = garp->master_delay_us;
    if (!instance->has_lower_repeat && !keepalived->defaults.has_lower_repeat)
        garp->lower_prio_repeat = garp->master_repeat;
}

/* keepalived moves what an advert cannot carry to the excluded list; the order on the wire stays. */
static void finish_addresses(struct keepalived *keepalived, struct keepalived_instance *instance)
{
    struct conf_instance *model = instance->model;

    if (model->address_count <= ADVERT_ADDRESSES_MAX)
        return;
    warn(keepalived, instance,
         "has more than 255 addresses: keepalived treats the rest as excluded, and so do we");
    for (size_t i = ADVERT_ADDRESSES_MAX; i < model->address_count; i++) {
        model->excluded = conf_append(keepalived->reader->conf, model->excluded, &model->excluded_count,
                                      sizeof *model->excluded);
        model->excluded[model->excluded_count - 1] = model->addresses[i];
    }
    model->address_count = ADVERT_ADDRESSES_MAX;
}

void keepalived_finish(struct keepalived *keepalived, struct keepalived_instance *instance)
{
    finish_family(keepalived, instance);
    finish_mandatory(keepalived, instance); /* the family decided the version */
    keepalived_unicast_finish(keepalived, instance);
    keepalived_routes_finish(keepalived, instance);
    keepalived_rules_finish(keepalived, instance);
    finish_state(keepalived, instance);
    finish_interval(keepalived, instance);
    finish_auth(keepalived, instance);
    finish_garp(keepalived, instance);
    finish_addresses(keepalived, instance);
    if (instance->model->version == 2 || instance->model->family == ADDR_IPV6)
        instance->model->checksum_plain = false; /* a matter of version 3 and IPv4 */
}

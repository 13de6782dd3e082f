/* Heartbeats: what the vrrp process reads of them. */
#include <string.h>

#include "vrrpd/engine_services_heartbeat_state.h"

/* Some peer has not said anything yet of this virtual router. */
static bool anybody_new(const struct heartbeats *heartbeats, size_t index)
{
    for (size_t i = 0; i < heartbeats->conf->peer_count; i++)
        if (heartbeats->peers[i].claims[index].heard_us == 0)
            return true;
    return false;
}

static void publish_one(struct services *services, size_t index)
{
    struct heartbeats *heartbeats = services->heartbeats;
    struct heartbeat_found *found = &heartbeats->found[index];
    const struct conf_instance *conf = &services->child->conf->instances[index];
    struct page_witness record = {.well_until_us = 0};

    if (found->adopted.well_until_us != 0 && anybody_new(heartbeats, index))
        record = found->adopted; /* until its time is over, or everybody was heard */
    for (size_t i = 0; i < heartbeats->conf->peer_count; i++) {
        const struct heartbeat_peer *peer = &heartbeats->peers[i];
        int64_t until_us = witness_well_until_us(&peer->claims[index], conf->down_adverts);

        if (until_us <= record.well_until_us)
            continue;
        record.well_until_us = until_us;
        memcpy(record.node, peer->name, sizeof(record.node));
    }
    if (record.well_until_us == found->well_until_us)
        return;
    if (record.well_until_us < found->well_until_us)
        services->tracking.changed = true; /* it waits no longer than this */
    found->well_until_us = record.well_until_us;
    page_write_witness(services->child->page, services->child->table, index, &record);
}

void heartbeat_publish(struct services *services)
{
    for (size_t i = 0; i < services->child->conf->instance_count; i++)
        publish_one(services, i);
}

static bool same_router(const struct page_instance *record, const struct conf_instance *conf)
{
    return record->family == conf->family && record->vrid == conf->vrid &&
           strcmp(record->interface, conf->interface) == 0;
}

void heartbeat_adopt(struct services *services, unsigned table)
{
    const struct child *child = services->child;
    struct page_instance record;
    struct page_witness witness;

    for (size_t n = 0; n < CONF_INSTANCES_MAX && page_read_witness(child->page, table, n, &witness); n++) {
        if (witness.well_until_us == 0 || !page_read_instance(child->page, table, n, &record))
            continue;
        for (size_t i = 0; i < child->conf->instance_count; i++) {
            if (!same_router(&record, &child->conf->instances[i]))
                continue;
            page_write_witness(child->page, child->table, i, &witness);
            services->heartbeats->found[i].well_until_us = witness.well_until_us;
            services->heartbeats->found[i].adopted = witness;
        }
    }
}

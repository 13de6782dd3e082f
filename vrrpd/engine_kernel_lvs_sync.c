/* The connection synchronisation daemon: which of its roles runs follows one instance. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/log.h"
#include "vrrpd/engine_kernel_lvs_state.h"

enum { BOTH = IPVS_SYNC_MASTER | IPVS_SYNC_BACKUP };

uint64_t lvs_sync_mark(void)
{
    return ledger_mark("sync daemon");
}

uint64_t lvs_sync_settings_mark(const struct conf_lvs_sync *sync)
{
    char group[ADDR_TEXT_MAX], text[128];

    snprintf(text, sizeof(text), "sync daemon %s %u %u %u %u %s", sync->interface, sync->id, sync->max_length,
             sync->port, sync->ttl, addr_format(&sync->group, group));
    return ledger_mark(text);
}

void lvs_sync_prepare(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;
    const struct conf *conf = kernel->child->conf;
    const struct conf_lvs_sync *sync = &conf->lvs.sync;

    lvs->sync_instance = -1;
    lvs->sync_look = true;
    lvs->sync_stray =
        sync->interface[0] == '\0' && ledger_has_mark(&kernel->ledger.services, lvs_sync_mark());
    for (size_t i = 0; sync->interface[0] != '\0' && i < conf->instance_count; i++)
        if (sync->instance != NULL && strcmp(conf->instances[i].name, sync->instance) == 0)
            lvs->sync_instance = (int)i;
    lvs->sync_ours = ledger_has_mark(&kernel->ledger.services, lvs_sync_settings_mark(sync));
}

static struct ipvs_sync settings_of(const struct conf_lvs_sync *conf)
{
    struct ipvs_sync sync = {.id = conf->id,
                             .ttl = conf->ttl,
                             .max_length = conf->max_length,
                             .port = conf->port,
                             .group = conf->group};

    memcpy(sync.interface, conf->interface, sizeof(sync.interface));
    sync.interface[sizeof(sync.interface) - 1] = '\0';
    return sync;
}

/* Brings about that of both roles exactly this one runs, with our settings; 0: none. */
static int set_role(struct kernel_lvs *lvs, const struct ipvs_sync *sync, unsigned role)
{
    struct ipvs_sync found[2];
    unsigned running;
    int error = netlink_ipvs_sync_roles(lvs->netlink, &running, found);

    for (unsigned other = IPVS_SYNC_MASTER; other <= IPVS_SYNC_BACKUP && error == 0; other <<= 1) {
        const struct ipvs_sync *there = &found[other == IPVS_SYNC_BACKUP];
        bool good = other == role && lvs->sync_ours && there->id == sync->id &&
                    strcmp(there->interface, sync->interface) == 0;

        if ((running & other) == 0 || good)
            continue;
        error = netlink_ipvs_sync_stop(lvs->netlink, (enum ipvs_sync_role)other);
        running &= ~other;
    }
    if (error == 0 && role != 0 && (running & role) == 0)
        error = netlink_ipvs_sync_start(lvs->netlink, (enum ipvs_sync_role)role, sync);
    if (error == 0)
        lvs->done.sync_roles = role;
    return error;
}

void lvs_sync_round(struct kernel *kernel, int64_t now_us)
{
    struct kernel_lvs *lvs = kernel->lvs;
    const struct conf_lvs_sync *conf = &kernel->child->conf->lvs.sync;
    struct ipvs_sync sync = settings_of(conf);
    unsigned role = 0;
    int error;

    if ((lvs->sync_instance < 0 && !lvs->sync_stray) ||
        (lvs->sync_instance >= 0 && !kernel->known[lvs->sync_instance]))
        return;
    if (lvs->sync_instance >= 0)
        role = kernel->master[lvs->sync_instance] ? IPVS_SYNC_MASTER : IPVS_SYNC_BACKUP;
    if (role == lvs->sync_role && (!lvs->sync_look || now_us < lvs->sync_at_us))
        return;
    error = set_role(lvs, &sync, role);
    if (error < 0 && lvs->sync_error != error)
        log_line(LOG_LEVEL_ERROR, "cannot run the IPVS synchronisation daemon on %s: %s", conf->interface,
                 strerror(-error));
    lvs->sync_error = error;
    lvs->sync_role = role;
    lvs->sync_look = error < 0;
    lvs->sync_ours |= error == 0;
    lvs->sync_stray &= error < 0;
    lvs->sync_at_us = error < 0 ? now_us + LVS_RETRY_US : now_us;
    if (error < 0)
        lvs->done.sync_roles = 0;
}

void lvs_sync_leave(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;

    if (ledger_has_mark(&kernel->ledger.services, lvs_sync_mark()) && set_role(lvs, NULL, 0) < 0)
        log_line(LOG_LEVEL_ERROR, "cannot stop the IPVS synchronisation daemon");
}

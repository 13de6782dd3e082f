/* Addresses of the kernel process; see engine_kernel_vips.h. */
#include "vrrpd/engine_kernel_vips.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/netlink.h"
#include "vrrpd/engine_kernel_leases.h"
#include "vrrpd/engine_kernel_links.h"

enum { SECOND_US = 1000000 };

bool kernel_vips_prepare(struct kernel *kernel)
{
    if (vips_collect(&kernel->vips, kernel->child->conf, &kernel->interfaces) < 0)
        return false;
    kernel->changes = calloc(2 * kernel->vips.count + 1, sizeof(*kernel->changes));
    kernel->changed = calloc(2 * kernel->vips.count + 1, sizeof(struct vip *));
    return kernel->changes != NULL && kernel->changed != NULL;
}

static struct ledger_entry ledger_entry(const struct kernel *kernel, const struct vip *vip)
{
    struct ledger_entry entry = {.address = vip->address.address,
                                 .prefix_length = vip->address.prefix_length};

    memcpy(entry.interface, kernel->interfaces.names[vip->interface], sizeof(entry.interface));
    return entry;
}

static const char *vip_text(const struct vip *vip, char text[ADDR_TEXT_MAX])
{
    return addr_format(&vip->address.address, text);
}

/* ---- what the kernel has ---- */

static void report_duplicate(struct vip *vip)
{
    char text[ADDR_TEXT_MAX];

    if (vip->duplicate && !vip->duplicate_reported)
        log_line(LOG_LEVEL_ERROR, "%s on %s: another host has this address (duplicate address detection)",
                 vip_text(vip, text), vip->address.interface);
    vip->duplicate_reported = vip->duplicate;
}

static void learn(struct kernel *kernel, size_t interface, const struct netlink_addr *address)
{
    struct vip *vip = vips_find(&kernel->vips, interface, &address->address, address->prefix_length);
    struct ledger_entry entry;

    if (vip == NULL)
        return;
    entry = ledger_entry(kernel, vip);
    vip->present = vip->listed = true;
    vip->permanent = address->permanent;
    vip->duplicate = address->duplicate;
    vip->ready = !address->tentative && !address->duplicate;
    vip->ours = address->protocol == NETLINK_ADDR_PROTOCOL || ledger_has(&kernel->ledger, &entry);
}

static const char *link_name(const struct kernel_look *look, int index)
{
    for (size_t i = 0; i < look->link_count; i++)
        if (look->links[i].index == index)
            return look->links[i].name;
    return "";
}

/* True for what the ledger has and the configuration has not: a predecessor's. */
static bool is_forgotten(const struct kernel *kernel, const struct ledger_entry *entry)
{
    int interface = interfaces_find(&kernel->interfaces, entry->interface);

    return entry->address.family != ADDR_NONE &&
           (interface < 0 ||
            vips_find(&kernel->vips, (size_t)interface, &entry->address, entry->prefix_length) == NULL);
}

static size_t collect_forgotten(const struct kernel *kernel, const struct kernel_look *look,
                                struct netlink_addr_change *changes)
{
    const char *name = "";
    size_t count = 0;
    int index = 0;

    for (size_t i = 0; i < look->address_count; i++) {
        const struct netlink_addr *address = &look->addresses[i];
        struct ledger_entry entry = {.address = address->address, .prefix_length = address->prefix_length};

        if (address->interface_index != index) /* they come interface by interface */
            name = link_name(look, index = address->interface_index);
        snprintf(entry.interface, sizeof(entry.interface), "%s", name);
        if (ledger_has(&kernel->ledger, &entry) && is_forgotten(kernel, &entry))
            changes[count++] = (struct netlink_addr_change){.add = false, .address = *address};
    }
    return count;
}

static void remove_forgotten(struct kernel *kernel, const struct kernel_look *look)
{
    struct netlink_addr_change *changes = calloc(look->address_count + 1, sizeof(*changes));
    size_t count = changes == NULL ? 0 : collect_forgotten(kernel, look, changes);
    bool changed = false;

    if (count > 0 && netlink_addr_apply(kernel->requests, changes, count) == 0)
        log_line(LOG_LEVEL_NOTICE, "removed %zu address(es) that an earlier configuration left", count);
    for (size_t i = kernel->ledger.count; i-- > 0 && changes != NULL;) {
        struct ledger_entry entry = kernel->ledger.entries[i];

        if (!is_forgotten(kernel, &entry))
            continue;
        ledger_remove(&kernel->ledger, &entry);
        changed = true;
    }
    if (changed)
        kernel_write_ledger(kernel);
    free(changes);
}

/* Adverts from an address that is not here would all be refused by the kernel, and nobody would know. */
static bool has_source(const struct kernel_look *look, const struct addr *source)
{
    for (size_t i = 0; i < look->address_count; i++)
        if (addr_equal(&look->addresses[i].address, source) && !look->addresses[i].tentative)
            return true;
    return false;
}

static void learn_sources(struct kernel *kernel, const struct kernel_look *look)
{
    for (size_t i = 0; i < kernel->child->conf->instance_count; i++) {
        const struct conf_instance *conf = &kernel->child->conf->instances[i];
        bool missing = conf->source.family != ADDR_NONE && !has_source(look, &conf->source);
        char text[ADDR_TEXT_MAX];

        if (missing && kernel->installed[i].source_missing == 0 && conf->peer_count == 0)
            log_line(LOG_LEVEL_WARNING,
                     "%s: mcast_src_ip %s is no address of this host: adverts leave from %s's own",
                     conf->name, addr_format(&conf->source, text), conf->interface);
        kernel->installed[i].source_missing = missing;
    }
}

void kernel_vips_learn(struct kernel *kernel, const struct kernel_look *look)
{
    int index = 0, interface = -1;

    for (size_t i = 0; i < kernel->vips.count; i++) {
        struct vip *vip = &kernel->vips.items[i];

        vip->present = vip->listed = vip->ready = vip->duplicate = vip->ours = false;
    }
    for (size_t i = 0; i < look->address_count; i++) {
        if (look->addresses[i].interface_index != index) {
            index = look->addresses[i].interface_index;
            interface = kernel_links_find(kernel, index);
        }
        if (interface >= 0)
            learn(kernel, (size_t)interface, &look->addresses[i]);
    }
    for (size_t i = 0; i < kernel->vips.count; i++)
        report_duplicate(&kernel->vips.items[i]);
    learn_sources(kernel, look);
    remove_forgotten(kernel, look);
}

/* ---- the difference ---- */

void kernel_vips_plan(const struct kernel *kernel, const struct vip *vip, bool add,
                      struct netlink_addr_change *change)
{
    bool ipv6 = vip->address.address.family == ADDR_IPV6;

    *change = (struct netlink_addr_change){
        .add = add,
        .address = {.interface_index = kernel->links[vip->interface].index,
                    .address = vip->address.address,
                    .broadcast = vip->address.broadcast,
                    .prefix_length = vip->address.prefix_length,
                    .scope = vip->address.scope,
                    .protocol = NETLINK_ADDR_PROTOCOL,
                    .lifetime_s = (uint32_t)(vip->lease.length_us / SECOND_US),
                    .no_prefix_route = vip->sibling,
                    .no_detection = ipv6 && !vip->address.dad,
                    /* A whole host's address is for those who call, not for calls from here. */
                    .deprecated = ipv6 && vip->address.prefix_length == 128}};
    memcpy(change->address.label, vip->address.label, sizeof(change->address.label));
}

static bool differs(const struct kernel *kernel, const struct vip *vip, int64_t now_us)
{
    if (kernel->links[vip->interface].index == 0)
        return false;
    if (!vip->wanted)
        return vip->present && vip->ours;
    return !vip->present && lease_may_begin(&vip->lease, &vip->claim, now_us);
}

/* What an administrator added is left alone, but said once: on a BACKUP it makes two holders of one address.
 */
static void report_foreign(struct vip *vip)
{
    char text[ADDR_TEXT_MAX];
    bool foreign = vip->present && !vip->ours && !vip->wanted;

    if (foreign && !vip->foreign_reported)
        log_line(LOG_LEVEL_WARNING,
                 "%s on %s was not put there by vrrpd and is left alone: this node answers for it",
                 vip_text(vip, text), vip->address.interface);
    vip->foreign_reported = foreign;
}

static void note_result(struct kernel *kernel, struct vip *vip, const struct netlink_addr_change *change,
                        int64_t asked_us)
{
    char text[ADDR_TEXT_MAX];
    struct ledger_entry entry = ledger_entry(kernel, vip);

    if (change->result < 0) {
        if (vip->last_error != change->result)
            log_line(LOG_LEVEL_ERROR, "cannot %s %s on %s: %s", change->add ? "install" : "remove",
                     vip_text(vip, text), vip->address.interface, strerror(-change->result));
        vip->last_error = change->result;
        kernel_retry(kernel);
        return;
    }
    vip->last_error = 0;
    vip->listed = false;
    vip->permanent = vip->lease.length_us == 0;
    if (change->add)
        lease_renewed(&vip->lease, &vip->claim, asked_us);
    else
        lease_forget(&vip->lease);
    vip->present = vip->ours = vip->added = change->add;
    vip->ready = change->add && (change->address.no_detection || vip->address.address.family == ADDR_IPV4);
    if (!change->add)
        ledger_remove(&kernel->ledger, &entry);
}

/* An address that was there, is wanted and is gone: its lease ran out, or somebody took it. True for the
 * former. */
static bool note_loss(struct kernel *kernel, const struct vip *vip, int64_t now_us)
{
    bool expired = lease_may_have_run_out(&vip->lease, now_us);
    char text[ADDR_TEXT_MAX];

    if (!vip->wanted || vip->present || (!vip->was_present && !expired))
        return false;
    kernel->installed[vip->owner].restored++;
    if (expired)
        return true;
    log_line(LOG_LEVEL_WARNING, "%s was removed from %s by somebody else, putting it back",
             vip_text(vip, text), vip->address.interface);
    return false;
}

/* Once for all of them: they run out together. */
static void report_expired(size_t count)
{
    if (count > 0)
        log_line(LOG_LEVEL_WARNING,
                 "the leases of %zu address(es) had run out, because vrrpd was kept from running or from "
                 "sending adverts for too long: putting them back",
                 count);
}

static size_t collect_changes(struct kernel *kernel)
{
    int64_t now_us = clock_now_us();
    size_t count = 0, expired = 0;

    for (size_t i = 0; i < kernel->vips.count; i++) {
        struct vip *vip = &kernel->vips.items[i];
        struct ledger_entry entry;

        report_foreign(vip);
        vip->added = false;
        if (!vip->wanted && !vip->present)
            lease_forget(&vip->lease);
        if (vip->wanted && !vip->present && !lease_may_begin(&vip->lease, &vip->claim, now_us))
            kernel_leases_report_wait(kernel, vip);
        if (!differs(kernel, vip, now_us))
            continue;
        expired += note_loss(kernel, vip, now_us);
        entry = ledger_entry(kernel, vip);
        if (vip->wanted)
            ledger_add(&kernel->ledger, &entry);
        kernel->changed[count] = vip;
        kernel_vips_plan(kernel, vip, vip->wanted, &kernel->changes[count++]);
    }
    report_expired(expired);
    return count;
}

void kernel_vips_apply(struct kernel *kernel)
{
    size_t count = collect_changes(kernel);
    int64_t asked_us;

    if (count == 0)
        return;
    kernel_write_ledger(kernel); /* before the kernel knows */
    asked_us = clock_now_us();
    if (netlink_addr_apply(kernel->requests, kernel->changes, count) < 0)
        kernel->look_at_kernel = true;
    for (size_t i = 0; i < count; i++)
        note_result(kernel, kernel->changed[i], &kernel->changes[i], asked_us);
    kernel_write_ledger(kernel);
}

/* ---- what came of it ---- */

static void count_vip(struct page_installed *installed, const struct vip *vip)
{
    int error = vip->duplicate ? -EADDRINUSE : vip->last_error;

    installed->present += vip->ready;
    installed->changed += vip->added;
    installed->failed += error < 0;
    if (error < 0)
        installed->last_error = error;
}

void kernel_vips_publish(struct kernel *kernel)
{
    for (size_t i = 0; i < kernel->child->conf->instance_count; i++) {
        struct page_installed *installed = &kernel->installed[i], before;

        installed->present = installed->failed = 0;
        installed->last_error = 0;
        for (size_t n = 0; n < kernel->vips.of_instance_count[i]; n++)
            count_vip(installed, &kernel->vips.items[kernel->vips.of_instance[i][n]]);
        if (page_read_installed(kernel->child->page, kernel->child->table, i, &before) &&
            memcmp(&before, installed, sizeof(before)) == 0)
            continue;
        page_write_installed(kernel->child->page, kernel->child->table, i, installed);
        kernel->ring_vrrp = true;
    }
    for (size_t i = 0; i < kernel->vips.count; i++) {
        struct vip *vip = &kernel->vips.items[i];

        vip->was_present = vip->wanted && vip->present;
        vip->added = false;
    }
}

/* Links of the kernel process; see engine_kernel_links.h. */
#include "vrrpd/engine_kernel_links.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/log.h"
#include "lib/netlink.h"
#include "vrrpd/os/sysctl_file.h"
#include "vrrpd/vrrp/vmac.h"

enum {
    SETTINGS_OF_INSTANCE_MAX = 3,
    LIST_PASSES = 4, /* a virtual MAC is removed, made, configured, seen */
};

/* ---- what the configuration wants ---- */

static void want_setting(struct kernel *kernel, const char *interface, const char *name, const char *value)
{
    size_t number = (size_t)interfaces_find(&kernel->interfaces, interface);

    for (size_t i = 0; i < kernel->setting_count; i++)
        if (kernel->settings[i].interface == number && strcmp(kernel->settings[i].name, name) == 0)
            return;
    kernel->settings[kernel->setting_count++] =
        (struct kernel_setting){.interface = number, .name = name, .value = value};
}

static bool first_with_vmac(const struct kernel *kernel, size_t number)
{
    for (size_t i = 0; i < kernel->vmac_count; i++)
        if (kernel->vmacs[i].number == number)
            return false;
    return true;
}

bool kernel_links_prepare(struct kernel *kernel)
{
    const struct conf *conf = kernel->child->conf;

    kernel->vmacs = calloc(conf->instance_count + 1, sizeof(*kernel->vmacs));
    kernel->settings = calloc(conf->instance_count * SETTINGS_OF_INSTANCE_MAX + 1, sizeof(*kernel->settings));
    if (kernel->vmacs == NULL || kernel->settings == NULL)
        return false;
    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];
        size_t number;

        if (instance->promote_secondaries && !instance->vmac)
            want_setting(kernel, instance->interface, "promote_secondaries", "1");
        if (!instance->vmac)
            continue;
        /* Else the interface below answers for the address with its own MAC, too. */
        if (vmac_carries(instance, ADDR_IPV4)) {
            want_setting(kernel, instance->interface, "arp_ignore", "1");
            want_setting(kernel, instance->interface, "arp_announce", "2");
        }
        number = (size_t)interfaces_find(&kernel->interfaces, instance->vmac_interface);
        if (first_with_vmac(kernel, number))
            kernel->vmacs[kernel->vmac_count++] = (struct kernel_vmac){
                .conf = instance,
                .base = (size_t)interfaces_find(&kernel->interfaces, instance->interface),
                .number = number};
    }
    return true;
}

/* ---- virtual MACs ---- */

static const struct netlink_link *find_link(const struct kernel_look *look, const char *name)
{
    for (size_t i = 0; i < look->link_count; i++)
        if (strcmp(look->links[i].name, name) == 0)
            return &look->links[i];
    return NULL;
}

static struct ledger_entry link_entry(const struct kernel *kernel, const struct kernel_vmac *vmac)
{
    struct ledger_entry entry = {.address = {.family = ADDR_NONE}};

    memcpy(entry.interface, kernel->interfaces.names[vmac->number], sizeof(entry.interface));
    return entry;
}

/* Said once for each kind of failure. */
static int note_error(struct kernel *kernel, struct kernel_vmac *vmac, const char *what, int error)
{
    if (error < 0 && error != vmac->last_error)
        log_line(LOG_LEVEL_ERROR, "cannot %s %s on %s: %s", what, kernel->interfaces.names[vmac->number],
                 kernel->interfaces.names[vmac->base], strerror(-error));
    if (error < 0)
        kernel_retry(kernel);
    vmac->last_error = error;
    return error;
}

static void create(struct kernel *kernel, struct kernel_vmac *vmac, const struct netlink_link *base)
{
    struct netlink_macvlan macvlan = {.parent_index = base->index, .mtu = base->mtu};
    struct ledger_entry entry = link_entry(kernel, vmac);

    memcpy(macvlan.name, entry.interface, sizeof(macvlan.name));
    memcpy(macvlan.mac, vmac->conf->vmac_address, sizeof(macvlan.mac));
    ledger_add(&kernel->ledger, &entry);
    kernel_write_ledger(kernel); /* before the kernel knows */
    if (note_error(kernel, vmac, "create", netlink_link_add_macvlan(kernel->requests, &macvlan)) == 0)
        log_line(LOG_LEVEL_INFO, "created %s on %s", macvlan.name, base->name);
}

static void write_setting(const char *family, const char *interface, const char *name, const char *value)
{
    char path[SYSCTL_FILE_PATH_MAX];
    int error;

    snprintf(path, sizeof(path), "%s/conf/%s/%s", family, interface, name);
    error = sysctl_file_write(path, value);
    if (error < 0 && error != -ENOENT) /* a kernel without IPv6 needs no IPv6 setting */
        log_line(LOG_LEVEL_WARNING, "cannot set net/%s to %s: %s", path, value, strerror(-error));
}

/* The kernel takes the stricter of the two values. Strict (1) drops what comes to a virtual MAC, because the
 * answer would leave by the interface below; loose (2) overrides it. */
static const char *rp_filter(void)
{
    char all[SYSCTL_FILE_VALUE_MAX];

    return sysctl_file_read("ipv4/conf/all/rp_filter", all) == 0 && strcmp(all, "0") == 0 ? "0" : "2";
}

/* It answers for its own addresses alone, and says nothing by itself: on a backup any frame with the virtual
 * MAC would teach the switch the wrong port. */
static void configure(const struct kernel_vmac *vmac, const char *name)
{
    bool ipv6 = vmac_carries(vmac->conf, ADDR_IPV6);

    write_setting("ipv6", name, "addr_gen_mode", "1"); /* none */
    write_setting("ipv6", name, "accept_ra", "0");
    write_setting("ipv6", name, "autoconf", "0");
    write_setting("ipv6", name, "disable_ipv6", ipv6 ? "0" : "1");
    write_setting("ipv4", name, "arp_ignore", "1");
    write_setting("ipv4", name, "arp_announce", "2");
    write_setting("ipv4", name, "arp_filter", "0");
    write_setting("ipv4", name, "accept_local", "1");
    write_setting("ipv4", name, "rp_filter", rp_filter());
    if (vmac->conf->promote_secondaries)
        write_setting("ipv4", name, "promote_secondaries", "1");
}

/* True when that changed something. */
static bool use(struct kernel *kernel, struct kernel_vmac *vmac, const struct netlink_link *found)
{
    struct ledger_entry entry = link_entry(kernel, vmac);
    bool changed = false;

    if (vmac->set_up_index != found->index) {
        ledger_add(&kernel->ledger, &entry);
        configure(vmac, found->name);
    }
    if (!found->bridge_mode && note_error(kernel, vmac, "set the mode of",
                                          netlink_link_set_bridge_mode(kernel->requests, found->index)) == 0)
        changed = true;
    if (!found->up &&
        note_error(kernel, vmac, "bring up", netlink_link_set_up(kernel->requests, found->index)) == 0)
        changed = true;
    vmac->set_up_index = found->index;
    return changed;
}

static void report_foreign(struct kernel *kernel, struct kernel_vmac *vmac)
{
    if (!vmac->foreign_reported)
        log_line(
            LOG_LEVEL_ERROR,
            "%s was not made by vrrpd and is not a macvlan on %s with the virtual MAC: it is left alone, and "
            "%s waits",
            kernel->interfaces.names[vmac->number], kernel->interfaces.names[vmac->base], vmac->conf->name);
    vmac->foreign_reported = true;
}

static enum vmac_step next_step(struct kernel *kernel, const struct kernel_vmac *vmac,
                                const struct netlink_link *found, const struct netlink_link *base)
{
    struct ledger_entry entry = link_entry(kernel, vmac);
    struct vmac_found is = {.index = 0};

    if (found != NULL) {
        is = (struct vmac_found){
            .index = found->index, .parent_index = found->parent_index, .macvlan = found->macvlan};
        memcpy(is.mac, found->mac, sizeof(is.mac));
    }
    return vmac_next(&is, base == NULL ? 0 : base->index, vmac->conf->vmac_address,
                     ledger_has(&kernel->ledger, &entry));
}

/* True when something was changed and the links must be listed again. */
static bool work_on(struct kernel *kernel, struct kernel_vmac *vmac, const struct kernel_look *look)
{
    const struct netlink_link *found = find_link(look, kernel->interfaces.names[vmac->number]);
    const struct netlink_link *base = find_link(look, kernel->interfaces.names[vmac->base]);
    enum vmac_step step = next_step(kernel, vmac, found, base);

    vmac->usable = step == VMAC_USE;
    switch (step) {
    case VMAC_WAIT:
        return false;
    case VMAC_CREATE:
        create(kernel, vmac, base);
        return vmac->last_error == 0;
    case VMAC_USE:
        return use(kernel, vmac, found);
    case VMAC_REBUILD:
        return note_error(kernel, vmac, "remove", netlink_link_remove(kernel->requests, found->index)) == 0;
    case VMAC_FOREIGN:
        report_foreign(kernel, vmac);
        return false;
    }
    return false;
}

int kernel_links_list(struct kernel *kernel, struct kernel_look *look)
{
    bool changed = true;
    int error = 0;

    for (int pass = 0; pass < LIST_PASSES && changed && error == 0; pass++) {
        free(look->links);
        look->links = NULL;
        error = netlink_link_list(kernel->requests, &look->links, &look->link_count);
        changed = false;
        for (size_t i = 0; i < kernel->vmac_count && error == 0 && !kernel->giving_up; i++)
            changed |= work_on(kernel, &kernel->vmacs[i], look);
    }
    return error;
}

/* ---- what the kernel has ---- */

int kernel_links_find(const struct kernel *kernel, int index)
{
    for (size_t i = 0; i < kernel->interfaces.count; i++)
        if (kernel->links[i].index == index)
            return (int)i;
    return -1;
}

/* The primary address: the first of the interface that is nobody's virtual address (RFC 9568 1.5); for IPv6 a
 * link-local one (5.1.1.1) that the kernel lets us use already. */
static struct addr find_source(const struct kernel *kernel, size_t interface, int index,
                               enum addr_family family, const struct kernel_look *look)
{
    struct addr none = {.family = ADDR_NONE};

    for (size_t i = 0; i < look->address_count; i++) {
        const struct netlink_addr *address = &look->addresses[i];

        if (address->interface_index != index || address->address.family != family ||
            address->protocol == NETLINK_ADDR_PROTOCOL)
            continue;
        if (family == ADDR_IPV6 &&
            (!addr_is_link_local(&address->address) || address->tentative || address->duplicate))
            continue;
        if (!vips_contain(&kernel->vips, interface, &address->address))
            return address->address;
    }
    return none;
}

static void read_link(const struct kernel *kernel, size_t number, const struct kernel_look *look,
                      struct page_link *link)
{
    const struct netlink_link *found = find_link(look, kernel->interfaces.names[number]);

    memset(link, 0, sizeof(*link));
    strncpy(link->name, kernel->interfaces.names[number], sizeof(link->name) - 1);
    if (found == NULL)
        return;
    link->index = found->index;
    link->mtu = found->mtu;
    link->running = found->running;
    link->has_mac = found->has_mac;
    memcpy(link->mac, found->mac, sizeof(link->mac));
    link->source = find_source(kernel, number, found->index, ADDR_IPV4, look);
    link->source6 = find_source(kernel, number, found->index, ADDR_IPV6, look);
}

/* A virtual MAC has no address of its own: what it sends comes from the interface below. */
static void read_vmac(const struct kernel *kernel, const struct kernel_vmac *vmac,
                      const struct kernel_look *look, struct page_link *link)
{
    struct page_link base;

    read_link(kernel, vmac->base, look, &base);
    if (!vmac->usable)
        link->index = 0;
    link->source = base.source;
    link->source6 = base.source6;
}

static void publish_link(struct kernel *kernel, size_t number, const struct page_link *link)
{
    if (memcmp(link, &kernel->links[number], sizeof(*link)) == 0)
        return;
    kernel->links[number] = *link;
    page_write_link(kernel->child->page, kernel->child->table, number, link);
    kernel->ring_vrrp = true;
}

/* ---- settings ---- */

static void setting_path(const struct kernel *kernel, const struct kernel_setting *setting,
                         char path[SYSCTL_FILE_PATH_MAX])
{
    snprintf(path, SYSCTL_FILE_PATH_MAX, "ipv4/conf/%s/%s", kernel->interfaces.names[setting->interface],
             setting->name);
}

static void make_setting(struct kernel *kernel, const struct kernel_setting *setting)
{
    char path[SYSCTL_FILE_PATH_MAX], before[SYSCTL_FILE_VALUE_MAX];
    int error;

    setting_path(kernel, setting, path);
    error = sysctl_file_read(path, before);
    if (error == 0 && strcmp(before, setting->value) == 0)
        return;
    if (error == 0) {
        ledger_add_setting(&kernel->ledger, path, before);
        kernel_write_ledger(kernel);
        error = sysctl_file_write(path, setting->value);
    }
    if (error < 0)
        log_line(LOG_LEVEL_WARNING, "cannot set net/%s to %s: %s", path, setting->value, strerror(-error));
    else
        log_line(LOG_LEVEL_NOTICE, "net/%s: %s -> %s, until vrrpd ends", path, before, setting->value);
}

void kernel_links_learn(struct kernel *kernel, const struct kernel_look *look)
{
    struct page_link links[CONF_INTERFACES_MAX];

    for (size_t i = 0; i < kernel->interfaces.count; i++)
        read_link(kernel, i, look, &links[i]);
    for (size_t i = 0; i < kernel->vmac_count; i++)
        read_vmac(kernel, &kernel->vmacs[i], look, &links[kernel->vmacs[i].number]);
    for (size_t i = 0; i < kernel->interfaces.count; i++)
        publish_link(kernel, i, &links[i]);
    for (size_t i = 0; i < kernel->setting_count && !kernel->giving_up; i++) {
        struct kernel_setting *setting = &kernel->settings[i];
        int index = kernel->links[setting->interface].index;

        if (index != 0 && index != setting->set_index)
            make_setting(kernel, setting);
        setting->set_index = index;
    }
}

/* ---- what nobody wants any more ---- */

static bool link_wanted(const struct kernel *kernel, const char *name)
{
    for (size_t i = 0; i < kernel->vmac_count && !kernel->giving_up; i++)
        if (strcmp(kernel->interfaces.names[kernel->vmacs[i].number], name) == 0)
            return true;
    return false;
}

static bool setting_wanted(const struct kernel *kernel, const char *path)
{
    char wanted[SYSCTL_FILE_PATH_MAX];

    for (size_t i = 0; i < kernel->setting_count && !kernel->giving_up; i++) {
        setting_path(kernel, &kernel->settings[i], wanted);
        if (strcmp(wanted, path) == 0)
            return true;
    }
    return false;
}

static void put_back(const struct ledger_setting *setting)
{
    int error = sysctl_file_write(setting->path, setting->before);

    if (error == 0)
        log_line(LOG_LEVEL_NOTICE, "net/%s: back to %s", setting->path, setting->before);
    else if (error != -ENOENT) /* the interface is gone, and the setting with it */
        log_line(LOG_LEVEL_WARNING, "cannot put net/%s back to %s: %s", setting->path, setting->before,
                 strerror(-error));
}

void kernel_links_clean(struct kernel *kernel, const struct kernel_look *look)
{
    bool changed = false;

    for (size_t i = kernel->ledger.count; i-- > 0;) {
        struct ledger_entry entry = kernel->ledger.entries[i];
        const struct netlink_link *link = find_link(look, entry.interface);
        int error = 0;

        if (entry.address.family != ADDR_NONE || link_wanted(kernel, entry.interface))
            continue;
        if (link != NULL && link->macvlan)
            error = netlink_link_remove(kernel->requests, link->index);
        if (error < 0)
            log_line(LOG_LEVEL_ERROR, "cannot remove %s: %s", entry.interface, strerror(-error));
        else
            ledger_remove(&kernel->ledger, &entry);
        changed = true;
    }
    for (size_t i = kernel->ledger.setting_count; i-- > 0;) {
        struct ledger_setting setting = kernel->ledger.settings[i];

        if (setting_wanted(kernel, setting.path) ||
            strncmp(setting.path, LEDGER_FOREIGN_PREFIX, strlen(LEDGER_FOREIGN_PREFIX)) == 0)
            continue;
        put_back(&setting);
        ledger_remove_setting(&kernel->ledger, setting.path);
        changed = true;
    }
    if (changed)
        kernel_write_ledger(kernel);
}

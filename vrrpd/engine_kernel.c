/* The kernel process; see engine_kernel.h. Works by level, not by edge: look at what is wanted and at what is
 * there, change the difference, publish. A message lost is therefore nothing lost. */
#include "vrrpd/engine_kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/netlink.h"
#include "lib/netlink_addr.h"
#include "lib/process.h"
#include "lib/state_page.h"
#include "vrrpd/os/ledger.h"
#include "vrrpd/os/message.h"
#include "vrrpd/os/netlink_link.h"
#include "vrrpd/vrrp/vips.h"

enum {
    RETRY_US = 1000000,      /* after a refused address or a lost answer */
    REAL_TIME_PRIORITY = 10, /* a new master's addresses must not wait behind ordinary work */
};

struct kernel {
    struct child *child;
    struct loop *loop;
    struct netlink *requests;
    struct netlink *monitor;
    struct interfaces interfaces;
    struct page_link links[CONF_INTERFACES_MAX];
    struct vips vips;
    struct ledger ledger;
    int ledger_error;                 /* of the last write */
    struct page_installed *installed; /* by instance */
    bool *master;                     /* by instance */
    struct netlink_addr_change *changes;
    struct vip **changed; /* changed[i]: whom changes[i] is for */
    int64_t retry_at_us;
    bool look_at_kernel; /* links or addresses changed */
    bool ring_vrrp;
    bool giving_up; /* ending: nothing is wanted any more */
    bool done;
};

/* ---- what the kernel has ---- */

static void publish_link(struct kernel *kernel, size_t index, const struct page_link *link)
{
    if (memcmp(link, &kernel->links[index], sizeof(*link)) == 0)
        return;
    kernel->links[index] = *link;
    page_write_link(kernel->child->page, kernel->child->table, index, link);
    kernel->ring_vrrp = true;
}

static const struct netlink_link *find_link(const struct netlink_link *links, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(links[i].name, name) == 0)
            return &links[i];
    return NULL;
}

/* The primary address: the first of the interface that is nobody's virtual address (RFC 9568 1.5). */
static struct addr find_source(const struct kernel *kernel, size_t interface, int index,
                               const struct netlink_addr *addresses, size_t count)
{
    struct addr none = {.family = ADDR_NONE};

    for (size_t i = 0; i < count; i++) {
        const struct netlink_addr *address = &addresses[i];

        if (address->interface_index == index && address->address.family == ADDR_IPV4 &&
            address->protocol != NETLINK_ADDR_PROTOCOL &&
            !vips_contain(&kernel->vips, interface, &address->address))
            return address->address;
    }
    return none;
}

static void learn_links(struct kernel *kernel, const struct netlink_link *links, size_t link_count,
                        const struct netlink_addr *addresses, size_t address_count)
{
    for (size_t i = 0; i < kernel->interfaces.count; i++) {
        const struct netlink_link *found = find_link(links, link_count, kernel->interfaces.names[i]);
        struct page_link link;

        memset(&link, 0, sizeof(link));
        strncpy(link.name, kernel->interfaces.names[i], sizeof(link.name) - 1);
        if (found != NULL) {
            link.index = found->index;
            link.mtu = found->mtu;
            link.running = found->running;
            link.has_mac = found->has_mac;
            memcpy(link.mac, found->mac, sizeof(link.mac));
            link.source = find_source(kernel, i, found->index, addresses, address_count);
        }
        publish_link(kernel, i, &link);
    }
}

static struct ledger_entry ledger_entry(const struct kernel *kernel, const struct vip *vip)
{
    struct ledger_entry entry = {.address = vip->address.address,
                                 .prefix_length = vip->address.prefix_length};

    memcpy(entry.interface, kernel->interfaces.names[vip->interface], sizeof(entry.interface));
    return entry;
}

static int interface_of_index(const struct kernel *kernel, int index)
{
    for (size_t i = 0; i < kernel->interfaces.count; i++)
        if (kernel->links[i].index == index)
            return (int)i;
    return -1;
}

static void learn_addresses(struct kernel *kernel, const struct netlink_addr *addresses, size_t count)
{
    for (size_t i = 0; i < kernel->vips.count; i++)
        kernel->vips.items[i].present = kernel->vips.items[i].ours = false;
    for (size_t i = 0; i < count; i++) {
        int interface = interface_of_index(kernel, addresses[i].interface_index);
        struct vip *vip = interface < 0 ? NULL
                                        : vips_find(&kernel->vips, (size_t)interface, &addresses[i].address,
                                                    addresses[i].prefix_length);
        struct ledger_entry entry;

        if (vip == NULL)
            continue;
        entry = ledger_entry(kernel, vip);
        vip->present = true;
        vip->ours = addresses[i].protocol == NETLINK_ADDR_PROTOCOL || ledger_has(&kernel->ledger, &entry);
    }
}

/* Addresses of the ledger that the configuration does not have: a predecessor's, to be removed. */
static size_t remove_forgotten(struct kernel *kernel, const struct netlink_addr *addresses, size_t count)
{
    struct netlink_addr_change change;
    size_t removed = 0;

    for (size_t i = 0; i < kernel->ledger.count; i++) {
        const struct ledger_entry *entry = &kernel->ledger.entries[i];
        int interface = interfaces_find(&kernel->interfaces, entry->interface);

        if (interface >= 0 &&
            vips_find(&kernel->vips, (size_t)interface, &entry->address, entry->prefix_length) != NULL)
            continue;
        for (size_t n = 0; n < count; n++) {
            if (addresses[n].prefix_length != entry->prefix_length ||
                !addr_equal(&addresses[n].address, &entry->address))
                continue;
            change = (struct netlink_addr_change){.add = false, .address = addresses[n]};
            netlink_addr_apply(kernel->requests, &change, 1);
            removed += change.result == 0;
        }
        ledger_remove(&kernel->ledger, &kernel->ledger.entries[i--]);
    }
    return removed;
}

static void look_at_kernel(struct kernel *kernel)
{
    struct netlink_link *links = NULL;
    struct netlink_addr *addresses = NULL;
    size_t link_count = 0, address_count = 0, removed;
    int error = netlink_link_list(kernel->requests, &links, &link_count);

    if (error == 0)
        error = netlink_addr_list(kernel->requests, &addresses, &address_count);
    if (error < 0) {
        log_line(LOG_LEVEL_ERROR, "cannot list links and addresses: %s", strerror(-error));
        kernel->retry_at_us = clock_now_us() + RETRY_US;
    } else {
        learn_links(kernel, links, link_count, addresses, address_count);
        learn_addresses(kernel, addresses, address_count);
        removed = remove_forgotten(kernel, addresses, address_count);
        if (removed > 0)
            log_line(LOG_LEVEL_NOTICE, "removed %zu address(es) that an earlier configuration left", removed);
        kernel->look_at_kernel = false;
    }
    free(links);
    free(addresses);
}

/* ---- what is wanted ---- */

static void look_at_page(struct kernel *kernel)
{
    for (size_t i = 0; i < kernel->child->conf->instance_count; i++) {
        struct page_instance record;
        bool known = page_read_instance(kernel->child->page, kernel->child->table, i, &record);

        kernel->master[i] = known && !kernel->giving_up && record.memory.state == ELECTION_MASTER;
        if (known)
            kernel->installed[i].take_count = record.take_count;
    }
    vips_want(&kernel->vips, kernel->master, kernel->child->conf->instance_count);
}

/* ---- the difference ---- */

static void plan(const struct kernel *kernel, const struct vip *vip, struct netlink_addr_change *change)
{
    *change = (struct netlink_addr_change){.add = vip->wanted,
                                           .address = {.interface_index = kernel->links[vip->interface].index,
                                                       .address = vip->address.address,
                                                       .broadcast = vip->address.broadcast,
                                                       .prefix_length = vip->address.prefix_length,
                                                       .scope = vip->address.scope,
                                                       .protocol = NETLINK_ADDR_PROTOCOL}};
    memcpy(change->address.label, vip->address.label, sizeof(change->address.label));
}

static bool differs(const struct kernel *kernel, const struct vip *vip)
{
    if (kernel->links[vip->interface].index == 0)
        return false;
    return vip->wanted ? !vip->present : vip->present && vip->ours;
}

static const char *vip_text(const struct vip *vip, char text[ADDR_TEXT_MAX])
{
    return addr_format(&vip->address.address, text);
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

static void note_result(struct kernel *kernel, struct vip *vip, const struct netlink_addr_change *change)
{
    char text[ADDR_TEXT_MAX];
    struct ledger_entry entry = ledger_entry(kernel, vip);

    if (change->result < 0) {
        if (vip->last_error != change->result)
            log_line(LOG_LEVEL_ERROR, "cannot %s %s on %s: %s", change->add ? "install" : "remove",
                     vip_text(vip, text), vip->address.interface, strerror(-change->result));
        vip->last_error = change->result;
        kernel->retry_at_us = clock_now_us() + RETRY_US;
        return;
    }
    vip->last_error = 0;
    vip->present = vip->ours = change->add;
    if (!change->add)
        ledger_remove(&kernel->ledger, &entry);
    for (size_t i = 0; i < kernel->child->conf->instance_count && change->add; i++)
        for (size_t n = 0; n < kernel->vips.of_instance_count[i]; n++)
            kernel->installed[i].changed +=
                kernel->vips.of_instance[i][n] == (size_t)(vip - kernel->vips.items);
}

/* An address that was there, is wanted and is gone: somebody took it. */
static void note_theft(struct kernel *kernel, const struct vip *vip)
{
    char text[ADDR_TEXT_MAX];

    if (!vip->wanted || vip->present || !vip->was_present)
        return;
    kernel->installed[vip->owner].restored++;
    log_line(LOG_LEVEL_WARNING, "%s was removed from %s by somebody else, putting it back",
             vip_text(vip, text), vip->address.interface);
}

static size_t collect_changes(struct kernel *kernel)
{
    size_t count = 0;

    for (size_t i = 0; i < kernel->vips.count; i++) {
        struct vip *vip = &kernel->vips.items[i];
        struct ledger_entry entry = ledger_entry(kernel, vip);

        report_foreign(vip);
        if (!differs(kernel, vip))
            continue;
        note_theft(kernel, vip);
        if (vip->wanted)
            ledger_add(&kernel->ledger, &entry);
        kernel->changed[count] = vip;
        plan(kernel, vip, &kernel->changes[count++]);
    }
    return count;
}

/* Addresses matter more than the record of them: it is said once, and things go on. */
static void write_ledger(struct kernel *kernel)
{
    int error = ledger_write(&kernel->ledger);

    if (error < 0 && kernel->ledger_error == 0)
        log_line(LOG_LEVEL_WARNING,
                 "cannot write the ledger (%s): after a crash only the kernel's mark tells our addresses "
                 "from others",
                 strerror(-error));
    kernel->ledger_error = error;
}

static void apply(struct kernel *kernel)
{
    size_t count = collect_changes(kernel);

    if (count == 0)
        return;
    write_ledger(kernel); /* before the kernel knows */
    if (netlink_addr_apply(kernel->requests, kernel->changes, count) < 0)
        kernel->look_at_kernel = true;
    for (size_t i = 0; i < count; i++)
        note_result(kernel, kernel->changed[i], &kernel->changes[i]);
    write_ledger(kernel);
}

static void publish_installed(struct kernel *kernel)
{
    for (size_t i = 0; i < kernel->child->conf->instance_count; i++) {
        struct page_installed *installed = &kernel->installed[i], before;

        installed->present = installed->failed = 0;
        installed->last_error = 0;
        for (size_t n = 0; n < kernel->vips.of_instance_count[i]; n++) {
            struct vip *vip = &kernel->vips.items[kernel->vips.of_instance[i][n]];

            vip->was_present = vip->wanted && vip->present;
            installed->present += vip->present;
            installed->failed += vip->last_error < 0;
            if (vip->last_error < 0)
                installed->last_error = vip->last_error;
        }
        if (page_read_installed(kernel->child->page, kernel->child->table, i, &before) &&
            memcmp(&before, installed, sizeof(before)) == 0)
            continue;
        page_write_installed(kernel->child->page, kernel->child->table, i, installed);
        kernel->ring_vrrp = true;
    }
}

static void round_of_work(struct kernel *kernel)
{
    if (clock_now_us() >= kernel->retry_at_us) {
        kernel->retry_at_us = LOOP_FOREVER;
        kernel->look_at_kernel = true;
    }
    look_at_page(kernel);
    if (kernel->look_at_kernel)
        look_at_kernel(kernel);
    apply(kernel);
    publish_installed(kernel);
    if (kernel->ring_vrrp)
        state_page_ring(kernel->child->bells[PAGE_VRRP]);
    kernel->ring_vrrp = false;
}

/* ---- events ---- */

static void bell_rang(void *context, int fd)
{
    (void)context;
    state_page_answer(fd); /* the next round looks at the page anyway */
}

/* Only what concerns an interface in use costs a look. */
static void something_changed(void *context, int index, const char *name)
{
    struct kernel *kernel = context;

    if (interface_of_index(kernel, index) >= 0 || interfaces_find(&kernel->interfaces, name) >= 0)
        kernel->look_at_kernel = true;
}

static void monitor_spoke(void *context, int fd)
{
    struct kernel *kernel = context;

    (void)fd;
    if (netlink_link_hear(kernel->monitor, something_changed, kernel) < 0)
        kernel->look_at_kernel = true; /* changes were lost: look at everything */
}

static void give_up(struct kernel *kernel)
{
    kernel->giving_up = true;
    kernel->look_at_kernel = true;
    kernel->done = true;
}

static void supervisor_spoke(void *context, int fd)
{
    struct kernel *kernel = context;
    struct message message;
    int attached, result;

    while ((result = message_receive(fd, &message, &attached)) > 0) {
        if (message.kind == MESSAGE_STOP)
            give_up(kernel);
        else if (message.kind == MESSAGE_HAND_OVER)
            kernel->done = true;
    }
    if (result == -EPIPE && !kernel->done)
        give_up(kernel);
}

static void supervisor_died(void *context, int fd)
{
    (void)fd;
    give_up(context);
}

/* ---- start and end ---- */

static bool prepare(struct kernel *kernel, struct child *child)
{
    size_t count = child->conf->instance_count;

    memset(kernel, 0, sizeof(*kernel));
    kernel->child = child;
    kernel->retry_at_us = LOOP_FOREVER;
    kernel->look_at_kernel = true;
    kernel->loop = loop_new();
    kernel->installed = calloc(count + 1, sizeof(*kernel->installed));
    kernel->master = calloc(count + 1, sizeof(*kernel->master));
    if (kernel->loop == NULL || kernel->installed == NULL || kernel->master == NULL ||
        !interfaces_collect(&kernel->interfaces, child->conf) ||
        vips_collect(&kernel->vips, child->conf, &kernel->interfaces) < 0)
        return false;
    kernel->changes = calloc(kernel->vips.count + 1, sizeof(*kernel->changes));
    kernel->changed = calloc(kernel->vips.count + 1, sizeof(struct vip *));
    return kernel->changes != NULL && kernel->changed != NULL && netlink_open(&kernel->requests) == 0 &&
           netlink_open_monitor(&kernel->monitor) == 0 &&
           loop_add(kernel->loop, child->bells[PAGE_KERNEL], bell_rang, kernel) == 0 &&
           loop_add(kernel->loop, netlink_fd(kernel->monitor), monitor_spoke, kernel) == 0 &&
           loop_add(kernel->loop, child->supervisor, supervisor_spoke, kernel) == 0 &&
           loop_add(kernel->loop, child->parent, supervisor_died, kernel) == 0;
}

/* After a crash of this process the counters go on and the links are compared with what was published. */
static void remember(struct kernel *kernel)
{
    const struct child *child = kernel->child;

    ledger_read(&kernel->ledger, child->ledger);
    for (size_t i = 0; i < child->conf->instance_count; i++)
        page_read_installed(child->page, child->table, i, &kernel->installed[i]);
    for (size_t i = 0; i < kernel->interfaces.count; i++)
        page_read_link(child->page, child->table, i, &kernel->links[i]);
}

int engine_kernel_run(struct child *child)
{
    struct kernel kernel;

    if (!prepare(&kernel, child)) {
        log_line(LOG_LEVEL_ERROR, "cannot prepare: %s", strerror(errno));
        return 1;
    }
    process_real_time(REAL_TIME_PRIORITY); /* the vrrp process says so when it is refused */
    if (!child_wait(child))
        return 0;
    remember(&kernel);
    round_of_work(&kernel);
    message_send(child->supervisor, MESSAGE_RUNNING, 0, -1);
    while (!kernel.done) {
        loop_wait(kernel.loop, kernel.retry_at_us);
        if (!kernel.done || kernel.giving_up)
            round_of_work(&kernel);
    }
    return 0;
}

/* Packets that are not accepted; see engine_kernel_accept.h. */
#include "vrrpd/engine_kernel_accept.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/log.h"
#include "lib/netlink.h"
#include "vrrpd/os/netlink_filter.h"

enum {
    NAMED_MAX = 8, /* addresses in a line of the log */
    OWNER_PRIORITY = 255,
};

/* In the ledger: a table of ours may be in the kernel. Looking there uninvited would load the packet filter.
 */
#define LEDGER_TABLE LEDGER_FOREIGN_PREFIX "nf_tables"

struct kernel_accept {
    struct netlink *filter; /* NULL: not opened yet */
    char table[NETLINK_FILTER_NAME_MAX];
    struct addr *closed; /* what the table has */
    size_t closed_count;
    struct addr *wanted;
    size_t wanted_count;
    bool unknown; /* what the table has is a predecessor's doing */
    bool missing; /* the kernel has no packet filter */
    int last_error;
};

/* One table for each run directory, so that two daemons of one machine do not share it. */
static void name_table(char table[NETLINK_FILTER_NAME_MAX], const char *run_dir)
{
    uint32_t hash = 2166136261U; /* FNV-1a */

    for (const char *at = run_dir; *at != '\0'; at++)
        hash = (hash ^ (uint8_t)*at) * 16777619U;
    snprintf(table, NETLINK_FILTER_NAME_MAX, "vrrpd_%08x", hash);
}

bool kernel_accept_prepare(struct kernel *kernel)
{
    struct kernel_accept *accept = calloc(1, sizeof(*accept));

    kernel->accept = accept;
    if (accept == NULL)
        return false;
    accept->closed = calloc(kernel->vips.count + 1, sizeof(*accept->closed));
    accept->wanted = calloc(kernel->vips.count + 1, sizeof(*accept->wanted));
    accept->unknown = true;
    name_table(accept->table, kernel->child->options->run_dir);
    return accept->closed != NULL && accept->wanted != NULL;
}

/* A VIP that is open in one MASTER instance is open. */
static void look_at_masters(struct kernel *kernel)
{
    struct kernel_accept *accept = kernel->accept;
    const struct conf *conf = kernel->child->conf;

    for (size_t i = 0; i < kernel->vips.count; i++)
        kernel->vips.items[i].closed = false;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < conf->instance_count; i++) {
            bool open = conf->instances[i].accept || conf->instances[i].priority == OWNER_PRIORITY;

            for (size_t n = 0;
                 kernel->master[i] && open == (pass == 1) && n < kernel->vips.of_instance_count[i]; n++)
                kernel->vips.items[kernel->vips.of_instance[i][n]].closed = !open;
        }
    }
    accept->wanted_count = 0;
    for (size_t i = 0; i < kernel->vips.count; i++)
        if (kernel->vips.items[i].closed)
            accept->wanted[accept->wanted_count++] = kernel->vips.items[i].address.address;
}

static bool as_wanted(const struct kernel_accept *accept)
{
    if (accept->unknown || accept->wanted_count != accept->closed_count)
        return false;
    for (size_t i = 0; i < accept->wanted_count; i++)
        if (!addr_equal(&accept->wanted[i], &accept->closed[i]))
            return false;
    return true;
}

static void report(struct kernel_accept *accept, int error)
{
    char text[NAMED_MAX * (ADDR_TEXT_MAX + 2)] = "", address[ADDR_TEXT_MAX];
    size_t size = 0;

    if (error == accept->last_error || error == 0 || accept->wanted_count == 0)
        return;
    for (size_t i = 0; i < accept->wanted_count && i < NAMED_MAX; i++)
        size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s", i == 0 ? "" : ", ",
                                 addr_format(&accept->wanted[i], address));
    log_line(LOG_LEVEL_WARNING, "cannot filter packets (%s): %s%s can be reached although `accept' is off",
             strerror(-error), text, accept->wanted_count > NAMED_MAX ? " and others" : "");
}

static int replace(struct kernel *kernel)
{
    struct kernel_accept *accept = kernel->accept;
    int error = 0;

    if (accept->filter == NULL)
        error = netlink_open_filter(&accept->filter);
    if (error < 0)
        return -EOPNOTSUPP;
    if (accept->wanted_count == 0)
        return netlink_filter_remove(accept->filter, accept->table);
    ledger_add_setting(&kernel->ledger, LEDGER_TABLE, accept->table);
    kernel_write_ledger(kernel);
    return netlink_filter_replace(accept->filter, accept->table, accept->wanted, accept->wanted_count);
}

void kernel_accept_apply(struct kernel *kernel)
{
    struct kernel_accept *accept = kernel->accept;
    struct addr *last = accept->closed;
    int error;

    look_at_masters(kernel);
    if (accept->wanted_count == 0 && accept->unknown && !ledger_has_setting(&kernel->ledger, LEDGER_TABLE))
        accept->unknown = false;
    if (as_wanted(accept) || accept->missing)
        return;
    error = replace(kernel);
    report(accept, error);
    accept->last_error = error;
    accept->missing = error == -EOPNOTSUPP;
    accept->unknown = error < 0;
    if (error < 0 && !accept->missing)
        kernel_retry(kernel);
    if (error < 0)
        return;
    accept->closed = accept->wanted;
    accept->closed_count = accept->wanted_count;
    accept->wanted = last;
    if (accept->closed_count == 0) {
        ledger_remove_setting(&kernel->ledger, LEDGER_TABLE);
        kernel_write_ledger(kernel);
    }
}

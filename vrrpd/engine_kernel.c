/* The kernel process; see engine_kernel.h. Works by level, not by edge: look at what is wanted and at what is
 * there, change the difference, publish. A message lost is therefore nothing lost. */
#include "vrrpd/engine_kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conf/lease.h"
#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/netlink.h"
#include "lib/process.h"
#include "lib/state_page.h"
#include "vrrpd/engine_kernel_accept.h"
#include "vrrpd/engine_kernel_leases.h"
#include "vrrpd/engine_kernel_links.h"
#include "vrrpd/engine_kernel_lvs.h"
#include "vrrpd/engine_kernel_routes.h"
#include "vrrpd/engine_kernel_state.h"
#include "vrrpd/engine_kernel_vips.h"
#include "vrrpd/os/message.h"
#include "vrrpd/pulse.h"

enum { REAL_TIME_PRIORITY = 10 }; /* a new master's addresses must not wait behind ordinary work */

void kernel_retry(struct kernel *kernel)
{
    int64_t at_us = clock_now_us() + KERNEL_RETRY_US;

    if (at_us < kernel->retry_at_us)
        kernel->retry_at_us = at_us;
}

void kernel_write_ledger(struct kernel *kernel)
{
    int error = ledger_write(&kernel->ledger);

    if (error < 0 && kernel->ledger_error == 0)
        log_line(LOG_LEVEL_WARNING,
                 "cannot write the ledger (%s): after a crash only the kernel's mark tells our addresses "
                 "from others",
                 strerror(-error));
    kernel->ledger_error = error;
}

/* ---- one round ---- */

static void look_at_kernel(struct kernel *kernel)
{
    struct kernel_look look = {.links = NULL};
    int error = kernel_links_list(kernel, &look);

    if (error == 0)
        error = netlink_addr_list(kernel->requests, &look.addresses, &look.address_count);
    if (error < 0) {
        log_line(LOG_LEVEL_ERROR, "cannot list links and addresses: %s", strerror(-error));
        kernel_retry(kernel);
    } else {
        kernel_links_learn(kernel, &look);
        kernel_leases_learn(kernel, &look);
        kernel_vips_learn(kernel, &look);
        kernel_lvs_learn(kernel, &look);
        if (!kernel->giving_up)
            kernel_links_clean(kernel, &look);
        kernel->look_at_kernel = false;
    }
    free(look.links);
    free(look.addresses);
}

/* Whoever serves for a successor says itself for how long. */
static struct lease_claim claim_of(const struct conf_instance *conf, const struct page_instance *record)
{
    int64_t advert_us = record->advert_sent_us;

    if (record->memory.state != ELECTION_MASTER)
        return (struct lease_claim){advert_us, record->memory.serve_until_us, true};
    return (struct lease_claim){advert_us, advert_us + conf_lease_patience_us(conf), false};
}

static void look_at_page(struct kernel *kernel)
{
    const struct conf *conf = kernel->child->conf;
    size_t count = conf->instance_count;

    for (size_t i = 0; i < count; i++) {
        struct page_instance record;
        bool known = page_read_instance(kernel->child->page, kernel->child->table, i, &record);

        bool master =
            known && !kernel->giving_up && (record.memory.state == ELECTION_MASTER || record.memory.serving);

        kernel->look_at_routes |= master != kernel->master[i];
        kernel->master[i] = master;
        kernel->known[i] |= known;
        if (known)
            kernel->installed[i].take_count = record.take_count;
        kernel->claims[i] = master ? claim_of(&conf->instances[i], &record) : (struct lease_claim){0};
    }
    vips_want(&kernel->vips, kernel->master, count);
    kernel_leases_claim(kernel);
}

static void round_of_work(struct kernel *kernel)
{
    if (clock_now_us() >= kernel->retry_at_us) {
        kernel->retry_at_us = LOOP_FOREVER;
        kernel->look_at_kernel = true;
    }
    look_at_page(kernel);
    kernel_leases_doubt(kernel);
    kernel->look_at_routes |= kernel->look_at_kernel;
    if (kernel->look_at_kernel)
        look_at_kernel(kernel);
    kernel_routes_remove(kernel);
    kernel_accept_apply(kernel);
    kernel_vips_apply(kernel);
    kernel_leases_renew(kernel);
    kernel_routes_add(kernel);
    kernel_vips_publish(kernel);
    if (kernel->ring_vrrp)
        state_page_ring(kernel->child->bells[PAGE_VRRP]);
    kernel->ring_vrrp = false;
}

/* After the addresses: links of ours go, settings are what they were, and the virtual servers. */
static void leave(struct kernel *kernel)
{
    struct kernel_look look = {.links = NULL};

    kernel_lvs_leave(kernel);
    if (netlink_link_list(kernel->requests, &look.links, &look.link_count) == 0)
        kernel_links_clean(kernel, &look);
    free(look.links);
}

/* ---- events ---- */

static void bell_rang(void *context, int fd)
{
    (void)context;
    state_page_answer(fd); /* the next round looks at the page anyway */
}

/* A configured source may be on any interface. */
static bool has_sources(const struct conf *conf)
{
    for (size_t i = 0; i < conf->instance_count; i++)
        if (conf->instances[i].source.family != ADDR_NONE)
            return true;
    return false;
}

/* Only what concerns an interface in use costs a look. */
static void something_changed(void *context, const struct netlink_link_change *change)
{
    struct kernel *kernel = context;

    if (kernel->look_at_kernel || (change->address != NULL && kernel_leases_expect(kernel, change->address)))
        return;
    if (has_sources(kernel->child->conf) || kernel_lvs_wants_addresses(kernel) ||
        change->index == NETLINK_LINK_ROUTES || kernel_links_find(kernel, change->index) >= 0 ||
        interfaces_find(&kernel->interfaces, change->name) >= 0)
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
        if (message.kind == MESSAGE_STOP) {
            kernel->stopping = true;
            give_up(kernel);
        } else if (message.kind == MESSAGE_HAND_OVER) {
            kernel->done = true;
        }
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
    kernel->known = calloc(count + 1, sizeof(*kernel->known));
    kernel->claims = calloc(count + 1, sizeof(*kernel->claims));
    kernel->waiting = calloc(count + 1, sizeof(*kernel->waiting));
    return kernel->loop != NULL && kernel->installed != NULL && kernel->master != NULL &&
           kernel->known != NULL && kernel->claims != NULL && kernel->waiting != NULL &&
           kernel_lvs_prepare(kernel) && interfaces_collect(&kernel->interfaces, child->conf) &&
           kernel_vips_prepare(kernel) && kernel_accept_prepare(kernel) && kernel_links_prepare(kernel) &&
           netlink_open(&kernel->requests) == 0 && netlink_open_monitor(&kernel->monitor) == 0 &&
           kernel_leases_prepare(kernel) && kernel_routes_prepare(kernel) &&
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
    kernel_lvs_remember(kernel);
}

static int64_t due_us(const struct kernel *kernel)
{
    int64_t lvs_us = kernel_lvs_due_us(kernel);

    return lvs_us < kernel->retry_at_us ? lvs_us : kernel->retry_at_us;
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
    pulse_begin(child);
    remember(&kernel);
    round_of_work(&kernel);
    message_send(child->supervisor, MESSAGE_RUNNING, 0, -1);
    while (!kernel.done) {
        loop_wait(kernel.loop, pulse_beat(child, due_us(&kernel)));
        if (!kernel.done || kernel.giving_up)
            round_of_work(&kernel);
        if (!kernel.done)
            kernel_lvs_round(&kernel); /* addresses come first */
    }
    if (kernel.giving_up)
        leave(&kernel);
    return 0;
}

/* What the files of the kernel process share: its own data. Included by engine_kernel*.c alone. */
#ifndef VRRPD_ENGINE_KERNEL_STATE_H
#define VRRPD_ENGINE_KERNEL_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/netlink_addr.h"
#include "vrrpd/child.h"
#include "vrrpd/os/ledger.h"
#include "vrrpd/os/netlink_link.h"
#include "vrrpd/page.h"
#include "vrrpd/vrrp/interfaces.h"
#include "vrrpd/vrrp/vips.h"

struct kernel_accept;
struct kernel_lvs;
struct kernel_routes;
struct loop;
struct netlink;

enum { KERNEL_RETRY_US = 1000000 }; /* after a refusal or a lost answer */

/* What one look at the kernel brought. */
struct kernel_look {
    struct netlink_link *links;
    size_t link_count;
    struct netlink_addr *addresses;
    size_t address_count;
};

/* The interface of a virtual MAC. */
struct kernel_vmac {
    const struct conf_instance *conf;
    size_t base;      /* number of the interface below */
    size_t number;    /* ... and of its own */
    bool usable;      /* it is what it has to be */
    int set_up_index; /* the index whose settings were made, 0: none */
    int last_error;
    bool foreign_reported;
};

/* A setting of an interface that is changed while vrrpd needs it, then put back. */
struct kernel_setting {
    size_t interface;
    const char *name; /* under ipv4/conf/INTERFACE/ */
    const char *value;
    int set_index; /* the interface index that has it, 0: none */
};

struct kernel {
    struct child *child;
    struct loop *loop;
    struct netlink *requests;
    struct netlink *monitor;
    struct netlink *renewals; /* requests that the monitor does not hear of */
    struct interfaces interfaces;
    struct page_link links[CONF_INTERFACES_MAX];
    struct kernel_vmac *vmacs;
    size_t vmac_count;
    struct kernel_setting *settings;
    size_t setting_count;
    struct vips vips;
    struct ledger ledger;
    int ledger_error;                    /* of the last write */
    struct page_installed *installed;    /* by instance */
    bool *master;                        /* by instance */
    bool *known;                         /* by instance: vrrp said what it is */
    struct lease_claim *claims;          /* by instance: what its adverts give to its addresses */
    bool *waiting;                       /* by instance: addresses wait for an advert, and that was said */
    struct netlink_addr_change *changes; /* room for two of each address */
    struct vip **changed;                /* changed[i]: whom changes[i] is for */
    int64_t retry_at_us;
    struct kernel_routes *routes; /* engine_kernel_routes.c alone knows more */
    struct kernel_accept *accept; /* engine_kernel_accept.c alone knows more */
    struct kernel_lvs *lvs;       /* engine_kernel_lvs*.c alone know more */
    bool look_at_kernel;          /* links, addresses or routes changed */
    bool look_at_routes;          /* ... or who is MASTER */
    bool ring_vrrp;
    bool giving_up; /* ending: nothing is wanted any more */
    bool stopping;  /* ... because the supervisor said so, and not because it is gone */
    bool done;
};

/* Looks at the kernel again in a while; an earlier wish stays. */
void kernel_retry(struct kernel *kernel);

/* Writes the ledger. Addresses matter more than the record of them: a failure is said once, and things go on.
 */
void kernel_write_ledger(struct kernel *kernel);

#endif

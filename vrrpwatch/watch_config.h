/* Reads the configuration of vrrpd or keepalived and keeps of it what vrrpwatch compares the wire and this
 * host with. Owns its copies; opens the files, prints nothing, keeps no password. */
#ifndef VRRPWATCH_WATCH_CONFIG_H
#define VRRPWATCH_WATCH_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model.h"
#include "lib/addr.h"

/* A virtual address as it would be installed. */
struct watch_vip {
    struct addr address;
    uint8_t prefix_length;
    bool excluded;                      /* not in the adverts */
    char interface[CONF_INTERFACE_MAX]; /* where it is put: with a vmac that one */
};

/* A virtual router as one of the daemons would run it. */
struct watch_instance {
    char name[CONF_NAME_MAX];
    char interface[CONF_INTERFACE_MAX]; /* where its adverts go out and come in */
    uint8_t vrid, family, version, priority;
    int64_t interval_us;
    enum conf_auth auth;
    bool unicast, vmac;
    bool backup;        /* a priority below the usual 100, and not `state MASTER` */
    struct addr source; /* ADDR_NONE: the interface's primary address */
    struct addr group;  /* multicast: where adverts go */
    struct addr *peers; /* unicast */
    size_t peer_count;
    struct watch_vip *vips;
    size_t vip_count;
};

struct watch_config {
    char *path;
    struct watch_instance *instances;
    size_t instance_count;
    char (*interfaces)[CONF_INTERFACE_MAX]; /* of the section `watch` */
    size_t interface_count;
    char **alerts; /* the same: as after --alert */
    size_t alert_count;
};

/* Reads `path`; NULL: the first of /etc/vrrpd/vrrpd.yaml and /etc/keepalived/keepalived.conf that is there.
 * Needs the right to read the file, not the password files it names. The result is the caller's to free;
 * NULL: *why is one line a finding, the caller's to free (or NULL without memory). Warnings are not told. */
struct watch_config *watch_config_read(const char *path, char **why);

/* NULL is fine. */
void watch_config_free(struct watch_config *config);

#endif

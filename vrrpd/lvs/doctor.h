/* What a host lacks as director or as real server of the virtual servers in a configuration: facts go in,
 * findings with the command that mends them come out. Pure; changes nothing. */
#ifndef VRRPD_LVS_DOCTOR_H
#define VRRPD_LVS_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model.h"

enum { DOCTOR_TEXT_MAX = 256 };

/* An address of this host. */
struct doctor_address {
    struct addr address;
    uint8_t prefix_length;
    char interface[CONF_INTERFACE_MAX];
};

/* Settings of one interface, or of "all"; -1: cannot be read. */
struct doctor_interface {
    char name[CONF_INTERFACE_MAX];
    int arp_ignore, arp_announce, rp_filter;
};

struct doctor_facts {
    const struct doctor_address *addresses;
    size_t address_count;
    const struct doctor_interface *interfaces; /* the first one is "all" */
    size_t interface_count;
    int ip_forward, ip6_forward; /* 0, 1, -1 */
    bool ip_vs;                  /* the kernel has it loaded */
};

struct doctor_finding {
    char what[DOCTOR_TEXT_MAX];
    char command[DOCTOR_TEXT_MAX]; /* "" when there is no single one */
};

typedef void doctor_sink(void *context, const struct doctor_finding *finding);

/* What role this host has for at least one virtual server. */
struct doctor_roles {
    bool director;    /* an instance of the configuration runs here, or nothing makes it a real server */
    bool real_server; /* one of the real servers' addresses is this host's */
};

/* Reports what is wrong, each thing once. Returns how many findings there were. */
size_t doctor_judge(const struct conf *conf, const struct doctor_facts *facts, struct doctor_roles *roles,
                    doctor_sink *sink, void *context);

#endif

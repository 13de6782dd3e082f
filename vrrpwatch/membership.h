/* Membership in the two groups of VRRP, so that switches which look at IGMP and MLD deliver adverts to a
 * host that is no router. Needs no privilege; receives nothing. */
#ifndef VRRPWATCH_MEMBERSHIP_H
#define VRRPWATCH_MEMBERSHIP_H

/* Two sockets that are members as long as they are open; -1 where the host does not speak that family. */
struct membership {
    int ipv4, ipv6;
};

/* Joins 224.0.0.18 and ff02::12 on `interface`. 0 when at least one succeeded, else the negative errno of
 * IPv4's. */
int membership_join(const char *interface, struct membership *out);

/* Leaves. Closing twice does nothing. */
void membership_leave(struct membership *membership);

#endif

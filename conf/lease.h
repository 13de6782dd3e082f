/* How long the kernel keeps a virtual address that nobody renews: the lease's length, and who has one. Pure.
 */
#ifndef CONF_LEASE_H
#define CONF_LEASE_H

#include "conf/model.h"
#include "conf/reader.h"

enum {
    /* Renewing IPv6 addresses costs more than linearly (each renewal makes the kernel walk all of them, and
     * reports groups to the switches): with more of them than this none has a lease. */
    CONF_LEASE_IPV6_MAX = 64,
};

/* How late peers may take over at the earliest: three advert intervals, fewer where the instance's own
 * `down_adverts` says so. An advert older than that entitles to nothing. */
int64_t conf_lease_patience_us(const struct conf_instance *instance);

/* The longest whole number of seconds such that it and the second that the kernel may be late stay within the
 * patience; at least 2 s, because 1 s is not kept reliably. */
int64_t conf_lease_auto_us(const struct conf_instance *instance);

/* What the instance's wish comes to: microseconds, 0 for none. */
int64_t conf_lease_length_us(const struct conf_instance *instance);

/* How long a dead node may answer for addresses with such a lease: the kernel may be a second late. */
int64_t conf_lease_answers_us(int64_t length_us);

/* Gives every address its lease, and warns of what leaves two holders. */
void conf_lease_settle(struct reader *reader);

#endif

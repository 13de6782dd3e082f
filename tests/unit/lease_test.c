/* conf/lease and vrrpd/vrrp/lease: how long a lease is, who has one, and when it is renewed. */
#include "vrrpd/vrrp/lease.h"

#include <stdlib.h>

#include "conf/lease.h"
#include "tests/unit/sample.h"

static const int64_t ms = 1000, s = 1000000;

/* ---- the length ---- */

static int64_t auto_us(int64_t interval_us, uint8_t down_adverts)
{
    const struct conf_instance instance = {.advert_interval_us = interval_us, .down_adverts = down_adverts};

    return conf_lease_auto_us(&instance);
}

static void as_long_as_peers_wait(void)
{
    CHECK_EQ_INT(auto_us(1 * s, 3), 2 * s);
    CHECK_EQ_INT(auto_us(10 * s, 3), 29 * s);
    CHECK_EQ_INT(auto_us(2 * s, 3), 5 * s);
    CHECK_EQ_INT(auto_us(1330 * ms, 3), 2 * s);
    CHECK_EQ_INT(auto_us(1340 * ms, 3), 3 * s); /* 4.02 s */
}

static void never_shorter_than_the_kernel_keeps(void)
{
    CHECK_EQ_INT(auto_us(100 * ms, 3), 2 * s);
    CHECK_EQ_INT(auto_us(10 * ms, 3), 2 * s);
    CHECK_EQ_INT(auto_us(1 * s, 1), 2 * s);
}

/* How patient a peer is its own file says: more patience here is no promise of theirs. */
static void fewer_intervals_count_more_do_not(void)
{
    CHECK_EQ_INT(auto_us(10 * s, 2), 19 * s);
    CHECK_EQ_INT(auto_us(10 * s, 20), 29 * s);
}

/* Whatever the interval: three of them are over before the kernel can be late, or the lease is the shortest.
 */
static void never_outlives_three_intervals(void)
{
    long wrong = 0;

    for (int64_t us = 10 * ms; us <= 255 * s; us += 10 * ms) {
        int64_t length_us = auto_us(us, 3), answers_us = conf_lease_answers_us(length_us);

        wrong += length_us % s != 0 || length_us < 2 * s;
        wrong += length_us > 2 * s && (answers_us > 3 * us || answers_us + s <= 3 * us);
    }
    CHECK_EQ_INT(wrong, 0);
}

/* ---- who has one ---- */

static void addresses_have_what_was_wished(void)
{
    struct conf *conf = sample_conf("global: {lease: off}\n"
                                    "instances:\n"
                                    "  off: {interface: eth0, vrid: 1, addresses: [10.9.0.1]}\n"
                                    "  auto: {interface: eth0, vrid: 2, lease: auto, addresses: [10.9.0.2],\n"
                                    "    excluded: [10.9.0.3, {address: 2001:db8::1, dad: true}]}\n"
                                    "  long: {interface: eth0, vrid: 3, lease: 1m, addresses: [10.9.0.4]}\n");

    CHECK_EQ_INT(conf->instances[0].addresses[0].lease_us, 0);
    CHECK_EQ_INT(conf->instances[1].addresses[0].lease_us, 2 * s);
    CHECK_EQ_INT(conf->instances[1].excluded[0].lease_us, 2 * s);
    CHECK_EQ_INT(conf->instances[1].excluded[1].lease_us, 0); /* a failed detection would remove it */
    CHECK_EQ_INT(conf->instances[2].addresses[0].lease_us, 60 * s);
    conf_free(conf);
}

/* `count` IPv6 addresses and one of IPv4; returns whether they have leases: 1 for the former, 2 for the
 * latter. */
static int leases_of(size_t count)
{
    char *yaml = malloc(4096 + 32 * count), *at = yaml;
    struct conf *conf;
    int found;

    at += sprintf(at, "instances:\n  a: {interface: eth0, vrid: 1, addresses: [10.9.0.1]}\n"
                      "  b: {interface: eth0, vrid: 1, addresses: [fe80::1");
    for (size_t i = 1; i < count; i++)
        at += sprintf(at, ", 2001:db8::%zx/64", i);
    sprintf(at, "]}\n");
    conf = sample_conf(yaml);
    found = (conf->instances[1].addresses[count - 1].lease_us > 0 ? 1 : 0) +
            (conf->instances[0].addresses[0].lease_us > 0 ? 2 : 0);
    conf_free(conf);
    free(yaml);
    return found;
}

static void very_many_ipv6_addresses_have_none(void)
{
    CHECK_EQ_INT(leases_of(CONF_LEASE_IPV6_MAX), 3);
    CHECK_EQ_INT(leases_of(CONF_LEASE_IPV6_MAX + 1), 2);
}

/* ---- the renewal ---- */

static const int64_t start = 1000 * 1000000LL;

/* Of an advert that left `after_us` after the start, at 1 s adverts. */
static struct lease_claim claim(int64_t after_us)
{
    return (struct lease_claim){.advert_us = start + after_us, .until_us = start + after_us + 3 * s};
}

static struct lease renewed_at_start(void)
{
    const struct lease_claim first = claim(0);
    struct lease lease = {.length_us = 2 * s};

    lease_renewed(&lease, &first, start);
    return lease;
}

static void renewed_by_a_newer_advert_alone(void)
{
    const struct lease lease = renewed_at_start();
    const struct lease_claim first = claim(0), second = claim(1 * s);

    CHECK(!lease_due(&lease, &first, start + 1 * s));
    CHECK(!lease_due(&lease, &first, start + 2 * s));
    CHECK(lease_due(&lease, &second, start + 1 * s));
}

static void who_serves_keeps_and_brings_nothing_back(void)
{
    const struct lease_claim first = claim(0);
    struct lease_claim serving = claim(1 * s);
    struct lease lease = {.length_us = 2 * s};

    lease_renewed(&lease, &first, start);
    serving.keeps_only = true;
    CHECK(lease_due(&lease, &serving, start + 1 * s));
    CHECK(!lease_may_begin(&lease, &serving, start + 1 * s));
    serving.keeps_only = false;
    CHECK(lease_may_begin(&lease, &serving, start + 1 * s));
}

static void not_by_an_advert_that_is_too_old(void)
{
    const struct lease lease = renewed_at_start();
    const struct lease_claim second = claim(1 * s);

    CHECK(lease_due(&lease, &second, start + 4 * s - 1));
    CHECK(!lease_due(&lease, &second, start + 4 * s));
    CHECK(!lease_may_begin(&lease, &second, start + 4 * s));
    CHECK(lease_may_begin(&lease, &second, start + 4 * s - 1));
}

static void at_most_twice_a_second(void)
{
    const struct lease lease = renewed_at_start();
    const struct lease_claim soon = claim(100 * ms);

    CHECK(!lease_due(&lease, &soon, start + LEASE_PAUSE_US - 1));
    CHECK(lease_due(&lease, &soon, start + LEASE_PAUSE_US));
}

static void a_predecessors_at_once(void)
{
    const struct lease unknown = {.length_us = 2 * s};
    const struct lease_claim last = claim(0), none = {.advert_us = 0};

    CHECK(lease_due(&unknown, &last, start + 1));
    CHECK(!lease_due(&unknown, &last, start + 3 * s));
    CHECK(!lease_due(&unknown, &none, start));
}

static void without_a_lease_nothing_waits(void)
{
    const struct lease forever = {.length_us = 0}, lease = {.length_us = 2 * s};
    const struct lease_claim none = {.advert_us = 0};

    CHECK(lease_may_begin(&forever, &none, start));
    CHECK(!lease_may_begin(&lease, &none, start));
    CHECK(!lease_due(&forever, &none, start));
    CHECK(!lease_may_have_run_out(&forever, start));
}

static void runs_out(void)
{
    const struct lease_claim first = claim(0), second = claim(1 * s);
    struct lease lease = renewed_at_start();

    CHECK(!lease_may_have_run_out(&lease, start + 1850 * ms));
    CHECK(lease_may_have_run_out(&lease, start + 1980 * ms)); /* as early as the kernel was seen to do it */
    CHECK(!lease_may_begin(&lease, &first, start + 1980 * ms));
    CHECK(lease_may_begin(&lease, &second, start + 1980 * ms));
    CHECK(lease_may_begin(&lease, &first, start + 1 * s)); /* somebody took the address */
    lease_forget(&lease);
    CHECK(!lease_may_have_run_out(&lease, start + 60 * s));
}

int main(void)
{
    as_long_as_peers_wait();
    never_shorter_than_the_kernel_keeps();
    fewer_intervals_count_more_do_not();
    never_outlives_three_intervals();
    addresses_have_what_was_wished();
    very_many_ipv6_addresses_have_none();
    renewed_by_a_newer_advert_alone();
    who_serves_keeps_and_brings_nothing_back();
    not_by_an_advert_that_is_too_old();
    at_most_twice_a_second();
    a_predecessors_at_once();
    without_a_lease_nothing_waits();
    runs_out();
    return check_report("lease");
}

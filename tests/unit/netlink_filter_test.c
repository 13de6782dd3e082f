/* vrrpd/os/netlink_filter against the kernel, in a network namespace of its own: what is listed is not
 * reached, everything else is. */
#include "vrrpd/os/netlink_filter.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/sample.h"

enum { PORT = 4000, MANY = 5000 };

static struct netlink *filter;

static bool own_network(void)
{
    struct ifreq request = {.ifr_flags = IFF_UP};
    int fd;

    if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return false;
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    strcpy(request.ifr_name, "lo");
    CHECK_EQ_INT(ioctl(fd, SIOCSIFFLAGS, &request), 0);
    close(fd);
    return netlink_open_filter(&filter) == 0;
}

/* A datagram to that address of ours comes back. */
static bool reaches(const char *address)
{
    struct sockaddr_in ipv4 = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6, .sin6_port = htons(PORT)};
    bool is_ipv6 = strchr(address, ':') != NULL;
    struct sockaddr *name = is_ipv6 ? (struct sockaddr *)&ipv6 : (struct sockaddr *)&ipv4;
    socklen_t size = is_ipv6 ? sizeof(ipv6) : sizeof(ipv4);
    int fd = socket(name->sa_family, SOCK_DGRAM, 0);
    char byte = 'x';
    bool got;

    inet_pton(name->sa_family, address, is_ipv6 ? (void *)&ipv6.sin6_addr : (void *)&ipv4.sin_addr);
    CHECK_EQ_INT(bind(fd, name, size), 0);
    CHECK_EQ_INT(sendto(fd, &byte, 1, 0, name, size), 1);
    got = recv(fd, &byte, 1, MSG_DONTWAIT) == 1; /* the loopback delivers at once */
    close(fd);
    return got;
}

static void only_listed_addresses_are_closed(void)
{
    struct addr closed[] = {sample_addr("127.0.0.2"), sample_addr("::1"), sample_addr("127.0.0.3")};

    CHECK(reaches("127.0.0.2") && reaches("::1"));
    CHECK_EQ_INT(netlink_filter_replace(filter, "vrrpd_test", closed, 2), 0);
    CHECK(!reaches("127.0.0.2"));
    CHECK(!reaches("::1"));
    CHECK(reaches("127.0.0.1") && reaches("127.0.0.3"));
    CHECK_EQ_INT(netlink_filter_replace(filter, "vrrpd_test", closed + 1, 2), 0);
    CHECK(reaches("127.0.0.2"));
    CHECK(!reaches("::1") && !reaches("127.0.0.3"));
    CHECK_EQ_INT(netlink_filter_replace(filter, "vrrpd_other", closed, 1), 0);
    CHECK_EQ_INT(netlink_filter_remove(filter, "vrrpd_test"), 0);
    CHECK(reaches("::1") && reaches("127.0.0.3"));
    CHECK(!reaches("127.0.0.2"));
    CHECK_EQ_INT(netlink_filter_remove(filter, "vrrpd_other"), 0);
    CHECK_EQ_INT(netlink_filter_remove(filter, "vrrpd_other"), 0);
    CHECK(reaches("127.0.0.2"));
}

static void thousands_fit_into_one_transaction(void)
{
    struct addr *closed = calloc(2 * MANY, sizeof(*closed));

    for (uint32_t i = 0; i < MANY; i++) {
        closed[2 * i] = addr_from_ipv4(0x7F000100 + i);
        closed[2 * i + 1] = sample_addr("2001:db8::");
        closed[2 * i + 1].bytes[14] = (uint8_t)(i >> 8);
        closed[2 * i + 1].bytes[15] = (uint8_t)i;
    }
    CHECK_EQ_INT(netlink_filter_replace(filter, "vrrpd_test", closed, 2 * MANY), 0);
    CHECK(!reaches("127.0.1.0"));
    CHECK(!reaches("127.0.20.135")); /* the last one */
    CHECK(reaches("127.0.20.136"));
    CHECK_EQ_INT(netlink_filter_remove(filter, "vrrpd_test"), 0);
    free(closed);
}

/* A refusal is told, and leaves what was there. */
static void all_or_nothing(void)
{
    struct addr twice[] = {sample_addr("127.0.0.2"), sample_addr("127.0.0.3")};
    static const char too_long[] = "a-name-that-is-much-too-long-for-a-table-because-it-has-more-than-"
                                   "255-letters-a-name-that-is-much-too-long-for-a-table-because-it-has-"
                                   "more-than-255-letters-a-name-that-is-much-too-long-for-a-table-"
                                   "because-it-has-more-than-255-letters-and-some-more-of-them-for-sure";

    CHECK_EQ_INT(netlink_filter_replace(filter, "vrrpd_test", twice, 1), 0);
    CHECK(netlink_filter_replace(filter, too_long, twice, 2) < 0);
    CHECK(!reaches("127.0.0.2"));
    CHECK(reaches("127.0.0.3"));
    CHECK_EQ_INT(netlink_filter_remove(filter, "vrrpd_test"), 0);
}

int main(void)
{
    struct addr none[1];

    if (!own_network()) {
        printf("skipped: no network namespace here\n");
        return 0;
    }
    if (netlink_filter_replace(filter, "vrrpd_test", none, 0) == -EOPNOTSUPP) {
        printf("skipped: no nf_tables in this kernel\n");
        return 0;
    }
    only_listed_addresses_are_closed();
    thousands_fit_into_one_transaction();
    all_or_nothing();
    netlink_free(filter);
    return check_report("netlink_filter");
}

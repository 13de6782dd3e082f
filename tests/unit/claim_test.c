/* vrrpd/vrrp/claim and vrrpd/os/claim_socket: who claims our addresses, and that a filter lets nobody else
 * through. Frames go through the loopback of a network namespace of the test's own. */
#include "vrrpd/vrrp/claim.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/announce.h"
#include "lib/probe_frame.h"
#include "tests/unit/sample.h"
#include "vrrpd/os/claim_socket.h"

enum { LO_INDEX = 1, LINK_HEADER = 14, MANY = 6000 };

static const uint8_t mac[6] = {0x02, 0, 0, 0, 9, 1};

/* ---- what a frame says ---- */

static bool read_frame(enum addr_family family, const uint8_t *frame, size_t size, struct claim *out)
{
    return claim_read(&(struct claim_frame){.family = family,
                                            .bytes = frame + LINK_HEADER,
                                            .size = size - LINK_HEADER,
                                            .mac = frame + 6,
                                            .broadcast = frame[0] == 0xFF},
                      out);
}

static void arp(void)
{
    struct addr vip = sample_addr("10.9.0.100"), other = sample_addr("10.9.0.7");
    uint8_t frame[ANNOUNCE_ARP_SIZE];
    struct claim claim;

    announce_arp(&vip, mac, frame);
    CHECK(read_frame(ADDR_IPV4, frame, sizeof(frame), &claim));
    CHECK_EQ_INT(claim.kind, CLAIM_GRATUITOUS);
    CHECK(addr_equal(&claim.address, &vip) && memcmp(claim.mac, mac, 6) == 0);
    memcpy(frame + 38, other.bytes, 4); /* asks for another address in the VIP's name */
    CHECK(read_frame(ADDR_IPV4, frame, sizeof(frame), &claim));
    CHECK_EQ_INT(claim.kind, CLAIM_REQUEST);
    CHECK(addr_equal(&claim.address, &vip));
    frame[21] = 2; /* a reply to one host */
    frame[0] = 2;
    CHECK(read_frame(ADDR_IPV4, frame, sizeof(frame), &claim));
    CHECK_EQ_INT(claim.kind, CLAIM_REPLY);
    for (size_t size = LINK_HEADER; size < sizeof(frame); size++)
        CHECK(!read_frame(ADDR_IPV4, frame, size, &claim));
    probe_frame_arp(mac, &vip, frame); /* a question of nobody */
    CHECK(!read_frame(ADDR_IPV4, frame, sizeof(frame), &claim));
}

static void neighbour_discovery(void)
{
    struct addr vip = sample_addr("2001:db8:9::100"), source = sample_addr("fe80::1");
    uint8_t frame[ANNOUNCE_NA_SIZE], solicit[PROBE_SOLICIT_SIZE];
    struct claim claim;

    announce_na(&vip, mac, true, frame);
    CHECK(read_frame(ADDR_IPV6, frame, sizeof(frame), &claim));
    CHECK_EQ_INT(claim.kind, CLAIM_GRATUITOUS);
    CHECK(addr_equal(&claim.address, &vip) && memcmp(claim.mac, mac, 6) == 0);
    for (size_t size = LINK_HEADER; size < sizeof(frame); size++)
        CHECK(!read_frame(ADDR_IPV6, frame, size, &claim));
    frame[LINK_HEADER + 40 + 4] |= 0x40; /* solicited */
    CHECK(read_frame(ADDR_IPV6, frame, sizeof(frame), &claim));
    CHECK_EQ_INT(claim.kind, CLAIM_REPLY);
    frame[LINK_HEADER + 7] = 254; /* it crossed a router */
    CHECK(!read_frame(ADDR_IPV6, frame, sizeof(frame), &claim));
    probe_frame_solicit(mac, &source, &vip, solicit);
    CHECK(read_frame(ADDR_IPV6, solicit, sizeof(solicit), &claim));
    CHECK_EQ_INT(claim.kind, CLAIM_REQUEST);
    CHECK(addr_equal(&claim.address, &source));
    memset(solicit + LINK_HEADER + 8, 0, 16); /* duplicate address detection */
    CHECK(!read_frame(ADDR_IPV6, solicit, sizeof(solicit), &claim));
}

/* ---- whose it is ---- */

static size_t whose(const struct claim_table *table, const struct interfaces *interfaces,
                    const char *interface, const char *address, size_t *first)
{
    struct claim claim = {.address = sample_addr(address),
                          .interface = (size_t)interfaces_find(interfaces, interface)};
    size_t count;
    const struct claim_place *places = claim_table_find(table, &claim, &count);

    *first = count > 0 ? places[0].instance : 99;
    return count;
}

static void the_table(void)
{
    struct conf *conf = sample_conf(
        "instances:\n"
        "  A: {interface: eth0, vrid: 1, addresses: [10.9.0.100/24, 10.9.0.101/24]}\n"
        "  B: {interface: eth0, vrid: 2, version: 2, addresses: [{address: 10.9.0.100/24, dev: eth1}]}\n"
        "  C: {interface: eth1, vrid: 3, vmac: true, addresses: [10.8.0.100/24], excluded: [10.8.0.101/24]}\n"
        "  D: {interface: eth0, vrid: 4, addresses: [10.9.0.101/32]}\n");
    struct interfaces interfaces;
    struct claim_table table;
    size_t first;

    if (conf == NULL || !CHECK(interfaces_collect(&interfaces, conf)))
        return;
    CHECK_EQ_INT(claim_table_collect(&table, conf, &interfaces), 0);
    CHECK_EQ_INT(whose(&table, &interfaces, "eth0", "10.9.0.100", &first), 1);
    CHECK_EQ_INT(first, 0);
    CHECK_EQ_INT(whose(&table, &interfaces, "eth1", "10.9.0.100", &first), 1);
    CHECK_EQ_INT(first, 1);
    CHECK_EQ_INT(whose(&table, &interfaces, "eth0", "10.9.0.101", &first), 2);
    CHECK_EQ_INT(first, 0);
    CHECK_EQ_INT(whose(&table, &interfaces, "eth1", "10.8.0.101", &first), 1); /* not on the virtual MAC's */
    CHECK_EQ_INT(first, 2);
    CHECK_EQ_INT(whose(&table, &interfaces, "vrrp.3", "10.8.0.101", &first), 0);
    CHECK_EQ_INT(whose(&table, &interfaces, "eth0", "10.8.0.100", &first), 0);
    claim_table_free(&table);
    claim_table_free(&table);
    conf_free(conf);
}

/* ---- the door ---- */

static bool own_network(void)
{
    struct ifreq request = {.ifr_flags = IFF_UP};
    int fd;

    if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return false;
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    strcpy(request.ifr_name, "lo");
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
        return false;
    close(fd);
    return true;
}

static int open_sender(void)
{
    struct sockaddr_ll name = {.sll_family = AF_PACKET, .sll_ifindex = LO_INDEX};
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

    CHECK(fd >= 0 && bind(fd, (struct sockaddr *)&name, sizeof(name)) == 0);
    return fd;
}

static struct addr nth(enum addr_family family, uint32_t n)
{
    struct addr address = addr_from_ipv4(0x0A000000 + n * 7919); /* all over the place */

    if (family == ADDR_IPV4)
        return address;
    memcpy(address.bytes + 12, address.bytes, 4);
    memcpy(address.bytes, "\x20\x01\x0d\xb8", 4);
    address.family = ADDR_IPV6;
    return address;
}

static int heard(int fd, struct claim_socket_batch *batch, enum addr_family family, const struct addr *want)
{
    int count = claim_socket_receive(fd, batch), good = 0;

    for (int i = 0; i < count; i++) {
        struct claim_socket_in in;
        struct claim claim;

        good += claim_socket_frame(batch, i, &in) && in.interface_index == LO_INDEX &&
                claim_read(&(struct claim_frame){.family = family,
                                                 .bytes = in.bytes,
                                                 .size = in.size,
                                                 .mac = in.mac,
                                                 .broadcast = in.broadcast},
                           &claim) &&
                addr_equal(&claim.address, want) && claim.kind == CLAIM_GRATUITOUS;
    }
    return good == count ? count : -1;
}

static void tell(int sender, const struct addr *address)
{
    uint8_t frame[ANNOUNCE_NA_SIZE];
    size_t size = address->family == ADDR_IPV6 ? ANNOUNCE_NA_SIZE : ANNOUNCE_ARP_SIZE;

    if (address->family == ADDR_IPV6)
        announce_na(address, mac, true, frame);
    else
        announce_arp(address, mac, frame);
    CHECK(send(sender, frame, size, 0) == (ssize_t)size);
}

/* `count` addresses 0, 2, 4 ... are ours, the odd ones are others'. */
static void filter(enum addr_family family, size_t count, bool exact)
{
    struct addr *addresses = calloc(count, sizeof(*addresses));
    struct claim_socket_batch *batch = claim_socket_batch_new();
    int sender = open_sender(), fd = -1;
    size_t step = count / 100 + 1;

    for (size_t i = 0; i < count; i++)
        addresses[i] = nth(family, 2 * (uint32_t)i);
    CHECK_EQ_INT(claim_socket_open(&fd), 0);
    CHECK_EQ_INT(claim_socket_listen(fd, family, addresses, count), 0);
    for (size_t i = 0; i < count; i += step) {
        struct addr other = nth(family, 2 * (uint32_t)i + 1);

        tell(sender, &addresses[i]);
        CHECK_EQ_INT(heard(fd, batch, family, &addresses[i]), 1);
        tell(sender, &other);
        CHECK_EQ_INT(heard(fd, batch, family, &other), exact ? 0 : 1);
    }
    CHECK_EQ_INT(claim_socket_listen(fd, family, addresses, 0), 0); /* a successor without addresses */
    tell(sender, &addresses[0]);
    CHECK_EQ_INT(heard(fd, batch, family, &addresses[0]), 0);
    close(fd);
    close(sender);
    free(batch);
    free(addresses);
}

static void a_storm_is_dropped_and_counted(void)
{
    struct claim_socket_batch *batch = claim_socket_batch_new();
    struct addr vip = nth(ADDR_IPV4, 0);
    int sender = open_sender(), fd = -1, total = 0, count;

    CHECK_EQ_INT(claim_socket_open(&fd), 0);
    CHECK_EQ_INT(claim_socket_listen(fd, ADDR_IPV4, &vip, 1), 0);
    for (int i = 0; i < MANY; i++)
        tell(sender, &vip);
    while ((count = claim_socket_receive(fd, batch)) > 0)
        total += count;
    CHECK(total > CLAIM_SOCKET_BATCH && total < MANY / 4);
    CHECK_EQ_INT(claim_socket_dropped(fd), MANY - total);
    CHECK_EQ_INT(claim_socket_dropped(fd), 0);
    close(fd);
    close(sender);
    free(batch);
}

int main(void)
{
    static const size_t counts[] = {1, 8, 9, 17, 100, 1000, 2000};

    arp();
    neighbour_discovery();
    the_table();
    if (!own_network()) {
        fprintf(stderr, "claim: no network namespace here: the sockets are not tested\n");
        return check_report("claim");
    }
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        filter(ADDR_IPV4, counts[i], true);
        filter(ADDR_IPV6, counts[i], true);
    }
    filter(ADDR_IPV4, MANY, false);
    a_storm_is_dropped_and_counted();
    return check_report("claim");
}

/* vrrpd/os/advert_socket: adverts of both families through the loopback of a network namespace of its own. */
#include "vrrpd/os/advert_socket.h"

#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/packet.h"
#include "tests/unit/check.h"

enum { LO_INDEX = 1, VRID = 51 };

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

static struct addr parse(const char *text)
{
    struct addr address = {.family = ADDR_NONE};

    CHECK(addr_parse(text, &address));
    return address;
}

/* An advert from `address` to itself. */
static size_t make(const struct addr *address, uint8_t vrid, size_t address_count, uint8_t *bytes)
{
    struct addr vips[PACKET_ADDRESSES_MAX];
    struct packet_advert advert = {.version = 3,
                                   .vrid = vrid,
                                   .priority = 100,
                                   .interval_us = 1000000,
                                   .source = *address,
                                   .destination = *address,
                                   .addresses = vips,
                                   .address_count = address_count};

    for (size_t i = 0; i < address_count; i++)
        vips[i] = *address;
    return packet_encode(&advert, bytes, PACKET_SIZE_MAX);
}

static enum packet_error decode(const struct advert_socket_in *in, struct packet *packet)
{
    if (in->family == ADDR_IPV4)
        return packet_decode_ipv4(in->bytes, in->size, packet);
    return packet_decode(in->bytes, in->size, &in->source, &in->destination, in->ttl, packet);
}

static uint8_t ttl_of(const struct advert_socket_in *in)
{
    return in->family == ADDR_IPV4 ? in->bytes[8] : in->ttl;
}

static int open_with_filter(enum addr_family family)
{
    struct advert_socket_vrids vrids = {.words = {[VRID / 32] = 1U << VRID % 32}};
    int fd = -1;

    CHECK_EQ_INT(advert_socket_open("lo", LO_INDEX, family, &fd), 0);
    CHECK_EQ_INT(advert_socket_filter(fd, family, &vrids), 0);
    return fd;
}

/* The default TTL, a TTL of its own, and a VRID that the filter drops. */
static void adverts_arrive_as_sent(const char *text)
{
    struct addr address = parse(text);
    struct advert_socket_batch *batch = advert_socket_batch_new();
    int fd = open_with_filter((enum addr_family)address.family);
    uint8_t ours[PACKET_SIZE_MAX], other[PACKET_SIZE_MAX];
    size_t size = make(&address, VRID, 1, ours);
    struct advert_socket_out out[] = {
        {.bytes = ours, .size = size, .source = address, .destination = address},
        {.bytes = other,
         .size = make(&address, VRID + 32, 1, other),
         .source = address,
         .destination = address},
        {.bytes = ours, .size = size, .source = address, .destination = address, .ttl = 7},
    };
    struct advert_socket_in in;
    struct packet packet;

    advert_socket_send(fd, out, 3);
    for (int i = 0; i < 3; i++)
        CHECK_EQ_INT(out[i].result, 0);
    CHECK_EQ_INT(advert_socket_receive(fd, batch), 2);
    for (int i = 0; i < 2; i++) {
        CHECK(advert_socket_packet(batch, i, &in));
        CHECK_EQ_INT(in.family, address.family);
        CHECK_EQ_INT(ttl_of(&in), i == 0 ? 255 : 7);
        decode(&in, &packet);
        CHECK_EQ_INT(packet.vrid, VRID);
        CHECK(addr_equal(&packet.source, &address));
        CHECK(addr_equal(&packet.destination, &address));
    }
    CHECK(advert_socket_packet(batch, 0, &in));
    CHECK_EQ_INT(decode(&in, &packet), PACKET_OK);
    CHECK_EQ_INT(packet.address_count, 1);
    advert_socket_batch_free(batch);
    close(fd);
}

static void the_largest_advert_fits(const char *text)
{
    struct addr address = parse(text);
    struct advert_socket_batch *batch = advert_socket_batch_new();
    int fd = open_with_filter((enum addr_family)address.family);
    uint8_t bytes[PACKET_SIZE_MAX];
    size_t size = make(&address, VRID, PACKET_ADDRESSES_MAX, bytes);
    struct advert_socket_out out = {.bytes = bytes, .size = size, .source = address, .destination = address};
    struct advert_socket_in in;
    struct packet packet;

    advert_socket_send(fd, &out, 1);
    CHECK_EQ_INT(out.result, 0);
    CHECK_EQ_INT(advert_socket_receive(fd, batch), 1);
    CHECK(advert_socket_packet(batch, 0, &in));
    CHECK_EQ_INT(decode(&in, &packet), PACKET_OK);
    CHECK_EQ_INT(packet.address_count, PACKET_ADDRESSES_MAX);
    advert_socket_batch_free(batch);
    close(fd);
}

static void too_long_is_said(const char *text)
{
    struct addr address = parse(text);
    struct advert_socket_batch *batch = advert_socket_batch_new();
    int fd = open_with_filter((enum addr_family)address.family);
    uint8_t bytes[ADVERT_SOCKET_DATAGRAM + 8] = {0x31, VRID};
    struct advert_socket_out out = {
        .bytes = bytes, .size = sizeof(bytes), .source = address, .destination = address};
    struct advert_socket_in in;

    advert_socket_send(fd, &out, 1);
    CHECK_EQ_INT(advert_socket_receive(fd, batch), 1);
    CHECK(advert_socket_packet(batch, 0, &in)); /* the filter cut it: the message's own length tells */
    CHECK_EQ_INT(in.size, ADVERT_SOCKET_DATAGRAM);
    advert_socket_batch_free(batch);
    close(fd);
}

/* What is not an address of this machine is refused, and the next advert goes out all the same. */
static void a_foreign_source_is_refused(const char *text, const char *foreign)
{
    struct addr address = parse(text);
    int fd = open_with_filter((enum addr_family)address.family);
    uint8_t bytes[PACKET_SIZE_MAX];
    size_t size = make(&address, VRID, 1, bytes);
    struct advert_socket_out out[] = {
        {.bytes = bytes, .size = size, .source = parse(foreign), .destination = address},
        {.bytes = bytes, .size = size, .source = address, .destination = address},
    };

    advert_socket_send(fd, out, 2);
    CHECK(out[0].result < 0);
    CHECK_EQ_INT(out[1].result, 0);
    close(fd);
}

static void a_source_of_another_interface_is_borrowed(void)
{
    struct addr address = parse("::1");
    int fd = open_with_filter(ADDR_IPV6);
    uint8_t bytes[PACKET_SIZE_MAX];
    struct advert_socket_out out = {.bytes = bytes,
                                    .size = make(&address, VRID, 1, bytes),
                                    .source = parse("fe80::1"),
                                    .destination = address};

    CHECK_EQ_INT(advert_socket_borrow_sources(fd, ADDR_IPV6), 0);
    CHECK_EQ_INT(advert_socket_borrow_sources(fd, ADDR_IPV4), 0);
    advert_socket_send(fd, &out, 1);
    CHECK_EQ_INT(out.result, 0);
    close(fd);
}

static void groups_are_joined_twice(const char *text)
{
    struct addr group = parse(text);
    int fd = open_with_filter((enum addr_family)group.family);

    CHECK_EQ_INT(advert_socket_join(fd, LO_INDEX, &group), 0);
    CHECK_EQ_INT(advert_socket_join(fd, LO_INDEX, &group), 0);
    close(fd);
}

int main(void)
{
    if (!own_network()) {
        printf("skipped: no network namespace here\n");
        return 0;
    }
    adverts_arrive_as_sent("127.0.0.1");
    adverts_arrive_as_sent("::1");
    the_largest_advert_fits("127.0.0.1");
    the_largest_advert_fits("::1");
    too_long_is_said("127.0.0.1");
    too_long_is_said("::1");
    a_foreign_source_is_refused("::1", "2001:db8::1");
    a_source_of_another_interface_is_borrowed();
    groups_are_joined_twice("224.0.0.18");
    groups_are_joined_twice("ff02::12");
    return check_report("advert_socket");
}

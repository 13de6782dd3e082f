/* vrrpd/vrrp/vips: an address belongs to whoever is master, also when two instances have it. */
#include <stdlib.h>

#include "tests/unit/sample.h"
#include "vrrpd/vrrp/vips.h"

static struct conf *conf;
static struct interfaces interfaces;
static struct vips vips;

static struct vip *find(const char *interface, const char *text, uint8_t prefix_length)
{
    struct addr address = sample_addr(text);

    return vips_find(&vips, (size_t)interfaces_find(&interfaces, interface), &address, prefix_length);
}

static bool contain(const char *interface, const char *text)
{
    struct addr address = sample_addr(text);

    return vips_contain(&vips, (size_t)interfaces_find(&interfaces, interface), &address);
}

static void each_address_once(void)
{
    CHECK_EQ_INT(vips.count, 6);
    CHECK(find("eth0", "10.9.0.100", 24) != NULL);
    CHECK(find("eth0", "10.9.0.100", 32) != NULL); /* another prefix is another address to the kernel */
    CHECK(find("eth1", "10.9.0.100", 24) != NULL); /* so is another interface */
    CHECK(find("eth0", "10.9.0.100", 24) != find("eth1", "10.9.0.100", 24));
    CHECK(find("eth0", "10.9.0.101", 24) != NULL);
    CHECK(find("eth0", "10.9.0.102", 24) != NULL); /* excluded from the adverts, but an address */
    CHECK(find("eth0", "10.9.0.103", 24) == NULL);
    CHECK(find("eth0", "10.9.0.101", 32) == NULL);
    CHECK_EQ_INT(find("eth0", "10.9.0.100", 24)->owner, 0);
    CHECK_EQ_INT(vips.of_instance_count[0], 3);
    CHECK_EQ_INT(vips.of_instance_count[1], 3);
    CHECK_EQ_INT(vips.of_instance_count[2], 1);
    for (size_t i = 0; i < vips.count; i++)
        CHECK(!vips.items[i].wanted && !vips.items[i].present);
}

static void contained_whatever_the_prefix(void)
{
    CHECK(contain("eth0", "10.9.0.100"));
    CHECK(contain("eth0", "10.9.0.102"));
    CHECK(!contain("eth1", "10.9.0.101"));
    CHECK(!contain("eth0", "10.9.0.1"));
}

/* 10.9.0.100/24 is wanted by both: it goes only when the last master goes. */
static void shared_addresses(void)
{
    bool master[3] = {true, true, false};
    struct vip *shared = find("eth0", "10.9.0.100", 24);

    vips_want(&vips, master, 3);
    CHECK(shared->wanted);
    CHECK(find("eth0", "10.9.0.101", 24)->wanted);
    CHECK(find("eth0", "10.9.0.100", 32)->wanted);
    CHECK(!find("eth0", "10.9.0.104", 24)->wanted);
    master[0] = false;
    vips_want(&vips, master, 3);
    CHECK(shared->wanted);
    CHECK(!find("eth0", "10.9.0.101", 24)->wanted);
    CHECK(!find("eth0", "10.9.0.102", 24)->wanted);
    master[1] = false;
    vips_want(&vips, master, 3);
    CHECK(!shared->wanted);
    master[2] = true;
    vips_want(&vips, master, 3);
    CHECK(!shared->wanted);
    CHECK(find("eth0", "10.9.0.104", 24)->wanted);
}

/* The order of the file is the order of the work. */
static void the_order_is_the_files(void)
{
    static const char *const want[] = {"10.9.0.100", "10.9.0.101", "10.9.0.102",
                                       "10.9.0.100", "10.9.0.100", "10.9.0.104"};
    char text[ADDR_TEXT_MAX];

    for (size_t i = 0; i < vips.count; i++)
        CHECK_EQ_STR(addr_format(&vips.items[i].address.address, text), want[i]);
}

/* Many, in an order that is not theirs, each mentioned by two instances. */
static void thousands_are_found(void)
{
    enum { COUNT = 4000, STEP = 1237 };
    struct conf *many = conf_new(CONF_FORMAT_YAML, "x");
    struct conf_address *addresses = calloc(COUNT, sizeof(*addresses));
    struct interfaces *numbers = malloc(sizeof(*numbers));
    struct vips all;

    for (uint32_t i = 0; i < COUNT; i++)
        addresses[i] = (struct conf_address){.address = addr_from_ipv4(0x0A000000 + i * STEP % COUNT),
                                             .prefix_length = i % 2 ? 24 : 32,
                                             .interface = "eth0"};
    for (size_t i = 0; i < 2; i++) {
        many->instances = conf_append(many, many->instances, &many->instance_count, sizeof(*many->instances));
        many->instances[i] =
            (struct conf_instance){.interface = "eth0", .addresses = addresses, .address_count = COUNT};
    }
    CHECK(interfaces_collect(numbers, many));
    CHECK_EQ_INT(vips_collect(&all, many, numbers), 0);
    CHECK_EQ_INT(all.count, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        const struct conf_address *address = &addresses[i];

        CHECK(vips_find(&all, 0, &address->address, address->prefix_length) == &all.items[i]);
        CHECK(vips_find(&all, 0, &address->address, address->prefix_length ^ 56) == NULL);
        CHECK(vips_find(&all, 1, &address->address, address->prefix_length) == NULL);
        CHECK(vips_contain(&all, 0, &address->address));
        CHECK_EQ_INT(all.items[i].owner, 0);
        CHECK_EQ_INT(all.of_instance[0][i], i);
        CHECK_EQ_INT(all.of_instance[1][i], i);
    }
    vips_free(&all, 2);
    free(addresses);
    free(numbers);
    conf_free(many);
}

/* The readers refuse an address that comes twice, so it is put there by hand. */
static void share(const char *text)
{
    conf->instances[1].addresses[0].address = conf->instances[1].addresses[1].address = sample_addr(text);
    conf->instances[1].addresses[1].prefix_length = 32;
}

int main(void)
{
    conf = sample_conf("instances:\n"
                       "  a: {interface: eth0, vrid: 1, addresses: [10.9.0.100/24, 10.9.0.101/24],\n"
                       "      excluded: [10.9.0.102/24]}\n"
                       "  b: {interface: eth0, vrid: 2, addresses: [10.9.0.110/24, 10.9.0.111/24,\n"
                       "      {address: 10.9.0.100/24, dev: eth1}]}\n"
                       "  c: {interface: eth0, vrid: 3, addresses: [10.9.0.104/24]}\n");
    share("10.9.0.100");
    CHECK(interfaces_collect(&interfaces, conf));
    CHECK_EQ_INT(vips_collect(&vips, conf, &interfaces), 0);
    each_address_once();
    the_order_is_the_files();
    contained_whatever_the_prefix();
    shared_addresses();
    vips_free(&vips, conf->instance_count);
    vips_free(&vips, 0);
    conf_free(conf);
    thousands_are_found();
    return check_report("vips");
}

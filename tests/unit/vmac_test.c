/* vrrpd/vrrp/vmac: made when missing, used when right, rebuilt when ours and wrong, never taken from others.
 */
#include "vrrpd/vrrp/vmac.h"

#include "tests/unit/check.h"

static const uint8_t mac[CONF_MAC_SIZE] = {0, 0, 0x5e, 0, 1, 51};

static struct vmac_found right(void)
{
    return (struct vmac_found){.index = 9, .parent_index = 3, .macvlan = true, .mac = {0, 0, 0x5e, 0, 1, 51}};
}

static void what_is_right_is_used_whoever_made_it(void)
{
    struct vmac_found found = right();

    CHECK_EQ_INT(vmac_next(&found, 3, mac, true), VMAC_USE);
    CHECK_EQ_INT(vmac_next(&found, 3, mac, false), VMAC_USE);
}

static void nothing_is_made_without_an_interface_below(void)
{
    struct vmac_found none = {.index = 0}, found = right();

    CHECK_EQ_INT(vmac_next(&none, 3, mac, false), VMAC_CREATE);
    CHECK_EQ_INT(vmac_next(&none, 0, mac, false), VMAC_WAIT);
    CHECK_EQ_INT(vmac_next(&found, 0, mac, true), VMAC_WAIT);
}

static void what_is_wrong_is_rebuilt_only_when_ours(void)
{
    struct vmac_found found = right();

    found.mac[5]++;
    CHECK_EQ_INT(vmac_next(&found, 3, mac, true), VMAC_REBUILD);
    CHECK_EQ_INT(vmac_next(&found, 3, mac, false), VMAC_FOREIGN);
    found = right();
    CHECK_EQ_INT(vmac_next(&found, 4, mac, true), VMAC_REBUILD);
    CHECK_EQ_INT(vmac_next(&found, 4, mac, false), VMAC_FOREIGN);
    found = right();
    found.macvlan = false; /* somebody renamed another device */
    CHECK_EQ_INT(vmac_next(&found, 3, mac, true), VMAC_FOREIGN);
}

static void families(void)
{
    struct conf_address addresses[] = {{.address = {.family = ADDR_IPV4}, .interface = "vrrp.51"},
                                       {.address = {.family = ADDR_IPV6}, .interface = "eth0"}};
    struct conf_instance instance = {.interface = "eth0",
                                     .vmac_interface = "vrrp.51",
                                     .family = ADDR_IPV4,
                                     .addresses = addresses,
                                     .address_count = 1,
                                     .excluded = addresses + 1,
                                     .excluded_count = 1};

    CHECK(vmac_carries(&instance, ADDR_IPV4));
    CHECK(!vmac_carries(&instance, ADDR_IPV6));
    memcpy(addresses[1].interface, "vrrp.51", 8);
    CHECK(vmac_carries(&instance, ADDR_IPV6));
}

int main(void)
{
    what_is_right_is_used_whoever_made_it();
    nothing_is_made_without_an_interface_below();
    what_is_wrong_is_rebuilt_only_when_ours();
    families();
    return check_report("vmac");
}

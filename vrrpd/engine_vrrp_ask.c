/* Questions; see engine_vrrp_ask.h. */
#include "vrrpd/engine_vrrp_ask.h"

#include <string.h>

#include "lib/probe_frame.h"
#include "vrrpd/os/announce_socket.h"

/* Where an address of the instance is heard of, as vrrp/claim.h has it. */
static const struct page_link *link_of(const struct engine *engine, size_t index, const struct addr *address)
{
    const struct conf_instance *conf = engine->instances[index].conf;
    size_t count = conf->address_count + conf->excluded_count;
    int number = (int)engine->slots[index].base;

    for (size_t i = 0; i < count; i++) {
        const struct conf_address *own =
            i < conf->address_count ? &conf->addresses[i] : &conf->excluded[i - conf->address_count];

        if (addr_equal(&own->address, address) &&
            !(conf->vmac && strcmp(own->interface, conf->vmac_interface) == 0))
            number = interfaces_find(&engine->interfaces, own->interface);
    }
    return &engine->links[number].link;
}

void engine_ask(struct engine *engine, size_t index, const struct addr *address)
{
    const struct page_link *link = link_of(engine, index, address);
    uint8_t frame[PROBE_FRAME_MAX];
    struct announce_socket_out out = {.frame = frame, .interface_index = link->index};

    if (link->index == 0 || !link->has_mac)
        return;
    if (address->family == ADDR_IPV6 && link->source6.family == ADDR_NONE)
        return; /* nobody could answer */
    if (address->family == ADDR_IPV6) {
        probe_frame_solicit(link->mac, &link->source6, address, frame);
        out.size = PROBE_SOLICIT_SIZE;
    } else {
        probe_frame_arp(link->mac, address, frame);
        out.size = PROBE_ARP_SIZE;
    }
    announce_socket_send(engine->child->announce, &out, 1);
}

/* Reasons for refusing an advert; see packet_advice.h. */
#include "lib/packet_advice.h"

#include <stddef.h>
#include <string.h>

static const struct packet_advice table[] = {
    {"truncated", "the advert is shorter than its headers say: a broken sender or a forged packet",
     "find the sender: vrrpwatch -i INTERFACE; look at its MTU and its firmware"},
    {"not-ip", "the IP version or header length is impossible: a broken sender or a forged packet",
     "find the sender: vrrpwatch -i INTERFACE"},
    {"not-vrrp", "another IP protocol, or a fragment of an advert",
     "adverts larger than the MTU come in fragments: split the instance, or raise the MTU"},
    {"bad-ttl", "sent to a group with a TTL other than 255: it crossed a router, or was forged elsewhere",
     "put the nodes on one link, or use unicast peers with a TTL range"},
    {"bad-version", "neither VRRP version 2 nor 3", "find the sender: vrrpwatch -i INTERFACE"},
    {"bad-type", "a VRRP message that is no advertisement", "find the sender: vrrpwatch -i INTERFACE"},
    {"bad-vrid", "an advert with VRID 0", "give the sender a virtual_router_id from 1 to 255"},
    {"no-addresses", "the advert lists no address, as of a keepalived instance without virtual_ipaddress",
     "give that instance its addresses, or another VRID"},
    {"bad-length", "the addresses that it counts do not fit into the advert",
     "find the sender: vrrpwatch -i INTERFACE"},
    {"bad-checksum", "the checksum is wrong with and without a pseudo-header: damaged on its way, or forged",
     "look at the link's error counters and at checksum offloading of the sender"},
    {"zero-interval", "version 3 with an advert interval of 0", "set advert_interval on the sender"},
    {"unknown-vrid", "no instance has this VRID on this interface",
     "none needed where another cluster shares the network; else the same VRID on both nodes"},
    {"own-source", "from our own address: a loop in the network, or another host has our address",
     "look for a switch loop; give each node an address of its own: ip addr show"},
    {"wrong-destination", "sent to a group for an instance with unicast peers, or the other way round",
     "the same mode on both nodes: unicast peers on both, or multicast with the same group on both"},
    {"unknown-peer", "unicast from an address that is not among the instance's peers",
     "add the sender to the peers, or correct its source address: unicast_src_ip"},
    {"peer-ttl", "unicast with a TTL outside the bounds set for that peer",
     "correct the peer's min_ttl and max_ttl, or look for a route that has changed"},
    {"version-mismatch", "the peer speaks the other version of VRRP; keepalived's default is 2",
     "the same version on both nodes (vrrp_version, version)"},
    {"auth-type-mismatch", "one node has a password and the other has none",
     "the same authentication on both nodes, or none on both"},
    {"auth-failed", "the password differs", "the same password on both nodes"},
    {"interval-mismatch", "version 2: the peer's advert interval is not ours",
     "the same advert_interval on both nodes"},
};

const struct packet_advice *packet_advice_find(const char *name)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

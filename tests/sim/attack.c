#include "tests/sim/attack.h"

#include <string.h>

enum {
    FLOOD_FRAMES = 100,
};

/* 10.9.0.9 is smaller and 10.9.0.250 larger than every router's own address. */
static struct addr stranger(struct lan *lan)
{
    return addr_from_ipv4(rng_chance(&lan->rng, 500) ? 0x0A090009 : 0x0A0900FA);
}

struct packet_advert attack_advert(const struct lan *lan, int index, struct addr *virtual_address)
{
    const struct node *node = &lan->nodes[index];
    struct packet_advert advert = {.version = node->config.election.version,
                                   .vrid = LAN_VRID,
                                   .priority = election_priority(&node->election),
                                   .auth_type = node->config.auth_type,
                                   .checksum = node->config.checksum,
                                   .interval_us = node->config.election.interval_us,
                                   .source = node->config.source,
                                   .destination = frame_group(),
                                   .addresses = virtual_address,
                                   .address_count = 1};

    *virtual_address = addr_from_ipv4(0x0A090064);
    memcpy(advert.auth_data, node->config.auth_data, sizeof(advert.auth_data));
    return advert;
}

bool attack_send(struct lan *lan, int to, const struct packet_advert *advert)
{
    struct frame frame = {.from = LAN_ATTACKER};

    if (!frame_make(&frame, advert))
        return false;
    frame.from = LAN_ATTACKER;
    for (int i = 0; i < lan->count; i++)
        if (to < 0 || i == to)
            lan_inject(lan, i, &frame);
    return true;
}

/* Speaks to one router or to all. */
static int victim(struct lan *lan, int index)
{
    return rng_chance(&lan->rng, 500) ? index : -1;
}

static bool spoof(struct lan *lan, int index, int priority)
{
    struct addr virtual_address;
    struct packet_advert advert = attack_advert(lan, index, &virtual_address);

    if (priority < 1 || priority > 255)
        return false;
    advert.priority = (uint8_t)priority;
    advert.source = stranger(lan);
    return attack_send(lan, victim(lan, index), &advert);
}

bool attack_stronger(struct lan *lan, int index, int other)
{
    (void)other;
    return spoof(lan, index, election_priority(&lan->nodes[index].election) + 1);
}

bool attack_owner(struct lan *lan, int index, int other)
{
    (void)other;
    return spoof(lan, index, ELECTION_PRIORITY_OWNER);
}

bool attack_equal(struct lan *lan, int index, int other)
{
    (void)other;
    return spoof(lan, index, election_priority(&lan->nodes[index].election));
}

bool attack_interval(struct lan *lan, int index, int other)
{
    struct addr virtual_address;
    struct packet_advert advert = attack_advert(lan, index, &virtual_address);

    (void)other;
    advert.source = stranger(lan);
    advert.priority = (uint8_t)rng_between(&lan->rng, 1, 255);
    if (advert.version == 3)
        advert.interval_us = rng_chance(&lan->rng, 500) ? 10000 : 40950000;
    return attack_send(lan, victim(lan, index), &advert);
}

static bool resign(struct lan *lan, int index, int other, int frames)
{
    struct addr virtual_address;
    struct packet_advert advert = attack_advert(lan, index, &virtual_address);

    advert.priority = ELECTION_PRIORITY_RESIGN;
    advert.source = other == index ? stranger(lan) : lan->nodes[other].config.source;
    for (int i = 0; i < frames; i++)
        attack_send(lan, index, &advert);
    return true;
}

bool attack_resign(struct lan *lan, int index, int other)
{
    return resign(lan, index, other, 1);
}

bool attack_flood_resign(struct lan *lan, int index, int other)
{
    return resign(lan, index, other, FLOOD_FRAMES);
}

bool attack_flood_weaker(struct lan *lan, int index, int other)
{
    struct addr virtual_address;
    struct packet_advert advert = attack_advert(lan, index, &virtual_address);

    (void)other;
    if (advert.priority < 2)
        return false;
    advert.priority--;
    advert.source = stranger(lan);
    for (int i = 0; i < FLOOD_FRAMES; i++)
        attack_send(lan, index, &advert);
    return true;
}

bool attack_malformed(struct lan *lan, int index, int other)
{
    struct addr virtual_address;
    struct packet_advert advert = attack_advert(lan, index, &virtual_address);
    bool any = false;

    (void)other;
    advert.priority = ELECTION_PRIORITY_OWNER;
    advert.source = addr_from_ipv4(0x0A0900FA);
    /* The receiver may be reloaded while they are under way: only what needs no configuration is certain. */
    for (int error = 0; error < PACKET_UNKNOWN_VRID; error++) {
        struct frame frame = {.size = 0};
        if (!frame_spoil(&frame, &advert, (enum packet_error)error))
            continue;
        frame.from = LAN_ATTACKER;
        lan_inject(lan, index, &frame);
        any = true;
    }
    for (int error = PACKET_UNKNOWN_VRID; error < PACKET_ERROR_COUNT; error++) {
        struct frame frame = {.size = 0};
        if (!frame_spoil(&frame, &advert, (enum packet_error)error))
            continue;
        frame.from = LAN_ATTACKER;
        frame.expect = FRAME_EXPECT_BAD;
        lan_inject(lan, index, &frame);
    }
    return any;
}

bool attack_replay(struct lan *lan, int index, int other)
{
    struct addr virtual_address;
    struct packet_advert advert = attack_advert(lan, index, &virtual_address);

    (void)other;
    return attack_send(lan, index, &advert);
}

/* vrrpwatch/frame_neighbour and frame_members: who asks, who claims, who listens, and what is broken. */
#include "tests/unit/frame_bytes.h"

/* ARP as RFC 826 lays it out: 10.9.0.1 asks for 10.9.0.100. */
static const uint8_t arp_request[] = {
    0, 1, 8, 0, 6, 4, 0, 1, 0x52, 0x54, 0, 0x12, 0x34, 0x56, 10, 9, 0, 1, 0, 0, 0, 0, 0, 0, 10, 9, 0, 100,
};

enum { ARP_OPERATION = 7, ARP_SENDER_IP = 14, ARP_TARGET_IP = 24 };

/* The sample above with another operation, sender and target; broadcast or not. */
static struct frame decode_arp(unsigned operation, const char *sender, const char *target, bool broadcast)
{
    struct addr sender_ip = sample_addr(sender), target_ip = sample_addr(target);
    struct bytes bytes;

    ethernet(&bytes, 0x0806);
    put(&bytes, arp_request, sizeof(arp_request));
    bytes.at[14 + ARP_OPERATION] = (uint8_t)operation;
    memcpy(bytes.at + 14 + ARP_SENDER_IP, sender_ip.bytes, 4);
    memcpy(bytes.at + 14 + ARP_TARGET_IP, target_ip.bytes, 4);
    memset(bytes.at, broadcast ? 0xFF : 0x02, 6);
    return decode(&bytes);
}

static void check_claim(const struct frame *frame, const char *flags, const char *address, const char *asker)
{
    const struct neighbour_claim *claim = &frame->claim;
    char got[8] = "";

    CHECK_EQ_INT(frame->kind, FRAME_CLAIM);
    snprintf(got, sizeof(got), "%s%s%s%s", claim->asks ? "a" : "", claim->claims ? "c" : "",
             claim->gratuitous ? "g" : "", claim->override ? "o" : "");
    CHECK_EQ_STR(got, flags);
    check_address(&claim->address, address);
    check_address(&claim->asker, asker);
}

static void arp_questions_and_claims(void)
{
    struct frame frame = decode_arp(1, "10.9.0.1", "10.9.0.100", true);

    check_claim(&frame, "ao", "10.9.0.100", "10.9.0.1");
    CHECK(memcmp(frame.claim.mac, other_mac, 6) == 0);
    check_address(&frame.source, "-");
    check_address(&frame.destination, "-");
    frame = decode_arp(1, "0.0.0.0", "10.9.0.100", true); /* RFC 5227 probe */
    check_claim(&frame, "ao", "10.9.0.100", "-");
    frame = decode_arp(2, "10.9.0.100", "10.9.0.1", false);
    check_claim(&frame, "co", "10.9.0.100", "-");
    CHECK(memcmp(frame.claim.mac, other_mac, 6) == 0);
    frame = decode_arp(2, "10.9.0.100", "10.9.0.1", true);
    check_claim(&frame, "cgo", "10.9.0.100", "-");
    frame = decode_arp(1, "10.9.0.100", "10.9.0.100", true);
    check_claim(&frame, "cgo", "10.9.0.100", "-");
    frame = decode_arp(2, "10.9.0.100", "10.9.0.100", false);
    check_claim(&frame, "cgo", "10.9.0.100", "-");
}

static void arp_that_says_nothing(void)
{
    struct bytes bytes;
    struct frame frame;

    CHECK_EQ_INT(decode_arp(3, "10.9.0.1", "10.9.0.100", true).kind, FRAME_FOREIGN);
    CHECK_EQ_INT(decode_arp(2, "0.0.0.0", "10.9.0.100", true).kind, FRAME_FOREIGN);
    CHECK_EQ_INT(decode_arp(1, "0.0.0.0", "0.0.0.0", true).kind, FRAME_FOREIGN);
    for (size_t i = 0; i < 6; i++) { /* hardware, protocol and their sizes */
        ethernet(&bytes, 0x0806);
        put(&bytes, arp_request, sizeof(arp_request));
        bytes.at[14 + i] ^= 1;
        frame = decode(&bytes);
        check_bad(&frame, FRAME_BAD_ARP);
    }
}

/* A solicitation or an advertisement for fe80::100 with one option. */
static void neighbour(struct bytes *bytes, unsigned type, unsigned flags, const char *source, unsigned option)
{
    ethernet(bytes, 0x86dd);
    ipv6(bytes, 58, source, 32);
    put8(bytes, type);
    put(bytes, (uint8_t[]){0, 0, 0}, 3);
    put8(bytes, flags);
    put(bytes, (uint8_t[]){0, 0, 0}, 3);
    put_address(bytes, "fe80::100");
    put8(bytes, option);
    put8(bytes, 1);
    put(bytes, other_mac, sizeof(other_mac));
}

static void neighbour_questions_and_claims(void)
{
    struct bytes bytes;
    struct frame frame;

    neighbour(&bytes, 135, 0, "fe80::1", 1);
    frame = decode(&bytes);
    check_claim(&frame, "a", "fe80::100", "fe80::1");
    CHECK(memcmp(frame.claim.mac, other_mac, 6) == 0);
    neighbour(&bytes, 135, 0, "::", 14); /* a probe has a nonce, no address of its own */
    frame = decode(&bytes);
    check_claim(&frame, "a", "fe80::100", "-");
    CHECK(memcmp(frame.claim.mac, sender_mac, 6) == 0);
    neighbour(&bytes, 136, 0x60, "fe80::1", 2);
    frame = decode(&bytes);
    check_claim(&frame, "co", "fe80::100", "-");
    CHECK(memcmp(frame.claim.mac, other_mac, 6) == 0);
    neighbour(&bytes, 136, 0x20, "fe80::1", 2);
    frame = decode(&bytes);
    check_claim(&frame, "cgo", "fe80::100", "-");
    neighbour(&bytes, 136, 0x40, "fe80::1", 1); /* not the option that belongs here */
    frame = decode(&bytes);
    check_claim(&frame, "c", "fe80::100", "-");
    CHECK(memcmp(frame.claim.mac, sender_mac, 6) == 0);
}

static void broken_neighbour_discovery_is_named(void)
{
    static const struct {
        size_t at;
        uint8_t value;
    } defects[] = {
        {14 + 7, 64},          /* from another link */
        {14 + 40 + 1, 1},      /* the code */
        {14 + 40 + 8, 0xff},   /* a group is no neighbour */
        {14 + 40 + 24 + 1, 0}, /* an option of length 0 */
        {14 + 40 + 24 + 1, 2}, /* an option longer than the message */
    };
    struct bytes bytes;

    for (size_t i = 0; i < sizeof(defects) / sizeof(defects[0]); i++) {
        struct frame frame;
        neighbour(&bytes, 136, 0x60, "fe80::1", 2);
        bytes.at[defects[i].at] = defects[i].value;
        frame = decode(&bytes);
        check_bad(&frame, FRAME_BAD_ND);
    }
}

static struct frame decode_igmp(unsigned type, const char *group)
{
    struct bytes bytes;

    ethernet(&bytes, 0x0800);
    ipv4(&bytes, 2, 0, 8);
    put16(&bytes, type << 8);
    put16(&bytes, 0);
    put_address(&bytes, group);
    return decode(&bytes);
}

static void check_members(const struct frame *frame, bool query, bool leave, const char *group)
{
    CHECK_EQ_INT(frame->kind, FRAME_MEMBERS);
    CHECK_EQ_INT(frame->members.query, query);
    CHECK_EQ_INT(frame->members.leave, leave);
    check_address(&frame->members.group, group);
}

static void members_of_ipv4_groups(void)
{
    static const uint8_t report[] = {0x22, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 224, 0, 0, 18};
    struct frame frame = decode_igmp(0x11, "0.0.0.0");
    struct bytes bytes;

    check_members(&frame, true, false, "-");
    check_address(&frame.source, "10.9.0.1");
    frame = decode_igmp(0x11, "224.0.0.18");
    check_members(&frame, true, false, "224.0.0.18");
    frame = decode_igmp(0x12, "224.0.0.18");
    check_members(&frame, false, false, "224.0.0.18");
    frame = decode_igmp(0x16, "224.0.0.18");
    check_members(&frame, false, false, "224.0.0.18");
    frame = decode_igmp(0x17, "224.0.0.18");
    check_members(&frame, false, true, "224.0.0.18");
    CHECK_EQ_INT(decode_igmp(0x13, "224.0.0.18").kind, FRAME_FOREIGN);
    ethernet(&bytes, 0x0800);
    ipv4(&bytes, 2, 0, sizeof(report));
    put(&bytes, report, sizeof(report));
    frame = decode(&bytes);
    check_members(&frame, false, false, "224.0.0.18");
    bytes.at[14 + 20 + 8] = 3;
    frame = decode(&bytes);
    check_members(&frame, false, true, "224.0.0.18");
    bytes.at[14 + 20 + 7] = 0;
    CHECK_EQ_INT(decode(&bytes).kind, FRAME_FOREIGN);
}

/* MLD stands behind a hop-by-hop header with the router alert. */
static void mld(struct bytes *bytes, unsigned type, const char *group)
{
    static const uint8_t router_alert[] = {58, 0, 5, 2, 0, 0, 1, 0};

    ethernet(bytes, 0x86dd);
    ipv6(bytes, 0, "fe80::1", 8 + (type == 143 ? 28 : 24));
    put(bytes, router_alert, sizeof(router_alert));
    put16(bytes, type << 8);
    put16(bytes, 0);
    put16(bytes, 0);
    put16(bytes, type == 143 ? 1 : 0);
    if (type == 143)
        put(bytes, (uint8_t[]){4, 0, 0, 0}, 4);
    put_address(bytes, group);
}

static void members_of_ipv6_groups(void)
{
    struct bytes bytes;
    struct frame frame;

    mld(&bytes, 130, "::");
    frame = decode(&bytes);
    check_members(&frame, true, false, "-");
    mld(&bytes, 131, "ff02::12");
    frame = decode(&bytes);
    check_members(&frame, false, false, "ff02::12");
    mld(&bytes, 132, "ff02::12");
    frame = decode(&bytes);
    check_members(&frame, false, true, "ff02::12");
    mld(&bytes, 143, "ff02::12");
    frame = decode(&bytes);
    check_members(&frame, false, false, "ff02::12");
    mld(&bytes, 128, "ff02::12"); /* an echo request */
    CHECK_EQ_INT(decode(&bytes).kind, FRAME_FOREIGN);
}

static void every_truncation_is_a_named_defect(void)
{
    struct bytes bytes;

    ethernet(&bytes, 0x8100);
    put16(&bytes, 5);
    put16(&bytes, 0x0806);
    put(&bytes, arp_request, sizeof(arp_request));
    check_truncations(&bytes);
    neighbour(&bytes, 136, 0x60, "fe80::1", 2);
    check_truncations(&bytes);
    mld(&bytes, 143, "ff02::12");
    check_truncations(&bytes);
    mld(&bytes, 130, "::");
    check_truncations(&bytes);
}

/* Cuts by a sender that adapts what its IPv6 header promises; of an ICMPv6 without a type nothing is known.
 */
static void every_short_report_is_a_named_defect(void)
{
    struct bytes bytes;

    mld(&bytes, 143, "ff02::12");
    for (size_t size = 0; size < 36; size++) {
        struct bytes cut = bytes;
        cut.size = 14 + 40 + size;
        cut.at[14 + 5] = (uint8_t)size;
        CHECK_EQ_INT(decode(&cut).kind, size == 8 ? FRAME_FOREIGN : FRAME_BAD);
    }
}

int main(void)
{
    arp_questions_and_claims();
    arp_that_says_nothing();
    neighbour_questions_and_claims();
    broken_neighbour_discovery_is_named();
    members_of_ipv4_groups();
    members_of_ipv6_groups();
    every_truncation_is_a_named_defect();
    every_short_report_is_a_named_defect();
    return check_report("frame_neighbour");
}

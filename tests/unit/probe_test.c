/* vrrpwatch/probe_frame and probe_plan: the questions byte by byte, and when they are asked. */
#include <errno.h>

#include "lib/checksum.h"
#include "tests/unit/check.h"
#include "lib/probe_frame.h"
#include "vrrpwatch/probe_plan.h"

static const uint8_t mac[PROBE_MAC_SIZE] = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};

static struct addr parse(const char *text)
{
    struct addr address = {.family = ADDR_NONE};

    CHECK(addr_parse(text, &address));
    return address;
}

static void an_arp_probe_names_no_sender(void)
{
    const uint8_t want[PROBE_ARP_SIZE] = {
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff,                   /* to everyone */
        0x02, 0x11, 0x22, 0x33, 0x44, 0x55, 0x08, 0x06,       /* from us, ARP */
        0x00, 0x01, 0x08, 0x00, 0x06, 0x04, 0x00, 0x01,       /* Ethernet, IPv4, request */
        0x02, 0x11, 0x22, 0x33, 0x44, 0x55, 0,    0,    0, 0, /* sender: our MAC, no address */
        0,    0,    0,    0,    0,    0,    192,  0,    2, 7, /* target */
    };
    uint8_t frame[PROBE_ARP_SIZE + 1];
    struct addr vip = parse("192.0.2.7");

    memset(frame, 0xA5, sizeof(frame));
    probe_frame_arp(mac, &vip, frame);
    for (size_t i = 0; i < sizeof(want); i++)
        CHECK_EQ_INT(frame[i], want[i]);
    CHECK_EQ_INT(frame[PROBE_ARP_SIZE], 0xA5);
}

static void a_solicitation_goes_to_the_groups_members_and_has_a_source(void)
{
    const uint8_t want[PROBE_SOLICIT_SIZE] = {
        0x33, 0x33, 0xff, 0x09, 0x01, 0x00,              /* the solicited-node group of ...9:100 */
        0x02, 0x11, 0x22, 0x33, 0x44, 0x55, 0x86, 0xdd,  /* from us, IPv6 */
        0x60, 0,    0,    0,    0,    32,   58,   255,   /* ICMPv6, hop limit 255 */
        0xfe, 0x80, 0,    0,    0,    0,    0,    0,     /* from fe80::5 */
        0,    0,    0,    0,    0,    0,    0,    5,     /* */
        0xff, 0x02, 0,    0,    0,    0,    0,    0,     /* to ff02::1:ff09:100 */
        0,    0,    0,    1,    0xff, 0x09, 0x01, 0x00,  /* */
        135,  0,    0,    0,    0,    0,    0,    0,     /* solicitation; its sum is checked below */
        0x20, 0x01, 0x0d, 0xb8, 0,    0,    0,    0,     /* of 2001:db8::9:100 */
        0,    0,    0,    0,    0,    0x09, 0x01, 0x00,  /* */
        1,    1,    0x02, 0x11, 0x22, 0x33, 0x44, 0x55}; /* asked from here */
    uint8_t frame[PROBE_SOLICIT_SIZE + 1];
    struct addr vip = parse("2001:db8::9:100"), source = parse("fe80::5");
    struct addr group = parse("ff02::1:ff09:100");

    memset(frame, 0xA5, sizeof(frame));
    probe_frame_solicit(mac, &source, &vip, frame);
    CHECK_EQ_INT(frame[PROBE_SOLICIT_SIZE], 0xA5);
    CHECK_EQ_INT(
        checksum_finish(checksum_add(checksum_add_pseudo(0, &source, &group, 58, 32), frame + 54, 32)), 0);
    CHECK(frame[56] != 0 || frame[57] != 0);
    frame[56] = frame[57] = 0;
    for (size_t i = 0; i < sizeof(want); i++)
        CHECK_EQ_INT(frame[i], want[i]);
}

static struct probe_target target(unsigned number)
{
    return (struct probe_target){.interface = 1, .address = addr_from_ipv4(0x0A000000U + number)};
}

static void a_round_is_three_questions_300_ms_apart(void)
{
    struct probe_plan_options options = {.period_us = 0};
    struct probe_plan *plan = probe_plan_new(&options);
    struct probe_target one = target(1), got;

    CHECK_EQ_INT(probe_plan_deadline_us(plan), PROBE_PLAN_NEVER);
    CHECK_EQ_INT(probe_plan_settled_us(plan), 0);
    CHECK_EQ_INT(probe_plan_add(plan, &one, 1000), 0);
    for (int64_t i = 0; i < 3; i++) {
        int64_t at_us = 1000 + i * 300000;

        CHECK_EQ_INT(probe_plan_deadline_us(plan), at_us);
        CHECK_EQ_INT(probe_plan_settled_us(plan), PROBE_PLAN_NEVER);
        CHECK(!probe_plan_next(plan, at_us - 1, &got));
        CHECK(probe_plan_next(plan, at_us, &got));
        CHECK(addr_equal(&got.address, &one.address) && got.interface == 1);
        CHECK(!probe_plan_next(plan, at_us, &got));
    }
    CHECK_EQ_INT(probe_plan_deadline_us(plan), PROBE_PLAN_NEVER);
    CHECK_EQ_INT(probe_plan_settled_us(plan), 1000 + 600000 + PROBE_PLAN_SETTLE_US);
    CHECK(!probe_plan_next(plan, INT64_MAX / 2, &got));
    CHECK_EQ_INT(probe_plan_counters(plan)->questions, 3);
    CHECK_EQ_INT(probe_plan_counters(plan)->rounds, 1);
    probe_plan_free(plan);
}

static void an_address_is_planned_once_and_the_plan_has_an_end(void)
{
    struct probe_plan_options options = {.targets_max = 2};
    struct probe_plan *plan = probe_plan_new(&options);
    struct probe_target one = target(1), tagged = target(1), other = target(2), got;

    tagged.vlan = 7;
    CHECK_EQ_INT(probe_plan_add(plan, &one, 0), 0);
    CHECK_EQ_INT(probe_plan_add(plan, &one, 0), 0);
    CHECK_EQ_INT(probe_plan_add(plan, &tagged, 0), 0);
    CHECK_EQ_INT(probe_plan_add(plan, &other, 0), -ENOSPC);
    CHECK_EQ_INT(probe_plan_add(plan, &one, 0), 0);
    CHECK_EQ_INT(probe_plan_counters(plan)->refused, 1);
    CHECK(probe_plan_next(plan, 0, &got));
    CHECK(probe_plan_next(plan, 0, &got));
    CHECK(!probe_plan_next(plan, 0, &got));
    probe_plan_free(plan);
}

static void rounds_come_again_after_the_period(void)
{
    struct probe_plan_options options = {.period_us = 10000000};
    struct probe_plan *plan = probe_plan_new(&options);
    struct probe_target one = target(1), got;
    unsigned asked = 0;

    probe_plan_add(plan, &one, 0);
    for (int64_t now_us = 0; now_us < 30000000; now_us += 100000)
        asked += probe_plan_next(plan, now_us, &got);
    CHECK_EQ_INT(asked, 9);
    CHECK_EQ_INT(probe_plan_counters(plan)->rounds, 3);
    CHECK_EQ_INT(probe_plan_deadline_us(plan), 30000000);
    probe_plan_free(plan);
}

/* A thousand addresses: 3,000 questions at 50 a second take a minute, and in no second there are many more.
 */
static void all_questions_together_keep_the_rate_and_none_is_lost(void)
{
    struct probe_plan_options options = {.period_us = 0};
    struct probe_plan *plan = probe_plan_new(&options);
    struct probe_target got;
    unsigned asked[1001] = {0}, in_second[70] = {0};
    int64_t now_us;

    for (unsigned i = 1; i <= 1000; i++) {
        struct probe_target one = target(i);

        probe_plan_add(plan, &one, 0);
    }
    while ((now_us = probe_plan_deadline_us(plan)) != PROBE_PLAN_NEVER && now_us < 70000000) {
        if (!CHECK(probe_plan_next(plan, now_us, &got)))
            break;
        asked[(unsigned)got.address.bytes[2] << 8 | got.address.bytes[3]]++;
        in_second[now_us / 1000000]++;
    }
    for (unsigned i = 1; i <= 1000; i++)
        CHECK_EQ_INT(asked[i], 3);
    for (unsigned i = 0; i < 70; i++)
        CHECK(in_second[i] <= 55);
    CHECK(now_us == PROBE_PLAN_NEVER);
    CHECK(probe_plan_settled_us(plan) > 59000000 && probe_plan_settled_us(plan) < 62000000);
    probe_plan_free(plan);
}

int main(void)
{
    an_arp_probe_names_no_sender();
    a_solicitation_goes_to_the_groups_members_and_has_a_source();
    a_round_is_three_questions_300_ms_apart();
    an_address_is_planned_once_and_the_plan_has_an_end();
    rounds_come_again_after_the_period();
    all_questions_together_keep_the_rate_and_none_is_lost();
    return check_report("probe");
}

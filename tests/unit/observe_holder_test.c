/* The detector over announcements and answers made by hand: who holds an address beside the master. */
#include "observe_wire.h"

static void the_losers_announcement_after_the_last_of_the_winner_leaves_stale_caches(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);
    const struct finding *stale;

    reign(wire, &a, 5);
    announce(wire, &a);
    both(wire, &a, &b, 6);
    announce(wire, &b);
    reign(wire, &a, 8);
    CHECK_FOUND(wire, VERDICT_STALE_CACHE, CAUSE_E1, SEVERITY_WARNING);
    CHECK(names(last_of(wire, VERDICT_STALE_CACHE), "10.0.0.2"));
    announce(wire, &a);
    stale = last_of(wire, VERDICT_STALE_CACHE);
    CHECK(stale != NULL && stale->phase == FINDING_CLOSED);
    wire_free(wire);
}

static void one_address_with_two_vrids_clashes(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    b.vrid = 52;
    reign(wire, &a, 5);
    both(wire, &a, &b, 3);
    CHECK_EQ_INT(worse_than_info(wire), 0); /* a changed VRID is no clash while the old one dies away */
    both(wire, &a, &b, 4);
    CHECK_FOUND(wire, VERDICT_VIP_CLASH, CAUSE_B2, SEVERITY_CRITICAL);
    reign(wire, &a, 6);
    CHECK(last_of(wire, VERDICT_VIP_CLASH)->phase == FINDING_CLOSED);
    wire_free(wire);
}

/* The other cluster's master announces the address it shares: it speaks VRRP, under another VRID. */
static void the_other_vrids_master_is_no_foreign_device(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    b.vrid = 52;
    reign(wire, &a, 5);
    for (unsigned i = 0; i < 8; i++) {
        both(wire, &a, &b, 1);
        announce(wire, &b);
    }
    CHECK_EQ_INT(count_of(wire, VERDICT_STALE_VIP), 0);
    CHECK_FOUND(wire, VERDICT_VIP_CLASH, CAUSE_B2, SEVERITY_CRITICAL);
    wire_free(wire);
}

/* One master on the wire; the other one has said with its single advert why it will not hear. */
static void a_silent_split_is_told_by_its_announcements(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    a.version = b.version = 2;
    b.auth_type = PACKET_AUTH_SIMPLE;
    b.password = "secret";
    announce(wire, &a);
    reign(wire, &a, 5);
    pass(wire, -500);
    advert(wire, &b);
    pass(wire, 500);
    reign(wire, &a, 5);
    announce(wire, &b);
    pass(wire, 100);
    reign(wire, &a, 2);
    CHECK_FOUND(wire, VERDICT_SILENT_SPLIT, CAUSE_B1, SEVERITY_CRITICAL);
    CHECK(names(last_of(wire, VERDICT_SILENT_SPLIT), "10.0.0.2"));
    wire_free(wire);
}

/* Two routers of which the second was master long ago, alike in all that adverts tell. */
static void what_the_silent_one_holds_is_told_after_two_more_adverts(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &b, 3);
    send_as(wire, &b, 0);
    pass(wire, 500);
    announce(wire, &a);
    reign(wire, &a, 10);
    announce(wire, &b);
    advert(wire, &a);
    CHECK_EQ_INT(count_of(wire, VERDICT_SILENT_SPLIT), 0);
    pass(wire, 1000);
    advert(wire, &a);
    CHECK_FOUND(wire, VERDICT_SILENT_SPLIT, CAUSE_B, SEVERITY_CRITICAL);
    wire_free(wire);
}

static void answers_of_a_silent_router_are_a_stale_address(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &b, 3);
    pass(wire, 2600);
    announce(wire, &a);
    reign(wire, &a, 6);
    for (unsigned i = 0; i < 3; i++) {
        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", a.mac, false);
        claim(wire, "10.0.0.100", b.mac, false);
        pass(wire, 300);
    }
    CHECK_FOUND(wire, VERDICT_SILENT_SPLIT, CAUSE_C, SEVERITY_CRITICAL);
    CHECK(strstr(last_of(wire, VERDICT_SILENT_SPLIT)->fix,
                 "on 10.0.0.2: ip addr flush dev eth0 to 10.0.0.100") != NULL);
    wire_free(wire);
}

/* Two keepalived that refuse each other: each refused advert starts the timer anew, so that now the one
 * sends, now the other, and both answer all the time. */
static void two_that_advertise_by_chance_are_told_by_their_answers(void)
{
    for (uint32_t seed = 1; seed <= 200; seed++) {
        struct wire *wire = wire_live();
        struct node a = node('a', 150), b = node('b', 100);
        uint32_t chance = seed;
        unsigned alarms = 0;

        a.interval_us = b.interval_us = 100 * MS;
        b.vips[1] = "10.0.0.101";
        announce(wire, &a);
        reign(wire, &a, 20);
        announce(wire, &b);
        for (unsigned i = 0; i < 60; i++) {
            chance = chance * 1664525 + 1013904223;
            advert(wire, chance >> 31 != 0 ? &a : &b);
            pass(wire, 10);
            if (i % 3 == 0) {
                ask(wire, "10.0.0.100");
                claim(wire, "10.0.0.100", a.mac, false);
                claim(wire, "10.0.0.100", b.mac, false);
            }
            pass(wire, 90);
        }
        for (size_t i = 0; i < wire->count; i++)
            alarms += wire->found[i].severity == SEVERITY_CRITICAL && wire->found[i].cause == CAUSE_B6;
        CHECK(alarms > 0);
        wire_free(wire);
    }
}

/* Two holders with the virtual MAC: each question has two answers that look alike. */
static void two_answers_with_the_virtual_mac_are_told_once_and_end(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);

    announce(wire, &a);
    reign(wire, &a, 6);
    for (unsigned i = 0; i < 8; i++) {
        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", a.mac, false);
        claim(wire, "10.0.0.100", a.mac, false);
        pass(wire, 500);
        advert(wire, &a);
        pass(wire, 500);
        advert(wire, &a);
    }
    CHECK_FOUND(wire, VERDICT_SILENT_SPLIT, CAUSE_A, SEVERITY_CRITICAL);
    CHECK_EQ_INT(count_of(wire, VERDICT_SILENT_SPLIT), 1);
    for (unsigned i = 0; i < 3; i++) {
        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", a.mac, false);
        pass(wire, 500);
        advert(wire, &a);
        pass(wire, 500);
    }
    CHECK_EQ_INT(count_of(wire, VERDICT_SILENT_SPLIT), 2);
    CHECK(last_of(wire, VERDICT_SILENT_SPLIT)->phase == FINDING_CLOSED);
    wire_free(wire);
}

/* A stopped master wakes up and takes over: the answers of the one that stood in for it were right. */
static void answers_from_before_a_hand_over_are_no_reason_for_an_alarm(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    a.interval_us = b.interval_us = 100 * MS;
    announce(wire, &b);
    reign(wire, &b, 20);
    for (unsigned i = 0; i < 3; i++) {
        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", a.mac, false);
        claim(wire, "10.0.0.100", b.mac, false);
        reign(wire, &b, 3);
    }
    ask(wire, "10.0.0.100");
    claim(wire, "10.0.0.100", a.mac, false);
    claim(wire, "10.0.0.100", b.mac, false);
    announce(wire, &a);
    wire->count = 0;
    reign(wire, &a, 3);
    for (unsigned i = 0; i < 3; i++) {
        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", a.mac, false);
        reign(wire, &a, 3);
    }
    for (size_t i = 0; i < wire->count; i++)
        CHECK(wire->found[i].phase != FINDING_OPEN);
    wire_free(wire);
}

static void a_stranger_that_answers_is_told_with_its_mac_and_is_over_when_it_stops(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);
    const struct finding *stale;

    announce(wire, &a);
    reign(wire, &a, 6);
    for (unsigned i = 0; i < 6; i++) {
        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", a.mac, false);
        if (i < 3)
            claim(wire, "10.0.0.100", 'x', false);
        pass(wire, 300);
    }
    CHECK_EQ_INT(count_of(wire, VERDICT_STALE_VIP), 2);
    CHECK_EQ_INT(wire->found[1].cause, CAUSE_C5);
    stale = last_of(wire, VERDICT_STALE_VIP);
    CHECK(stale != NULL && stale->phase == FINDING_CLOSED);
    wire_free(wire);
}

/* Others ask, and a switch keeps the answers from us: that says nothing. Our own question does. */
static void answers_to_others_are_not_missed(void)
{
    struct wire *wire = wire_new(&(struct observe_options){.live = true, .switched = true, .salt = 7});
    struct node a = node('a', 150);
    uint8_t own[FRAME_MAC_SIZE];

    reign(wire, &a, 6);
    for (unsigned i = 0; i < 6; i++) {
        ask(wire, "10.0.0.100");
        pass(wire, 300);
    }
    CHECK_EQ_INT(count_of(wire, VERDICT_STALE_VIP), 0);
    set_mac(own, 99); /* who asks on this wire */
    observe_own(wire->observe, 0, own);
    for (unsigned i = 0; i < 4; i++) {
        advert(wire, &a);
        ask(wire, "10.0.0.100");
        pass(wire, 300);
    }
    CHECK_FOUND(wire, VERDICT_STALE_VIP, CAUSE_C8, SEVERITY_CRITICAL);
    wire_free(wire);
}

/* Where answers to others are heard, as on a mirror port, their questions count. */
static void where_answers_are_heard_they_are_missed(void)
{
    struct wire *wire = wire_new(&(struct observe_options){.live = true, .switched = true, .salt = 7});
    struct node a = node('a', 150);

    reign(wire, &a, 6);
    claim(wire, "10.0.0.100", a.mac, false);
    for (unsigned i = 0; i < 4; i++) {
        ask(wire, "10.0.0.100");
        pass(wire, 300);
    }
    CHECK_FOUND(wire, VERDICT_STALE_VIP, CAUSE_C8, SEVERITY_CRITICAL);
    wire_free(wire);
}

static void a_master_that_does_not_answer_has_lost_the_address(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);

    reign(wire, &a, 6);
    for (unsigned i = 0; i < 4; i++) {
        ask(wire, "10.0.0.100");
        pass(wire, 300);
    }
    CHECK_FOUND(wire, VERDICT_STALE_VIP, CAUSE_C8, SEVERITY_CRITICAL);
    advert(wire, &a);
    ask(wire, "10.0.0.100");
    claim(wire, "10.0.0.100", a.mac, false);
    pass(wire, 300);
    ask(wire, "10.0.0.100");
    CHECK(last_of(wire, VERDICT_STALE_VIP)->phase == FINDING_CLOSED);
    wire_free(wire);
}

static void one_router_with_two_macs_is_no_split(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);

    reign(wire, &a, 6);
    for (unsigned i = 0; i < 3; i++) {
        struct frame frame = {.kind = FRAME_CLAIM, .time_us = wire->now_us, .has_mac = true};

        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", a.mac, false);
        frame.claim = (struct neighbour_claim){
            .claims = true, .address = sample_addr("10.0.0.100"), .mac = {0, 0, 0x5e, 0, 1, VRID}};
        memcpy(frame.mac, frame.claim.mac, FRAME_MAC_SIZE);
        observe_frame(wire->observe, &frame);
        pass(wire, 300);
    }
    CHECK_FOUND(wire, VERDICT_ARP_FLUX, CAUSE_A10, SEVERITY_WARNING);
    CHECK_EQ_INT(count_of(wire, VERDICT_SILENT_SPLIT), 0);
    wire_free(wire);
}

static void answers_without_any_master_mean_a_cut_heartbeat(void)
{
    struct wire *wire = wire_live();
    struct addr vip = sample_addr("10.0.0.100");

    CHECK_EQ_INT(observe_expect(wire->observe, 0, 0, 0, &vip), 0);
    for (unsigned i = 0; i < 3; i++) {
        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", 'a', false);
        claim(wire, "10.0.0.100", 'b', false);
        pass(wire, 300);
    }
    CHECK_FOUND(wire, VERDICT_SILENT_SPLIT, CAUSE_A13, SEVERITY_CRITICAL);
    wire_free(wire);
}

/* It begins to send half an interval before the other one is known to have yielded: what it announced then
 * counts. */
static void a_preempting_master_has_announced_with_its_first_advert(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    announce(wire, &b);
    reign(wire, &b, 5);
    pass(wire, -900);
    advert(wire, &a);
    announce(wire, &a);
    pass(wire, 1000);
    reign(wire, &a, 8);
    CHECK_FOUND(wire, VERDICT_PREEMPTION, CAUSE_F4, SEVERITY_INFO);
    CHECK_EQ_INT(worse_than_info(wire), 0);
    wire_free(wire);
}

/* Its first advert was lost, or came after its announcement. */
static void an_announcement_before_the_first_advert_is_of_no_foreign_device(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    announce(wire, &b);
    reign(wire, &b, 5);
    pass(wire, -500);
    announce(wire, &a);
    reign(wire, &a, 8);
    CHECK_FOUND(wire, VERDICT_PREEMPTION, CAUSE_F4, SEVERITY_INFO);
    CHECK_EQ_INT(worse_than_info(wire), 0);
    wire_free(wire);
}

static void a_new_master_that_does_not_announce_is_told_after_a_second(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    announce(wire, &a);
    reign(wire, &a, 5);
    send_as(wire, &a, 0);
    pass(wire, 600);
    advert(wire, &b);
    observe_advance(wire->observe, wire->now_us + 900 * MS);
    CHECK_EQ_INT(count_of(wire, VERDICT_NO_GARP), 0);
    observe_advance(wire->observe, wire->now_us + 1001 * MS);
    CHECK_FOUND(wire, VERDICT_NO_GARP, CAUSE_F9, SEVERITY_WARNING);
    pass(wire, 1500);
    announce(wire, &b);
    CHECK(last_of(wire, VERDICT_NO_GARP)->phase == FINDING_CLOSED);
    wire_free(wire);
}

/* A capture file may simply have been taken without ARP. */
static void a_capture_without_arp_misses_no_announcement(void)
{
    struct wire *wire = wire_new(&(struct observe_options){.live = false});
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &a, 5);
    send_as(wire, &a, 0);
    pass(wire, 600);
    reign(wire, &b, 5);
    CHECK_EQ_INT(worse_than_info(wire), 0);
    wire_free(wire);
}

int main(void)
{
    the_losers_announcement_after_the_last_of_the_winner_leaves_stale_caches();
    one_address_with_two_vrids_clashes();
    the_other_vrids_master_is_no_foreign_device();
    a_silent_split_is_told_by_its_announcements();
    what_the_silent_one_holds_is_told_after_two_more_adverts();
    answers_of_a_silent_router_are_a_stale_address();
    two_that_advertise_by_chance_are_told_by_their_answers();
    two_answers_with_the_virtual_mac_are_told_once_and_end();
    answers_from_before_a_hand_over_are_no_reason_for_an_alarm();
    a_stranger_that_answers_is_told_with_its_mac_and_is_over_when_it_stops();
    answers_to_others_are_not_missed();
    where_answers_are_heard_they_are_missed();
    a_master_that_does_not_answer_has_lost_the_address();
    one_router_with_two_macs_is_no_split();
    answers_without_any_master_mean_a_cut_heartbeat();
    a_preempting_master_has_announced_with_its_first_advert();
    an_announcement_before_the_first_advert_is_of_no_foreign_device();
    a_new_master_that_does_not_announce_is_told_after_a_second();
    a_capture_without_arp_misses_no_announcement();
    return check_report("observe_holder");
}

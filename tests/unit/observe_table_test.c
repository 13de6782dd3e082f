/* The bounds of the detector: floods, copies, frames that are nothing. */
#include "observe_wire.h"

/* Copies of one advert to several peers come at once: counted twice, they would look like jitter, and a
 * loser's two copies like two adverts. */
static void copies_to_several_peers_count_once(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), copy = a;

    a.group = "10.0.0.2";
    copy.group = "10.0.0.3";
    for (unsigned i = 0; i < 10; i++) {
        advert(wire, &a);
        advert(wire, &copy);
        pass(wire, 1000);
    }
    CHECK_EQ_INT(wire->count, 1);
    CHECK_EQ_INT(observe_counters(wire->observe)->adverts, 20);
    CHECK_EQ_INT(last_of(wire, VERDICT_MASTER)->party_count, 1);
    wire_free(wire);
}

static void count_adverts(void *context, const struct router *router)
{
    uint64_t *sum = context;

    *sum += router->adverts;
}

static void copies_are_not_in_the_routers_count(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), copy = a;
    uint64_t sum = 0;

    a.group = "10.0.0.2";
    copy.group = "10.0.0.3";
    for (unsigned i = 0; i < 10; i++) {
        advert(wire, &a);
        advert(wire, &copy);
        pass(wire, 1000);
    }
    observe_routers(wire->observe, count_adverts, &sum);
    CHECK_EQ_INT(sum, 10);
    wire_free(wire);
}

static void tables_stay_bounded_under_forged_sources_and_the_real_router_stays(void)
{
    enum { FORGED = 100000, SOURCES = 64 };
    struct observe_options small = {
        .live = true, .routers_max = 16, .sources_max = SOURCES, .addresses_max = 32};
    struct wire *wire = wire_new(&small);
    struct node a = node('a', 150), forged = node('x', 90);
    const struct observe_counters *counters = observe_counters(wire->observe);
    uint64_t sum = 0;
    bool gone = false;

    reign(wire, &a, 10);
    forged.vips[0] = NULL;
    for (uint32_t i = 0; i < FORGED; i++) {
        char address[ADDR_TEXT_MAX];

        snprintf(address, sizeof(address), "10.%u.%u.%u", 1 + (i >> 16), i >> 8 & 255, i & 255);
        forged.address = address;
        forged.vrid = (uint8_t)(100 + i % 100);
        advert(wire, &forged);
        if (i % 100 == 0) {
            advert(wire, &a);
            pass(wire, 1000);
        }
    }
    CHECK(counters->sources_forgotten > FORGED - SOURCES - 1);
    CHECK(counters->routers_forgotten > 0);
    observe_routers(wire->observe, count_adverts, &sum);
    CHECK(sum >= 10 + FORGED / 100); /* the adverts of the one that was there from the beginning */
    for (size_t i = 0; i < wire->count; i++)
        CHECK(wire->found[i].vrid != VRID || wire->found[i].verdict == VERDICT_MASTER);
    /* And what happens to it afterwards is still seen. */
    wire->count = 0;
    send_as(wire, &a, 0);
    pass(wire, 10000);
    observe_advance(wire->observe, wire->now_us);
    for (size_t i = 0; i < wire->count; i++)
        gone = gone || (wire->found[i].vrid == VRID && wire->found[i].verdict == VERDICT_SILENCE);
    CHECK(gone);
    wire_free(wire);
}

/* Another flood: all for the router's own VRID. */
static void forged_sources_of_one_vrid_do_not_throw_out_its_master(void)
{
    struct wire *wire = wire_new(&(struct observe_options){.live = true, .sources_max = 32});
    struct node a = node('a', 150), forged = node('x', 90);

    reign(wire, &a, 10);
    for (uint32_t i = 0; i < 10000; i++) {
        char address[ADDR_TEXT_MAX];

        snprintf(address, sizeof(address), "10.1.%u.%u", i >> 8 & 255, i & 255);
        forged.address = address;
        advert(wire, &forged);
        if (i % 50 == 0) {
            advert(wire, &a);
            pass(wire, 1000);
        }
    }
    CHECK(observe_counters(wire->observe)->sources_forgotten > 9900);
    CHECK_EQ_INT(count_of(wire, VERDICT_MASTER), 1);
    CHECK_EQ_INT(count_of(wire, VERDICT_TAKEOVER), 0);
    CHECK_EQ_INT(count_of(wire, VERDICT_SILENCE), 0);
    wire_free(wire);
}

static void addresses_beyond_the_bound_are_counted(void)
{
    struct wire *wire = wire_new(&(struct observe_options){.addresses_max = 1});
    struct node a = node('a', 150);
    struct addr vip = sample_addr("10.0.0.99");

    CHECK_EQ_INT(observe_expect(wire->observe, 0, 0, 0, &vip), 0);
    advert(wire, &a);
    CHECK_EQ_INT(observe_counters(wire->observe)->addresses_forgotten, 1);
    wire_free(wire);
}

static void bad_frames_are_counted_by_reason_and_mean_nothing_else(void)
{
    struct wire *wire = wire_live();
    struct frame frame = {.kind = FRAME_BAD, .time_us = SAMPLE_US, .error = FRAME_SHORT_IP};

    observe_frame(wire->observe, &frame);
    frame.error = PACKET_BAD_CHECKSUM;
    observe_frame(wire->observe, &frame);
    observe_frame(wire->observe, &frame);
    frame.kind = FRAME_FOREIGN;
    observe_frame(wire->observe, &frame);
    CHECK_EQ_INT(observe_counters(wire->observe)->bad, 3);
    CHECK_EQ_INT(observe_counters(wire->observe)->bad_by_error[PACKET_BAD_CHECKSUM], 2);
    CHECK_EQ_INT(observe_counters(wire->observe)->bad_by_error[FRAME_SHORT_IP], 1);
    CHECK_EQ_INT(observe_counters(wire->observe)->foreign, 1);
    CHECK_EQ_INT(wire->count, 0);
    CHECK(observe_deadline_us(wire->observe) == OBSERVE_NEVER);
    wire_free(wire);
}

int main(void)
{
    copies_to_several_peers_count_once();
    copies_are_not_in_the_routers_count();
    tables_stay_bounded_under_forged_sources_and_the_real_router_stays();
    forged_sources_of_one_vrid_do_not_throw_out_its_master();
    addresses_beyond_the_bound_are_counted();
    bad_frames_are_counted_by_reason_and_mean_nothing_else();
    return check_report("observe_table");
}

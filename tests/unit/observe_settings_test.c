/* The detector over adverts made by hand: settings that differ, senders that should not be there. */
#include "observe_wire.h"

/* Settings in which b differs, and the code that names the difference. */
static void a_difference_names_the_split(void)
{
    struct {
        enum cause cause;
        struct node a, b;
    } cases[] = {
        {CAUSE_B1, node('a', 150), node('b', 100)}, {CAUSE_B3, node('a', 150), node('b', 100)},
        {CAUSE_B4, node('a', 150), node('b', 100)}, {CAUSE_B5, node('a', 150), node('b', 100)},
        {CAUSE_B6, node('a', 150), node('b', 100)}, {CAUSE_B7, node('a', 150), node('b', 100)},
        {CAUSE_B8, node('a', 150), node('b', 100)}, {CAUSE_B9, node('a', 255), node('b', 255)},
        {CAUSE_A8, node('a', 150), node('b', 100)},
    };

    cases[0].a.version = cases[0].b.version = 2;
    cases[0].a.auth_type = cases[0].b.auth_type = PACKET_AUTH_SIMPLE;
    cases[0].a.password = "one", cases[0].b.password = "other";
    cases[1].a.version = cases[1].b.version = 2;
    cases[1].b.interval_us = 2000 * MS;
    cases[2].b.version = 2;
    cases[3].b.checksum = PACKET_CHECKSUM_PLAIN;
    cases[4].b.vips[1] = "10.0.0.101";
    cases[5].b.ttl = 254;
    cases[6].b.group = "224.0.0.30";
    cases[8].b.group = "10.0.0.1";
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct wire *wire = wire_live();

        reign(wire, &cases[i].a, 5);
        CHECK_EQ_INT(worse_than_info(wire), 0);
        both(wire, &cases[i].a, &cases[i].b, 12);
        CHECK_FOUND(wire, VERDICT_SPLIT, cases[i].cause, SEVERITY_CRITICAL);
        for (size_t k = 0; k < wire->count; k++)
            CHECK(strstr(wire->found[k].sentence, "\"other\"") == NULL); /* a password is no text for logs */
        wire_free(wire);
    }
}

static void two_clusters_with_one_vrid_clash(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    b.vips[0] = "10.0.0.200";
    reign(wire, &a, 5);
    both(wire, &a, &b, 6);
    CHECK_FOUND(wire, VERDICT_VRID_CLASH, CAUSE_B11, SEVERITY_CRITICAL);
    CHECK_EQ_INT(count_of(wire, VERDICT_SPLIT), 0);
    CHECK(strstr(last_of(wire, VERDICT_VRID_CLASH)->fix, "52, 53, 54") != NULL);
    wire_free(wire);
}

static void two_nodes_with_one_address_are_told_by_their_macs(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), clone = node('a', 150);

    clone.mac = 'c';
    reign(wire, &a, 5);
    both(wire, &a, &clone, 6);
    CHECK_FOUND(wire, VERDICT_SPLIT, CAUSE_B10, SEVERITY_CRITICAL);
    wire_free(wire);
}

static void an_address_that_moves_to_another_machine_is_no_clone(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), moved = node('a', 150);

    moved.mac = 'c';
    reign(wire, &a, 10);
    reign(wire, &moved, 10);
    CHECK_EQ_INT(worse_than_info(wire), 0);
    wire_free(wire);
}

static void an_unknown_owner_is_a_rogue(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), rogue = node('c', 255);

    reign(wire, &a, 10);
    pass(wire, -500);
    advert(wire, &rogue);
    CHECK_FOUND(wire, VERDICT_ROGUE, CAUSE_B12, SEVERITY_CRITICAL);
    CHECK(names(last_of(wire, VERDICT_ROGUE), "10.0.0.3"));
    wire_free(wire);
}

static void an_owner_of_the_address_is_no_rogue(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), owner = node('c', 255);

    a.vips[0] = owner.vips[0] = owner.address;
    reign(wire, &a, 10);
    pass(wire, -500);
    reign(wire, &owner, 5);
    CHECK_EQ_INT(count_of(wire, VERDICT_ROGUE), 0);
    wire_free(wire);
}

static void a_crossed_router_shows_in_the_ttl(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);

    a.ttl = 254;
    reign(wire, &a, 3);
    CHECK_FOUND(wire, VERDICT_MISMATCH, CAUSE_B7, SEVERITY_WARNING);
    CHECK_EQ_INT(count_of(wire, VERDICT_MISMATCH), 1);
    wire_free(wire);
}

static void settings_of_masters_in_a_row_are_compared(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    b.version = 2;
    reign(wire, &a, 5);
    send_as(wire, &a, 0);
    pass(wire, 600);
    announce(wire, &b);
    reign(wire, &b, 5);
    CHECK_FOUND(wire, VERDICT_MISMATCH, CAUSE_B4, SEVERITY_WARNING);
    wire_free(wire);
}

static void a_fragmented_advert_is_told(void)
{
    struct wire *wire = wire_live();
    struct frame frame = {.kind = FRAME_FRAGMENT, .time_us = SAMPLE_US, .fragment = {.vrid = VRID}};

    frame.source = sample_addr("10.0.0.1");
    frame.fragment.more = true;
    observe_frame(wire->observe, &frame);
    CHECK_FOUND(wire, VERDICT_LOSS, CAUSE_A12, SEVERITY_WARNING);
    wire_free(wire);
}

int main(void)
{
    a_difference_names_the_split();
    two_clusters_with_one_vrid_clash();
    two_nodes_with_one_address_are_told_by_their_macs();
    an_address_that_moves_to_another_machine_is_no_clone();
    an_unknown_owner_is_a_rogue();
    an_owner_of_the_address_is_no_rogue();
    a_crossed_router_shows_in_the_ttl();
    settings_of_masters_in_a_row_are_compared();
    a_fragmented_advert_is_told();
    return check_report("observe_settings");
}

/* Counters that only grow, seen through a window. */
#include "vrrpwatch/node_window.h"

#include "check.h"

static struct node_window window;

static struct node_window_key key_of(uint8_t vrid)
{
    struct node_window_key key = {.interface = 0, .vrid = vrid};

    addr_parse("10.9.0.1", &key.address);
    return key;
}

static struct node_window_reading take(uint8_t vrid, uint64_t wire, uint64_t socket)
{
    const struct node_window_key key = key_of(vrid);

    return node_window_take(&window, &key, (struct node_window_reading){wire, socket});
}

static void first_counts_are_told_as_they_are(void)
{
    window.count = 0;
    CHECK_EQ_INT((intmax_t)take(1, 5, 4).wire, 5);
    CHECK_EQ_INT((intmax_t)take(1, 7, 6).socket, 6);
}

static void a_long_healthy_past_does_not_outweigh_a_firewall(void)
{
    struct node_window_reading seen = {0, 0};
    uint64_t wire = 0;

    window.count = 0;
    for (int round = 0; round < 10000; round++, wire += 2)
        seen = take(1, wire, wire);
    CHECK_EQ_INT((intmax_t)seen.wire, seen.socket);
    for (int round = 0; round < 15; round++, wire += 2)
        seen = take(1, wire, 19998);
    CHECK(seen.wire >= NODE_WINDOW_ADVERTS && seen.wire <= 3 * NODE_WINDOW_ADVERTS);
    CHECK_EQ_INT((intmax_t)seen.socket, 0);
}

static void sources_are_kept_apart(void)
{
    window.count = 0;
    take(1, 100, 100);
    CHECK_EQ_INT((intmax_t)take(2, 3, 0).wire, 3);
}

static void a_counter_that_begins_anew_does(void)
{
    window.count = 0;
    take(1, 100, 100);
    take(1, 200, 200);
    CHECK_EQ_INT((intmax_t)take(1, 4, 204).wire, 4);
    CHECK_EQ_INT((intmax_t)take(1, 8, 204).socket, 0);
}

static void without_room_all_is_counted(void)
{
    window.count = 0;
    for (unsigned i = 0; i < NODE_WINDOW_SOURCES; i++)
        take((uint8_t)(i + 1), 1, 1);
    take(200, 50, 50);
    take(200, 100, 50);
    CHECK_EQ_INT((intmax_t)take(200, 150, 50).wire, 150);
}

int main(void)
{
    first_counts_are_told_as_they_are();
    a_long_healthy_past_does_not_outweigh_a_firewall();
    sources_are_kept_apart();
    a_counter_that_begins_anew_does();
    without_room_all_is_counted();
    return check_report("node_window");
}

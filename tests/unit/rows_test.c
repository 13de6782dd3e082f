/* vrrptop: which lines a view has, and in which order. */
#include "vrrptop/rows.h"

#include "lib/locale.h"
#include "tests/unit/check.h"
#include "tests/unit/scene_make.h"

static struct scene scene;
static struct rows rows;

static void fill_with(const struct rows_wish *wish)
{
    CHECK(rows_fill(&scene, wish, &rows));
}

static void fill(enum view_kind view, const char *filter)
{
    struct rows_wish wish = {.view = view, .sort = -1};

    snprintf(wish.filter, sizeof(wish.filter), "%s", filter);
    fill_with(&wish);
}

static void fill_tree(const char *filter)
{
    struct rows_wish wish = {.view = VIEW_SERVERS, .sort = -1, .tree = true};

    snprintf(wish.filter, sizeof(wish.filter), "%s", filter);
    fill_with(&wish);
}

static const char *text_at(enum view_kind view, const char *key, size_t line)
{
    static char out[VALUE_TEXT_MAX];
    struct value_style style = {.now_wall_us = SCENE_WALL_US};
    struct value value = {.kind = VALUE_NONE};
    size_t count;
    const struct field *fields = field_table(view, &count);

    if (!CHECK(line < rows.count))
        return "";
    fields[field_find(view, key)].value(&scene, &rows.items[line], &value);
    return value_text(&value, &style, 8, out);
}

static void every_view_has_its_lines(void)
{
    fill(VIEW_ROUTERS, "");
    CHECK_EQ_INT(rows.count, 2 * 12);
    CHECK_EQ_INT(rows.total, 2 * 12);
    CHECK_EQ_INT(rows.items[12].host, 1);
    fill(VIEW_SERVICES, "");
    CHECK_EQ_INT(rows.count, 2 * 4);
    fill(VIEW_SERVERS, "");
    CHECK_EQ_INT(rows.count, 2 * 4 * 5);
    fill_tree("");
    CHECK_EQ_INT(rows.count, 2 * 4 * 6);
    fill(VIEW_EVENTS, "");
    CHECK_EQ_INT(rows.count, 0);
}

static void a_scene_without_anything_has_no_lines(void)
{
    struct scene empty = {.host_count = 1, .hosts = {{.name = "lb01"}}};
    struct rows none = {.items = NULL};

    for (int view = 0; view < VIEW_COUNT; view++) {
        struct rows_wish wish = {.view = (enum view_kind)view, .sort = 0, .tree = true};

        CHECK(rows_fill(&empty, &wish, &none));
        CHECK_EQ_INT(none.count, 0);
        CHECK_EQ_INT(rows_find(&empty, wish.view, &none, "lb01/VI_1"), -1);
    }
    rows_free(&none);
}

static void lines_have_the_tone_of_the_worst(void)
{
    fill(VIEW_ROUTERS, "");
    CHECK_EQ_INT(rows.items[0].tone, TONE_BAD); /* contested */
    CHECK_EQ_INT(rows.items[1].tone, TONE_BAD); /* FAULT */
    CHECK_EQ_INT(rows.items[5].tone, TONE_PLAIN);
    scene.hosts[0].link = WORLD_LOST;
    fill(VIEW_ROUTERS, "");
    CHECK_EQ_INT(rows.items[0].tone, TONE_DIM);
    scene.hosts[0].link = WORLD_LIVE;
    fill_tree("");
    CHECK_EQ_INT(rows.items[0].tone, TONE_PLAIN);
    CHECK_EQ_INT(rows.items[2].tone, TONE_WARN); /* DRAIN */
    CHECK_EQ_INT(rows.items[3].tone, TONE_BAD);  /* DOWN */
    CHECK_EQ_INT(rows.items[12].tone, TONE_BAD); /* no quorum */
}

/* ---- sorting ---- */

/* What stands before must not be greater by the very comparison that rows promise. */
static void check_sorted(const struct rows_wish *wish, size_t start, size_t end)
{
    size_t count;
    const struct field *field = &field_table(wish->view, &count)[wish->sort];
    bool falls = field->falls != wish->reverse;

    for (size_t i = start; i + 1 < end; i++) {
        struct value a = {.kind = VALUE_NONE}, b = {.kind = VALUE_NONE};
        struct row one = rows.items[i], other = rows.items[i + 1];
        int order;

        one.depth = other.depth = 0;
        field->value(&scene, &one, &a);
        field->value(&scene, &other, &b);
        order = value_compare(&a, &b);
        if (falls && a.kind != VALUE_NONE && b.kind != VALUE_NONE)
            order = -order;
        CHECK(order <= 0);
        if (order == 0) /* as in the source */
            CHECK(one.host < other.host ||
                  (one.host == other.host &&
                   (one.item < other.item || (one.item == other.item && one.sub < other.sub))));
    }
}

static void every_column_sorts_both_ways(void)
{
    for (int view = 0; view < VIEW_EVENTS; view++) {
        size_t count;

        field_table((enum view_kind)view, &count);
        for (size_t i = 0; i < 2 * count; i++) {
            struct rows_wish wish = {.view = (enum view_kind)view, .sort = (int)(i / 2), .reverse = i % 2};

            fill_with(&wish);
            check_sorted(&wish, 0, rows.count);
        }
    }
}

static void names_sort_as_people_count(void)
{
    struct rows_wish wish = {
        .view = VIEW_ROUTERS, .sort = field_find(VIEW_ROUTERS, "name"), .filter = "lb01"};

    fill_with(&wish);
    CHECK_EQ_STR(text_at(VIEW_ROUTERS, "name", 0), "VI_1");
    CHECK_EQ_STR(text_at(VIEW_ROUTERS, "name", 1), "VI_2");
    CHECK_EQ_STR(text_at(VIEW_ROUTERS, "name", 10), "VI_12");
    CHECK_EQ_STR(text_at(VIEW_ROUTERS, "name", 11), "虚拟路由器_5");
}

static void the_largest_comes_first_where_that_is_asked_for(void)
{
    struct rows_wish wish = {.view = VIEW_SERVERS, .sort = field_find(VIEW_SERVERS, "conns")};

    fill_with(&wish);
    CHECK_EQ_STR(text_at(VIEW_SERVERS, "conns", 0), "4004");
    wish.reverse = true;
    fill_with(&wish);
    CHECK_EQ_STR(text_at(VIEW_SERVERS, "conns", 0), "1000");
}

static void nothing_stands_last_in_both_directions(void)
{
    struct rows_wish wish = {.view = VIEW_SERVERS, .sort = field_find(VIEW_SERVERS, "latency")};

    for (int i = 0; i < 2; i++) {
        wish.reverse = i == 1;
        fill_with(&wish);
        CHECK_EQ_STR(text_at(VIEW_SERVERS, "latency", 0), "1.2ms");
        CHECK_EQ_STR(text_at(VIEW_SERVERS, "latency", rows.count - 1), "-");
    }
}

static void the_order_of_the_source_can_be_turned_over(void)
{
    struct rows_wish wish = {.view = VIEW_ROUTERS, .sort = -1, .reverse = true};

    fill_with(&wish);
    CHECK_EQ_INT(rows.items[0].host, 1);
    CHECK_EQ_INT(rows.items[0].item, 11);
    CHECK_EQ_INT(rows.items[23].item, 0);
}

static void thousands_of_random_numbers_get_sorted(void)
{
    struct scene_size size = {.hosts = 1, .services = 100, .servers = 100};
    struct scene kept = scene;
    struct rows_wish wish = {.view = VIEW_SERVERS};
    uint32_t number = 1;

    scene_make(&scene, &size);
    for (unsigned i = 0; i < 100 * 100; i++) {
        struct status_server *server =
            &scene.hosts[0].sample->status.virtual_servers[i / 100].servers[i % 100];

        number = number * 1664525 + 1013904223;
        server->connections = number >> 20;
        snprintf(server->address, sizeof(server->address), "a-prefix-that-all-have/%u", number >> 18);
    }
    for (int i = 0; i < 4; i++) {
        wish.sort = field_find(VIEW_SERVERS, i < 2 ? "conns" : "server");
        wish.reverse = i % 2 == 1;
        fill_with(&wish);
        CHECK_EQ_INT(rows.count, 10000);
        check_sorted(&wish, 0, rows.count);
    }
    scene_free(&scene);
    scene = kept;
}

/* ---- the tree ---- */

static void servers_stand_below_their_service(void)
{
    fill_tree("");
    for (size_t i = 0; i < rows.count; i++) {
        CHECK_EQ_INT(rows.items[i].depth, i % 6 == 0 ? 0 : 1);
        CHECK_EQ_INT(rows.items[i].sub == ROW_WHOLE, i % 6 == 0);
        CHECK_EQ_INT(rows.items[i].last_of_depth, i % 6 == 5);
        CHECK_EQ_INT(rows.items[i].item, i / 6 % 4);
    }
}

static void a_tree_is_sorted_within_its_services(void)
{
    static const char *const keys[] = {"server", "state", "weight", "conns", "latency", "active"};

    for (size_t i = 0; i < 2 * sizeof(keys) / sizeof(keys[0]); i++) {
        struct rows_wish wish = {.view = VIEW_SERVERS,
                                 .sort = field_find(VIEW_SERVERS, keys[i / 2]),
                                 .reverse = i % 2,
                                 .tree = true};

        fill_with(&wish);
        CHECK_EQ_INT(rows.count, 48);
        for (size_t n = 0; n < rows.count; n += 6) {
            CHECK_EQ_INT(rows.items[n].sub, ROW_WHOLE);
            check_sorted(&wish, n + 1, n + 6);
            for (size_t s = n; s < n + 6; s++)
                CHECK(rows.items[s].item == rows.items[n].item && rows.items[s].host == rows.items[n].host);
        }
        for (size_t n = 0; n < rows.count / 6; n++) /* the services among themselves */
            rows.items[n] = rows.items[n * 6];
        check_sorted(&wish, 0, rows.count / 6);
    }
}

/* The arrow in front of an address must not hide that it is one. */
static void addresses_below_a_service_sort_as_addresses(void)
{
    struct rows_wish wish = {.view = VIEW_SERVERS, .sort = field_find(VIEW_SERVERS, "server"), .tree = true};
    struct scene_size size = {.hosts = 1, .services = 1, .servers = 3};
    static const char *const addresses[] = {"[2001:db8::10]:80", "[2001:db8::a]:80", "[2001:db8::9]:80"};
    struct scene kept = scene;

    scene_make(&scene, &size);
    for (int i = 0; i < 3; i++)
        strcpy(scene.hosts[0].sample->status.virtual_servers[0].servers[i].address, addresses[i]);
    fill_with(&wish);
    for (int i = 0; i < 3; i++)
        CHECK_EQ_INT(rows.items[1 + i].sub, 2 - i);
    scene_free(&scene);
    scene = kept;
}

/* ---- the filter ---- */

static size_t found(enum view_kind view, const char *filter)
{
    fill(view, filter);
    for (size_t i = 0; i < rows.count; i++)
        CHECK(rows_match(&scene, view, &rows.items[i], filter));
    return rows.count;
}

static void the_filter_finds_what_a_line_says(void)
{
    CHECK_EQ_INT(found(VIEW_ROUTERS, "vi_3"), 2);
    CHECK_EQ_INT(found(VIEW_ROUTERS, "虚拟"), 2);
    CHECK_EQ_INT(found(VIEW_ROUTERS, "负载均衡"), 12);
    CHECK_EQ_INT(found(VIEW_ROUTERS, "58"), 2); /* the VRID */
    CHECK_EQ_INT(found(VIEW_ROUTERS, "fault"), 1);
    CHECK_EQ_INT(found(VIEW_ROUTERS, "drained"), 1);
    CHECK_EQ_INT(found(VIEW_ROUTERS, "!!"), 2);
    CHECK_EQ_INT(found(VIEW_ROUTERS, "10.0.5.100"), 4); /* also the second address of the one before */
    CHECK_EQ_INT(found(VIEW_ROUTERS, "FE80::"), 6);
    CHECK_EQ_INT(found(VIEW_ROUTERS, "ETH0"), 24);
    CHECK_EQ_INT(found(VIEW_ROUTERS, "not there"), 0);
    CHECK_EQ_INT(rows.total, 24);
    CHECK_EQ_INT(found(VIEW_SERVICES, "192.0.2.3:"), 2);
    CHECK_EQ_INT(found(VIEW_SERVICES, "nat"), 4);
    CHECK_EQ_INT(found(VIEW_SERVICES, "sorry"), 2);
    CHECK_EQ_INT(found(VIEW_SERVERS, "10.0.1.5:"), 2);
    CHECK_EQ_INT(found(VIEW_SERVERS, "drain"), 6);
    CHECK_EQ_INT(found(VIEW_SERVERS, "refused"), 8);
    CHECK_EQ_INT(found(VIEW_SERVERS, "192.0.2.3:"), 10); /* by their service */
}

static void a_tree_keeps_the_service_of_what_it_found(void)
{
    fill_tree("10.0.1.5:");
    CHECK_EQ_INT(rows.count, 4);
    CHECK_EQ_INT(rows.items[0].sub, ROW_WHOLE);
    CHECK_EQ_INT(rows.items[1].sub, 4);
    CHECK(rows.items[1].last_of_depth);
    CHECK_EQ_INT(rows.total, 48);
}

static void a_service_that_is_found_keeps_its_servers(void)
{
    fill_tree("192.0.2.3:");
    CHECK_EQ_INT(rows.count, 2 * 6);
    fill_tree("down"); /* four of the one without quorum, one of each other */
    CHECK_EQ_INT(rows.count, 2 * (3 * 2 + 5));
    fill_tree("not there");
    CHECK_EQ_INT(rows.count, 0);
}

/* "UP" is no name: its other servers are not meant. */
static void a_word_of_the_service_does_not_bring_all_its_servers(void)
{
    fill_tree("nat");
    CHECK_EQ_INT(rows.count, 4);
    for (size_t i = 0; i < rows.count; i++)
        CHECK_EQ_INT(rows.items[i].sub, ROW_WHOLE);
}

/* ---- identities ---- */

static void a_line_is_found_again_wherever_it_stands(void)
{
    struct rows_wish wish = {.view = VIEW_SERVERS, .sort = field_find(VIEW_SERVERS, "active"), .tree = true};
    char identity[ROWS_IDENTITY_MAX], other[ROWS_IDENTITY_MAX];
    long at;

    fill_tree("");
    rows_identity(&scene, VIEW_SERVERS, &rows.items[1], identity);
    CHECK_EQ_STR(identity, "lb01/192.0.2.1:80/tcp/10.0.0.1:8080");
    fill_with(&wish);
    at = rows_find(&scene, VIEW_SERVERS, &rows, identity);
    CHECK_EQ_INT(at, 5);
    CHECK_EQ_STR(rows_identity(&scene, VIEW_SERVERS, &rows.items[at], other), identity);
    CHECK_EQ_INT(rows_find(&scene, VIEW_SERVERS, &rows, "lb01/192.0.2.1:80/tcp"), 0);
    CHECK_EQ_INT(rows_find(&scene, VIEW_SERVERS, &rows, "lb01/192.0.2.1:80/tcp/10.0.0.3:808"), -1);
    CHECK_EQ_INT(rows_find(&scene, VIEW_SERVERS, &rows, "lb01"), -1);
    CHECK_EQ_INT(rows_find(&scene, VIEW_SERVERS, &rows, ""), -1);
}

static void every_line_has_an_identity_of_its_own(void)
{
    for (int view = 0; view < VIEW_EVENTS; view++) {
        struct rows_wish wish = {.view = (enum view_kind)view, .sort = -1, .tree = true};
        char identity[ROWS_IDENTITY_MAX];

        fill_with(&wish);
        for (size_t i = 0; i < rows.count; i++) {
            rows_identity(&scene, wish.view, &rows.items[i], identity);
            CHECK_EQ_INT(rows_find(&scene, wish.view, &rows, identity), i);
        }
    }
    CHECK_EQ_STR(rows_identity(&scene, VIEW_ROUTERS, &(struct row){.host = 1, .item = 4}, (char[320]){0}),
                 "负载均衡二号/虚拟路由器_5");
}

static void one_address_over_two_protocols_is_two(void)
{
    struct status_service *services = scene.hosts[0].sample->status.virtual_servers;
    char identity[ROWS_IDENTITY_MAX];

    fill(VIEW_SERVICES, "");
    strcpy(services[0].name, "192.0.2.1:53");
    strcpy(services[1].name, "192.0.2.1:53");
    strcpy(services[1].protocol, "udp");
    CHECK_EQ_STR(rows_identity(&scene, VIEW_SERVICES, &rows.items[0], identity), "lb01/192.0.2.1:53/tcp");
    CHECK_EQ_STR(rows_identity(&scene, VIEW_SERVICES, &rows.items[1], identity), "lb01/192.0.2.1:53/udp");
    CHECK_EQ_INT(rows_find(&scene, VIEW_SERVICES, &rows, identity), 1);
}

/* ---- events ---- */

static void take_events(struct world *world, int count)
{
    for (int i = 0; i < count; i++) {
        struct event event = {.sequence = (uint64_t)i + 1,
                              .wall_us = SCENE_WALL_US + i,
                              .kind = "transition",
                              .from = "BACKUP",
                              .to = "MASTER"};

        snprintf(event.instance, sizeof(event.instance), "VI_%d", i);
        world_take_event(world, 0, &event);
    }
}

static void events_come_newest_first(void)
{
    struct world *world = world_new();
    struct scene kept = scene;
    struct rows_wish wish = {.view = VIEW_EVENTS, .sort = field_find(VIEW_EVENTS, "subject")};
    char identity[ROWS_IDENTITY_MAX];

    world_add_host(world, "lb01", WORLD_DAEMON);
    take_events(world, 12);
    memset(&scene, 0, sizeof(scene));
    CHECK(scene_take(world, &scene));
    fill(VIEW_EVENTS, "vi_");
    CHECK_EQ_INT(rows.count, 12);
    CHECK_EQ_STR(text_at(VIEW_EVENTS, "subject", 0), "VI_11");
    CHECK_EQ_STR(text_at(VIEW_EVENTS, "subject", 11), "VI_0");
    rows_identity(&scene, VIEW_EVENTS, &rows.items[3], identity);
    CHECK_EQ_INT(rows_find(&scene, VIEW_EVENTS, &rows, identity), 3);
    fill_with(&wish);
    CHECK_EQ_STR(text_at(VIEW_EVENTS, "subject", 11), "VI_11");
    CHECK_EQ_INT(found(VIEW_EVENTS, "VI_1"), 3);
    scene_free(&scene);
    world_free(world);
    scene = kept;
}

int main(void)
{
    struct scene_size size = {.hosts = 2, .routers = 12, .services = 4, .servers = 5};

    locale_init();
    scene_make(&scene, &size);
    every_view_has_its_lines();
    a_scene_without_anything_has_no_lines();
    lines_have_the_tone_of_the_worst();
    every_column_sorts_both_ways();
    names_sort_as_people_count();
    the_largest_comes_first_where_that_is_asked_for();
    nothing_stands_last_in_both_directions();
    the_order_of_the_source_can_be_turned_over();
    thousands_of_random_numbers_get_sorted();
    servers_stand_below_their_service();
    a_tree_is_sorted_within_its_services();
    addresses_below_a_service_sort_as_addresses();
    the_filter_finds_what_a_line_says();
    a_tree_keeps_the_service_of_what_it_found();
    a_service_that_is_found_keeps_its_servers();
    a_word_of_the_service_does_not_bring_all_its_servers();
    a_line_is_found_again_wherever_it_stands();
    every_line_has_an_identity_of_its_own();
    one_address_over_two_protocols_is_two();
    events_come_newest_first();
    rows_free(&rows);
    scene_free(&scene);
    return check_report("rows");
}

/* vrrptop: what stands in the columns. */
#include "vrrptop/field.h"

#include "lib/locale.h"
#include "tests/unit/check.h"
#include "tests/unit/scene_make.h"

static struct scene scene;

static void open_scene(void)
{
    struct scene_size size = {.hosts = 2, .routers = 8, .services = 4, .servers = 5};

    scene_make(&scene, &size);
}

static struct value value_of(enum view_kind view, const char *key, const struct row *row)
{
    struct value value = {.kind = VALUE_NONE};
    size_t count;
    const struct field *fields = field_table(view, &count);
    int at = field_find(view, key);

    if (CHECK(at >= 0))
        fields[at].value(&scene, row, &value);
    return value;
}

/* As people read it. */
static const char *text_of(enum view_kind view, const char *key, const struct row *row)
{
    static char out[VALUE_TEXT_MAX];
    struct value_style style = {.now_wall_us = SCENE_WALL_US};
    struct value value = {.kind = VALUE_NONE};
    size_t count;
    const struct field *fields = field_table(view, &count);
    int at = field_find(view, key);

    if (CHECK(at >= 0))
        fields[at].value(&scene, row, &value);
    return value_text(&value, &style, 8, out);
}

static const char *router(unsigned host, unsigned item, const char *key)
{
    struct row row = {.host = (uint8_t)host, .item = item, .sub = ROW_WHOLE};

    return text_of(VIEW_ROUTERS, key, &row);
}

static const char *service(unsigned item, const char *key)
{
    struct row row = {.item = item, .sub = ROW_WHOLE};

    return text_of(VIEW_SERVICES, key, &row);
}

static const char *server(unsigned item, unsigned sub, const char *key)
{
    struct row row = {.item = item, .sub = sub};

    return text_of(VIEW_SERVERS, key, &row);
}

/* ---- tables ---- */

/* A key goes before a title: ADVERTS are the sums on the screen, "adverts" the rates. */
static bool found_by_title(enum view_kind view, size_t i)
{
    size_t count;
    const struct field *fields = field_table(view, &count);
    int at = field_find(view, fields[i].title);

    return at == (int)i || (at >= 0 && strcasecmp(fields[at].key, fields[i].title) == 0 &&
                            fields[at].mode == FIELD_WITH_RATES && fields[i].mode == FIELD_WITH_SUMS);
}

static void every_table_is_whole(void)
{
    for (int view = 0; view < VIEW_COUNT; view++) {
        size_t count, stretching = 0;
        const struct field *fields = field_table((enum view_kind)view, &count);

        CHECK(count > 0 && count <= FIELDS_MAX);
        for (size_t i = 0; i < count; i++) {
            CHECK(fields[i].value != NULL && fields[i].help[0] != '\0');
            CHECK(strlen(fields[i].title) <= fields[i].width);
            CHECK_EQ_INT(field_find((enum view_kind)view, fields[i].key), i);
            CHECK(found_by_title((enum view_kind)view, i));
            stretching += fields[i].stretches;
        }
        CHECK_EQ_INT(stretching, 1);
        CHECK_EQ_INT(field_view_find(field_view_name((enum view_kind)view)), view);
    }
    CHECK_EQ_INT(field_find(VIEW_ROUTERS, "no such"), -1);
    CHECK_EQ_INT(field_view_find("no such"), -1);
    CHECK_EQ_INT(field_find(VIEW_ROUTERS, "Vrid"), field_find(VIEW_ROUTERS, "vrid"));
}

/* What cannot be dropped fits into the smallest screen. */
static void what_never_goes_fits_into_sixty_columns(void)
{
    for (int view = 0; view < VIEW_COUNT; view++)
        for (int sums = 0; sums < 2; sums++) {
            size_t count, width = 0;
            const struct field *fields = field_table((enum view_kind)view, &count);

            for (size_t i = 0; i < count; i++)
                if (fields[i].drop == 0 && field_stands(&fields[i], fields[i].shown, sums, 1))
                    width += fields[i].width + 1;
            CHECK(width > 1 && width <= 61);
        }
}

static bool stands(const char *key, bool chosen, bool sums, size_t hosts)
{
    size_t count;

    return field_stands(&field_table(VIEW_ROUTERS, &count)[field_find(VIEW_ROUTERS, key)], chosen, sums,
                        hosts);
}

static void a_column_stands_in_its_mode_and_the_host_among_several(void)
{
    CHECK(stands("adverts", true, false, 1) && !stands("adverts", true, true, 1));
    CHECK(!stands("adverts_sum", true, false, 1) && stands("adverts_sum", true, true, 1));
    CHECK(!stands("name", false, false, 2) && stands("name", true, true, 2));
    CHECK(!stands("host", false, false, 1) && stands("host", false, false, 2) &&
          stands("host", true, false, 1));
}

/* ---- virtual routers ---- */

static void the_state_is_a_letter_and_a_word(void)
{
    struct row row = {.sub = ROW_WHOLE};
    struct value value = value_of(VIEW_ROUTERS, "state", &row);

    CHECK_EQ_STR(value.text, "M!! MASTER");
    CHECK_EQ_STR(value.word, "MASTER");
    CHECK_EQ_INT(value.tone, TONE_BAD);
    CHECK_EQ_STR(router(0, 1, "state"), "F FAULT");
    CHECK_EQ_STR(router(0, 2, "state"), "B BACKUP");
    CHECK_EQ_STR(router(0, 5, "state"), "M MASTER");
    CHECK_EQ_STR(router(0, 0, "contested"), "1");
    CHECK_EQ_STR(router(0, 1, "contested"), "0");
    strcpy(scene.hosts[0].sample->status.instances[5].state, "SILENT");
    CHECK_EQ_STR(router(0, 5, "state"), "S SILENT");
    strcpy(scene.hosts[0].sample->status.instances[5].state, "ODD");
    CHECK_EQ_STR(router(0, 5, "state"), "- ODD");
    strcpy(scene.hosts[0].sample->status.instances[5].state, "MASTER");
}

static void the_priority_says_when_it_is_not_the_configured_one(void)
{
    struct row row = {.item = 3, .sub = ROW_WHOLE};
    struct value value = value_of(VIEW_ROUTERS, "priority", &row);

    CHECK_EQ_STR(router(0, 0, "priority"), "150");
    CHECK_EQ_STR(router(0, 3, "priority"), "130/150");
    CHECK_EQ_INT(value.kind, VALUE_COUNT);
    CHECK_EQ_INT(value.number, 130);
    CHECK_EQ_INT(value.tone, TONE_WARN);
    CHECK_EQ_STR(router(0, 3, "configured"), "150");
}

static void the_reason_is_the_one_that_counts(void)
{
    struct status_instance *instance = &scene.hosts[0].sample->status.instances[3];

    CHECK_EQ_STR(router(0, 0, "why"), "MASTER too: 负载均衡二号");
    CHECK_EQ_STR(router(1, 0, "why"), "MASTER too: lb01");
    CHECK_EQ_STR(router(0, 1, "why"), "chk_nginx, eth1");
    CHECK_EQ_STR(router(0, 2, "why"), "drained by hand");
    CHECK_EQ_STR(router(0, 3, "why"), "chk_nginx -20: exit status 1");
    CHECK_EQ_STR(router(0, 4, "why"), "the start");
    instance->trackers[0].disabled = true;
    CHECK_EQ_STR(router(0, 3, "why"), "the start");
    instance->trackers[0].disabled = false;
    instance->trackers[0].known = false;
    CHECK_EQ_STR(router(0, 3, "why"), "the start");
    instance->trackers[0].known = instance->trackers[0].ok = true;
    instance->trackers[0].weight = 10;
    CHECK_EQ_STR(router(0, 3, "why"), "chk_nginx +10");
    instance->last_transition.known = false;
    instance->effective_priority = instance->priority;
    CHECK_EQ_STR(router(0, 3, "why"), "-");
}

static void a_long_list_of_trackers_is_cut_between_two(void)
{
    struct status_instance *instance = &scene.hosts[0].sample->status.instances[1];
    const char *text;

    for (int i = 0; i < 40; i++) {
        struct status_tracker tracker = {.known = true, .name = "检查_一个很长的名字"};

        scene_add_tracker(instance, &tracker);
    }
    text = router(0, 1, "why");
    CHECK_EQ_STR(text, "chk_nginx, eth1, 检查_一个很长的名字, 检查_一个很长的名字 +");
}

static double age_at(unsigned item, int64_t later_us)
{
    struct row row = {.item = item, .sub = ROW_WHOLE};

    scene.now_us = SCENE_US + later_us;
    return value_of(VIEW_ROUTERS, "age", &row).number;
}

static void the_age_goes_on_but_not_beyond_what_was_said(void)
{
    struct status_instance *instance = &scene.hosts[0].sample->status.instances[5];
    struct row row = {.item = 5, .sub = ROW_WHOLE};

    CHECK_EQ_INT(age_at(5, 0), 350000);
    CHECK_EQ_INT(age_at(5, 1000000), 1350000);
    CHECK_EQ_INT(age_at(5, 60000000), instance->master_down_us);
    CHECK_EQ_INT(value_of(VIEW_ROUTERS, "age", &row).tone, TONE_WARN);
    scene.hosts[0].link = WORLD_LOST;
    CHECK_EQ_INT(age_at(5, 1000000), 350000);
    scene.hosts[0].link = WORLD_LIVE;
    instance->last_advert_age_us = 5000000;
    CHECK_EQ_INT(age_at(5, 1000000), 5000000);
    CHECK_EQ_INT(value_of(VIEW_ROUTERS, "age", &row).tone, TONE_BAD);
    CHECK_EQ_STR(router(0, 5, "age"), "███████!");
    instance->last_advert_age_us = -1;
    CHECK_EQ_STR(router(0, 5, "age"), "-");
    scene.now_us = SCENE_US;
}

static void the_rest_of_a_router(void)
{
    struct sample *sample = scene.hosts[0].sample;

    CHECK_EQ_STR(router(0, 4, "name"), "虚拟路由器_5");
    CHECK_EQ_STR(router(0, 4, "vrid"), "55");
    CHECK_EQ_STR(router(0, 3, "family"), "ipv6");
    CHECK_EQ_STR(router(0, 4, "interface"), "eth0");
    CHECK_EQ_STR(router(0, 1, "master"), "-");
    CHECK_EQ_STR(router(0, 4, "master"), "10.0.0.1");
    CHECK_EQ_STR(router(0, 4, "adverts"), "1.0");
    CHECK_EQ_STR(router(0, 4, "adverts_sum"), "1014");
    CHECK_EQ_STR(router(0, 4, "transitions"), "5");
    CHECK_EQ_STR(router(0, 4, "since"), "3m12s");
    CHECK_EQ_STR(router(0, 4, "interval"), "1s");
    CHECK_EQ_STR(router(1, 4, "host"), "负载均衡二号");
    CHECK_EQ_STR(router(0, 4, "trend"), "▃▄▅▆▇█▁▂");
    CHECK_EQ_STR(router(0, 4, "group"), "-");
    sample->routers[4].group = "G1";
    CHECK_EQ_STR(router(0, 4, "group"), "G1");
    sample->routers[4].advert_rate = -1;
    CHECK_EQ_STR(router(0, 4, "adverts"), "-");
    sample->status.instances[4].since_wall_us = SCENE_WALL_US + 5000000; /* that host's clock is ahead */
    CHECK_EQ_STR(router(0, 4, "since"), "0s");
}

static void a_master_without_its_addresses_says_so(void)
{
    struct row row = {.item = 5, .sub = ROW_WHOLE};

    CHECK_EQ_STR(router(0, 5, "addresses"), "10.0.5.100/24 +1");
    CHECK_EQ_STR(router(1, 5, "addresses"), "10.0.5.100/24 +1");
    scene.hosts[0].sample->status.instances[5].addresses_present = 1;
    CHECK_EQ_STR(router(0, 5, "addresses"), "10.0.5.100/24 +1 (1 of 2)");
    CHECK_EQ_STR(value_of(VIEW_ROUTERS, "addresses", &row).word, "10.0.5.100/24");
    scene.hosts[0].sample->speaks_for_self = false;
    CHECK_EQ_STR(router(0, 5, "addresses"), "10.0.5.100/24 +1");
    scene.hosts[0].sample->speaks_for_self = true;
}

/* ---- services and servers ---- */

static void a_service_says_its_quorum(void)
{
    CHECK_EQ_STR(service(0, "service"), "192.0.2.1:80/tcp");
    CHECK_EQ_STR(service(0, "quorum"), "UP 50/2");
    CHECK_EQ_STR(service(2, "quorum"), "SORRY 0/2");
    scene.hosts[0].sample->status.virtual_servers[2].sorry = false;
    CHECK_EQ_STR(service(2, "quorum"), "DOWN 0/2");
    CHECK_EQ_STR(service(0, "up"), "4/5");
    CHECK_EQ_STR(service(2, "up"), "0/4");
    CHECK_EQ_STR(service(0, "persistence"), "-");
    CHECK_EQ_STR(service(1, "persistence"), "1m00s");
    CHECK_EQ_STR(service(1, "conns"), "10.0K");
    CHECK_EQ_STR(service(1, "cps"), "23");
    CHECK_EQ_STR(service(1, "instance"), "VI_2");
    scene.hosts[0].sample->services[1].waits = true;
    CHECK_EQ_STR(service(1, "instance"), "VI_2 (waits)");
}

static void what_the_kernel_cannot_count_is_no_zero(void)
{
    struct row row = {.sub = ROW_WHOLE};
    struct value value = value_of(VIEW_SERVICES, "out", &row);

    CHECK_EQ_STR(service(0, "out"), "DR");
    CHECK_EQ_STR(service(0, "out_sum"), "DR");
    CHECK_EQ_STR(service(1, "out"), "150KB");
    CHECK_EQ_STR(service(1, "out_sum"), "38.3MB");
    CHECK_EQ_STR(server(0, 0, "out"), "DR");
    CHECK_EQ_STR(server(1, 0, "out"), "30.0KB");
    CHECK_EQ_INT(value.kind, VALUE_NONE); /* and no number for programs */
    strcpy(scene.hosts[0].sample->status.virtual_servers[0].method, "nat");
    CHECK_EQ_STR(service(0, "out"), "0B");
    strcpy(scene.hosts[0].sample->status.virtual_servers[0].method, "tun");
    CHECK_EQ_STR(service(0, "out"), "DR");
    scene.hosts[0].sample->services[0].byte_rate_out = 5; /* the director answers itself */
    CHECK_EQ_STR(service(0, "out"), "5.0B");
}

static void a_server_says_its_weight_and_its_check(void)
{
    struct row below = {.item = 1, .sub = 0, .depth = 1};

    CHECK_EQ_STR(server(1, 0, "server"), "10.0.1.1:8080");
    CHECK_EQ_STR(text_of(VIEW_SERVERS, "server", &below), "  -> 10.0.1.1:8080");
    CHECK_EQ_STR(server(1, 0, "weight"), "10");
    CHECK_EQ_STR(server(1, 1, "weight"), "0/10");
    CHECK_EQ_STR(server(1, 3, "weight"), "4/10*");
    CHECK_EQ_STR(server(1, 0, "by_hand"), "-");
    CHECK_EQ_STR(server(1, 3, "by_hand"), "4");
    CHECK_EQ_STR(server(1, 0, "result"), "good");
    CHECK_EQ_STR(server(1, 2, "result"), "refused: connection refused");
    CHECK_EQ_STR(server(1, 0, "latency"), "1.2ms");
    CHECK_EQ_STR(server(1, 2, "latency"), "-");
    CHECK_EQ_STR(server(1, 0, "since"), "4h05m");
    CHECK_EQ_STR(server(1, 0, "service"), "192.0.2.2:80/tcp");
    CHECK_EQ_STR(server(1, 0, "cps"), "4.5");
}

static void a_server_that_lives_and_is_in_no_table_says_so(void)
{
    struct sample *sample = scene.hosts[0].sample;

    sample->status.virtual_servers[3].servers[0].in_table = false;
    CHECK_EQ_STR(server(3, 0, "result"), "not in the kernel's table");
    sample->services[3].waits = true;
    CHECK_EQ_STR(server(3, 0, "result"), "good");
    sample->status.virtual_servers[3].servers[0].check.last[0] = '\0';
    CHECK_EQ_STR(server(3, 0, "result"), "not tried yet");
}

static void a_service_in_a_tree_has_its_servers_together(void)
{
    CHECK_EQ_STR(server(1, ROW_WHOLE, "server"), "192.0.2.2:80/tcp");
    CHECK_EQ_STR(server(1, ROW_WHOLE, "state"), "UP");
    CHECK_EQ_STR(server(1, ROW_WHOLE, "active"), "25");
    CHECK_EQ_STR(server(1, ROW_WHOLE, "out"), "150KB");
    CHECK_EQ_STR(server(1, ROW_WHOLE, "check"), "-");
}

static void a_row_that_is_gone_is_nothing(void)
{
    static const struct row gone[] = {{.host = 9}, {.item = 99, .sub = ROW_WHOLE}, {.sub = 99, .number = 99}};

    for (int view = 0; view < VIEW_COUNT; view++) {
        size_t count;
        const struct field *fields = field_table((enum view_kind)view, &count);

        for (size_t i = 0; view != VIEW_EVENTS && i < count; i++)
            for (size_t n = 0; n < sizeof(gone) / sizeof(gone[0]); n++) {
                struct value value = {.kind = VALUE_NONE};

                fields[i].value(&scene, &gone[n], &value);
                CHECK(n != 0 || value.kind == VALUE_NONE);
            }
    }
}

/* ---- events ---- */

static void an_event_has_its_severity_in_words(void)
{
    struct world *world = world_new();
    struct event event = {.sequence = 1,
                          .wall_us = SCENE_WALL_US - 5000000,
                          .kind = "transition",
                          .instance = "VI_1",
                          .from = "MASTER",
                          .to = "FAULT",
                          .reason = "eth0 is down"};
    struct scene own = {.host_count = 0};
    struct row row = {.sub = ROW_WHOLE};

    world_add_host(world, "lb01", WORLD_DAEMON);
    world_take_event(world, 0, &event);
    CHECK(scene_take(world, &own));
    row.number = own.event_end - 1;
    scene.world = own.world;
    scene.event_first = own.event_first;
    scene.event_end = own.event_end;
    CHECK_EQ_STR(text_of(VIEW_EVENTS, "time", &row), "09:59:55");
    CHECK_EQ_STR(text_of(VIEW_EVENTS, "subject", &row), "VI_1");
    CHECK_EQ_STR(text_of(VIEW_EVENTS, "to", &row), "FAULT");
    CHECK_EQ_STR(text_of(VIEW_EVENTS, "kind", &row), "transition");
    CHECK(strstr(text_of(VIEW_EVENTS, "text", &row), "eth0 is down") != NULL);
    CHECK_EQ_STR(text_of(VIEW_EVENTS, "severity", &row), "C critical");
    CHECK_EQ_STR(value_of(VIEW_EVENTS, "severity", &row).word, "critical");
    scene_free(&own);
    world_free(world);
}

int main(void)
{
    locale_init();
    every_table_is_whole();
    what_never_goes_fits_into_sixty_columns();
    a_column_stands_in_its_mode_and_the_host_among_several();
    open_scene();
    the_state_is_a_letter_and_a_word();
    the_priority_says_when_it_is_not_the_configured_one();
    the_reason_is_the_one_that_counts();
    a_long_list_of_trackers_is_cut_between_two();
    the_age_goes_on_but_not_beyond_what_was_said();
    the_rest_of_a_router();
    a_master_without_its_addresses_says_so();
    a_service_says_its_quorum();
    what_the_kernel_cannot_count_is_no_zero();
    a_server_says_its_weight_and_its_check();
    a_server_that_lives_and_is_in_no_table_says_so();
    a_service_in_a_tree_has_its_servers_together();
    a_row_that_is_gone_is_nothing();
    an_event_has_its_severity_in_words();
    scene_free(&scene);
    return check_report("field");
}

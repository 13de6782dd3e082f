/* vrrptop: the screen as a reader sees it, and where he stands in it. */
#include "lib/locale.h"
#include "tests/unit/check.h"
#include "tests/unit/view_make.h"

static const struct scene_size pair = {2, 12, 5, 4}, single = {1, 12, 5, 4}, nobody = {1, 0, 0, 0};

/* ---- layout ---- */

static void lines_stand_where_they_should(void)
{
    static const unsigned sizes[][2] = {{80, 24}, {120, 40}, {200, 60}, {60, 10}};
    char line[4096];

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct screen screen;

        screen_open(&screen, &pair, sizes[i][0], sizes[i][1]);
        CHECK(screen_begins(screen_line(&screen, 0, line), " vrrptop 2 hosts"));
        CHECK(strstr(line, "[1 VRRP]") != NULL);
        CHECK(strstr(line, "10:00:02 1s") != NULL);
        screen_line(&screen, 1, line);
        CHECK(strstr(line, "11") != NULL && strstr(line, "up") != NULL);
        CHECK(screen_begins(screen_line(&screen, 2, line), " !! SPLIT BRAIN  VI_1 (vrid 51)"));
        CHECK_EQ_INT(screen_style(&screen, 0, 2), GRID_BANNER_BAD);
        CHECK(screen_begins(screen_line(&screen, 3, line), "STATE      NAME"));
        CHECK_EQ_INT(screen_style(&screen, 0, 3), GRID_HEADER);
        CHECK(screen_begins(screen_line(&screen, 4, line), "M!! MASTER VI_1 "));
        CHECK(screen_begins(screen_line(&screen, 5, line), "F FAULT    VI_2 "));
        CHECK(screen_begins(screen_line(&screen, sizes[i][1] - 1, line), "? help"));
        CHECK(strstr(line, "1/24") != NULL);
        screen_close(&screen);
    }
}

static void a_screen_that_is_too_small_says_so_and_nothing_else(void)
{
    static const unsigned sizes[][2] = {{59, 10}, {60, 9}, {59, 9}};
    struct screen screen;
    char line[4096], want[80];

    screen_open(&screen, &pair, 80, 24);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        view_resize(&screen.view, sizes[i][0], sizes[i][1]);
        snprintf(want, sizeof(want), "terminal too small (%ux%u, needs 60x10)", sizes[i][0], sizes[i][1]);
        CHECK_EQ_STR(screen_line(&screen, 0, line), want);
        for (unsigned y = 1; y < sizes[i][1]; y++)
            CHECK_EQ_STR(screen_line(&screen, y, line), "");
    }
    /* Its keys do nothing, but one can leave. */
    screen_type(&screen, "4");
    CHECK_EQ_INT(screen.view.kind, VIEW_ROUTERS);
    CHECK_EQ_INT(screen_type(&screen, "q").kind, REQUEST_QUIT);
    screen_close(&screen);
}

static void the_banner_stands_on_every_view(void)
{
    struct screen screen;
    char line[4096], view[2] = "1";

    screen_open(&screen, &pair, 80, 24);
    for (; view[0] <= '4'; view[0]++) {
        screen_type(&screen, view);
        CHECK(screen_begins(screen_line(&screen, 2, line), " !! SPLIT BRAIN"));
    }
    screen_type(&screen, "?");
    CHECK(screen_begins(screen_line(&screen, 2, line), " !! SPLIT BRAIN"));
    screen_close(&screen);
}

static void without_trouble_there_is_no_banner(void)
{
    struct scene_size one_router = {1, 1, 1, 1};
    struct screen screen;
    char line[4096];

    screen_open(&screen, &one_router, 80, 24);
    CHECK(screen_begins(screen_line(&screen, 2, line), "STATE"));
    CHECK(screen_begins(screen_line(&screen, 3, line), "M MASTER   VI_1"));
    screen_close(&screen);
}

static void columns_go_as_the_screen_gets_narrow(void)
{
    struct screen screen;
    int wide, narrow;

    screen_open(&screen, &single, 200, 24);
    wide = screen_column(&screen, "MOVES");
    CHECK(wide > 0);
    view_resize(&screen.view, 60, 24);
    narrow = screen_column(&screen, "MOVES");
    CHECK_EQ_INT(narrow, -1);
    CHECK_EQ_INT(screen_column(&screen, "STATE"), 0);
    CHECK(screen_column(&screen, "VRID") > 0);
    screen_close(&screen);
}

/* Those with the highest number go first, those without one never. */
static void columns_go_in_their_order(void)
{
    struct screen screen;
    size_t count;
    const struct field *fields = field_table(VIEW_ROUTERS, &count);

    screen_open(&screen, &single, 200, 24);
    for (unsigned width = 60; width <= 200; width++) {
        unsigned stays = 0, goes = 1000;

        view_resize(&screen.view, width, 24);
        for (size_t i = 0; i < count; i++) {
            char title[32];
            bool there;

            if (!field_stands(&fields[i], fields[i].shown, false, 1))
                continue;
            snprintf(title, sizeof(title), "%.20s", fields[i].title);
            there = screen_column(&screen, title) >= 0;
            CHECK(there || fields[i].drop > 0);
            if (there && fields[i].drop > stays)
                stays = fields[i].drop;
            if (!there && fields[i].drop < goes)
                goes = fields[i].drop;
        }
        CHECK(stays <= goes);
    }
    screen_close(&screen);
}

static void right_and_left_bring_columns_that_do_not_fit(void)
{
    struct screen screen;
    bool seen = false;

    screen_open(&screen, &single, 60, 24);
    for (int i = 0; i < 40; i++) {
        screen_input(&screen, INPUT_RIGHT);
        seen = seen || screen_column(&screen, "ADDRESSES") > 0;
        CHECK_EQ_INT(screen_column(&screen, "STATE"), 0);
    }
    CHECK(seen);
    CHECK(screen_column(&screen, "TREND") > 0);
    CHECK_EQ_INT(screen_column(&screen, "VRID"), -1);
    for (int i = 0; i < 40; i++)
        screen_input(&screen, INPUT_LEFT);
    CHECK(screen_column(&screen, "VRID") > 0);
    screen_close(&screen);
}

static void ascii_has_no_character_of_our_own_above_127(void)
{
    struct scene_size plain = {1, 3, 3, 4};
    struct screen screen;
    char line[4096], keys[2] = "1";

    for (; keys[0] <= '4'; keys[0]++) {
        static const char *const more[] = {"", "?", "f", ">", "\n"};

        for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
            screen_open(&screen, &plain, 120, 40);
            screen.view.settings.ascii = true;
            screen_type(&screen, keys);
            screen_type(&screen, more[i]);
            for (unsigned y = 0; y < 40; y++)
                for (const char *at = screen_line(&screen, y, line); *at != '\0'; at++)
                    CHECK((unsigned char)*at < 128);
            screen_close(&screen);
        }
    }
}

static void a_wide_name_keeps_the_columns_behind_it_in_line(void)
{
    struct screen screen;
    int y;

    screen_open(&screen, &single, 80, 24);
    y = screen_has(&screen, "虚拟路由器_5");
    CHECK_EQ_STR(screen.grid.cells[(unsigned)y * 80 + 31].text, "5"); /* VRID 55 ends there */
    CHECK_EQ_STR(screen.grid.cells[(unsigned)(y + 1) * 80 + 31].text, "6");
    screen_close(&screen);
}

/* ---- nothing and too much ---- */

static void without_rows_it_says_what_it_waits_for(void)
{
    struct screen screen;

    screen_open(&screen, &nobody, 80, 24);
    CHECK_EQ_INT(screen_has(&screen, "nothing yet: waiting for lb01"), 2 + 1 + 20 / 2);
    screen_input(&screen, INPUT_DOWN);
    screen_type(&screen, "\nGgn");
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_NONE);
    screen_tick(&screen, &nobody);
    screen_has(&screen, "no virtual router");
    screen_close(&screen);
}

static void many_rows_scroll(void)
{
    struct scene_size many = {1, 5000, 0, 0};
    struct screen screen;

    screen_open(&screen, &many, 80, 24);
    screen_type(&screen, "G");
    screen_has(&screen, "VI_5000 ");
    screen_has(&screen, "5000/5000");
    screen_input(&screen, INPUT_PAGE_UP);
    screen_lacks(&screen, "VI_5000 ");
    screen_type(&screen, "g");
    screen_has(&screen, "VI_1 ");
    screen_input(&screen, INPUT_PAGE_DOWN);
    screen_lacks(&screen, "VI_1 ");
    screen_input(&screen, INPUT_END);
    screen_has(&screen, "VI_5000 ");
    screen_input(&screen, INPUT_HOME);
    screen_has(&screen, "VI_1 ");
    screen_close(&screen);
}

static void strange_names_do_no_harm(void)
{
    struct scene_size one = {1, 2, 1, 2};
    struct screen screen;
    struct status status = screen_status(0, &one);
    char line[4096];

    screen_open(&screen, &one, 80, 24);
    strcpy(status.instances[0].name, "a\033[2Jb\x9B\xFF\n\t\u202Ez");
    strcpy(status.instances[0].last_transition.reason, "\033]0;x\007 %s%n \xE4\xB8");
    strcpy(status.virtual_servers[0].servers[0].check.reason, "\x1B[31m");
    world_take_status(screen.world, 0, &status, SCENE_US + 9000000, SCENE_WALL_US + 9000000);
    view_refresh(&screen.view, screen.world, SCENE_US + 9000000, SCENE_WALL_US + 9000000);
    screen_has(&screen, "a?[2Jb????z");
    screen_type(&screen, "\n");
    screen_has(&screen, ": ?]0;x?");
    screen_has(&screen, "%s%n ?? (startup)");
    for (unsigned y = 0; y < 24; y++)
        for (const char *at = screen_line(&screen, y, line); *at != '\0'; at++)
            CHECK((unsigned char)*at >= ' ' && *at != 0x7F);
    screen_close(&screen);
}

/* ---- the reader's place ---- */

static void he_stands_on_the_same_thing_wherever_it_moves(void)
{
    struct screen screen;
    int before, after;

    screen_open(&screen, &single, 80, 24);
    screen_type(&screen, "jjj");
    before = screen_has(&screen, "VI_4 ");
    CHECK_EQ_INT(screen_style_of(&screen, "VI_4 "), GRID_SELECTED);
    screen_type(&screen, ">>R"); /* by name, the last one first */
    after = screen_has(&screen, "VI_4 ");
    CHECK(before != after);
    CHECK_EQ_INT(screen_style_of(&screen, "VI_4 "), GRID_SELECTED);
    screen_tick(&screen, &single);
    CHECK_EQ_INT(screen_style_of(&screen, "VI_4 "), GRID_SELECTED);
    screen_close(&screen);
}

static void when_it_is_gone_he_stands_on_what_is_at_its_place(void)
{
    struct scene_size fewer = {1, 6, 0, 0};
    struct screen screen;

    screen_open(&screen, &single, 80, 24);
    screen_type(&screen, "jjjjjjjjj"); /* VI_10 */
    screen_type(&screen, "\n");
    screen_tick(&screen, &fewer);
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_NONE);
    screen_has(&screen, "VI_10 is gone");
    CHECK_EQ_INT(screen_style_of(&screen, "VI_6 "), GRID_SELECTED);
    screen_close(&screen);
}

/* An event that is `number`'s. */
static void add_event(struct screen *screen, unsigned number)
{
    struct event event = {.sequence = number + 1,
                          .boot = 7,
                          .wall_us = SCENE_WALL_US + number * 1000000,
                          .kind = "transition",
                          .source = "vrrpd",
                          .to = "MASTER",
                          .family = "ipv4"};

    snprintf(event.instance, sizeof(event.instance), "EV_%u", number);
    strcpy(event.reason, "master 10.9.0.1 silent for 3.61 s");
    world_take_event(screen->world, 0, &event);
}

static void new_events_do_not_move_what_he_reads(void)
{
    struct screen screen;
    int before;

    screen_open(&screen, &nobody, 80, 24);
    for (unsigned i = 0; i < 100; i++)
        add_event(&screen, i);
    view_refresh(&screen.view, screen.world, SCENE_US, SCENE_WALL_US);
    screen_type(&screen, "4");
    screen_has(&screen, "EV_99 ");
    add_event(&screen, 100);
    view_refresh(&screen.view, screen.world, SCENE_US, SCENE_WALL_US);
    CHECK_EQ_INT(screen_style_of(&screen, "EV_100 "), GRID_SELECTED); /* at the top he waits for the newest */
    screen_type(&screen, "jjj");
    before = screen_has(&screen, "EV_97 ");
    for (unsigned i = 101; i < 150; i++)
        add_event(&screen, i);
    view_refresh(&screen.view, screen.world, SCENE_US, SCENE_WALL_US);
    CHECK_EQ_INT(screen_has(&screen, "EV_97 "), before);
    CHECK_EQ_INT(screen_style_of(&screen, "EV_97 "), GRID_SELECTED);
    screen_type(&screen, "\n");
    screen_has(&screen, "silent for 3.61 s");
    screen_close(&screen);
}

/* ---- sorting ---- */

static void the_arrow_stands_in_the_sorted_column(void)
{
    struct screen screen;
    char line[4096];

    screen_open(&screen, &single, 80, 24);
    screen_type(&screen, ">");
    CHECK(screen_begins(screen_line(&screen, 3, line), "STATE▲"));
    CHECK_EQ_INT(screen_style(&screen, 0, 3), GRID_SORTED);
    screen_type(&screen, "R");
    CHECK(screen_begins(screen_line(&screen, 3, line), "STATE▼"));
    screen.view.settings.ascii = true;
    CHECK(screen_begins(screen_line(&screen, 3, line), "STATEv"));
    screen_type(&screen, "<");
    CHECK(screen_begins(screen_line(&screen, 3, line), "STATE "));
    CHECK_EQ_INT(screen.view.settings.views[VIEW_ROUTERS].sort, -1);
    screen_type(&screen, ">>>");
    CHECK(strstr(screen_line(&screen, 3, line), " VRID^") !=
          NULL); /* a title that fills its column stays whole */
    screen_type(&screen, "<<<<");
    for (int i = 0; i < 50; i++)
        screen_type(&screen, ">");
    CHECK_EQ_INT(screen.view.settings.views[VIEW_ROUTERS].sort, field_find(VIEW_ROUTERS, "trend"));
    screen_close(&screen);
}

/* ---- all at once ---- */

static void a_storm_of_sizes_and_inputs_does_no_harm(void)
{
    static const char keys[] = "?hd sP<>R/n\\jkgG1234\n\nffWetrcbxuDFw[]{}yqabc09.";
    struct screen screen;
    unsigned seed = 20260101, drawn = 0;

    screen_open(&screen, &pair, 80, 24);
    screen.view.write = true;
    for (int step = 0; step < 6000; step++) {
        struct input input;

        seed = seed * 1103515245 + 12345;
        input = (struct input){.kind = (enum key_kind)((seed >> 8) % (INPUT_WHEEL_DOWN + 1)),
                               .code = (unsigned char)keys[(seed >> 16) % (sizeof(keys) - 1)],
                               .x = (seed >> 4) % 210,
                               .y = (seed >> 12) % 60};
        if ((seed >> 20) % 3 != 0)
            input.kind = input.code == '\n' ? INPUT_ENTER : INPUT_CHARACTER;
        view_input(&screen.view, &input);
        if ((seed >> 24) % 7 == 0)
            view_resize(&screen.view, (seed >> 3) % 220, (seed >> 11) % 70);
        if ((seed >> 18) % 31 == 0) {
            struct scene_size size = {1 + seed % 2, (seed >> 5) % 15, (seed >> 9) % 4, (seed >> 13) % 5};

            screen_tick(&screen, &size);
        }
        screen.view.replay.on = (seed >> 22) % 11 == 0;
        drawn += view_draw(&screen.view, &screen.grid);
        CHECK_EQ_INT(screen.grid.width, screen.view.width);
    }
    CHECK_EQ_INT(drawn, 6000);
    screen_close(&screen);
}

int main(void)
{
    locale_init();
    lines_stand_where_they_should();
    a_screen_that_is_too_small_says_so_and_nothing_else();
    the_banner_stands_on_every_view();
    without_trouble_there_is_no_banner();
    columns_go_as_the_screen_gets_narrow();
    columns_go_in_their_order();
    right_and_left_bring_columns_that_do_not_fit();
    ascii_has_no_character_of_our_own_above_127();
    a_wide_name_keeps_the_columns_behind_it_in_line();
    without_rows_it_says_what_it_waits_for();
    many_rows_scroll();
    strange_names_do_no_harm();
    he_stands_on_the_same_thing_wherever_it_moves();
    when_it_is_gone_he_stands_on_what_is_at_its_place();
    new_events_do_not_move_what_he_reads();
    the_arrow_stands_in_the_sorted_column();
    a_storm_of_sizes_and_inputs_does_no_harm();
    return check_report("view");
}

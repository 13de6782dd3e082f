/* vrrptop: what a reader's keys and mouse do to the screen. */
#include "lib/locale.h"
#include "tests/unit/check.h"
#include "tests/unit/view_make.h"

static const struct scene_size single = {1, 12, 5, 4};

/* ---- search, filter, Esc ---- */

static void search_goes_from_hit_to_hit(void)
{
    struct screen screen;

    screen_open(&screen, &single, 80, 24);
    screen_type(&screen, "/vi_1");
    screen_has(&screen, "Search: vi_1");
    screen_type(&screen, "\n");
    CHECK_EQ_INT(screen_style_of(&screen, "VI_1 "), GRID_SELECTED);
    CHECK_EQ_INT(screen_style_of(&screen, "VI_10 "), GRID_FOUND);
    screen_type(&screen, "n");
    CHECK_EQ_INT(screen_style_of(&screen, "VI_10 "), GRID_SELECTED);
    screen_type(&screen, "nnn");
    CHECK_EQ_INT(screen_style_of(&screen, "VI_1 "), GRID_SELECTED);
    screen_type(&screen, "/nowhere\n");
    screen_has(&screen, "no line has \"nowhere\"");
    screen_close(&screen);
}

static void the_filter_leaves_only_what_has_it(void)
{
    struct screen screen;

    screen_open(&screen, &single, 80, 24);
    screen_type(&screen, "\\fe80::\n");
    screen_has(&screen, "VI_4 ");
    screen_lacks(&screen, "VI_5 ");
    screen_has(&screen, "filter \"fe80::\" of 12  1/3");
    screen_type(&screen, "\\zzz\n");
    screen_has(&screen, "no line has \"fe80::zzz\": Esc shows all 12");
    screen_input(&screen, INPUT_ESCAPE);
    screen_has(&screen, "VI_1 ");
    screen_close(&screen);
}

static void escape_closes_one_thing_after_the_other(void)
{
    struct screen screen;

    screen_open(&screen, &single, 80, 24);
    screen_type(&screen, "\\VI\n/VI_2\n\n");
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_DETAIL);
    screen_input(&screen, INPUT_ESCAPE);
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_NONE);
    CHECK_EQ_STR(screen.view.search, "VI_2");
    screen_input(&screen, INPUT_ESCAPE);
    CHECK_EQ_STR(screen.view.search, "");
    CHECK_EQ_STR(screen.view.places[VIEW_ROUTERS].filter, "VI");
    screen_input(&screen, INPUT_ESCAPE);
    CHECK_EQ_STR(screen.view.places[VIEW_ROUTERS].filter, "");
    screen_input(&screen, INPUT_ESCAPE);
    screen_close(&screen);
}

static void a_prompt_takes_any_script_and_rubs_out_characters(void)
{
    struct screen screen;
    struct input wide = {.kind = INPUT_CHARACTER, .code = 0x8F7D};

    screen_open(&screen, &single, 80, 24);
    screen_type(&screen, "/q");
    view_input(&screen.view, &wide);
    CHECK_EQ_STR(screen.view.input, "q载");
    screen_input(&screen, INPUT_BACKSPACE);
    screen_input(&screen, INPUT_BACKSPACE);
    screen_input(&screen, INPUT_BACKSPACE);
    CHECK_EQ_STR(screen.view.input, "");
    for (int i = 0; i < 200; i++)
        view_input(&screen.view, &wide);
    CHECK(strlen(screen.view.input) < VIEW_INPUT_MAX);
    view_input(&screen.view, &(struct input){.kind = INPUT_CHARACTER, .code = 0xD800});
    view_input(&screen.view, &(struct input){.kind = INPUT_CHARACTER, .code = 0x7FFFFFFF});
    view_input(&screen.view, &(struct input){.kind = INPUT_CHARACTER, .code = 0x1B});
    CHECK_EQ_INT(strlen(screen.view.input) % 3, 0);
    CHECK_EQ_INT(screen_type(&screen, "\3").kind, REQUEST_QUIT);
    screen_close(&screen);
}

/* ---- pause, delay, looks ---- */

static void a_pause_keeps_the_picture(void)
{
    struct scene_size fewer = {1, 3, 0, 0};
    struct screen screen;
    char line[4096];

    screen_open(&screen, &single, 80, 24);
    screen_type(&screen, " ");
    CHECK(strstr(screen_line(&screen, 0, line), "PAUSED") != NULL);
    screen_tick(&screen, &fewer);
    screen_has(&screen, "VI_12 ");
    screen_type(&screen, "R2"); /* it can still be looked at */
    screen_has(&screen, "192.0.2.5:80/tcp");
    screen_type(&screen, "1P");
    CHECK(strstr(screen_line(&screen, 0, line), "PAUSED") == NULL);
    screen_tick(&screen, &fewer);
    screen_lacks(&screen, "VI_12 ");
    screen_close(&screen);
}

static void the_delay_is_asked_for(void)
{
    struct screen screen;
    char line[4096];

    screen_open(&screen, &single, 80, 24);
    screen_type(&screen, "d");
    for (int i = 0; i < 3; i++)
        screen_input(&screen, INPUT_BACKSPACE);
    screen_type(&screen, "0.5\n");
    CHECK_EQ_INT(screen.view.settings.delay_us, 500000);
    CHECK(strstr(screen_line(&screen, 0, line), " 0.5s") != NULL);
    screen_type(&screen, "sx\n");
    CHECK_EQ_INT(screen.view.settings.delay_us, 500000);
    screen_has(&screen, "a delay is 0.1 to 3600 seconds");
    screen_close(&screen);
}

static void rates_sums_bits_and_exact_numbers(void)
{
    struct screen screen;

    screen_open(&screen, &single, 120, 24);
    screen_type(&screen, "3");
    CHECK(screen_column(&screen, "CONN/S") > 0);
    CHECK_EQ_INT(screen_column(&screen, "CONNS"), -1);
    screen_type(&screen, "c");
    CHECK_EQ_INT(screen_column(&screen, "CONN/S"), -1);
    CHECK(screen_column(&screen, "CONNS") > 0);
    screen_has(&screen, "123KB");
    screen_type(&screen, "x");
    screen_has(&screen, "123456B");
    screen_type(&screen, "b");
    screen_has(&screen, "987648b");
    screen_type(&screen, "r");
    CHECK(screen_column(&screen, "CONN/S") > 0);
    screen_close(&screen);
}

/* ---- the chooser, saving, help ---- */

static void columns_are_chosen_and_kept(void)
{
    struct screen screen;

    screen_open(&screen, &single, 200, 30);
    CHECK(screen_column(&screen, "NAME") > 0);
    screen_type(&screen, "f");
    screen_has(&screen, "[x] NAME");
    while (screen.view.overlay_line != (size_t)field_find(VIEW_ROUTERS, "name"))
        screen_type(&screen, "j");
    screen_type(&screen, " ");
    screen_has(&screen, "[ ] NAME");
    CHECK_EQ_INT(screen_type(&screen, "W").kind, REQUEST_SAVE);
    screen_type(&screen, "f");
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_NONE);
    CHECK_EQ_INT(screen_column(&screen, "NAME"), -1);
    screen_type(&screen, "3W");
    CHECK_EQ_INT(screen.request.kind, REQUEST_SAVE);
    CHECK_EQ_INT(screen.view.settings.view, VIEW_SERVERS);
    screen_close(&screen);
}

static void the_last_column_stays(void)
{
    struct screen screen;
    size_t count, shown = 0;

    field_table(VIEW_ROUTERS, &count);
    screen_open(&screen, &single, 80, 24);
    screen_type(&screen, "f");
    for (size_t i = 0; i < count; i++)
        for (int again = 0; screen.view.settings.views[VIEW_ROUTERS].fields[i] && again < 1; again++) {
            screen.view.overlay_line = i;
            screen_type(&screen, "\n");
        }
    for (size_t i = 0; i < count; i++)
        shown += screen.view.settings.views[VIEW_ROUTERS].fields[i];
    CHECK_EQ_INT(shown, 1);
    screen_has(&screen, "one column has to stay");
    screen_close(&screen);
}

static void the_help_shows_every_row_of_the_table(void)
{
    struct screen screen;
    size_t count;
    const struct key_row *rows = keys_table(&count);

    screen_open(&screen, &single, 80, 100);
    screen_type(&screen, "?");
    for (size_t i = 0; i < count; i++)
        CHECK(screen_has(&screen, rows[i].help) > 0);
    CHECK_EQ_INT(screen_find(&screen, "~"), -1); /* nothing is cut at 80 columns */
    view_resize(&screen.view, 80, 24);
    screen_lacks(&screen, "weight of a real server");
    screen_type(&screen, "G");
    screen_has(&screen, "Signs");
    screen_type(&screen, "k");
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_HELP);
    screen_type(&screen, "q");
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_NONE);
    screen_close(&screen);
}

/* ---- services and their servers ---- */

static void e_opens_the_servers_of_a_service_and_goes_back(void)
{
    struct screen screen;

    screen_open(&screen, &single, 120, 40);
    screen_type(&screen, "2je");
    CHECK_EQ_INT(screen.view.kind, VIEW_SERVERS);
    CHECK_EQ_INT(screen.view.rows.count, 1 + 4);
    CHECK_EQ_INT(screen_style_of(&screen, "192.0.2.2:80/tcp"), GRID_SELECTED);
    screen_lacks(&screen, "192.0.2.1:80/tcp");
    screen_type(&screen, "e");
    CHECK_EQ_INT(screen.view.kind, VIEW_SERVICES);
    CHECK_EQ_INT(screen_style_of(&screen, "192.0.2.2:80/tcp"), GRID_SELECTED);
    screen_type(&screen, "3");
    CHECK_EQ_INT(screen.view.rows.count, 25);
    screen_type(&screen, "t");
    CHECK_EQ_INT(screen.view.rows.count, 20);
    screen_close(&screen);
}

/* ---- a recording ---- */

static void a_recording_has_a_slider_and_keys(void)
{
    struct screen screen;
    char line[4096];

    screen_open(&screen, &single, 80, 24);
    screen.view.replay = (struct view_replay){.on = true,
                                              .first_us = SCENE_WALL_US,
                                              .last_us = SCENE_WALL_US + 100000000,
                                              .at_us = SCENE_WALL_US + 50000000,
                                              .speed = 2};
    CHECK(strstr(screen_line(&screen, 0, line), "10:00:50 2x [====>-----]") != NULL);
    CHECK_EQ_INT(screen_type(&screen, "]").kind, REQUEST_SPEED);
    CHECK(screen.request.speed > 3.9 && screen.request.speed < 4.1);
    CHECK(screen_type(&screen, "[").speed < 1.1);
    screen.view.replay.speed =
        8192; /* what is beyond the fastest is not the fastest: back leads to 1 again */
    CHECK(screen_type(&screen, "]").speed > 8191 && screen.request.speed < 8193);
    screen.view.replay.speed = 1.0 / 64;
    CHECK(screen_type(&screen, "[").speed > 0.015 && screen.request.speed < 0.016);
    screen.view.replay.speed = 2;
    CHECK_EQ_INT(screen_type(&screen, "{").kind, REQUEST_SEEK);
    CHECK_EQ_INT(screen.request.seek_us, -5000000);
    CHECK_EQ_INT(screen_type(&screen, ".").seek_us, 5000000);
    screen.view.replay.ended = true;
    screen.view.replay.at_us = SCENE_WALL_US + 100000000;
    CHECK(strstr(screen_line(&screen, 0, line), "[=========>] END") != NULL);
    screen.view.write = true;
    screen_type(&screen, "D");
    screen_has(&screen, "this is a recording");
    screen_close(&screen);
}

static void times_are_shown_in_the_readers_zone(void)
{
    struct screen screen;
    char line[4096];

    screen_open(&screen, &single, 120, 24);
    screen.view.zone_us = INT64_C(8) * 3600 * 1000000;
    CHECK(strstr(screen_line(&screen, 0, line), "2026-11-20 18:00:02") != NULL);
    screen_close(&screen);
}

/* ---- the mouse ---- */

static void the_mouse_selects_opens_sorts_and_changes_the_view(void)
{
    struct screen screen;
    char line[4096];

    screen_open(&screen, &single, 80, 24);
    screen_click(&screen, 5, 4); /* where he stands already: a first click opens nothing */
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_NONE);
    screen_click(&screen, 5, 7);
    CHECK_EQ_INT(screen_style_of(&screen, "VI_4 "), GRID_SELECTED);
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_NONE);
    view_resize(&screen.view, 80, 24); /* as before every frame: it is the same size */
    screen_click(&screen, 50, 7);
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_DETAIL);
    screen_click(&screen, 5, 7);
    CHECK_EQ_INT(screen.view.overlay, OVERLAY_NONE);
    screen_click(&screen, 12, 3);
    CHECK_EQ_INT(screen.view.settings.views[VIEW_ROUTERS].sort, field_find(VIEW_ROUTERS, "name"));
    screen_click(&screen, 12, 3);
    CHECK(screen.view.settings.views[VIEW_ROUTERS].reverse);
    for (unsigned x = 0; x < 80 && screen.view.kind != VIEW_SERVERS; x++)
        screen_click(&screen, x, 0);
    CHECK(strstr(screen_line(&screen, 0, line), "[3 Servers]") != NULL);
    screen_input(&screen, INPUT_WHEEL_DOWN);
    CHECK_EQ_INT(screen.view.places[VIEW_SERVERS].top, 3);
    CHECK_EQ_INT(screen.view.places[VIEW_SERVERS].line, 3);
    screen_input(&screen, INPUT_WHEEL_UP);
    CHECK_EQ_INT(screen.view.places[VIEW_SERVERS].top, 0);
    screen_click(&screen, 0, 23);
    screen_click(&screen, 4000, 4000);
    screen_close(&screen);
}

int main(void)
{
    locale_init();
    search_goes_from_hit_to_hit();
    the_filter_leaves_only_what_has_it();
    escape_closes_one_thing_after_the_other();
    a_prompt_takes_any_script_and_rubs_out_characters();
    a_pause_keeps_the_picture();
    the_delay_is_asked_for();
    rates_sums_bits_and_exact_numbers();
    columns_are_chosen_and_kept();
    the_last_column_stays();
    the_help_shows_every_row_of_the_table();
    e_opens_the_servers_of_a_service_and_goes_back();
    a_recording_has_a_slider_and_keys();
    times_are_shown_in_the_readers_zone();
    the_mouse_selects_opens_sorts_and_changes_the_view();
    return check_report("view_input");
}

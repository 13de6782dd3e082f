/* vrrptop on a terminal; see run_screen.h. */
#include "vrrptop/run_screen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/loop.h"
#include "vrrptop/act.h"
#include "vrrptop/screen.h"
#include "vrrptop/settings_file.h"
#include "vrrptop/view.h"

enum { DRAW_PAUSE_US = 50000 }; /* news that come faster than this share a frame */

struct show {
    struct run *run;
    struct screen *screen;
    struct view view;
    struct grid grid;
    struct act *act;
    int64_t next_us; /* the next refresh */
    int64_t frames;  /* refreshes that were due so far */
    bool quit, dirty, failed;
};

/* ---- refreshing ---- */

static void take_replay(struct show *show, int64_t *now_us, int64_t *wall_us)
{
    struct view_replay *shown = &show->view.replay;
    struct replay_place place;

    replay_place(show->run->replay, *now_us, &place);
    *shown = (struct view_replay){.on = true,
                                  .ended = place.ended,
                                  .first_us = place.first_us,
                                  .last_us = place.last_us,
                                  .at_us = place.at_us,
                                  .speed = place.speed};
    *now_us = *wall_us = place.at_us; /* ages are of the recording's time */
}

static void refresh_view(struct show *show)
{
    int64_t now_us = clock_now_us(), wall_us = clock_wall_us();

    show->next_us = now_us + show->view.settings.delay_us;
    if (show->run->replay != NULL)
        take_replay(show, &now_us, &wall_us);
    show->view.zone_us = clock_zone_us(wall_us);
    show->failed |= !view_refresh(&show->view, show->run->world, now_us, wall_us);
    show->dirty = true;
}

static void draw(struct show *show)
{
    unsigned width, height;

    if (show->run->suspended) {
        show->run->suspended = false;
        screen_suspend(show->screen);
    }
    if (show->run->resized || show->run->continued) {
        screen_resized(show->screen);
        show->run->resized = show->run->continued = false;
    }
    screen_size(show->screen, &width, &height);
    view_resize(&show->view, width, height);
    if (!grid_resize(&show->grid, width, height) || !view_draw(&show->view, &show->grid))
        show->failed = true;
    else
        screen_show(show->screen, &show->grid);
    show->dirty = false;
}

/* ---- what the reader wants ---- */

static void save(struct show *show)
{
    char path[PATH_MAX], note[VIEW_NOTE_MAX];
    char *text = settings_print(&show->view.settings);
    int error = text == NULL ? -ENOMEM : settings_file_write(settings_file_path(path), text);

    free(text);
    if (error < 0)
        snprintf(note, sizeof(note), "not kept: %.100s: %s", path, strerror(-error));
    else
        snprintf(note, sizeof(note), "kept in %.150s", path);
    view_note(&show->view, note);
}

static void hurry(struct show *show)
{
    sources_hurry(show->run->sources);
    screen_forget(show->screen);
    show->next_us = 0;
}

static void carry_out(struct show *show, const struct view_request *request)
{
    struct replay *replay = show->run->replay;
    const char *why;

    switch (request->kind) {
    case REQUEST_NONE:
        break;
    case REQUEST_QUIT:
        show->quit = true;
        break;
    case REQUEST_SAVE:
        save(show);
        break;
    case REQUEST_REFRESH:
        hurry(show);
        break;
    case REQUEST_SPEED:
        if (replay != NULL)
            replay_set_speed(replay, request->speed, clock_now_us());
        break;
    case REQUEST_SEEK:
        if (replay != NULL)
            replay_seek(replay, request->seek_us, clock_now_us());
        break;
    default:
        why = act_ask(show->act, request);
        view_note(&show->view, why[0] != '\0' ? why : "asked ...");
        break;
    }
}

/* What changed with an input beside the picture. */
static void follow_settings(struct show *show, int64_t delay_us)
{
    if (show->run->replay != NULL)
        replay_hold(show->run->replay, show->view.paused, clock_now_us());
    if (show->view.settings.delay_us == delay_us)
        return;
    sources_set_delay(show->run->sources, show->view.settings.delay_us);
    show->next_us = clock_now_us() + show->view.settings.delay_us;
}

static bool terminal_is_gone(void)
{
    struct winsize size;

    return ioctl(STDIN_FILENO, TIOCGWINSZ, &size) < 0;
}

static void on_keys(void *context, int fd)
{
    struct show *show = context;
    struct input input;
    bool any = false;

    (void)fd;
    while (!show->quit && screen_input(show->screen, &input)) {
        int64_t delay_us = show->view.settings.delay_us;
        struct view_request request = view_input(&show->view, &input);

        any = true;
        carry_out(show, &request);
        follow_settings(show, delay_us);
    }
    show->dirty = true;
    if (!any && terminal_is_gone())
        show->quit = true;
}

/* ---- the loop ---- */

static void take_answer(struct show *show)
{
    char answer[VIEW_NOTE_MAX];

    if (!act_answer(show->act, answer, sizeof(answer)))
        return;
    view_note(&show->view, answer);
    sources_hurry(show->run->sources);
    show->dirty = true;
}

static void go_on(struct show *show)
{
    struct run *run = show->run;
    int64_t news_us = 0;

    refresh_view(show);
    while (!show->quit && !run->stop && !show->failed &&
           (run->options->frames == 0 || show->frames < run->options->frames)) {
        if (show->dirty || run->resized || run->continued || run->suspended)
            draw(show);
        run_wait(run, news_us != 0 && news_us < show->next_us ? news_us : show->next_us);
        take_answer(show);
        if (news_us == 0 && (sources_news(run->sources) || run->replay != NULL))
            news_us = clock_now_us() + DRAW_PAUSE_US;
        if (clock_now_us() < show->next_us && (news_us == 0 || clock_now_us() < news_us))
            continue;
        news_us = 0;
        show->frames += clock_now_us() >= show->next_us;
        refresh_view(show);
    }
}

static bool open_show(struct show *show, const char **why)
{
    const char *no_color = getenv("NO_COLOR");
    const struct options *options = show->run->options;
    struct screen_options screen = {
        .mouse = show->run->settings.mouse,
        .colour = options->colour == COLOUR_ALWAYS ||
                  (options->colour == COLOUR_AUTO && (no_color == NULL || no_color[0] == '\0'))};

    *why = "there is no terminal to read keys from";
    run_hold_stops(show->run, true);
    if (isatty(STDIN_FILENO))
        show->screen = screen_open(&screen, why);
    if (show->screen == NULL) {
        run_hold_stops(show->run, false);
        return false;
    }
    show->run->settings.colour = screen.colour;
    view_init(&show->view, &show->run->settings, options->write);
    memcpy(show->view.places[show->view.kind].filter, show->run->filter, sizeof(show->run->filter));
    show->act = act_new(show->run->loop, show->run->sources);
    show->failed = show->act == NULL || loop_add(show->run->loop, STDIN_FILENO, on_keys, show) < 0;
    return true;
}

int run_screen(struct run *run, const char **why)
{
    struct show *show = calloc(1, sizeof(*show)); /* large: a scene is in it */
    bool failed;

    *why = "out of memory";
    if (show == NULL)
        return RUN_NO_SCREEN;
    show->run = run;
    if (!open_show(show, why)) {
        free(show);
        return RUN_NO_SCREEN;
    }
    if (!show->failed)
        go_on(show);
    failed = show->failed;
    act_free(show->act);
    screen_close(show->screen);
    view_free(&show->view);
    grid_free(&show->grid);
    free(show);
    if (failed)
        fprintf(stderr, "vrrptop: out of memory\n"); /* after the terminal is as it was */
    return failed ? EX_OSERR : EX_OK;
}

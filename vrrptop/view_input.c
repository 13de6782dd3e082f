/* What inputs do; see view.h. What is open on top has its inputs first. */
#include "vrrptop/view_state.h"

#include <stdio.h>
#include <string.h>

#define SECOND_US INT64_C(1000000)

enum { CONTROL_C = 3, SEEK_PARTS = 20, SPEED_MAX = 10000, SLOWNESS_MAX = 100 };

static const struct view_request nothing = {.kind = REQUEST_NONE};

static struct view_request request(enum view_request_kind kind)
{
    return (struct view_request){.kind = kind};
}

/* ---- places ---- */

static void move_lines(struct view *view, enum action action)
{
    size_t line = view_here(view)->line, last = view->rows.count > 0 ? view->rows.count - 1 : 0;
    struct view_layout layout;

    view_layout(view, &layout);
    switch (action) {
    case ACTION_UP:
        view_go(view, line > 0 ? line - 1 : 0);
        break;
    case ACTION_DOWN:
        view_go(view, line + 1);
        break;
    case ACTION_PAGE_UP:
        view_go(view, line > layout.page ? line - layout.page : 0);
        break;
    case ACTION_PAGE_DOWN:
        view_go(view, line + layout.page);
        break;
    case ACTION_TOP:
        view_go(view, 0);
        break;
    default:
        view_go(view, last);
    }
}

static void move_columns(struct view *view, bool right)
{
    struct view_place *here = view_here(view);
    struct view_columns columns;

    view_columns(view, &columns);
    if (right && columns.more_right)
        here->left++;
    else if (!right && here->left > 0)
        here->left--;
}

/* A service's servers: the view of real servers with that service alone; and back. */
static void expand(struct view *view)
{
    const struct row *row = view_row(view);
    const struct status_service *service;
    struct row whole;

    if (view->kind == VIEW_SERVERS && view->expanded) {
        view->expanded = false;
        view_here(view)->filter[0] = '\0';
        view_change(view, VIEW_SERVICES);
        return;
    }
    if (view->kind != VIEW_SERVICES || row == NULL) {
        view_note(view, "e opens the servers of a virtual service: view 2");
        return;
    }
    service = &view->scene.hosts[row->host].sample->status.virtual_servers[row->item];
    whole = *row;
    whole.sub = ROW_WHOLE;
    view->settings.tree = view->expanded = true;
    rows_identity(&view->scene, VIEW_SERVERS, &whole, view->places[VIEW_SERVERS].identity);
    status_copy_text(view->places[VIEW_SERVERS].filter, sizeof(view->places[VIEW_SERVERS].filter),
                     service->name);
    view_change(view, VIEW_SERVERS);
}

/* ---- sorting ---- */

void view_sort_by(struct view *view, int index)
{
    struct settings_view *settings = &view->settings.views[view->kind];

    if (settings->sort == index)
        settings->reverse = !settings->reverse;
    else
        settings->reverse = false;
    settings->sort = index;
    view_fill(view);
}

/* The column beside the one that sorts; left of the first one is the source's own order. */
static void move_sort(struct view *view, int step)
{
    size_t count;
    const struct field *fields = field_table(view->kind, &count);
    int at = view->settings.views[view->kind].sort;

    do
        at += step;
    while (at >= 0 && (size_t)at < count && !view_field_shown(view, &fields[at], (size_t)at));
    if (at >= -1 && at < (int)count)
        view_sort_by(view, at);
}

/* ---- how things look ---- */

static void toggle(struct view *view, bool *flag, const char *on, const char *off)
{
    *flag = !*flag;
    view_note(view, *flag ? on : off);
}

static void change_look(struct view *view, enum action action)
{
    struct settings *settings = &view->settings;

    switch (action) {
    case ACTION_TREE:
        toggle(view, &settings->tree, "servers below their services", "servers without their services");
        view_fill(view);
        break;
    case ACTION_RATES:
    case ACTION_SUMS:
        settings->cumulative = action == ACTION_SUMS;
        view_note(view, settings->cumulative ? "sums since the start" : "rates a second");
        break;
    case ACTION_BITS:
        toggle(view, &settings->bits, "bits", "bytes");
        break;
    case ACTION_EXACT:
        toggle(view, &settings->exact, "exact numbers", "short numbers");
        break;
    case ACTION_REVERSE:
        settings->views[view->kind].reverse = !settings->views[view->kind].reverse;
        view_fill(view);
        break;
    default:
        toggle(view, &view->paused,
               view->replay.on ? "the recording is held" : "paused: the picture stays, collecting goes on",
               "");
    }
}

/* ---- a recording ---- */

static struct view_request play(const struct view *view, enum action action)
{
    const struct view_replay *replay = &view->replay;
    struct view_request out = request(REQUEST_SEEK);
    int64_t step_us = (replay->last_us - replay->first_us) / SEEK_PARTS;

    if (action == ACTION_SLOWER || action == ACTION_FASTER) {
        out.kind = REQUEST_SPEED;
        out.speed = action == ACTION_SLOWER ? replay->speed / 2 : replay->speed * 2;
        /* Beyond what a recording takes there is no step: so the way back leads to 1 again. */
        if (out.speed > SPEED_MAX || out.speed < 1.0 / SLOWNESS_MAX)
            out.speed = replay->speed;
        return out;
    }
    step_us = step_us < SECOND_US ? SECOND_US : step_us > 600 * SECOND_US ? 600 * SECOND_US : step_us;
    out.seek_us = action == ACTION_EARLIER ? -step_us : step_us;
    return out;
}

/* ---- what is open ---- */

static void open_overlay(struct view *view, enum view_overlay overlay)
{
    if (overlay == OVERLAY_DETAIL && view_row(view) == NULL)
        return;
    if (overlay == OVERLAY_DETAIL)
        view_pin(view);
    view->overlay = overlay;
    view->overlay_line = 0;
}

/* Nothing is open: first the search goes, then the filter. */
static void clear(struct view *view)
{
    struct view_place *here = view_here(view);

    if (view->search[0] != '\0') {
        view->search[0] = '\0';
    } else if (here->filter[0] != '\0') {
        here->filter[0] = '\0';
        if (view->kind == VIEW_SERVERS)
            view->expanded = false;
        view_fill(view);
    }
}

static void search_next(struct view *view)
{
    char note[VIEW_NOTE_MAX];

    if (view->search[0] == '\0') {
        view_note(view, "nothing is searched for: / starts");
    } else if (!view_search(view, view_here(view)->line + 1)) {
        snprintf(note, sizeof(note), "no line has \"%s\"", view->search);
        view_note(view, note);
    }
}

/* The delay as it would be typed. */
static void open_delay(struct view *view)
{
    char text[VIEW_INPUT_MAX];

    snprintf(text, sizeof(text), "%g", (double)view->settings.delay_us / 1e6);
    view_prompt_open(view, OVERLAY_DELAY, text);
}

static void open_something(struct view *view, enum action action)
{
    switch (action) {
    case ACTION_HELP:
        open_overlay(view, OVERLAY_HELP);
        break;
    case ACTION_DETAIL:
        open_overlay(view, OVERLAY_DETAIL);
        break;
    case ACTION_COLUMNS:
        open_overlay(view, OVERLAY_COLUMNS);
        break;
    case ACTION_SEARCH:
        view_prompt_open(view, OVERLAY_SEARCH, "");
        break;
    case ACTION_FILTER:
        view_prompt_open(view, OVERLAY_FILTER, view_here(view)->filter);
        break;
    default:
        open_delay(view);
    }
}

/* ---- all of them ---- */

/* A key that is known and does nothing here says what it needs. */
static void say_why_not(struct view *view, const struct key_row *row)
{
    char note[VIEW_NOTE_MAX];

    if (row == NULL)
        return;
    snprintf(note, sizeof(note), "%s: needs vrrptop %s", row->help,
             row->when == KEY_WRITE ? "--write" : "-r FILE");
    view_note(view, note);
}

static void change_place(struct view *view, enum action action)
{
    unsigned kind = (unsigned)view->kind;

    switch (action) {
    case ACTION_SCROLL_LEFT:
    case ACTION_SCROLL_RIGHT:
        move_columns(view, action == ACTION_SCROLL_RIGHT);
        break;
    case ACTION_NEXT_VIEW:
        view_change(view, (enum view_kind)((kind + 1) % VIEW_COUNT));
        break;
    case ACTION_PREVIOUS_VIEW:
        view_change(view, (enum view_kind)((kind + VIEW_COUNT - 1) % VIEW_COUNT));
        break;
    case ACTION_VIEW_1:
    case ACTION_VIEW_2:
    case ACTION_VIEW_3:
    case ACTION_VIEW_4:
        view_change(view, (enum view_kind)(action - ACTION_VIEW_1));
        break;
    default:
        move_lines(view, action);
    }
}

struct view_request view_do(struct view *view, enum action action)
{
    switch (action) {
    case ACTION_NONE:
    case ACTION_COUNT:
        break;
    case ACTION_QUIT:
        return request(REQUEST_QUIT);
    case ACTION_SAVE:
        view->settings.view = view->kind;
        return request(REQUEST_SAVE);
    case ACTION_REFRESH:
        return request(REQUEST_REFRESH);
    case ACTION_SLOWER:
    case ACTION_FASTER:
    case ACTION_EARLIER:
    case ACTION_LATER:
        return play(view, action);
    case ACTION_DRAIN:
    case ACTION_FAILOVER:
    case ACTION_WEIGHT:
        view_act(view, action);
        break;
    case ACTION_HELP:
    case ACTION_DETAIL:
    case ACTION_COLUMNS:
    case ACTION_SEARCH:
    case ACTION_FILTER:
    case ACTION_DELAY:
        open_something(view, action);
        break;
    case ACTION_PAUSE:
    case ACTION_REVERSE:
    case ACTION_TREE:
    case ACTION_RATES:
    case ACTION_SUMS:
    case ACTION_BITS:
    case ACTION_EXACT:
        change_look(view, action);
        break;
    case ACTION_SORT_LEFT:
    case ACTION_SORT_RIGHT:
        move_sort(view, action == ACTION_SORT_RIGHT ? 1 : -1);
        break;
    case ACTION_SEARCH_NEXT:
        search_next(view);
        break;
    case ACTION_CLEAR:
        clear(view);
        break;
    case ACTION_EXPAND:
        expand(view);
        break;
    default:
        change_place(view, action);
    }
    return nothing;
}

/* These leave whatever is open: a prompt takes every other character. */
static bool leaves(const struct input *input)
{
    return (input->kind == INPUT_CHARACTER && input->code == CONTROL_C) ||
           (input->kind == INPUT_FUNCTION && input->code == 10);
}

struct view_request view_input(struct view *view, const struct input *input)
{
    bool clicked = view->clicked;
    enum action action;

    view->note[0] = '\0';
    view->clicked = false;
    if (leaves(input))
        return request(REQUEST_QUIT);
    action = keys_action(input, view->write, view->replay.on);
    if (view_too_small(view))
        return action == ACTION_QUIT ? request(REQUEST_QUIT) : nothing;
    if (view_is_prompt(view))
        return view_prompt_input(view, input);
    if (input->kind == INPUT_CLICK || input->kind == INPUT_WHEEL_UP || input->kind == INPUT_WHEEL_DOWN) {
        view->clicked = clicked;
        return view_mouse(view, input);
    }
    if (view->overlay != OVERLAY_NONE)
        return view_overlay_input(view, input);
    if (action == ACTION_NONE)
        say_why_not(view, keys_row(input));
    return view_do(view, action);
}

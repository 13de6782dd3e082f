/* Prompts at the foot: search, filter, delay, weight, and the question before a change; see view_state.h. */
#include "vrrptop/view_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WEIGHT_MAX = 65535, UTF8_MAX = 4 };

bool view_is_prompt(const struct view *view)
{
    return view->overlay >= OVERLAY_SEARCH;
}

void view_prompt_open(struct view *view, enum view_overlay overlay, const char *text)
{
    view->overlay = overlay;
    status_copy_text(view->input, sizeof(view->input), text);
}

const char *view_prompt_label(const struct view *view, char out[VIEW_LINE_MAX])
{
    switch (view->overlay) {
    case OVERLAY_SEARCH:
        snprintf(out, VIEW_LINE_MAX, "Search: ");
        break;
    case OVERLAY_FILTER:
        snprintf(out, VIEW_LINE_MAX, "Filter: ");
        break;
    case OVERLAY_DELAY:
        snprintf(out, VIEW_LINE_MAX, "Seconds between two pictures: ");
        break;
    case OVERLAY_WEIGHT:
        snprintf(out, VIEW_LINE_MAX, "Weight of %s (0 to %d): ", view->pending.server, WEIGHT_MAX);
        break;
    default:
        view_act_question(view, out);
        strncat(out, " y/N ", VIEW_LINE_MAX - strlen(out) - 1);
    }
    return out;
}

/* ---- typing ---- */

/* A code point in UTF-8; 0 bytes: it is none. */
static size_t encode(uint32_t code, char out[UTF8_MAX])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return code >= 0xD800 && code < 0xE000 ? 0 : 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return code < 0x110000 ? 4 : 0;
}

static void type(struct view *view, uint32_t code)
{
    size_t used = strlen(view->input), bytes;
    char text[UTF8_MAX];

    if (code < ' ' || (code >= 0x7F && code < 0xA0))
        return;
    bytes = encode(code, text);
    if (used + bytes >= sizeof(view->input))
        return;
    memcpy(view->input + used, text, bytes);
    view->input[used + bytes] = '\0';
}

static void rub_out(struct view *view)
{
    size_t used = strlen(view->input);

    while (used > 0 && ((unsigned char)view->input[used - 1] & 0xC0) == 0x80)
        used--;
    if (used > 0)
        used--;
    view->input[used] = '\0';
}

/* ---- Enter ---- */

static void enter_search(struct view *view)
{
    char note[VIEW_NOTE_MAX];

    status_copy_text(view->search, sizeof(view->search), view->input);
    if (view->search[0] == '\0' || view_search(view, view_here(view)->line))
        return;
    snprintf(note, sizeof(note), "no line has \"%s\"", view->search);
    view_note(view, note);
}

static void enter_filter(struct view *view)
{
    struct view_place *here = view_here(view);

    status_copy_text(here->filter, sizeof(here->filter), view->input);
    if (view->kind == VIEW_SERVERS)
        view->expanded = false;
    view_fill(view);
}

static void enter_delay(struct view *view)
{
    int64_t delay_us = settings_delay(view->input);

    if (delay_us == 0)
        view_note(view, "a delay is 0.1 to 3600 seconds");
    else
        view->settings.delay_us = delay_us;
}

/* A number goes on to the question. */
static void enter_weight(struct view *view)
{
    char *end;
    long weight = strtol(view->input, &end, 10);

    if (view->input[0] < '0' || view->input[0] > '9' || *end != '\0' || weight > WEIGHT_MAX) {
        view_note(view, "a weight is a number from 0 to 65535");
        return;
    }
    view->pending.weight = (int32_t)weight;
    view->overlay = OVERLAY_CONFIRM;
}

static void enter(struct view *view)
{
    enum view_overlay overlay = view->overlay;

    view->overlay = OVERLAY_NONE;
    if (overlay == OVERLAY_SEARCH)
        enter_search(view);
    else if (overlay == OVERLAY_FILTER)
        enter_filter(view);
    else if (overlay == OVERLAY_DELAY)
        enter_delay(view);
    else
        enter_weight(view);
}

/* Only y is a yes. */
static struct view_request answer(struct view *view, const struct input *input)
{
    bool yes = input->kind == INPUT_CHARACTER && (input->code == 'y' || input->code == 'Y');

    view->overlay = OVERLAY_NONE;
    if (yes)
        return view->pending;
    view_note(view, "nothing was changed");
    return (struct view_request){.kind = REQUEST_NONE};
}

struct view_request view_prompt_input(struct view *view, const struct input *input)
{
    bool is_mouse =
        input->kind == INPUT_CLICK || input->kind == INPUT_WHEEL_UP || input->kind == INPUT_WHEEL_DOWN;

    if (is_mouse || input->kind == INPUT_NONE)
        return (struct view_request){.kind = REQUEST_NONE};
    if (view->overlay == OVERLAY_CONFIRM)
        return answer(view, input);
    if (input->kind == INPUT_CHARACTER)
        type(view, input->code);
    else if (input->kind == INPUT_BACKSPACE)
        rub_out(view);
    else if (input->kind == INPUT_ENTER)
        enter(view);
    else if (input->kind == INPUT_ESCAPE)
        view->overlay = OVERLAY_NONE;
    return (struct view_request){.kind = REQUEST_NONE};
}

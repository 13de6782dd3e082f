/* Keys and what they do: one table, from which the help and the manual come. Pure. */
#ifndef VRRPTOP_KEYS_H
#define VRRPTOP_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What came from the keyboard or mouse. `code` of KEY_CHARACTER is a Unicode code point; ESC, Enter, Tab,
 * Backspace are kinds of their own, Ctrl-X is its control code as a character. */
enum key_kind {
    INPUT_NONE,
    INPUT_CHARACTER,
    INPUT_UP,
    INPUT_DOWN,
    INPUT_LEFT,
    INPUT_RIGHT,
    INPUT_PAGE_UP,
    INPUT_PAGE_DOWN,
    INPUT_HOME,
    INPUT_END,
    INPUT_ENTER,
    INPUT_ESCAPE,
    INPUT_TAB,
    INPUT_BACK_TAB,
    INPUT_BACKSPACE,
    INPUT_FUNCTION, /* `code` 1..12 */
    INPUT_CLICK,    /* at x, y */
    INPUT_WHEEL_UP,
    INPUT_WHEEL_DOWN,
};

struct input {
    enum key_kind kind;
    uint32_t code;
    unsigned x, y;
};

enum action {
    ACTION_NONE,
    ACTION_QUIT,
    ACTION_HELP,
    ACTION_DELAY,
    ACTION_PAUSE,
    ACTION_SORT_LEFT,
    ACTION_SORT_RIGHT,
    ACTION_REVERSE,
    ACTION_SEARCH,
    ACTION_SEARCH_NEXT,
    ACTION_FILTER,
    ACTION_CLEAR, /* Esc: overlay, then search, then filter */
    ACTION_UP,
    ACTION_DOWN,
    ACTION_PAGE_UP,
    ACTION_PAGE_DOWN,
    ACTION_TOP,
    ACTION_BOTTOM,
    ACTION_SCROLL_LEFT, /* columns that do not fit */
    ACTION_SCROLL_RIGHT,
    ACTION_NEXT_VIEW,
    ACTION_PREVIOUS_VIEW,
    ACTION_VIEW_1,
    ACTION_VIEW_2,
    ACTION_VIEW_3,
    ACTION_VIEW_4,
    ACTION_DETAIL,
    ACTION_COLUMNS,
    ACTION_SAVE,
    ACTION_EXPAND, /* services: its servers */
    ACTION_TREE,
    ACTION_RATES,
    ACTION_SUMS, /* instead of rates */
    ACTION_BITS,
    ACTION_EXACT,
    ACTION_REFRESH,
    ACTION_DRAIN, /* these three with --write only */
    ACTION_FAILOVER,
    ACTION_WEIGHT,
    ACTION_SLOWER, /* a recording's speed and place: with -r only */
    ACTION_FASTER,
    ACTION_EARLIER,
    ACTION_LATER,
    ACTION_COUNT
};

enum key_when { KEY_ALWAYS, KEY_WRITE, KEY_REPLAY };

struct key_row {
    enum action action;
    enum key_when when;
    const char *label; /* "q F10 Ctrl-C" */
    const char *help;  /* "leave" */
    struct input inputs[4];
    size_t input_count;
};

/* The table, in the order of the help. */
const struct key_row *keys_table(size_t *count);

/* What the mouse does, for the help and the manual; its inputs have no action of their own. */
struct key_mouse {
    const char *label, *help;
};
const struct key_mouse *keys_mouse(size_t *count);

/* What an input means outside of prompts and overlays. */
enum action keys_action(const struct input *input, bool write, bool replay);

/* The row an input belongs to, whether it counts now or not; NULL: it has none. */
const struct key_row *keys_row(const struct input *input);

#endif

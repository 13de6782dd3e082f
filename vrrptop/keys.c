/* The table of keys; see keys.h. */
#include "vrrptop/keys.h"

#define CHARACTER(c)                                                                                         \
    {                                                                                                        \
        .kind = INPUT_CHARACTER, .code = (c)                                                                 \
    }
#define FUNCTION(n)                                                                                          \
    {                                                                                                        \
        .kind = INPUT_FUNCTION, .code = (n)                                                                  \
    }
#define SPECIAL(k)                                                                                           \
    {                                                                                                        \
        .kind = (k)                                                                                          \
    }

enum { CONTROL_C = 3, CONTROL_L = 12 };

static const struct key_row table[] = {
    {ACTION_QUIT,
     KEY_ALWAYS,
     "q F10 Ctrl-C",
     "leave",
     {CHARACTER('q'), FUNCTION(10), CHARACTER(CONTROL_C)},
     3},
    {ACTION_HELP, KEY_ALWAYS, "? h F1", "this help", {CHARACTER('?'), CHARACTER('h'), FUNCTION(1)}, 3},
    {ACTION_NEXT_VIEW, KEY_ALWAYS, "Tab", "next view", {SPECIAL(INPUT_TAB)}, 1},
    {ACTION_PREVIOUS_VIEW, KEY_ALWAYS, "Shift-Tab", "previous view", {SPECIAL(INPUT_BACK_TAB)}, 1},
    {ACTION_VIEW_1, KEY_ALWAYS, "1", "virtual routers", {CHARACTER('1')}, 1},
    {ACTION_VIEW_2, KEY_ALWAYS, "2", "virtual services", {CHARACTER('2')}, 1},
    {ACTION_VIEW_3, KEY_ALWAYS, "3", "real servers", {CHARACTER('3')}, 1},
    {ACTION_VIEW_4, KEY_ALWAYS, "4", "events and incidents", {CHARACTER('4')}, 1},
    {ACTION_DETAIL, KEY_ALWAYS, "Enter", "all about this line", {SPECIAL(INPUT_ENTER)}, 1},
    {ACTION_EXPAND, KEY_ALWAYS, "e", "a service's real servers, and back", {CHARACTER('e')}, 1},
    {ACTION_UP, KEY_ALWAYS, "Up k", "one line up", {SPECIAL(INPUT_UP), CHARACTER('k')}, 2},
    {ACTION_DOWN, KEY_ALWAYS, "Down j", "one line down", {SPECIAL(INPUT_DOWN), CHARACTER('j')}, 2},
    {ACTION_PAGE_UP, KEY_ALWAYS, "PgUp", "one page up", {SPECIAL(INPUT_PAGE_UP)}, 1},
    {ACTION_PAGE_DOWN, KEY_ALWAYS, "PgDn", "one page down", {SPECIAL(INPUT_PAGE_DOWN)}, 1},
    {ACTION_TOP, KEY_ALWAYS, "Home g", "first line", {SPECIAL(INPUT_HOME), CHARACTER('g')}, 2},
    {ACTION_BOTTOM, KEY_ALWAYS, "End G", "last line", {SPECIAL(INPUT_END), CHARACTER('G')}, 2},
    {ACTION_SCROLL_LEFT, KEY_ALWAYS, "Left", "columns to the left", {SPECIAL(INPUT_LEFT)}, 1},
    {ACTION_SCROLL_RIGHT, KEY_ALWAYS, "Right", "columns that do not fit", {SPECIAL(INPUT_RIGHT)}, 1},
    {ACTION_SEARCH, KEY_ALWAYS, "/", "search: any part of a line's texts", {CHARACTER('/')}, 1},
    {ACTION_SEARCH_NEXT, KEY_ALWAYS, "n", "next line the search hits", {CHARACTER('n')}, 1},
    {ACTION_FILTER,
     KEY_ALWAYS,
     "\\ F4",
     "filter: only lines that have it",
     {CHARACTER('\\'), FUNCTION(4)},
     2},
    {ACTION_CLEAR,
     KEY_ALWAYS,
     "Esc",
     "close what is open, then search, then filter",
     {SPECIAL(INPUT_ESCAPE)},
     1},
    {ACTION_SORT_LEFT, KEY_ALWAYS, "<", "sort by the column to the left", {CHARACTER('<')}, 1},
    {ACTION_SORT_RIGHT,
     KEY_ALWAYS,
     "> F6",
     "sort by the column to the right",
     {CHARACTER('>'), FUNCTION(6)},
     2},
    {ACTION_REVERSE, KEY_ALWAYS, "R", "the other way round", {CHARACTER('R')}, 1},
    {ACTION_COLUMNS, KEY_ALWAYS, "f F2", "choose columns", {CHARACTER('f'), FUNCTION(2)}, 2},
    {ACTION_SAVE, KEY_ALWAYS, "W", "keep columns, sorting and the rest", {CHARACTER('W')}, 1},
    {ACTION_TREE,
     KEY_ALWAYS,
     "t F5",
     "servers below their services, or flat",
     {CHARACTER('t'), FUNCTION(5)},
     2},
    {ACTION_RATES, KEY_ALWAYS, "r", "rates a second", {CHARACTER('r')}, 1},
    {ACTION_SUMS, KEY_ALWAYS, "c", "sums since the start", {CHARACTER('c')}, 1},
    {ACTION_BITS, KEY_ALWAYS, "b", "bits or bytes", {CHARACTER('b')}, 1},
    {ACTION_EXACT, KEY_ALWAYS, "x", "exact numbers, or 1.2K", {CHARACTER('x')}, 1},
    {ACTION_PAUSE,
     KEY_ALWAYS,
     "Space P",
     "hold the picture, and a recording; else collecting goes on",
     {CHARACTER(' '), CHARACTER('P')},
     2},
    {ACTION_DELAY, KEY_ALWAYS, "d s", "seconds between two pictures", {CHARACTER('d'), CHARACTER('s')}, 2},
    {ACTION_REFRESH, KEY_ALWAYS, "u Ctrl-L", "ask and draw now", {CHARACTER('u'), CHARACTER(CONTROL_L)}, 2},
    {ACTION_DRAIN, KEY_WRITE, "D", "drain a router or server, or undo it", {CHARACTER('D')}, 1},
    {ACTION_FAILOVER, KEY_WRITE, "F", "a master steps down", {CHARACTER('F')}, 1},
    {ACTION_WEIGHT, KEY_WRITE, "w", "weight of a real server", {CHARACTER('w')}, 1},
    {ACTION_SLOWER, KEY_REPLAY, "[", "play at half the speed", {CHARACTER('[')}, 1},
    {ACTION_FASTER, KEY_REPLAY, "]", "play at twice the speed", {CHARACTER(']')}, 1},
    {ACTION_EARLIER, KEY_REPLAY, "{ ,", "back in the recording", {CHARACTER('{'), CHARACTER(',')}, 2},
    {ACTION_LATER, KEY_REPLAY, "} .", "on in the recording", {CHARACTER('}'), CHARACTER('.')}, 2},
};

static const struct key_mouse mouse[] = {
    {"Click", "on a line: stand there, again: all about it"},
    {"Click", "on a column's title: sort by it, again: the other way round"},
    {"Click", "on a view's name: go there"},
    {"Wheel", "scroll"},
};

const struct key_row *keys_table(size_t *count)
{
    *count = sizeof(table) / sizeof(table[0]);
    return table;
}

const struct key_mouse *keys_mouse(size_t *count)
{
    *count = sizeof(mouse) / sizeof(mouse[0]);
    return mouse;
}

static bool same(const struct input *a, const struct input *b)
{
    bool has_code = a->kind == INPUT_CHARACTER || a->kind == INPUT_FUNCTION;

    return a->kind == b->kind && (!has_code || a->code == b->code);
}

const struct key_row *keys_row(const struct input *input)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        for (size_t n = 0; n < table[i].input_count; n++)
            if (same(&table[i].inputs[n], input))
                return &table[i];
    return NULL;
}

enum action keys_action(const struct input *input, bool write, bool replay)
{
    const struct key_row *row = keys_row(input);

    if (row == NULL || (row->when == KEY_WRITE && !write) || (row->when == KEY_REPLAY && !replay))
        return ACTION_NONE;
    return row->action;
}

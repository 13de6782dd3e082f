/* The terminal; see screen.h. */
#define _XOPEN_SOURCE_EXTENDED 1
#include "vrrptop/screen.h"

#include <curses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

enum { ESCAPE_MS = 25, CHARACTERS_MAX = 5 };

struct screen {
    SCREEN *curses;
    attr_t styles[GRID_STYLE_COUNT];
    short pairs[GRID_STYLE_COUNT];
};

/* ---- looks ---- */

struct look {
    short front, back; /* -1: the terminal's own */
    attr_t attributes; /* with colour */
    attr_t plain;      /* without */
};

static const struct look looks[GRID_STYLE_COUNT] = {
    [GRID_PLAIN] = {-1, -1, A_NORMAL, A_NORMAL},
    [GRID_GOOD] = {COLOR_GREEN, -1, A_NORMAL, A_NORMAL},
    [GRID_WARN] = {COLOR_YELLOW, -1, A_NORMAL, A_NORMAL},
    [GRID_BAD] = {COLOR_RED, -1, A_BOLD, A_BOLD},
    [GRID_DIM] = {-1, -1, A_DIM, A_DIM},
    [GRID_TITLE] = {COLOR_CYAN, -1, A_BOLD, A_BOLD},
    [GRID_HEADER] = {COLOR_BLACK, COLOR_GREEN, A_NORMAL, A_REVERSE},
    [GRID_SORTED] = {COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE | A_BOLD},
    [GRID_SELECTED] = {COLOR_BLACK, COLOR_WHITE, A_NORMAL, A_REVERSE},
    [GRID_BANNER_WARN] = {COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_REVERSE},
    [GRID_BANNER_BAD] = {COLOR_WHITE, COLOR_RED, A_BOLD, A_REVERSE | A_BOLD},
    [GRID_KEY] = {COLOR_CYAN, -1, A_BOLD, A_BOLD},
    [GRID_BOX] = {-1, -1, A_NORMAL, A_NORMAL},
    [GRID_FOUND] = {COLOR_YELLOW, -1, A_BOLD, A_UNDERLINE},
};

static void learn_styles(struct screen *screen, bool colour)
{
    colour = colour && has_colors() && start_color() == OK && use_default_colors() == OK;
    for (int i = 0; i < GRID_STYLE_COUNT; i++) {
        screen->styles[i] = colour ? looks[i].attributes : looks[i].plain;
        if (colour && init_pair((short)(i + 1), looks[i].front, looks[i].back) == OK)
            screen->pairs[i] = (short)(i + 1);
    }
}

/* ---- open and close ---- */

static bool can_place(const char **why)
{
    const char *cup = tigetstr("cup");

    if (cup != NULL && cup != (const char *)-1)
        return true;
    *why = "this terminal cannot place its cursor";
    return false;
}

/* ncurses would stop us by itself, but passes over a Ctrl-Z that comes while it draws: it keeps its hands off
 * a signal that somebody handles. This one never runs: screen.h asks for the signal to be blocked. */
static void handle_nothing(int number)
{
    (void)number;
}

struct screen *screen_open(const struct screen_options *options, const char **why)
{
    struct screen *screen = calloc(1, sizeof(*screen));
    int error;

    *why = "out of memory";
    if (screen == NULL)
        return NULL;
    *why = "TERM names no terminal that is known here";
    signal(SIGTSTP, handle_nothing);
    if (setupterm(NULL, STDOUT_FILENO, &error) != OK || !can_place(why) ||
        (screen->curses = newterm(NULL, stdout, stdin)) == NULL) {
        signal(SIGTSTP, SIG_DFL);
        free(screen);
        return NULL;
    }
    set_escdelay(ESCAPE_MS);
    cbreak(); /* Ctrl-C and Ctrl-Z stay signals: both of our processes have to get them */
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    curs_set(0);
    mouseinterval(0);
    if (options->mouse)
        mousemask(BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
    learn_styles(screen, options->colour);
    return screen;
}

void screen_close(struct screen *screen)
{
    if (screen == NULL)
        return;
    endwin();
    delscreen(screen->curses);
    free(screen);
}

void screen_suspend(struct screen *screen)
{
    sigset_t stop, old;

    (void)screen;
    endwin();
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    signal(SIGTSTP, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &stop, &old);
    raise(SIGTSTP); /* from here until somebody says to go on */
    sigprocmask(SIG_SETMASK, &old, NULL);
    signal(SIGTSTP, handle_nothing);
}

void screen_size(struct screen *screen, unsigned *width, unsigned *height)
{
    (void)screen;
    *width = (unsigned)COLS;
    *height = (unsigned)LINES;
}

void screen_resized(struct screen *screen)
{
    struct winsize size;

    (void)screen;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        resizeterm(size.ws_row, size.ws_col);
    clearok(curscr, TRUE);
}

void screen_forget(struct screen *screen)
{
    (void)screen;
    clearok(curscr, TRUE);
}

/* ---- showing ---- */

static void put_cell(const struct screen *screen, const struct grid_cell *cell)
{
    wchar_t characters[CHARACTERS_MAX + 1] = L" ";
    mbstate_t state = {0};
    const char *text = cell->text;
    cchar_t out;

    if (cell->text[0] != '\0' && mbsrtowcs(characters, &text, CHARACTERS_MAX, &state) == (size_t)-1)
        wcscpy(characters, L"?");
    setcchar(&out, characters, screen->styles[cell->style], screen->pairs[cell->style], NULL);
    add_wch(&out);
}

void screen_show(struct screen *screen, const struct grid *grid)
{
    unsigned height = grid->height < (unsigned)LINES ? grid->height : (unsigned)LINES;
    unsigned width = grid->width < (unsigned)COLS ? grid->width : (unsigned)COLS;

    for (unsigned y = 0; y < height; y++) {
        move((int)y, 0);
        for (unsigned x = 0; x < width; x++) {
            const struct grid_cell *cell = &grid->cells[y * grid->width + x];

            if (cell->text[0] != '\0') /* else the right half of a wide one */
                put_cell(screen, cell);
        }
    }
    refresh();
}

/* ---- input ---- */

static bool take_mouse(struct input *out)
{
    MEVENT event;

    if (getmouse(&event) != OK)
        return false;
    out->x = event.x > 0 ? (unsigned)event.x : 0;
    out->y = event.y > 0 ? (unsigned)event.y : 0;
    if (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED))
        out->kind = INPUT_CLICK;
    else if (event.bstate & BUTTON4_PRESSED)
        out->kind = INPUT_WHEEL_UP;
    else if (event.bstate & BUTTON5_PRESSED)
        out->kind = INPUT_WHEEL_DOWN;
    return out->kind != INPUT_NONE;
}

static const struct {
    int code;
    enum key_kind kind;
} special_keys[] = {
    {KEY_UP, INPUT_UP},
    {KEY_DOWN, INPUT_DOWN},
    {KEY_LEFT, INPUT_LEFT},
    {KEY_RIGHT, INPUT_RIGHT},
    {KEY_PPAGE, INPUT_PAGE_UP},
    {KEY_NPAGE, INPUT_PAGE_DOWN},
    {KEY_HOME, INPUT_HOME},
    {KEY_FIND, INPUT_HOME},
    {KEY_END, INPUT_END},
    {KEY_SELECT, INPUT_END},
    {KEY_ENTER, INPUT_ENTER},
    {KEY_BTAB, INPUT_BACK_TAB},
    {KEY_BACKSPACE, INPUT_BACKSPACE},
};

static bool take_special(int code, struct input *out)
{
    if (code == KEY_MOUSE)
        return take_mouse(out);
    if (code >= KEY_F(1) && code <= KEY_F(12)) {
        out->kind = INPUT_FUNCTION;
        out->code = (uint32_t)(code - KEY_F0);
        return true;
    }
    for (size_t i = 0; i < sizeof(special_keys) / sizeof(special_keys[0]); i++)
        if (special_keys[i].code == code)
            out->kind = special_keys[i].kind;
    return out->kind != INPUT_NONE;
}

static void take_character(wint_t code, struct input *out)
{
    out->kind = code == 27                     ? INPUT_ESCAPE
                : code == '\r' || code == '\n' ? INPUT_ENTER
                : code == '\t'                 ? INPUT_TAB
                : code == 127 || code == 8     ? INPUT_BACKSPACE
                                               : INPUT_CHARACTER;
    out->code = (uint32_t)code;
}

bool screen_input(struct screen *screen, struct input *out)
{
    wint_t code;
    int got;

    (void)screen;
    do { /* what means nothing to us is passed over */
        *out = (struct input){.kind = INPUT_NONE};
        got = get_wch(&code);
        if (got == ERR)
            return false;
        if (got == OK)
            take_character(code, out);
        else
            take_special((int)code, out);
    } while (out->kind == INPUT_NONE);
    return true;
}

/* The terminal, through ncurses: shows grids, gives keys and the mouse. The only file that knows ncurses.
 * What the terminal was before comes back with screen_close(), and with screen_guard.h after any death. */
#ifndef VRRPTOP_SCREEN_H
#define VRRPTOP_SCREEN_H

#include <stdbool.h>

#include "vrrptop/grid.h"
#include "vrrptop/keys.h"

struct screen;

struct screen_options {
    bool colour, mouse;
};

/* Takes the terminal on standard input and output. SIGTSTP is blocked by whoever calls: see
 * screen_suspend(). NULL with a sentence in *why: no such terminal type, or
 * one that cannot place its cursor. */
struct screen *screen_open(const struct screen_options *options, const char **why);

/* Gives it back; NULL is fine. */
void screen_close(struct screen *screen);

/* Gives it back and stops this process, as Ctrl-Z wishes; when it goes on the next screen_show() takes the
 * terminal again. */
void screen_suspend(struct screen *screen);

/* Its size now. */
void screen_size(struct screen *screen, unsigned *width, unsigned *height);

/* The size may be another one: ask the terminal. */
void screen_resized(struct screen *screen);

/* Shows the grid; only what differs is sent. */
void screen_show(struct screen *screen, const struct grid *grid);

/* All of it is sent anew with the next show. */
void screen_forget(struct screen *screen);

/* The next input that is there, without waiting; false for none. */
bool screen_input(struct screen *screen, struct input *out);

#endif

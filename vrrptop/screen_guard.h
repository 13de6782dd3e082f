/* The terminal comes back whatever kills us: what draws is a child, and its parent only waits and mends. */
#ifndef VRRPTOP_SCREEN_GUARD_H
#define VRRPTOP_SCREEN_GUARD_H

/* Runs `work` in a child while this process waits for it, handing signals on. When the child dies of a signal
 * the terminal on standard output gets its modes back, and the sequences that end what a screen program
 * begins. Returns the child's exit status, or 128 and its signal, or negative errno. */
int screen_guard(int (*work)(void *context), void *context);

#endif

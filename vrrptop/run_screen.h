/* vrrptop on a terminal. */
#ifndef VRRPTOP_RUN_SCREEN_H
#define VRRPTOP_RUN_SCREEN_H

#include "vrrptop/run.h"

enum { RUN_NO_SCREEN = -1 }; /* this terminal cannot show it */

/* Until the reader leaves or a signal comes. Returns an exit status, or RUN_NO_SCREEN with a sentence in
 * *why. */
int run_screen(struct run *run, const char **why);

#endif

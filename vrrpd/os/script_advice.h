/* Scripts written for keepalived often end in stopping it, to give up mastership. Reads a script and says
 * where it does that. Judges text only; runs nothing. */
#ifndef VRRPD_OS_SCRIPT_ADVICE_H
#define VRRPD_OS_SCRIPT_ADVICE_H

#include <stddef.h>

enum { SCRIPT_ADVICE_BYTES = 65536 };

/* The first line of `text` that stops keepalived, counted from 1; 0 when there is none. */
unsigned script_advice_find(const char *text, size_t size);

/* The same for the beginning of a file; 0 also when it cannot be read or is no text. */
unsigned script_advice_read(const char *path);

#endif

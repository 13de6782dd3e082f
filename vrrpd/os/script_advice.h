/* Scripts written for keepalived often end in stopping it, to give up mastership. Reads a script and says
 * where it does that. Judges text only; runs nothing. */
#ifndef VRRPD_OS_SCRIPT_ADVICE_H
#define VRRPD_OS_SCRIPT_ADVICE_H

#include <stddef.h>
#include <stdint.h>

enum { SCRIPT_ADVICE_BYTES = 65536 };

/* The first line of `text` that stops keepalived, counted from 1; 0 when there is none. */
unsigned script_advice_find(const char *text, size_t size);

/* The first line of `text` that sleeps as long as the script may take, or longer: what follows never runs. 0
 * when there is none. */
unsigned script_advice_sleeps(const char *text, size_t size, int64_t timeout_us);

struct script_advice {
    unsigned stops;  /* the line that stops keepalived, or 0 */
    unsigned sleeps; /* the line that sleeps too long, or 0 */
};

/* Both for the beginning of a file; all 0 when it cannot be read or is no text. */
struct script_advice script_advice_read(const char *path, int64_t timeout_us);

#endif

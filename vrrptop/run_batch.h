/* Frames one after the other on standard output: text, CSV, JSON lines. */
#ifndef VRRPTOP_RUN_BATCH_H
#define VRRPTOP_RUN_BATCH_H

#include "vrrptop/run.h"

/* Until the options' number of frames, a signal, the end of what is read, or of the reader. Returns an exit
 * status: EX_UNAVAILABLE when there never was anything to show. */
int run_batch(struct run *run, enum options_format format);

#endif

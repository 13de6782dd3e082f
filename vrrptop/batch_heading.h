/* The lines above a frame's table: when, who, how many of what, and the worst there is. Pure. */
#ifndef VRRPTOP_BATCH_HEADING_H
#define VRRPTOP_BATCH_HEADING_H

#include "vrrptop/batch.h"

/* "vrrptop  10:00:00  2 hosts  1000 virtual routers (998 MASTER, 2 BACKUP)  ..", and the banner, if any. */
void batch_heading(const struct batch *batch, const struct scene *scene, int64_t wall_us, FILE *out);

#endif

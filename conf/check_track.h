/* Rules about trackers and their uses that need the whole configuration. Pure. */
#ifndef CONF_CHECK_TRACK_H
#define CONF_CHECK_TRACK_H

#include "conf/reader.h"

/* Checks every tracker, and what instances and groups make of them. */
void check_track(struct reader *reader);

#endif

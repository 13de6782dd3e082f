/* What both readers do with trackers and their uses. Knows no file format. Pure. */
#ifndef CONF_TRACKER_H
#define CONF_TRACKER_H

#include "conf/model.h"

/* Adds a tracker; returns its index, or -1 when one more than CONF_TRACKERS_MAX are there already, which
 * conf/check.c reports. */
int tracker_add(struct conf *conf, const struct conf_tracker *tracker);

/* The index of the tracker of that interface, made when there is none; -1 as above. */
int tracker_interface(struct conf *conf, const char *name, const struct conf_place *place);

/* Whether one of the uses is of that tracker. */
bool tracker_is_used(const struct conf_track *tracks, size_t count, size_t tracker);

/* A use of the tracker with its own weight. */
struct conf_track tracker_use(const struct conf *conf, int tracker, const struct conf_place *place);

#endif

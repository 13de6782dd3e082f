/* What heartbeats and arbiters make of the whole configuration. Pure. */
#ifndef CONF_CHECK_PATHS_H
#define CONF_CHECK_PATHS_H

#include "conf/reader.h"

/* The interval of heartbeats that say no other: half the fastest advert interval, 10 ms to 1 s. */
int64_t conf_heartbeat_auto_us(const struct conf *conf);

/* Fills heartbeat.interval_us; warns of what cannot do what it is for. */
void check_paths(struct reader *reader);

#endif

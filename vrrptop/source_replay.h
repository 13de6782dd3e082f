/* A recording as a source: its lines at their times, at any speed, from any place. */
#ifndef VRRPTOP_SOURCE_REPLAY_H
#define VRRPTOP_SOURCE_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "vrrptop/world.h"

struct replay;

/* Opens FILE ("-" is not for it) and learns its times; `world` is not owned. 0 or negative errno (-ENODATA:
 * no line of it says a time). */
int replay_open(const char *path, struct world *world, double speed, struct replay **out);
void replay_close(struct replay *replay); /* NULL is fine */

/* Plays what is due at `now_us`. True when something came. */
bool replay_round(struct replay *replay, int64_t now_us);

/* When to come again. */
int64_t replay_due_us(const struct replay *replay);

/* From now on at this speed, 0.01 to 10,000. */
void replay_set_speed(struct replay *replay, double speed, int64_t now_us);

/* To another place, relative; the world is made anew from the recording up to there. */
void replay_seek(struct replay *replay, int64_t by_us, int64_t now_us);

/* While `hold` nothing comes. */
void replay_hold(struct replay *replay, bool hold, int64_t now_us);

/* Where it stands, wall clock of the recording. */
struct replay_place {
    int64_t first_us, last_us, at_us;
    double speed;
    bool ended;
};
void replay_place(const struct replay *replay, int64_t now_us, struct replay_place *out);

#endif

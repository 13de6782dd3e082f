/* The engine after a time in which this node did not run: it says so and its masters speak up. */
#ifndef VRRPD_ENGINE_VRRP_PAUSE_H
#define VRRPD_ENGINE_VRRP_PAUSE_H

#include "vrrpd/engine_vrrp_state.h"

/* How late a wait may end, from the configuration; hears of restored machines where the kernel tells. */
void engine_pause_prepare(struct engine *engine);

/* After a wait that was to end at `due_us`, and after what came meanwhile was heard. */
void engine_pause_look(struct engine *engine, int64_t due_us, int64_t now_us);

#endif

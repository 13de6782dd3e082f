/* How a vrrp engine takes over what its predecessor left: elections, counters, sockets, drains. */
#ifndef VRRPD_ENGINE_VRRP_ADOPT_H
#define VRRPD_ENGINE_VRRP_ADOPT_H

#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Adopts every instance of the predecessor's table, resigns for those this configuration does not have, hears
 * what waited in the sockets. */
void engine_adopt(struct engine *engine, int64_t now_us);

/* Closes the inherited sockets that this configuration does not use. */
void engine_adopt_finish(struct engine *engine);

#endif

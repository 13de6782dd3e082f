/* The vrrp engine's side of fencing: shows lib/fence_rule.h the splits that are certain, and publishes the
 * shots that it decides. Runs nothing: the runner does, by the loaded configuration. */
#ifndef VRRPD_ENGINE_VRRP_FENCE_H
#define VRRPD_ENGINE_VRRP_FENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Gets ready where the configuration has a command; false without memory. */
bool engine_fence_prepare(struct engine *engine);

/* Another master of instance `index`, which is MASTER and has an open conflict, was heard. */
void engine_fence_seen(struct engine *engine, size_t index, const struct packet *packet,
                       enum packet_error verdict, int64_t now_us);

/* The conflict of instance `index` is over. */
void engine_fence_heal(struct engine *engine, size_t index);

#endif

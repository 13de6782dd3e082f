/* The vrrp engine's sync groups: carries out what vrrp/sync_group.h says, until the members agree. */
#ifndef VRRPD_ENGINE_VRRP_GROUPS_H
#define VRRPD_ENGINE_VRRP_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Builds the groups of the configuration. False without memory. */
bool engine_groups_prepare(struct engine *engine);

/* Notes whether instance `index` cannot run for a reason of its own. */
void engine_group_note(struct engine *engine, size_t index, bool faulty);

/* Something happened to instance `index`: brings its group, if it has one, to agreement. */
void engine_group_settle(struct engine *engine, size_t index, int64_t now_us);

/* Before instance `index` hears an advert: whether it may yield. */
void engine_group_steel(struct engine *engine, size_t index, int64_t now_us);

#endif

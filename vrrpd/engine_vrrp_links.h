/* The vrrp engine's interfaces: sockets that live and die with them, and the adverts they bring. */
#ifndef VRRPD_ENGINE_VRRP_LINKS_H
#define VRRPD_ENGINE_VRRP_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Takes in what the kernel process says of an interface now: opens and closes its sockets, starts the delay
 * until it counts as up. An interface that was made anew is a fault of its instances first. The caller
 * reviews the instances (engine_vrrp_health.h). */
void engine_link_update(struct engine *engine, size_t index, const struct page_link *link, int64_t now_us);

/* Takes over the link as the predecessor knew it. */
void engine_link_inherit(struct engine *engine, size_t index, const struct page_link *link, int64_t now_us);

/* Lets links that have settled count; true when one did. */
bool engine_links_settle(struct engine *engine, int64_t now_us);

/* Reads everything that waits on a port's socket. */
void engine_port_drain(struct engine_port *port);

#endif

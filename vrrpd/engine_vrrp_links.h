/* The vrrp engine's interfaces and what arrives on them. */
#ifndef VRRPD_ENGINE_VRRP_LINKS_H
#define VRRPD_ENGINE_VRRP_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpd/engine_vrrp_state.h"

/* Gives an interface its socket, inherited or new, and its instances their source; `link` is what is known
 * now. */
void engine_link_update(struct engine *engine, size_t index, const struct page_link *link, int64_t now_us);

/* Takes over the link as the predecessor knew it, without telling the elections. */
void engine_link_inherit(struct engine *engine, size_t index, const struct page_link *link);

/* Why an instance of this link cannot run now, ELECTION_REASON_NONE when it can; *source is what it sends
 * from. */
enum election_reason engine_link_fault(const struct engine_link *link, const struct conf_instance *conf,
                                       struct addr *source);

/* Builds the instance's adverts for this source, the ready-made resignation included. False when they do not
 * fit the link. */
bool engine_set_source(struct engine *engine, size_t index, const struct addr *source);

/* Reads everything that waits on the link's socket. */
void engine_link_drain(struct engine_link *link);

#endif

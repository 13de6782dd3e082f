/* What one advert changes. Owns the fields of a source that adverts tell. */
#ifndef VRRPWATCH_OBSERVE_ADVERT_H
#define VRRPWATCH_OBSERVE_ADVERT_H

#include "vrrpwatch/observe_state.h"

/* Takes a FRAME_ADVERT. */
void observe_advert(struct observe *observe, const struct frame *frame);

/* An advert of this source came in fragments, the first of which is here: a sign of life, no more can be
 * read. */
void observe_advert_piece(struct observe *observe, struct router *router, struct source *source);

#endif

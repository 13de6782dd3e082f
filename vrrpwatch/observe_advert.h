/* What one advert changes. Owns the fields of a source that adverts tell. */
#ifndef VRRPWATCH_OBSERVE_ADVERT_H
#define VRRPWATCH_OBSERVE_ADVERT_H

#include "vrrpwatch/observe_state.h"

/* Takes a FRAME_ADVERT. */
void observe_advert(struct observe *observe, const struct frame *frame);

#endif

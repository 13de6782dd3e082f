/* What the daemon's reasons for refusing an advert mean, and what mends them: plain tables. Pure. */
#ifndef VRRPTOP_VIEW_ADVICE_H
#define VRRPTOP_VIEW_ADVICE_H

struct view_advice {
    const char *name; /* as vrrpd counts it, lib/packet.h */
    const char *meaning, *fix;
};

/* NULL: a reason of a later version. */
const struct view_advice *view_advice_find(const char *name);

#endif

/* What the daemon's reasons for refusing an advert mean, and what mends them: plain tables. Pure. */
#ifndef LIB_PACKET_ADVICE_H
#define LIB_PACKET_ADVICE_H

struct packet_advice {
    const char *name; /* as vrrpd counts it, lib/packet.h */
    const char *meaning, *fix;
};

/* NULL: a reason of a later version. */
const struct packet_advice *packet_advice_find(const char *name);

#endif

/* What a hostile or broken host sends to the routers of a simulated LAN. Each function returns false when it
 * has nobody to attack. */
#ifndef TESTS_SIM_ATTACK_H
#define TESTS_SIM_ATTACK_H

#include "tests/sim/lan.h"

/* The advert that router `index` would send now, to be changed by the attacker. `addresses` is what it points
 * to and has to live as long. */
struct packet_advert attack_advert(const struct lan *lan, int index, struct addr *virtual_address);

/* Sends an advert to one router, or to all with `to` < 0. */
bool attack_send(struct lan *lan, int to, const struct packet_advert *advert);

/* One advert, well formed, from an address that is nobody's unless said otherwise. */
bool attack_stronger(struct lan *lan, int index, int other);
bool attack_owner(struct lan *lan, int index, int other);
bool attack_equal(struct lan *lan, int index, int other);
bool attack_interval(struct lan *lan, int index, int other);
/* Priority 0 in the name of router `other` or of nobody. */
bool attack_resign(struct lan *lan, int index, int other);

/* A hundred frames at once. */
bool attack_flood_weaker(struct lan *lan, int index, int other);
bool attack_flood_resign(struct lan *lan, int index, int other);

/* One frame with each defect that a frame can have. */
bool attack_malformed(struct lan *lan, int index, int other);

/* A router's own advert comes back to it. */
bool attack_replay(struct lan *lan, int index, int other);

#endif

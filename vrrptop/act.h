/* What a reader may have done with --write: drain, failover, weight, through the daemon's control socket or,
 * on another host, through vrrpctl there. One at a time; waits for nothing. */
#ifndef VRRPTOP_ACT_H
#define VRRPTOP_ACT_H

#include <stdbool.h>
#include <stddef.h>

#include "vrrptop/source.h"
#include "vrrptop/view.h"

struct act;
struct loop;

/* NULL without memory. */
struct act *act_new(struct loop *loop, struct sources *sources);
void act_free(struct act *act); /* ends what runs; NULL is fine */

/* Asks for what the view wants. "" when that is under way, else one sentence why not. */
const char *act_ask(struct act *act, const struct view_request *request);

/* What came of it, once; false while nothing did. */
bool act_answer(struct act *act, char *out, size_t size);

#endif

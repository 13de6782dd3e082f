/* Makes incidents of what node_judge() finds round after round: a fault that is there for the first time
 * opens one, one that is no longer there closes it. Bounded. Pure. */
#ifndef VRRPWATCH_NODE_INCIDENT_H
#define VRRPWATCH_NODE_INCIDENT_H

#include <stddef.h>
#include <stdint.h>

#include "vrrpwatch/finding.h"

enum { NODE_INCIDENTS_MAX = 1024 };

/* Numbers of these incidents begin here; the detector's own are smaller. */
#define NODE_INCIDENT_FIRST UINT32_C(0x80000000)

struct node_incidents;

/* A fault has to be found in `rounds` rounds in a row before it is told: 1 where there is one round only, 2
 * where there are many, because facts and adverts are not of the same instant. NULL without memory. */
struct node_incidents *node_incidents_new(unsigned rounds, finding_sink *sink, void *context);
void node_incidents_free(struct node_incidents *incidents);

/* A finding of this round; a finding_sink, `context` is the struct node_incidents. */
void node_incidents_take(void *context, const struct finding *finding);

/* The round is over: what was not found in it is closed. */
void node_incidents_round(struct node_incidents *incidents, int64_t now_us);

/* How many are open, and the worst severity among them (SEVERITY_INFO without one). */
size_t node_incidents_open(const struct node_incidents *incidents, enum severity *worst);

#endif

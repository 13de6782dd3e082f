/* What is wrong with a virtual router on this very host: facts and what the wire showed go in, findings with
 * exact codes and the commands that mend them come out. Keeps nothing between two calls. Pure. */
#ifndef VRRPWATCH_NODE_JUDGE_H
#define VRRPWATCH_NODE_JUDGE_H

#include <stddef.h>

#include "vrrpwatch/finding.h"
#include "vrrpwatch/node_view.h"

/* Judges one instance and tells `sink` each fault, the exact causes before the two rules about a backup that
 * holds the address. Findings are in phase FINDING_OPEN with number 0: node_incident.h gives them numbers and
 * an end. Returns how many there were. */
size_t node_judge(const struct node_view *view, finding_sink *sink, void *context);

#endif

/* The rules about adverts that do not arrive here, do not leave, or are refused. Pure. */
#ifndef VRRPWATCH_NODE_JUDGE_PATH_H
#define VRRPWATCH_NODE_JUDGE_PATH_H

#include "vrrpwatch/node_judge_part.h"

/* This node is deaf: not a member (A4), behind its own firewall (A1). */
void node_judge_deaf(struct judge *judge);

/* What the other one sends would be discarded here, and ours there (B1, B3, B4). */
void node_judge_settings(struct judge *judge);

/* Nothing comes from anybody: A3, A13, A; nothing of ours leaves: A2. */
void node_judge_silence(struct judge *judge);

#endif

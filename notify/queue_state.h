/* The queue's memory as JSON, for the next start. Pure. */
#ifndef NOTIFY_QUEUE_STATE_H
#define NOTIFY_QUEUE_STATE_H

#include "notify/queue.h"

/* What is remembered besides waiting events, as JSON, malloc'ed; NULL without memory. */
char *queue_save(const struct queue *queue);
/* Reads it back into an empty queue; false (and still empty) when it is nothing of ours. */
bool queue_load(struct queue *queue, const char *text);

#endif

/* Deliveries in children of their own: one short-lived process for each, without privilege, with a hard end,
 * because resolvers and libraries block and one of them does not survive a second message. */
#ifndef NOTIFY_DELIVER_H
#define NOTIFY_DELIVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "notify/delivery.h"

/* A delivery under way. */
struct deliver {
    pid_t pid;
    int fd; /* readable when it is over: watch it, then call deliver_take() */
};

/* Starts sending a mail, or a post when `post` is not NULL (then `mail` is not looked at). Everything is
 * copied by the fork. Passwords and tokens are read by the child. 0 or negative errno. */
int deliver_start(const struct delivery *mail, const struct delivery_post *post, struct deliver *out);

/* What became of it, once its descriptor is readable. True when it is over: the child is reaped, the
 * descriptor is closed (remove it from the loop first). False: nothing to read yet. A child that ended
 * without a word is DELIVERY_LATER. */
bool deliver_take(struct deliver *deliver, struct delivery_result *result);

/* Ends it, reaps the child and closes the descriptor. Whether the message went out is not known then. */
void deliver_kill(struct deliver *deliver);

/* The same in this process, blocking; for programs that end after it. */
void deliver_now(const struct delivery *mail, const struct delivery_post *post,
                 struct delivery_result *result);

/* The longest that such a delivery may take, beyond which the child is ended by its own alarm. */
int64_t deliver_limit_us(const struct delivery *mail, const struct delivery_post *post);

#endif

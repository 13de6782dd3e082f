/* The dispatcher's socket: senders connect, send one record a packet, and hear that it is on disk. Bounded in
 * senders and in what it takes in one round. Knows nothing of what a record means. */
#ifndef NOTIFY_INBOX_H
#define NOTIFY_INBOX_H

#include <stdint.h>
#include <sys/types.h>

struct loop;
struct inbox;

/* Who takes the records. `take` gets one as text and fills its number; `commit` makes all that were taken
 * last. Both return 0 or negative errno. */
struct inbox_owner {
    int (*take)(void *context, const char *text, uint64_t *sequence);
    int (*commit)(void *context);
    void *context;
};

/* The listening socket at `path`, replacing one that nobody serves; negative errno, -EADDRINUSE when one
 * does. */
int inbox_listen(const char *path);

/* Serves the (not owned) listener for peers of these users and root. NULL without memory. */
struct inbox *inbox_new(struct loop *loop, int listener, const uid_t *users, size_t user_count,
                        const struct inbox_owner *owner);
/* Takes what has arrived, closes all senders; NULL is fine. */
void inbox_free(struct inbox *inbox);

#endif

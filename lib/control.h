/* The control socket's server side: clients come, say one line, get lines. Knows nothing of what the lines
 * mean. Bounded in clients, in the size and time of a request, and in what waits to be read. */
#ifndef LIB_CONTROL_H
#define LIB_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    CONTROL_CLIENTS_MAX = 256,
    CONTROL_REQUEST_MAX = 4096,
    CONTROL_BACKLOG_MAX = 16 << 20, /* bytes a client may leave unread */
};

struct loop;
struct control;
struct control_client;

/* Called with a whole request line (without its newline). It answers with control_answer() now or later. */
typedef void control_request(void *context, struct control_client *client, const char *line, size_t size);

/* Serves `listener` (not owned) in `loop`; NULL without memory or when the loop refuses. */
struct control *control_new(struct loop *loop, int listener, control_request *request, void *context);
/* Closes all clients; NULL is fine. */
void control_free(struct control *control);

/* Queues one line (the newline is added). With `more` the client stays for further lines, else it is closed
 * once it has read everything. */
void control_answer(struct control_client *client, const char *text, bool more);

/* True when the peer is root or, as the kernel says, in `group` ((gid_t)-1: no group). */
bool control_may_write(const struct control_client *client, gid_t group);

/* A number of the client's owner, 0 at first: what it follows. */
void control_set_tag(struct control_client *client, unsigned tag);

/* Answers every client with this tag, `more` as in control_answer(). */
void control_broadcast(struct control *control, unsigned tag, const char *text, bool more);

/* Clients with this tag. */
size_t control_count(const struct control *control, unsigned tag);

/* Closes clients that do not finish their request. Returns when to call again, LOOP_FOREVER if never. */
int64_t control_expire(struct control *control, int64_t now_us);

/* True while some client has not read its answer yet. */
bool control_busy(const struct control *control);

#endif

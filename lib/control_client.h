/* The control socket's client side: say one line, read lines. */
#ifndef LIB_CONTROL_CLIENT_H
#define LIB_CONTROL_CLIENT_H

#include <stdbool.h>

struct control_stream;

/* Connects to the socket at `path` and sends `request` (one line, without newline). 0 with *out, or negative
 * errno. */
int control_stream_open(const char *path, const char *request, struct control_stream **out);

/* The next line without its newline, valid until the next call; NULL at the end or on failure. Waits. */
const char *control_stream_next(struct control_stream *stream);

/* NULL is fine. */
void control_stream_close(struct control_stream *stream);

#endif

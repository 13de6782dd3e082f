/* Asking the daemon: one request, its lines, and errors said in one way. */
#ifndef VRRPD_CTL_ASK_H
#define VRRPD_CTL_ASK_H

#include <stdbool.h>

#include "lib/control_client.h"
#include "lib/request.h"
#include "lib/status.h"
#include "vrrpd/ctl/ctl.h"

/* Sends verb and name (NULL for none). 0 with *out, or an exit status after saying why not. */
int ask_open(const struct ctl *ctl, const char *verb, const char *name, struct control_stream **out);

/* The same again and again, while following: waits up to a few seconds for a daemon that restarts. */
int ask_again(const struct ctl *ctl, const char *verb, const char *name, struct control_stream **out);

/* True when `line` is an error answer; then it was said on standard error, for programs on standard output.
 */
bool ask_is_error(const struct ctl *ctl, const char *line);

/* Says that the daemon closed the connection without an answer; returns the exit status. */
int ask_ended(void);

/* Asks for one status. The exit status; *out is empty unless it came, and for the caller to free. With --json
 * the line was printed as it came, and *out is empty. */
int ask_status(const struct ctl *ctl, const char *verb, const char *name, struct status *out);

/* Asks for something to be done and says what was answered. Returns the exit status. */
int ask_do(const struct ctl *ctl, const char *verb, const char *name, const char *done);

/* Sends a request of more than a verb and a name; the answer comes from *out, to be closed. Returns the exit
 * status, having said why not. */
int ask_send(const struct ctl *ctl, const struct request *request, struct control_stream **out);

/* The same as ask_do() with such a request. */
int ask_request(const struct ctl *ctl, const struct request *request, const char *done);

#endif

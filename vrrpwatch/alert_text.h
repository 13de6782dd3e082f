/* An event as the places that take alerts want it: a syslog line, a datagram for the journal, the environment
 * of a command. Pure; sends nothing. */
#ifndef VRRPWATCH_ALERT_TEXT_H
#define VRRPWATCH_ALERT_TEXT_H

#include <stddef.h>

#include "lib/event.h"
#include "vrrpwatch/alert_rule.h"

enum { ALERT_VARIABLES_MAX = 20 };

/* One sentence for people: "SB-A1 critical: vrid 51 10.0.0.100 on eth0: ...; fix: ...", malloc'ed; NULL
 * without memory. Control characters have become spaces. */
char *alert_text_sentence(const struct event *event, enum alert_action action);

/* A whole RFC 5424 message, facility daemon, whose MSGID is the code; malloc'ed. `process` is the sender's.
 */
char *alert_text_syslog(const struct event *event, enum alert_action action, long process);

/* The fields of a journal entry, one a line, as its native socket takes them; malloc'ed. */
char *alert_text_journal(const struct event *event, enum alert_action action);

/* The journal's MESSAGE_ID of a code: always the same 32 digits, the last three of which are the code's
 * letter and number. */
void alert_text_message_id(const char *code, char id[33]);

/* Fills `out` with "NAME=value" strings, ended by NULL; alert_text_free() frees them. Without memory the last
 * ones are missing. */
void alert_text_environment(const struct event *event, enum alert_action action,
                            char *out[ALERT_VARIABLES_MAX]);
void alert_text_free(char *variables[ALERT_VARIABLES_MAX]);

#endif

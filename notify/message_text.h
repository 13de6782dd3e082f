/* What a notice says to people: subject and body from templates, built in (English, Chinese) or an
 * administrator's own. A template is text with {{name}} for a variable; a line, or a part in [[double
 * brackets]], is left out when it has variables and all of them are empty. No code, no shell, no nesting.
 * Pure. */
#ifndef NOTIFY_MESSAGE_TEXT_H
#define NOTIFY_MESSAGE_TEXT_H

#include "notify/message.h"

enum { MESSAGE_SUBJECT_MAX = 400, MESSAGE_TEMPLATE_MAX = 65536 };

/* The subject as one line of UTF-8 without control characters, malloc'ed; NULL without memory. */
char *message_subject(const struct notice *notice, const struct message_facts *facts);

/* The body as UTF-8 with LF, malloc'ed; NULL without memory. */
char *message_body(const struct notice *notice, const struct message_facts *facts);

/* True when every variable of a template is known and every brace closed; else `why` has the offender and the
 * list of names. `line` gets the template's line, from 1. */
bool message_template_check(const char *text, size_t *line, char *why, size_t why_size);

/* Name of variable number `index` as templates have it and one line about it in English; false past the last.
 */
bool message_variable(size_t index, const char **name, const char **about);

/* "event", "digest", "stable", "reminder", "healed", "test". */
const char *message_notice_name(enum notice_kind kind);

#endif

/* The variables of templates: a name and how it becomes text. Pure. */
#ifndef NOTIFY_MESSAGE_VARIABLES_H
#define NOTIFY_MESSAGE_VARIABLES_H

#include <stdio.h>

#include "notify/message.h"
#include "notify/message_words.h"

/* A notice as a template sees it. */
struct message_view {
    const struct notice *notice;
    const struct message_facts *facts;
    const struct event *event; /* the last one; all zero when there is none */
    const struct message_words *words;
};

struct message_variable {
    const char *name;
    const char *about;
    /* Writes the value, uncleaned. */
    void (*write)(FILE *out, const struct message_view *view);
    bool lines; /* may hold newlines */
};

/* Number `index`, NULL past the last. */
const struct message_variable *message_variables(size_t index);

/* What kind of thing it tells. */
enum message_form message_form(const struct notice *notice, const struct event *event);

/* Writes a template with its variables filled in; it is known to be good. In message_text.c. */
void message_expand(FILE *out, const char *text, const struct message_view *view);

#endif

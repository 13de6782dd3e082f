/* The words of the messages, by language: built-in templates and what variables need. Plain data. */
#ifndef NOTIFY_MESSAGE_WORDS_H
#define NOTIFY_MESSAGE_WORDS_H

#include "conf/model_notify.h"

/* What a notice tells of; each has a headline. */
enum message_form {
    MESSAGE_TRANSITION,
    MESSAGE_SERVER,
    MESSAGE_QUORUM,
    MESSAGE_INCIDENT,
    MESSAGE_REMINDER,
    MESSAGE_HEALED,
    MESSAGE_DIGEST,
    MESSAGE_STABLE,
    MESSAGE_OTHER,
    MESSAGE_TEST,
    MESSAGE_FORM_COUNT
};

struct message_words {
    const char *subject, *body;
    const char *headlines[MESSAGE_FORM_COUNT]; /* templates without {{headline}} */
    const char *again;                         /* it may have been sent before */
    const char *group, *priority;              /* "sync group", "priority" */
    const char *day, *hour, *minute, *second;
    const char *severities[3][2]; /* as the record has it, as people read it */
    const char *kinds[3][2];      /* the same of events that are no change of state */
};

/* Those of a language; English for one that is not known. */
const struct message_words *message_words(enum conf_language language);

#endif

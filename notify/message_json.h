/* A notice as JSON for a webhook. All JSON of messages lives in message_json.c. Pure. */
#ifndef NOTIFY_MESSAGE_JSON_H
#define NOTIFY_MESSAGE_JSON_H

#include "notify/message.h"

/* One object without a newline, malloc'ed; NULL without memory. CONF_WEBHOOK_JSON: `schema`, `type` "notice",
 * `notice` (event, digest, stable, reminder, healed, test), `host`, `text` for people and `events`, the
 * records. The chat format holds the text alone, cut to what gateways take. */
char *message_json(const struct notice *notice, const struct message_facts *facts,
                   enum conf_webhook_format format);

#endif

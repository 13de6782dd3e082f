/* Which events people are told of: an incident once when it opens, again when its code or severity changes,
 * again after a while as long as it is open, and once when it is over. Keeps the incidents that are open,
 * bounded; tells nobody itself. Pure. */
#ifndef VRRPWATCH_ALERT_RULE_H
#define VRRPWATCH_ALERT_RULE_H

#include <stdint.h>

#include "lib/event.h"
#include "vrrpwatch/verdict.h"

#define ALERT_NEVER INT64_MAX

struct alert_options {
    enum severity least;    /* what is below it is told to nobody */
    int64_t remind_us;      /* 0: 30 min */
    uint32_t incidents_max; /* 0: 1024; beyond it all events are told and nothing is reminded of */
};

enum alert_action {
    ALERT_NONE,
    ALERT_OPEN,
    ALERT_UPDATE,
    ALERT_REMINDER,
    ALERT_HEALED,
    ALERT_NOTE /* something that was over at once; told once in `remind_us` per router and code */
};

struct alert_rule;

/* NULL without memory. */
struct alert_rule *alert_rule_new(const struct alert_options *options);
void alert_rule_free(struct alert_rule *rule);

/* What to do about an event; `line` is its text, copied where there may be reminders. */
enum alert_action alert_rule_take(struct alert_rule *rule, const struct event *event, const char *line,
                                  int64_t now_us);

/* When alert_rule_due() will have something, ALERT_NEVER while nothing is open. */
int64_t alert_rule_deadline_us(const struct alert_rule *rule);

/* The line of an incident that is to be told again, as it was told last, or NULL; valid until the next call.
 * To be called until it says NULL. */
const char *alert_rule_due(struct alert_rule *rule, int64_t now_us);

/* "open", "update", "reminder", "closed", "note"; "" for ALERT_NONE. */
const char *alert_action_name(enum alert_action action);

#endif

#include "vrrpwatch/alert_rule.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/schedule.h"

enum { INCIDENTS_DEFAULT = 1024, KEY_MAX = 128 };

static const int64_t remind_default_us = INT64_C(1800) * 1000000;

struct told {
    char key[KEY_MAX]; /* "": free */
    char code[sizeof(((struct event_incident *)0)->code)];
    char severity[sizeof(((struct event_incident *)0)->severity)];
    char *line; /* NULL: of a note, not to be told again */
};

struct alert_rule {
    struct alert_options options;
    struct told *told;
    struct schedule_entry *entries;
    struct schedule schedule; /* when each is to be told of again; a note: when it is forgotten */
    uint32_t used;
    uint64_t untracked; /* told without being remembered */
};

struct alert_rule *alert_rule_new(const struct alert_options *options)
{
    struct alert_rule *rule = calloc(1, sizeof(*rule));

    if (rule == NULL)
        return NULL;
    rule->options = *options;
    if (rule->options.incidents_max == 0)
        rule->options.incidents_max = INCIDENTS_DEFAULT;
    if (rule->options.remind_us <= 0)
        rule->options.remind_us = remind_default_us;
    rule->told = calloc(rule->options.incidents_max, sizeof(*rule->told));
    rule->entries = calloc(rule->options.incidents_max, sizeof(*rule->entries));
    if (rule->told == NULL || rule->entries == NULL) {
        alert_rule_free(rule);
        return NULL;
    }
    schedule_init(&rule->schedule, rule->entries, rule->options.incidents_max);
    return rule;
}

void alert_rule_free(struct alert_rule *rule)
{
    if (rule == NULL)
        return;
    for (uint32_t i = 0; rule->told != NULL && i < rule->options.incidents_max; i++)
        free(rule->told[i].line);
    free(rule->told);
    free(rule->entries);
    free(rule);
}

static bool is_note(const struct event *event)
{
    return event_incident_is_note(&event->incident);
}

/* Notes have a number each: what makes two of them the same matter is where and what. */
static void make_key(const struct event *event, char key[KEY_MAX])
{
    if (is_note(event))
        snprintf(key, KEY_MAX, "note %s %s %u %s %u", event->incident.code, event->interface,
                 event->incident.vlan, event->family, event->vrid);
    else
        snprintf(key, KEY_MAX, "incident %s", event->incident.id);
}

static enum severity severity_of(const struct event *event)
{
    if (strcmp(event->incident.severity, severity_name(SEVERITY_CRITICAL)) == 0)
        return SEVERITY_CRITICAL;
    return strcmp(event->incident.severity, severity_name(SEVERITY_WARNING)) == 0 ? SEVERITY_WARNING
                                                                                  : SEVERITY_INFO;
}

static struct told *find(const struct alert_rule *rule, const char *key)
{
    for (uint32_t i = 0; i < rule->options.incidents_max; i++)
        if (strcmp(rule->told[i].key, key) == 0)
            return &rule->told[i];
    return NULL;
}

static void forget(struct alert_rule *rule, struct told *told)
{
    free(told->line);
    *told = (struct told){.line = NULL};
    schedule_set(&rule->schedule, (size_t)(told - rule->told), SCHEDULE_NEVER);
    rule->used--;
}

/* Remembers what is being told now. */
static void renew(struct alert_rule *rule, struct told *told, const struct event *event, const char *line,
                  int64_t now_us)
{
    memcpy(told->code, event->incident.code, sizeof(told->code));
    memcpy(told->severity, event->incident.severity, sizeof(told->severity));
    free(told->line);
    told->line = is_note(event) ? NULL : strdup(line);
    schedule_set(&rule->schedule, (size_t)(told - rule->told), now_us + rule->options.remind_us);
}

static enum alert_action begin(struct alert_rule *rule, const struct event *event, const char *key,
                               const char *line, int64_t now_us)
{
    struct told *told = rule->used < rule->options.incidents_max ? find(rule, "") : NULL;

    if (severity_of(event) < rule->options.least)
        return ALERT_NONE;
    if (told == NULL) {
        rule->untracked++;
    } else {
        rule->used++;
        snprintf(told->key, sizeof(told->key), "%s", key);
        renew(rule, told, event, line, now_us);
    }
    return is_note(event) ? ALERT_NOTE : ALERT_OPEN;
}

static bool changed(const struct told *told, const struct event *event)
{
    return strcmp(told->code, event->incident.code) != 0 ||
           strcmp(told->severity, event->incident.severity) != 0;
}

enum alert_action alert_rule_take(struct alert_rule *rule, const struct event *event, const char *line,
                                  int64_t now_us)
{
    char key[KEY_MAX];
    struct told *told;

    if (strcmp(event->kind, "incident") != 0)
        return ALERT_NONE;
    make_key(event, key);
    told = find(rule, key);
    if (strcmp(event->incident.phase, "closed") == 0 && !is_note(event)) {
        if (told != NULL)
            forget(rule, told);
        else if (rule->untracked == 0 || severity_of(event) < rule->options.least)
            return ALERT_NONE;
        return ALERT_HEALED;
    }
    if (told == NULL)
        return begin(rule, event, key, line, now_us);
    if (is_note(event) || !changed(told, event))
        return ALERT_NONE;
    renew(rule, told, event, line, now_us);
    return ALERT_UPDATE;
}

int64_t alert_rule_deadline_us(const struct alert_rule *rule)
{
    return schedule_next_us(&rule->schedule);
}

const char *alert_rule_due(struct alert_rule *rule, int64_t now_us)
{
    while (schedule_next_us(&rule->schedule) <= now_us) {
        size_t first = schedule_first(&rule->schedule);

        if (rule->told[first].line != NULL) {
            schedule_set(&rule->schedule, first, now_us + rule->options.remind_us);
            return rule->told[first].line;
        }
        forget(rule, &rule->told[first]);
    }
    return NULL;
}

const char *alert_action_name(enum alert_action action)
{
    static const char *const names[] = {"", "open", "update", "reminder", "closed", "note"};

    return names[action];
}

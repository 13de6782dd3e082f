/* vrrpwatch/alert_rule and alert_text: who is told when, and in which words. */
#include <stdlib.h>

#include "tests/unit/check.h"
#include "vrrpwatch/alert_rule.h"
#include "vrrpwatch/alert_text.h"

static struct event make(const char *id, const char *phase, const char *code, const char *severity)
{
    struct event event = {.kind = "incident",
                          .host = "lb01",
                          .vrid = 51,
                          .family = "ipv4",
                          .interface = "eth0",
                          .wall_us = 1763640000123456,
                          .vip_count = 2,
                          .vips = {"10.0.0.100", "10.0.0.101"}};

    snprintf(event.incident.id, sizeof(event.incident.id), "%s", id);
    snprintf(event.incident.phase, sizeof(event.incident.phase), "%s", phase);
    snprintf(event.incident.code, sizeof(event.incident.code), "%s", code);
    snprintf(event.incident.severity, sizeof(event.incident.severity), "%s", severity);
    snprintf(event.incident.cause, sizeof(event.incident.cause), "a local firewall drops \"112\"]\nx");
    snprintf(event.incident.fix, sizeof(event.incident.fix), "nft insert rule");
    event.incident.duration_us = strcmp(phase, "closed") == 0 ? 12300000 : -1;
    event.incident.master_count = 1;
    snprintf(event.incident.masters[0].address, sizeof(event.incident.masters[0].address), "10.0.0.2");
    return event;
}

static enum alert_action take(struct alert_rule *rule, const char *id, const char *phase, const char *code,
                              const char *severity, int64_t now_us)
{
    struct event event = make(id, phase, code, severity);

    return alert_rule_take(rule, &event, id, now_us);
}

static void an_incident_is_told_once_and_healed_once(void)
{
    struct alert_options options = {.least = SEVERITY_WARNING};
    struct alert_rule *rule = alert_rule_new(&options);

    CHECK_EQ_INT(take(rule, "a", "open", "SB-A", "critical", 0), ALERT_OPEN);
    CHECK_EQ_INT(take(rule, "a", "open", "SB-A", "critical", 1), ALERT_NONE);
    CHECK_EQ_INT(take(rule, "a", "update", "SB-A", "critical", 2), ALERT_NONE);
    CHECK_EQ_INT(take(rule, "a", "update", "SB-A1", "critical", 3), ALERT_UPDATE);
    CHECK_EQ_INT(take(rule, "a", "update", "SB-A1", "critical", 4), ALERT_NONE);
    CHECK_EQ_INT(take(rule, "a", "update", "SB-A1", "warning", 5), ALERT_UPDATE);
    CHECK_EQ_INT(take(rule, "b", "open", "SB-A1", "warning", 6), ALERT_OPEN);
    CHECK_EQ_INT(take(rule, "a", "closed", "SB-A1", "info", 7), ALERT_HEALED);
    CHECK_EQ_INT(take(rule, "a", "closed", "SB-A1", "info", 8), ALERT_NONE);
    CHECK_EQ_INT(take(rule, "b", "closed", "SB-A1", "warning", 9), ALERT_HEALED);
    CHECK_EQ_INT(alert_rule_deadline_us(rule), ALERT_NEVER);
    alert_rule_free(rule);
}

static void what_is_below_the_level_is_told_to_nobody(void)
{
    struct alert_options options = {.least = SEVERITY_CRITICAL};
    struct alert_rule *rule = alert_rule_new(&options);
    struct event other = make("t", "open", "SB-A", "critical");

    CHECK_EQ_INT(take(rule, "a", "open", "SB-B6", "warning", 0), ALERT_NONE);
    CHECK_EQ_INT(take(rule, "a", "closed", "SB-B6", "warning", 1), ALERT_NONE);
    CHECK_EQ_INT(take(rule, "b", "open", "SB-B6", "warning", 2), ALERT_NONE);
    CHECK_EQ_INT(take(rule, "b", "update", "SB-B6", "critical", 3), ALERT_OPEN); /* it became worse */
    snprintf(other.kind, sizeof(other.kind), "transition");
    CHECK_EQ_INT(alert_rule_take(rule, &other, "t", 4), ALERT_NONE);
    alert_rule_free(rule);
}

static void an_open_incident_is_told_again_after_a_while(void)
{
    struct alert_options options = {.least = SEVERITY_WARNING, .remind_us = 100};
    struct alert_rule *rule = alert_rule_new(&options);

    take(rule, "a", "open", "SB-A", "critical", 0);
    take(rule, "b", "open", "SB-A", "critical", 50);
    CHECK_EQ_INT(alert_rule_deadline_us(rule), 100);
    CHECK(alert_rule_due(rule, 99) == NULL);
    CHECK_EQ_STR(alert_rule_due(rule, 100), "a");
    CHECK(alert_rule_due(rule, 100) == NULL);
    CHECK_EQ_STR(alert_rule_due(rule, 150), "b");
    take(rule, "a", "update", "SB-A1", "critical", 180); /* people have just heard of it */
    CHECK(alert_rule_due(rule, 200) == NULL);
    take(rule, "b", "closed", "SB-A", "critical", 210);
    CHECK_EQ_STR(alert_rule_due(rule, 1000), "a");
    CHECK(alert_rule_due(rule, 1000) == NULL);
    alert_rule_free(rule);
}

static void a_note_is_told_once_in_a_while(void)
{
    struct alert_options options = {.least = SEVERITY_WARNING, .remind_us = 100};
    struct alert_rule *rule = alert_rule_new(&options);

    CHECK_EQ_INT(take(rule, "1", "note", "SB-D2", "warning", 0), ALERT_NOTE);
    CHECK_EQ_INT(take(rule, "2", "note", "SB-D2", "warning", 10), ALERT_NONE);
    CHECK_EQ_INT(take(rule, "3", "note", "SB-D1", "warning", 10), ALERT_NOTE);
    CHECK(alert_rule_due(rule, 150) == NULL); /* nothing is open */
    CHECK_EQ_INT(take(rule, "4", "note", "SB-D2", "warning", 150), ALERT_NOTE);
    CHECK_EQ_INT(take(rule, "5", "note", "SB-D2", "info", 300), ALERT_NONE);
    alert_rule_free(rule);
}

static void what_was_over_at_once_is_a_note(void)
{
    struct alert_options options = {.least = SEVERITY_WARNING};
    struct alert_rule *rule = alert_rule_new(&options);
    struct event event = make("1", "closed", "SB-C7", "warning");

    event.incident.duration_us = 0;
    CHECK_EQ_INT(alert_rule_take(rule, &event, "1", 0), ALERT_NOTE);
    CHECK_EQ_INT(alert_rule_take(rule, &event, "1", 1), ALERT_NONE);
    alert_rule_free(rule);
}

static void beyond_the_bound_nothing_is_swallowed(void)
{
    struct alert_options options = {.least = SEVERITY_WARNING, .incidents_max = 2};
    struct alert_rule *rule = alert_rule_new(&options);

    CHECK_EQ_INT(take(rule, "a", "open", "SB-A", "critical", 0), ALERT_OPEN);
    CHECK_EQ_INT(take(rule, "b", "open", "SB-A", "critical", 0), ALERT_OPEN);
    CHECK_EQ_INT(take(rule, "c", "open", "SB-A", "critical", 0), ALERT_OPEN);
    CHECK_EQ_INT(take(rule, "c", "closed", "SB-A", "critical", 1), ALERT_HEALED);
    CHECK_EQ_INT(take(rule, "a", "closed", "SB-A", "critical", 1), ALERT_HEALED);
    CHECK_EQ_INT(take(rule, "d", "open", "SB-A", "critical", 2), ALERT_OPEN);
    CHECK_EQ_INT(take(rule, "d", "open", "SB-A", "critical", 3), ALERT_NONE);
    alert_rule_free(rule);
}

/* ---- texts ---- */

static void a_syslog_line_has_the_code_as_its_message_id(void)
{
    struct event event = make("lb01-1-2", "open", "SB-A1", "critical");
    char *line = alert_text_syslog(&event, ALERT_OPEN, 77);

    CHECK_EQ_STR(line, "<26>1 2025-11-20T12:00:00.123456Z lb01 vrrpwatch 77 SB-A1 "
                       "[vrrp@32473 incident=\"lb01-1-2\" phase=\"open\" vrid=\"51\" interface=\"eth0\" "
                       "vips=\"10.0.0.100 10.0.0.101\" masters=\"10.0.0.2\"] "
                       "SB-A1 critical: vrid 51 10.0.0.100 10.0.0.101 on eth0: a local firewall drops "
                       "\"112\"] x; fix: nft insert rule");
    free(line);
    event = make("a\"]\\", "closed", "SB-A1", "critical");
    line = alert_text_syslog(&event, ALERT_HEALED, 77);
    CHECK(strncmp(line, "<29>1 ", 6) == 0);
    CHECK(strstr(line, "incident=\"a\\\"\\]\\\\\"") != NULL);
    CHECK(strstr(line, "SB-A1 healed: vrid 51 10.0.0.100 10.0.0.101 on eth0: over after 12.3 s") != NULL);
    free(line);
}

/* One field a line: a text with a newline must not begin another field. */
static void a_journal_entry_has_fields(void)
{
    struct event event = make("i", "open", "SB-A1", "warning");
    char *text = alert_text_journal(&event, ALERT_REMINDER), id[33];
    unsigned lines = 0;

    CHECK(strncmp(text, "MESSAGE=SB-A1 warning: ", 23) == 0);
    CHECK(strstr(text, "(still open)\n") != NULL);
    CHECK(strstr(text, "\nMESSAGE_ID=5c1a7e9b20d34f68a7b3e1d9c0f52a01\n") != NULL);
    CHECK(strstr(text, "\nPRIORITY=4\n") != NULL);
    CHECK(strstr(text, "\nVRRP_VRID=51\n") != NULL);
    CHECK(strstr(text, "\nVRRP_VIP=10.0.0.101\n") != NULL);
    CHECK(strstr(text, "\nVRRP_PHASE=reminder\n") != NULL);
    for (const char *c = text; *c != '\0'; c++)
        lines += *c == '\n';
    CHECK_EQ_INT(lines, 16);
    free(text);
    alert_text_message_id("SB-B12", id);
    CHECK_EQ_STR(id, "5c1a7e9b20d34f68a7b3e1d9c0f52b12");
    alert_text_message_id("SB-C", id);
    CHECK_EQ_STR(id, "5c1a7e9b20d34f68a7b3e1d9c0f52c00");
    alert_text_message_id("x", id);
    CHECK_EQ_STR(id, "5c1a7e9b20d34f68a7b3e1d9c0f52000");
}

static bool has(char *const *variables, const char *want)
{
    for (; *variables != NULL; variables++)
        if (strcmp(*variables, want) == 0)
            return true;
    return false;
}

static void a_command_gets_variables(void)
{
    struct event event = make("i", "open", "SB-A1", "critical");
    char *variables[ALERT_VARIABLES_MAX];

    alert_text_environment(&event, ALERT_OPEN, variables);
    CHECK(has(variables, "VRRP_CODE=SB-A1"));
    CHECK(has(variables, "VRRP_SEVERITY=critical"));
    CHECK(has(variables, "VRRP_VRID=51"));
    CHECK(has(variables, "VRRP_INTERFACE=eth0"));
    CHECK(has(variables, "VRRP_VIPS=10.0.0.100 10.0.0.101"));
    CHECK(has(variables, "VRRP_MASTERS=10.0.0.2"));
    CHECK(has(variables, "VRRP_PHASE=open"));
    CHECK(has(variables, "VRRP_CAUSE=a local firewall drops \"112\"] x"));
    CHECK(has(variables, "VRRP_FIX=nft insert rule"));
    CHECK(has(variables, "VRRP_DURATION_US="));
    alert_text_free(variables);
}

int main(void)
{
    an_incident_is_told_once_and_healed_once();
    what_is_below_the_level_is_told_to_nobody();
    an_open_incident_is_told_again_after_a_while();
    a_note_is_told_once_in_a_while();
    what_was_over_at_once_is_a_note();
    beyond_the_bound_nothing_is_swallowed();
    a_syslog_line_has_the_code_as_its_message_id();
    a_journal_entry_has_fields();
    a_command_gets_variables();
    return check_report("alert");
}

#include "vrrpwatch/alert_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FACILITY_DAEMON = 3 };

/* No line of a record can be begun from within a text. */
static void clean(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7F)
            *text = ' ';
}

static void print_vips(FILE *out, const struct event *event)
{
    for (size_t i = 0; i < event->vip_count; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", event->vips[i]);
}

static void print_masters(FILE *out, const struct event *event)
{
    const struct event_incident *incident = &event->incident;

    for (size_t i = 0; i < incident->master_count; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "",
                incident->masters[i].address[0] != '\0' ? incident->masters[i].address
                                                        : incident->masters[i].mac);
}

/* Text written by `print`, cleaned; NULL without memory. */
static char *collect(const struct event *event, void (*print)(FILE *, const struct event *))
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    print(out, event);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    clean(text);
    return text;
}

char *alert_text_sentence(const struct event *event, enum alert_action action)
{
    const struct event_incident *incident = &event->incident;
    bool healed = action == ALERT_HEALED;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    fprintf(out, "%s %s: ", incident->code, healed ? "healed" : incident->severity);
    if (event->vrid != 0)
        fprintf(out, "vrid %u ", event->vrid);
    print_vips(out, event);
    fprintf(out, "%son %s: ", event->vip_count > 0 ? " " : "", event->interface);
    if (healed && incident->duration_us >= 0)
        fprintf(out, "over after %.1f s; it was: ", (double)incident->duration_us / 1e6);
    fputs(incident->cause, out);
    if (!healed && incident->fix[0] != '\0')
        fprintf(out, "; fix: %s", incident->fix);
    if (action == ALERT_REMINDER)
        fputs(" (still open)", out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    clean(text);
    return text;
}

/* RFC 5424 6.2.1: 2 critical, 4 warning, 5 notice, 6 informational. */
static unsigned level_of(const struct event *event, enum alert_action action)
{
    if (action == ALERT_HEALED)
        return 5;
    if (strcmp(event->incident.severity, "critical") == 0)
        return 2;
    return strcmp(event->incident.severity, "warning") == 0 ? 4 : 6;
}

/* RFC 5424 6.3.3 */
static void print_parameter(FILE *out, const char *name, const char *value)
{
    fprintf(out, " %s=\"", name);
    for (; *value != '\0'; value++) {
        if (*value == '"' || *value == '\\' || *value == ']')
            fputc('\\', out);
        fputc((unsigned char)*value < ' ' ? ' ' : *value, out);
    }
    fputc('"', out);
}

/* 32473 is the number that RFC 5612 keeps for documentation. */
static void print_data(FILE *out, const struct event *event, enum alert_action action)
{
    char *vips = collect(event, print_vips), *masters = collect(event, print_masters), number[8];

    snprintf(number, sizeof(number), "%u", event->vrid);
    fputs("[vrrp@32473", out);
    print_parameter(out, "incident", event->incident.id);
    print_parameter(out, "phase", alert_action_name(action));
    print_parameter(out, "vrid", number);
    print_parameter(out, "interface", event->interface);
    print_parameter(out, "vips", vips != NULL ? vips : "");
    print_parameter(out, "masters", masters != NULL ? masters : "");
    fputc(']', out);
    free(vips);
    free(masters);
}

char *alert_text_syslog(const struct event *event, enum alert_action action, long process)
{
    char *text = NULL, *sentence = alert_text_sentence(event, action), time[40];
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL || sentence == NULL) {
        if (out != NULL)
            fclose(out);
        free(text);
        free(sentence);
        return NULL;
    }
    fprintf(out, "<%u>1 %s %s vrrpwatch %ld %s ", FACILITY_DAEMON * 8 + level_of(event, action),
            status_time(event->wall_us, time), event->host[0] != '\0' ? event->host : "-", process,
            event->incident.code[0] != '\0' ? event->incident.code : "-");
    print_data(out, event, action);
    fprintf(out, " %s", sentence);
    free(sentence);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

/* "SB-A1": a01; a family alone has number 0. The letters of all families are hexadecimal digits. */
void alert_text_message_id(const char *code, char id[33])
{
    static const char base[] = "5c1a7e9b20d34f68a7b3e1d9c0f52";
    char digit = '0';
    unsigned long number = 0;

    if (strncmp(code, "SB-", 3) == 0 && code[3] >= 'A' && code[3] <= 'F') {
        digit = (char)(code[3] - 'A' + 'a');
        number = strtoul(code + 4, NULL, 10) % 100;
    }
    snprintf(id, 33, "%s%c%02lu", base, digit, number);
}

char *alert_text_journal(const struct event *event, enum alert_action action)
{
    const struct event_incident *incident = &event->incident;
    char *text = NULL, *sentence = alert_text_sentence(event, action), id[33];
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return free(sentence), NULL;
    alert_text_message_id(incident->code, id);
    fprintf(out, "MESSAGE=%s\nMESSAGE_ID=%s\nPRIORITY=%u\nSYSLOG_IDENTIFIER=vrrpwatch\nSYSLOG_FACILITY=%d\n",
            sentence != NULL ? sentence : incident->code, id, level_of(event, action), FACILITY_DAEMON);
    free(sentence);
    fprintf(out, "VRRP_CODE=%s\nVRRP_SEVERITY=%s\nVRRP_PHASE=%s\nVRRP_INCIDENT=%s\n", incident->code,
            incident->severity, alert_action_name(action), incident->id);
    fprintf(out, "VRRP_VRID=%u\nVRRP_FAMILY=%s\nVRRP_INTERFACE=%s\n", event->vrid, event->family,
            event->interface);
    for (size_t i = 0; i < event->vip_count; i++)
        fprintf(out, "VRRP_VIP=%s\n", event->vips[i]);
    for (size_t i = 0; i < incident->master_count; i++)
        fprintf(out, "VRRP_SRC=%s\n", incident->masters[i].address);
    if (incident->fix[0] != '\0' && strchr(incident->fix, '\n') == NULL)
        fprintf(out, "VRRP_FIX=%s\n", incident->fix);
    if (incident->duration_us >= 0)
        fprintf(out, "VRRP_DURATION_USEC=%lld\n", (long long)incident->duration_us);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

static void add(char *out[ALERT_VARIABLES_MAX], const char *name, const char *value)
{
    size_t used = 0;
    char *text;

    while (out[used] != NULL)
        used++;
    if (used + 1 >= ALERT_VARIABLES_MAX || asprintf(&text, "%s=%s", name, value != NULL ? value : "") < 0)
        return;
    clean(text);
    out[used] = text;
}

void alert_text_environment(const struct event *event, enum alert_action action,
                            char *out[ALERT_VARIABLES_MAX])
{
    const struct event_incident *incident = &event->incident;
    char *vips = collect(event, print_vips), *masters = collect(event, print_masters), number[24];

    memset(out, 0, ALERT_VARIABLES_MAX * sizeof(*out));
    add(out, "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    add(out, "LANG", "C.UTF-8");
    add(out, "HOME", "/");
    add(out, "VRRP_CODE", incident->code);
    add(out, "VRRP_SEVERITY", incident->severity);
    add(out, "VRRP_PHASE", alert_action_name(action));
    add(out, "VRRP_INCIDENT", incident->id);
    snprintf(number, sizeof(number), "%u", event->vrid);
    add(out, "VRRP_VRID", number);
    add(out, "VRRP_FAMILY", event->family);
    add(out, "VRRP_INTERFACE", event->interface);
    add(out, "VRRP_VIPS", vips);
    add(out, "VRRP_MASTERS", masters);
    add(out, "VRRP_CAUSE", incident->cause);
    add(out, "VRRP_FIX", incident->fix);
    snprintf(number, sizeof(number), "%lld", (long long)incident->duration_us);
    add(out, "VRRP_DURATION_US", incident->duration_us >= 0 ? number : "");
    free(vips);
    free(masters);
}

void alert_text_free(char *variables[ALERT_VARIABLES_MAX])
{
    for (size_t i = 0; i < ALERT_VARIABLES_MAX && variables[i] != NULL; i++)
        free(variables[i]);
}

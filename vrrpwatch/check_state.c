/* The state between two checks; see check_state.h. */
#include "vrrpwatch/check_state.h"

#include <stdlib.h>
#include <string.h>

static const char heading[] = "vrrpwatch-check 1";

static int compare(const void *a, const void *b)
{
    const struct check_state_incident *first = a, *second = b;
    int order = strcmp(first->interface, second->interface);

    if (order == 0)
        order = (int)first->vlan - second->vlan;
    if (order == 0)
        order = (int)first->family - second->family;
    if (order == 0)
        order = (int)first->vrid - second->vrid;
    return order != 0 ? order : strcmp(first->code, second->code);
}

/* Several incidents of one kind on one router are one to tell. */
static void settle(struct check_state *state)
{
    size_t kept = 0;

    qsort(state->incidents, state->count, sizeof(state->incidents[0]), compare);
    for (size_t i = 0; i < state->count; i++)
        if (kept == 0 || compare(&state->incidents[kept - 1], &state->incidents[i]) != 0)
            state->incidents[kept++] = state->incidents[i];
    state->count = kept;
}

static void add(struct check_state *state, const struct finding *finding, const struct print_names *names)
{
    struct check_state_incident *incident = &state->incidents[state->count++];

    memset(incident, 0, sizeof(*incident));
    snprintf(incident->code, sizeof(incident->code), "%s", cause_code(finding->cause));
    print_names_interface(names, finding->interface, incident->interface);
    for (char *at = incident->interface; *at != '\0'; at++)
        if (*at == ' ')
            *at = '_'; /* a word in its line */
    incident->vlan = finding->vlan;
    incident->family = finding->family;
    incident->vrid = finding->vrid;
}

void check_state_fill(const struct check_line *check, struct check_state *out)
{
    memset(out, 0, sizeof(*out));
    out->status = check_line_status(check);
    for (size_t i = 0; i < check->incidents->count; i++) {
        const struct finding *finding = &check->incidents->kept[i];
        bool open = finding->phase == FINDING_OPEN || finding->phase == FINDING_UPDATE;

        if (open && finding->severity != SEVERITY_INFO &&
            (check->vrid == 0 || finding->vrid == 0 || finding->vrid == check->vrid))
            add(out, finding, check->names);
    }
    settle(out);
}

void check_state_print(FILE *out, const struct check_state *state)
{
    fprintf(out, "%s\nstatus %s\n", heading, check_status_name(state->status));
    for (size_t i = 0; i < state->count; i++) {
        const struct check_state_incident *incident = &state->incidents[i];

        fprintf(out, "incident %s %s %u %s %u\n", incident->code, incident->interface,
                (unsigned)incident->vlan, print_names_family(incident->family), (unsigned)incident->vrid);
    }
}

static void take_status(const char *line, struct check_state *out)
{
    for (enum check_status status = CHECK_OK; status <= CHECK_UNKNOWN; status++)
        if (strcmp(line, check_status_name(status)) == 0)
            out->status = status;
}

static void take_incident(const char *line, struct check_state *out)
{
    struct check_state_incident incident = {.vlan = 0};
    unsigned vlan, vrid;
    char family[5];

    if (out->count == CHECK_STATE_INCIDENTS_MAX ||
        sscanf(line, "%7s %15s %4u %4s %3u", incident.code, incident.interface, &vlan, family, &vrid) != 5 ||
        vlan > 4095 || vrid > 255)
        return;
    incident.vlan = (uint16_t)vlan;
    incident.vrid = (uint8_t)vrid;
    incident.family = strcmp(family, "ipv6") == 0 ? ADDR_IPV6 : ADDR_IPV4;
    out->incidents[out->count++] = incident;
}

/* Copies the line at `*text` and moves on behind it; false at the end. */
static bool next_line(const char **text, char *out, size_t size)
{
    size_t length = strcspn(*text, "\n");

    if (**text == '\0')
        return false;
    snprintf(out, size, "%.*s", (int)(length < size ? length : size - 1), *text);
    *text += length + ((*text)[length] != '\0');
    return true;
}

void check_state_parse(const char *text, struct check_state *out)
{
    char line[128];

    memset(out, 0, sizeof(*out));
    if (text == NULL || !next_line(&text, line, sizeof(line)) || strcmp(line, heading) != 0)
        return;
    while (next_line(&text, line, sizeof(line))) {
        if (strncmp(line, "status ", 7) == 0)
            take_status(line + 7, out);
        if (strncmp(line, "incident ", 9) == 0)
            take_incident(line + 9, out);
    }
    settle(out);
}

bool check_state_changed(const struct check_state *before, const struct check_state *now)
{
    if (before->status != now->status || before->count != now->count)
        return true;
    for (size_t i = 0; i < now->count; i++)
        if (compare(&before->incidents[i], &now->incidents[i]) != 0)
            return true;
    return false;
}

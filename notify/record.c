/* Words become events; see record.h. */
#include "notify/record.h"

#include <stdio.h>
#include <string.h>

#include "conf/quantity.h"

static bool is_state(const char *word)
{
    static const char *const states[] = {"MASTER", "BACKUP", "FAULT", "STOP", "DELETED"};

    for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
        if (strcmp(states[i], word) == 0)
            return true;
    return false;
}

static bool take_state(const char *state, struct event *out)
{
    bool lower = strcmp(state, "MASTER_RX_LOWER_PRI") == 0;

    snprintf(out->kind, sizeof(out->kind), lower ? "master-rx-lower" : "transition");
    snprintf(out->to, sizeof(out->to), "%s", lower ? "MASTER" : state);
    return lower || is_state(state);
}

/* keepalived names virtual and real servers "VS"/"RS" and their states UP and DOWN. */
static bool take_server(const char *type, const char *name, const char *state, struct event *out)
{
    bool real = strcmp(type, "RS") == 0;

    if (strcmp(state, "UP") != 0 && strcmp(state, "DOWN") != 0)
        return false;
    snprintf(out->kind, sizeof(out->kind), real ? "server" : "quorum");
    snprintf(out->to, sizeof(out->to), "%s", state);
    status_copy_text(out->service, sizeof(out->service), name);
    if (real)
        status_copy_text(out->server, sizeof(out->server), name);
    return true;
}

bool record_from_words(const char *type, const char *name, const char *state, const char *priority,
                       struct event *out, char why[RECORD_WHY_MAX])
{
    bool group = strcmp(type, "GROUP") == 0, server = strcmp(type, "VS") == 0 || strcmp(type, "RS") == 0;
    uint64_t number = 0;

    memset(out, 0, sizeof(*out));
    if (!group && !server && strcmp(type, "INSTANCE") != 0)
        snprintf(why, RECORD_WHY_MAX, "the first word is INSTANCE or GROUP, not `%.32s'", type);
    else if (*name == '\0')
        snprintf(why, RECORD_WHY_MAX, "the name is empty");
    else if (server ? !take_server(type, name, state, out) : !take_state(state, out))
        snprintf(why, RECORD_WHY_MAX, "`%.32s' is no state", state);
    else if (priority != NULL && !quantity_unsigned(priority, 255, &number))
        snprintf(why, RECORD_WHY_MAX, "`%.32s' is no priority", priority);
    else {
        out->priority = (uint8_t)number;
        if (!server)
            status_copy_text(group ? out->group : out->instance, STATUS_NAME_MAX, name);
        return true;
    }
    return false;
}

bool record_from_fifo(char *line, struct event *out, char why[RECORD_WHY_MAX])
{
    char *name = strchr(line, ' '), *state, *priority;

    if (name != NULL)
        *name++ = '\0';
    if (name != NULL && *name == '"')
        state = strrchr(++name, '"');
    else
        state = name != NULL ? strchr(name, ' ') : NULL;
    if (state == NULL || (*state == '"' && state[1] != ' ')) {
        snprintf(why, RECORD_WHY_MAX, "a line is TYPE \"NAME\" STATE PRIORITY");
        return false;
    }
    if (*state == '"')
        *state++ = '\0';
    *state++ = '\0';
    priority = strchr(state, ' ');
    if (priority != NULL)
        *priority++ = '\0';
    return record_from_words(line, name, state, priority, out, why);
}

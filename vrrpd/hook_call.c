/* How a hook is called; see hook_call.h. */
#include "vrrpd/hook_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/script_file.h"

/* As keepalived writes them. */
static const char *state_word(int what)
{
    static const char *const words[CONF_HOOK_COUNT] = {
        [CONF_HOOK_MASTER] = "MASTER",   [CONF_HOOK_BACKUP] = "BACKUP",
        [CONF_HOOK_FAULT] = "FAULT",     [CONF_HOOK_STOP] = "STOP",
        [CONF_HOOK_DELETED] = "DELETED", [CONF_HOOK_MASTER_RX_LOWER] = "MASTER_RX_LOWER_PRI"};

    return words[what];
}

static int of_state(enum election_state state)
{
    switch (state) {
    case ELECTION_MASTER:
        return CONF_HOOK_MASTER;
    case ELECTION_BACKUP:
        return CONF_HOOK_BACKUP;
    case ELECTION_FAULT:
        return CONF_HOOK_FAULT;
    default:
        return -1;
    }
}

int hook_call_of_event(const struct page_event *event)
{
    if (event->kind == PAGE_EVENT_MASTER_RX_LOWER)
        return CONF_HOOK_MASTER_RX_LOWER;
    if (event->transition.reason == ELECTION_STOPPED)
        return CONF_HOOK_STOP;
    if (event->transition.reason == ELECTION_DELETED)
        return CONF_HOOK_DELETED;
    return of_state(event->transition.to);
}

void hook_call_fill_event(const struct page_instance *record, struct page_event *event)
{
    event->kind = PAGE_EVENT_TRANSITION;
    event->at_us = record->last_transition_us;
    memcpy(event->subject, record->last_subject, sizeof(event->subject));
    memcpy(event->name, record->name, sizeof(event->name));
    memcpy(event->interface, record->interface, sizeof(event->interface));
    event->family = record->family;
    event->vrid = record->vrid;
    event->priority = record->memory.effective_priority;
    event->transition = record->last_transition;
}

int hook_call_group_state(int state, enum election_state member, bool first)
{
    int own = of_state(member);

    if (own < 0 || (!first && state < 0))
        return -1;
    if (first || own == state)
        return own;
    return own == CONF_HOOK_FAULT || state == CONF_HOOK_FAULT ? CONF_HOOK_FAULT : CONF_HOOK_BACKUP;
}

bool hook_call_addresses_so(const struct child *child, size_t instance, int what)
{
    struct page_instance record;
    struct page_installed installed;

    if (!page_read_instance(child->page, child->table, instance, &record) ||
        !page_read_installed(child->page, child->table, instance, &installed))
        return false;
    if (record.memory.state == ELECTION_MASTER && what == CONF_HOOK_STOP)
        return false;
    if (record.memory.state == ELECTION_MASTER)
        return what != CONF_HOOK_MASTER || installed.take_count == record.take_count;
    return what == CONF_HOOK_MASTER || installed.present == 0;
}

static void add_variable(struct hook_call *call, const char *name, const char *value)
{
    size_t used = 0;
    char *text;

    while (call->environment[used] != NULL)
        used++;
    if (used < HOOK_CALL_ENVIRONMENT_MAX - 1 && asprintf(&text, "%s=%s", name, value) >= 0)
        call->environment[used] = text;
}

static void add_addresses(struct hook_call *call, const struct event *record)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return;
    for (size_t i = 0; i < record->address_count; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", record->addresses[i]);
    if (fclose(out) == 0)
        add_variable(call, "VRRP_ADDRESSES", text);
    free(text);
}

static void fill_environment(struct hook_call *call, const struct event *record, const char *group)
{
    char number[8];

    add_variable(call, "PATH", SCRIPT_FILE_PATH);
    add_variable(call, "LANG", "C.UTF-8");
    add_variable(call, "HOME", "/");
    add_variable(call, "VRRP_TYPE", group != NULL ? "GROUP" : "INSTANCE");
    add_variable(call, "VRRP_NAME", group != NULL ? group : record->instance);
    add_variable(call, "VRRP_GROUP", record->group);
    add_variable(call, "VRRP_STATE", call->state);
    add_variable(call, "VRRP_FROM", group != NULL ? "" : record->from);
    add_variable(call, "VRRP_PRIORITY", call->priority);
    if (group == NULL) {
        snprintf(number, sizeof(number), "%u", record->vrid);
        add_variable(call, "VRRP_VRID", number);
        add_variable(call, "VRRP_FAMILY", record->family);
        add_variable(call, "VRRP_INTERFACE", record->interface);
        add_variable(call, "VRRP_REASON_CODE", record->reason_code);
        add_variable(call, "VRRP_REASON", record->reason);
        add_addresses(call, record);
    }
}

/* Words of the configuration, then TYPE NAME STATE PRIORITY. */
static char **append_arguments(struct hook_call *call, const struct conf_command *command, bool is_group,
                               const char *name)
{
    char **argv = calloc(command->argc + 5, sizeof(*argv));

    if (argv == NULL)
        return NULL;
    memcpy(argv, command->argv, command->argc * sizeof(*argv));
    argv[command->argc] = (char *)(uintptr_t)(is_group ? "GROUP" : "INSTANCE");
    argv[command->argc + 1] = (char *)(uintptr_t)name;
    argv[command->argc + 2] = call->state;
    argv[command->argc + 3] = call->priority;
    return argv;
}

void hook_call_prepare(struct hook_call *call, struct event *record, const char *group, int what,
                       const struct conf_command *hooks)
{
    memset(call, 0, sizeof(*call));
    snprintf(call->state, sizeof(call->state), "%s", state_word(what));
    snprintf(call->priority, sizeof(call->priority), "%u", record->priority);
    if (group != NULL) {
        status_copy_text(record->group, sizeof(record->group), group);
        status_copy_text(record->to, sizeof(record->to), call->state);
    }
    fill_environment(call, record, group);
    if (hooks[CONF_HOOK_ANY].argc > 0)
        call->any = append_arguments(call, &hooks[CONF_HOOK_ANY], group != NULL,
                                     group != NULL ? group : record->instance);
}

void hook_call_add_passed(struct hook_call *call, const struct hook_item *item)
{
    char text[HOOK_QUEUE_LISTED * 21 + 1] = "";
    size_t used = 0;

    snprintf(text, sizeof(text), "%llu", (unsigned long long)item->sequence);
    add_variable(call, "VRRP_SEQ", text);
    snprintf(text, sizeof(text), "%u", item->collapsed);
    add_variable(call, "VRRP_COLLAPSED", text);
    text[0] = '\0';
    for (uint32_t i = 0; i < item->collapsed && i < HOOK_QUEUE_LISTED; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%llu", i > 0 ? " " : "",
                                 (unsigned long long)item->passed[i]);
    add_variable(call, "VRRP_COLLAPSED_SEQ", text);
}

void hook_call_free(struct hook_call *call)
{
    for (size_t i = 0; i < HOOK_CALL_ENVIRONMENT_MAX; i++)
        free(call->environment[i]);
    free(call->any);
}

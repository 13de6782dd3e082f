/* How a hook is called; see hook_call.h. */
#include "vrrpd/hook_call.h"

#include <stdio.h>
#include <string.h>

const char *hook_call_state(int what)
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
    if (event->kind == PAGE_EVENT_MASTER_CONFIRMED)
        return CONF_HOOK_MASTER;
    if (event->kind != PAGE_EVENT_TRANSITION)
        return -1;
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

bool hook_call_serving(const struct child *child, size_t instance)
{
    struct page_instance record;

    return page_read_instance(child->page, child->table, instance, &record) && record.memory.serving;
}

/* From the page's events to what waits in the queue. The page keeps the last PAGE_EVENTS of them; who comes
 * too late for that goes by the state that the page says an instance is in. */
#include <stdio.h>

#include "lib/log.h"
#include "vrrpd/engine_runner_fence.h"
#include "vrrpd/engine_runner_hooks_state.h"
#include "vrrpd/hook_call.h"

void hooks_push(struct runner_hooks *hooks, struct owner *owner, const struct page_event *event, int what)
{
    size_t index = (size_t)(owner - hooks->owners);

    if (event->kind != PAGE_EVENT_TRANSITION) { /* something within the state */
        owner->note = *event;
        hook_queue_note(&hooks->queue, index, event->sequence, what);
    } else {
        owner->item = *event;
        hook_queue_push(&hooks->queue, index, event->sequence, what);
        owner->held_us = 0;
    }
    if (owner->record.after == 0) {
        owner->record.after = event->sequence;
        hooks_publish(hooks, index);
    }
}

static void take_event(struct runner_hooks *hooks, const struct page_event *event)
{
    struct owner *owner = hooks_find_owner(hooks, event->name, false);
    int what = hook_call_of_event(event);

    if (owner == NULL || what < 0)
        return;
    if (event->sequence < (owner->record.after != 0 ? owner->record.after : hooks->unknown_after))
        return;
    if (hooks->stopping && hooks->end == RUNNER_RETIRES && what != CONF_HOOK_DELETED)
        return; /* the successor's */
    hooks_push(hooks, owner, event, what);
}

/* The hooks of a sync group stand for its members', also for being told again. */
static void confirm_group(struct runner_hooks *hooks, const struct page_event *event)
{
    const struct conf *conf = hooks->child->conf;
    const struct conf_instance *instance = conf_find_instance(conf, event->name);
    struct page_event note = *event;
    struct owner *owner;

    if (instance == NULL || instance->group_index < 0)
        return;
    owner = hooks_find_owner(hooks, conf->groups[instance->group_index].name, true);
    note.priority = 0; /* as keepalived has it */
    if (owner != NULL && owner->seen == CONF_HOOK_MASTER)
        hooks_push(hooks, owner, &note, CONF_HOOK_MASTER);
}

/* More happened than the page keeps: what is so now is never lost. */
static void resynchronise(struct runner_hooks *hooks, uint64_t sequence)
{
    for (size_t i = 0; i < hooks->count; i++) {
        struct owner *owner = &hooks->owners[i];
        struct page_event event = {.sequence = sequence};
        struct page_instance record;

        if (owner->is_group ||
            !page_read_instance(hooks->child->page, hooks->child->table, owner->index, &record))
            continue;
        hook_call_fill_event(&record, &event);
        if (hook_call_of_event(&event) >= 0 && hook_call_of_event(&event) != owner->record.state &&
            owner->record.after <= sequence)
            hooks_push(hooks, owner, &event, hook_call_of_event(&event));
    }
}

void hooks_look_at_group(struct runner_hooks *hooks, struct owner *owner)
{
    const struct conf_group *group = &hooks->child->conf->groups[owner->index];
    struct page_instance record;
    struct page_event event = {.sequence = hooks->head.after > 0 ? hooks->head.after - 1 : 0};
    int state = NO_STATE;

    for (size_t i = 0; i < group->member_count; i++) {
        if (!page_read_instance(hooks->child->page, hooks->child->table, group->members[i], &record))
            return;
        state = hook_call_group_state(state, record.memory.state, i == 0);
        hook_call_fill_event(&record, &event);
    }
    if (state < 0 || state == owner->seen)
        return;
    owner->seen = state;
    event.priority = 0; /* as keepalived has it */
    hooks_push(hooks, owner, &event, state);
}

void hooks_take_events(struct runner_hooks *hooks)
{
    struct page_engine engine;
    struct page_event event;
    uint64_t next = hooks->head.after;

    if (!page_read_engine(hooks->child->page, &engine) || engine.event_count == next)
        return;
    if (next + PAGE_EVENTS < engine.event_count) {
        if (hooks->read_before + PAGE_EVENTS < engine.event_count) { /* else what is gone was read in time */
            log_line(LOG_LEVEL_WARNING, "hooks: more events than fit the page, only what is so now counts");
            resynchronise(hooks, engine.event_count - PAGE_EVENTS);
        }
        next = engine.event_count - PAGE_EVENTS;
    }
    for (; next < engine.event_count; next++)
        if (page_read_event(hooks->child->page, next, &event)) {
            take_event(hooks, &event);
            if (event.kind == PAGE_EVENT_FENCE && !hooks->stopping)
                runner_fence(&hooks->child->conf->global, &hooks->users, &event);
            if (event.kind == PAGE_EVENT_MASTER_CONFIRMED && !hooks->stopping)
                confirm_group(hooks, &event);
        }
    hooks->head.after = hooks->read_before = next;
    hooks_publish_head(hooks);
}

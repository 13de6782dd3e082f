/* The order of hooks; see hook_queue.h. */
#include "lib/hook_queue.h"

/* What `from` stood for, and `from` itself, is what `to` stands for. */
static void collapse(const struct hook_item *from, struct hook_item *to)
{
    for (uint32_t i = 0; i < from->collapsed && i < HOOK_QUEUE_LISTED; i++)
        if (to->collapsed + i < HOOK_QUEUE_LISTED)
            to->passed[to->collapsed + i] = from->passed[i];
    to->collapsed += from->collapsed;
    if (to->collapsed < HOOK_QUEUE_LISTED)
        to->passed[to->collapsed] = from->sequence;
    to->collapsed++;
}

void hook_queue_push(struct hook_queue *queue, size_t index, uint64_t sequence, int what)
{
    struct hook_owner *owner = &queue->owners[index];
    struct hook_item item = {.sequence = sequence, .what = what};

    if (owner->waiting)
        collapse(&owner->item, &item);
    if (owner->noting)
        collapse(&owner->note, &item);
    owner->item = item;
    owner->waiting = true;
    owner->noting = false;
}

void hook_queue_note(struct hook_queue *queue, size_t index, uint64_t sequence, int what)
{
    struct hook_owner *owner = &queue->owners[index];
    struct hook_item note = {.sequence = sequence, .what = what};

    if (owner->noting)
        collapse(&owner->note, &note);
    owner->note = note;
    owner->noting = true;
}

int hook_queue_next(const struct hook_queue *queue, size_t from, size_t *place)
{
    if (queue->running >= queue->limit)
        return HOOK_QUEUE_NONE;
    for (size_t i = from; i < queue->count; i++) {
        size_t index = (queue->turn + i) % queue->count;
        const struct hook_owner *owner = &queue->owners[index];

        if (owner->running || (!owner->waiting && !owner->noting))
            continue;
        *place = i;
        return (int)index;
    }
    return HOOK_QUEUE_NONE;
}

struct hook_item hook_queue_start(struct hook_queue *queue, size_t index)
{
    struct hook_owner *owner = &queue->owners[index];
    struct hook_item item = owner->waiting ? owner->item : owner->note;

    if (owner->waiting)
        owner->waiting = false;
    else
        owner->noting = false;
    owner->running = true;
    queue->running++;
    queue->turn = (index + 1) % queue->count;
    return item;
}

void hook_queue_done(struct hook_queue *queue, size_t index)
{
    if (!queue->owners[index].running)
        return;
    queue->owners[index].running = false;
    queue->running--;
}

bool hook_queue_idle(const struct hook_queue *queue)
{
    for (size_t i = 0; i < queue->count; i++)
        if (queue->owners[i].running || queue->owners[i].waiting || queue->owners[i].noting)
            return false;
    return true;
}

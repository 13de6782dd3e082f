/* The order of hooks; see hook_queue.h. */
#include "lib/hook_queue.h"

void hook_queue_push(struct hook_queue *queue, size_t index, uint64_t sequence, int what)
{
    struct hook_owner *owner = &queue->owners[index];
    uint32_t collapsed = owner->waiting ? owner->item.collapsed + 1 : 0;

    owner->item = (struct hook_item){.sequence = sequence, .what = what, .collapsed = collapsed};
    owner->waiting = true;
    owner->noting = false;
}

void hook_queue_note(struct hook_queue *queue, size_t index, uint64_t sequence, int what)
{
    struct hook_owner *owner = &queue->owners[index];
    uint32_t collapsed = owner->noting ? owner->note.collapsed + 1 : 0;

    owner->note = (struct hook_item){.sequence = sequence, .what = what, .collapsed = collapsed};
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

/* Accepted events: into the spool, to the queue; see dispatch.h. */
#include "notify/dispatch_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/event.h"
#include "lib/log.h"
#include "notify/silence.h"

/* ---- entries ---- */

struct entry *dispatch_find_event(struct dispatch *dispatch, uint64_t id)
{
    size_t low = 0, high = dispatch->entry_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (dispatch->entries[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < dispatch->entry_count && dispatch->entries[low].id == id ? &dispatch->entries[low] : NULL;
}

static struct entry *add_entry(struct dispatch *dispatch, const char *name, size_t size)
{
    struct entry *more = reallocarray(dispatch->entries, dispatch->entry_count + 1, sizeof(*more)), *entry;

    if (more == NULL)
        return NULL;
    dispatch->entries = more;
    entry = &more[dispatch->entry_count++];
    entry->id = ++dispatch->next_id;
    strcpy(entry->name, name);
    entry->size = size;
    dispatch->bytes += size;
    return entry;
}

void dispatch_remove_event(struct dispatch *dispatch, uint64_t id)
{
    struct entry *entry = dispatch_find_event(dispatch, id);
    size_t index = entry != NULL ? (size_t)(entry - dispatch->entries) : 0;

    if (entry == NULL)
        return;
    spool_remove(dispatch->spool, SPOOL_NEW, entry->name);
    dispatch->bytes -= entry->size;
    dispatch->entry_count--;
    memmove(entry, entry + 1, (dispatch->entry_count - index) * sizeof(*entry));
}

static void drop_superseded(struct dispatch *dispatch)
{
    uint64_t id;

    while (queue_dropped(dispatch->queue, &id)) {
        dispatch_remove_event(dispatch, id);
        dispatch->counts.dropped++;
    }
}

static bool is_full(const struct dispatch *dispatch, size_t size)
{
    return dispatch->entry_count + dispatch->message_count >= dispatch->policy.records ||
           dispatch->bytes + size > dispatch->policy.bytes;
}

static int make_room(struct dispatch *dispatch, size_t size)
{
    uint64_t id;

    while (is_full(dispatch, size)) {
        if (!queue_supersede(dispatch->queue, &id))
            return -ENOSPC;
        dispatch_remove_event(dispatch, id);
        dispatch->counts.dropped++;
    }
    return 0;
}

/* A file in new/ goes to the queue. */
static int enqueue(struct dispatch *dispatch, const char *name, const char *text, bool again, int64_t now_us)
{
    struct event event;
    struct entry *entry;
    enum queue_result result;

    if (!event_parse(text, &event))
        return -EBADMSG;
    entry = add_entry(dispatch, name, strlen(text));
    if (entry == NULL)
        return -ENOMEM;
    result = queue_add(dispatch->queue, entry->id, &event, text, again, now_us);
    drop_superseded(dispatch);
    if (result != QUEUE_TAKEN)
        dispatch_remove_event(dispatch, dispatch->next_id);
    return result == QUEUE_REFUSED ? -ENOSPC : 0;
}

int dispatch_accept(struct dispatch *dispatch, const char *text, int64_t now_us)
{
    char name[SPOOL_NAME_MAX];
    struct event event;
    int error;

    if (strlen(text) >= EVENT_TEXT_MAX || !event_parse(text, &event))
        return -EBADMSG;
    error = make_room(dispatch, strlen(text));
    if (error < 0)
        return error;
    spool_name(dispatch->spool, now_us, name);
    error = spool_write(dispatch->spool, SPOOL_NEW, name, text, true);
    if (error < 0)
        return error;
    error = enqueue(dispatch, name, text, false, now_us);
    if (error < 0)
        spool_remove(dispatch->spool, SPOOL_NEW, name);
    else
        dispatch->counts.accepted++;
    return error;
}

int dispatch_commit(struct dispatch *dispatch)
{
    return spool_sync(dispatch->spool);
}

/* ---- what is in the spool ---- */

static bool is_known(const struct dispatch *dispatch, const char *name)
{
    for (size_t i = dispatch->entry_count; i-- > 0;)
        if (strcmp(dispatch->entries[i].name, name) == 0)
            return true;
    return false;
}

static void take_new(struct dispatch *dispatch, const char *name, bool again, int64_t now_us)
{
    char *text = spool_read(dispatch->spool, SPOOL_NEW, name);
    int error = text == NULL ? -errno : enqueue(dispatch, name, text, again, now_us);

    if (error == -EBADMSG || error == -EPERM || error == -EFBIG || error == -ELOOP) {
        log_line(LOG_LEVEL_WARNING, "spool: new/%s is no event: removed", name);
        spool_remove(dispatch->spool, SPOOL_NEW, name);
    }
    free(text);
}

static void take_silences(struct dispatch *dispatch)
{
    struct queue_silence silences[QUEUE_SILENCES_MAX];
    char *text = spool_read(dispatch->spool, SPOOL_TOP, "silences");

    queue_silence(dispatch->queue, silences, text != NULL ? silence_parse(text, silences) : 0);
    free(text);
}

void dispatch_take_new(struct dispatch *dispatch, bool again, int64_t now_us)
{
    size_t count;
    char(*names)[SPOOL_NAME_MAX] = spool_list(dispatch->spool, SPOOL_NEW, &count);

    for (size_t i = 0; names != NULL && i < count; i++)
        if (!is_known(dispatch, names[i]))
            take_new(dispatch, names[i], again, now_us);
    free(names);
    take_silences(dispatch);
}

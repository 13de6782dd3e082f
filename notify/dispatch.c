/* The dispatcher's core; see dispatch.h.
 *
 *   event    new/NAME                                    accepted
 *   message  ready/NAME, names its events; then the state; then the events go      composed
 *   attempt  ready/NAME says STARTED; afterwards what came of it
 *   end      ready/NAME goes, or moves to failed/ */
#include "notify/dispatch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/event.h"
#include "lib/log.h"
#include "notify/dispatch_state.h"
#include "notify/queue_state.h"

enum { TROUBLE_US = 5000000 };

/* ---- messages ---- */

static struct message *add_message(struct dispatch *dispatch, const char *name)
{
    struct message *more = reallocarray(dispatch->messages, dispatch->message_count + 1, sizeof(*more)),
                   *message;

    if (more == NULL)
        return NULL;
    dispatch->messages = more;
    message = &more[dispatch->message_count++];
    memset(message, 0, sizeof(*message));
    message->id = ++dispatch->next_id;
    strcpy(message->name, name);
    return message;
}

static void forget_message(struct dispatch *dispatch, struct message *message)
{
    size_t index = (size_t)(message - dispatch->messages);

    outgoing_free(&message->outgoing);
    dispatch->message_count--;
    memmove(message, message + 1, (dispatch->message_count - index) * sizeof(*message));
}

static struct message *find_message(struct dispatch *dispatch, uint64_t id)
{
    for (size_t i = 0; i < dispatch->message_count; i++)
        if (dispatch->messages[i].id == id)
            return &dispatch->messages[i];
    return NULL;
}

static int write_message(struct dispatch *dispatch, const char *name, const struct outgoing *outgoing)
{
    char *text = outgoing_print(outgoing);
    int error = text != NULL ? spool_write(dispatch->spool, SPOOL_READY, name, text, false) : -ENOMEM;

    free(text);
    return error;
}

static void write_state(struct dispatch *dispatch)
{
    char *text = queue_save(dispatch->queue);

    if (text != NULL && spool_write(dispatch->spool, SPOOL_TOP, "state", text, false) < 0)
        log_line(LOG_LEVEL_WARNING,
                 "spool: cannot write the state: after a crash something may be told twice");
    free(text);
}

/* What was told before the crash is remembered as told; its events go, if the crash was before that. */
static void recall(struct dispatch *dispatch, const struct outgoing *outgoing)
{
    struct event event;

    for (size_t i = 0; i < outgoing->event_count; i++)
        if (event_parse(outgoing->events[i], &event))
            queue_recall(dispatch->queue, &event, outgoing->events[i], outgoing->created_us);
    for (size_t i = 0; i < outgoing->cover_count; i++)
        spool_remove(dispatch->spool, SPOOL_NEW, outgoing->covers[i]);
}

static void take_ready(struct dispatch *dispatch, const char *name)
{
    char *text = spool_read(dispatch->spool, SPOOL_READY, name);
    struct outgoing outgoing;
    struct message *message;

    if (text == NULL || !outgoing_parse(text, &outgoing)) {
        log_line(LOG_LEVEL_WARNING, "spool: ready/%s cannot be read: moved to failed/", name);
        spool_move(dispatch->spool, SPOOL_READY, SPOOL_FAILED, name);
        free(text);
        return;
    }
    free(text);
    recall(dispatch, &outgoing);
    message = add_message(dispatch, name);
    if (message != NULL)
        message->outgoing = outgoing;
    else
        outgoing_free(&outgoing);
}

int dispatch_open(struct spool *spool, const struct dispatch_policy *policy, int64_t now_us,
                  struct dispatch **out)
{
    struct dispatch *dispatch = calloc(1, sizeof(*dispatch));
    char(*names)[SPOOL_NAME_MAX];
    char *state;
    size_t count;

    *out = NULL;
    if (dispatch == NULL)
        return -ENOMEM;
    dispatch->spool = spool;
    dispatch->policy = *policy;
    dispatch->queue = queue_new(&policy->queue);
    names = spool_list(spool, SPOOL_READY, &count);
    if (dispatch->queue == NULL || names == NULL) {
        free(names);
        dispatch_close(dispatch);
        return -ENOMEM;
    }
    state = spool_read(spool, SPOOL_TOP, "state");
    if (state != NULL && !queue_load(dispatch->queue, state))
        log_line(LOG_LEVEL_WARNING, "spool: the state cannot be read: it begins anew");
    free(state);
    for (size_t i = 0; i < count; i++)
        take_ready(dispatch, names[i]);
    free(names);
    dispatch_take_new(dispatch, true, now_us);
    *out = dispatch;
    return 0;
}

void dispatch_close(struct dispatch *dispatch)
{
    if (dispatch == NULL)
        return;
    for (size_t i = 0; i < dispatch->message_count; i++)
        outgoing_free(&dispatch->messages[i].outgoing);
    free(dispatch->messages);
    free(dispatch->entries);
    queue_free(dispatch->queue);
    free(dispatch);
}

/* ---- composing ---- */

static bool add_event(struct outgoing *outgoing, char *text)
{
    if (text == NULL)
        return false;
    outgoing->events[outgoing->event_count++] = text;
    return true;
}

static void fill_channels(const struct dispatch_policy *policy, int64_t now_us, struct outgoing *out)
{
    out->channel_count = policy->channel_count;
    for (size_t i = 0; i < policy->channel_count; i++) {
        strcpy(out->channels[i].name, policy->channels[i]);
        out->channels[i].next_us = now_us;
    }
}

static bool fill_outgoing(struct dispatch *dispatch, const struct queue_decision *decision, int64_t now_us,
                          struct outgoing *out)
{
    *out = (struct outgoing){.kind = decision->kind,
                             .created_us = now_us,
                             .span_us = decision->span_us,
                             .omitted = decision->omitted,
                             .changes = decision->changes,
                             .events = calloc(decision->count + 1, sizeof(*out->events)),
                             .covers = calloc(decision->count + 1, sizeof(*out->covers))};
    if (out->events == NULL || out->covers == NULL)
        return false;
    for (size_t i = 0; i < decision->count; i++) {
        const struct entry *entry = dispatch_find_event(dispatch, decision->ids[i]);

        if (entry == NULL)
            continue;
        strcpy(out->covers[out->cover_count++], entry->name);
        add_event(out, spool_read(dispatch->spool, SPOOL_NEW, entry->name));
    }
    fill_channels(&dispatch->policy, now_us, out);
    return out->event_count > 0 || add_event(out, strdup(decision->last));
}

/* The disk refused: they are still there, and come back when it has had time. */
static void take_back(struct dispatch *dispatch, const struct queue_decision *decision, int64_t now_us)
{
    dispatch->trouble_until_us = now_us + TROUBLE_US;
    for (size_t i = 0; i < decision->count; i++) {
        const struct entry *entry = dispatch_find_event(dispatch, decision->ids[i]);
        char *text = entry != NULL ? spool_read(dispatch->spool, SPOOL_NEW, entry->name) : NULL;
        struct event event;

        if (text != NULL && event_parse(text, &event))
            queue_add(dispatch->queue, entry->id, &event, text, true, now_us);
        free(text);
    }
}

static bool compose(struct dispatch *dispatch, const struct queue_decision *decision, int64_t now_us)
{
    char name[SPOOL_NAME_MAX];
    struct outgoing outgoing;
    struct message *message = NULL;
    int error = -ENOMEM;

    spool_name(dispatch->spool, now_us, name);
    if (fill_outgoing(dispatch, decision, now_us, &outgoing))
        error = write_message(dispatch, name, &outgoing);
    if (error == 0)
        message = add_message(dispatch, name);
    if (message == NULL) {
        log_line(LOG_LEVEL_ERROR, "spool: cannot keep a message (%s): it waits", strerror(-error));
        outgoing_free(&outgoing);
        take_back(dispatch, decision, now_us);
        return false;
    }
    message->outgoing = outgoing;
    return true;
}

void dispatch_compose(struct dispatch *dispatch, int64_t now_us)
{
    struct queue_decision decision;
    bool changed = false;

    while (now_us >= dispatch->trouble_until_us && queue_next(dispatch->queue, now_us, &decision)) {
        if (!compose(dispatch, &decision, now_us))
            break;
        write_state(dispatch);
        for (size_t i = 0; i < decision.count; i++)
            dispatch_remove_event(dispatch, decision.ids[i]);
        changed = true;
    }
    if (changed)
        spool_sync(dispatch->spool);
}

void dispatch_flush(struct dispatch *dispatch)
{
    queue_flush(dispatch->queue);
    for (size_t i = 0; i < dispatch->message_count; i++)
        for (size_t c = 0; c < dispatch->messages[i].outgoing.channel_count; c++)
            dispatch->messages[i].outgoing.channels[c].next_us = 0;
}

void dispatch_scan(struct dispatch *dispatch, int64_t now_us)
{
    char *wish = spool_read(dispatch->spool, SPOOL_TOP, "flush");

    dispatch_take_new(dispatch, false, now_us);
    if (wish == NULL)
        return;
    free(wish);
    spool_remove(dispatch->spool, SPOOL_TOP, "flush");
    dispatch_flush(dispatch);
}

/* ---- attempts ---- */

static int policy_channel(const struct dispatch_policy *policy, const char *name)
{
    for (size_t i = 0; i < policy->channel_count; i++)
        if (strcmp(policy->channels[i], name) == 0)
            return (int)i;
    return -1;
}

static void finish(struct dispatch *dispatch, struct message *message)
{
    bool failed = outgoing_has_failed(&message->outgoing);

    if (!outgoing_is_done(&message->outgoing))
        return;
    if (!failed)
        spool_remove(dispatch->spool, SPOOL_READY, message->name);
    else if (spool_move(dispatch->spool, SPOOL_READY, SPOOL_FAILED, message->name) < 0)
        log_line(LOG_LEVEL_ERROR, "spool: cannot move %s to failed/", message->name);
    forget_message(dispatch, message);
}

/* A channel that the configuration has no more is over. */
static bool start(struct dispatch *dispatch, struct message *message, size_t index, struct dispatch_job *out)
{
    struct outgoing_channel *channel = &message->outgoing.channels[index];
    bool again = channel->again;

    if (policy_channel(&dispatch->policy, channel->name) < 0) {
        channel->state = OUTGOING_SENT;
        return false;
    }
    channel->state = OUTGOING_STARTED;
    if (write_message(dispatch, message->name, &message->outgoing) < 0)
        log_line(LOG_LEVEL_WARNING, "spool: cannot note an attempt: after a crash a message may come twice");
    message->busy[index] = true;
    *out = (struct dispatch_job){.id = message->id,
                                 .channel = (size_t)policy_channel(&dispatch->policy, channel->name),
                                 .relay = message->relay[index],
                                 .message = &message->outgoing,
                                 .again = again};
    return true;
}

/* The clock was set back: nobody waits longer than a retry takes. */
static int64_t next_of(const struct outgoing_channel *channel, int64_t now_us)
{
    int64_t longest_us = outgoing_retry_us(100, now_us, 1023);

    return channel->next_us > longest_us ? now_us : channel->next_us;
}

bool dispatch_next(struct dispatch *dispatch, int64_t now_us, struct dispatch_job *out)
{
    for (size_t i = 0; i < dispatch->message_count; i++) {
        struct message *message = &dispatch->messages[i];

        for (size_t c = 0; c < message->outgoing.channel_count; c++)
            if (!message->busy[c] && message->outgoing.channels[c].state == OUTGOING_WAITING &&
                next_of(&message->outgoing.channels[c], now_us) <= now_us && start(dispatch, message, c, out))
                return true;
        if (outgoing_is_done(&message->outgoing)) {
            finish(dispatch, message);
            i--;
        }
    }
    return false;
}

/* Several relays are one attempt: the next one is asked at once. True when there is one. */
static bool next_relay(const struct dispatch *dispatch, struct message *message, size_t index, size_t channel,
                       enum dispatch_verdict verdict)
{
    message->later[index] |= verdict == DISPATCH_LATER;
    message->relay[index]++;
    if (verdict != DISPATCH_SENT && message->relay[index] < dispatch->policy.relays[channel])
        return true;
    message->relay[index] = 0;
    return false;
}

static void conclude(struct dispatch *dispatch, struct message *message, size_t index, bool sent,
                     int64_t now_us, uint32_t random)
{
    struct outgoing_channel *channel = &message->outgoing.channels[index];
    bool in_time = now_us - message->outgoing.created_us < dispatch->policy.give_up_us;

    channel->again = false; /* the end is known */
    if (sent) {
        channel->state = OUTGOING_SENT;
        dispatch->counts.sent++;
        return;
    }
    if (message->later[index] && in_time) {
        channel->state = OUTGOING_WAITING;
        channel->next_us = outgoing_retry_us(channel->attempts, now_us, random);
    } else {
        channel->state = OUTGOING_FAILED;
        dispatch->counts.failed++;
    }
    channel->attempts++;
    message->later[index] = false;
    log_line(channel->state == OUTGOING_FAILED ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING, "%s: %s: %s",
             channel->name, channel->state == OUTGOING_FAILED ? "given up, kept in failed/" : "not sent yet",
             channel->word);
}

void dispatch_result(struct dispatch *dispatch, const struct dispatch_job *job, enum dispatch_verdict verdict,
                     const char *word, int64_t now_us, uint32_t random)
{
    struct message *message = find_message(dispatch, job->id);
    const char *name = dispatch->policy.channels[job->channel];
    size_t index = 0;

    if (message == NULL)
        return;
    while (index < message->outgoing.channel_count &&
           strcmp(message->outgoing.channels[index].name, name) != 0)
        index++;
    if (index == message->outgoing.channel_count)
        return;
    message->busy[index] = false;
    status_copy_text(message->outgoing.channels[index].word, OUTGOING_WORD_MAX, word);
    if (next_relay(dispatch, message, index, job->channel, verdict))
        message->outgoing.channels[index].state = OUTGOING_WAITING;
    else
        conclude(dispatch, message, index, verdict == DISPATCH_SENT, now_us, random);
    if (write_message(dispatch, message->name, &message->outgoing) < 0)
        log_line(LOG_LEVEL_WARNING, "spool: cannot note a result: after a crash a message may come twice");
    finish(dispatch, message);
}

int64_t dispatch_due_us(struct dispatch *dispatch, int64_t now_us)
{
    int64_t due_us = queue_due_us(dispatch->queue, now_us);

    if (due_us == QUEUE_NEVER)
        due_us = INT64_MAX;
    else if (due_us < dispatch->trouble_until_us)
        due_us = dispatch->trouble_until_us;
    for (size_t i = 0; i < dispatch->message_count; i++) {
        const struct message *message = &dispatch->messages[i];

        for (size_t c = 0; c < message->outgoing.channel_count; c++) {
            const struct outgoing_channel *channel = &message->outgoing.channels[c];

            if (!message->busy[c] && channel->state == OUTGOING_WAITING && next_of(channel, now_us) < due_us)
                due_us = next_of(channel, now_us);
        }
    }
    return due_us;
}

void dispatch_count(const struct dispatch *dispatch, struct dispatch_counts *out)
{
    *out = dispatch->counts;
    out->waiting = dispatch->entry_count;
    out->on_their_way = dispatch->message_count;
}

/* The incidents of a run; see incidents.h. */
#include "vrrpwatch/incidents.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_over(const struct finding *finding)
{
    return finding->phase == FINDING_CLOSED || finding->phase == FINDING_NOTE;
}

/* Index of the incident, `count` when it is not kept. */
static size_t find(const struct incidents *incidents, uint32_t number)
{
    size_t i = 0;

    while (i < incidents->count && incidents->kept[i].number != number)
        i++;
    return i;
}

/* Takes the entry out that is missed least: one that is over, mildest first, oldest first. */
static bool make_room(struct incidents *incidents, enum severity needed)
{
    size_t victim = incidents->count;

    for (size_t i = 0; i < incidents->count; i++)
        if (is_over(&incidents->kept[i]) && incidents->worst[i] <= needed &&
            (victim == incidents->count || incidents->worst[i] < incidents->worst[victim]))
            victim = i;
    if (victim == incidents->count)
        return false;
    incidents->count--;
    memmove(&incidents->kept[victim], &incidents->kept[victim + 1],
            (incidents->count - victim) * sizeof(incidents->kept[0]));
    memmove(&incidents->worst[victim], &incidents->worst[victim + 1],
            (incidents->count - victim) * sizeof(incidents->worst[0]));
    incidents->left_out++;
    return true;
}

static bool grow(struct incidents *incidents)
{
    size_t size = incidents->size != 0 ? 2 * incidents->size : 8;
    struct finding *more = reallocarray(incidents->kept, size, sizeof(*more));

    if (more == NULL)
        return false;
    incidents->kept = more;
    incidents->size = size;
    return true;
}

static bool has_room(struct incidents *incidents, enum severity needed)
{
    if (incidents->count < incidents->size)
        return true;
    if (incidents->size < INCIDENTS_MAX && grow(incidents))
        return true;
    return make_room(incidents, needed);
}

static void add(struct incidents *incidents, const struct finding *finding)
{
    incidents->total[finding->severity]++;
    if (!has_room(incidents, finding->severity)) {
        incidents->left_out++;
        return;
    }
    incidents->worst[incidents->count] = finding->severity;
    incidents->kept[incidents->count++] = *finding;
}

/* Who reads of an incident when it is over wants to know why it was, and what to mend. */
static void replace(struct finding *kept, const struct finding *finding)
{
    const struct finding before = *kept;

    *kept = *finding;
    if (finding->phase != FINDING_CLOSED)
        return;
    kept->cause = before.cause;
    memcpy(kept->sentence, before.sentence, sizeof(kept->sentence));
    if (finding->fix[0] == '\0')
        memcpy(kept->fix, before.fix, sizeof(kept->fix));
}

void incidents_take(void *context, const struct finding *finding)
{
    struct incidents *incidents = context;
    size_t at = find(incidents, finding->number);

    if (at == incidents->count) {
        /* What comes later of one that was left out is left out as well. */
        if (finding->phase == FINDING_OPEN || finding->phase == FINDING_NOTE || incidents->left_out == 0)
            add(incidents, finding);
        return;
    }
    replace(&incidents->kept[at], finding);
    if (finding->severity > incidents->worst[at]) {
        incidents->worst[at] = finding->severity;
        incidents->total[finding->severity]++;
    }
}

void incidents_free(struct incidents *incidents)
{
    free(incidents->kept);
    memset(incidents, 0, sizeof(*incidents));
}

size_t incidents_open(const struct incidents *incidents, enum severity severity)
{
    size_t open = 0;

    for (size_t i = 0; i < incidents->count; i++)
        open += !is_over(&incidents->kept[i]) && incidents->kept[i].severity == severity;
    return open;
}

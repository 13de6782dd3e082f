/* What trackers mean; see tracked.h. */
#include "vrrpd/vrrp/tracked.h"

#include <string.h>

#include "conf/tracker.h"

bool tracked_used(const struct conf *conf, size_t index)
{
    const struct conf_arbiter *arbiter = &conf->global.arbiter;

    if (tracker_is_used(arbiter->targets, arbiter->target_count, index))
        return true;
    for (size_t i = 0; i < conf->instance_count; i++)
        if (tracker_is_used(conf->instances[i].tracks, conf->instances[i].track_count, index))
            return true;
    for (size_t i = 0; i < conf->group_count; i++)
        if (tracker_is_used(conf->groups[i].tracks, conf->groups[i].track_count, index))
            return true;
    return false;
}

/* ---- definition ---- */

/* FNV-1a. */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *next = bytes;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ next[i]) * 0x100000001B3U;
    return hash;
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    return text != NULL ? hash_bytes(hash, text, strlen(text) + 1) : hash_bytes(hash, "\1", 1);
}

uint64_t tracked_definition(const struct conf_tracker *tracker)
{
    const uint32_t numbers[] = {(uint32_t)tracker->kind, tracker->full_command,
                                (uint32_t)tracker->parameters_match, tracker->quorum, tracker->quorum_max};
    uint64_t hash = hash_bytes(0xCBF29CE484222325U, numbers, sizeof(numbers));

    for (size_t i = 0; i < tracker->command.argc; i++)
        hash = hash_text(hash, tracker->command.argv[i]);
    hash = hash_text(hash, tracker->command.user);
    hash = hash_text(hash, tracker->command.group);
    hash = hash_text(hash, tracker->path);
    hash = hash_text(hash, tracker->parameters);
    hash = hash_bytes(hash, &tracker->gateway.family, 1);
    hash = hash_bytes(hash, tracker->gateway.bytes, sizeof(tracker->gateway.bytes));
    hash = hash_bytes(hash, &tracker->port, sizeof(tracker->port));
    return hash_text(hash, tracker->interface);
}

/* ---- files ---- */

static bool is_blank(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

enum tracked_number tracked_parse_number(const char *text, size_t size, int32_t *value)
{
    int64_t number = 0;
    size_t i = 0, digits = 0;
    bool negative = false;

    *value = 0;
    while (i < size && is_blank(text[i]))
        i++;
    if (i == size)
        return TRACKED_EMPTY;
    if (text[i] == '-' || text[i] == '+')
        negative = text[i++] == '-';
    for (; i < size && text[i] >= '0' && text[i] <= '9'; i++, digits++)
        number = number > INT32_MAX ? number : number * 10 + (text[i] - '0');
    while (i < size && is_blank(text[i]))
        i++;
    if (i < size || digits == 0)
        return TRACKED_NO_NUMBER;
    number = number > INT32_MAX ? INT32_MAX : number;
    *value = (int32_t)(negative ? -number : number);
    return TRACKED_NUMBER;
}

/* ---- processes ---- */

bool tracked_parse_stat(const char *text, size_t size, struct tracked_process *out)
{
    const char *start = memchr(text, '(', size), *end = NULL;
    size_t length;

    for (size_t i = size; i > 0 && end == NULL; i--)
        if (text[i - 1] == ')')
            end = text + i - 1;
    if (start == NULL || end == NULL || end < start || end + 2 >= text + size || end[1] != ' ')
        return false;
    length = (size_t)(end - start) - 1;
    if (length >= sizeof(out->comm))
        length = sizeof(out->comm) - 1;
    memcpy(out->comm, start + 1, length);
    out->comm[length] = '\0';
    out->state = end[2];
    return true;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* The first argument, or the name, which a process may have changed but not beyond 15 characters. */
static bool is_program(const struct conf_tracker *tracker, const struct tracked_process *process)
{
    const char *wanted = last_part(tracker->path);
    bool has_first =
        process->arguments_size > 0 && memchr(process->arguments, '\0', process->arguments_size) != NULL;

    if (tracker->full_command)
        return has_first && strcmp(process->arguments, tracker->path) == 0;
    return (has_first && strcmp(last_part(process->arguments), wanted) == 0) ||
           strncmp(process->comm, wanted, sizeof(process->comm) - 1) == 0;
}

/* The arguments after the first, with one blank between them, are the wanted text, or begin with it. */
static bool has_parameters(const struct conf_tracker *tracker, const struct tracked_process *process)
{
    const char *wanted = tracker->parameters;
    const char *end = process->arguments + process->arguments_size;
    const char *from = memchr(process->arguments, '\0', process->arguments_size);

    from = from != NULL ? from + 1 : end;
    while (end > from && end[-1] == '\0')
        end--;
    for (; from < end && *wanted != '\0'; from++, wanted++)
        if (*wanted != (*from != '\0' ? *from : ' '))
            return false;
    if (*wanted != '\0')
        return false;
    return from == end || tracker->parameters_match == CONF_MATCH_PARTIAL ||
           (tracker->parameters_match == CONF_MATCH_INITIAL &&
            (*from == '\0' || wanted == tracker->parameters));
}

bool tracked_is_process(const struct conf_tracker *tracker, const struct tracked_process *process)
{
    if (process->state == 'Z' || process->state == 'X' || tracker->path == NULL ||
        !is_program(tracker, process))
        return false;
    return tracker->parameters == NULL || (process->arguments_size > 0 && has_parameters(tracker, process));
}

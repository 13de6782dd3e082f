/* Uses of trackers, hooks and mail of an instance or a sync group. */
#include "conf/keepalived_owner.h"

#include <string.h>

#include "conf/keepalived_command.h"
#include "conf/keepalived_number.h"
#include "conf/suggest.h"
#include "conf/tracker.h"

/* One track_.. block while it is read. */
struct uses {
    struct keepalived_owner *owner;
    const char *keyword;
    enum conf_track_kind kind;
};

static const struct {
    const char *keyword;
    enum conf_track_kind kind;
} track_keywords[] = {
    {"track_script", CONF_TRACK_SCRIPT},
    {"track_interface", CONF_TRACK_INTERFACE},
    {"track_file", CONF_TRACK_FILE},
    {"track_process", CONF_TRACK_PROCESS},
};

static const char *tracker_name(const void *context, size_t i)
{
    return ((const struct conf *)context)->trackers[i].name;
}

static void report_missing(struct keepalived *keepalived, const struct uses *uses,
                           const struct keepalived_word *word)
{
    const struct conf *conf = keepalived->reader->conf;
    char suggestion[SUGGEST_TEXT_MAX];

    suggest_format(suggest_word(word->text, tracker_name, conf, conf->tracker_count), suggestion);
    keepalived_warn(keepalived, word,
                    "no %s `%s' is defined: keepalived ignores the line and runs WITHOUT this check, and so "
                    "do we%s",
                    conf_track_kind_name(uses->kind), word->text, suggestion);
}

/* The tracker that the line names, or -1. Interfaces are made by their use. */
static int find_tracker(struct keepalived *keepalived, const struct uses *uses,
                        const struct keepalived_word *word)
{
    struct conf *conf = keepalived->reader->conf;
    char interface[CONF_INTERFACE_MAX];

    if (uses->kind == CONF_TRACK_INTERFACE)
        return keepalived_interface(keepalived, word, "the line", interface)
                   ? tracker_interface(conf, interface, &word->place)
                   : -1;
    int index = conf_find_tracker(conf, uses->kind, keepalived_name(keepalived, word, false));
    if (index < 0) {
        report_missing(keepalived, uses, word);
        return -1;
    }
    const struct conf_place *defined = &conf->trackers[index].place;
    if (strcmp(defined->file, word->place.file) == 0 && defined->line > word->place.line)
        keepalived_warn(
            keepalived, word,
            "`%s' is defined below, in line %u: keepalived does not find it here and runs without "
            "this check; here it counts",
            word->text, defined->line);
    return index;
}

static void read_use(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    const struct uses *uses = target;
    struct conf_track **tracks = uses->owner->tracks;
    size_t *count = uses->owner->track_count;
    int index = find_tracker(keepalived, uses, &line->words[0]);

    if (index < 0)
        return;
    if (tracker_is_used(*tracks, *count, (size_t)index)) {
        keepalived_warn(keepalived, &line->words[0], "`%s' again in %s: keepalived ignores the second line",
                        line->words[0].text, uses->keyword);
        return;
    }
    struct conf_track track = tracker_use(keepalived->reader->conf, index, &line->words[0].place);
    if (line->count > 1 && strcmp(line->words[1].text, "weight") == 0)
        keepalived_weight(keepalived, line, 2, &track.weight, &track.reverse);
    else if (line->count > 1)
        keepalived_warn(keepalived, &line->words[1], "keepalived ignores `%s' here", line->words[1].text);
    *tracks = conf_append(keepalived->reader->conf, *tracks, count, sizeof **tracks);
    (*tracks)[*count - 1] = track;
}

void keepalived_owner_track(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct uses uses = {.owner = target, .keyword = line->words[0].text};

    for (size_t i = 0; i < sizeof track_keywords / sizeof *track_keywords; i++)
        if (strcmp(track_keywords[i].keyword, uses.keyword) == 0)
            uses.kind = track_keywords[i].kind;
    keepalived_each(keepalived, line, read_use, &uses);
}

static const struct {
    const char *keyword;
    enum conf_hook hook;
} hook_keywords[] = {
    {"notify", CONF_HOOK_ANY},
    {"notify_master", CONF_HOOK_MASTER},
    {"notify_backup", CONF_HOOK_BACKUP},
    {"notify_fault", CONF_HOOK_FAULT},
    {"notify_stop", CONF_HOOK_STOP},
    {"notify_deleted", CONF_HOOK_DELETED},
    {"notify_master_rx_lower_pri", CONF_HOOK_MASTER_RX_LOWER},
};

void keepalived_owner_hook(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_owner *owner = target;
    struct conf_command command = {.argc = 0};
    size_t rest;

    if (line->count < 2) /* `notify_deleted' alone is a wish that a script given elsewhere be used */
        return;
    if (!keepalived_command(keepalived, line, &command, &rest) ||
        !keepalived_command_user(keepalived, line, rest, &command))
        return;
    for (size_t i = 0; i < sizeof hook_keywords / sizeof *hook_keywords; i++) {
        if (strcmp(hook_keywords[i].keyword, line->words[0].text) != 0)
            continue;
        struct conf_command *hook = &owner->hooks[hook_keywords[i].hook];
        if (hook->argc)
            keepalived_warn(keepalived, &line->words[0], "`%s' again in %s: keepalived keeps the first",
                            line->words[0].text, owner->name);
        else
            *hook = command;
    }
}

void keepalived_owner_mail(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const char *const no[] = {"off", "no", "false"};
    struct keepalived_owner *owner = target;

    (void)keepalived;
    *owner->mail = true;
    for (size_t i = 0; line->count > 1 && i < sizeof no / sizeof *no; i++)
        *owner->mail = *owner->mail && strcmp(line->words[1].text, no[i]) != 0;
}

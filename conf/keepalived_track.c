/* Definitions of trackers. */
#include "conf/keepalived_track.h"

#include <string.h>

#include "conf/keepalived_command.h"
#include "conf/keepalived_number.h"
#include "conf/quantity.h"
#include "conf/tracker.h"

/* A tracker while its block is read. */
struct definition {
    struct conf_tracker model;
    bool has_timeout;
};

static struct conf_tracker *model_of(void *target)
{
    return &((struct definition *)target)->model;
}

static void read_weight(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_weight(keepalived, line, 1, &model_of(target)->weight, &model_of(target)->reverse);
}

/* ---- vrrp_script ---- */

static void read_script(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_command *command = &model_of(target)->command;
    char *user = command->user, *group = command->group;
    size_t rest;

    if (!keepalived_command(keepalived, line, command, &rest))
        command->argc = 0;
    else if (rest < line->count)
        keepalived_warn(keepalived, &line->words[rest],
                        "keepalived ignores `%s' after the command: arguments belong into its double quotes",
                        line->words[rest].text);
    command->user = user;
    command->group = group;
}

static void read_user(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_command_user(keepalived, line, 1, &model_of(target)->command);
}

static const struct keepalived_range interval_range = {
    1, 86400, "keepalived wants whole seconds from 1 on and ignores the line"};

static void read_interval(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_whole_seconds(keepalived, &line->words[1], &interval_range, &model_of(target)->interval_us);
}

static void read_timeout(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct definition *definition = target;

    definition->has_timeout |=
        keepalived_whole_seconds(keepalived, &line->words[1], &interval_range, &definition->model.timeout_us);
}

static void read_count(struct keepalived *keepalived, const struct keepalived_line *line, uint32_t *out)
{
    static const struct keepalived_range range = {1, INT32_MAX, "keepalived uses 1"};
    int64_t count;

    if (keepalived_number(keepalived, &line->words[1], &range, &count))
        *out = (uint32_t)count;
}

static void read_rise(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_count(keepalived, line, &model_of(target)->rise);
}

static void read_fall(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_count(keepalived, line, &model_of(target)->fall);
}

static void read_init_fail(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    model_of(target)->init_fail = true;
}

/* ---- track_file ---- */

static void read_path(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    model_of(target)->path = keepalived_clean(keepalived, &line->words[1]);
}

/* init_file [VALUE] [overwrite] */
static void read_init_file(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_tracker *model = model_of(target);
    int64_t value;

    model->init_file = true;
    for (size_t i = 1; i < line->count; i++) {
        if (strcmp(line->words[i].text, "overwrite") == 0)
            model->init_overwrite = true;
        else if (quantity_signed(line->words[i].text, INT32_MIN, INT32_MAX, &value))
            model->init_value = (int32_t)value;
        else
            keepalived_warn(keepalived, &line->words[i],
                            "`%s' is neither a number nor `overwrite': it is ignored", line->words[i].text);
    }
}

/* ---- vrrp_track_process ---- */

static char *join_words(struct keepalived *keepalived, const struct keepalived_line *line, size_t first)
{
    size_t size = 1, used = 0;

    for (size_t i = first; i < line->count; i++)
        size += strlen(line->words[i].text) + 1;
    char *joined = conf_alloc(keepalived->reader->conf, size);
    for (size_t i = first; i < line->count; i++) {
        char *word = keepalived_clean(keepalived, &line->words[i]);
        used = (size_t)(stpcpy(stpcpy(joined + used, used ? " " : ""), word) - joined);
    }
    return joined;
}

static void read_process(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_tracker *model = model_of(target);

    model->path = keepalived_clean(keepalived, &line->words[1]);
    model->full_command |= strchr(model->path, '/') != NULL;
    if (line->words[1].quoted && strchr(model->path, ' '))
        keepalived_warn(
            keepalived, &line->words[1],
            "keepalived takes all of the quoted text as the path of the program; put the parameters "
            "behind it without quotes");
    char *parameters = join_words(keepalived, line, 2);
    model->parameters = *parameters ? parameters : NULL;
}

static void read_match(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const char *const names[] = {"exact", "initial", "partial"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(line->words[1].text, names[i]) != 0)
            continue;
        model_of(target)->parameters_match = (enum conf_match)i;
        return;
    }
    keepalived_warn(keepalived, &line->words[1], "`%s' is not one of exact, initial, partial: it is ignored",
                    line->words[1].text);
}

static void read_quorum(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_count(keepalived, line, &model_of(target)->quorum);
}

static void read_quorum_max(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_count(keepalived, line, &model_of(target)->quorum_max);
}

static void read_full_command(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    model_of(target)->full_command = true;
}

static const struct keepalived_range process_delay_range = {0, 3600000000, "keepalived ignores the line"};

static void read_fork_delay(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_seconds(keepalived, &line->words[1], &process_delay_range, &model_of(target)->fork_delay_us);
}

static void read_terminate_delay(struct keepalived *keepalived, const struct keepalived_line *line,
                                 void *target)
{
    keepalived_seconds(keepalived, &line->words[1], &process_delay_range,
                       &model_of(target)->terminate_delay_us);
}

static void read_delay(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_tracker *model = model_of(target);

    if (keepalived_seconds(keepalived, &line->words[1], &process_delay_range, &model->fork_delay_us))
        model->terminate_delay_us = model->fork_delay_us;
}

static const struct keepalived_keyword script_keywords[] = {
    KEEPALIVED_READ("script", false, 1, KEYWORD_ANY, read_script),
    KEEPALIVED_READ("interval", false, 1, 1, read_interval),
    KEEPALIVED_READ("timeout", false, 1, 1, read_timeout),
    KEEPALIVED_READ("weight", false, 1, 2, read_weight),
    KEEPALIVED_READ("rise", false, 1, 1, read_rise),
    KEEPALIVED_READ("fall", false, 1, 1, read_fall),
    KEEPALIVED_READ("user", false, 1, 2, read_user),
    KEEPALIVED_READ("init_fail", false, 0, 0, read_init_fail),
};

static const struct keepalived_keyword file_keywords[] = {
    KEEPALIVED_READ("file", false, 1, 1, read_path),
    KEEPALIVED_READ("weight", false, 1, 2, read_weight),
    KEEPALIVED_READ("init_file", false, 0, 2, read_init_file),
};

static const struct keepalived_keyword process_keywords[] = {
    KEEPALIVED_READ("process", false, 1, KEYWORD_ANY, read_process),
    KEEPALIVED_READ("param_match", false, 1, 1, read_match),
    KEEPALIVED_READ("weight", false, 1, 2, read_weight),
    KEEPALIVED_READ("quorum", false, 1, 1, read_quorum),
    KEEPALIVED_READ("quorum_max", false, 1, 1, read_quorum_max),
    KEEPALIVED_READ("fork_delay", false, 1, 1, read_fork_delay),
    KEEPALIVED_READ("terminate_delay", false, 1, 1, read_terminate_delay),
    KEEPALIVED_READ("delay", false, 1, 1, read_delay),
    KEEPALIVED_READ("full_command", false, 0, 0, read_full_command),
};

/* Reads the block of a definition; false when keepalived ignores it. */
static bool read_block(struct keepalived *keepalived, const struct keepalived_line *line,
                       const struct keepalived_table *table, struct definition *definition)
{
    const char *keyword = line->words[0].text;

    if (line->count < 2 || !*line->words[1].text) {
        keepalived_warn(keepalived, &line->words[0], "`%s' needs a name: keepalived ignores the block",
                        keyword);
        return false;
    }
    definition->model.place = line->words[1].place;
    definition->model.name = keepalived_name(keepalived, &line->words[1], true);
    keepalived_walk_block(keepalived, table, line, definition);
    const struct conf *conf = keepalived->reader->conf;
    int other = conf_find_tracker(conf, definition->model.kind, definition->model.name);
    if (other < 0)
        return true;
    keepalived_warn(keepalived, &line->words[1],
                    "`%s' is defined in line %u already: keepalived ignores this second block",
                    line->words[1].text, conf->trackers[other].place.line);
    return false;
}

/* Adds the tracker unless it lacks what it cannot do without. */
static void finish(struct keepalived *keepalived, const struct keepalived_line *line,
                   const struct definition *definition, bool complete)
{
    if (complete)
        tracker_add(keepalived->reader->conf, &definition->model);
    else
        keepalived_warn(keepalived, &line->words[1],
                        "`%s' does not say what to watch: keepalived ignores it, and what tracks it is not "
                        "watched",
                        line->words[1].text);
}

void keepalived_track_script(struct keepalived *keepalived, const struct keepalived_line *line)
{
    static const struct keepalived_table table = {"vrrp_script", script_keywords,
                                                  sizeof script_keywords / sizeof *script_keywords, false};
    struct definition definition = {.has_timeout = false};

    conf_tracker_defaults(&definition.model, CONF_TRACK_SCRIPT);
    if (!read_block(keepalived, line, &table, &definition))
        return;
    if (!definition.has_timeout)
        definition.model.timeout_us = definition.model.interval_us;
    finish(keepalived, line, &definition, definition.model.command.argc > 0);
}

void keepalived_track_file(struct keepalived *keepalived, const struct keepalived_line *line)
{
    static const struct keepalived_table table = {"track_file", file_keywords,
                                                  sizeof file_keywords / sizeof *file_keywords, false};
    struct definition definition = {.has_timeout = false};

    conf_tracker_defaults(&definition.model, CONF_TRACK_FILE);
    if (read_block(keepalived, line, &table, &definition))
        finish(keepalived, line, &definition, definition.model.path && definition.model.path[0]);
}

void keepalived_track_process(struct keepalived *keepalived, const struct keepalived_line *line)
{
    static const struct keepalived_table table = {"vrrp_track_process", process_keywords,
                                                  sizeof process_keywords / sizeof *process_keywords, false};
    struct definition definition = {.has_timeout = false};

    conf_tracker_defaults(&definition.model, CONF_TRACK_PROCESS);
    if (read_block(keepalived, line, &table, &definition))
        finish(keepalived, line, &definition, definition.model.path && definition.model.path[0]);
}

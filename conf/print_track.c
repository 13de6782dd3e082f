/* What is watched and what is called. */
#include "conf/print_track.h"

#include <string.h>

#include "conf/print_text.h"

static void print_words(FILE *out, const struct conf_command *command)
{
    for (size_t i = 0; i < command->argc; i++) {
        fputs(i ? ", " : "[", out);
        print_text(out, command->argv[i]);
    }
    fputc(']', out);
}

static void print_user(struct print_map *map, const struct conf_command *command)
{
    if (command->user)
        print_map_text(map, "user", command->user);
    if (command->group)
        print_map_text(map, "group", command->group);
}

void print_command(FILE *out, const struct conf_command *command)
{
    struct print_map map = {.out = out};

    if (!command->user && !command->group) {
        print_words(out, command);
        return;
    }
    print_map_key(&map, "command");
    print_words(out, command);
    print_user(&map, command);
    print_map_close(&map);
}

/* What scripts, pings and TCP connects share. */
static void print_rounds(struct print_map *map, const struct conf_tracker *tracker)
{
    print_map_duration(map, "interval", tracker->interval_us);
    if (tracker->timeout_us != tracker->interval_us)
        print_map_duration(map, "timeout", tracker->timeout_us);
    if (tracker->rise != 1)
        print_map_number(map, "rise", tracker->rise);
    if (tracker->fall != 1)
        print_map_number(map, "fall", tracker->fall);
    if (tracker->init_fail)
        print_map_bool(map, "init_fail", true);
}

static void print_script(struct print_map *map, const struct conf_tracker *tracker)
{
    print_map_key(map, "command");
    print_words(map->out, &tracker->command);
    print_user(map, &tracker->command);
    print_rounds(map, tracker);
}

static void print_file(struct print_map *map, const struct conf_tracker *tracker)
{
    print_map_text(map, "path", tracker->path);
    if (tracker->init_file)
        print_map_number(map, "init", tracker->init_value);
    if (tracker->init_overwrite)
        print_map_bool(map, "overwrite", true);
}

static void print_process(struct print_map *map, const struct conf_tracker *tracker)
{
    static const char *const matches[] = {"exact", "initial", "partial"};

    print_map_text(map, "program", tracker->path);
    if (tracker->parameters)
        print_map_text(map, "parameters", tracker->parameters);
    if (tracker->parameters_match != CONF_MATCH_EXACT)
        print_map_text(map, "match", matches[tracker->parameters_match]);
    if (tracker->full_command)
        print_map_bool(map, "full_command", true);
    if (tracker->quorum != 1)
        print_map_number(map, "quorum", tracker->quorum);
    if (tracker->quorum_max)
        print_map_number(map, "quorum_max", tracker->quorum_max);
    if (tracker->fork_delay_us)
        print_map_duration(map, "fork_delay", tracker->fork_delay_us);
    if (tracker->terminate_delay_us)
        print_map_duration(map, "terminate_delay", tracker->terminate_delay_us);
}

static void print_ping(struct print_map *map, const struct conf_tracker *tracker)
{
    print_map_address(map, "gateway", &tracker->gateway);
    if (tracker->interface[0])
        print_map_text(map, "interface", tracker->interface);
    print_map_number(map, "count", tracker->count);
    print_rounds(map, tracker);
}

static void print_tcp(struct print_map *map, const struct conf_tracker *tracker)
{
    print_map_address(map, "address", &tracker->gateway);
    print_map_number(map, "port", tracker->port);
    if (tracker->interface[0])
        print_map_text(map, "interface", tracker->interface);
    print_rounds(map, tracker);
}

static const struct {
    enum conf_track_kind kind;
    const char *section;
    void (*print)(struct print_map *map, const struct conf_tracker *tracker);
} kinds[] = {
    {CONF_TRACK_SCRIPT, "scripts", print_script},
    {CONF_TRACK_FILE, "files", print_file},
    {CONF_TRACK_PROCESS, "processes", print_process},
    {CONF_TRACK_PING, "ping", print_ping},
    {CONF_TRACK_TCP, "tcp", print_tcp},
};

static void print_tracker(FILE *out, const struct conf_tracker *tracker, size_t kind)
{
    struct print_map map = {.out = out};
    struct conf_tracker defaults;

    memset(&defaults, 0, sizeof defaults);
    conf_tracker_defaults(&defaults, tracker->kind);
    fputs("    ", out);
    print_text(out, tracker->name);
    fputs(": ", out);
    kinds[kind].print(&map, tracker);
    if (tracker->weight != defaults.weight)
        print_map_number(&map, "weight", tracker->weight);
    if (tracker->reverse)
        print_map_bool(&map, "reverse", true);
    print_map_end(&map);
}

static void print_kind(FILE *out, const struct conf *conf, size_t kind, bool *begun)
{
    bool section = false;

    for (size_t i = 0; i < conf->tracker_count; i++) {
        if (conf->trackers[i].kind != kinds[kind].kind)
            continue;
        if (!*begun)
            fputs("track:\n", out);
        if (!section)
            fprintf(out, "  %s:\n", kinds[kind].section);
        *begun = section = true;
        print_tracker(out, &conf->trackers[i], kind);
    }
}

void print_track_section(FILE *out, const struct conf *conf)
{
    bool begun = false;

    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
        print_kind(out, conf, kind, &begun);
}

void print_track_list(FILE *out, const struct conf *conf, const struct conf_track *tracks, size_t count)
{
    if (count)
        fputs("    track:\n", out);
    for (size_t i = 0; i < count; i++) {
        const struct conf_tracker *tracker = &conf->trackers[tracks[i].tracker];
        struct print_map map = {.out = out};
        fputs("      - ", out);
        print_map_text(&map, conf_track_kind_name(tracker->kind), tracker->name);
        if (tracks[i].weight != tracker->weight)
            print_map_number(&map, "weight", tracks[i].weight);
        if (tracks[i].reverse != tracker->reverse)
            print_map_bool(&map, "reverse", tracks[i].reverse);
        print_map_end(&map);
    }
}

void print_track_hooks(FILE *out, const struct conf_command *hooks)
{
    bool begun = false;

    for (size_t i = 0; hooks && i < CONF_HOOK_COUNT; i++) {
        if (hooks[i].argc == 0)
            continue;
        fprintf(out, "%s      %s: ", begun ? "" : "    notify:\n", conf_hook_name((enum conf_hook)i));
        begun = true;
        print_command(out, &hooks[i]);
        fputc('\n', out);
    }
}

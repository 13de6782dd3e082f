/* Sync groups as keepalived treats them: members that are not there or are in a group already are left out,
 * and a group without any is no group. */
#include "conf/keepalived_group.h"

#include <string.h>

#include "conf/keepalived_owner.h"

struct sync_group {
    struct keepalived_owner owner; /* first */
    struct conf_group model;
    bool weights; /* keepalived lets weights count as well */
};

static void read_member(struct keepalived *keepalived, const struct keepalived_word *word,
                        struct conf_group *model)
{
    struct conf *conf = keepalived->reader->conf;
    const struct conf_instance *instance = conf_find_instance(conf, keepalived_name(keepalived, word, false));

    if (!instance) {
        keepalived_warn(keepalived, word,
                        "no instance `%s' is defined: keepalived leaves it out of the group", word->text);
        return;
    }
    size_t index = (size_t)(instance - conf->instances);
    if (instance->group_index >= 0) {
        keepalived_warn(keepalived, word,
                        "instance `%s' is in a sync group already: keepalived leaves it out of this one",
                        instance->name);
        return;
    }
    conf->instances[index].group_index = (int)conf->group_count;
    model->members = conf_append(conf, model->members, &model->member_count, sizeof *model->members);
    model->members[model->member_count - 1] = index;
}

static void read_members(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    for (size_t i = 0; i < line->count; i++)
        read_member(keepalived, &line->words[i], &((struct sync_group *)target)->model);
}

static void read_list(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_each(keepalived, line, read_members, target);
}

static void read_weights(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    ((struct sync_group *)target)->weights = true;
}

static const struct keepalived_keyword keywords[] = {
    KEEPALIVED_READ("group", true, 0, 0, read_list),
    KEEPALIVED_OWNER_ROWS,
    KEEPALIVED_READ("sync_group_tracking_weight", false, 0, 0, read_weights),
    KEEPALIVED_QUIET("global_tracking"),
    KEEPALIVED_LATER("track_bfd", "BFD is not supported: a failing path will not move the addresses"),
    KEEPALIVED_LATER("notify_priority_changes", "not acted on yet: hooks hear of states, not of priorities"),
};

static bool has_weight(const struct conf_track *tracks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tracks[i].weight)
            return true;
    return false;
}

static bool is_weighted(const struct conf *conf, const struct conf_group *model)
{
    bool weighted = has_weight(model->tracks, model->track_count);

    for (size_t i = 0; i < model->member_count; i++) {
        const struct conf_instance *member = &conf->instances[model->members[i]];
        weighted = weighted || has_weight(member->tracks, member->track_count);
    }
    return weighted;
}

static void finish(struct keepalived *keepalived, const struct keepalived_line *line,
                   const struct sync_group *group)
{
    struct conf *conf = keepalived->reader->conf;
    const struct keepalived_word *word = &line->words[1];

    if (group->model.member_count == 0) {
        keepalived_warn(
            keepalived, word,
            "no instance in sync group `%s' (it needs `group { NAME .. }'): keepalived removes it, "
            "and what should be master together fails over one by one",
            group->model.name);
        return;
    }
    if (group->model.member_count == 1)
        keepalived_warn(keepalived, word,
                        "sync group `%s' has one member, which is probably not what was meant",
                        group->model.name);
    if (!group->weights && is_weighted(conf, &group->model))
        keepalived_warn(
            keepalived, word,
            "sync group `%s' has weighted trackers: keepalived ignores those in a group; here every "
            "weight counts for all members",
            group->model.name);
    conf->groups = conf_append(conf, conf->groups, &conf->group_count, sizeof *conf->groups);
    conf->groups[conf->group_count - 1] = group->model;
}

static bool is_known(const struct conf *conf, const char *name)
{
    for (size_t i = 0; i < conf->group_count; i++)
        if (strcmp(conf->groups[i].name, name) == 0)
            return true;
    return false;
}

void keepalived_group(struct keepalived *keepalived, const struct keepalived_line *line)
{
    static const struct keepalived_table table = {"vrrp_sync_group", keywords,
                                                  sizeof keywords / sizeof *keywords, false};
    struct sync_group group = {.model = {.place = line->place}};

    if (line->count != 2 || !*line->words[1].text) {
        keepalived_warn(keepalived, &line->words[0],
                        "vrrp_sync_group needs exactly one name: keepalived skips the block, and so do we");
        return;
    }
    group.model.name = keepalived_name(keepalived, &line->words[1], true);
    if (keepalived->reader->conf->group_count > CONF_GROUPS_MAX)
        return; /* reported by conf/check.c */
    if (is_known(keepalived->reader->conf, group.model.name)) {
        keepalived_warn(keepalived, &line->words[1],
                        "sync group `%s' is defined already: keepalived skips this second block",
                        group.model.name);
        return;
    }
    group.owner = (struct keepalived_owner){group.model.name, &group.model.tracks, &group.model.track_count,
                                            group.model.hooks, &group.model.mail};
    group.model.mail = keepalived->defaults.mail;
    keepalived_walk_block(keepalived, &table, line, &group);
    finish(keepalived, line, &group);
}

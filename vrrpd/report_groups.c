/* Sync groups for readers; see report_groups.h. */
#include "vrrpd/report_groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vrrpd/vrrp/reason.h"
#include "vrrpd/vrrp/sync_group.h"

/* What the page says of the members, in the form that the rules take. */
struct view {
    struct election *elections;
    struct sync_group_member *members;
};

static bool open_view(const struct page *page, unsigned table, const struct conf_group *group,
                      struct view *view)
{
    view->elections = calloc(group->member_count + 1, sizeof(*view->elections));
    view->members = calloc(group->member_count + 1, sizeof(*view->members));
    for (size_t i = 0; view->elections != NULL && view->members != NULL && i < group->member_count; i++) {
        struct page_instance record;

        if (page_read_instance(page, table, group->members[i], &record))
            view->elections[i].memory = record.memory;
        view->members[i].election = &view->elections[i];
    }
    return view->elections != NULL && view->members != NULL;
}

static void close_view(struct view *view)
{
    free(view->elections);
    free(view->members);
}

void report_group_blocked(const struct page *page, unsigned table, const struct conf *conf, size_t index,
                          char text[STATUS_REASON_MAX])
{
    const struct conf_group *group = &conf->groups[index];
    size_t waiting, denied;
    struct view view;

    text[0] = '\0';
    if (open_view(page, table, group, &view)) {
        struct sync_group rules = {.members = view.members, .count = group->member_count};
        char address[ADDR_TEXT_MAX];

        if (sync_group_split(&rules, &waiting, &denied))
            snprintf(text, STATUS_REASON_MAX, "%s could be MASTER, but %s follows %s with priority %u",
                     conf->instances[group->members[waiting]].name,
                     conf->instances[group->members[denied]].name,
                     addr_format(&view.elections[denied].memory.master.address, address),
                     view.elections[denied].memory.master.priority);
    }
    close_view(&view);
}

static enum election_state common_state(const struct page *page, unsigned table,
                                        const struct conf_group *group)
{
    enum election_state common = ELECTION_INIT;

    for (size_t i = 0; i < group->member_count; i++) {
        struct page_instance record;

        if (!page_read_instance(page, table, group->members[i], &record) ||
            (i > 0 && record.memory.state != common))
            return ELECTION_INIT;
        common = record.memory.state;
    }
    return common;
}

static bool fill(const struct page *page, unsigned table, const struct conf *conf, size_t index,
                 struct status_group *out)
{
    const struct conf_group *group = &conf->groups[index];

    status_copy_text(out->name, sizeof(out->name), group->name);
    status_copy_text(out->state, sizeof(out->state), reason_state_name(common_state(page, table, group)));
    report_group_blocked(page, table, conf, index, out->blocked);
    out->members = calloc(group->member_count + 1, sizeof(*out->members));
    for (size_t i = 0; out->members != NULL && i < group->member_count; i++)
        status_copy_text(out->members[out->member_count++], STATUS_NAME_MAX,
                         conf->instances[group->members[i]].name);
    return out->members != NULL;
}

bool report_groups(const struct page *page, unsigned table, const struct conf *conf, struct status *out)
{
    out->groups = calloc(conf->group_count + 1, sizeof(*out->groups));
    if (out->groups == NULL)
        return false;
    while (out->group_count < conf->group_count) {
        size_t index = out->group_count++;

        if (!fill(page, table, conf, index, &out->groups[index]))
            return false;
    }
    return true;
}

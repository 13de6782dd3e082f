/* Who runs a script; see script_user.h. */
#include "vrrpd/os/script_user.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct passwd *find_user(const char *name, char *why, size_t why_size)
{
    const struct passwd *user;

    errno = 0;
    if (name != NULL) {
        user = getpwnam(name);
        if (user == NULL)
            snprintf(why, why_size, "there is no user %s", name);
        return user;
    }
    user = getpwnam("keepalived_script");
    return user != NULL ? user : getpwuid(0);
}

static void take_groups(const char *user, struct process_identity *out)
{
    int count = PROCESS_GROUPS_MAX;

    if (getgrouplist(user, out->gid, out->groups, &count) < 0)
        count = PROCESS_GROUPS_MAX; /* the first so many */
    out->group_count = count > 0 ? (size_t)count : 0;
}

bool script_user_find(const struct conf_global *global, const struct conf_command *command,
                      struct process_identity *out, char *why, size_t why_size)
{
    const char *name = command->user != NULL ? command->user : global->script_user;
    const char *group_name = command->user != NULL ? command->group : global->script_group;
    const struct passwd *user;
    const struct group *group;

    *out = (struct process_identity){.uid = 0};
    user = find_user(name, why, why_size);
    if (user == NULL && name != NULL)
        return false;
    if (user != NULL) {
        out->uid = user->pw_uid;
        out->gid = user->pw_gid;
        snprintf(out->home, sizeof(out->home), "%s", user->pw_dir);
    }
    if (group_name != NULL) {
        group = getgrnam(group_name);
        if (group == NULL) {
            snprintf(why, why_size, "there is no group %s", group_name);
            return false;
        }
        out->gid = group->gr_gid;
    }
    user = find_user(name, why, why_size); /* asking for groups may have used its memory */
    if (user != NULL)
        take_groups(user->pw_name, out);
    return true;
}

static bool same_word(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

const struct script_user *script_users_find(const struct script_users *users,
                                            const struct conf_command *command)
{
    for (size_t i = 0; i < users->count; i++)
        if (same_word(users->items[i].command->user, command->user) &&
            same_word(users->items[i].command->group, command->group))
            return &users->items[i];
    return NULL;
}

int script_users_learn(struct script_users *users, const struct conf_global *global,
                       const struct conf_command *command)
{
    struct script_user *more, *user;

    if (command->argc == 0 || script_users_find(users, command) != NULL)
        return 0;
    more = reallocarray(users->items, users->count + 1, sizeof(*more));
    if (more == NULL)
        return -ENOMEM;
    users->items = more;
    user = &more[users->count++];
    memset(user, 0, sizeof(*user));
    user->command = command;
    script_user_find(global, command, &user->identity, user->why, sizeof(user->why));
    return 0;
}

void script_users_free(struct script_users *users)
{
    free(users->items);
}

/* Who runs a program; see identity.h. */
#include "lib/identity.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>

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

bool identity_find(const char *name, const char *group_name, struct process_identity *out, char *why,
                   size_t why_size)
{
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

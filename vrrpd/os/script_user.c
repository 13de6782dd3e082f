/* Who runs a script; see script_user.h. */
#include "vrrpd/os/script_user.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/identity.h"

bool script_user_find(const struct conf_global *global, const struct conf_command *command,
                      struct process_identity *out, char *why, size_t why_size)
{
    return command->user != NULL
               ? identity_find(command->user, command->group, out, why, why_size)
               : identity_find(global->script_user, global->script_group, out, why, why_size);
}

static bool same_word(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool script_user_same(const struct conf_command *a, const struct conf_command *b)
{
    return same_word(a->user, b->user) && same_word(a->group, b->group);
}

const struct script_user *script_users_find(const struct script_users *users,
                                            const struct conf_command *command)
{
    for (size_t i = 0; i < users->count; i++)
        if (script_user_same(users->items[i].command, command))
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

/* Capabilities through libcap-ng; see sandbox.h. */
#include "lib/sandbox.h"

#include <cap-ng.h>
#include <errno.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static const struct {
    unsigned right;
    unsigned capability;
} table[] = {
    {SANDBOX_NET_RAW, CAP_NET_RAW},
    {SANDBOX_NET_ADMIN, CAP_NET_ADMIN},
    {SANDBOX_SYS_NICE, CAP_SYS_NICE},
    {SANDBOX_SETUID, CAP_SETUID},
    {SANDBOX_SETUID, CAP_SETGID},
    {SANDBOX_SETUID, CAP_KILL},
    {SANDBOX_SYS_PTRACE, CAP_SYS_PTRACE},
    {SANDBOX_IPC_LOCK, CAP_IPC_LOCK},
    {SANDBOX_KILL, CAP_KILL},
};

enum { TABLE_SIZE = sizeof(table) / sizeof(table[0]) };

bool sandbox_has(unsigned rights)
{
    capng_clear(CAPNG_SELECT_ALL);
    if (capng_get_caps_process() < 0)
        return false;
    for (size_t i = 0; i < TABLE_SIZE; i++)
        if ((rights & table[i].right) && !capng_have_capability(CAPNG_EFFECTIVE, table[i].capability))
            return false;
    return true;
}

static const struct passwd *find_user(const char *const users[])
{
    for (size_t i = 0; users[i] != NULL; i++) {
        const struct passwd *entry = getpwnam(users[i]);

        if (entry != NULL)
            return entry;
    }
    return NULL;
}

static void keep(unsigned rights)
{
    capng_clear(CAPNG_SELECT_ALL);
    for (size_t i = 0; i < TABLE_SIZE; i++)
        if (rights & table[i].right)
            capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, table[i].capability);
}

/* True when the user was taken on together with the reduced capabilities. */
static bool become(const struct passwd *user, bool starts_programs)
{
    capng_flags_t flags = CAPNG_DROP_SUPP_GRP;

    if (user == NULL || geteuid() == user->pw_uid)
        return false;
    if (!starts_programs)
        flags |= CAPNG_CLEAR_BOUNDING;
    return capng_change_id((int)user->pw_uid, (int)user->pw_gid, flags) == 0;
}

int sandbox_enter(const char *const users[], unsigned rights, const char **failed)
{
    const struct rlimit none = {0, 0};
    const struct passwd *user = find_user(users);
    bool starts_programs = (rights & SANDBOX_SETUID) != 0;

    keep(rights);
    *failed = "capabilities";
    if (!become(user, starts_programs)) {
        keep(rights);
        if ((starts_programs || capng_apply(CAPNG_SELECT_BOTH) < 0) && capng_apply(CAPNG_SELECT_CAPS) < 0)
            return -EPERM;
    }
    *failed = "no_new_privs";
    if (!starts_programs && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return -errno;
    *failed = "dumpable";
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return -errno;
    *failed = "core limit";
    return setrlimit(RLIMIT_CORE, &none) < 0 ? -errno : 0;
}

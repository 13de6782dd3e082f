/* May this file be run; see script_file.h. */
#include "lib/script_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LINKS_MAX = 40,
    OVERFLOW_UID = 65534, /* how a user namespace shows owners that it does not know */
};

struct walk {
    struct script_file *file;
    const struct process_identity *who;
    char done[PATH_MAX]; /* looked at, without its last slash; "" is the root */
    char rest[PATH_MAX]; /* still to go */
    unsigned links;
};

static bool refuse(struct script_file *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool refuse(struct script_file *file, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(file->why, sizeof(file->why), format, arguments);
    va_end(arguments);
    return false;
}

/* Of a user namespace that knows few users: everybody outside looks like the same nobody, root too. */
static bool knows_few_users(void)
{
    unsigned long first = 0, length = 0;
    FILE *map = fopen("/proc/self/uid_map", "re");
    bool few;

    if (map == NULL)
        return false;
    few = fscanf(map, "%lu %*u %lu", &first, &length) != 2 || first != 0 || length < OVERFLOW_UID;
    fclose(map);
    return few;
}

static bool trusts_owner(const struct walk *walk, uid_t owner)
{
    return owner == 0 || owner == walk->who->uid || (owner == OVERFLOW_UID && knows_few_users());
}

static bool check_owner(struct walk *walk, const char *path, uid_t owner)
{
    if (trusts_owner(walk, owner))
        return true;
    return refuse(walk->file,
                  "%s belongs to user %u, who could replace it, neither to root nor to user %u: chown -h "
                  "root %s",
                  path, (unsigned)owner, (unsigned)walk->who->uid, path);
}

static bool check_mode(struct walk *walk, const char *path, const struct stat *status)
{
    const mode_t others = S_IWGRP | S_IWOTH;

    if ((status->st_mode & others) == 0)
        return true;
    if (S_ISDIR(status->st_mode) && (status->st_mode & S_ISVTX) != 0 && status->st_uid == 0)
        return true; /* in /tmp nobody can replace what is another's */
    return refuse(walk->file, "%s may be written by others than its owner (mode %04o): chmod go-w %s", path,
                  (unsigned)(status->st_mode & 07777), path);
}

static bool is_member(const struct process_identity *who, gid_t group)
{
    if (who->gid == group)
        return true;
    for (size_t i = 0; i < who->group_count; i++)
        if (who->groups[i] == group)
            return true;
    return false;
}

static bool may_execute(const struct process_identity *who, const struct stat *status)
{
    if (who->uid == 0)
        return (status->st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
    if (who->uid == status->st_uid)
        return (status->st_mode & S_IXUSR) != 0;
    return (status->st_mode & (is_member(who, status->st_gid) ? S_IXGRP : S_IXOTH)) != 0;
}

static bool check_file(struct walk *walk, const struct stat *status)
{
    if (!S_ISREG(status->st_mode))
        return refuse(walk->file, "%s is not a file that can be run", walk->done);
    if (!may_execute(walk->who, status))
        return refuse(walk->file, "%s is not executable for user %u: chmod a+x %s", walk->done,
                      (unsigned)walk->who->uid, walk->done);
    return true;
}

/* The target takes the link's place among what is still to go. */
static bool follow(struct walk *walk)
{
    char target[PATH_MAX], rest[PATH_MAX];
    ssize_t size = readlink(walk->done, target, sizeof(target) - 1);

    if (size < 0)
        return refuse(walk->file, "%s: %s", walk->done, strerror(errno));
    target[size] = '\0';
    if (++walk->links > LINKS_MAX)
        return refuse(walk->file, "%s: too many symbolic links", walk->done);
    if (snprintf(rest, sizeof(rest), "%s%s%s", target, walk->rest[0] != '\0' ? "/" : "", walk->rest) >=
        (int)sizeof(rest))
        return refuse(walk->file, "%s: the path is too long", walk->done);
    memcpy(walk->rest, rest, sizeof(rest));
    if (target[0] == '/')
        walk->done[0] = '\0';
    else
        *strrchr(walk->done, '/') = '\0';
    return true;
}

/* Takes the next name off `rest` and puts it behind `done`; ".." needs no look, all before it was seen. False
 * when the path is too long. */
static bool step(struct walk *walk, bool *look)
{
    size_t skip = strspn(walk->rest, "/"), length = strcspn(walk->rest + skip, "/");
    const char *name = walk->rest + skip;
    size_t used = strlen(walk->done);

    *look = length > 0 && !(length == 1 && name[0] == '.') && !(length == 2 && memcmp(name, "..", 2) == 0);
    if (length == 2 && memcmp(name, "..", 2) == 0 && used > 0)
        *strrchr(walk->done, '/') = '\0';
    if (*look) {
        if (used + length + 2 > sizeof(walk->done))
            return refuse(walk->file, "%s: the path is too long", walk->file->path);
        walk->done[used] = '/';
        memcpy(walk->done + used + 1, name, length);
        walk->done[used + 1 + length] = '\0';
    }
    skip += length;
    skip += strspn(walk->rest + skip, "/");
    memmove(walk->rest, walk->rest + skip, strlen(walk->rest + skip) + 1);
    return true;
}

static bool cannot_look(struct walk *walk, const char *path, int error)
{
    const char *whole = walk->file->path;

    walk->file->missing = error == ENOENT || error == ENOTDIR;
    if (!walk->file->missing)
        return refuse(walk->file, "%s cannot be looked at: %s", path, strerror(error));
    if (strcmp(path, whole) == 0)
        return refuse(walk->file, "%s does not exist", whole);
    return refuse(walk->file, "%s does not exist: there is no %s", whole, path);
}

static bool look_at(struct walk *walk)
{
    const char *path = walk->done[0] != '\0' ? walk->done : "/";
    struct stat status;

    if (lstat(path, &status) < 0)
        return cannot_look(walk, path, errno);
    if (!check_owner(walk, path, status.st_uid))
        return false;
    if (S_ISLNK(status.st_mode))
        return follow(walk);
    if (!check_mode(walk, path, &status))
        return false;
    return S_ISDIR(status.st_mode) && walk->rest[0] != '\0' ? true : check_file(walk, &status);
}

bool script_file_check(struct script_file *file, const struct process_identity *who)
{
    struct walk walk = {.file = file, .who = who};
    struct stat root;
    bool look;

    file->missing = false;
    snprintf(walk.rest, sizeof(walk.rest), "%s", file->path);
    if (lstat("/", &root) == 0 && (!check_owner(&walk, "/", root.st_uid) || !check_mode(&walk, "/", &root)))
        return false;
    while (walk.rest[0] != '\0') {
        if (!step(&walk, &look) || (look && !look_at(&walk)))
            return false;
    }
    return true;
}

bool script_file_find(const char *name, struct script_file *file)
{
    const char *folder = SCRIPT_FILE_PATH;

    file->missing = false;
    file->path[0] = '\0';
    if (strchr(name, '/') != NULL) {
        if (name[0] != '/' || strlen(name) >= sizeof(file->path))
            return refuse(file, "%s is not an absolute path", name);
        snprintf(file->path, sizeof(file->path), "%s", name);
        return true;
    }
    while (*folder != '\0') {
        size_t length = strcspn(folder, ":");

        snprintf(file->path, sizeof(file->path), "%.*s/%s", (int)length, folder, name);
        if (access(file->path, X_OK) == 0)
            return true;
        folder += length + (folder[length] == ':');
    }
    file->missing = true;
    return refuse(file, "no program is called %s in " SCRIPT_FILE_PATH, name);
}

/* The spool; see spool.h. */
#include "notify/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[SPOOL_BOX_COUNT] = {".", "new", "ready", "failed", "tmp"};

struct spool {
    int boxes[SPOOL_BOX_COUNT];
    int lock;
    int watch;
    bool unsynced[SPOOL_BOX_COUNT]; /* renames that are not on disk yet */
    int64_t last_us;
    unsigned counter;
};

/* ---- open ---- */

/* Others must not put anything in, nor swap a folder. Root may have made it for the dispatcher's user. */
static int check_owner(int fd)
{
    struct stat status;

    if (fstat(fd, &status) < 0)
        return -errno;
    if (!S_ISDIR(status.st_mode))
        return -ENOTDIR;
    if ((status.st_uid != geteuid() && geteuid() != 0) || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return -EPERM;
    return 0;
}

static int open_folder(int parent, const char *name, bool make)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT && make && (mkdirat(parent, name, 0700) == 0 || errno == EEXIST))
        fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

/* What root makes inside belongs to the owner of the spool. */
static void follow_owner(int parent, int fd)
{
    struct stat owner;

    if (geteuid() == 0 && fstat(parent, &owner) == 0 && owner.st_uid != 0)
        (void)!fchown(fd, owner.st_uid, owner.st_gid);
}

static int open_boxes(struct spool *spool, const char *path)
{
    int error;

    spool->boxes[SPOOL_TOP] = open_folder(AT_FDCWD, path, true);
    if (spool->boxes[SPOOL_TOP] < 0)
        return spool->boxes[SPOOL_TOP];
    error = check_owner(spool->boxes[SPOOL_TOP]);
    for (int box = SPOOL_NEW; box < SPOOL_BOX_COUNT && error == 0; box++) {
        spool->boxes[box] = open_folder(spool->boxes[SPOOL_TOP], folders[box], true);
        if (spool->boxes[box] < 0)
            return spool->boxes[box];
        follow_owner(spool->boxes[SPOOL_TOP], spool->boxes[box]);
        error = check_owner(spool->boxes[box]);
    }
    return error;
}

int spool_open(const char *path, struct spool **out)
{
    struct spool *spool = calloc(1, sizeof(*spool));
    int error;

    *out = NULL;
    if (spool == NULL)
        return -ENOMEM;
    for (int box = 0; box < SPOOL_BOX_COUNT; box++)
        spool->boxes[box] = -1;
    spool->lock = spool->watch = -1;
    error = open_boxes(spool, path);
    if (error < 0)
        spool_close(spool);
    else
        *out = spool;
    return error;
}

void spool_close(struct spool *spool)
{
    if (spool == NULL)
        return;
    for (int box = 0; box < SPOOL_BOX_COUNT; box++)
        if (spool->boxes[box] >= 0)
            close(spool->boxes[box]);
    if (spool->lock >= 0)
        close(spool->lock);
    if (spool->watch >= 0)
        close(spool->watch);
    free(spool);
}

/* Its writer is dead: the second part of a draft's name is the process that writes it. */
static bool is_abandoned(const char *draft)
{
    const char *dash = strchr(draft, '-');
    long pid = dash != NULL ? strtol(dash + 1, NULL, 16) : 0;

    return pid <= 0 || (kill((pid_t)pid, 0) < 0 && errno == ESRCH);
}

int spool_lock(struct spool *spool)
{
    int fd = openat(spool->boxes[SPOOL_TOP], "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    char(*names)[SPOOL_NAME_MAX];
    size_t count;

    if (fd < 0)
        return -errno;
    follow_owner(spool->boxes[SPOOL_TOP], fd);
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        int error = -errno;

        close(fd);
        return error;
    }
    spool->lock = fd;
    names = spool_list(spool, SPOOL_TMP, &count);
    for (size_t i = 0; names != NULL && i < count; i++)
        if (is_abandoned(names[i]))
            spool_remove(spool, SPOOL_TMP, names[i]);
    free(names);
    return 0;
}

static int give_files(struct spool *spool, enum spool_box box, uid_t uid, gid_t gid)
{
    size_t count;
    char(*names)[SPOOL_NAME_MAX] = spool_list(spool, box, &count);

    if (names == NULL)
        return -errno;
    for (size_t i = 0; i < count; i++)
        (void)!fchownat(spool->boxes[box], names[i], uid, gid, AT_SYMLINK_NOFOLLOW);
    free(names);
    return 0;
}

int spool_give(struct spool *spool, unsigned uid, unsigned gid)
{
    int error = 0;

    for (int box = 0; box < SPOOL_BOX_COUNT && error == 0; box++)
        error = fchown(spool->boxes[box], uid, gid) < 0 ? -errno
                                                        : give_files(spool, (enum spool_box)box, uid, gid);
    return error;
}

/* ---- files ---- */

void spool_name(struct spool *spool, int64_t now_us, char name[SPOOL_NAME_MAX])
{
    if (now_us > spool->last_us)
        spool->last_us = now_us;
    snprintf(name, SPOOL_NAME_MAX, "%016" PRIx64 "-%08x-%08x", (uint64_t)spool->last_us, (unsigned)getpid(),
             spool->counter++);
}

static int write_all(int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t done = write(fd, text, size);

        if (done < 0 && errno != EINTR)
            return -errno;
        if (done > 0) {
            text += done;
            size -= (size_t)done;
        }
    }
    return fdatasync(fd) < 0 ? -errno : 0;
}

int spool_sync(struct spool *spool)
{
    for (int box = 0; box < SPOOL_BOX_COUNT; box++) {
        if (!spool->unsynced[box])
            continue;
        if (fsync(spool->boxes[box]) < 0)
            return -errno;
        spool->unsynced[box] = false;
    }
    return 0;
}

int spool_write(struct spool *spool, enum spool_box box, const char *name, const char *text, bool more)
{
    char draft[SPOOL_NAME_MAX];
    int fd, error;

    spool_name(spool, 0, draft);
    fd = openat(spool->boxes[SPOOL_TMP], draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    follow_owner(spool->boxes[SPOOL_TOP], fd);
    error = write_all(fd, text, strlen(text));
    close(fd);
    if (error == 0 && renameat(spool->boxes[SPOOL_TMP], draft, spool->boxes[box], name) < 0)
        error = -errno;
    if (error < 0) {
        unlinkat(spool->boxes[SPOOL_TMP], draft, 0);
        return error;
    }
    spool->unsynced[box] = true;
    return more ? 0 : spool_sync(spool);
}

static char *read_all(int fd)
{
    struct stat status;
    char *text;
    ssize_t size;

    if (fstat(fd, &status) < 0)
        return NULL;
    errno = !S_ISREG(status.st_mode) ? EPERM : EFBIG;
    if (!S_ISREG(status.st_mode) || status.st_size > SPOOL_TEXT_MAX)
        return NULL;
    text = malloc((size_t)status.st_size + 1);
    size = text != NULL ? pread(fd, text, (size_t)status.st_size, 0) : -1;
    if (size < 0) {
        free(text);
        return NULL;
    }
    text[size] = '\0';
    return text;
}

char *spool_read(struct spool *spool, enum spool_box box, const char *name)
{
    int fd = openat(spool->boxes[box], name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    char *text = fd < 0 ? NULL : read_all(fd);
    int error = errno;

    if (fd >= 0)
        close(fd);
    errno = error;
    return text;
}

int spool_remove(struct spool *spool, enum spool_box box, const char *name)
{
    if (unlinkat(spool->boxes[box], name, 0) == 0)
        spool->unsynced[box] = true;
    else if (errno != ENOENT)
        return -errno;
    return 0;
}

int spool_move(struct spool *spool, enum spool_box from, enum spool_box to, const char *name)
{
    if (renameat(spool->boxes[from], name, spool->boxes[to], name) < 0)
        return -errno;
    spool->unsynced[from] = spool->unsynced[to] = true;
    return spool_sync(spool);
}

/* ---- lists ---- */

static DIR *open_list(struct spool *spool, enum spool_box box)
{
    int fd = openat(spool->boxes[box], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);

    if (fd >= 0 && folder == NULL)
        close(fd);
    return folder;
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

char (*spool_list(struct spool *spool, enum spool_box box, size_t *count))[SPOOL_NAME_MAX]
{
    DIR *folder = open_list(spool, box);
    char(*names)[SPOOL_NAME_MAX] = calloc(1, SPOOL_NAME_MAX);
    const struct dirent *entry;
    size_t used = 0, room = 1;

    while (folder != NULL && names != NULL && (entry = readdir(folder)) != NULL) {
        if (entry->d_type == DT_DIR || strlen(entry->d_name) >= SPOOL_NAME_MAX)
            continue;
        if (used == room) {
            char(*more)[SPOOL_NAME_MAX] = reallocarray(names, room *= 2, SPOOL_NAME_MAX);

            if (more == NULL)
                break;
            names = more;
        }
        strcpy(names[used++], entry->d_name);
    }
    if (folder != NULL)
        closedir(folder);
    if (names != NULL)
        qsort(names, used, SPOOL_NAME_MAX, compare);
    *count = used;
    return names;
}

int spool_size(struct spool *spool, enum spool_box box, size_t *files, uint64_t *bytes)
{
    DIR *folder = open_list(spool, box);
    const struct dirent *entry;
    struct stat status;

    *files = 0;
    *bytes = 0;
    if (folder == NULL)
        return -errno;
    while ((entry = readdir(folder)) != NULL) {
        if (fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
            !S_ISREG(status.st_mode))
            continue;
        (*files)++;
        *bytes += (uint64_t)status.st_size;
    }
    closedir(folder);
    return 0;
}

/* ---- watching ---- */

static int add_watch(struct spool *spool, int fd, enum spool_box box)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/self/fd/%d", spool->boxes[box]);
    return inotify_add_watch(fd, path, IN_MOVED_TO | IN_ONLYDIR) < 0 ? -errno : 0;
}

int spool_watch(struct spool *spool)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC), error;

    if (fd < 0)
        return -errno;
    error = add_watch(spool, fd, SPOOL_NEW);
    if (error == 0)
        error = add_watch(spool, fd, SPOOL_TOP);
    if (error < 0) {
        close(fd);
        return error;
    }
    spool->watch = fd;
    return fd;
}

void spool_watched(struct spool *spool)
{
    char bytes[4096];

    while (read(spool->watch, bytes, sizeof(bytes)) > 0)
        continue;
}

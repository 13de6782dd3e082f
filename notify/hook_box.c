/* Hooks that wait; see hook_box.h. */
#include "notify/hook_box.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MAX = 65536, BOOT_MAX = 9, KEY_LENGTH = HOOK_BOX_KEY_MAX - 1 };

struct hook_box {
    int folder;
    char boot[BOOT_MAX];
    unsigned counter;
};

/* ---- open ---- */

static void read_boot(char boot[BOOT_MAX])
{
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);

    if (fd < 0 || read(fd, boot, BOOT_MAX - 1) != BOOT_MAX - 1)
        memcpy(boot, "00000000", BOOT_MAX);
    boot[BOOT_MAX - 1] = '\0';
    if (fd >= 0)
        close(fd);
}

static int open_folder(const char *spool)
{
    int top = open(spool, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), fd = -1, error;

    if (top < 0)
        return -errno;
    if (mkdirat(top, "hooks", 0700) == 0 || errno == EEXIST)
        fd = openat(top, "hooks", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    error = fd < 0 ? -errno : fd;
    close(top);
    return error;
}

/* Whoever has the spool could have put a folder of his own here. */
static int check_owner(int fd)
{
    struct stat status;

    if (fstat(fd, &status) < 0)
        return -errno;
    return status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0 ? -EPERM : 0;
}

int hook_box_open(const char *spool, struct hook_box **out)
{
    int fd = open_folder(spool), error = fd < 0 ? fd : check_owner(fd);

    *out = error == 0 ? calloc(1, sizeof(**out)) : NULL;
    if (*out == NULL) {
        if (fd >= 0)
            close(fd);
        return error < 0 ? error : -ENOMEM;
    }
    (*out)->folder = fd;
    read_boot((*out)->boot);
    return 0;
}

void hook_box_close(struct hook_box *box)
{
    if (box == NULL)
        return;
    close(box->folder);
    free(box);
}

/* FNV-1a: a name may be anything, a file's may not. */
void hook_box_key(const char *owner, bool is_group, char key[HOOK_BOX_KEY_MAX])
{
    uint64_t hash = 14695981039346656037u;

    hash = (hash ^ (is_group ? 'g' : 'i')) * 1099511628211u;
    for (; *owner != '\0'; owner++)
        hash = (hash ^ (unsigned char)*owner) * 1099511628211u;
    snprintf(key, HOOK_BOX_KEY_MAX, "%016" PRIx64, hash);
}

/* ---- files ---- */

static int write_all(int fd, const char *text)
{
    size_t size = strlen(text);

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

/* A draft has its writer's number, so that one whose writer died is known. */
static int put_file(struct hook_box *box, const char *key, const char *name, const char *text)
{
    char draft[HOOK_BOX_NAME_MAX];
    int fd, error;

    snprintf(draft, sizeof(draft), "%s.%d.draft", key, (int)getpid());
    fd = openat(box->folder, draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    error = write_all(fd, text);
    close(fd);
    if (error == 0 && renameat(box->folder, draft, box->folder, name) < 0)
        error = -errno;
    if (error < 0)
        unlinkat(box->folder, draft, 0);
    return error == 0 && fsync(box->folder) < 0 ? -errno : error;
}

int hook_box_put(struct hook_box *box, const char *key, int64_t mono_us, const char *text)
{
    char name[HOOK_BOX_NAME_MAX];

    snprintf(name, sizeof(name), "%s-%s-%016" PRIx64 "-%08x-%04x", key, box->boot, (uint64_t)mono_us,
             (unsigned)getpid(), box->counter++ & 0xffff);
    return put_file(box, key, name, text);
}

char *hook_box_read(struct hook_box *box, const char *name)
{
    int fd = openat(box->folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    char *text = fd >= 0 ? malloc(TEXT_MAX) : NULL;
    ssize_t size = text != NULL ? read(fd, text, TEXT_MAX - 1) : -1;

    if (fd >= 0)
        close(fd);
    if (size >= 0) {
        text[size] = '\0';
        return text;
    }
    free(text);
    return NULL;
}

int hook_box_remove(struct hook_box *box, const char *name)
{
    return unlinkat(box->folder, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}

/* ---- lists ---- */

static bool is_of_this_boot(const struct hook_box *box, const char *name)
{
    return strncmp(name + KEY_LENGTH + 1, box->boot, BOOT_MAX - 1) == 0;
}

/* Time begins anew with each boot. */
static int compare(const void *a, const void *b, void *context)
{
    bool first = is_of_this_boot(context, a), second = is_of_this_boot(context, b);

    return first != second ? (int)first - (int)second : strcmp(a, b);
}

bool hook_box_is_late(const struct hook_box *box, const char *name, const char *last)
{
    return last[0] != '\0' && compare(name, last, (void *)(uintptr_t)box) <= 0;
}

static bool is_record(const char *file, const char *key)
{
    return strncmp(file, key, KEY_LENGTH) == 0 && file[KEY_LENGTH] == '-' &&
           strlen(file) > KEY_LENGTH + BOOT_MAX && strlen(file) < HOOK_BOX_NAME_MAX;
}

static DIR *open_list(struct hook_box *box)
{
    int fd = openat(box->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);

    if (fd >= 0 && folder == NULL)
        close(fd);
    return folder;
}

char (*hook_box_list(struct hook_box *box, const char *key, size_t *count))[HOOK_BOX_NAME_MAX]
{
    DIR *folder = open_list(box);
    char(*names)[HOOK_BOX_NAME_MAX] = calloc(1, HOOK_BOX_NAME_MAX);
    const struct dirent *entry;
    size_t used = 0, room = 1;

    while (folder != NULL && names != NULL && (entry = readdir(folder)) != NULL) {
        if (!is_record(entry->d_name, key))
            continue;
        if (used == room) {
            char(*more)[HOOK_BOX_NAME_MAX] = reallocarray(names, room * 2, HOOK_BOX_NAME_MAX);

            if (more == NULL)
                break;
            names = more;
            room *= 2;
        }
        strcpy(names[used++], entry->d_name);
    }
    if (folder != NULL)
        closedir(folder);
    if (names != NULL)
        qsort_r(names, used, HOOK_BOX_NAME_MAX, compare, box);
    *count = used;
    return names;
}

/* ---- one at a time ---- */

static void sweep_drafts(struct hook_box *box, const char *key)
{
    DIR *folder = open_list(box);
    const struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        const char *end = strrchr(entry->d_name, '.');

        if (end == NULL || strcmp(end, ".draft") != 0 || strncmp(entry->d_name, key, KEY_LENGTH) != 0)
            continue;
        if (kill((pid_t)strtol(entry->d_name + KEY_LENGTH + 1, NULL, 10), 0) < 0 && errno == ESRCH)
            unlinkat(box->folder, entry->d_name, 0);
    }
    if (folder != NULL)
        closedir(folder);
}

/* A process's own lock, not flock(2): a minder that was just forked would keep that from our successor. */
int hook_box_lock(struct hook_box *box, const char *key)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char name[HOOK_BOX_NAME_MAX];
    int fd;

    snprintf(name, sizeof(name), "%s.lock", key);
    fd = openat(box->folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    if (fcntl(fd, F_SETLK, &whole) < 0) {
        int error = errno == EACCES || errno == EAGAIN ? -EWOULDBLOCK : -errno;

        close(fd);
        return error;
    }
    sweep_drafts(box, key);
    return fd;
}

void hook_box_read_last(struct hook_box *box, const char *key, struct hook_box_last *out)
{
    char file[HOOK_BOX_NAME_MAX], boot[BOOT_MAX], *text;
    int pid;

    memset(out, 0, sizeof(*out));
    snprintf(file, sizeof(file), "%s.last", key);
    text = hook_box_read(box, file);
    if (text != NULL && sscanf(text, "%8s %d %" SCNu64 " %63s", boot, &pid, &out->started, out->name) == 4 &&
        is_record(out->name, key))
        out->pid = pid != 0 && strcmp(boot, box->boot) != 0 ? -1 : pid;
    else
        memset(out, 0, sizeof(*out));
    free(text);
}

int hook_box_write_last(struct hook_box *box, const char *key, const struct hook_box_last *last)
{
    char file[HOOK_BOX_NAME_MAX], text[160];

    snprintf(file, sizeof(file), "%s.last", key);
    snprintf(text, sizeof(text), "%s %d %" PRIu64 " %s\n", box->boot, (int)last->pid, last->started,
             last->name);
    return put_file(box, key, file, text);
}

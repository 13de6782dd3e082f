/* Tracked files: a number that anybody may write, read again whenever its directory says that it changed.
 * What is missing or no number counts as 0, as in keepalived. See engine_services_track.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/engine_services_track.h"
#include "vrrpd/vrrp/tracked.h"

enum {
    TEXT_MAX = 256,
    FILE_EVENTS = IN_CLOSE_WRITE | IN_MODIFY | IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB,
    DIRECTORY_EVENTS = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE_SELF |
                       IN_MOVE_SELF | IN_ONLYDIR,
};

static bool is_file(const struct tracked *item)
{
    return item->used && item->conf->kind == CONF_TRACK_FILE && item->conf->path != NULL;
}

/* ---- reading ---- */

static int read_value(const char *path, int32_t *value, char *reason, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    char text[TEXT_MAX];
    ssize_t got;

    *value = 0;
    if (fd < 0) {
        snprintf(reason, size,
                 errno == ENOENT ? "there is no file %s, which counts as 0"
                                 : "%s cannot be read, which counts as 0",
                 path);
        return -errno;
    }
    got = read(fd, text, sizeof(text));
    close(fd);
    if (got < 0 || tracked_parse_number(text, (size_t)got, value) == TRACKED_NO_NUMBER || got == TEXT_MAX) {
        *value = 0;
        snprintf(reason, size, "%s is no number, which counts as 0", path);
        return 0;
    }
    snprintf(reason, size, "%d in %s", *value, path); /* the number first: a path may be cut off */
    return 0;
}

static void look(struct services *services, struct tracked *item)
{
    struct page_tracker *record = &item->record;
    char reason[sizeof(record->reason)];
    int32_t value;
    bool news;

    read_value(item->conf->path, &value, reason, sizeof(reason));
    news = record->known && record->ok == (value == 0) && record->value != value;
    if (news)
        log_line(LOG_LEVEL_NOTICE, "file %s: %s", item->conf->name, reason);
    record->value = value;
    track_verdict(services, item, value == 0, reason);
}

/* ---- watching ---- */

static void watch(struct tracking *tracking, struct tracked *item)
{
    char directory[PATH_MAX];
    char *slash;

    if (item->directory_watch < 0) {
        snprintf(directory, sizeof(directory), "%s", item->conf->path);
        slash = strrchr(directory, '/');
        if (slash != NULL)
            slash[slash == directory ? 1 : 0] = '\0';
        item->directory_watch = inotify_add_watch(tracking->inotify, slash != NULL ? directory : ".",
                                                  DIRECTORY_EVENTS | IN_MASK_ADD);
    }
    if (item->file_watch < 0)
        item->file_watch = inotify_add_watch(tracking->inotify, item->conf->path, FILE_EVENTS | IN_MASK_ADD);
}

/* What the directory says of other files is nothing to us; an event of the file itself means that it may be
 * another one by now. */
static void take_event(struct services *services, const struct inotify_event *event)
{
    for (size_t i = 0; i < services->tracking.count; i++) {
        struct tracked *item = &services->tracking.items[i];
        const char *name = is_file(item) ? strrchr(item->conf->path, '/') : NULL;
        bool ours = (event->mask & IN_Q_OVERFLOW) != 0;

        if (!is_file(item))
            continue;
        if (event->wd == item->file_watch) {
            ours = true;
            if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_ATTRIB))
                item->file_watch = -1;
        }
        if (event->wd == item->directory_watch) {
            ours = ours || event->len == 0 || (name != NULL && strcmp(event->name, name + 1) == 0);
            if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED))
                item->directory_watch = -1;
        }
        if (!ours)
            continue;
        if (event->mask & (IN_CREATE | IN_MOVED_TO))
            item->file_watch = -1;
        watch(&services->tracking, item);
        look(services, item);
    }
}

static void directory_spoke(void *context, int fd)
{
    _Alignas(struct inotify_event) char events[16384];
    ssize_t size = read(fd, events, sizeof(events));
    const struct inotify_event *event;

    for (ssize_t at = 0; at < size; at += (ssize_t)(sizeof(*event) + event->len)) {
        event = (const struct inotify_event *)(const void *)(events + at);
        take_event(context, event);
    }
}

/* Once a second: what could not be watched, because it is not there or not ours to look into, is looked at.
 */
void track_files_look(struct services *services)
{
    for (size_t i = 0; i < services->tracking.count; i++) {
        struct tracked *item = &services->tracking.items[i];

        if (!is_file(item) || (item->directory_watch >= 0 && item->file_watch >= 0))
            continue;
        watch(&services->tracking, item);
        look(services, item);
    }
}

/* ---- start ---- */

/* Still with the rights to write where the administrator wants it. A link that somebody put there is not
 * followed. */
static void create(const struct tracked *item)
{
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (item->conf->init_overwrite ? O_TRUNC : O_EXCL);
    int fd = open(item->conf->path, flags, 0644);

    if (fd < 0 && errno == EEXIST)
        return;
    if (fd < 0 || fchmod(fd, 0644) < 0 || dprintf(fd, "%d\n", item->conf->init_value) < 0)
        log_line(LOG_LEVEL_WARNING, "file %s: cannot create %s: %s", item->conf->name, item->conf->path,
                 strerror(errno));
    if (fd >= 0)
        close(fd);
}

void track_files_prepare(struct services *services)
{
    struct tracking *tracking = &services->tracking;

    for (size_t i = 0; i < tracking->count; i++) {
        struct tracked *item = &tracking->items[i];

        if (!is_file(item))
            continue;
        if (item->conf->init_file && !item->record.known) /* not what a predecessor has been watching */
            create(item);
        if (tracking->inotify < 0)
            tracking->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        if (tracking->inotify < 0)
            log_line(LOG_LEVEL_WARNING, "file %s: no inotify (%s), looked at once a second", item->conf->name,
                     strerror(errno));
        look(services, item);
    }
}

bool track_files_start(struct services *services)
{
    struct tracking *tracking = &services->tracking;

    for (size_t i = 0; i < tracking->count; i++) {
        if (!is_file(&tracking->items[i]))
            continue;
        watch(tracking, &tracking->items[i]);
        look(services, &tracking->items[i]);
    }
    return tracking->inotify < 0 ||
           loop_add(services->loop, tracking->inotify, directory_spoke, services) == 0;
}

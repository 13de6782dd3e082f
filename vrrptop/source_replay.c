/* A recording as a source; see source_replay.h. */
#include "vrrptop/source_replay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/loop.h"
#include "vrrptop/feed.h"

enum { LINES_AT_ONCE = 5000, STATUSES_BACK = 2 };

/* A line of the recording. */
struct mark {
    size_t begin, size;
    int64_t at_us;
    bool whole; /* a status: it says all there is, the ones before it need not be read */
};

struct replay {
    struct world *world;
    struct feed *feed;
    int host;
    char *bytes; /* the file, mapped privately: a line gets its NUL while it is read */
    size_t size;
    struct mark *marks; /* by time */
    size_t count, room;
    size_t next; /* the mark that is played next */
    double speed;
    bool hold;
    int64_t base_wall_us, base_us; /* this place of the recording was at this time of ours */
};

/* ---- the index ---- */

static bool add_mark(struct replay *replay, const struct mark *mark)
{
    if (replay->count == replay->room) {
        size_t room = replay->room > 0 ? replay->room * 2 : 1024;
        struct mark *grown = reallocarray(replay->marks, room, sizeof(*grown));

        if (grown == NULL)
            return false;
        replay->marks = grown;
        replay->room = room;
    }
    replay->marks[replay->count++] = *mark;
    return true;
}

/* The line with its newline made a NUL. The last one may have none: a private mapping ends in zeroes, or the
 * byte after it is ours. */
static char *open_line(const struct replay *replay, const struct mark *mark)
{
    char *line = replay->bytes + mark->begin;

    line[mark->size] = '\0';
    return line;
}

static void close_line(const struct replay *replay, const struct mark *mark)
{
    replay->bytes[mark->begin + mark->size] = '\n';
}

/* Times that go backwards (a clock that was set) count as the last one before: the order stays. */
static bool read_marks(struct replay *replay)
{
    int64_t last_us = -1;

    for (size_t begin = 0; begin < replay->size;) {
        char *end = memchr(replay->bytes + begin, '\n', replay->size - begin);
        size_t size = end != NULL ? (size_t)(end - replay->bytes) - begin : replay->size - begin;
        struct mark mark = {.begin = begin, .size = size};
        char *line = open_line(replay, &mark);

        mark.at_us = feed_line_time(line);
        mark.whole = strncmp(line, "{\"schema\":1,\"type\":\"status\"", 27) == 0;
        close_line(replay, &mark);
        begin += size + 1;
        if (mark.at_us < 0 && last_us < 0)
            continue;
        mark.at_us = mark.at_us > last_us ? mark.at_us : last_us;
        last_us = mark.at_us;
        if (!add_mark(replay, &mark))
            return false;
    }
    return true;
}

/* One byte more than the file has, for the NUL of a last line without a newline. */
static int map_file(struct replay *replay, int fd)
{
    struct stat stat;
    void *all;

    if (fstat(fd, &stat) < 0)
        return -errno;
    if (!S_ISREG(stat.st_mode))
        return -EINVAL;
    replay->size = (size_t)stat.st_size;
    all = mmap(NULL, replay->size + 1, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED)
        return -errno;
    replay->bytes = all;
    if (replay->size > 0 &&
        mmap(all, replay->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED)
        return -errno;
    return 0;
}

int replay_open(const char *path, struct world *world, double speed, struct replay **out)
{
    struct replay *replay = calloc(1, sizeof(*replay));
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    int error = fd < 0 ? -errno : replay == NULL ? -ENOMEM : 0;

    *out = replay;
    if (error == 0) {
        replay->world = world;
        replay->speed = speed;
        replay->host = world_add_host(world, path, WORLD_DAEMON);
        replay->feed = feed_new(world, replay->host);
        error = replay->feed == NULL ? -ENOMEM : map_file(replay, fd);
    }
    if (fd >= 0)
        close(fd);
    if (error == 0 && !read_marks(replay))
        error = -ENOMEM;
    if (error == 0 && replay->count == 0)
        error = -ENODATA;
    if (error == 0) {
        replay->base_wall_us = replay->marks[0].at_us;
        return 0;
    }
    replay_close(replay);
    *out = NULL;
    return error;
}

void replay_close(struct replay *replay)
{
    if (replay == NULL)
        return;
    if (replay->bytes != NULL)
        munmap(replay->bytes, replay->size + 1);
    feed_free(replay->feed);
    free(replay->marks);
    free(replay);
}

/* ---- time ---- */

static int64_t place_us(const struct replay *replay, int64_t now_us)
{
    if (replay->hold || replay->base_us == 0)
        return replay->base_wall_us;
    return replay->base_wall_us + (int64_t)((double)(now_us - replay->base_us) * replay->speed);
}

static void set_base(struct replay *replay, int64_t wall_us, int64_t now_us)
{
    replay->base_wall_us = wall_us;
    replay->base_us = now_us;
}

/* Ages and rates are of the recording's time: its clock goes in as the monotonic one. */
static void play(struct replay *replay, const struct mark *mark)
{
    feed_line(replay->feed, open_line(replay, mark), mark->at_us, mark->at_us);
    close_line(replay, mark);
}

bool replay_round(struct replay *replay, int64_t now_us)
{
    size_t before = replay->next;
    int64_t until_us;

    if (replay->base_us == 0)
        set_base(replay, replay->base_wall_us, now_us);
    until_us = place_us(replay, now_us);
    while (replay->next < replay->count && replay->marks[replay->next].at_us <= until_us &&
           replay->next - before < LINES_AT_ONCE)
        play(replay, &replay->marks[replay->next++]);
    return replay->next != before;
}

int64_t replay_due_us(const struct replay *replay)
{
    double wait_us;

    if (replay->hold || replay->next == replay->count)
        return LOOP_FOREVER;
    if (replay->base_us == 0)
        return 0;
    wait_us = (double)(replay->marks[replay->next].at_us - replay->base_wall_us) / replay->speed;
    return replay->base_us + (int64_t)wait_us;
}

void replay_set_speed(struct replay *replay, double speed, int64_t now_us)
{
    set_base(replay, place_us(replay, now_us), now_us);
    replay->speed = speed < 0.01 ? 0.01 : speed > 10000 ? 10000 : speed;
}

void replay_hold(struct replay *replay, bool hold, int64_t now_us)
{
    if (hold == replay->hold)
        return;
    set_base(replay, place_us(replay, now_us), now_us);
    replay->hold = hold;
}

/* The mark from which statuses have to be read to know all that was so before `next`, rates too. */
static size_t whole_before(const struct replay *replay, size_t next)
{
    int seen = 0;

    while (next > 0) {
        next--;
        if (replay->marks[next].whole && ++seen == STATUSES_BACK)
            break;
    }
    return next;
}

void replay_seek(struct replay *replay, int64_t by_us, int64_t now_us)
{
    int64_t first_us = replay->marks[0].at_us, last_us = replay->marks[replay->count - 1].at_us;
    int64_t to_us = place_us(replay, now_us);
    size_t whole;

    to_us = (to_us > last_us ? last_us : to_us) + by_us;
    to_us = to_us < first_us ? first_us : to_us > last_us ? last_us : to_us;
    world_clear(replay->world);
    replay->next = 0;
    while (replay->next < replay->count && replay->marks[replay->next].at_us <= to_us)
        replay->next++;
    whole = whole_before(replay, replay->next);
    for (size_t i = 0; i < replay->next; i++)
        if (i >= whole || !replay->marks[i].whole)
            play(replay, &replay->marks[i]);
    set_base(replay, to_us, now_us);
}

void replay_place(const struct replay *replay, int64_t now_us, struct replay_place *out)
{
    *out = (struct replay_place){.first_us = replay->marks[0].at_us,
                                 .last_us = replay->marks[replay->count - 1].at_us,
                                 .at_us = place_us(replay, now_us),
                                 .speed = replay->speed,
                                 .ended = replay->next == replay->count};
    if (out->at_us > out->last_us)
        out->at_us = out->last_us;
}

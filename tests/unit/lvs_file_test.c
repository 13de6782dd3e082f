/* What operators set of real servers outlives the process; the brake. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/check.h"
#include "vrrpd/lvs/panic.h"
#include "vrrpd/os/lvs_file.h"

enum { S = 1000000 };

static void what_is_set_is_read_again(int dir)
{
    const struct lvs_entry drain = {"group 网站", "10.0.0.1:80", true, LVS_FILE_NO_WEIGHT};
    const struct lvs_entry weight = {"192.0.2.1:80/tcp", "[2001:db8::1]:80", false, 65535};
    const struct lvs_entry *found;
    struct lvs_entry none = drain;
    struct lvs_file file;

    CHECK_EQ_INT(lvs_file_read(&file, dir), 0);
    CHECK_EQ_INT(file.count, 0);
    CHECK_EQ_INT(lvs_file_set(&file, &drain), 0);
    CHECK_EQ_INT(lvs_file_set(&file, &weight), 0);
    lvs_file_free(&file);
    CHECK_EQ_INT(lvs_file_read(&file, dir), 0);
    CHECK_EQ_INT(file.count, 2);
    found = lvs_file_find(&file, drain.service, drain.server);
    CHECK(found != NULL && found->drained && found->weight == LVS_FILE_NO_WEIGHT);
    found = lvs_file_find(&file, weight.service, weight.server);
    CHECK(found != NULL && !found->drained && found->weight == 65535);
    none.drained = false;
    CHECK_EQ_INT(lvs_file_set(&file, &none), 0);
    CHECK_EQ_INT(lvs_file_set(&file, &none), 0); /* what is not there need not go */
    lvs_file_free(&file);
    CHECK_EQ_INT(lvs_file_read(&file, dir), 0);
    CHECK(file.count == 1 && lvs_file_find(&file, drain.service, drain.server) == NULL);
    lvs_file_free(&file);
}

static void damaged_lines_are_skipped(int dir)
{
    static const char text[] =
        "drain\tA\tB\nweight x\tA\tC\nweight -4\tA\tD\nrain\tA\tE\n\ndrain\tA\nweight 7\tA\tF\n";
    int fd = openat(dir, "lvs", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    struct lvs_file file;

    CHECK(write(fd, text, sizeof(text) - 1) == (ssize_t)sizeof(text) - 1);
    close(fd);
    CHECK_EQ_INT(lvs_file_read(&file, dir), 0);
    CHECK_EQ_INT(file.count, 2);
    CHECK(lvs_file_find(&file, "A", "F") != NULL && lvs_file_find(&file, "A", "F")->weight == 7);
    lvs_file_free(&file);
    CHECK_EQ_INT(unlinkat(dir, "lvs", 0), 0);
    CHECK_EQ_INT(symlinkat("/etc/passwd", dir, "lvs"), 0);
    CHECK_EQ_INT(lvs_file_read(&file, dir), -ELOOP);
    CHECK_EQ_INT(unlinkat(dir, "lvs", 0), 0);
}

static void the_brake(void)
{
    struct panic panic = {.answered_us = 100 * S};

    CHECK(!panic_lost(&panic, 0, 10, 10, 150 * S)); /* off */
    CHECK(!panic_lost(&panic, 90, 8, 10, 150 * S)); /* too few */
    CHECK(!panic_lost(&panic, 90, 9, 10, 99 * S));  /* somebody answered since the first one was lost */
    CHECK(panic_lost(&panic, 90, 9, 10, 101 * S));
    CHECK(panic.on && !panic_lost(&panic, 90, 10, 10, 101 * S));
    CHECK(panic_answered(&panic, 107 * S) && !panic.on);
    CHECK(!panic_answered(&panic, 108 * S));
    CHECK(!panic_lost(&panic, 90, 10, 10, 101 * S));
}

int main(void)
{
    char path[] = "/tmp/lvs_file_test.XXXXXX";
    int dir = mkdtemp(path) != NULL ? open(path, O_RDONLY | O_DIRECTORY) : -1;

    CHECK(dir >= 0);
    what_is_set_is_read_again(dir);
    damaged_lines_are_skipped(dir);
    the_brake();
    unlinkat(dir, "lvs", 0);
    close(dir);
    CHECK(rmdir(path) == 0);
    return check_report("lvs_file");
}

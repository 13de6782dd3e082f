/* vrrpd/os/operator_file: drains outlive the daemon, and a damaged file harms nobody. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/check.h"
#include "vrrpd/os/operator_file.h"

static char folder[] = "/tmp/operator_file_test.XXXXXX";
static int dir;

static void write_text(const char *text, size_t size)
{
    int fd = openat(dir, "drained", O_WRONLY | O_CREAT | O_TRUNC, 0600);

    CHECK_EQ_INT(write(fd, text, size), size);
    close(fd);
}

static bool has(const struct operator_file *file, const char *name)
{
    for (size_t i = 0; i < file->count; i++)
        if (strcmp(file->names[i], name) == 0)
            return true;
    return false;
}

static void names_last(void)
{
    struct operator_file file, again;
    struct stat about;

    CHECK_EQ_INT(operator_file_read(&file, dir), 0); /* no file yet */
    CHECK_EQ_INT(file.count, 0);
    CHECK_EQ_INT(operator_file_set(&file, "VI_1", true), 0);
    CHECK_EQ_INT(operator_file_set(&file, "VI_1", true), 0);
    CHECK_EQ_INT(operator_file_set(&file, "名字 2", true), 0);
    CHECK_EQ_INT(operator_file_set(&file, "never drained", false), 0);
    CHECK_EQ_INT(operator_file_read(&again, dir), 0);
    CHECK_EQ_INT(again.count, 2);
    CHECK(has(&again, "VI_1") && has(&again, "名字 2"));
    operator_file_free(&again);
    CHECK_EQ_INT(fstatat(dir, "drained", &about, 0), 0);
    CHECK_EQ_INT(about.st_mode & 0777, 0600);
    CHECK(faccessat(dir, "drained.new", F_OK, 0) < 0);
    CHECK_EQ_INT(operator_file_set(&file, "VI_1", false), 0);
    CHECK_EQ_INT(operator_file_read(&again, dir), 0);
    CHECK_EQ_INT(again.count, 1);
    CHECK(!has(&again, "VI_1"));
    operator_file_free(&again);
    CHECK_EQ_INT(operator_file_set(&file, "名字 2", false), 0);
    operator_file_free(&file);
}

static void damage_is_survived(void)
{
    struct operator_file file;
    char text[300];

    memset(text, 'n', sizeof(text));
    memcpy(text, "VI_1\n\n", 6);
    text[6 + 63] = '\n';          /* 63 letters: the longest name there is */
    text[6 + 63 + 1 + 64] = '\n'; /* 64: no name of ours */
    memcpy(text + sizeof(text) - 5, "\nVI_2", 5);
    write_text(text, sizeof(text));
    CHECK_EQ_INT(operator_file_read(&file, dir), 0);
    CHECK_EQ_INT(file.count, 3);
    CHECK(has(&file, "VI_1") && has(&file, "VI_2"));
    for (size_t i = 0; i < file.count; i++)
        CHECK(strnlen(file.names[i], OPERATOR_NAME_MAX) < OPERATOR_NAME_MAX);
    operator_file_free(&file);
}

static void more_names_than_there_is_room_for(void)
{
    struct operator_file file;
    char *text = malloc(OPERATOR_NAMES_MAX * 16 + 1);
    size_t size = 0;

    for (int i = 0; i < OPERATOR_NAMES_MAX + 5; i++)
        size += (size_t)snprintf(text + size, 16, "VI_%d\n", i);
    write_text(text, size);
    free(text);
    CHECK_EQ_INT(operator_file_read(&file, dir), 0);
    CHECK_EQ_INT(file.count, OPERATOR_NAMES_MAX);
    CHECK_EQ_INT(operator_file_set(&file, "VI_1", true), 0);
    CHECK_EQ_INT(operator_file_set(&file, "one more", true), -ENOSPC);
    operator_file_free(&file);
}

/* The list is right even when the disk is not; a link that somebody put there is not followed. */
static void a_broken_folder_is_said(void)
{
    struct operator_file file;

    unlinkat(dir, "drained", 0);
    CHECK_EQ_INT(symlinkat("/etc/passwd", dir, "drained"), 0);
    CHECK_EQ_INT(operator_file_read(&file, dir), -ELOOP);
    unlinkat(dir, "drained", 0);
    file.dir = -1;
    CHECK_EQ_INT(operator_file_set(&file, "VI_1", true), -EBADF);
    CHECK(has(&file, "VI_1"));
    operator_file_free(&file);
}

int main(void)
{
    CHECK(mkdtemp(folder) != NULL);
    dir = open(folder, O_DIRECTORY | O_CLOEXEC);
    names_last();
    damage_is_survived();
    more_names_than_there_is_room_for();
    a_broken_folder_is_said();
    unlinkat(dir, "drained", 0);
    close(dir);
    CHECK_EQ_INT(rmdir(folder), 0);
    return check_report("operator_file");
}

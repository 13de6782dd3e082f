/* notify/secret: where passwords may be, and what is refused. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/clock.h"
#include "notify/secret.h"
#include "tests/unit/check.h"

static char folder[] = "/tmp/secret_test.XXXXXX";

static char *put(const char *name, const char *text, size_t size, mode_t mode)
{
    static char path[128];
    int fd;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    unlink(path);
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    CHECK(fd >= 0 && write(fd, text, size) == (ssize_t)size);
    fchmod(fd, mode);
    close(fd);
    return path;
}

/* What comes of a source; the text goes to `out`, and a sentence has to come with every refusal. */
static int get(const struct conf_secret *source, char out[64])
{
    char why[256] = "";
    int error = secret_read(source, out, 64, why);

    CHECK((error == 0) == (why[0] == '\0'));
    CHECK(error == 0 || out[0] == '\0');
    CHECK(strstr(why, "hunter2") == NULL);
    return error;
}

static int get_file(const char *text, size_t size, mode_t mode, char out[64])
{
    struct conf_secret source = {.file = put("file", text, size, mode)};

    return get(&source, out);
}

static void files_are_one_line_and_closed_to_others(void)
{
    char out[64], link[128], longest[64];
    struct conf_secret source = {.file = link};

    CHECK_EQ_INT(get_file("hunter2\n", 8, 0600, out), 0);
    CHECK_EQ_STR(out, "hunter2");
    CHECK_EQ_INT(get_file("hunter2\r\n", 9, 0400, out), 0);
    CHECK_EQ_STR(out, "hunter2");
    CHECK_EQ_INT(get_file("hunter2", 7, 0600, out), 0);
    CHECK_EQ_INT(get_file("hunter2\n", 8, 0640, out), -EPERM);
    CHECK_EQ_INT(get_file("hunter2\n", 8, 0604, out), -EPERM);
    CHECK_EQ_INT(get_file("", 0, 0600, out), -EBADMSG);
    CHECK_EQ_INT(get_file("hunter2\nmore\n", 13, 0600, out), -EBADMSG);
    CHECK_EQ_INT(get_file("hun\0ter2\n", 9, 0600, out), -EBADMSG);
    memset(longest, 'x', sizeof(longest));
    CHECK_EQ_INT(get_file(longest, 62, 0600, out), 0);
    CHECK_EQ_INT(get_file(longest, 63, 0600, out), -EFBIG);
    put("file", "hunter2\n", 8, 0600);
    snprintf(link, sizeof(link), "%s/link", folder);
    CHECK(symlink("file", link) == 0);
    CHECK_EQ_INT(get(&source, out), -ELOOP);
    source.file = folder;
    CHECK_EQ_INT(get(&source, out), -EINVAL); /* a folder is no regular file */
    snprintf(link, sizeof(link), "%s/none", folder);
    source.file = link;
    CHECK_EQ_INT(get(&source, out), -ENOENT);
}

static void credentials_are_names_in_systemds_folder(void)
{
    struct conf_secret source = {.credential = "mail"};
    char out[64];

    unsetenv("CREDENTIALS_DIRECTORY");
    CHECK_EQ_INT(get(&source, out), -ENOENT);
    setenv("CREDENTIALS_DIRECTORY", folder, 1);
    put("mail", "hunter2\n", 8, 0440); /* as systemd does with an ACL */
    CHECK_EQ_INT(get(&source, out), 0);
    CHECK_EQ_STR(out, "hunter2");
    put("mail", "hunter2\n", 8, 0444);
    CHECK_EQ_INT(get(&source, out), -EPERM);
    source.credential = "../etc/shadow";
    CHECK_EQ_INT(get(&source, out), -EINVAL);
}

static int get_command(char **argv, char out[64])
{
    struct conf_secret source = {.command = {.argv = argv, .argc = 1}};

    return get(&source, out);
}

static void commands_print_one_line_in_time(void)
{
    char *echo[] = {"/bin/echo", "hunter2 $HOME", NULL}, *fail[] = {"/bin/false", NULL};
    char *none[] = {"/no/such/program", NULL}, *two[] = {"/bin/sh", "-c", "echo hunter2; echo more", NULL};
    char *hang[] = {"/bin/sh", "-c", "echo hunter2; sleep 60 & sleep 60", NULL};
    char out[64];
    int64_t started_us;

    CHECK_EQ_INT(get_command(echo, out), 0);
    CHECK_EQ_STR(out, "hunter2 $HOME"); /* no shell looked at it */
    CHECK_EQ_INT(get_command(fail, out), -EIO);
    CHECK_EQ_INT(get_command(none, out), -ENOEXEC);
    CHECK_EQ_INT(get_command(two, out), -EBADMSG);
    started_us = clock_now_us();
    CHECK_EQ_INT(get_command(hang, out), -ETIMEDOUT);
    CHECK(clock_now_us() - started_us < 7000000);
}

static void nothing_configured_is_said(void)
{
    struct conf_secret source = {.file = NULL};
    char out[64];

    CHECK(!secret_is_set(&source));
    CHECK_EQ_INT(get(&source, out), -ENOENT);
}

int main(void)
{
    static const char *const names[] = {"file", "link", "mail"};
    char path[128];

    CHECK(mkdtemp(folder) != NULL);
    files_are_one_line_and_closed_to_others();
    credentials_are_names_in_systemds_folder();
    commands_print_one_line_in_time();
    nothing_configured_is_said();
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
    return check_report("secret");
}

/* script_file.c: which files may be run, in a folder of the test. */
#include "lib/script_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/check.h"

static char base[128];

static const char *in_base(const char *name, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/%s", base, name);
    return out;
}

static void make_file(const char *name, mode_t mode)
{
    char path[PATH_MAX];
    int fd = open(in_base(name, path), O_WRONLY | O_CREAT | O_TRUNC, 0600);

    CHECK(fd >= 0 && fchmod(fd, mode) == 0);
    close(fd);
}

static void make_dir(const char *name, mode_t mode)
{
    char path[PATH_MAX];

    CHECK(mkdir(in_base(name, path), 0700) == 0 && chmod(path, mode) == 0);
}

static void make_link(const char *name, const char *target)
{
    char path[PATH_MAX];

    CHECK(symlink(target, in_base(name, path)) == 0);
}

/* As this test's own user, who owns all that it made. */
static bool may_run(const char *name, struct script_file *file)
{
    const struct process_identity self = {.uid = getuid(), .gid = getgid()};
    char path[PATH_MAX];

    if (!CHECK(script_file_find(name[0] == '/' ? name : in_base(name, path), file)))
        return false;
    return script_file_check(file, &self);
}

static void refused(const char *name, const char *words)
{
    struct script_file file;

    if (CHECK(!may_run(name, &file)) && !CHECK(strstr(file.why, words) != NULL))
        fprintf(stderr, "    %s: %s\n", name, file.why);
}

static void accepted(const char *name)
{
    struct script_file file;

    if (!CHECK(may_run(name, &file)))
        fprintf(stderr, "    %s: %s\n", name, file.why);
}

static void what_others_may_write_is_refused_with_the_fix(void)
{
    char fix[PATH_MAX + 16], path[PATH_MAX];

    make_file("good", 0755);
    accepted("good");
    make_file("group", 0775);
    snprintf(fix, sizeof(fix), "chmod go-w %s", in_base("group", path));
    refused("group", fix);
    make_file("world", 0757);
    refused("world", "mode 0757");
    make_dir("open", 0777);
    make_file("open/script", 0755);
    snprintf(fix, sizeof(fix), "chmod go-w %s", in_base("open", path));
    refused("open/script", fix);
}

static void what_cannot_run_is_refused(void)
{
    struct script_file file;

    make_file("plain", 0644);
    refused("plain", "not executable");
    make_dir("folder", 0755);
    refused("folder", "not a file");
    refused("nothing/at/all", "does not exist");
    CHECK(!may_run("nothing", &file) && file.missing);
    CHECK(!script_file_find("relative/path", &file));
    CHECK(!script_file_find("no-program-has-this-name", &file) && file.missing);
    CHECK(script_file_find("sh", &file) && strcmp(strrchr(file.path, '/'), "/sh") == 0);
}

static void links_are_followed_and_judged_on_the_way(void)
{
    char path[PATH_MAX];

    make_file("target", 0755);
    make_link("relative", "target");
    accepted("relative");
    make_link("absolute", in_base("target", path));
    accepted("absolute");
    make_dir("sub", 0755);
    make_link("sub/up", "../relative");
    accepted("sub/up");
    accepted("sub/.././sub//up");
    make_dir("shared", 0777);
    make_file("shared/script", 0755);
    make_link("through", "shared/script");
    refused("through", "shared may be written");
    make_link("loop", "loop");
    refused("loop", "too many symbolic links");
    make_link("dangling", "nowhere");
    refused("dangling", "does not exist");
}

static void a_file_of_somebody_else_is_refused(void)
{
    const struct process_identity other = {.uid = 4711, .gid = 4711};
    struct script_file file;
    char path[PATH_MAX];

    make_file("mine", 0755);
    CHECK(script_file_find(in_base("mine", path), &file));
    if (getuid() != 0) { /* root's files are good for everybody */
        CHECK(!script_file_check(&file, &other) && strstr(file.why, "belongs to user") != NULL);
        return;
    }
    CHECK(script_file_check(&file, &other));
    CHECK(chown(path, 4712, 4712) == 0);
    CHECK(!script_file_check(&file, &other) && strstr(file.why, "belongs to user 4712") != NULL);
    CHECK(chown(path, 4711, 4711) == 0);
    CHECK(script_file_check(&file, &other));
    CHECK(chmod(path, 0655) == 0);
    CHECK(!script_file_check(&file, &other) && strstr(file.why, "not executable for user 4711") != NULL);
}

int main(void)
{
    char command[256];

    snprintf(base, sizeof(base), "%s/script_file_test.XXXXXX",
             getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
    if (!CHECK(mkdtemp(base) != NULL) || !CHECK(chmod(base, 0755) == 0))
        return check_report("script_file");
    what_others_may_write_is_refused_with_the_fix();
    what_cannot_run_is_refused();
    links_are_followed_and_judged_on_the_way();
    a_file_of_somebody_else_is_refused();
    snprintf(command, sizeof(command), "rm -rf '%s'", base);
    CHECK(system(command) == 0);
    return check_report("script_file");
}

/* process_run(): who a program runs as, what it is told about a failed start. */
#include "lib/process.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/check.h"

static const char *say_no(void *context)
{
    return context;
}

/* Runs it to its end; its output goes to `out`. */
static void output_of(struct process_program *program, char *out, size_t size)
{
    char *environment[] = {NULL};
    size_t used = 0;
    ssize_t got;
    int ends[2];
    pid_t pid;

    memset(out, 0, size);
    program->environment = environment;
    CHECK(pipe(ends) == 0);
    program->output = ends[1];
    pid = process_run(program);
    CHECK(pid > 0);
    close(ends[1]);
    while ((got = read(ends[0], out + used, size - 1 - used)) > 0)
        used += (size_t)got;
    close(ends[0]);
    CHECK(waitpid(pid, NULL, 0) == pid);
}

static void a_program_runs_as_its_user_with_its_groups_alone(void)
{
    const struct process_identity who = {.uid = 4711, .gid = 4712, .groups = {4713, 4714}, .group_count = 2};
    char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char[]){"id -u; id -ru; id -g; id -G"}, NULL};
    struct process_program program = {.path = "/bin/sh", .argv = argv, .identity = &who};
    char out[256];

    output_of(&program, out, sizeof(out));
    CHECK_EQ_STR(out, "4711\n4711\n4712\n4712 4713 4714\n");
}

static void a_start_that_fails_is_told_from_what_programs_write(void)
{
    const struct process_identity self = {.uid = getuid(), .gid = getgid()};
    char *argv[] = {(char[]){"nothing"}, NULL};
    struct process_program program = {.path = "/nowhere/nothing", .argv = argv, .identity = &self};
    char out[256];

    output_of(&program, out, sizeof(out));
    CHECK(out[0] == PROCESS_MARK && out[1] == PROCESS_NOT_STARTED);
    CHECK_EQ_STR(out + 2, "/nowhere/nothing: No such file or directory\n");
    program.permit = say_no;
    program.context = (char[]){"not today"};
    output_of(&program, out, sizeof(out));
    CHECK(out[0] == PROCESS_MARK && out[1] == PROCESS_REFUSED);
    CHECK_EQ_STR(out + 2, "not today\n");
}

static void a_file_without_an_interpreter_is_the_shells(void)
{
    const struct process_identity self = {.uid = getuid(), .gid = getgid()};
    char *argv[] = {(char[]){"script"}, (char[]){"one"}, (char[]){"two words"}, NULL};
    struct process_program program = {.argv = argv, .identity = &self};
    char path[64] = "/tmp/process_test.XXXXXX", out[256];
    int fd = mkstemp(path);

    CHECK(fd >= 0 && dprintf(fd, "echo $# $1 \"$2\"\n") > 0 && fchmod(fd, 0700) == 0);
    close(fd);
    program.path = path;
    output_of(&program, out, sizeof(out));
    CHECK_EQ_STR(out, "2 one two words\n");
    unlink(path);
}

static void a_process_is_known_by_number_and_birth(void)
{
    CHECK(process_started(getpid()) > 0);
    CHECK(process_started(getpid()) >= process_started(getppid()));
    CHECK(process_started(0x7FFFFFFF) == 0);
}

int main(void)
{
    a_start_that_fails_is_told_from_what_programs_write();
    a_file_without_an_interpreter_is_the_shells();
    a_process_is_known_by_number_and_birth();
    if (geteuid() == 0)
        a_program_runs_as_its_user_with_its_groups_alone();
    return check_report("process");
}

/* lib/hook_run.c: real minders and real programs, `sh -c` of this machine. What a hook may do to us, done. */
#include "lib/hook_run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "tests/unit/check.h"

static const int64_t second_us = 1000000;

struct bench {
    char folder[32]; /* the working files of this test */
    char *environment[3];
    struct process_identity identity;
    char *argv[HOOK_RUN_COMMANDS_MAX][4];
    struct hook_run run;
};

/* A call without commands; who asks is who runs them. */
static void begin(struct bench *bench)
{
    memset(bench, 0, sizeof(*bench));
    strcpy(bench->folder, "/tmp/hook_run.XXXXXX");
    CHECK(mkdtemp(bench->folder) != NULL);
    chmod(bench->folder, 0777);
    CHECK(chdir(bench->folder) == 0);
    bench->environment[0] = "PATH=/usr/bin:/bin";
    bench->environment[1] = "HOME=/nowhere";
    bench->identity = (struct process_identity){.uid = geteuid(), .gid = getegid()};
    bench->run = (struct hook_run){.program = "test",
                                   .owner = "VI_1",
                                   .input = "{\"schema\":1}",
                                   .environment = bench->environment,
                                   .timeout_us = 5 * second_us};
}

/* The program works in "/": a text finds its folder as D. */
static void add(struct bench *bench, const char *text)
{
    char *const folder = bench->folder, **argv = bench->argv[bench->run.count];
    char *script;

    CHECK(asprintf(&script, "D=%s; %s", folder, text) > 0);
    argv[0] = "/bin/sh";
    argv[1] = "-c";
    argv[2] = script;
    bench->run.commands[bench->run.count++] =
        (struct hook_command){.label = "master", .argv = argv, .identity = &bench->identity};
}

static void finish(struct bench *bench)
{
    char command[64];

    for (size_t i = 0; i < bench->run.count; i++)
        if (strcmp(bench->argv[i][0], "/bin/sh") == 0)
            free(bench->argv[i][2]);
    snprintf(command, sizeof(command), "rm -rf %s", bench->folder);
    CHECK(chdir("/") == 0 && system(command) == 0);
}

static int wait_for(pid_t pid)
{
    int status = -1;

    CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int run(struct bench *bench)
{
    pid_t pid = hook_run_start(&bench->run);

    CHECK(pid > 0);
    return wait_for(pid);
}

/* What a file of the folder says, without its last newline. */
static const char *text_of(const char *name)
{
    static char text[8192];
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    ssize_t size = fd >= 0 ? read(fd, text, sizeof(text) - 1) : 0;

    if (fd >= 0)
        close(fd);
    text[size > 0 ? size : 0] = '\0';
    if (size > 0 && text[size - 1] == '\n')
        text[size - 1] = '\0';
    return text;
}

/* The process that a hook wrote down is dead, or becomes so within a moment. */
static bool died(const char *name)
{
    pid_t pid = atoi(text_of(name));

    if (pid <= 1)
        return false;
    for (int i = 0; i < 200 && process_started(pid) != 0 && kill(pid, 0) == 0; i++)
        usleep(10000);
    return kill(pid, 0) < 0 && errno == ESRCH;
}

static void two_commands_run_in_order_with_input_and_environment(void)
{
    struct bench bench;

    begin(&bench);
    strcpy(bench.identity.home, "/home/of/the/user");
    add(&bench, "read line; echo \"$line $HOME $PWD $(env | grep -c ^HOME=)\" >$D/one; sleep 0.1; date +%s%N "
                ">>$D/times");
    add(&bench, "cat >$D/two; date +%s%N >>$D/times; sort -c $D/times && touch $D/ordered");
    CHECK_EQ_INT(run(&bench), 0);
    CHECK_EQ_STR(text_of("one"), "{\"schema\":1} /home/of/the/user / 1");
    CHECK_EQ_STR(text_of("two"), "{\"schema\":1}");
    CHECK(access("ordered", F_OK) == 0);
    finish(&bench);
}

static void one_failure_is_a_failure_and_keeps_nobody_from_running(void)
{
    struct bench bench;

    begin(&bench);
    add(&bench, "echo broken; exit 3");
    add(&bench, "touch $D/second");
    CHECK_EQ_INT(run(&bench), 1);
    CHECK(access("second", F_OK) == 0);
    finish(&bench);
}

static void input_that_nobody_reads_holds_nobody_up(void)
{
    static char large[4096];
    struct bench bench;

    memset(large, 'x', sizeof(large) - 2);
    begin(&bench);
    bench.run.input = large;
    add(&bench, "exec <&-; exit 0");
    add(&bench, "[ $(wc -c) = 4095 ]");
    CHECK_EQ_INT(run(&bench), 0);
    finish(&bench);
}

static void one_that_hangs_is_ended_with_all_it_started(void)
{
    struct bench bench;
    int64_t start_us = clock_now_us();

    begin(&bench);
    bench.run.timeout_us = second_us / 4;
    add(&bench, "sleep 60 & echo $! >$D/child; echo $$ >$D/self; wait");
    CHECK_EQ_INT(run(&bench), 1);
    CHECK(clock_now_us() - start_us < second_us);
    CHECK(died("self") && died("child"));
    finish(&bench);
}

static void one_that_ignores_term_is_killed_two_seconds_later(void)
{
    struct bench bench;
    int64_t start_us = clock_now_us(), took_us;

    begin(&bench);
    bench.run.timeout_us = second_us / 4;
    add(&bench, "trap '' TERM; (trap '' TERM; echo $$ >$D/self; while :; do sleep 1; done) & wait; wait");
    CHECK_EQ_INT(run(&bench), 1);
    took_us = clock_now_us() - start_us;
    CHECK(took_us > 2 * second_us && took_us < 4 * second_us);
    CHECK(died("self"));
    finish(&bench);
}

static void what_a_hook_leaves_in_its_group_goes_and_what_left_it_stays(void)
{
    struct bench bench;
    pid_t service;

    begin(&bench);
    add(&bench,
        "sleep 60 & echo $! >$D/left; setsid sh -c 'echo $$ >'$D'/service; exec sleep 60' >/dev/null 2>&1 & "
        "while [ ! -s $D/service ]; do sleep 0.01; done");
    CHECK_EQ_INT(run(&bench), 0);
    CHECK(died("left"));
    service = atoi(text_of("service"));
    CHECK(service > 1 && kill(service, 0) == 0);
    if (service > 1)
        kill(service, SIGKILL);
    finish(&bench);
}

static void a_flood_of_output_is_swallowed_and_costs_little(void)
{
    struct bench bench;
    int64_t start_us = clock_now_us();

    begin(&bench);
    bench.run.timeout_us = second_us / 2;
    add(&bench, "exec yes");
    CHECK_EQ_INT(run(&bench), 1);
    CHECK(clock_now_us() - start_us < 2 * second_us);
    add(&bench, "head -c 3000000 /dev/zero; exit 0");
    bench.run.commands[0] = bench.run.commands[1];
    bench.run.timeout_us = 5 * second_us;
    bench.run.count = 1;
    CHECK_EQ_INT(run(&bench), 0); /* nobody kept it from writing it all */
    bench.run.count = 2;
    finish(&bench);
}

static void closed_descriptors_are_no_end(void)
{
    struct bench bench;

    begin(&bench);
    add(&bench, "exec 0<&- 1>&- 2>&-; sleep 0.3; touch $D/done; exit 0");
    CHECK_EQ_INT(run(&bench), 0);
    CHECK(access("done", F_OK) == 0);
    finish(&bench);
}

static void nothing_of_ours_is_open(void)
{
    struct bench bench;
    int fd;

    begin(&bench);
    fd = open("/dev/null", O_RDONLY); /* inheritable on purpose */
    CHECK(fd > 2);
    add(&bench, "ls /proc/$$/fd | tr '\\n' ' ' >$D/open");
    CHECK_EQ_INT(run(&bench), 0);
    CHECK_EQ_STR(text_of("open"), "0 1 2 ");
    close(fd);
    finish(&bench);
}

static void a_file_that_others_may_write_is_refused(void)
{
    struct bench bench;
    static char path[64];
    int fd;

    begin(&bench);
    chmod(bench.folder, 0755);
    snprintf(path, sizeof(path), "%s/hook", bench.folder);
    fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0755);
    CHECK(fd >= 0 && dprintf(fd, "#!/bin/sh\ntouch %s/ran\n", bench.folder) > 0);
    close(fd);
    bench.argv[0][0] = path;
    bench.run.commands[0] =
        (struct hook_command){.label = "master", .argv = bench.argv[0], .identity = &bench.identity};
    bench.run.count = 1;
    CHECK_EQ_INT(run(&bench), 0);
    CHECK(unlink("ran") == 0);
    chmod(path, 0777);
    CHECK_EQ_INT(run(&bench), 1);
    CHECK(access("ran", F_OK) < 0);
    bench.argv[0][0] = "/no/such/file";
    CHECK_EQ_INT(run(&bench), 1);
    finish(&bench);
}

static void it_runs_as_the_user_it_is_told(void)
{
    struct bench bench;

    if (geteuid() != 0)
        return;
    begin(&bench);
    bench.identity = (struct process_identity){.uid = 65534, .gid = 65534};
    add(&bench, "id -u >$D/who; id -g >>$D/who; id -G >>$D/who");
    CHECK_EQ_INT(run(&bench), 0);
    CHECK_EQ_STR(text_of("who"), "65534\n65534\n65534");
    finish(&bench);
}

static void told_to_end_it_ends_what_runs_and_starts_no_more(void)
{
    struct bench bench;
    int64_t start_us = clock_now_us();
    pid_t pid;

    begin(&bench);
    add(&bench, "echo $$ >$D/self; exec sleep 60");
    add(&bench, "touch $D/second");
    pid = hook_run_start(&bench.run);
    while (text_of("self")[0] == '\0' && clock_now_us() < start_us + 5 * second_us)
        usleep(10000);
    kill(pid, SIGTERM);
    CHECK_EQ_INT(wait_for(pid), 1);
    CHECK(died("self"));
    CHECK(access("second", F_OK) < 0);
    CHECK(clock_now_us() - start_us < 5 * second_us);
    finish(&bench);
}

static bool yes(void *context)
{
    (void)context;
    return true;
}

/* The starter dies at once; with `let_go` after its word. */
static void orphan(struct bench *bench, bool let_go)
{
    pid_t starter = fork();
    int go = -1;

    if (starter == 0) {
        bench->run.go = &go;
        hook_run_start(&bench->run);
        if (let_go)
            hook_run_go(go);
        _exit(0);
    }
    CHECK_EQ_INT(wait_for(starter), 0);
}

static void it_outlives_its_starter_but_begins_only_when_it_was_meant_to(void)
{
    struct bench bench;

    begin(&bench);
    add(&bench, "sleep 0.3; echo ran >>$D/ran");
    orphan(&bench, true);
    sleep(1);
    CHECK_EQ_STR(text_of("ran"), "ran");
    orphan(&bench, false); /* died before it wrote down whom it had started: a successor will run it */
    sleep(1);
    CHECK_EQ_STR(text_of("ran"), "ran");
    bench.run.meant = yes;
    orphan(&bench, false); /* died between writing and letting it go: nobody else will */
    sleep(1);
    CHECK_EQ_STR(text_of("ran"), "ran\nran");
    finish(&bench);
}

static void it_waits_for_the_one_before_it(void)
{
    struct bench bench;
    pid_t first, second;

    begin(&bench);
    add(&bench, "sleep 0.5; echo first >>$D/order");
    first = hook_run_start(&bench.run);
    free(bench.argv[0][2]);
    bench.run.count = 0;
    add(&bench, "echo second >>$D/order");
    bench.run.after = first;
    second = hook_run_start(&bench.run);
    CHECK_EQ_INT(wait_for(first), 0);
    CHECK_EQ_INT(wait_for(second), 0);
    CHECK_EQ_STR(text_of("order"), "first\nsecond");
    CHECK_EQ_INT(run(&bench), 0); /* one that is gone already is not waited for */
    finish(&bench);
}

int main(void)
{
    log_open("test", NULL, 3, true, LOG_LEVEL_ERROR);
    two_commands_run_in_order_with_input_and_environment();
    one_failure_is_a_failure_and_keeps_nobody_from_running();
    input_that_nobody_reads_holds_nobody_up();
    one_that_hangs_is_ended_with_all_it_started();
    one_that_ignores_term_is_killed_two_seconds_later();
    what_a_hook_leaves_in_its_group_goes_and_what_left_it_stays();
    a_flood_of_output_is_swallowed_and_costs_little();
    closed_descriptors_are_no_end();
    nothing_of_ours_is_open();
    a_file_that_others_may_write_is_refused();
    it_runs_as_the_user_it_is_told();
    told_to_end_it_ends_what_runs_and_starts_no_more();
    it_outlives_its_starter_but_begins_only_when_it_was_meant_to();
    it_waits_for_the_one_before_it();
    return check_report("hook_run");
}

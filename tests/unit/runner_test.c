/* engine_runner.c: a real runner process, asked as services asks it. Scripts are `sh -c` of this machine. */
#include "vrrpd/engine_runner.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/process.h"
#include "lib/state_page.h"
#include "tests/unit/check.h"
#include "vrrpd/os/message.h"
#include "vrrpd/os/run_channel.h"

static const int64_t second_us = 1000000;

struct bench {
    struct conf *conf;
    struct child child;
    pid_t pid;
    int supervisor; /* our end */
    int runs;       /* our end */
};

/* "@" becomes our number, so that another run of this test does not find our processes. */
static const char *own(const char *text, char *out, size_t size)
{
    size_t used = 0;

    for (; *text != '\0' && used + 12 < size; text++)
        used += (size_t)(*text == '@' ? snprintf(out + used, size - used, "%ld", (long)getpid())
                                      : snprintf(out + used, size - used, "%c", *text));
    return out;
}

static void add(struct bench *bench, const char *program, const char *text, int64_t timeout_us)
{
    struct conf *conf = bench->conf;
    struct conf_tracker *tracker;
    char **argv = conf_alloc(conf, 4 * sizeof(*argv));
    char copy[256];

    conf->trackers = conf_append(conf, conf->trackers, &conf->tracker_count, sizeof(*conf->trackers));
    tracker = &conf->trackers[conf->tracker_count - 1];
    conf_tracker_defaults(tracker, CONF_TRACK_SCRIPT);
    tracker->name = conf_strdup(conf, "script");
    tracker->timeout_us = timeout_us;
    argv[0] = conf_strdup(conf, program);
    if (text != NULL) {
        argv[1] = conf_strdup(conf, "-c");
        argv[2] = conf_strdup(conf, own(text, copy, sizeof(copy)));
    }
    tracker->command = (struct conf_command){.argv = argv, .argc = text != NULL ? 3 : 1};
    tracker->command.user = conf_strdup(conf, "root");
}

static void use_all(struct conf *conf)
{
    conf->instances = conf_append(conf, NULL, &conf->instance_count, sizeof(*conf->instances));
    for (size_t i = 0; i < conf->tracker_count; i++) {
        struct conf_instance *instance = &conf->instances[0];

        instance->tracks =
            conf_append(conf, instance->tracks, &instance->track_count, sizeof(*instance->tracks));
        instance->tracks[i].tracker = i;
    }
}

static void begin(struct bench *bench)
{
    memset(bench, 0, sizeof(*bench));
    bench->conf = conf_new(CONF_FORMAT_YAML, "test.yaml");
}

static void start(struct bench *bench)
{
    struct message message;
    int supervisor[2], runs[2], attached;
    struct pollfd ready;

    use_all(bench->conf);
    CHECK(message_pair(supervisor) == 0 && message_pair(runs) == 0);
    bench->child = (struct child){.process = PAGE_RUNNER,
                                  .page = page_map(NULL),
                                  .conf = bench->conf,
                                  .supervisor = supervisor[1],
                                  .runs = runs[1],
                                  .bells = {[PAGE_RUNNER] = state_page_bell()},
                                  .parent = process_watch(getpid())};
    bench->supervisor = supervisor[0];
    bench->runs = runs[0];
    bench->pid = process_fork();
    if (bench->pid == 0) {
        close(supervisor[0]);
        close(runs[0]);
        _exit(engine_runner_run(&bench->child));
    }
    close(supervisor[1]);
    close(runs[1]);
    ready = (struct pollfd){.fd = bench->supervisor, .events = POLLIN};
    CHECK(poll(&ready, 1, 5000) == 1);
    CHECK(message_receive(bench->supervisor, &message, &attached) == 1 && message.kind == MESSAGE_READY);
    message_send(bench->supervisor, MESSAGE_GO, -1, -1);
}

static bool answer(struct bench *bench, struct run_result *result, int milliseconds)
{
    struct pollfd ready = {.fd = bench->runs, .events = POLLIN};

    return poll(&ready, 1, milliseconds) == 1 && run_channel_answered(bench->runs, result) == 1;
}

/* Ends the runner; it takes no longer than its patience with scripts. */
static void finish(struct bench *bench)
{
    int64_t start_us = clock_now_us();
    int status = -1;

    message_send(bench->supervisor, MESSAGE_STOP, 0, -1);
    CHECK(waitpid(bench->pid, &status, 0) == bench->pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(clock_now_us() - start_us < 2 * second_us);
    close(bench->supervisor);
    close(bench->runs);
    conf_free(bench->conf);
}

static struct run_result ask(struct bench *bench, uint32_t index)
{
    struct run_result result = {.outcome = RUN_OUTCOME_COUNT};

    CHECK(run_channel_ask(bench->runs, RUN_TRACKER, index) == 0);
    CHECK(answer(bench, &result, 8000) && result.number == index);
    return result;
}

/* True when a process with this argument is alive. */
static bool alive(const char *argument)
{
    char command[128];

    snprintf(command, sizeof(command), "pgrep -f '^sleep %ld%s$' >/dev/null", (long)getpid(), argument);
    return system(command) == 0;
}

/* Killed is not dead yet: the kernel needs a moment. */
static bool gone(const char *argument)
{
    for (int i = 0; i < 100 && alive(argument); i++)
        usleep(20000);
    return !alive(argument);
}

static void expect(struct bench *bench, uint32_t index, enum run_outcome outcome, int32_t detail)
{
    struct run_result result = ask(bench, index);

    CHECK_EQ_INT(result.outcome, outcome);
    if (!CHECK_EQ_INT(result.detail, detail))
        fprintf(stderr, "    script %u: %s\n", index, result.text);
}

static void hello(struct bench *bench)
{
    struct run_result result;

    CHECK(answer(bench, &result, 5000) && result.outcome == RUN_NEW_RUNNER);
}

static void results_are_told_with_the_last_line(void)
{
    struct run_result result;
    struct bench bench;

    begin(&bench);
    add(&bench, "sh", "exit 0", second_us);
    add(&bench, "/bin/sh", "echo first; echo nginx is dead >&2; exit 3", second_us);
    add(&bench, "sh", "kill -USR1 $$", second_us);
    add(&bench, "/nowhere/at/all", NULL, second_us);
    start(&bench);
    hello(&bench);
    expect(&bench, 0, RUN_EXITED, 0);
    result = ask(&bench, 1);
    CHECK_EQ_INT(result.outcome, RUN_EXITED);
    CHECK_EQ_INT(result.detail, 3);
    CHECK_EQ_STR(result.text, "nginx is dead");
    expect(&bench, 2, RUN_KILLED, SIGUSR1);
    result = ask(&bench, 3);
    CHECK_EQ_INT(result.outcome, RUN_REFUSED);
    CHECK_EQ_STR(result.text, "/nowhere/at/all does not exist: there is no /nowhere");
    CHECK(run_channel_ask(bench.runs, RUN_TRACKER, 99) == 0); /* nobody's number: no answer, no harm */
    expect(&bench, 0, RUN_EXITED, 0);
    finish(&bench);
}

static void a_script_starts_clean(void)
{
    struct run_result result;
    struct bench bench;

    begin(&bench);
    add(&bench, "sh", "ls /proc/self/fd | tr '\\n' ' '", second_us);
    add(&bench, "sh", "env | grep -v '^PWD=\\|^_=\\|^SHLVL=' | cut -d= -f1 | sort | tr '\\n' ' '", second_us);
    add(&bench, "sh", "umask; pwd", second_us);
    add(&bench, "sh", "cat; grep -h 'SigIgn\\|SigBlk' /proc/self/status | tr -d '\\n\\t'", second_us);
    start(&bench);
    hello(&bench);
    result = ask(&bench, 0);
    CHECK_EQ_STR(result.text, "0 1 2 3"); /* 3 is ls's own look */
    result = ask(&bench, 1);
    CHECK_EQ_STR(result.text, "HOME LANG PATH");
    result = ask(&bench, 2);
    CHECK_EQ_STR(result.text, "/");
    result = ask(&bench, 3);
    /* Signals 32 and 33 are the C library's own: it refuses to touch what a parent did to them. */
    if (strcmp(result.text, "SigBlk:0000000000000000SigIgn:0000000180000000") != 0)
        CHECK_EQ_STR(result.text, "SigBlk:0000000000000000SigIgn:0000000000000000");
    finish(&bench);
}

static void what_hangs_is_ended_with_its_children(void)
{
    int64_t start_us;
    struct bench bench;

    begin(&bench);
    add(&bench, "sh", "sleep @4601", second_us / 5);
    add(&bench, "sh", "trap '' TERM; sleep @4602 & while :; do sleep @4603; done", second_us / 5);
    add(&bench, "sh", "sleep @4604 >/dev/null 2>&1 & exit 0", second_us);
    add(&bench, "sh", "(sleep @4605 &) ; exit 0", second_us); /* keeps the output open */
    start(&bench);
    hello(&bench);
    expect(&bench, 0, RUN_TIMED_OUT, 200);
    CHECK(gone("4601"));
    start_us = clock_now_us();
    expect(&bench, 1, RUN_TIMED_OUT, 200);
    CHECK(clock_now_us() - start_us > 2 * second_us);
    CHECK(gone("4602") && gone("4603"));
    expect(&bench, 2, RUN_EXITED, 0);
    CHECK(gone("4604"));
    expect(&bench, 3, RUN_EXITED, 0);
    CHECK(gone("4605"));
    finish(&bench);
}

static void a_flood_is_dropped_and_the_others_are_served(void)
{
    struct run_result result;
    struct bench bench;
    int quick = 0;

    begin(&bench);
    add(&bench, "yes", NULL, second_us);
    add(&bench, "sh", "exit 4", second_us);
    add(&bench, "sh", "head -c 5000000 /dev/zero | tr '\\0' x; echo; echo end", 5 * second_us);
    start(&bench);
    hello(&bench);
    CHECK(run_channel_ask(bench.runs, RUN_TRACKER, 0) == 0);
    for (int i = 0; i < 10; i++) {
        CHECK(run_channel_ask(bench.runs, RUN_TRACKER, 1) == 0);
        CHECK(answer(&bench, &result, 3000));
        quick += result.number == 1;
    }
    CHECK(quick >= 9);
    if (result.number != 0)
        CHECK(answer(&bench, &result, 5000));
    CHECK_EQ_INT(result.outcome, RUN_TIMED_OUT);
    CHECK_EQ_STR(result.text, "y");
    result = ask(&bench, 2);
    CHECK_EQ_INT(result.outcome, RUN_EXITED);
    CHECK_EQ_STR(result.text, "end");
    finish(&bench);
}

static void a_run_that_is_alive_is_not_started_again(void)
{
    struct run_result result;
    struct bench bench;

    begin(&bench);
    add(&bench, "sh", "sleep 0.3; exit 5", second_us);
    start(&bench);
    hello(&bench);
    for (int i = 0; i < 5; i++)
        CHECK(run_channel_ask(bench.runs, RUN_TRACKER, 0) == 0);
    CHECK(answer(&bench, &result, 3000) && result.detail == 5);
    CHECK(!answer(&bench, &result, 600)); /* one run, one answer */
    finish(&bench);
}

static void nothing_is_left_when_the_runner_ends(void)
{
    struct bench bench;

    begin(&bench);
    add(&bench, "sh", "sleep @4606", 60 * second_us);
    add(&bench, "sh", "trap '' TERM; while :; do sleep @4607; done", 60 * second_us);
    start(&bench);
    hello(&bench);
    CHECK(run_channel_ask(bench.runs, RUN_TRACKER, 0) == 0 && run_channel_ask(bench.runs, RUN_TRACKER, 1) == 0);
    for (int i = 0; i < 100 && !(alive("4606") && alive("4607")); i++)
        usleep(20000);
    CHECK(alive("4606") && alive("4607"));
    finish(&bench);
    CHECK(gone("4606") && gone("4607"));
}

/* At a reload services may outlive its runner by a moment: it would take the end for a failure. */
static void a_run_that_ends_with_the_runner_has_no_result(void)
{
    struct run_result result = {.outcome = RUN_OUTCOME_COUNT};
    struct bench bench;

    begin(&bench);
    add(&bench, "sh", "sleep @4608", 60 * second_us);
    start(&bench);
    hello(&bench);
    CHECK(run_channel_ask(bench.runs, RUN_TRACKER, 0) == 0);
    for (int i = 0; i < 100 && !alive("4608"); i++)
        usleep(20000);
    message_send(bench.supervisor, MESSAGE_HAND_OVER, 0, -1);
    CHECK(!answer(&bench, &result, 3000));
    finish(&bench);
}

int main(void)
{
    if (!CHECK(true) || geteuid() != 0) { /* becoming somebody else needs rights */
        puts("runner: skipped, wants root");
        return 0;
    }
    log_open("runner_test", NULL, 3, true, LOG_LEVEL_ERROR);
    results_are_told_with_the_last_line();
    a_script_starts_clean();
    what_hangs_is_ended_with_its_children();
    a_flood_is_dropped_and_the_others_are_served();
    a_run_that_is_alive_is_not_started_again();
    nothing_is_left_when_the_runner_ends();
    a_run_that_ends_with_the_runner_has_no_result();
    return check_report("runner");
}

/* engine_runner_lvs.c and MISC checks: a real runner process, asked as services asks it. */
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
#include "vrrpd/engine_runner.h"
#include "vrrpd/os/message.h"
#include "vrrpd/os/run_channel.h"

enum { SECOND_US = 1000000, TEXT_MAX = 512 };

/* One virtual server with two real servers. */
struct bench {
    struct conf *conf;
    struct conf_virtual_server service;
    struct conf_server servers[2];
    struct conf_check checks[3]; /* of the second real server */
    struct child child;
    pid_t pid;
    int supervisor, runs; /* our ends */
    char folder[32];
    char log[64]; /* what hooks write */
};

static void set_command(struct bench *bench, struct conf_command *command, const char *text)
{
    char **argv = conf_alloc(bench->conf, 4 * sizeof(*argv));

    argv[0] = conf_strdup(bench->conf, "sh");
    argv[1] = conf_strdup(bench->conf, "-c");
    argv[2] = conf_strdup(bench->conf, text);
    *command = (struct conf_command){.argv = argv, .argc = 3, .user = conf_strdup(bench->conf, "root")};
}

/* A hook that takes `seconds` and then writes `word` and how many it stands for. */
static void set_hook(struct bench *bench, struct conf_command *command, const char *seconds, const char *word)
{
    char text[TEXT_MAX];

    snprintf(text, sizeof(text), "sleep %s; echo %s $VRRP_COLLAPSED >>%s", seconds, word, bench->log);
    set_command(bench, command, text);
}

static void begin(struct bench *bench)
{
    memset(bench, 0, sizeof(*bench));
    strcpy(bench->folder, "/tmp/runner_lvs.XXXXXX");
    CHECK(mkdtemp(bench->folder) != NULL);
    snprintf(bench->log, sizeof(bench->log), "%s/log", bench->folder);
    bench->conf = conf_new(CONF_FORMAT_YAML, "test.yaml");
    bench->service = (struct conf_virtual_server){.servers = bench->servers, .server_count = 2};
    bench->service.name = conf_strdup(bench->conf, "192.0.2.1:80/tcp");
    for (size_t i = 0; i < 2; i++)
        bench->servers[i] = (struct conf_server){
            .index = i, .address = addr_from_ipv4(0x0A000001U + (uint32_t)i), .port = 8080};
    bench->conf->virtual_servers = conf_append(bench->conf, NULL, &bench->conf->virtual_server_count,
                                               sizeof(*bench->conf->virtual_servers));
}

static void start(struct bench *bench)
{
    struct message message;
    struct run_result result;
    int supervisor[2], runs[2], attached;

    bench->conf->virtual_servers[0] = bench->service;
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
    CHECK(poll(&(struct pollfd){.fd = bench->supervisor, .events = POLLIN}, 1, 5000) == 1);
    CHECK(message_receive(bench->supervisor, &message, &attached) == 1 && message.kind == MESSAGE_READY);
    message_send(bench->supervisor, MESSAGE_GO, -1, -1);
    CHECK(poll(&(struct pollfd){.fd = bench->runs, .events = POLLIN}, 1, 5000) == 1);
    CHECK(run_channel_answered(bench->runs, &result) == 1 && result.outcome == RUN_NEW_RUNNER);
}

static bool answer(struct bench *bench, struct run_result *result, int milliseconds)
{
    struct pollfd ready = {.fd = bench->runs, .events = POLLIN};

    return poll(&ready, 1, milliseconds) == 1 && run_channel_answered(bench->runs, result) == 1;
}

static void expect(struct bench *bench, enum run_kind kind, uint32_t number, enum run_outcome outcome,
                   int detail)
{
    struct run_result result = {.outcome = RUN_OUTCOME_COUNT};

    CHECK(answer(bench, &result, 8000));
    CHECK_EQ_INT(result.kind, kind);
    CHECK_EQ_INT(result.number, number);
    CHECK_EQ_INT(result.outcome, outcome);
    CHECK_EQ_INT(result.detail, detail);
}

static void ask(struct bench *bench, enum run_kind kind, uint32_t number)
{
    CHECK_EQ_INT(run_channel_ask(bench->runs, kind, number), 0);
}

static const char *written(const struct bench *bench, char text[TEXT_MAX])
{
    FILE *file = fopen(bench->log, "r");
    size_t size = file != NULL ? fread(text, 1, TEXT_MAX - 1, file) : 0;

    if (file != NULL)
        fclose(file);
    text[size] = '\0';
    return text;
}

static void end(struct bench *bench, enum message_kind how, int64_t most_us)
{
    int64_t start_us = clock_now_us();
    int status = -1;

    message_send(bench->supervisor, how, 0, -1);
    CHECK(waitpid(bench->pid, &status, 0) == bench->pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(clock_now_us() - start_us < most_us);
}

static void leave(struct bench *bench)
{
    close(bench->supervisor);
    close(bench->runs);
    unlink(bench->log);
    rmdir(bench->folder);
    conf_free(bench->conf);
}

static void a_check_is_asked_by_its_server_and_its_place(void)
{
    struct bench bench;

    begin(&bench);
    bench.servers[1].checks = bench.checks;
    bench.servers[1].check_count = 3;
    bench.checks[0] = (struct conf_check){.kind = CONF_CHECK_TCP, .timeout_us = SECOND_US};
    bench.checks[1] = (struct conf_check){.kind = CONF_CHECK_MISC, .timeout_us = SECOND_US};
    bench.checks[2] = (struct conf_check){.kind = CONF_CHECK_MISC, .timeout_us = SECOND_US / 5};
    set_command(&bench, &bench.checks[1].command, "echo heavy; exit 42");
    set_command(&bench, &bench.checks[2].command, "sleep 30");
    start(&bench);
    ask(&bench, RUN_CHECK, run_check_number(1, 0)); /* no program: no answer */
    ask(&bench, RUN_CHECK, run_check_number(0, 1));
    ask(&bench, RUN_CHECK, UINT32_MAX);
    ask(&bench, RUN_TRACKER, 0);
    ask(&bench, RUN_CHECK, run_check_number(1, 1));
    expect(&bench, RUN_CHECK, run_check_number(1, 1), RUN_EXITED, 42);
    ask(&bench, RUN_CHECK, run_check_number(1, 2));
    expect(&bench, RUN_CHECK, run_check_number(1, 2), RUN_TIMED_OUT, 200);
    end(&bench, MESSAGE_STOP, 2 * SECOND_US);
    leave(&bench);
}

static void hooks_of_one_owner_come_in_order_and_the_newest_stands_for_those_that_wait(void)
{
    struct bench bench;
    char text[TEXT_MAX];

    begin(&bench);
    set_hook(&bench, &bench.servers[1].up, "0.3", "up");
    set_hook(&bench, &bench.servers[1].down, "0", "down");
    start(&bench);
    ask(&bench, RUN_SERVER_UP, 1);
    usleep(100000);
    ask(&bench, RUN_SERVER_DOWN, 1);
    ask(&bench, RUN_SERVER_UP, 1);
    ask(&bench, RUN_SERVER_DOWN, 1);
    ask(&bench, RUN_SERVER_UP, 0); /* has no hook */
    ask(&bench, RUN_QUORUM_UP, 0);
    ask(&bench, RUN_SERVER_UP, 77);
    expect(&bench, RUN_SERVER_UP, 1, RUN_EXITED, 0);
    expect(&bench, RUN_SERVER_DOWN, 1, RUN_EXITED, 0);
    CHECK_EQ_STR(written(&bench, text), "up 0\ndown 2\n");
    end(&bench, MESSAGE_STOP, 2 * SECOND_US);
    leave(&bench);
}

static void owners_do_not_wait_for_one_another(void)
{
    struct bench bench;
    char text[TEXT_MAX];

    begin(&bench);
    set_hook(&bench, &bench.servers[0].down, "0.5", "slow");
    set_hook(&bench, &bench.servers[1].down, "0", "quick");
    set_command(&bench, &bench.service.quorum_down, "exit 3");
    start(&bench);
    ask(&bench, RUN_SERVER_DOWN, 0);
    ask(&bench, RUN_SERVER_DOWN, 1);
    expect(&bench, RUN_SERVER_DOWN, 1, RUN_EXITED, 0);
    ask(&bench, RUN_QUORUM_DOWN, 0);
    expect(&bench, RUN_QUORUM_DOWN, 0, RUN_EXITED, 1); /* what it was is in the log */
    expect(&bench, RUN_SERVER_DOWN, 0, RUN_EXITED, 0);
    CHECK_EQ_STR(written(&bench, text), "quick 0\nslow 0\n");
    end(&bench, MESSAGE_STOP, 2 * SECOND_US);
    leave(&bench);
}

static void a_hook_finds_what_it_is_about_in_its_environment(void)
{
    struct bench bench;
    char text[TEXT_MAX], command[TEXT_MAX];

    begin(&bench);
    snprintf(command, sizeof(command), "env | grep ^VRRP_ | sort >>%s", bench.log);
    set_command(&bench, &bench.servers[1].down, command);
    set_command(&bench, &bench.service.quorum_up, command);
    start(&bench);
    ask(&bench, RUN_SERVER_DOWN, 1);
    expect(&bench, RUN_SERVER_DOWN, 1, RUN_EXITED, 0);
    CHECK_EQ_STR(written(&bench, text), "VRRP_COLLAPSED=0\n"
                                        "VRRP_REAL_SERVER=10.0.0.2:8080\n"
                                        "VRRP_STATE=DOWN\n"
                                        "VRRP_TYPE=REAL_SERVER\n"
                                        "VRRP_VIRTUAL_SERVER=192.0.2.1:80/tcp\n");
    unlink(bench.log);
    ask(&bench, RUN_QUORUM_UP, 0);
    expect(&bench, RUN_QUORUM_UP, 0, RUN_EXITED, 0);
    CHECK_EQ_STR(written(&bench, text), "VRRP_COLLAPSED=0\n"
                                        "VRRP_STATE=UP\n"
                                        "VRRP_TYPE=QUORUM\n"
                                        "VRRP_VIRTUAL_SERVER=192.0.2.1:80/tcp\n");
    end(&bench, MESSAGE_STOP, 2 * SECOND_US);
    leave(&bench);
}

static void the_last_hooks_run_before_the_daemon_ends(void)
{
    struct bench bench;
    char text[TEXT_MAX];

    begin(&bench);
    bench.service.omega = true;
    set_hook(&bench, &bench.servers[0].down, "0.6", "down");
    set_hook(&bench, &bench.service.quorum_down, "0", "lost");
    start(&bench);
    message_send(bench.supervisor, MESSAGE_STOP, 0, -1);
    usleep(100000);
    ask(&bench, RUN_SERVER_DOWN, 0); /* services is told to end at the same time */
    ask(&bench, RUN_QUORUM_DOWN, 0);
    end(&bench, MESSAGE_STOP, 3 * SECOND_US);
    CHECK_EQ_STR(written(&bench, text), "lost 0\ndown 0\n");
    leave(&bench);
}

static void a_reload_ends_no_hook_and_loses_none(void)
{
    struct bench bench;
    char text[TEXT_MAX];

    begin(&bench);
    set_hook(&bench, &bench.servers[0].up, "0.4", "up");
    set_hook(&bench, &bench.servers[0].down, "0", "down");
    start(&bench);
    ask(&bench, RUN_SERVER_UP, 0);
    usleep(100000);
    ask(&bench, RUN_SERVER_DOWN, 0);
    usleep(100000);
    end(&bench, MESSAGE_HAND_OVER, SECOND_US / 4);
    for (int i = 0; i < 100 && strcmp(written(&bench, text), "up 0\ndown 0\n") != 0; i++)
        usleep(20000);
    CHECK_EQ_STR(text, "up 0\ndown 0\n");
    leave(&bench);
}

int main(void)
{
    if (!CHECK(true) || geteuid() != 0) { /* becoming somebody else needs rights */
        puts("runner_lvs: skipped, wants root");
        return 0;
    }
    log_open("runner_lvs_test", NULL, 3, true, LOG_LEVEL_ERROR);
    a_check_is_asked_by_its_server_and_its_place();
    hooks_of_one_owner_come_in_order_and_the_newest_stands_for_those_that_wait();
    owners_do_not_wait_for_one_another();
    a_hook_finds_what_it_is_about_in_its_environment();
    the_last_hooks_run_before_the_daemon_ends();
    a_reload_ends_no_hook_and_loses_none();
    return check_report("runner_lvs");
}

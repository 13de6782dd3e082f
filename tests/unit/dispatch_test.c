/* notify/dispatch and notify/spool: a dispatcher is killed at every system call it makes, thousands of times.
 * Its successor tells every event that was acknowledged, and tells none twice without saying so. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/event.h"
#include "lib/log.h"
#include "notify/dispatch.h"
#include "tests/unit/check.h"

enum { EVENTS = 8, SEEDS = 3, MOMENTS_MAX = 4000, REPORTS_MAX = 4096 };

static const int64_t start_us = 1795168800000000, second_us = 1000000;

/* What a process under test tells us: an acknowledged event, or a message that was taken by its receiver. */
struct report {
    char what; /* 'A', 'S' */
    bool again;
    uint32_t told; /* one bit an event */
};

static char folder[64];

static const struct dispatch_policy policy = {.queue = {.group_wait_us = 10000000,
                                                        .min_interval_us = 60000000,
                                                        .repeat_us = 1800000000,
                                                        .flap_window_us = 300000000,
                                                        .stable_us = 600000000,
                                                        .flap_changes = 60},
                                              .records = 100,
                                              .bytes = 1 << 20,
                                              .give_up_us = INT64_C(86400000000),
                                              .channel_count = 1,
                                              .channels = {"mail"},
                                              .relays = {2}};

/* ---- the process under test ---- */

static void make_event(unsigned number, unsigned seed, struct event *out)
{
    *out = (struct event){
        .sequence = number + 1, .boot = 7, .wall_us = start_us, .host = "lb01", .source = "vrrpd"};
    snprintf(out->instance, sizeof(out->instance), "VI_%u", (number * seed) % 3);
    snprintf(out->kind, sizeof(out->kind), "transition");
    snprintf(out->to, sizeof(out->to), "MASTER");
    if (number % 4 != 3)
        return;
    snprintf(out->kind, sizeof(out->kind), "incident");
    snprintf(out->incident.id, sizeof(out->incident.id), "i%u", seed);
    snprintf(out->incident.severity, sizeof(out->incident.severity), "critical");
    snprintf(out->incident.phase, sizeof(out->incident.phase), number < EVENTS / 2 ? "open" : "closed");
    out->incident.since_wall_us = start_us;
}

static void tell(int pipe_fd, struct report report)
{
    if (write(pipe_fd, &report, sizeof(report)) != sizeof(report))
        _exit(3);
}

static uint32_t told_by(const struct outgoing *message)
{
    uint32_t told = 0;

    for (size_t i = 0; i < message->event_count; i++) {
        struct event event;

        if (event_parse(message->events[i], &event))
            told |= 1u << (event.sequence - 1);
    }
    return told;
}

/* The receiver has it before we note that: the moment between is the one that matters. */
static void deliver(struct dispatch *dispatch, int pipe_fd, int64_t now_us, unsigned *attempt)
{
    struct dispatch_job job;

    while (dispatch_next(dispatch, now_us, &job)) {
        bool good = ++*attempt % 3 != 0; /* every third server says: later */

        if (good)
            tell(pipe_fd, (struct report){'S', job.again, told_by(job.message)});
        dispatch_result(dispatch, &job, good ? DISPATCH_SENT : DISPATCH_LATER, "250 or 451", now_us, 512);
    }
}

/* Offers the events from `from` on, as a sender that was not answered does, and runs until nothing waits. */
static void run(int pipe_fd, unsigned seed, uint32_t answered)
{
    struct spool *spool;
    struct dispatch *dispatch;
    int64_t now_us = start_us;
    unsigned attempt = seed;

    if (spool_open(folder, &spool) < 0 || spool_lock(spool) < 0 ||
        dispatch_open(spool, &policy, now_us, &dispatch) < 0)
        _exit(2);
    for (unsigned i = 0; i < EVENTS; i++) {
        struct event event;
        char *text;

        if ((answered & 1u << i) != 0)
            continue;
        make_event(i, seed, &event);
        text = event_print(&event);
        if (dispatch_accept(dispatch, text, now_us) < 0 || dispatch_commit(dispatch) < 0)
            _exit(4);
        free(text);
        tell(pipe_fd, (struct report){'A', false, 1u << i});
        now_us += (int64_t)(seed % 7) * second_us;
        dispatch_compose(dispatch, now_us);
        deliver(dispatch, pipe_fd, now_us, &attempt);
    }
    for (int i = 0; i < 100; i++, now_us += 40 * second_us) {
        dispatch_compose(dispatch, now_us);
        deliver(dispatch, pipe_fd, now_us, &attempt);
    }
    dispatch_close(dispatch);
    spool_close(spool);
}

/* ---- the executioner ---- */

/* Runs it until its `moment`th stop, entries and exits of system calls; 0: to its end. True when it came to
 * its end. */
static bool run_until(int pipe_fd, unsigned seed, uint32_t answered, unsigned moment)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        log_open("test", NULL, 3, true, LOG_LEVEL_ERROR);
        if (moment > 0 && (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 || raise(SIGSTOP) != 0))
            _exit(5);
        run(pipe_fd, seed, answered);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    for (unsigned i = 0; i < moment && WIFSTOPPED(status); i++) {
        ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
        waitpid(pid, &status, 0);
    }
    if (WIFSTOPPED(status)) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        return false;
    }
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return true;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)kind, (void)where;
    return remove(path);
}

static void remove_spool(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

struct tally {
    uint32_t answered, told, twice, twice_unsaid;
};

static struct tally count_reports(int fd)
{
    struct tally tally = {0};
    struct report report;

    while (read(fd, &report, sizeof(report)) == sizeof(report)) {
        if (report.what == 'A') {
            tally.answered |= report.told;
            continue;
        }
        tally.twice |= tally.told & report.told;
        if (!report.again)
            tally.twice_unsaid |= tally.told & report.told;
        tally.told |= report.told;
    }
    return tally;
}

/* One life that ends at its `moment`, and the one after it. True when the first came to its end. */
static bool one_death(unsigned seed, unsigned moment, struct tally *out)
{
    int ends[2], copy[2];
    struct report reports[256];
    ssize_t size;
    bool ended;
    uint32_t answered = 0;

    CHECK(pipe2(ends, O_NONBLOCK) == 0 && pipe2(copy, O_NONBLOCK) == 0);
    ended = run_until(ends[1], seed, 0, moment);
    size = read(ends[0], reports, sizeof(reports)); /* what the sender knows */
    for (ssize_t i = 0; i < size / (ssize_t)sizeof(*reports); i++)
        answered |= reports[i].what == 'A' ? reports[i].told : 0;
    if (size > 0)
        CHECK(write(copy[1], reports, (size_t)size) == size);
    CHECK(run_until(copy[1], seed, answered, 0));
    *out = count_reports(copy[0]);
    for (int i = 0; i < 2; i++) {
        close(ends[i]);
        close(copy[i]);
    }
    remove_spool();
    return ended;
}

static bool may_trace(void)
{
    pid_t pid = fork();
    int status;

    if (pid == 0)
        _exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0);
    waitpid(pid, &status, 0);
    return status == 0;
}

static void every_moment_of_death(void)
{
    unsigned deaths = 0, repeated = 0;

    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        for (unsigned moment = 1; moment < MOMENTS_MAX; moment++) {
            struct tally tally;
            bool ended = one_death(seed, moment, &tally);

            CHECK(tally.told == (1u << EVENTS) - 1);
            CHECK(tally.twice_unsaid == 0);
            if (tally.twice_unsaid != 0 || tally.told != (1u << EVENTS) - 1)
                fprintf(stderr, "    seed %u moment %u: told %x of %x, twice %x\n", seed, moment, tally.told,
                        tally.answered, tally.twice_unsaid);
            repeated += tally.twice != 0;
            deaths++;
            if (ended)
                break;
        }
    }
    CHECK(deaths > 2000); /* the net has the mesh we think it has */
    CHECK(repeated > 0);  /* and catches the moment after a delivery */
}

int main(void)
{
    snprintf(folder, sizeof(folder), "%s/vrrpkit-spool.%d",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
    if (!may_trace()) {
        printf("dispatch: skipped: this machine lets nobody trace a child\n");
        return 77;
    }
    every_moment_of_death();
    return check_report("dispatch");
}

/* The dispatcher at work; see run.h. */
#include "notify/run.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/event.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/sandbox.h"
#include "notify/courier.h"
#include "notify/dispatch.h"
#include "notify/inbox.h"
#include "notify/interest.h"
#include "notify/setup.h"

enum {
    LOCK_US = 5000000, /* a predecessor that ends */
    LOCK_PAUSE_US = 50000,
    FAREWELL_US = 5000000,
    LONGEST_US = 3600000000, /* the wall clock may be set while we sleep */
    SCAN_US = 60000000,      /* where nothing tells us */
    INHERITED = 3,           /* sd_listen_fds(3) */
};

static const char *const users[] = {"vrrpnotify", "vrrpd", "nobody", NULL};

enum end {
    NOT_YET,
    TRY_ALL, /* what waits is tried once more */
    FINISH,  /* what is under way ends, nothing is begun */
};

struct run {
    const struct options *options;
    struct conf *conf;
    struct spool *spool;
    struct dispatch *dispatch;
    struct courier *courier;
    struct loop *loop;
    struct inbox *inbox;
    int signals;
    enum end end;
    int64_t end_us; /* patience is over */
    int64_t scan_at_us;
    bool scan;
};

/* ---- in ---- */

static int take(void *context, const char *text, uint64_t *sequence)
{
    struct run *run = context;
    struct event event;

    if (!event_parse(text, &event))
        return -EBADMSG;
    *sequence = event.sequence;
    return interest_wants(run->conf, &event) ? dispatch_accept(run->dispatch, text, clock_wall_us()) : 0;
}

static int commit(void *context)
{
    return dispatch_commit(((struct run *)context)->dispatch);
}

static void spool_changed(void *context, int fd)
{
    struct run *run = context;

    (void)fd;
    spool_watched(run->spool);
    run->scan = true;
}

static void signalled(void *context, int fd)
{
    struct run *run = context;
    struct signalfd_siginfo info;

    while (read(fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        if (info.ssi_signo == SIGCHLD)
            continue; /* the deliveries say themselves when they are over */
        if (run->end == NOT_YET)
            run->end_us = clock_now_us() + FAREWELL_US;
        if (run->end == NOT_YET && info.ssi_signo == SIGTERM)
            dispatch_flush(run->dispatch);
        run->end = info.ssi_signo == SIGTERM && run->end != FINISH ? TRY_ALL : FINISH;
    }
}

static int watch_signals(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* ---- start ---- */

/* One that serves will not end, and sends what there is. */
static int lock_spool(const struct options *options, struct spool *spool)
{
    bool served = options->deliver_now && setup_is_served(options);
    int64_t until_us = clock_now_us() + (served ? 0 : LOCK_US);
    int error;

    while ((error = spool_lock(spool)) == -EWOULDBLOCK && clock_now_us() < until_us)
        usleep(LOCK_PAUSE_US);
    return error;
}

/* A socket that a service manager, or vrrpd, opened for us; -1: none. */
static int inherited_socket(void)
{
    const char *count = getenv("LISTEN_FDS"), *pid = getenv("LISTEN_PID");
    struct stat status;

    if (count == NULL || strcmp(count, "1") != 0 || pid == NULL || atol(pid) != (long)getpid() ||
        fstat(INHERITED, &status) < 0 || !S_ISSOCK(status.st_mode))
        return -1;
    return INHERITED;
}

static int open_socket(const struct options *options)
{
    char path[256];
    int fd = inherited_socket();

    if (fd >= 0)
        return fd;
    snprintf(path, sizeof(path), "%s/notify.sock", options->run_dir);
    if (mkdir(options->run_dir, 0755) < 0 && errno != EEXIST)
        return -errno;
    return inbox_listen(path);
}

/* As root: the spool goes to whom we become. */
static int give_rights_away(struct run *run)
{
    const struct passwd *user = NULL;
    const char *failed;
    int error;

    for (size_t i = 0; geteuid() == 0 && users[i] != NULL && user == NULL; i++)
        user = getpwnam(users[i]);
    if (user != NULL && spool_give(run->spool, user->pw_uid, user->pw_gid) < 0)
        user = NULL; /* in a namespace that does not know it */
    error = sandbox_enter(user != NULL ? users : users + 3, 0, &failed);
    if (error < 0)
        log_line(LOG_LEVEL_ERROR, "cannot give rights away (%s): %s", failed, strerror(-error));
    return error;
}

/* Senders: those that vrrpd and vrrpwatch run as. */
static struct inbox *open_inbox(struct run *run, int listener)
{
    const struct inbox_owner owner = {.take = take, .commit = commit, .context = run};
    uid_t allowed[4];
    size_t count = 0;

    for (size_t i = 0; users[i] != NULL; i++) {
        const struct passwd *user = getpwnam(users[i]);

        if (user != NULL)
            allowed[count++] = user->pw_uid;
    }
    return inbox_new(run->loop, listener, allowed, count, &owner);
}

static int begin(struct run *run, const char *host)
{
    struct dispatch_policy policy;
    int status = setup_spool(run->options, &run->spool);
    int error;

    if (status != EX_OK)
        return status;
    error = lock_spool(run->options, run->spool);
    if (error < 0) {
        fprintf(stderr, "vrrpnotify: spool %s: %s\n", run->options->spool,
                error == -EWOULDBLOCK ? "another dispatcher has it" : strerror(-error));
        return error == -EWOULDBLOCK ? EX_TEMPFAIL : EX_CANTCREAT;
    }
    run->loop = loop_new();
    run->signals = watch_signals();
    run->courier = run->loop != NULL ? courier_new(run->conf, host, run->loop) : NULL;
    if (run->courier == NULL)
        return EX_CONFIG;
    courier_policy(run->conf, &policy);
    if (loop_add(run->loop, run->signals, signalled, run) < 0)
        return EX_OSERR;
    return dispatch_open(run->spool, &policy, clock_wall_us(), &run->dispatch) < 0 ? EX_OSERR : EX_OK;
}

static int begin_serving(struct run *run)
{
    int listener = open_socket(run->options), watch;

    if (listener < 0) {
        fprintf(stderr, "vrrpnotify: %s/notify.sock: %s\n", run->options->run_dir,
                listener == -EADDRINUSE ? "somebody serves it already" : strerror(-listener));
        return listener == -EADDRINUSE ? EX_TEMPFAIL : EX_CANTCREAT;
    }
    run->inbox = open_inbox(run, listener);
    if (run->inbox == NULL || give_rights_away(run) < 0)
        return EX_OSERR;
    watch = spool_watch(run->spool);
    if (watch < 0 || loop_add(run->loop, watch, spool_changed, run) < 0)
        log_line(LOG_LEVEL_WARNING, "spool: cannot be watched: looked at once a minute");
    return EX_OK;
}

/* ---- at work ---- */

static void work(struct run *run)
{
    int64_t now_us = clock_now_us(), wall_us = clock_wall_us();

    if (run->scan || now_us >= run->scan_at_us) {
        dispatch_scan(run->dispatch, wall_us);
        run->scan = false;
        run->scan_at_us = now_us + SCAN_US;
    }
    if (run->end == FINISH)
        return;
    dispatch_compose(run->dispatch, wall_us);
    courier_round(run->courier, run->dispatch, wall_us);
}

static int64_t next_us(struct run *run)
{
    int64_t now_us = clock_now_us(), wall_us = clock_wall_us();
    int64_t due_us = dispatch_due_us(run->dispatch, wall_us);
    int64_t wait_us = due_us == INT64_MAX || due_us - wall_us > LONGEST_US ? LONGEST_US : due_us - wall_us;
    int64_t next = now_us + (wait_us > 0 ? wait_us : 0);

    if (courier_busy(run->courier) && due_us <= wall_us)
        next = now_us + LOCK_PAUSE_US; /* all hands are full */
    next = next < run->scan_at_us ? next : run->scan_at_us;
    return run->end != NOT_YET && run->end_us < next ? run->end_us : next;
}

/* Nothing is under way and nothing is due now: what is left waits for another day. */
static bool is_quiet(struct run *run)
{
    int64_t wall_us = clock_wall_us();

    return !courier_busy(run->courier) &&
           (run->end == FINISH || dispatch_due_us(run->dispatch, wall_us) > wall_us);
}

static void go_on(struct run *run)
{
    for (;;) {
        work(run);
        if (run->end != NOT_YET && (clock_now_us() >= run->end_us || is_quiet(run)))
            return;
        loop_wait(run->loop, next_us(run));
    }
}

static void finish(struct run *run)
{
    inbox_free(run->inbox);
    courier_free(run->courier);
    dispatch_close(run->dispatch);
    spool_close(run->spool);
    loop_free(run->loop);
    conf_free(run->conf);
}

int run_dispatcher(const struct options *options)
{
    struct run run = {.options = options, .conf = setup_conf(options), .signals = -1};
    char name[STATUS_NAME_MAX];
    int status = run.conf != NULL ? begin(&run, setup_host(run.conf, name)) : EX_CONFIG;

    if (status == EX_OK)
        status = begin_serving(&run);
    if (status == EX_OK) {
        log_line(LOG_LEVEL_NOTICE, "vrrpnotify %s starts with %s", VRRPKIT_VERSION, run.conf->path);
        go_on(&run);
    }
    finish(&run);
    return status;
}

int run_once(const struct options *options)
{
    struct run run = {.options = options, .conf = setup_conf(options), .signals = -1};
    struct dispatch_counts counts = {.waiting = 0};
    char name[STATUS_NAME_MAX];
    int status = run.conf != NULL ? begin(&run, setup_host(run.conf, name)) : EX_CONFIG;

    if (status == EX_OK) {
        dispatch_flush(run.dispatch);
        run.end = TRY_ALL;
        run.end_us = clock_now_us() + options->timeout_us;
        go_on(&run);
        dispatch_count(run.dispatch, &counts);
        status = counts.waiting + counts.on_their_way > 0 ? EX_TEMPFAIL : EX_OK;
    }
    finish(&run);
    return status;
}

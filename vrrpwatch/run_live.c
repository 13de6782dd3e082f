/* See run_live.h. */
#include "vrrpwatch/run_live.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "conf/quantity.h"
#include "lib/clock.h"
#include "lib/loop.h"
#include "lib/sandbox.h"
#include "vrrpwatch/capture.h"
#include "vrrpwatch/membership.h"
#include "vrrpwatch/node_facts_watch.h"
#include "vrrpwatch/probe_plan.h"
#include "vrrpwatch/probe_socket.h"
#include "vrrpwatch/run_end.h"
#include "vrrpwatch/run_fence.h"
#include "vrrpwatch/run_lock.h"

#define SECOND_US INT64_C(1000000)

enum {
    BATCH = 4096,      /* frames of one interface before the others have their turn */
    LOCKED = -1,       /* another check runs, and that is fine */
    CHECK_SECONDS = 4, /* a check listens at least so long */
    METRICS_SECONDS = 15,
    REFRESH_SECONDS = 5, /* between two looks at our own addresses */
    ROUND_SECONDS = 2,   /* between two looks at this host */
    DEADLINE_US = 50000, /* so much later than it could be: many deadlines are one wake-up */
    EXTENDS = 3,         /* intervals, to settle what is open at the end */
};

struct port {
    struct capture *capture;
    struct membership membership;
    struct probe_socket *probe;
    bool gone;
};

struct live {
    const struct options *options;
    struct run_end end;
    struct loop *loop;
    struct port ports[OPTIONS_INTERFACES_MAX];
    struct capture_keep *keep;
    struct probe_plan *plan;
    struct node_watch *node;
    struct fence_rule *fence; /* NULL: nobody is to be fenced */
    int lock;
    int signals;
    bool stop;
    int status;
    int64_t began_us, end_us; /* monotonic; end_us LOOP_FOREVER: none */
    int64_t metrics_us, look_us, round_us, refresh_us, summary_us;
    bool waiting; /* an alert could not be handed over yet */
    int metrics_error;
};

static int64_t frame_clock_us(const struct live *live)
{
    return capture_now_us(live->ports[0].capture);
}

static void drain(struct live *live, size_t index)
{
    struct port *port = &live->ports[index];
    struct frame frame = {.interface = (uint16_t)index};
    struct capture_frame captured;
    enum frame_link link = capture_link(port->capture);
    int got = 0;

    for (int i = 0; i < BATCH && !port->gone && (got = capture_next(port->capture, &captured)) > 0; i++) {
        frame.time_us = captured.time_us;
        frame_decode(link, captured.bytes, captured.size, captured.length, &frame);
        if (live->node != NULL)
            node_watch_frame(live->node, &frame);
        if (live->end.report != NULL)
            run_end_frame(&live->end, &frame);
        observe_frame(live->end.observe, &frame);
        if (live->keep != NULL && frame.kind != FRAME_FOREIGN)
            capture_keep(live->keep, port->capture, &captured);
    }
    if (got < 0 && !port->gone) {
        fprintf(stderr, "vrrpwatch: %s\n", capture_error(port->capture));
        loop_remove(live->loop, capture_fd(port->capture));
        port->gone = true;
        live->stop = true;
        live->status = EX_IOERR;
    }
}

static void on_frames(void *context, int fd)
{
    struct live *live = context;

    for (size_t i = 0; i < live->options->interface_count; i++)
        if (capture_fd(live->ports[i].capture) == fd)
            drain(live, i);
}

static void on_signal(void *context, int fd)
{
    struct live *live = context;
    struct signalfd_siginfo info;

    while (read(fd, &info, sizeof(info)) == sizeof(info)) {
        if (info.ssi_signo == SIGUSR1)
            run_output_summary(&live->end.output, live->end.observe, frame_clock_us(live));
        else
            live->stop = true;
    }
}

static bool wants_probe(const struct options *options)
{
    return options->probe || (options->check && !options->no_probe);
}

static int open_failed(const struct live *live, const char *error)
{
    int status = errno == EPERM || errno == EACCES ? EX_NOPERM : EX_UNAVAILABLE;

    fprintf(stderr, "vrrpwatch: %s\n", error);
    if (status == EX_NOPERM)
        fputs("vrrpwatch: run it as root, or: setcap cap_net_raw=ep on this program\n", stderr);
    return run_end_failed(live->options, status, error);
}

static int open_port(struct live *live, size_t index)
{
    const char *name = live->options->interfaces[index];
    struct capture_options options = {.promiscuous = live->options->promiscuous};
    struct port *port = &live->ports[index];
    char error[CAPTURE_ERROR_MAX];

    port->capture = capture_open_live(name, &options, error);
    if (port->capture == NULL)
        return open_failed(live, error);
    /* On a node the daemon has to be a member: joining here would mend what is to be found. */
    if (!live->options->node)
        membership_join(name, &port->membership);
    if (wants_probe(live->options)) {
        int result = probe_socket_open(name, &port->probe);

        if (result < 0)
            fprintf(stderr, "vrrpwatch: %s: cannot ask for addresses there: %s\n", name, strerror(-result));
    }
    return loop_add(live->loop, capture_fd(port->capture), on_frames, live) == 0
               ? 0
               : run_end_failed(live->options, EX_OSERR, "no more descriptors");
}

static int open_signals(struct live *live)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    /* A reader who leaves ends the watching, not its end: what is kept and reported is written to the last.
     */
    signal(SIGPIPE, SIG_IGN);
    live->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return live->signals >= 0 && loop_add(live->loop, live->signals, on_signal, live) == 0 ? 0 : -errno;
}

static int open_all(struct live *live)
{
    char error[CAPTURE_ERROR_MAX];
    const char *path = live->options->keep_path;
    int status;

    live->loop = loop_new();
    if (live->loop == NULL || open_signals(live) != 0)
        return run_end_failed(live->options, EX_OSERR, "no more descriptors");
    for (size_t i = 0; i < live->options->interface_count; i++)
        if ((status = open_port(live, i)) != 0)
            return status;
    if (path != NULL && (live->keep = capture_keep_open(live->ports[0].capture, path, error)) == NULL) {
        fprintf(stderr, "vrrpwatch: %s\n", error);
        return run_end_failed(live->options, EX_CANTCREAT, error);
    }
    if (live->options->fence != NULL)
        live->fence = fence_rule_new(&(struct fence_options){.confirm = 0});
    if (wants_probe(live->options)) {
        struct probe_plan_options plan = {.period_us =
                                              live->options->check ? 0 : live->options->probe_every_us};

        live->plan = probe_plan_new(&plan);
    }
    return 0;
}

/* What this host has to say is compared with the wire in rounds; a check has one, at its end. */
static int open_node(struct live *live)
{
    const struct options *options = live->options;
    struct node_watch_options node = {.config = live->end.config,
                                      .interfaces = options->interfaces,
                                      .interface_count = options->interface_count,
                                      .rounds = options->check ? 1 : 2};
    uint64_t port = 0;

    if (!options->node)
        return 0;
    if (options->service != NULL)
        quantity_unsigned(options->service + strlen("tcp:"), 65535, &port);
    node.service_port = (uint16_t)port;
    live->node = node_watch_new(&node, live->loop, run_output_take, &live->end.output);
    return live->node != NULL ? 0 : run_end_failed(options, EX_OSERR, "no memory");
}

static void look_at_node(struct live *live)
{
    if (live->node != NULL)
        node_watch_round(live->node, live->end.observe, live->end.began_us, frame_clock_us(live));
}

static int give_rights_away(const struct live *live)
{
    static const char *const nobody[] = {NULL};
    const char *failed;
    /* Which daemon is in this namespace is told to those only who may inspect it. */
    int error = sandbox_enter(nobody, live->options->node ? SANDBOX_SYS_PTRACE : 0, &failed);

    if (error == 0)
        return 0;
    fprintf(stderr, "vrrpwatch: cannot give rights away: %s: %s\n", failed, strerror(-error));
    return run_end_failed(live->options, EX_OSERR, "cannot give rights away");
}

static void add_target(struct live *live, const struct probe_target *target)
{
    if (target->vlan == 0 && target->interface < live->options->interface_count &&
        live->ports[target->interface].probe != NULL)
        probe_plan_add(live->plan, target, clock_now_us());
}

static void add_vip(void *context, const struct vip *vip)
{
    add_target(context, &(struct probe_target){
                            .interface = vip->interface, .vlan = vip->vlan, .address = vip->address});
}

/* Who sends with the virtual MAC is asked for its own: it may answer for the virtual address with that. */
static void add_senders(void *context, const struct router *router)
{
    for (const struct source *source = router->sources; source != NULL; source = source->next)
        if (source->mac_count > 0 && frame_mac_is_virtual(source->macs[0].mac))
            add_target(context, &(struct probe_target){.interface = router->interface,
                                                       .vlan = router->vlan,
                                                       .address = source->address});
}

static void ask(struct live *live, int64_t now_us)
{
    struct probe_target target;

    if (live->plan == NULL)
        return;
    if (now_us >= live->look_us) {
        observe_routers(live->end.observe, add_senders, live);
        observe_addresses(live->end.observe, add_vip, live);
        live->look_us = now_us + SECOND_US / 4;
    }
    /* A link-local address to ask from may come later than we do. */
    for (size_t i = 0; now_us >= live->refresh_us && i < live->options->interface_count; i++)
        if (live->ports[i].probe != NULL) {
            probe_socket_refresh(live->ports[i].probe);
            observe_own(live->end.observe, (uint16_t)i, probe_socket_mac(live->ports[i].probe));
        }
    if (now_us >= live->refresh_us)
        live->refresh_us = now_us + REFRESH_SECONDS * SECOND_US;
    while (probe_plan_next(live->plan, now_us, &target))
        probe_socket_ask(live->ports[target.interface].probe, &target.address);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The detector's deadline is in the frames' clock. */
static int64_t next_deadline(const struct live *live, int64_t now_us)
{
    int64_t deadline_us =
        earlier(earlier(live->end_us, live->metrics_us), earlier(live->round_us, live->summary_us));
    int64_t detector_us = observe_deadline_us(live->end.observe);

    if (detector_us != OBSERVE_NEVER)
        deadline_us = earlier(deadline_us, now_us + detector_us - frame_clock_us(live) + DEADLINE_US);
    if (live->waiting)
        deadline_us = earlier(deadline_us, now_us + DEADLINE_US);
    if (live->plan != NULL)
        deadline_us = earlier(deadline_us, earlier(probe_plan_deadline_us(live->plan), live->look_us));
    return deadline_us;
}

/* A bounded run goes on for what it can still settle, within its bounds. */
static void consider_end(struct live *live, int64_t now_us)
{
    const struct options *options = live->options;
    int64_t interval_us = observe_interval_us(live->end.observe);
    int64_t least_us = options->for_us, most_us = live->began_us + options->timeout_us;
    int64_t settled_us = live->plan != NULL ? probe_plan_settled_us(live->plan) : 0;
    /* Whoever says that its interval is minutes cannot hold us for so long. */
    int64_t extra_us = earlier(EXTENDS * interval_us, options->timeout_us);

    if (live->end_us == LOOP_FOREVER || now_us < live->end_us)
        return;
    if (options->check && least_us == 0) {
        least_us = interval_us * 36 / 10;
        least_us = least_us > CHECK_SECONDS * SECOND_US ? least_us : CHECK_SECONDS * SECOND_US;
    }
    if (options->check && now_us >= most_us)
        live->stop = true;
    else if (now_us < live->began_us + least_us)
        live->end_us = live->began_us + least_us;
    else if (options->check && settled_us != 0 && now_us < settled_us && now_us < most_us)
        live->end_us = now_us + SECOND_US / 5;
    else if (observe_unsettled(live->end.observe) && now_us < live->began_us + least_us + extra_us)
        live->end_us = earlier(now_us + SECOND_US / 20, live->began_us + least_us + extra_us);
    else
        live->stop = true;
    if (options->check)
        live->end_us = earlier(live->end_us, most_us);
}

/* Who watches for months hears at once that the file stays as it is, and once. */
static void write_metrics(struct live *live)
{
    int error = run_output_metrics(&live->end.output, live->end.observe);

    if (error != 0 && error != live->metrics_error)
        fprintf(stderr, "vrrpwatch: %s: %s\n", live->options->metrics_path, strerror(-error));
    live->metrics_error = error;
}

/* Every so often, without making up for what it was too late for. */
static void tell_summary(struct live *live, int64_t now_us)
{
    int64_t every_us = live->options->summary_every_us;

    if (now_us < live->summary_us)
        return;
    run_output_summary(&live->end.output, live->end.observe, frame_clock_us(live));
    live->summary_us += every_us;
    if (live->summary_us <= now_us)
        live->summary_us = now_us + every_us;
}

static void watch(struct live *live)
{
    const struct options *options = live->options;

    live->began_us = clock_now_us();
    live->end.began_us = frame_clock_us(live);
    live->end_us = options->for_us != 0 ? live->began_us + options->for_us
                   : options->check     ? live->began_us + CHECK_SECONDS * SECOND_US
                                        : LOOP_FOREVER;
    if (options->check)
        live->end_us = earlier(live->end_us, live->began_us + options->timeout_us);
    live->metrics_us = options->metrics_path != NULL && !options->check ? live->began_us : LOOP_FOREVER;
    live->round_us =
        live->node != NULL && !options->check ? live->began_us + ROUND_SECONDS * SECOND_US : LOOP_FOREVER;
    live->summary_us =
        options->summary_every_us != 0 ? live->began_us + options->summary_every_us : LOOP_FOREVER;
    while (!live->stop) {
        int64_t now_us = clock_now_us();

        if (loop_wait(live->loop, next_deadline(live, now_us)) != 0)
            break;
        now_us = clock_now_us();
        for (size_t i = 0; i < options->interface_count; i++)
            drain(live, i);
        observe_advance(live->end.observe, frame_clock_us(live));
        run_fence_round(live->fence, live->end.observe, live->end.herald, options, frame_clock_us(live));
        live->waiting = !herald_flush(live->end.herald);
        ask(live, now_us);
        if (now_us >= live->round_us) {
            look_at_node(live);
            live->round_us = now_us + ROUND_SECONDS * SECOND_US;
        }
        if (now_us >= live->metrics_us) {
            write_metrics(live);
            live->metrics_us = now_us + METRICS_SECONDS * SECOND_US;
        }
        tell_summary(live, now_us);
        consider_end(live, now_us);
        live->stop |= run_output_reader_left();
    }
}

static void tell_drops(struct live *live)
{
    for (size_t i = 0; i < live->options->interface_count; i++) {
        struct capture_counters counters;

        capture_counters(live->ports[i].capture, &counters);
        if (counters.kernel_drops + counters.interface_drops > 0)
            fprintf(stderr, "vrrpwatch: %s: %llu frames were lost before they could be read\n",
                    live->options->interfaces[i],
                    (unsigned long long)(counters.kernel_drops + counters.interface_drops));
    }
}

static void close_all(struct live *live)
{
    for (size_t i = 0; i < live->options->interface_count; i++) {
        membership_leave(&live->ports[i].membership);
        probe_socket_close(live->ports[i].probe);
        capture_close(live->ports[i].capture);
    }
    probe_plan_free(live->plan);
    node_watch_free(live->node);
    fence_rule_free(live->fence);
    loop_free(live->loop);
    if (live->signals >= 0)
        close(live->signals);
}

/* A second check of the same interface has nothing to add. */
static int lock(struct live *live)
{
    const struct options *options = live->options;

    if (!options->check)
        return 0;
    live->lock = run_lock_take(options);
    if (live->lock >= 0)
        return 0;
    if (live->lock == -EADDRINUSE && (options->quiet_ok || options->state_path != NULL))
        return LOCKED;
    return run_end_failed(options, EX_TEMPFAIL,
                          live->lock == -EADDRINUSE ? "another check of this interface is running"
                                                    : strerror(-live->lock));
}

/* A check whose interface went away has not checked: it says that alone. */
static int tell(struct live *live)
{
    const struct options *options = live->options;
    int status;

    if (options->check && live->status != 0)
        return run_end_failed(options, live->status, "the interface went away");
    if (options->check)
        look_at_node(live);
    tell_drops(live);
    status = run_end_tell(&live->end, frame_clock_us(live));
    return live->status != 0 ? live->status : status;
}

int run_live(const struct options *options)
{
    struct live live = {.options = options, .signals = -1, .lock = -1};
    int status = lock(&live), error;

    if (status != 0)
        return status == LOCKED ? EX_OK : status;
    for (size_t i = 0; i < OPTIONS_INTERFACES_MAX; i++)
        live.ports[i].membership = (struct membership){-1, -1};
    status = run_end_init(&live.end, options);
    if (status == 0)
        status = open_all(&live);
    if (status == 0)
        status = open_node(&live);
    if (status == 0)
        status = give_rights_away(&live);
    if (status == 0) {
        watch(&live);
        status = tell(&live);
    }
    error = capture_keep_close(live.keep);
    if (error != 0) {
        fprintf(stderr, "vrrpwatch: %s: %s\n", options->keep_path, strerror(-error));
        status = options->check || status != EX_OK ? status : EX_IOERR;
    }
    close_all(&live);
    run_end_free(&live.end);
    if (live.lock >= 0)
        close(live.lock);
    return status;
}

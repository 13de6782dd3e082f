/* vrrpd/os/probe*: slots, order, deadlines, against sockets of this very process on loopback. What hostile
 * servers do is in tests/netns/probes.bats. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/loop.h"
#include "tests/unit/check.h"
#include "vrrpd/os/probe.h"

enum { SLOTS = 64, TIMEOUT_US = 200000 };

struct bench {
    struct loop *loop;
    struct probes *probes;
    struct conf_check check;
    struct conf_server server;
    struct conf_url url;
    int reports[SLOTS]; /* by id */
    uint32_t order[SLOTS];
    size_t reported;
    struct probe_result last;
    bool starting;       /* within probes_start() */
    int again;           /* so many times the same probe is started from its report */
    uint32_t cancel_too; /* cancelled from a report, 0: none */
};

static void begin_one(struct bench *bench, uint32_t id)
{
    const struct probe_target target = {.check = &bench->check, .server = &bench->server};

    bench->starting = true;
    probes_start(bench->probes, id, &target, clock_now_us());
    bench->starting = false;
}

static void done(void *context, uint32_t id, const struct probe_result *result)
{
    struct bench *bench = context;

    CHECK(!bench->starting);
    bench->reports[id]++;
    if (bench->reported < SLOTS)
        bench->order[bench->reported++] = id;
    bench->last = *result;
    if (bench->cancel_too != 0)
        probes_cancel(bench->probes, bench->cancel_too);
    if (bench->again-- > 0)
        begin_one(bench, id);
}

static void begin(struct bench *bench, enum conf_check_kind kind, uint16_t port)
{
    static char root[] = "/", name[] = ".";

    memset(bench, 0, sizeof(*bench));
    bench->loop = loop_new();
    bench->probes = probes_new(bench->loop, SLOTS, done, bench);
    bench->url.path = root;
    bench->check = (struct conf_check){.kind = kind,
                                       .timeout_us = TIMEOUT_US,
                                       .urls = &bench->url,
                                       .url_count = 1,
                                       .dns_name = name,
                                       .dns_type = 6,
                                       .reply_max = 255};
    bench->server = (struct conf_server){.address = addr_from_ipv4(INADDR_LOOPBACK), .port = port};
    CHECK(bench->probes != NULL);
}

static void leave(struct bench *bench)
{
    probes_free(bench->probes);
    loop_free(bench->loop);
}

/* Works until so many are reported, or a second has passed. */
static void work(struct bench *bench, size_t reports)
{
    int64_t end_us = clock_now_us() + 1000000;

    while (bench->reported < reports && clock_now_us() < end_us) {
        int64_t due_us = probes_due_us(bench->probes);

        loop_wait(bench->loop, due_us < end_us ? due_us : end_us);
        probes_round(bench->probes, clock_now_us());
    }
    CHECK_EQ_INT(bench->reported, reports);
}

/* A socket of ours on a port the kernel chose; told in *port. */
static int listen_on(int type, uint16_t *port)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(any);
    int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    CHECK(bind(fd, (struct sockaddr *)&any, sizeof(any)) == 0);
    if (type == SOCK_STREAM)
        CHECK(listen(fd, SLOTS) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)&any, &size) == 0);
    *port = ntohs(any.sin_port);
    return fd;
}

static int count_descriptors(void)
{
    int count = 0;

    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static void many_are_each_reported_once(void)
{
    struct bench bench;
    uint16_t port;
    int listener = listen_on(SOCK_STREAM, &port), before;

    begin(&bench, CONF_CHECK_TCP, port);
    before = count_descriptors();
    CHECK_EQ_INT(probes_due_us(bench.probes), INT64_MAX);
    for (uint32_t id = 0; id < SLOTS; id++)
        begin_one(&bench, id);
    work(&bench, SLOTS);
    for (size_t id = 0; id < SLOTS; id++)
        CHECK_EQ_INT(bench.reports[id], 1);
    CHECK_EQ_INT(bench.last.outcome, PROBE_GOOD);
    CHECK(bench.last.latency_us >= 0 && bench.last.latency_us < TIMEOUT_US);
    CHECK_EQ_INT(probes_due_us(bench.probes), INT64_MAX);
    CHECK_EQ_INT(count_descriptors(), before);
    close(listener);
    leave(&bench);
}

/* No such local address: known within probes_start(), told by the round. */
static void what_ends_at_once_is_told_later_and_in_order(void)
{
    struct bench bench;

    begin(&bench, CONF_CHECK_TCP, 9);
    bench.check.bind_address = addr_from_ipv4(0xC0000201);
    for (uint32_t id = 1; id <= 5; id++)
        begin_one(&bench, id);
    CHECK(probes_due_us(bench.probes) <= clock_now_us());
    probes_cancel(bench.probes, 1);
    probes_cancel(bench.probes, 3);
    probes_cancel(bench.probes, 5);
    begin_one(&bench, 3); /* again, now as the last */
    probes_round(bench.probes, clock_now_us());
    CHECK_EQ_INT(bench.reported, 3);
    CHECK(bench.order[0] == 2 && bench.order[1] == 4 && bench.order[2] == 3);
    CHECK_EQ_INT(bench.last.outcome, PROBE_NOT_TRIED);
    CHECK_EQ_INT(probes_due_us(bench.probes), INT64_MAX);
    leave(&bench);
}

static void a_report_may_start_and_cancel(void)
{
    struct bench bench;

    begin(&bench, CONF_CHECK_TCP, 9);
    bench.check.bind_address = addr_from_ipv4(0xC0000201);
    bench.again = 3;
    begin_one(&bench, 1);
    probes_round(bench.probes, clock_now_us());
    CHECK_EQ_INT(bench.reports[1], 1); /* the next one has its own round: no endless loop */
    for (int i = 0; i < 5; i++)
        probes_round(bench.probes, clock_now_us());
    CHECK_EQ_INT(bench.reports[1], 4);
    bench.cancel_too = 8;
    begin_one(&bench, 7);
    begin_one(&bench, 8);
    begin_one(&bench, 9);
    probes_round(bench.probes, clock_now_us());
    CHECK(bench.reports[7] == 1 && bench.reports[8] == 0 && bench.reports[9] == 1);
    leave(&bench);
}

static void the_cancelled_leave_nothing(void)
{
    static const enum conf_check_kind kinds[] = {CONF_CHECK_TCP, CONF_CHECK_HTTP, CONF_CHECK_SMTP};
    struct bench bench;
    uint16_t port;
    int listener = listen_on(SOCK_STREAM, &port);

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        int before;

        begin(&bench, kinds[i], port);
        begin_one(&bench, 5); /* what a library sets up for good is there then */
        probes_cancel(bench.probes, 5);
        before = count_descriptors();
        begin_one(&bench, 5);
        for (size_t turn = 0; turn < i; turn++)
            loop_wait(bench.loop, clock_now_us() + 1000);
        probes_cancel(bench.probes, 5);
        probes_cancel(bench.probes, 5);
        probes_cancel(bench.probes, 6);
        loop_wait(bench.loop, clock_now_us() + 2 * TIMEOUT_US);
        probes_round(bench.probes, clock_now_us() + 2 * TIMEOUT_US);
        CHECK_EQ_INT(bench.reported, 0);
        CHECK_EQ_INT(count_descriptors(), before);
        leave(&bench);
    }
    close(listener);
}

static void silence_ends_at_the_deadline(void)
{
    static const enum conf_check_kind kinds[] = {CONF_CHECK_HTTP, CONF_CHECK_SMTP};
    struct bench bench;
    uint16_t port;
    int listener = listen_on(SOCK_STREAM, &port);

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        begin(&bench, kinds[i], port);
        begin_one(&bench, 1);
        work(&bench, 1);
        CHECK_EQ_INT(bench.last.outcome, PROBE_SILENT);
        CHECK(bench.last.latency_us >= TIMEOUT_US && bench.last.latency_us < TIMEOUT_US + 50000);
        leave(&bench);
    }
    close(listener);
}

/* Law 8: who was stopped for a while does not take it for the server's silence. */
static void an_answer_that_waits_counts_however_late_we_look(void)
{
    static const char page[] = "HTTP/1.0 200 OK\r\n\r\nhello";
    struct bench bench;
    uint16_t port;
    int listener = listen_on(SOCK_STREAM, &port), peer;

    begin(&bench, CONF_CHECK_TCP, port);
    begin_one(&bench, 1);
    probes_round(bench.probes, clock_now_us() + 10 * TIMEOUT_US);
    CHECK(bench.reports[1] == 1 && bench.last.outcome == PROBE_GOOD);
    leave(&bench);
    close(accept(listener, NULL, NULL));

    begin(&bench, CONF_CHECK_HTTP, port);
    begin_one(&bench, 1);
    loop_wait(bench.loop, clock_now_us() + 10000); /* connected */
    peer = accept(listener, NULL, NULL);
    CHECK(write(peer, page, sizeof(page) - 1) > 0 && shutdown(peer, SHUT_WR) == 0);
    probes_round(bench.probes, clock_now_us() + 10 * TIMEOUT_US);
    CHECK(bench.reports[1] == 1 && bench.last.outcome == PROBE_GOOD);
    CHECK_EQ_STR(bench.last.reason, "status 200");
    close(peer);
    leave(&bench);
    close(listener);
}

static void datagrams(void)
{
    struct bench bench;
    uint16_t port;
    int server = listen_on(SOCK_DGRAM, &port);

    begin(&bench, CONF_CHECK_UDP, port);
    begin_one(&bench, 1);
    work(&bench, 1);
    CHECK_EQ_INT(bench.last.outcome, PROBE_GOOD); /* silence */
    CHECK_EQ_STR(bench.last.reason, "not refused within 0.2 s");
    bench.check.require_reply = true;
    begin_one(&bench, 2);
    work(&bench, 2);
    CHECK_EQ_INT(bench.last.outcome, PROBE_SILENT);
    close(server);
    bench.check.require_reply = false;
    begin_one(&bench, 3);
    work(&bench, 3);
    CHECK_EQ_INT(bench.last.outcome, PROBE_REFUSED);
    CHECK_EQ_STR(bench.last.reason, "port unreachable");
    leave(&bench);
}

/* The server sees the end of a connection and no error, as long as there are not too many of them; with a
 * port of the check's own a reset, because the next try wants the same port. */
static void good_connections_are_closed_as_clients_close_them(void)
{
    struct bench bench;
    uint16_t port, own;
    char byte;
    int listener = listen_on(SOCK_STREAM, &port), other = listen_on(SOCK_STREAM, &own), peer;

    close(other);
    begin(&bench, CONF_CHECK_TCP, port);
    begin_one(&bench, 1);
    work(&bench, 1);
    peer = accept(listener, NULL, NULL);
    CHECK_EQ_INT(recv(peer, &byte, 1, 0), 0);
    close(peer);
    bench.check.bind_port = own;
    for (int i = 0; i < 3; i++) {
        begin_one(&bench, 2);
        work(&bench, (size_t)i + 2);
        CHECK_EQ_INT(bench.last.outcome, PROBE_GOOD);
        peer = accept(listener, NULL, NULL);
        CHECK(recv(peer, &byte, 1, 0) < 0 && errno == ECONNRESET);
        close(peer);
    }
    leave(&bench);
    close(listener);
}

/* A closed connection is remembered for a minute: not more of them than this host likes to remember. */
static void too_many_connections_are_reset(void)
{
    enum { POLITE = 1000, MORE = 30 };
    struct bench bench;
    uint16_t port;
    char byte;
    int listener = listen_on(SOCK_STREAM, &port), resets = 0;
    int64_t start_us = clock_now_us();

    begin(&bench, CONF_CHECK_TCP, port);
    for (int i = 0; i < POLITE + MORE; i++) {
        int peer;

        bench.reported = 0;
        begin_one(&bench, 1);
        work(&bench, 1);
        peer = accept(listener, NULL, NULL);
        resets += recv(peer, &byte, 1, 0) < 0;
        close(peer);
    }
    if (clock_now_us() - start_us < 900000) /* else they were not too many for a second */
        CHECK_EQ_INT(resets, MORE);
    leave(&bench);
    close(listener);
}

static void without_descriptors_nothing_is_said_about_the_server(void)
{
    struct rlimit limit, none;
    struct bench bench;

    begin(&bench, CONF_CHECK_TCP, 9);
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    none = limit;
    none.rlim_cur = 3;
    CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
    begin_one(&bench, 1);
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    probes_round(bench.probes, clock_now_us());
    CHECK_EQ_INT(bench.last.outcome, PROBE_NOT_TRIED);
    CHECK_EQ_STR(bench.last.reason, "too many open files");
    leave(&bench);
}

int main(void)
{
    many_are_each_reported_once();
    what_ends_at_once_is_told_later_and_in_order();
    a_report_may_start_and_cancel();
    the_cancelled_leave_nothing();
    silence_ends_at_the_deadline();
    an_answer_that_waits_counts_however_late_we_look();
    datagrams();
    good_connections_are_closed_as_clients_close_them();
    too_many_connections_are_reset();
    without_descriptors_nothing_is_said_about_the_server();
    return check_report("probes");
}

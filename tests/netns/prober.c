/* The lab's client: asks one address "are you there" (ICMP echo) at a steady pace and says when it was not.
 *
 *   prober ADDRESS [PERIOD_US [SECONDS]]      by default every 1,000 us, for at most 600 s
 *
 * Lines, times in microseconds of CLOCK_MONOTONIC:
 *   READY                          after the first answer
 *   OUTAGE START END LOST          no answer between START (last one) and END (next one), LOST probes in
 * between; printed when it is over, if at least one probe got no answer DOWN START printed once an outage has
 * lasted 20 periods END SENT ANSWERED              at SIGTERM, SIGINT or when the time is over
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { IPV4_HEADER_MIN = 20, DOWN_PERIODS = 20 };

struct prober {
    int fd;
    struct sockaddr_in target;
    int64_t period_us;
    int64_t last_answer_us;                 /* wall clock */
    uint32_t sent, answered, last_answered; /* the last is a probe's number */
    bool ready, down;
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

static int64_t now_us(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static uint16_t sum16(const void *data, size_t length)
{
    const uint8_t *bytes = data;
    uint32_t sum = 0;

    for (size_t i = 0; i + 1 < length; i += 2)
        sum += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
    sum = (sum & 0xffff) + (sum >> 16);
    return htons((uint16_t) ~(sum + (sum >> 16)));
}

/* The probe's number travels in id and sequence: 32 bits. */
static void send_probe(struct prober *prober)
{
    struct icmphdr echo = {.type = ICMP_ECHO};

    prober->sent++;
    echo.un.echo.id = htons((uint16_t)(prober->sent >> 16));
    echo.un.echo.sequence = htons((uint16_t)prober->sent);
    echo.checksum = sum16(&echo, sizeof echo);
    /* A refusal (no route, neighbour failed) is a lost probe like any other. */
    (void)!sendto(prober->fd, &echo, sizeof echo, 0, (struct sockaddr *)&prober->target,
                  sizeof prober->target);
}

static void answered(struct prober *prober, uint32_t number)
{
    int64_t now = now_us();
    uint32_t lost = number - prober->last_answered - 1;

    if (number <= prober->last_answered || number > prober->sent)
        return;
    if (!prober->ready)
        puts("READY");
    else if (lost)
        printf("OUTAGE %lld %lld %u\n", (long long)prober->last_answer_us, (long long)now, lost);
    prober->ready = true;
    prober->down = false;
    prober->answered++;
    prober->last_answered = number;
    prober->last_answer_us = now;
    if (lost)
        fflush(stdout);
}

static void receive(struct prober *prober)
{
    uint8_t bytes[256];
    ssize_t got;

    while ((got = recv(prober->fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0) {
        size_t header = (size_t)(bytes[0] & 15) * 4;
        struct icmphdr echo;
        if (got < IPV4_HEADER_MIN || (size_t)got < header + sizeof echo)
            continue;
        memcpy(&echo, bytes + header, sizeof echo);
        if (echo.type == ICMP_ECHOREPLY && memcmp(bytes + 12, &prober->target.sin_addr, 4) == 0)
            answered(prober, (uint32_t)ntohs(echo.un.echo.id) << 16 | ntohs(echo.un.echo.sequence));
    }
}

static void notice_outage(struct prober *prober)
{
    if (!prober->ready || prober->down || prober->sent - prober->last_answered < DOWN_PERIODS)
        return;
    prober->down = true;
    printf("DOWN %lld\n", (long long)prober->last_answer_us);
    fflush(stdout);
}

static void run(struct prober *prober, int64_t end_us)
{
    struct pollfd wait = {.fd = prober->fd, .events = POLLIN};
    int64_t next_us = now_us(), now;

    while (!stopped && (now = now_us()) < end_us) {
        struct timespec patience = {0};
        if (now >= next_us) {
            send_probe(prober);
            notice_outage(prober);
            next_us = next_us + prober->period_us > now ? next_us + prober->period_us : now;
        }
        patience.tv_nsec = (next_us > now ? next_us - now : 0) * 1000 % 1000000000;
        if (ppoll(&wait, 1, &patience, NULL) > 0)
            receive(prober);
    }
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_signal};
    struct prober prober = {.period_us = argc > 2 ? atol(argv[2]) : 1000, .target = {.sin_family = AF_INET}};
    long seconds = argc > 3 ? atol(argv[3]) : 600;

    if (argc < 2 || inet_pton(AF_INET, argv[1], &prober.target.sin_addr) != 1 || prober.period_us <= 0) {
        fprintf(stderr, "usage: prober ADDRESS [PERIOD_US [SECONDS]]\n");
        return 64;
    }
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    prober.fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
    if (prober.fd < 0) {
        fprintf(stderr, "prober: %s\n", strerror(errno));
        return 1;
    }
    run(&prober, now_us() + seconds * 1000000);
    printf("END %u %u\n", prober.sent, prober.answered);
    return fflush(stdout) == 0 ? 0 : 1;
}

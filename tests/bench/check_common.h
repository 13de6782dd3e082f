/* What both check benchmarks share: the targets, the even beat, start errors, CPU time, the line they print.
 * Each target is asked once a second; a start error is how long after its time it was begun. */
#ifndef TESTS_BENCH_CHECK_COMMON_H
#define TESTS_BENCH_CHECK_COMMON_H

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { BEAT_US = 1000000 };

struct bench {
    const char *kind; /* "tcp" or "http" */
    uint32_t address; /* of the first target, host order: they count up */
    uint16_t port;
    size_t count; /* of targets, each once a second */
    int seconds;

    int64_t *due_us; /* by target */
    size_t turn;     /* whose turn is next: they are due in order */
    int64_t end_us;
    uint64_t started, good, bad;
    uint32_t *errors_us; /* of each start */
    size_t room;
    double cpu_before;
};

static inline int64_t bench_now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static inline double bench_cpu_us(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec * 1e6 + (double)usage.ru_utime.tv_usec +
           (double)usage.ru_stime.tv_sec * 1e6 + (double)usage.ru_stime.tv_usec;
}

/* PROGRAM KIND ADDRESS PORT COUNT SECONDS */
static inline void bench_begin(struct bench *bench, int argc, char **argv)
{
    struct in_addr address;

    if (argc != 6 || inet_pton(AF_INET, argv[2], &address) != 1) {
        fprintf(stderr, "usage: %s tcp|http ADDRESS PORT COUNT SECONDS\n", argv[0]);
        exit(2);
    }
    *bench = (struct bench){.kind = argv[1],
                            .address = ntohl(address.s_addr),
                            .port = (uint16_t)atoi(argv[3]),
                            .count = (size_t)atoi(argv[4]),
                            .seconds = atoi(argv[5])};
    bench->due_us = calloc(bench->count + 1, sizeof(*bench->due_us));
    bench->room = bench->count * (size_t)(bench->seconds + 2);
    bench->errors_us = calloc(bench->room, sizeof(*bench->errors_us));
    if (bench->due_us == NULL || bench->errors_us == NULL)
        exit(1);
}

static inline void bench_start_clock(struct bench *bench)
{
    int64_t now_us = bench_now_us() + 10000;

    for (size_t i = 0; i < bench->count; i++)
        bench->due_us[i] = now_us + (int64_t)i * BEAT_US / (int64_t)bench->count;
    bench->end_us = now_us + (int64_t)bench->seconds * BEAT_US;
    bench->cpu_before = bench_cpu_us();
}

static inline int64_t bench_next_us(const struct bench *bench)
{
    return bench->due_us[bench->turn];
}

/* The target whose turn it is by now; -1: none. */
static inline long bench_due(struct bench *bench, int64_t now_us)
{
    size_t turn = bench->turn;

    if (bench->due_us[turn] > now_us)
        return -1;
    if (bench->started < bench->room)
        bench->errors_us[bench->started] = (uint32_t)(now_us - bench->due_us[turn]);
    bench->started++;
    bench->due_us[turn] += BEAT_US;
    bench->turn = (turn + 1) % bench->count;
    return (long)turn;
}

static inline int bench_compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* "CPU-per-check p50 p99 max started good bad" */
static inline int bench_report(struct bench *bench)
{
    double cpu_us = bench_cpu_us() - bench->cpu_before;
    size_t count = bench->started < bench->room ? (size_t)bench->started : bench->room;

    if (count == 0)
        return 1;
    qsort(bench->errors_us, count, sizeof(*bench->errors_us), bench_compare);
    printf("%.2f %u %u %u %llu %llu %llu\n", cpu_us / (double)bench->started, bench->errors_us[count / 2],
           bench->errors_us[count * 99 / 100], bench->errors_us[count - 1],
           (unsigned long long)bench->started, (unsigned long long)bench->good,
           (unsigned long long)bench->bad);
    return bench->bad > 0 ? 1 : 0;
}

#endif

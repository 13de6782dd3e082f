/* Random swarms: each seed is a LAN, a random set of faults and one simulated day; the judge watches. After
 * the faults a quiet tail must bring the right single master back (I18). The same seed gives the same trace
 * (I15).
 *
 *   swarm [--first N] [--seeds N] [--days N] [--jobs N] [--coverage] [--trace]
 *   swarm --seed N          the same as --first N --seeds 1 --trace */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/sim/audit.h"
#include "tests/sim/fault.h"
#include "tests/sim/lan.h"

enum {
    FAULTS_MIN = 20,
    NOT_AN_INVARIANT = 99, /* the swarm itself is at fault */
    SECOND = 1000000,
    JOBS_MAX = 16,
};

struct options {
    uint64_t first, seeds;
    int days, jobs;
    bool coverage, trace;
};

/* What one job found; in memory shared with its parent. */
struct tally {
    struct coverage coverage;
    uint64_t seeds, events, faults, hash;
    uint32_t fault_kinds[FAULT_KINDS_MAX];
    bool failed;
};

static const int64_t day_us = INT64_C(86400) * SECOND;

/* The election settings of one router; `interval_us` is the LAN's. */
static struct election_config random_election(struct rng *rng, uint8_t version, int64_t interval_us)
{
    static const uint8_t priorities[] = {1, 100, 100, 150, 200, 254};
    struct election_config config = {.version = version,
                                     .priority = priorities[rng_between(rng, 0, 5)],
                                     .down_adverts = 3,
                                     .preempt = rng_chance(rng, 700),
                                     .serves = rng_chance(rng, 700),
                                     .interval_us = interval_us,
                                     .announce_delay_us = 5 * SECOND,
                                     .announce_repeat = (uint8_t)rng_between(rng, 1, 5),
                                     .announce_refresh_repeat = 1,
                                     .announce_lower_delay_us = 5 * SECOND,
                                     .announce_lower_repeat = 5};

    if (rng_chance(rng, 100))
        config.priority = ELECTION_PRIORITY_OWNER;
    if (rng_chance(rng, 150))
        config.down_adverts = (uint8_t)rng_between(rng, 2, 5);
    if (rng_chance(rng, 200))
        config.preempt_delay_us = rng_scale(rng, interval_us / 2, 20 * interval_us);
    if (rng_chance(rng, 100))
        config.announce_refresh_us = 60 * SECOND;
    if (version == 3 && rng_chance(rng, 200))
        config.interval_us = interval_us * rng_between(rng, 1, 3);
    return config;
}

static void add_routers(struct lan *lan, uint64_t seed)
{
    static const int counts[] = {1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 5, 8};
    static const int64_t intervals_s[] = {1, 1, 1, 1, 2, 2, 3, 5};
    struct rng *rng = &lan->rng;
    int count = counts[rng_between(rng, 0, 13)];
    uint8_t version = rng_chance(rng, 500) ? 2 : 3;
    int64_t interval_us = intervals_s[rng_between(rng, 0, 7)] * SECOND;
    bool password = rng_chance(rng, 500);

    /* Few, because a day of them is long: intervals below a second. */
    if (seed % 100 == 0 && version == 3)
        interval_us = SECOND / 5;
    lan->judge.audit_every_us = interval_us / 3;
    for (int i = 0; i < count; i++) {
        struct node_config config = {.election = random_election(rng, version, interval_us),
                                     .source = addr_from_ipv4(0x0A090020U + (uint32_t)(i * 5 % 8)),
                                     .auth_type = version == 2 && password,
                                     .auth_data = "secret",
                                     .checksum = (uint8_t)rng_between(rng, 0, 1)};
        lan_add(lan, &config);
    }
}

/* Runs to `until_us`, ending faults on the way. */
static bool run(struct lan *lan, struct faults *faults, int64_t until_us)
{
    while (lan->now_us < until_us) {
        int64_t end_us = fault_next_end_us(faults);
        if (!lan_run(lan, end_us < until_us ? end_us : until_us))
            return false;
        fault_end_due(faults, lan);
    }
    return !judge_failed(&lan->judge);
}

/* Faults come in clusters, so that they meet. */
static bool run_cluster(struct lan *lan, struct faults *faults, int64_t start_us)
{
    int64_t interval_us = lan->nodes[0].config.election.interval_us;
    int64_t count = rng_between(&lan->rng, 1, 6);

    if (!run(lan, faults, start_us))
        return false;
    for (int64_t i = 0; i < count; i++) {
        fault_inject(faults, lan);
        if (!run(lan, faults, lan->now_us + rng_scale(&lan->rng, interval_us / 100, 8 * interval_us)))
            return false;
    }
    return true;
}

/* I18: with all faults over, one master in a settled LAN; the audits of the tail have checked that it is the
 * right one and that it stays. */
static bool run_tail(struct lan *lan, struct faults *faults, int64_t until_us)
{
    int masters = 0;

    fault_end_all(faults, lan);
    if (!run(lan, faults, until_us))
        return false;
    for (int i = 0; i < lan->count; i++)
        masters += lan->nodes[i].election.memory.state == ELECTION_MASTER;
    if (masters != 1)
        judge_fail(lan, 18, -1, "%d masters after a quiet tail", masters);
    if (!audit_settled(lan))
        judge_fail(lan, 18, -1, "not settled after a quiet tail");
    if (faults->injected < FAULTS_MIN)
        judge_fail(lan, NOT_AN_INVARIANT, -1, "only %d faults were injected", faults->injected);
    return !judge_failed(&lan->judge);
}

static bool run_days(struct lan *lan, struct faults *faults, int days)
{
    const int64_t tail_us = 1800 * INT64_C(1000000), last_us = days * day_us - tail_us;
    int64_t slot_us = last_us / (12 * days);

    for (int64_t start_us = slot_us; start_us < last_us; start_us += slot_us)
        if (!run_cluster(lan, faults, start_us + rng_between(&lan->rng, 0, slot_us / 2)))
            return false;
    while (faults->injected < FAULTS_MIN && lan->now_us < last_us)
        if (!run_cluster(lan, faults, lan->now_us + 20 * SECOND))
            return false;
    return run(lan, faults, last_us) && run_tail(lan, faults, days * day_us);
}

static void print_violation(const struct lan *lan, uint64_t seed)
{
    printf("seed %llu: %s\n", (unsigned long long)seed, lan->judge.text);
    for (int i = 0; i < lan->count; i++) {
        const struct election_config *config = &lan->nodes[i].config.election;
        char text[ADDR_TEXT_MAX];
        printf("  router %c: v%u %s priority %u interval %lld us x %u%s preempt delay %lld us\n", 'a' + i,
               config->version, addr_format(&lan->nodes[i].config.source, text), config->priority,
               (long long)config->interval_us, config->down_adverts, config->preempt ? "" : " nopreempt",
               (long long)config->preempt_delay_us);
    }
    trace_print(&lan->trace, stdout);
}

static void run_seed(struct lan *lan, uint64_t seed, const struct options *options, struct tally *tally)
{
    struct faults faults;
    bool good;

    lan_init(lan, seed, &tally->coverage);
    lan->delay_us = rng_scale(&lan->rng, 50, 2000);
    fault_choose(&faults, &lan->rng);
    add_routers(lan, seed);
    for (int i = 0; i < lan->count; i++)
        node_start(lan, i);
    good = run_days(lan, &faults, options->days);
    tally->seeds++;
    tally->events += lan->trace.count;
    tally->faults += (uint64_t)faults.injected;
    tally->hash ^= lan->trace.hash;
    for (int kind = 0; kind < FAULT_KINDS_MAX; kind++)
        tally->fault_kinds[kind] += faults.injected_kinds[kind];
    if (options->trace)
        printf("seed %llu: %d routers, %d faults, %llu events, trace %016llx\n", (unsigned long long)seed,
               lan->count, faults.injected, (unsigned long long)lan->trace.count,
               (unsigned long long)lan->trace.hash);
    if (!good) {
        tally->failed = true;
        print_violation(lan, seed);
        fflush(stdout);
    }
}

static void run_job(int job, const struct options *options, struct tally *tally)
{
    struct lan *lan = malloc(sizeof(*lan));

    if (!lan)
        abort();
    for (uint64_t i = (uint64_t)job; i < options->seeds && !tally->failed; i += (uint64_t)options->jobs)
        run_seed(lan, options->first + i, options, tally);
    free(lan);
}

/* Every job in a process of its own; its tally is shared with us. A job that dies has failed. */
static void run_jobs(const struct options *options, struct tally *tallies)
{
    fflush(stdout);
    for (int job = 0; job < options->jobs; job++) {
        pid_t pid = fork();
        if (pid == 0) {
            run_job(job, options, &tallies[job]);
            exit(0);
        }
        if (pid < 0)
            tallies[job].failed = true;
    }
    for (int status; wait(&status) > 0;)
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            tallies[0].failed = true;
}

static void add_coverage(struct coverage *sum, const struct coverage *part)
{
    for (int state = 0; state < ELECTION_STATE_COUNT; state++)
        for (int event = 0; event < COVERAGE_EVENT_COUNT; event++)
            for (int relation = 0; relation < COVERAGE_RELATION_COUNT; relation++)
                sum->cells[state][event][relation] += part->cells[state][event][relation];
    for (int reason = 0; reason < ELECTION_REASON_COUNT; reason++)
        sum->reasons[reason] += part->reasons[reason];
}

static int report(const struct options *options, const struct tally *tallies)
{
    struct tally sum = {.failed = false};

    for (int job = 0; job < options->jobs; job++) {
        add_coverage(&sum.coverage, &tallies[job].coverage);
        sum.seeds += tallies[job].seeds;
        sum.events += tallies[job].events;
        sum.faults += tallies[job].faults;
        sum.hash ^= tallies[job].hash;
        sum.failed |= tallies[job].failed;
        for (int kind = 0; kind < FAULT_KINDS_MAX; kind++)
            sum.fault_kinds[kind] += tallies[job].fault_kinds[kind];
    }
    printf("swarm: %llu seeds x %d days, %llu faults, %llu events, traces %016llx\n",
           (unsigned long long)sum.seeds, options->days, (unsigned long long)sum.faults,
           (unsigned long long)sum.events, (unsigned long long)sum.hash);
    if (sum.failed || !options->coverage)
        return sum.failed;
    for (int kind = 0; kind < fault_kind_count(); kind++)
        printf("  %-16s %u\n", fault_kind_name(kind), sum.fault_kinds[kind]);
    int missing = coverage_print_missing(&sum.coverage, stdout);
    printf("coverage: %d cells missing\n", missing);
    return missing > 0;
}

static void set_number(struct options *options, const char *name, uint64_t value)
{
    if (strcmp(name, "--seed") == 0) {
        options->first = value;
        options->seeds = 1;
        options->trace = true;
    } else if (strcmp(name, "--first") == 0) {
        options->first = value;
    } else if (strcmp(name, "--seeds") == 0) {
        options->seeds = value;
    } else if (strcmp(name, "--days") == 0) {
        options->days = (int)value;
    } else if (strcmp(name, "--jobs") == 0 && value >= 1 && value <= JOBS_MAX) {
        options->jobs = (int)value;
    } else {
        fprintf(stderr, "swarm: unknown option %s\n", name);
        exit(2);
    }
}

int main(int argc, char **argv)
{
    struct options options = {.first = 1, .seeds = 2000, .days = 1, .jobs = 2};
    struct tally *tallies;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--coverage") == 0) {
            options.coverage = true;
        } else if (strcmp(argv[i], "--trace") == 0) {
            options.trace = true;
        } else {
            const char *value = i + 1 < argc ? argv[i + 1] : "0";
            set_number(&options, argv[i++], strtoull(value, NULL, 10));
        }
    }
    if (options.seeds == 1)
        options.jobs = 1;
    tallies =
        mmap(NULL, sizeof(*tallies) * JOBS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (tallies == MAP_FAILED) {
        perror("swarm: mmap");
        return 2;
    }
    run_jobs(&options, tallies);
    return report(&options, tallies);
}

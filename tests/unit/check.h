/* The whole of our unit test framework: checks that count, name the line that failed and go on, so that one
 * run shows every failure. A test program calls CHECK...() wherever it likes and ends main with
 * `return check_report("name");`. Never used outside tests. */
#ifndef TESTS_UNIT_CHECK_H
#define TESTS_UNIT_CHECK_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct check_counts {
    unsigned long checks;
    unsigned long failures;
};

/* One tally per test program. */
static inline struct check_counts *check_counts(void)
{
    static struct check_counts counts;
    return &counts;
}

/* Counts one check; returns `ok` so that a macro can add detail on failure. */
static inline bool check_that(bool ok, const char *file, int line, const char *what)
{
    check_counts()->checks++;
    if (ok)
        return true;
    check_counts()->failures++;
    fprintf(stderr, "%s:%d: check failed: %s\n", file, line, what);
    return false;
}

static inline bool check_eq_int(intmax_t got, intmax_t want, const char *file, int line, const char *what)
{
    if (check_that(got == want, file, line, what))
        return true;
    fprintf(stderr, "    got  %" PRIdMAX "\n    want %" PRIdMAX "\n", got, want);
    return false;
}

static inline bool check_eq_str(const char *got, const char *want, const char *file, int line,
                                const char *what)
{
    bool same = got && want ? strcmp(got, want) == 0 : got == want;

    if (check_that(same, file, line, what))
        return true;
    fprintf(stderr, "    got  %s\n    want %s\n", got ? got : "(null)", want ? want : "(null)");
    return false;
}

/* Prints "NAME: N checks" (and the failures); returns the exit status of main. A program without a single
 * check fails too. */
static inline int check_report(const char *name)
{
    const struct check_counts *counts = check_counts();

    if (counts->failures)
        printf("%s: %lu checks, %lu failed\n", name, counts->checks, counts->failures);
    else
        printf("%s: %lu checks\n", name, counts->checks);
    return counts->failures || counts->checks == 0 ? 1 : 0;
}

#define CHECK(condition) check_that((condition), __FILE__, __LINE__, #condition)
#define CHECK_EQ_INT(got, want)                                                                              \
    check_eq_int((intmax_t)(got), (intmax_t)(want), __FILE__, __LINE__, #got " == " #want)
#define CHECK_EQ_STR(got, want) check_eq_str((got), (want), __FILE__, __LINE__, #got " == " #want)

#endif

/* What a row of results means, and when to ask again: rise and fall of checks, quorum and patience for
 * counted processes. Pure: results and the time go in, the verdict and the next due time come out. */
#ifndef VRRPD_VRRP_VERDICT_H
#define VRRPD_VRRP_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#define VERDICT_NEVER INT64_MAX

/* What the configuration says about a check. */
struct verdict_rule {
    uint32_t rise, fall; /* results in a row until the verdict changes, at least 1 */
    bool init_fail;      /* failed until it rises */
    int64_t interval_us;
};

struct verdict {
    bool known; /* there is a verdict */
    bool ok;
    bool running;    /* asked, not answered */
    uint32_t streak; /* results in a row against the verdict */
    int64_t due_us;  /* of the next question */
};

/* Begins; the first question is due at once. */
void verdict_start(struct verdict *verdict, const struct verdict_rule *rule, int64_t now_us);

/* Begins with what a predecessor found. */
void verdict_adopt(struct verdict *verdict, bool ok, int64_t now_us);

/* True when it is time to ask and the last question was answered: the caller asks. A tick that comes while
 * one is still open is skipped. The next one keeps the interval's beat. */
bool verdict_ask(struct verdict *verdict, const struct verdict_rule *rule, int64_t now_us);

/* A question was answered. True when the verdict changed or is the first. The first result decides alone. */
bool verdict_result(struct verdict *verdict, const struct verdict_rule *rule, bool good);

/* The question got lost: nobody is going to answer. */
void verdict_lost(struct verdict *verdict);

/* ---- counted processes ---- */

struct verdict_count_rule {
    uint32_t quorum, quorum_max; /* at least, at most (0: no limit) */
    int64_t fork_delay_us;       /* how long enough of them have to be there */
    int64_t terminate_delay_us;  /* how long a wrong number of them is tolerated */
};

struct verdict_count {
    bool known;
    bool ok;
    bool enough;      /* of the last count */
    int64_t since_us; /* of `enough` */
};

/* So many are there now. True when the verdict changed or is the first; the first one needs no patience. */
bool verdict_counted(struct verdict_count *verdict, const struct verdict_count_rule *rule, uint32_t count,
                     int64_t now_us);

/* When to look again although nothing happens; VERDICT_NEVER when nothing is pending. */
int64_t verdict_count_due_us(const struct verdict_count *verdict, const struct verdict_count_rule *rule);

#endif

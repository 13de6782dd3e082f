/* What one host said at one moment, with the rates since it spoke before. Never changed once it is made, and
 * counted by reference, so that a screen that is paused keeps what it shows while newer ones come in. Pure.
 */
#ifndef VRRPTOP_SAMPLE_H
#define VRRPTOP_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

enum {
    SAMPLE_TREND_MAX = 60,
    SAMPLE_TREND_STEP_US = 5000000, /* 60 steps: the last five minutes */
    SAMPLE_SIGHTINGS_MAX = 20,
};

/* A rate over the last minutes: means of steps of SAMPLE_TREND_STEP_US, saturated. */
struct sample_trend {
    uint32_t values[SAMPLE_TREND_MAX]; /* a ring */
    uint8_t count, last;               /* how many there are, where the newest one stands */
    int64_t step;                      /* which step of the clock the newest one is */
    double sum;                        /* of the newest one, for its mean */
    uint32_t sum_count;
};

/* The value `age` steps ago, 0 the newest; 0 beyond what there is. */
unsigned sample_trend_at(const struct sample_trend *trend, unsigned age);

/* What a refresh saw of a virtual router's master; a new one when adverts came or the master changed. */
struct sample_sighting {
    int64_t wall_us; /* of the last advert */
    char master[STATUS_ADDRESS_MAX];
    uint8_t priority;
    uint64_t adverts; /* since the sighting before */
};

/* What a smoothed rate is made of: both fade with the time constant of sample_rates.c, so that one advert a
 * second is about one a second whether one, none or two of them fell between two samples. */
struct sample_pace {
    double amount, seconds;
};

/* The counts that a server's next rate starts from. */
struct sample_counts {
    int64_t at_us; /* in the clock of sample.clock_us; -1: none */
    uint64_t connections, bytes_in, bytes_out;
};

/* Beside status.instances[i]. Rates are a second, -1: not known yet. */
struct sample_router {
    double advert_rate; /* sent and heard */
    double rejected_rate;
    uint64_t rejected;     /* of all reasons together */
    int64_t master_for_us; /* since when it has been MASTER in the viewer's eyes (`at_us` of the first such
                            * sample), -1: it is not */
    struct sample_trend trend;         /* adverts */
    struct sample_sighting *sightings; /* newest first, SAMPLE_SIGHTINGS_MAX of them at most; the sample's */
    size_t sighting_count;
    struct sample_pace advert_pace, rejected_pace;
    const char *group; /* the sync group it belongs to; the status's, NULL: none */
};

/* Beside status.virtual_servers[i].servers[n]. */
struct sample_server {
    double connection_rate, byte_rate_in, byte_rate_out;
    struct sample_trend trend; /* connections */
    struct sample_counts base;
};

/* Beside status.virtual_servers[i]: sums of its servers. */
struct sample_service {
    uint64_t active, inactive, connections;
    uint32_t servers_up, servers_down; /* sorry server left out; DRAIN counts as up */
    double connection_rate, byte_rate_in, byte_rate_out;
    struct sample_trend trend;     /* connections */
    struct sample_server *servers; /* the sample's */
    bool waits;                    /* status_service_waits(): its turn comes when this node is MASTER */
};

struct sample {
    unsigned references;
    int64_t at_us;        /* when it came, monotonic */
    int64_t wall_us;      /* the same for people: the producer's own time where it said one */
    bool speaks_for_self; /* false: vrrpwatch's, where MASTER means that somebody is */
    struct status status;
    struct sample_router *routers;
    struct sample_service *services;
    double advert_rate, connection_rate, byte_rate_in, byte_rate_out; /* of the host */
    struct sample_trend adverts, connections, bytes;
    int64_t clock_us; /* goes on as the producer's uptime does, so that rates do not depend on the way here */
    struct sample_server *servers;     /* of all services; owned */
    struct sample_sighting *sightings; /* of all routers; owned */
};

/* Makes a sample of *status, which it takes over (zeroed), and of the host's sample before, NULL for none:
 * counters that fell were reset, names that are new have no rate yet. The kernel's counts are older than the
 * status that brings them, and several in a row may bring the same ones: rates of servers come from two
 * different counts at least 0.9 s apart, hold until the next ones, and are unknown once the counts are older
 * than 15 s. Rates of adverts are smoothed over some three seconds. `speaks_for_self` is true. NULL without
 * memory (*status is freed). The caller holds one reference. */
struct sample *sample_make(struct status *status, const struct sample *before, int64_t now_us,
                           int64_t wall_us);

/* One more holder. Returns `sample`; NULL is fine. */
struct sample *sample_hold(struct sample *sample);

/* One holder less; the last one frees it. NULL is fine. */
void sample_drop(struct sample *sample);

#endif

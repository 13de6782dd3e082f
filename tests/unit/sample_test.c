/* vrrptop/sample: rates from counters, whatever the time between two statuses was. */
#include "vrrptop/sample.h"

#include "tests/unit/check.h"
#include "tests/unit/top_status.h"
#include "vrrptop/sample_state.h"

static struct sample *next(struct sample *before, struct status *status, int64_t now_us)
{
    struct sample *sample = sample_make(status, before, now_us, WALL_US + now_us);

    CHECK(sample != NULL);
    sample_drop(before);
    return sample;
}

static bool near(double got, double want)
{
    if (got > want * 0.99 - 0.001 && got < want * 1.01 + 0.001)
        return true;
    fprintf(stderr, "    got  %f\n    want %f\n", got, want);
    return false;
}

/* ---- adverts ---- */

static struct sample *with_adverts(struct sample *before, uint64_t sent, uint64_t received, int64_t now_us)
{
    struct status status = top_status(1, 0, 0);

    status.uptime_us += now_us;
    status.instances[0].adverts_sent = sent;
    status.instances[0].adverts_received = received;
    return next(before, &status, now_us);
}

static void a_first_sample_knows_no_rate(void)
{
    struct sample *sample = with_adverts(NULL, 5, 7, SECOND_US);

    CHECK(sample->routers[0].advert_rate < 0);
    CHECK(sample->routers[0].rejected_rate < 0);
    CHECK(sample->advert_rate < 0);
    CHECK_EQ_INT(sample->routers[0].trend.count, 0);
    CHECK(sample->speaks_for_self);
    CHECK_EQ_INT(sample->wall_us, WALL_US + SECOND_US);
    sample_drop(sample);
}

static void adverts_sent_and_heard_are_one_rate(void)
{
    struct sample *sample = with_adverts(NULL, 100, 100, 0);

    sample = with_adverts(sample, 110, 105, 5 * SECOND_US);
    CHECK(near(sample->routers[0].advert_rate, 3));
    CHECK(near(sample->advert_rate, 3));
    sample_drop(sample);
}

/* One advert a second, looked at ten times a second: none, none .. one. */
static void a_steady_rate_does_not_flap(void)
{
    struct sample *sample = with_adverts(NULL, 0, 0, 0);
    double least = 1000, most = 0;

    for (int i = 1; i <= 300; i++) {
        sample = with_adverts(sample, (uint64_t)(i * 107 / 1000), 0, i * 107000);
        if (i < 100)
            continue;
        least = sample->routers[0].advert_rate < least ? sample->routers[0].advert_rate : least;
        most = sample->routers[0].advert_rate > most ? sample->routers[0].advert_rate : most;
    }
    CHECK(least > 0.7);
    CHECK(most < 1.4);
    sample_drop(sample);
}

static void a_burst_of_statuses_is_no_rate_yet(void)
{
    struct sample *sample = with_adverts(NULL, 0, 0, 0);

    sample = with_adverts(sample, 3, 0, 10000);
    CHECK(sample->routers[0].advert_rate < 0);
    sample = with_adverts(sample, 3, 0, 10000);
    CHECK(sample->routers[0].advert_rate < 0);
    sample = with_adverts(sample, 4, 0, 2 * SECOND_US);
    CHECK(sample->routers[0].advert_rate > 1 && sample->routers[0].advert_rate < 2);
    sample_drop(sample);
}

static void a_counter_that_fell_is_unknown_once(void)
{
    struct sample *sample = with_adverts(NULL, 1000, 0, 0);

    sample = with_adverts(sample, 1010, 0, SECOND_US);
    CHECK(sample->routers[0].advert_rate > 0);
    sample = with_adverts(sample, 2, 0, 2 * SECOND_US);
    CHECK(sample->routers[0].advert_rate < 0);
    sample = with_adverts(sample, 7, 0, 3 * SECOND_US);
    CHECK(near(sample->routers[0].advert_rate, 5));
    sample_drop(sample);
}

/* The line was on its way for long, or a recording is played ten times as fast: the producer's uptime counts.
 */
static void time_is_the_producers(void)
{
    struct status first = top_status(1, 0, 0), second = top_status(1, 0, 0);
    struct sample *sample = next(NULL, &first, 0);

    second.uptime_us += 10 * SECOND_US;
    second.instances[0].adverts_sent = 20;
    sample = next(sample, &second, SECOND_US);
    CHECK(near(sample->routers[0].advert_rate, 2));
    sample_drop(sample);
}

static void a_producer_that_was_restarted_has_the_viewers_time(void)
{
    struct status first = top_status(1, 0, 0), second = top_status(1, 0, 0), third = top_status(1, 0, 0);
    struct sample *sample = next(NULL, &first, 0);

    second.uptime_us = SECOND_US;
    second.instances[0].adverts_sent = 20;
    sample = next(sample, &second, 10 * SECOND_US);
    CHECK(near(sample->routers[0].advert_rate, 2));
    third.supervisor = 99; /* and this one has run for longer than the other one had */
    third.uptime_us = 2 * SECOND_US;
    third.instances[0].adverts_sent = 40;
    sample = next(sample, &third, 20 * SECOND_US);
    CHECK(near(sample->routers[0].advert_rate, 2));
    sample_drop(sample);
}

static void an_absurd_uptime_is_not_believed(void)
{
    struct status first = top_status(1, 0, 0), second = top_status(1, 0, 0);
    struct sample *sample;

    first.uptime_us = 1;
    second.uptime_us = INT64_MAX;
    second.instances[0].adverts_sent = 5;
    second.instances[0].last_advert_age_us = INT64_MAX;
    second.lvs.counted_age_us = INT64_MAX;
    sample = next(NULL, &first, 0);
    sample = next(sample, &second, SECOND_US);
    CHECK(near(sample->routers[0].advert_rate, 5));
    sample_drop(sample);
}

static void rejected_are_summed(void)
{
    struct status first = top_status(1, 0, 0), second = top_status(1, 0, 0);
    struct sample *sample = next(NULL, &first, 0);

    second.uptime_us += 5 * SECOND_US;
    second.instances[0].rejected = (struct status_counters){2, {{"bad-ttl", 4}, {"bad-checksum", 6}}};
    sample = next(sample, &second, 5 * SECOND_US);
    CHECK_EQ_INT(sample->routers[0].rejected, 10);
    CHECK(near(sample->routers[0].rejected_rate, 2));
    sample_drop(sample);
}

/* ---- names and places ---- */

static void an_instance_is_found_wherever_it_stands(void)
{
    struct status first = top_status(50, 0, 0), second = top_status(51, 0, 0);
    struct sample *sample;

    for (size_t i = 0; i < 50; i++)
        first.instances[i].adverts_sent = 1000 * i;
    /* The other way round, and a new one in between. */
    for (size_t i = 0; i < 51; i++) {
        size_t old = 50 - i;

        snprintf(second.instances[i].name, STATUS_NAME_MAX, old == 25 ? "new" : "VI_%zu",
                 old > 25 ? old : old + 1);
        second.instances[i].adverts_sent = 1000 * (old > 25 ? old - 1 : old) + 10;
    }
    second.uptime_us += 5 * SECOND_US;
    sample = next(NULL, &first, 0);
    sample = next(sample, &second, 5 * SECOND_US);
    for (size_t i = 0; i < 51; i++)
        CHECK(i == 25 ? sample->routers[i].advert_rate < 0 : near(sample->routers[i].advert_rate, 2));
    sample_drop(sample);
}

static void master_in_the_viewers_eyes(void)
{
    static const struct {
        const char *state;
        int64_t since_us;
    } steps[] = {{"BACKUP", -1}, {"MASTER", 1}, {"MASTER", 1}, {"FAULT", -1}, {"MASTER", 4}, {"MASTER", 4}};
    struct sample *sample = NULL;

    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        struct status status = top_status(1, 0, 0);

        top_state(&status, 0, steps[i].state);
        sample = next(sample, &status, (int64_t)i);
        CHECK_EQ_INT(sample->routers[0].master_for_us, steps[i].since_us);
    }
    sample_drop(sample);
}

/* ---- sightings ---- */

static struct sample *with_master(struct sample *before, const char *master, uint64_t heard, int64_t now_us)
{
    struct status status = top_status(1, 0, 0);

    status.wall_us = WALL_US + now_us;
    status.instances[0].adverts_received = heard;
    status.instances[0].last_advert_age_us = 200000;
    snprintf(status.instances[0].master.address, STATUS_ADDRESS_MAX, "%s", master);
    status.instances[0].master.known = master[0] != '\0';
    return next(before, &status, now_us);
}

static void adverts_and_masters_are_sighted(void)
{
    struct sample *sample = with_master(NULL, "10.0.0.1", 10, 0);
    const struct sample_router *router;

    CHECK_EQ_INT(sample->routers[0].sighting_count, 1);
    CHECK_EQ_INT(sample->routers[0].sightings[0].adverts, 0);
    sample = with_master(sample, "10.0.0.1", 10, SECOND_US); /* nothing new */
    CHECK_EQ_INT(sample->routers[0].sighting_count, 1);
    sample = with_master(sample, "10.0.0.1", 13, 2 * SECOND_US);
    sample = with_master(sample, "10.0.0.2", 13, 3 * SECOND_US);
    sample = with_master(sample, "", 14, 4 * SECOND_US);
    router = &sample->routers[0];
    CHECK_EQ_INT(router->sighting_count, 3);
    CHECK_EQ_STR(router->sightings[0].master, "10.0.0.2");
    CHECK_EQ_INT(router->sightings[0].wall_us, WALL_US + 3 * SECOND_US - 200000);
    CHECK_EQ_INT(router->sightings[0].adverts, 0);
    CHECK_EQ_STR(router->sightings[1].master, "10.0.0.1");
    CHECK_EQ_INT(router->sightings[1].adverts, 3);
    CHECK_EQ_INT(router->sightings[1].priority, 150);
    sample_drop(sample);
}

static void the_last_twenty_sightings_are_kept(void)
{
    struct sample *sample = NULL;

    for (uint64_t i = 0; i < 30; i++)
        sample = with_master(sample, "10.0.0.1", i * i, (int64_t)i * SECOND_US);
    CHECK_EQ_INT(sample->routers[0].sighting_count, SAMPLE_SIGHTINGS_MAX);
    CHECK_EQ_INT(sample->routers[0].sightings[0].adverts, 29 * 29 - 28 * 28);
    CHECK_EQ_INT(sample->routers[0].sightings[19].adverts, 10 * 10 - 9 * 9);
    sample_drop(sample);
}

/* ---- real servers ---- */

static struct sample *with_connections(struct sample *before, uint64_t connections, int64_t age_us,
                                       int64_t now_us)
{
    struct status status = top_status(0, 1, 2);

    status.uptime_us += now_us;
    status.lvs.counted_age_us = age_us;
    for (size_t i = 0; i < 2; i++) {
        status.virtual_servers[0].servers[i].connections = connections;
        status.virtual_servers[0].servers[i].bytes_in = connections * 100;
        status.virtual_servers[0].servers[i].bytes_out = connections * 1000;
    }
    return next(before, &status, now_us);
}

/* The daemon tells twice a second and counts every two: 50 a second throughout. */
static void the_same_counts_again_are_no_news(void)
{
    struct sample *sample = NULL;

    for (int64_t now_us = 0; now_us <= 20 * SECOND_US; now_us += SECOND_US / 2) {
        int64_t counted_us = now_us / (2 * SECOND_US) * 2 * SECOND_US;
        double rate;

        /* What is told of the age is a little off each time. */
        sample = with_connections(sample, (uint64_t)(counted_us / 20000),
                                  now_us - counted_us + now_us % 7 * 1000, now_us);
        rate = sample->services[0].servers[0].connection_rate;
        CHECK(now_us < 2 * SECOND_US ? rate < 0 : near(rate, 50));
    }
    CHECK(near(sample->services[0].connection_rate, 100));
    CHECK(near(sample->services[0].byte_rate_in, 10000));
    CHECK(near(sample->services[0].byte_rate_out, 100000));
    CHECK(near(sample->connection_rate, 100));
    CHECK(near(sample->byte_rate_out, 100000));
    sample_drop(sample);
}

static void counts_on_each_look_are_a_rate_a_second(void)
{
    struct sample *sample = NULL;

    for (int64_t i = 0; i <= 30; i++) {
        sample = with_connections(sample, (uint64_t)i, 0, i * 100000);
        if (i >= 10)
            CHECK(near(sample->services[0].servers[1].connection_rate, 10));
    }
    sample_drop(sample);
}

static void counts_that_are_old_or_none_are_no_rate(void)
{
    struct sample *sample = with_connections(NULL, 10, 0, 0);

    sample = with_connections(sample, 20, 0, SECOND_US);
    CHECK(near(sample->services[0].servers[0].connection_rate, 10));
    sample = with_connections(sample, 20, 15 * SECOND_US, 16 * SECOND_US);
    CHECK(sample->services[0].servers[0].connection_rate > 0);
    sample = with_connections(sample, 20, 16 * SECOND_US, 17 * SECOND_US);
    CHECK(sample->services[0].servers[0].connection_rate < 0);
    CHECK(sample->services[0].connection_rate < 0);
    CHECK(sample->connection_rate < 0);
    sample = with_connections(sample, 30, -1, 18 * SECOND_US);
    CHECK(sample->services[0].servers[0].connection_rate < 0);
    sample = with_connections(sample, 40, 0, 19 * SECOND_US);
    sample = with_connections(sample, 60, 0, 20 * SECOND_US);
    CHECK(near(sample->services[0].servers[0].connection_rate, 20));
    sample_drop(sample);
}

static void zeroed_counts_are_unknown_once(void)
{
    struct sample *sample = with_connections(NULL, 1000, 0, 0);

    sample = with_connections(sample, 1010, 0, SECOND_US);
    sample = with_connections(sample, 5, 0, 2 * SECOND_US);
    CHECK(sample->services[0].servers[0].connection_rate < 0);
    sample = with_connections(sample, 8, 0, 3 * SECOND_US);
    CHECK(near(sample->services[0].servers[0].connection_rate, 3));
    sample_drop(sample);
}

static void a_service_is_the_sum_of_its_servers(void)
{
    struct status status = top_status(0, 2, 4);
    static const char *const states[] = {"UP", "DRAIN", "DOWN", "SORRY"};
    struct sample *sample;

    for (size_t i = 0; i < 4; i++) {
        struct status_server *server = &status.virtual_servers[1].servers[i];

        snprintf(server->state, sizeof(server->state), "%s", states[i]);
        server->active = 1;
        server->inactive = 10;
        server->connections = 100;
    }
    sample = next(NULL, &status, 0);
    CHECK_EQ_INT(sample->services[1].servers_up, 2);
    CHECK_EQ_INT(sample->services[1].servers_down, 1);
    CHECK_EQ_INT(sample->services[1].active, 4);
    CHECK_EQ_INT(sample->services[1].inactive, 40);
    CHECK_EQ_INT(sample->services[1].connections, 400);
    CHECK_EQ_INT(sample->services[0].servers_up, 4);
    sample_drop(sample);
}

/* The same address over TCP and UDP; a server that is the sorry server as well. */
static void twins_are_told_apart(void)
{
    struct sample *sample = NULL;

    for (int64_t i = 0; i < 2; i++) {
        struct status status = top_status(0, 2, 2);
        size_t tcp = i == 0 ? 0 : 1; /* they change places */

        status.uptime_us += i * SECOND_US;
        for (size_t n = 0; n < 2; n++) {
            struct status_service *service = &status.virtual_servers[n];

            strcpy(service->name, "192.0.2.1:53");
            strcpy(service->protocol, n == tcp ? "tcp" : "udp");
            strcpy(service->servers[0].address, "10.0.0.1:53");
            strcpy(service->servers[1].address, "10.0.0.1:53");
            strcpy(service->servers[1].state, "SORRY");
            service->servers[0].connections = (uint64_t)i * (n == tcp ? 10 : 20);
            service->servers[1].connections = (uint64_t)i * (n == tcp ? 1 : 2);
        }
        sample = next(sample, &status, i * SECOND_US);
    }
    CHECK(near(sample->services[0].servers[0].connection_rate, 20));
    CHECK(near(sample->services[0].servers[1].connection_rate, 2));
    CHECK(near(sample->services[1].servers[0].connection_rate, 10));
    CHECK(near(sample->services[1].servers[1].connection_rate, 1));
    sample_drop(sample);
}

/* ---- trends ---- */

static void a_trend_has_means_of_steps(void)
{
    struct sample_trend trend = {.count = 0};

    CHECK_EQ_INT(sample_trend_at(&trend, 0), 0);
    sample_trend_add(&trend, 0, 10);
    sample_trend_add(&trend, SECOND_US, 20);
    sample_trend_add(&trend, 2 * SECOND_US, -1); /* not known: no value */
    CHECK_EQ_INT(sample_trend_at(&trend, 0), 15);
    sample_trend_add(&trend, SAMPLE_TREND_STEP_US, 7);
    CHECK_EQ_INT(sample_trend_at(&trend, 0), 7);
    CHECK_EQ_INT(sample_trend_at(&trend, 1), 15);
    CHECK_EQ_INT(sample_trend_at(&trend, 2), 0);
    sample_trend_add(&trend, 4 * (int64_t)SAMPLE_TREND_STEP_US, 9);
    CHECK_EQ_INT(sample_trend_at(&trend, 0), 9);
    CHECK_EQ_INT(sample_trend_at(&trend, 1), 0); /* nobody looked */
    CHECK_EQ_INT(sample_trend_at(&trend, 3), 7);
    CHECK_EQ_INT(trend.count, 5);
}

static void a_trend_is_bounded_in_time_and_size(void)
{
    struct sample_trend trend = {.count = 0};

    for (int64_t i = 0; i < 100; i++)
        sample_trend_add(&trend, i * SAMPLE_TREND_STEP_US, (double)i);
    CHECK_EQ_INT(trend.count, SAMPLE_TREND_MAX);
    CHECK_EQ_INT(sample_trend_at(&trend, 0), 99);
    CHECK_EQ_INT(sample_trend_at(&trend, SAMPLE_TREND_MAX - 1), 40);
    CHECK_EQ_INT(sample_trend_at(&trend, SAMPLE_TREND_MAX), 0);
    sample_trend_add(&trend, INT64_MAX, 1e300);
    CHECK_EQ_INT(sample_trend_at(&trend, 0), UINT32_MAX);
    CHECK_EQ_INT(sample_trend_at(&trend, 1), 0);
    sample_trend_add(&trend, 0, 1); /* a clock that went back adds to the newest step */
    CHECK_EQ_INT(trend.count, SAMPLE_TREND_MAX);
}

/* ---- holders ---- */

static void a_sample_lives_as_long_as_somebody_holds_it(void)
{
    struct status first = top_status(3, 2, 2), second = top_status(3, 2, 2);
    struct sample *one = sample_make(&first, NULL, 0, WALL_US), *two;

    CHECK_EQ_INT(first.instance_count, 0); /* taken over */
    CHECK(sample_hold(one) == one);
    two = sample_make(&second, one, SECOND_US, WALL_US);
    sample_drop(one);
    CHECK_EQ_STR(one->status.instances[2].name, "VI_3");
    sample_drop(one);
    CHECK_EQ_STR(two->status.instances[2].name, "VI_3");
    sample_drop(two);
    sample_drop(NULL);
    CHECK(sample_hold(NULL) == NULL);
}

int main(void)
{
    a_first_sample_knows_no_rate();
    adverts_sent_and_heard_are_one_rate();
    a_steady_rate_does_not_flap();
    a_burst_of_statuses_is_no_rate_yet();
    a_counter_that_fell_is_unknown_once();
    time_is_the_producers();
    a_producer_that_was_restarted_has_the_viewers_time();
    an_absurd_uptime_is_not_believed();
    rejected_are_summed();
    an_instance_is_found_wherever_it_stands();
    master_in_the_viewers_eyes();
    adverts_and_masters_are_sighted();
    the_last_twenty_sightings_are_kept();
    the_same_counts_again_are_no_news();
    counts_on_each_look_are_a_rate_a_second();
    counts_that_are_old_or_none_are_no_rate();
    zeroed_counts_are_unknown_once();
    a_service_is_the_sum_of_its_servers();
    twins_are_told_apart();
    a_trend_has_means_of_steps();
    a_trend_is_bounded_in_time_and_size();
    a_sample_lives_as_long_as_somebody_holds_it();
    return check_report("sample");
}

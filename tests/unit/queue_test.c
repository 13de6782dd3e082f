/* notify/queue: what is said when. Time is an argument, so every rule is an example, and order and
 * completeness are checked over random histories. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notify/queue.h"
#include "notify/queue_state.h"
#include "tests/unit/check.h"

static const int64_t second = 1000000, minute = 60000000;
static const int64_t start = 1795168800000000;

static const struct queue_policy policy = {.group_wait_us = 10000000,
                                           .min_interval_us = 300000000,
                                           .repeat_us = 1800000000,
                                           .flap_window_us = 300000000,
                                           .stable_us = 600000000,
                                           .flap_changes = 6};

static struct event transition(const char *instance, uint8_t vrid, uint64_t sequence)
{
    struct event event = {
        .sequence = sequence, .boot = 7, .host = "lb01", .kind = "transition", .vrid = vrid};

    snprintf(event.instance, sizeof(event.instance), "%s", instance);
    return event;
}

static struct event incident(const char *phase, const char *severity, uint64_t sequence)
{
    struct event event = {.sequence = sequence, .boot = 9, .host = "lb01", .kind = "incident", .vrid = 51};

    event.incident =
        (struct event_incident){.id = "i1", .code = "SB-A1", .since_wall_us = start, .duration_us = minute};
    snprintf(event.incident.phase, sizeof(event.incident.phase), "%s", phase);
    snprintf(event.incident.severity, sizeof(event.incident.severity), "%s", severity);
    return event;
}

static void put(struct queue *queue, uint64_t id, struct event event, int64_t now_us)
{
    char text[32];

    snprintf(text, sizeof(text), "record %d", (int)id);
    CHECK_EQ_INT(queue_add(queue, id, &event, text, false, now_us), QUEUE_TAKEN);
}

static void a_fail_over_is_one_message(void)
{
    struct queue *queue = queue_new(&policy);
    struct queue_decision out;

    put(queue, 1, transition("VI_1", 51, 1), start);
    put(queue, 2, transition("VI_1", 51, 2), start + 3 * second);
    CHECK(!queue_next(queue, start + 9 * second, &out));
    CHECK(queue_due_us(queue, start + 9 * second) == start + 10 * second);
    CHECK(queue_next(queue, start + 10 * second, &out));
    CHECK_EQ_INT(out.kind, QUEUE_DIGEST);
    CHECK_EQ_INT(out.count, 2);
    CHECK(out.ids[0] == 1 && out.ids[1] == 2);
    CHECK_EQ_STR(out.last, "record 2");
    CHECK(!queue_next(queue, start + 10 * second, &out));
    put(queue, 3, transition("VI_1", 51, 3), start + minute);
    CHECK(queue_due_us(queue, start + minute) == start + 310 * second); /* min_interval after the first */
    put(queue, 4, transition("VI_2", 52, 4), start + minute); /* another router does not wait for it */
    CHECK(queue_due_us(queue, start + minute) == start + 70 * second);
    queue_free(queue);
}

static void flapping_is_a_digest_and_then_stable(void)
{
    struct queue *queue = queue_new(&policy);
    struct queue_decision out;
    unsigned messages = 0, told = 0;
    int64_t now_us = start;

    for (unsigned i = 1; i <= 40; i++, now_us += 20 * second) {
        put(queue, i, transition("VI_1", 51, i), now_us);
        while (queue_next(queue, now_us, &out)) {
            messages++;
            told += (unsigned)out.count;
        }
    }
    CHECK(messages >= 2 && messages <= 4); /* 800 s, one each five minutes */
    CHECK(queue_next(queue, now_us + 5 * minute, &out));
    told += (unsigned)out.count;
    CHECK_EQ_INT(told, 40);
    CHECK(queue_due_us(queue, now_us + 5 * minute) == now_us - 20 * second + 10 * minute);
    CHECK(queue_next(queue, now_us + 10 * minute, &out));
    CHECK_EQ_INT(out.kind, QUEUE_STABLE);
    CHECK_EQ_INT(out.changes, 40);
    CHECK(out.count == 0 && strcmp(out.last, "record 40") == 0);
    CHECK_EQ_INT(queue_due_us(queue, now_us + 60 * minute), QUEUE_NEVER);
    queue_free(queue);
}

static void a_split_brain_is_told_at_once_and_repeated_until_it_heals(void)
{
    struct queue *queue = queue_new(&policy);
    struct queue_decision out;

    put(queue, 1, incident("open", "critical", 1), start);
    CHECK(queue_next(queue, start, &out));
    CHECK(out.kind == QUEUE_EVENT && out.count == 1);
    put(queue, 2, incident("update", "critical", 2), start + second);
    CHECK(!queue_next(queue, start + minute, &out));
    CHECK(queue_next(queue, start + 30 * minute, &out));
    CHECK(out.kind == QUEUE_REMINDER && out.span_us == 30 * minute);
    CHECK(!queue_next(queue, start + 31 * minute, &out));
    put(queue, 3, incident("closed", "critical", 3), start + 40 * minute);
    CHECK(queue_next(queue, start + 40 * minute, &out));
    CHECK(out.kind == QUEUE_HEALED && out.span_us == 40 * minute);
    CHECK_EQ_INT(queue_due_us(queue, start + 41 * minute), QUEUE_NEVER);
    queue_free(queue);
}

static void what_was_over_at_once_is_told_once_and_never_heals(void)
{
    struct queue *queue = queue_new(&policy);
    struct queue_decision out;

    put(queue, 1, incident("note", "critical", 1), start);
    CHECK(queue_next(queue, start, &out));
    CHECK(out.kind == QUEUE_EVENT && out.count == 1);
    CHECK_EQ_INT(queue_due_us(queue, start + second), QUEUE_NEVER);
    queue_free(queue);
}

static void an_incident_that_gets_worse_is_told_again(void)
{
    struct queue *queue = queue_new(&policy);
    struct queue_decision out;

    put(queue, 1, incident("open", "warning", 1), start);
    CHECK(queue_next(queue, start, &out));
    put(queue, 2, incident("update", "critical", 2), start + second);
    CHECK(queue_next(queue, start + second, &out));
    CHECK_EQ_INT(out.kind, QUEUE_EVENT);
    queue_free(queue);
}

static void an_incident_holds_back_the_transitions_of_its_router(void)
{
    struct queue *queue = queue_new(&policy);
    struct queue_decision out;

    put(queue, 1, incident("open", "critical", 1), start);
    CHECK(queue_next(queue, start, &out));
    put(queue, 2, transition("VI_1", 51, 1), start + second);
    put(queue, 3, transition("VI_2", 52, 2), start + second);
    CHECK(queue_next(queue, start + minute, &out));
    CHECK(out.count == 1 && out.ids[0] == 3);
    CHECK(!queue_next(queue, start + 20 * minute, &out));
    put(queue, 4, incident("closed", "critical", 2), start + 20 * minute);
    CHECK(queue_next(queue, start + 20 * minute, &out));
    CHECK_EQ_INT(out.kind, QUEUE_HEALED);
    CHECK(out.count == 2 && out.ids[0] == 2 && out.ids[1] == 4);
    queue_free(queue);
}

static void silence_holds_back_all_but_split_brains(void)
{
    struct queue *queue = queue_new(&policy);
    const struct queue_silence silence = {.until_us = start + 60 * minute};
    struct queue_decision out;

    queue_silence(queue, &silence, 1);
    put(queue, 1, transition("VI_1", 60, 1), start);
    put(queue, 2, incident("open", "critical", 1), start);
    CHECK(queue_next(queue, start + minute, &out));
    CHECK(out.kind == QUEUE_EVENT && out.ids[0] == 2);
    CHECK(!queue_next(queue, start + 50 * minute, &out)); /* no reminder either */
    CHECK(queue_next(queue, start + 60 * minute, &out));
    CHECK(queue_next(queue, start + 60 * minute, &out));
    CHECK(!queue_next(queue, start + 60 * minute, &out));
    queue_free(queue);
}

static void what_is_repeated_is_known(void)
{
    struct queue *queue = queue_new(&policy);
    struct event event = transition("VI_1", 51, 5);

    put(queue, 1, event, start);
    CHECK_EQ_INT(queue_add(queue, 2, &event, "x", false, start), QUEUE_KNOWN);
    event.sequence = 4;
    CHECK_EQ_INT(queue_add(queue, 2, &event, "x", false, start), QUEUE_KNOWN);
    CHECK_EQ_INT(queue_add(queue, 2, &event, "x", true, start), QUEUE_TAKEN);
    event.boot = 8; /* the daemon started again */
    CHECK_EQ_INT(queue_add(queue, 3, &event, "x", false, start), QUEUE_TAKEN);
    queue_free(queue);
}

static void a_clock_that_is_set_back_delays_nothing_for_long(void)
{
    struct queue *queue = queue_new(&policy);
    struct queue_decision out;
    int64_t year = 365 * 24 * 60 * minute;

    put(queue, 1, transition("VI_1", 51, 1), start);
    CHECK(queue_next(queue, start + 10 * second, &out));
    put(queue, 2, transition("VI_1", 51, 2), start + 20 * second);
    CHECK(queue_due_us(queue, start - year) <= start - year + 5 * minute);
    CHECK(queue_next(queue, start - year + 5 * minute, &out));
    queue_free(queue);
}

static void memory_outlives_a_restart(void)
{
    struct queue *queue = queue_new(&policy), *next = queue_new(&policy);
    struct queue_decision out;
    char *saved;

    put(queue, 1, incident("open", "critical", 1), start);
    put(queue, 2, transition("VI_9", 99, 1), start);
    while (queue_next(queue, start + minute, &out))
        continue;
    saved = queue_save(queue);
    CHECK(saved != NULL && queue_load(next, saved));
    CHECK(!queue_next(next, start + 2 * minute, &out));
    CHECK(queue_next(next, start + 31 * minute, &out)); /* still open */
    CHECK(out.kind == QUEUE_REMINDER && strcmp(out.last, "record 1") == 0);
    put(next, 3, transition("VI_9", 99, 2), start + 2 * minute);
    CHECK(queue_due_us(next, start + 2 * minute) == start + 6 * minute); /* min_interval still counts */
    CHECK(!queue_load(next, "{}") && !queue_load(next, "nonsense"));
    free(saved);
    queue_free(queue);
    queue_free(next);
}

static void the_oldest_go_when_nobody_sends(void)
{
    struct queue *queue = queue_new(&policy);
    struct queue_decision out;
    uint64_t id, gone = 0;

    for (unsigned i = 1; i <= 100; i++) {
        put(queue, i, transition("VI_1", 51, i), start);
        while (queue_dropped(queue, &id))
            CHECK_EQ_INT(id, ++gone);
    }
    CHECK_EQ_INT(gone, 100 - QUEUE_WAITING_MAX);
    CHECK(queue_supersede(queue, &id) && id == gone + 1);
    CHECK(queue_next(queue, start + minute, &out));
    CHECK_EQ_INT(out.omitted, gone + 1);
    CHECK(out.ids[out.count - 1] == 100);
    put(queue, 200, transition("VI_1", 51, 200), start);
    CHECK(!queue_supersede(queue, &id)); /* the last state of a router is never lost */
    queue_free(queue);
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

/* Every id comes back once; per router in order; an incident's opening at once. */
static void random_histories(void)
{
    for (unsigned seed = 1; seed <= 300; seed++) {
        struct queue *queue = queue_new(&policy);
        uint64_t last[4] = {0}, told[2001] = {0}, id = 0;
        int64_t now_us = start;
        unsigned state = seed;
        struct queue_decision out;

        for (int step = 0; step < 2000; step++) {
            unsigned what = next_random(&state) % 8, router = next_random(&state) % 4;
            char name[8];

            now_us += (int64_t)(next_random(&state) % 60) * second;
            snprintf(name, sizeof(name), "VI_%u", router);
            if (what < 6) {
                id++;
                put(queue, id * 4 + router, transition(name, (uint8_t)(router + 50), id), now_us);
            }
            while (queue_dropped(queue, &told[0]))
                told[told[0] / 4]++;
            while (queue_next(queue, now_us, &out)) {
                for (size_t i = 0; i < out.count; i++) {
                    told[out.ids[i] / 4]++;
                    CHECK(out.ids[i] / 4 > last[out.ids[i] % 4]);
                    last[out.ids[i] % 4] = out.ids[i] / 4;
                }
            }
        }
        now_us += 20 * minute;
        while (queue_next(queue, now_us, &out))
            for (size_t i = 0; i < out.count; i++)
                told[out.ids[i] / 4]++;
        for (uint64_t i = 1; i <= id; i++)
            CHECK_EQ_INT(told[i], 1);
        queue_free(queue);
    }
}

int main(void)
{
    a_fail_over_is_one_message();
    flapping_is_a_digest_and_then_stable();
    a_split_brain_is_told_at_once_and_repeated_until_it_heals();
    what_was_over_at_once_is_told_once_and_never_heals();
    an_incident_that_gets_worse_is_told_again();
    an_incident_holds_back_the_transitions_of_its_router();
    silence_holds_back_all_but_split_brains();
    what_is_repeated_is_known();
    a_clock_that_is_set_back_delays_nothing_for_long();
    memory_outlives_a_restart();
    the_oldest_go_when_nobody_sends();
    random_histories();
    return check_report("queue");
}

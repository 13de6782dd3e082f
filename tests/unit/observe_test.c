/* The detector over adverts made by hand: who is master, and with which advert a split is certain. */
#include "observe_wire.h"

static void a_master_is_told_once(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);

    reign(wire, &a, 20);
    CHECK_EQ_INT(wire->count, 1);
    CHECK_FOUND(wire, VERDICT_MASTER, CAUSE_F1, SEVERITY_INFO);
    CHECK_EQ_INT(observe_interval_us(wire->observe), 1000 * MS);
    wire_free(wire);
}

static void resigning_is_a_hand_over(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &a, 5);
    send_as(wire, &a, 0);
    pass(wire, 600);
    announce(wire, &b);
    reign(wire, &b, 5);
    CHECK_FOUND(wire, VERDICT_HANDOVER, CAUSE_F2, SEVERITY_INFO);
    CHECK(names(last_of(wire, VERDICT_HANDOVER), "10.0.0.2"));
    CHECK_EQ_INT(worse_than_info(wire), 0);
    wire_free(wire);
}

static void falling_silent_is_a_take_over(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &a, 5);
    pass(wire, 2610); /* 3.61 s after its last one */
    announce(wire, &b);
    reign(wire, &b, 5);
    CHECK_FOUND(wire, VERDICT_TAKEOVER, CAUSE_F3, SEVERITY_INFO);
    CHECK_EQ_INT(worse_than_info(wire), 0);
    wire_free(wire);
}

static void a_stronger_one_preempts(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &b, 5);
    pass(wire, -500);
    announce(wire, &a);
    reign(wire, &a, 8);
    CHECK_FOUND(wire, VERDICT_PREEMPTION, CAUSE_F4, SEVERITY_INFO);
    CHECK_EQ_INT(worse_than_info(wire), 0);
    wire_free(wire);
}

static void one_crossed_advert_is_an_election(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    advert(wire, &a);
    pass(wire, 5);
    advert(wire, &b);
    pass(wire, 995);
    CHECK(!observe_unsettled(wire->observe));
    reign(wire, &a, 6);
    CHECK_FOUND(wire, VERDICT_ELECTION, CAUSE_F5, SEVERITY_INFO);
    CHECK_EQ_INT(worse_than_info(wire), 0);
    wire_free(wire);
}

/* a b a b is what an odd election may look like; the fifth and sixth are not: two of each after two of the
 * other. */
static void a_split_is_certain_with_the_second_advert_after_the_others_second(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);
    unsigned sent = 0;

    reign(wire, &a, 5);
    for (; sent < 20 && count_of(wire, VERDICT_SPLIT) == 0; sent++) {
        pass(wire, -500 * (sent == 0));
        advert(wire, sent % 2 == 0 ? &b : &a);
        pass(wire, 500);
        CHECK(sent == 0 || sent > 5 || observe_unsettled(wire->observe) ||
              count_of(wire, VERDICT_SPLIT) == 1);
    }
    /* b A b A b A b: the third own one has seen two of the master, the fourth is the second of those. */
    CHECK_EQ_INT(sent, 7);
    CHECK(!observe_unsettled(wire->observe));
    CHECK_FOUND(wire, VERDICT_SPLIT, CAUSE_A, SEVERITY_CRITICAL);
    CHECK(names(last_of(wire, VERDICT_SPLIT), "10.0.0.1"));
    CHECK(names(last_of(wire, VERDICT_SPLIT), "10.0.0.2"));
    wire_free(wire);
}

static void a_split_that_heals_is_closed_with_its_duration(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);
    const struct finding *closed;

    reign(wire, &a, 5);
    both(wire, &a, &b, 10);
    announce(wire, &a);
    reign(wire, &a, 8);
    closed = last_of(wire, VERDICT_SPLIT);
    CHECK(closed != NULL && closed->phase == FINDING_CLOSED);
    CHECK(closed != NULL && closed->duration_us > 9000 * MS && closed->duration_us < 15000 * MS);
    CHECK(closed != NULL && addr_equal(&closed->parties[0].address, &(struct addr){0}) == false &&
          names(closed, "10.0.0.1"));
    CHECK_FOUND(wire, VERDICT_MASTER, CAUSE_E3, SEVERITY_INFO);
    CHECK_EQ_INT(count_of(wire, VERDICT_STALE_CACHE), 0);
    wire_free(wire);
}

static void a_short_overlap_is_a_warning(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &a, 5);
    both(wire, &a, &b, 3);
    reign(wire, &a, 8);
    CHECK_EQ_INT(count_of(wire, VERDICT_SPLIT), 0);
    CHECK_FOUND(wire, VERDICT_OVERLAP, CAUSE_F6, SEVERITY_WARNING);
    wire_free(wire);
}

static void a_bounded_run_tells_the_overlap_it_could_not_settle(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &a, 5);
    both(wire, &a, &b, 2);
    CHECK(observe_unsettled(wire->observe));
    observe_finish(wire->observe, wire->now_us - 400 * MS);
    CHECK_FOUND(wire, VERDICT_OVERLAP, CAUSE_F6, SEVERITY_WARNING);
    wire_free(wire);
}

static void reactions_tell_who_is_deaf(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);
    const struct finding *split;

    reign(wire, &a, 5);
    for (unsigned i = 0; i < 12; i++) {
        advert(wire, &a);
        pass(wire, 500);
        advert(wire, &b);
        pass(wire, 1);
        advert(wire, &a); /* who hears a weaker one answers at once */
        pass(wire, 499);
    }
    split = last_of(wire, VERDICT_SPLIT);
    CHECK(split != NULL && split->phase == FINDING_UPDATE);
    CHECK(split != NULL && strstr(split->sentence, "10.0.0.2 is deaf: 10.0.0.1 hears it") != NULL);
    CHECK(split != NULL && strstr(split->fix, "on 10.0.0.2: ") != NULL);
    wire_free(wire);
}

/* RFC 5798 routers such as FRR 8.4 never answer a weaker advert: their silence tells nothing about their
 * ears. */
static void who_never_answers_is_neither_said_to_hear_nor_to_be_deaf(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);
    const struct finding *split;

    reign(wire, &a, 5);
    for (unsigned i = 0; i < 12; i++) {
        advert(wire, &a);
        pass(wire, 500);
        advert(wire, &b);
        pass(wire, 500);
    }
    split = last_of(wire, VERDICT_SPLIT);
    CHECK(split != NULL && strstr(split->sentence, "10.0.0.2 is deaf: it does not yield") != NULL);
    CHECK(split != NULL && strstr(split->sentence, "hears it") == NULL);
    CHECK(split != NULL && strstr(split->sentence, "both deaf") == NULL);
    wire_free(wire);
}

static void silence_is_told_in_time_and_ends_with_the_next_master(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);
    const struct finding *silence;
    int64_t last_us;

    reign(wire, &a, 5);
    last_us = wire->now_us - 1000 * MS;
    observe_advance(wire->observe, last_us + 4400 * MS);
    CHECK_EQ_INT(count_of(wire, VERDICT_SILENCE), 0);
    CHECK(observe_deadline_us(wire->observe) <= last_us + 4600 * MS);
    observe_advance(wire->observe, last_us + 4600 * MS);
    CHECK_FOUND(wire, VERDICT_SILENCE, CAUSE_F8, SEVERITY_CRITICAL);
    CHECK(last_of(wire, VERDICT_SILENCE)->since_us == last_us);
    pass(wire, 6000);
    announce(wire, &a);
    reign(wire, &a, 3);
    silence = last_of(wire, VERDICT_SILENCE);
    CHECK(silence != NULL && silence->phase == FINDING_CLOSED && silence->duration_us == 7000 * MS);
    wire_free(wire);
}

static void a_late_advert_is_told_once_until_it_has_aged(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);

    reign(wire, &a, 5);
    pass(wire, 800);
    reign(wire, &a, 5);
    CHECK_FOUND(wire, VERDICT_LATE, CAUSE_D2, SEVERITY_WARNING);
    pass(wire, 800);
    reign(wire, &a, 5);
    CHECK_EQ_INT(count_of(wire, VERDICT_LATE), 1);
    reign(wire, &a, 150);
    CHECK(last_of(wire, VERDICT_LATE)->phase == FINDING_CLOSED);
    wire_free(wire);
}

static void a_fast_master_that_is_late_has_too_short_an_interval(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);

    a.interval_us = 50 * MS;
    reign(wire, &a, 20);
    pass(wire, 80);
    advert(wire, &a);
    CHECK_FOUND(wire, VERDICT_LATE, CAUSE_D3, SEVERITY_WARNING);
    wire_free(wire);
}

static void a_pause_of_the_master_is_told_when_it_comes_back(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &a, 10);
    pass(wire, 2600);
    announce(wire, &b);
    reign(wire, &b, 3);
    pass(wire, -700);
    announce(wire, &a);
    reign(wire, &a, 5);
    CHECK_FOUND(wire, VERDICT_OVERLAP, CAUSE_D1, SEVERITY_WARNING);
    CHECK(strstr(last_of(wire, VERDICT_OVERLAP)->sentence, "10.0.0.1 was silent for ") != NULL);
    wire_free(wire);
}

static void mastership_to_and_fro_is_flapping(void)
{
    struct wire *wire = wire_live();
    struct node nodes[] = {node('a', 150), node('b', 100)};

    for (unsigned i = 0; i < 5; i++) {
        announce(wire, &nodes[i % 2]);
        reign(wire, &nodes[i % 2], 3);
        CHECK_EQ_INT(count_of(wire, VERDICT_FLAPPING), i == 4);
        send_as(wire, &nodes[i % 2], 0);
        pass(wire, 600);
    }
    CHECK_FOUND(wire, VERDICT_FLAPPING, CAUSE_F7, SEVERITY_WARNING);
    wire_free(wire);
}

static void a_rolling_upgrade_of_many_is_no_flapping(void)
{
    struct wire *wire = wire_live();

    for (unsigned i = 0; i < 8; i++) {
        struct node each = node('a', (uint8_t)(100 + i));
        char address[ADDR_TEXT_MAX];

        snprintf(address, sizeof(address), "10.0.0.%u", i + 1);
        each.address = address;
        each.mac = (uint8_t)(i + 1);
        announce(wire, &each);
        reign(wire, &each, 3);
        send_as(wire, &each, 0);
        pass(wire, 600);
    }
    CHECK_EQ_INT(worse_than_info(wire), 0);
    wire_free(wire);
}

int main(void)
{
    a_master_is_told_once();
    resigning_is_a_hand_over();
    falling_silent_is_a_take_over();
    a_stronger_one_preempts();
    one_crossed_advert_is_an_election();
    a_split_is_certain_with_the_second_advert_after_the_others_second();
    a_split_that_heals_is_closed_with_its_duration();
    a_short_overlap_is_a_warning();
    a_bounded_run_tells_the_overlap_it_could_not_settle();
    reactions_tell_who_is_deaf();
    who_never_answers_is_neither_said_to_hear_nor_to_be_deaf();
    silence_is_told_in_time_and_ends_with_the_next_master();
    a_late_advert_is_told_once_until_it_has_aged();
    a_fast_master_that_is_late_has_too_short_an_interval();
    a_pause_of_the_master_is_told_when_it_comes_back();
    mastership_to_and_fro_is_flapping();
    a_rolling_upgrade_of_many_is_no_flapping();
    return check_report("observe");
}

/* The detector over frames made by hand: every verdict, and with which advert it comes. */
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "vrrpwatch/observe.h"
#include "watch_sample.h"

#define MS INT64_C(1000)

enum { FOUND_MAX = 512, VIPS_MAX = 4, VRID = 51 };

/* The wire: what is sent there is seen by the detector, and what that says is kept. */
struct wire {
    struct observe *observe;
    struct finding found[FOUND_MAX];
    size_t count;
    int64_t now_us;
};

/* A router as far as its adverts show it. */
struct node {
    const char *address;
    uint8_t mac;
    uint8_t vrid, priority, version, auth_type, checksum, ttl;
    const char *password, *group;
    int64_t interval_us;
    const char *vips[VIPS_MAX];
};

static void take(void *context, const struct finding *finding)
{
    struct wire *wire = context;

    if (wire->count < FOUND_MAX)
        wire->found[wire->count++] = *finding;
}

static struct wire *wire_new(const struct observe_options *options)
{
    struct wire *wire = calloc(1, sizeof(*wire));

    if (wire == NULL || (wire->observe = observe_new(options, take, wire)) == NULL)
        abort();
    wire->now_us = SAMPLE_US;
    return wire;
}

static struct wire *wire_live(void)
{
    return wire_new(&(struct observe_options){.live = true, .salt = 7});
}

static void wire_free(struct wire *wire)
{
    observe_free(wire->observe);
    free(wire);
}

static struct node node(char which, uint8_t priority)
{
    struct node made = {.address = which == 'a'   ? "10.0.0.1"
                                   : which == 'b' ? "10.0.0.2"
                                                  : "10.0.0.3",
                        .mac = (uint8_t)which,
                        .vrid = VRID,
                        .priority = priority,
                        .version = 3,
                        .ttl = 255,
                        .group = "224.0.0.18",
                        .interval_us = 1000 * MS,
                        .vips = {"10.0.0.100"}};

    return made;
}

static void set_mac(uint8_t mac[FRAME_MAC_SIZE], uint8_t last)
{
    memcpy(mac, (uint8_t[FRAME_MAC_SIZE]){2, 0, 0, 0, 0, last}, FRAME_MAC_SIZE);
}

/* The time of the next frame: that much after the last one. */
static void pass(struct wire *wire, int64_t ms)
{
    wire->now_us += ms * MS;
}

static void send_as(struct wire *wire, const struct node *of, uint8_t priority)
{
    static uint8_t addresses[VIPS_MAX * 4];
    struct frame frame = {.kind = FRAME_ADVERT, .time_us = wire->now_us, .has_mac = true};

    set_mac(frame.mac, of->mac);
    frame.source = sample_addr(of->address);
    frame.destination = sample_addr(of->group);
    frame.advert = (struct packet){.version = of->version,
                                   .vrid = of->vrid,
                                   .priority = priority,
                                   .auth_type = of->auth_type,
                                   .checksum = of->checksum,
                                   .ttl = of->ttl,
                                   .interval_us = of->interval_us,
                                   .source = frame.source,
                                   .destination = frame.destination,
                                   .addresses = addresses};
    if (of->password != NULL)
        memcpy(frame.advert.auth_data, of->password, strnlen(of->password, PACKET_AUTH_SIZE));
    for (size_t i = 0; i < VIPS_MAX && of->vips[i] != NULL; i++) {
        struct addr vip = sample_addr(of->vips[i]);

        memcpy(addresses + 4 * i, vip.bytes, 4);
        frame.advert.address_count++;
    }
    observe_frame(wire->observe, &frame);
}

static void advert(struct wire *wire, const struct node *of)
{
    send_as(wire, of, of->priority);
}

static void claim(struct wire *wire, const char *vip, uint8_t mac, bool gratuitous)
{
    struct frame frame = {.kind = FRAME_CLAIM, .time_us = wire->now_us, .has_mac = true};

    set_mac(frame.mac, mac);
    frame.claim = (struct frame_claim){
        .claims = true, .gratuitous = gratuitous, .override = true, .address = sample_addr(vip)};
    memcpy(frame.claim.mac, frame.mac, FRAME_MAC_SIZE);
    observe_frame(wire->observe, &frame);
}

static void announce(struct wire *wire, const struct node *of)
{
    claim(wire, of->vips[0], of->mac, true);
}

static void ask(struct wire *wire, const char *vip)
{
    struct frame frame = {.kind = FRAME_CLAIM, .time_us = wire->now_us, .has_mac = true};

    set_mac(frame.mac, 99);
    frame.claim = (struct frame_claim){.asks = true, .address = sample_addr(vip)};
    memcpy(frame.claim.mac, frame.mac, FRAME_MAC_SIZE);
    observe_frame(wire->observe, &frame);
}

/* `count` adverts of a master, one an interval, the next one due after the last. */
static void reign(struct wire *wire, const struct node *of, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        advert(wire, of);
        pass(wire, of->interval_us / MS);
    }
}

/* Both advertise, `b` in the middle between two of `a`. */
static void both(struct wire *wire, const struct node *a, const struct node *b, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        advert(wire, a);
        pass(wire, a->interval_us / MS / 2);
        advert(wire, b);
        pass(wire, a->interval_us / MS / 2);
    }
}

static const struct finding *last_of(const struct wire *wire, enum verdict verdict)
{
    for (size_t i = wire->count; i > 0; i--)
        if (wire->found[i - 1].verdict == verdict)
            return &wire->found[i - 1];
    return NULL;
}

static unsigned count_of(const struct wire *wire, enum verdict verdict)
{
    unsigned count = 0;

    for (size_t i = 0; i < wire->count; i++)
        count += wire->found[i].verdict == verdict;
    return count;
}

static unsigned worse_than_info(const struct wire *wire)
{
    unsigned count = 0;

    for (size_t i = 0; i < wire->count; i++)
        count += wire->found[i].severity > SEVERITY_INFO;
    return count;
}

/* The last finding of that verdict has this code, this severity and a command. */
#define CHECK_FOUND(wire, what, code, how)                                                                   \
    do {                                                                                                     \
        const struct finding *found_ = last_of((wire), (what));                                              \
        CHECK(found_ != NULL);                                                                               \
        if (found_ != NULL) {                                                                                \
            CHECK_EQ_STR(cause_code(found_->cause), cause_code(code));                                       \
            CHECK_EQ_INT(found_->severity, (how));                                                           \
            CHECK((how) == SEVERITY_INFO || found_->fix[0] != '\0');                                         \
            CHECK(found_->sentence[0] != '\0');                                                              \
        }                                                                                                    \
    } while (0)

static bool names(const struct finding *finding, const char *address)
{
    struct addr wanted = sample_addr(address);

    for (size_t i = 0; finding != NULL && i < finding->party_count; i++)
        if (addr_equal(&finding->parties[i].address, &wanted))
            return true;
    return false;
}

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

static void the_losers_announcement_after_the_last_of_the_winner_leaves_stale_caches(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);
    const struct finding *stale;

    reign(wire, &a, 5);
    announce(wire, &a);
    both(wire, &a, &b, 6);
    announce(wire, &b);
    reign(wire, &a, 8);
    CHECK_FOUND(wire, VERDICT_STALE_CACHE, CAUSE_E1, SEVERITY_WARNING);
    CHECK(names(last_of(wire, VERDICT_STALE_CACHE), "10.0.0.2"));
    announce(wire, &a);
    stale = last_of(wire, VERDICT_STALE_CACHE);
    CHECK(stale != NULL && stale->phase == FINDING_CLOSED);
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

/* Settings in which b differs, and the code that names the difference. */
static void a_difference_names_the_split(void)
{
    struct {
        enum cause cause;
        struct node a, b;
    } cases[] = {
        {CAUSE_B1, node('a', 150), node('b', 100)}, {CAUSE_B3, node('a', 150), node('b', 100)},
        {CAUSE_B4, node('a', 150), node('b', 100)}, {CAUSE_B5, node('a', 150), node('b', 100)},
        {CAUSE_B6, node('a', 150), node('b', 100)}, {CAUSE_B7, node('a', 150), node('b', 100)},
        {CAUSE_B8, node('a', 150), node('b', 100)}, {CAUSE_B9, node('a', 255), node('b', 255)},
        {CAUSE_A8, node('a', 150), node('b', 100)},
    };

    cases[0].a.version = cases[0].b.version = 2;
    cases[0].a.auth_type = cases[0].b.auth_type = PACKET_AUTH_SIMPLE;
    cases[0].a.password = "one", cases[0].b.password = "other";
    cases[1].a.version = cases[1].b.version = 2;
    cases[1].b.interval_us = 2000 * MS;
    cases[2].b.version = 2;
    cases[3].b.checksum = PACKET_CHECKSUM_PLAIN;
    cases[4].b.vips[1] = "10.0.0.101";
    cases[5].b.ttl = 254;
    cases[6].b.group = "224.0.0.30";
    cases[8].b.group = "10.0.0.1";
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct wire *wire = wire_live();

        reign(wire, &cases[i].a, 5);
        CHECK_EQ_INT(worse_than_info(wire), 0);
        both(wire, &cases[i].a, &cases[i].b, 12);
        CHECK_FOUND(wire, VERDICT_SPLIT, cases[i].cause, SEVERITY_CRITICAL);
        for (size_t k = 0; k < wire->count; k++)
            CHECK(strstr(wire->found[k].sentence, "\"other\"") == NULL); /* a password is no text for logs */
        wire_free(wire);
    }
}

static void two_clusters_with_one_vrid_clash(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    b.vips[0] = "10.0.0.200";
    reign(wire, &a, 5);
    both(wire, &a, &b, 6);
    CHECK_FOUND(wire, VERDICT_VRID_CLASH, CAUSE_B11, SEVERITY_CRITICAL);
    CHECK_EQ_INT(count_of(wire, VERDICT_SPLIT), 0);
    CHECK(strstr(last_of(wire, VERDICT_VRID_CLASH)->fix, "52, 53, 54") != NULL);
    wire_free(wire);
}

static void one_address_with_two_vrids_clashes(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    b.vrid = 52;
    reign(wire, &a, 5);
    both(wire, &a, &b, 3);
    CHECK_EQ_INT(worse_than_info(wire), 0); /* a changed VRID is no clash while the old one dies away */
    both(wire, &a, &b, 4);
    CHECK_FOUND(wire, VERDICT_VIP_CLASH, CAUSE_B2, SEVERITY_CRITICAL);
    reign(wire, &a, 6);
    CHECK(last_of(wire, VERDICT_VIP_CLASH)->phase == FINDING_CLOSED);
    wire_free(wire);
}

/* The other cluster's master announces the address it shares: it speaks VRRP, under another VRID. */
static void the_other_vrids_master_is_no_foreign_device(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    b.vrid = 52;
    reign(wire, &a, 5);
    for (unsigned i = 0; i < 8; i++) {
        both(wire, &a, &b, 1);
        announce(wire, &b);
    }
    CHECK_EQ_INT(count_of(wire, VERDICT_STALE_VIP), 0);
    CHECK_FOUND(wire, VERDICT_VIP_CLASH, CAUSE_B2, SEVERITY_CRITICAL);
    wire_free(wire);
}

static void two_nodes_with_one_address_are_told_by_their_macs(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), clone = node('a', 150);

    clone.mac = 'c';
    reign(wire, &a, 5);
    both(wire, &a, &clone, 6);
    CHECK_FOUND(wire, VERDICT_SPLIT, CAUSE_B10, SEVERITY_CRITICAL);
    wire_free(wire);
}

static void an_address_that_moves_to_another_machine_is_no_clone(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), moved = node('a', 150);

    moved.mac = 'c';
    reign(wire, &a, 10);
    reign(wire, &moved, 10);
    CHECK_EQ_INT(worse_than_info(wire), 0);
    wire_free(wire);
}

static void an_unknown_owner_is_a_rogue(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), rogue = node('c', 255);

    reign(wire, &a, 10);
    pass(wire, -500);
    advert(wire, &rogue);
    CHECK_FOUND(wire, VERDICT_ROGUE, CAUSE_B12, SEVERITY_CRITICAL);
    CHECK(names(last_of(wire, VERDICT_ROGUE), "10.0.0.3"));
    wire_free(wire);
}

static void an_owner_of_the_address_is_no_rogue(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), owner = node('c', 255);

    a.vips[0] = owner.vips[0] = owner.address;
    reign(wire, &a, 10);
    pass(wire, -500);
    reign(wire, &owner, 5);
    CHECK_EQ_INT(count_of(wire, VERDICT_ROGUE), 0);
    wire_free(wire);
}

static void a_crossed_router_shows_in_the_ttl(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);

    a.ttl = 254;
    reign(wire, &a, 3);
    CHECK_FOUND(wire, VERDICT_MISMATCH, CAUSE_B7, SEVERITY_WARNING);
    CHECK_EQ_INT(count_of(wire, VERDICT_MISMATCH), 1);
    wire_free(wire);
}

static void settings_of_masters_in_a_row_are_compared(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    b.version = 2;
    reign(wire, &a, 5);
    send_as(wire, &a, 0);
    pass(wire, 600);
    announce(wire, &b);
    reign(wire, &b, 5);
    CHECK_FOUND(wire, VERDICT_MISMATCH, CAUSE_B4, SEVERITY_WARNING);
    wire_free(wire);
}

/* One master on the wire; the other one has said with its single advert why it will not hear. */
static void a_silent_split_is_told_by_its_announcements(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    a.version = b.version = 2;
    b.auth_type = PACKET_AUTH_SIMPLE;
    b.password = "secret";
    announce(wire, &a);
    reign(wire, &a, 5);
    pass(wire, -500);
    advert(wire, &b);
    pass(wire, 500);
    reign(wire, &a, 5);
    announce(wire, &b);
    pass(wire, 100);
    reign(wire, &a, 2);
    CHECK_FOUND(wire, VERDICT_SILENT_SPLIT, CAUSE_B1, SEVERITY_CRITICAL);
    CHECK(names(last_of(wire, VERDICT_SILENT_SPLIT), "10.0.0.2"));
    wire_free(wire);
}

/* Two routers of which the second was master long ago, alike in all that adverts tell. */
static void what_the_silent_one_holds_is_told_after_two_more_adverts(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &b, 3);
    send_as(wire, &b, 0);
    pass(wire, 500);
    announce(wire, &a);
    reign(wire, &a, 10);
    announce(wire, &b);
    advert(wire, &a);
    CHECK_EQ_INT(count_of(wire, VERDICT_SILENT_SPLIT), 0);
    pass(wire, 1000);
    advert(wire, &a);
    CHECK_FOUND(wire, VERDICT_SILENT_SPLIT, CAUSE_B, SEVERITY_CRITICAL);
    wire_free(wire);
}

static void answers_of_a_silent_router_are_a_stale_address(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &b, 3);
    pass(wire, 2600);
    announce(wire, &a);
    reign(wire, &a, 6);
    for (unsigned i = 0; i < 3; i++) {
        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", a.mac, false);
        claim(wire, "10.0.0.100", b.mac, false);
        pass(wire, 300);
    }
    CHECK_FOUND(wire, VERDICT_SILENT_SPLIT, CAUSE_C, SEVERITY_CRITICAL);
    CHECK(strstr(last_of(wire, VERDICT_SILENT_SPLIT)->fix, "on 10.0.0.2: ip addr del 10.0.0.100/32") != NULL);
    wire_free(wire);
}

static void a_stranger_that_answers_is_told_with_its_mac_and_is_over_when_it_stops(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);
    const struct finding *stale;

    announce(wire, &a);
    reign(wire, &a, 6);
    for (unsigned i = 0; i < 6; i++) {
        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", a.mac, false);
        if (i < 3)
            claim(wire, "10.0.0.100", 'x', false);
        pass(wire, 300);
    }
    CHECK_EQ_INT(count_of(wire, VERDICT_STALE_VIP), 2);
    CHECK_EQ_INT(wire->found[1].cause, CAUSE_C5);
    stale = last_of(wire, VERDICT_STALE_VIP);
    CHECK(stale != NULL && stale->phase == FINDING_CLOSED);
    wire_free(wire);
}

static void a_master_that_does_not_answer_has_lost_the_address(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);

    reign(wire, &a, 6);
    for (unsigned i = 0; i < 4; i++) {
        ask(wire, "10.0.0.100");
        pass(wire, 300);
    }
    CHECK_FOUND(wire, VERDICT_STALE_VIP, CAUSE_C8, SEVERITY_CRITICAL);
    advert(wire, &a);
    ask(wire, "10.0.0.100");
    claim(wire, "10.0.0.100", a.mac, false);
    pass(wire, 300);
    ask(wire, "10.0.0.100");
    CHECK(last_of(wire, VERDICT_STALE_VIP)->phase == FINDING_CLOSED);
    wire_free(wire);
}

static void one_router_with_two_macs_is_no_split(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150);

    reign(wire, &a, 6);
    for (unsigned i = 0; i < 3; i++) {
        struct frame frame = {.kind = FRAME_CLAIM, .time_us = wire->now_us, .has_mac = true};

        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", a.mac, false);
        frame.claim = (struct frame_claim){
            .claims = true, .address = sample_addr("10.0.0.100"), .mac = {0, 0, 0x5e, 0, 1, VRID}};
        memcpy(frame.mac, frame.claim.mac, FRAME_MAC_SIZE);
        observe_frame(wire->observe, &frame);
        pass(wire, 300);
    }
    CHECK_FOUND(wire, VERDICT_ARP_FLUX, CAUSE_A10, SEVERITY_WARNING);
    CHECK_EQ_INT(count_of(wire, VERDICT_SILENT_SPLIT), 0);
    wire_free(wire);
}

static void answers_without_any_master_mean_a_cut_heartbeat(void)
{
    struct wire *wire = wire_live();
    struct addr vip = sample_addr("10.0.0.100");

    CHECK_EQ_INT(observe_expect(wire->observe, 0, 0, 0, &vip), 0);
    for (unsigned i = 0; i < 3; i++) {
        ask(wire, "10.0.0.100");
        claim(wire, "10.0.0.100", 'a', false);
        claim(wire, "10.0.0.100", 'b', false);
        pass(wire, 300);
    }
    CHECK_FOUND(wire, VERDICT_SILENT_SPLIT, CAUSE_A13, SEVERITY_CRITICAL);
    wire_free(wire);
}

static void a_new_master_that_does_not_announce_is_told_after_a_second(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), b = node('b', 100);

    announce(wire, &a);
    reign(wire, &a, 5);
    send_as(wire, &a, 0);
    pass(wire, 600);
    advert(wire, &b);
    observe_advance(wire->observe, wire->now_us + 900 * MS);
    CHECK_EQ_INT(count_of(wire, VERDICT_NO_GARP), 0);
    observe_advance(wire->observe, wire->now_us + 1001 * MS);
    CHECK_FOUND(wire, VERDICT_NO_GARP, CAUSE_F9, SEVERITY_WARNING);
    pass(wire, 1500);
    announce(wire, &b);
    CHECK(last_of(wire, VERDICT_NO_GARP)->phase == FINDING_CLOSED);
    wire_free(wire);
}

/* A capture file may simply have been taken without ARP. */
static void a_capture_without_arp_misses_no_announcement(void)
{
    struct wire *wire = wire_new(&(struct observe_options){.live = false});
    struct node a = node('a', 150), b = node('b', 100);

    reign(wire, &a, 5);
    send_as(wire, &a, 0);
    pass(wire, 600);
    reign(wire, &b, 5);
    CHECK_EQ_INT(worse_than_info(wire), 0);
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

static void a_fragmented_advert_is_told(void)
{
    struct wire *wire = wire_live();
    struct frame frame = {.kind = FRAME_FRAGMENT, .time_us = SAMPLE_US, .fragment = {.vrid = VRID}};

    frame.source = sample_addr("10.0.0.1");
    frame.fragment.more = true;
    observe_frame(wire->observe, &frame);
    CHECK_FOUND(wire, VERDICT_LOSS, CAUSE_A12, SEVERITY_WARNING);
    wire_free(wire);
}

/* Copies of one advert to several peers come at once: counted twice, they would look like jitter, and a
 * loser's two copies like two adverts. */
static void copies_to_several_peers_count_once(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), copy = a;

    a.group = "10.0.0.2";
    copy.group = "10.0.0.3";
    for (unsigned i = 0; i < 10; i++) {
        advert(wire, &a);
        advert(wire, &copy);
        pass(wire, 1000);
    }
    CHECK_EQ_INT(wire->count, 1);
    CHECK_EQ_INT(observe_counters(wire->observe)->adverts, 20);
    CHECK_EQ_INT(last_of(wire, VERDICT_MASTER)->party_count, 1);
    wire_free(wire);
}

static void count_adverts(void *context, const struct router *router)
{
    uint64_t *sum = context;

    *sum += router->adverts;
}

static void copies_are_not_in_the_routers_count(void)
{
    struct wire *wire = wire_live();
    struct node a = node('a', 150), copy = a;
    uint64_t sum = 0;

    a.group = "10.0.0.2";
    copy.group = "10.0.0.3";
    for (unsigned i = 0; i < 10; i++) {
        advert(wire, &a);
        advert(wire, &copy);
        pass(wire, 1000);
    }
    observe_routers(wire->observe, count_adverts, &sum);
    CHECK_EQ_INT(sum, 10);
    wire_free(wire);
}

static void tables_stay_bounded_under_forged_sources_and_the_real_router_stays(void)
{
    enum { FORGED = 100000, SOURCES = 64 };
    struct observe_options small = {
        .live = true, .routers_max = 16, .sources_max = SOURCES, .addresses_max = 32};
    struct wire *wire = wire_new(&small);
    struct node a = node('a', 150), forged = node('x', 90);
    const struct observe_counters *counters = observe_counters(wire->observe);
    uint64_t sum = 0;

    reign(wire, &a, 10);
    forged.vips[0] = NULL;
    for (uint32_t i = 0; i < FORGED; i++) {
        char address[ADDR_TEXT_MAX];

        snprintf(address, sizeof(address), "10.%u.%u.%u", 1 + (i >> 16), i >> 8 & 255, i & 255);
        forged.address = address;
        forged.vrid = (uint8_t)(100 + i % 100);
        advert(wire, &forged);
        if (i % 100 == 0) {
            pass(wire, 1000);
            advert(wire, &a);
        }
    }
    CHECK(counters->sources_forgotten > FORGED - SOURCES - 1);
    CHECK(counters->routers_forgotten > 0);
    observe_routers(wire->observe, count_adverts, &sum);
    CHECK(sum >= 10 + FORGED / 100); /* the adverts of the one that was there from the beginning */
    for (size_t i = 0; i < wire->count; i++)
        CHECK(wire->found[i].vrid != VRID || wire->found[i].verdict == VERDICT_MASTER);
    /* And what happens to it afterwards is still seen. */
    wire->count = 0;
    send_as(wire, &a, 0);
    pass(wire, 10000);
    observe_advance(wire->observe, wire->now_us);
    CHECK_EQ_INT(count_of(wire, VERDICT_SILENCE) > 0, 1);
    CHECK(names(last_of(wire, VERDICT_SILENCE), "10.0.0.1"));
    wire_free(wire);
}

/* Another flood: all for the router's own VRID. */
static void forged_sources_of_one_vrid_do_not_throw_out_its_master(void)
{
    struct wire *wire = wire_new(&(struct observe_options){.live = true, .sources_max = 32});
    struct node a = node('a', 150), forged = node('x', 90);

    reign(wire, &a, 10);
    for (uint32_t i = 0; i < 10000; i++) {
        char address[ADDR_TEXT_MAX];

        snprintf(address, sizeof(address), "10.1.%u.%u", i >> 8 & 255, i & 255);
        forged.address = address;
        advert(wire, &forged);
        if (i % 50 == 0) {
            pass(wire, 1000);
            advert(wire, &a);
        }
    }
    CHECK(observe_counters(wire->observe)->sources_forgotten > 9900);
    CHECK_EQ_INT(count_of(wire, VERDICT_MASTER), 1);
    CHECK_EQ_INT(count_of(wire, VERDICT_TAKEOVER), 0);
    CHECK_EQ_INT(count_of(wire, VERDICT_SILENCE), 0);
    wire_free(wire);
}

static void addresses_beyond_the_bound_are_counted(void)
{
    struct wire *wire = wire_new(&(struct observe_options){.addresses_max = 1});
    struct node a = node('a', 150);
    struct addr vip = sample_addr("10.0.0.99");

    CHECK_EQ_INT(observe_expect(wire->observe, 0, 0, 0, &vip), 0);
    advert(wire, &a);
    CHECK_EQ_INT(observe_counters(wire->observe)->addresses_forgotten, 1);
    wire_free(wire);
}

static void bad_frames_are_counted_by_reason_and_mean_nothing_else(void)
{
    struct wire *wire = wire_live();
    struct frame frame = {.kind = FRAME_BAD, .time_us = SAMPLE_US, .error = FRAME_SHORT_IP};

    observe_frame(wire->observe, &frame);
    frame.error = PACKET_BAD_CHECKSUM;
    observe_frame(wire->observe, &frame);
    observe_frame(wire->observe, &frame);
    frame.kind = FRAME_FOREIGN;
    observe_frame(wire->observe, &frame);
    CHECK_EQ_INT(observe_counters(wire->observe)->bad, 3);
    CHECK_EQ_INT(observe_counters(wire->observe)->bad_by_error[PACKET_BAD_CHECKSUM], 2);
    CHECK_EQ_INT(observe_counters(wire->observe)->bad_by_error[FRAME_SHORT_IP], 1);
    CHECK_EQ_INT(observe_counters(wire->observe)->foreign, 1);
    CHECK_EQ_INT(wire->count, 0);
    CHECK(observe_deadline_us(wire->observe) == OBSERVE_NEVER);
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
    the_losers_announcement_after_the_last_of_the_winner_leaves_stale_caches();
    a_short_overlap_is_a_warning();
    a_bounded_run_tells_the_overlap_it_could_not_settle();
    reactions_tell_who_is_deaf();
    a_difference_names_the_split();
    two_clusters_with_one_vrid_clash();
    one_address_with_two_vrids_clashes();
    the_other_vrids_master_is_no_foreign_device();
    two_nodes_with_one_address_are_told_by_their_macs();
    an_address_that_moves_to_another_machine_is_no_clone();
    an_unknown_owner_is_a_rogue();
    an_owner_of_the_address_is_no_rogue();
    a_crossed_router_shows_in_the_ttl();
    settings_of_masters_in_a_row_are_compared();
    a_silent_split_is_told_by_its_announcements();
    what_the_silent_one_holds_is_told_after_two_more_adverts();
    answers_of_a_silent_router_are_a_stale_address();
    a_stranger_that_answers_is_told_with_its_mac_and_is_over_when_it_stops();
    a_master_that_does_not_answer_has_lost_the_address();
    one_router_with_two_macs_is_no_split();
    answers_without_any_master_mean_a_cut_heartbeat();
    a_new_master_that_does_not_announce_is_told_after_a_second();
    a_capture_without_arp_misses_no_announcement();
    silence_is_told_in_time_and_ends_with_the_next_master();
    a_late_advert_is_told_once_until_it_has_aged();
    a_fast_master_that_is_late_has_too_short_an_interval();
    a_pause_of_the_master_is_told_when_it_comes_back();
    mastership_to_and_fro_is_flapping();
    a_rolling_upgrade_of_many_is_no_flapping();
    a_fragmented_advert_is_told();
    copies_to_several_peers_count_once();
    copies_are_not_in_the_routers_count();
    tables_stay_bounded_under_forged_sources_and_the_real_router_stays();
    forged_sources_of_one_vrid_do_not_throw_out_its_master();
    addresses_beyond_the_bound_are_counted();
    bad_frames_are_counted_by_reason_and_mean_nothing_else();
    return check_report("observe");
}

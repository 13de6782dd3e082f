/* vrrpd/vrrp/heartbeat_wire, heartbeat_session, seal: what a heartbeat looks like and which one counts. */
#include "vrrpd/vrrp/heartbeat_session.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"
#include "vrrpd/vrrp/seal.h"

static const int64_t ms = 1000, interval = 50 * 1000;

/* ---- the wire ---- */

static struct heartbeat_router sample_router(uint8_t vrid)
{
    return (struct heartbeat_router){.family = ADDR_IPV4,
                                     .vrid = vrid,
                                     .priority = 150,
                                     .state = ELECTION_MASTER,
                                     .flags = HEARTBEAT_HEARS_MASTER,
                                     .since_s = 3600,
                                     .interval_us = 40950000,
                                     .advert_age_us = 99000,
                                     .addresses = 0x0123456789ABCDEF};
}

static void what_is_written_is_read(void)
{
    struct heartbeat_router routers[HEARTBEAT_ROUTERS_MAX], again[HEARTBEAT_ROUTERS_MAX];
    struct heartbeat_head head = {.flags = HEARTBEAT_HAS_ARBITERS,
                                  .count = HEARTBEAT_ROUTERS_MAX,
                                  .boot = 1,
                                  .sequence = UINT64_MAX,
                                  .nonce = 3,
                                  .interval_us = 500 * ms,
                                  .echo_boot = 5,
                                  .echo_nonce = 6,
                                  .name = "lb-a"},
                          read;
    uint8_t bytes[HEARTBEAT_BYTES_MAX], twice[HEARTBEAT_BYTES_MAX];
    size_t size;

    for (uint8_t i = 0; i < HEARTBEAT_ROUTERS_MAX; i++)
        routers[i] = sample_router((uint8_t)(i + 1));
    size = heartbeat_encode(&head, routers, bytes);
    CHECK(size + HEARTBEAT_SEAL <= HEARTBEAT_BYTES_MAX);
    CHECK_EQ_INT(heartbeat_check(bytes, size + HEARTBEAT_SEAL), HEARTBEAT_OK);
    read = heartbeat_decode_head(bytes);
    CHECK(read.flags == head.flags && read.boot == 1 && read.sequence == UINT64_MAX && read.nonce == 3);
    CHECK(read.interval_us == head.interval_us && read.echo_boot == 5 && read.echo_nonce == 6);
    CHECK_EQ_STR(read.name, "lb-a");
    for (size_t i = 0; i < HEARTBEAT_ROUTERS_MAX; i++)
        CHECK(heartbeat_decode_router(bytes, i, &again[i]));
    CHECK_EQ_INT(again[1].vrid, 2);
    CHECK_EQ_INT(again[1].interval_us, 40950000);
    CHECK_EQ_INT(again[1].advert_age_us, 99000);
    CHECK(heartbeat_encode(&read, again, twice) == size && memcmp(bytes, twice, size) == 0);
}

/* Every prefix, in memory of exactly that size: no byte beyond it is looked at. */
static void every_length_but_one_is_refused(void)
{
    const struct heartbeat_router router = sample_router(51);
    const struct heartbeat_head head = {.count = 1, .boot = 1};
    uint8_t bytes[HEARTBEAT_BYTES_MAX] = {0};
    size_t whole = heartbeat_encode(&head, &router, bytes) + HEARTBEAT_SEAL;

    for (size_t size = 0; size <= HEARTBEAT_BYTES_MAX; size++) {
        uint8_t *exact = malloc(size + (size == 0));

        memcpy(exact, bytes, size);
        CHECK_EQ_INT(heartbeat_check(exact, size), size == whole ? HEARTBEAT_OK : HEARTBEAT_SIZE);
        free(exact);
    }
    bytes[3] = 2;
    CHECK_EQ_INT(heartbeat_check(bytes, whole), HEARTBEAT_FORMAT);
}

static void odd_routers_and_names(void)
{
    struct heartbeat_router router = sample_router(51), out;
    struct heartbeat_head head = {.count = 1, .boot = 1, .name = "a\n\x1b[2J \x80z"};
    uint8_t bytes[HEARTBEAT_BYTES_MAX];

    router.state = ELECTION_STATE_COUNT;
    heartbeat_encode(&head, &router, bytes);
    CHECK(!heartbeat_decode_router(bytes, 0, &out));
    head = heartbeat_decode_head(bytes);
    CHECK_EQ_STR(head.name, "a??[2J??z");
    router = sample_router(51);
    router.family = 5;
    heartbeat_encode(&head, &router, bytes);
    CHECK(!heartbeat_decode_router(bytes, 0, &out));
}

static uint64_t sum_of(const char *const *texts, size_t count)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        struct addr address = {.family = ADDR_NONE};

        CHECK(addr_parse(texts[i], &address));
        sum = heartbeat_addresses(sum, &address);
    }
    return sum;
}

static void a_set_of_addresses_has_a_number(void)
{
    const char *const one[] = {"10.9.0.100", "10.9.0.101"}, *const turned[] = {"10.9.0.101", "10.9.0.100"};
    const char *const other[] = {"10.9.0.100", "10.9.0.102"}, *const six[] = {"fe80::1", "fe80::2"};

    CHECK(sum_of(one, 2) == sum_of(turned, 2));
    CHECK(sum_of(one, 2) != sum_of(other, 2));
    CHECK(sum_of(one, 1) != sum_of(one, 2));
    CHECK(sum_of(six, 2) != sum_of(one, 2));
}

/* ---- the seal: RFC 4231, test cases 1 and 2 ---- */

static void the_seal_is_hmac_sha256(void)
{
    static const uint8_t first[SEAL_SIZE] = {0xb0, 0x34, 0x4c, 0x61, 0xd8, 0xdb, 0x38, 0x53, 0x5c, 0xa8, 0xaf,
                                             0xce, 0xaf, 0x0b, 0xf1, 0x2b, 0x88, 0x1d, 0xc2, 0x00, 0xc9, 0x83,
                                             0x3d, 0xa7, 0x26, 0xe9, 0x37, 0x6c, 0x2e, 0x32, 0xcf, 0xf7};
    static const uint8_t second[SEAL_SIZE] = {
        0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75, 0xc7,
        0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43};
    const char *question = "what do ya want for nothing?";
    uint8_t bytes[20], out[SEAL_SIZE];
    struct seal_key key;

    memset(bytes, 0x0b, sizeof(bytes));
    seal_key(&key, bytes, sizeof(bytes));
    seal_make(&key, "Hi There", 8, out);
    CHECK(memcmp(out, first, SEAL_SIZE) == 0);
    seal_key(&key, "Jefe", 4);
    seal_make(&key, question, strlen(question), out);
    CHECK(memcmp(out, second, SEAL_SIZE) == 0);
    CHECK(seal_good(&key, question, strlen(question), second));
    for (size_t i = 0; i < SEAL_SIZE; i++) {
        memcpy(out, second, SEAL_SIZE);
        out[i] ^= 1;
        CHECK(!seal_good(&key, question, strlen(question), out));
    }
}

/* ---- sessions ---- */

struct pair {
    struct heartbeat_session a, b;
    uint64_t random;
    int64_t now_us;
};

static struct pair new_pair(void)
{
    struct pair pair = {.random = 1000, .now_us = 1000000};

    heartbeat_session_init(&pair.a, ++pair.random, interval);
    heartbeat_session_init(&pair.b, ++pair.random, interval);
    return pair;
}

static struct heartbeat_head say(struct pair *pair, struct heartbeat_session *from)
{
    struct heartbeat_head head = {.count = 0};

    heartbeat_session_round(from, ++pair->random, pair->now_us);
    heartbeat_session_stamp(from, &head);
    return head;
}

static enum heartbeat_heard hear(const struct pair *pair, struct heartbeat_session *to,
                                 const struct heartbeat_head *head)
{
    enum heartbeat_error error;

    return heartbeat_session_take(to, head, pair->now_us, &error);
}

static enum heartbeat_error refusal(const struct pair *pair, struct heartbeat_session *to,
                                    const struct heartbeat_head *head)
{
    enum heartbeat_error error;

    CHECK_EQ_INT(heartbeat_session_take(to, head, pair->now_us, &error), HEARTBEAT_HEARD_NOTHING);
    return error;
}

/* a speaks, b answers, a speaks again. */
static void meet(struct pair *pair)
{
    struct heartbeat_head head = say(pair, &pair->a);

    CHECK_EQ_INT(hear(pair, &pair->b, &head), HEARTBEAT_HEARD_HELLO);
    head = say(pair, &pair->b);
    CHECK_EQ_INT(hear(pair, &pair->a, &head), HEARTBEAT_HEARD_NEW);
    head = say(pair, &pair->a);
    CHECK_EQ_INT(hear(pair, &pair->b, &head), HEARTBEAT_HEARD_NEW);
}

static void both_ways_or_not_at_all(void)
{
    struct pair pair = new_pair();
    struct heartbeat_head head;

    meet(&pair);
    CHECK(heartbeat_session_live(&pair.a, pair.now_us) && heartbeat_session_live(&pair.b, pair.now_us));
    for (int i = 0; i < 30; i++) { /* b's do not arrive any more */
        pair.now_us += interval;
        head = say(&pair, &pair.a);
        hear(&pair, &pair.b, &head);
        say(&pair, &pair.b);
    }
    CHECK(!heartbeat_session_live(&pair.a, pair.now_us));
    CHECK(!heartbeat_session_live(&pair.b, pair.now_us));
}

static void three_intervals_of_silence(void)
{
    struct pair pair = new_pair();

    meet(&pair);
    CHECK(heartbeat_session_live(&pair.b, pair.now_us + 3 * interval - 1));
    CHECK(!heartbeat_session_live(&pair.b, pair.now_us + 3 * interval));
}

static void the_slower_one_is_waited_for(void)
{
    struct pair pair = new_pair();
    struct heartbeat_head head;

    pair.a.interval_us = 1000 * ms;
    meet(&pair);
    CHECK(heartbeat_session_live(&pair.b, pair.now_us + 2999 * ms));
    pair.a.interval_us = 4000000 * ms; /* a peer's word is not trusted without bounds */
    pair.now_us += interval;
    head = say(&pair, &pair.a);
    CHECK_EQ_INT(hear(&pair, &pair.b, &head), HEARTBEAT_HEARD_LIVE);
    CHECK(!heartbeat_session_live(&pair.b, pair.now_us + 31000 * ms));
}

static void replays_and_reflections(void)
{
    struct pair pair = new_pair();
    struct heartbeat_head first, second;

    meet(&pair);
    first = say(&pair, &pair.a);
    second = say(&pair, &pair.a);
    CHECK_EQ_INT(hear(&pair, &pair.b, &second), HEARTBEAT_HEARD_LIVE);
    CHECK_EQ_INT(refusal(&pair, &pair.b, &second), HEARTBEAT_REPLAYED);
    CHECK_EQ_INT(refusal(&pair, &pair.b, &first), HEARTBEAT_REPLAYED);
    CHECK_EQ_INT(refusal(&pair, &pair.a, &second), HEARTBEAT_REFLECTED);
}

/* A b that started anew does not believe what an a said to the old one, however often. */
static void recorded_words_prove_nothing(void)
{
    struct pair pair = new_pair();
    struct heartbeat_head recorded, answer = {.count = 0};

    meet(&pair);
    recorded = say(&pair, &pair.a);
    heartbeat_session_init(&pair.b, ++pair.random, interval);
    say(&pair, &pair.b);
    for (int i = 0; i < 100; i++) {
        CHECK_EQ_INT(hear(&pair, &pair.b, &recorded), HEARTBEAT_HEARD_HELLO);
        CHECK(!heartbeat_session_live(&pair.b, pair.now_us));
        pair.now_us += interval;
        say(&pair, &pair.b);
    }
    CHECK(heartbeat_session_answer(&pair.b, &recorded, pair.now_us, &answer));
    CHECK(answer.echo_boot == recorded.boot && answer.echo_nonce == recorded.nonce);
    CHECK(!heartbeat_session_answer(&pair.b, &recorded, pair.now_us + interval / 4 - 1, &answer));
}

/* Old words do not end a session either: the echo stays with the one that is live. */
static void an_old_hello_does_not_disturb(void)
{
    struct pair pair = new_pair();
    struct heartbeat_head old, head;
    struct heartbeat_session dead;

    heartbeat_session_init(&dead, 7, interval);
    old = say(&pair, &dead);
    meet(&pair);
    for (int i = 0; i < 20; i++) {
        CHECK_EQ_INT(hear(&pair, &pair.b, &old), HEARTBEAT_HEARD_HELLO);
        head = say(&pair, &pair.b);
        CHECK_EQ_INT(hear(&pair, &pair.a, &head), HEARTBEAT_HEARD_LIVE);
        head = say(&pair, &pair.a);
        CHECK_EQ_INT(hear(&pair, &pair.b, &head), HEARTBEAT_HEARD_LIVE);
        pair.now_us += interval;
    }
}

static void a_peer_that_starts_anew_is_met_at_once(void)
{
    struct pair pair = new_pair();
    struct heartbeat_head head, answer = {.count = 0};

    meet(&pair);
    heartbeat_session_init(&pair.a, ++pair.random, interval);
    head = say(&pair, &pair.a);
    CHECK_EQ_INT(hear(&pair, &pair.b, &head), HEARTBEAT_HEARD_HELLO);
    heartbeat_session_stamp(&pair.b, &answer);
    CHECK(heartbeat_session_answer(&pair.b, &head, pair.now_us, &answer));
    CHECK_EQ_INT(hear(&pair, &pair.a, &answer), HEARTBEAT_HEARD_NEW);
    heartbeat_session_stamp(&pair.a, &head);
    CHECK_EQ_INT(hear(&pair, &pair.b, &head), HEARTBEAT_HEARD_NEW);
}

/* ... and the old one is never met again, even if what it said is fresh. */
static void an_earlier_life_is_over(void)
{
    struct pair pair = new_pair();
    struct heartbeat_head head, old;

    meet(&pair);
    old = say(&pair, &pair.a);
    CHECK_EQ_INT(hear(&pair, &pair.b, &old), HEARTBEAT_HEARD_LIVE);
    pair.now_us += 10 * interval;
    heartbeat_session_init(&pair.a, ++pair.random, interval);
    meet(&pair);
    CHECK_EQ_INT(refusal(&pair, &pair.b, &old), HEARTBEAT_REPLAYED);
    head = say(&pair, &pair.b);
    CHECK_EQ_INT(hear(&pair, &pair.a, &head), HEARTBEAT_HEARD_LIVE);
    head = say(&pair, &pair.a);
    CHECK_EQ_INT(hear(&pair, &pair.b, &head), HEARTBEAT_HEARD_LIVE);
}

static void an_echo_that_is_too_old_counts_for_nothing(void)
{
    struct pair pair = new_pair();
    struct heartbeat_head late;

    meet(&pair);
    late = say(&pair, &pair.a);
    pair.now_us += 501 * ms;
    CHECK_EQ_INT(hear(&pair, &pair.b, &late), HEARTBEAT_HEARD_HELLO);
}

int main(void)
{
    what_is_written_is_read();
    every_length_but_one_is_refused();
    odd_routers_and_names();
    a_set_of_addresses_has_a_number();
    the_seal_is_hmac_sha256();
    both_ways_or_not_at_all();
    three_intervals_of_silence();
    the_slower_one_is_waited_for();
    replays_and_reflections();
    recorded_words_prove_nothing();
    an_old_hello_does_not_disturb();
    a_peer_that_starts_anew_is_met_at_once();
    an_earlier_life_is_over();
    an_echo_that_is_too_old_counts_for_nothing();
    return check_report("heartbeat");
}

/* lib/state_page: a reader never sees half of a write, whenever the writer is killed. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/state_page.h"
#include "tests/unit/check.h"

enum { WORDS = 64, KILLS = 60 };

struct payload {
    uint64_t words[WORDS];
};

enum { RECORD = STATE_PAGE_RECORD(sizeof(struct payload)), COPY = RECORD / 2 };

static void fill(struct payload *payload, uint64_t value)
{
    for (size_t i = 0; i < WORDS; i++)
        payload->words[i] = value * (i + 1);
}

static bool is_whole(const struct payload *payload)
{
    for (size_t i = 0; i < WORDS; i++)
        if (payload->words[i] != payload->words[0] * (i + 1))
            return false;
    return true;
}

static void write_value(void *record, uint64_t value)
{
    struct payload payload;

    fill(&payload, value);
    state_page_write(record, &payload, sizeof(payload));
}

/* The value read, or -1. */
static int64_t read_value(const void *record)
{
    struct payload payload;

    if (!state_page_read(record, &payload, sizeof(payload)) || !is_whole(&payload))
        return -1;
    return (int64_t)payload.words[0];
}

static struct state_page_copy *copy_of(uint8_t *record, int which)
{
    return (struct state_page_copy *)(void *)(record + which * COPY);
}

static int newer(uint8_t *record)
{
    return (int32_t)(copy_of(record, 0)->sequence - copy_of(record, 1)->sequence) > 0 ? 0 : 1;
}

static void newest_is_read(void)
{
    uint8_t *record = state_page_map(RECORD, NULL);

    CHECK_EQ_INT(read_value(record), -1);
    for (uint64_t value = 1; value < 20; value++) {
        write_value(record, value);
        CHECK_EQ_INT(read_value(record), value);
    }
    munmap(record, RECORD);
}

/* Every byte of either copy, head included, may be the damaged one. */
static void damage_of_one_copy_is_survived(void)
{
    uint8_t *record = state_page_map(RECORD, NULL);
    bool newer_damaged_gives_older = true, older_damaged_gives_newer = true;

    for (size_t i = 0; i < sizeof(struct state_page_copy) + sizeof(struct payload); i++) {
        uint8_t *byte;

        write_value(record, 1000 + i);
        write_value(record, 2000 + i);
        byte = record + newer(record) * COPY + i;
        *byte ^= 0x10;
        /* A damaged sequence only changes which copy is tried first. */
        newer_damaged_gives_older &= read_value(record) == (int64_t)(1000 + i);
        *byte ^= 0x10;
        byte = record + (1 - newer(record)) * COPY + i;
        *byte ^= 0x10;
        older_damaged_gives_newer &= read_value(record) == (int64_t)(2000 + i);
        *byte ^= 0x10;
    }
    CHECK(newer_damaged_gives_older);
    CHECK(older_damaged_gives_newer);
    memset(record, 0xA5, RECORD);
    CHECK_EQ_INT(read_value(record), -1);
    munmap(record, RECORD);
}

/* The head is written last: a payload without its head is the state before. */
static void half_a_write_is_no_write(void)
{
    uint8_t *record = state_page_map(RECORD, NULL);

    write_value(record, 1);
    write_value(record, 2);
    memset(record + (1 - newer(record)) * COPY + sizeof(struct state_page_copy), 0xEE, 200);
    CHECK_EQ_INT(read_value(record), 2);
    write_value(record, 3);
    CHECK_EQ_INT(read_value(record), 3);
    munmap(record, RECORD);
}

/* Brings both copies' sequence just below `limit` by writing with a patched head: the checksum covers it, so
 * the head is made by a write from a neighbour. */
static void sequence_wraps(void)
{
    uint8_t *record = state_page_map(RECORD, NULL);

    copy_of(record, 0)->sequence = UINT32_MAX - 3; /* payload unreadable, but its number counts */
    copy_of(record, 1)->sequence = UINT32_MAX - 4;
    for (uint64_t value = 1; value < 10; value++) {
        write_value(record, value);
        CHECK_EQ_INT(read_value(record), value);
        CHECK(copy_of(record, newer(record))->sequence != 0);
    }
    CHECK(copy_of(record, newer(record))->sequence < 10);
    munmap(record, RECORD);
}

static void write_for_ever(uint8_t *record, uint64_t value)
{
    for (;;)
        write_value(record, ++value);
}

/* Killed at any moment, the writer leaves a state that is whole and not older than what was seen before; its
 * successor goes on. */
static void a_killed_writer_leaves_a_good_copy(void)
{
    uint8_t *record = state_page_map(RECORD, NULL);
    int64_t seen = 1;

    write_value(record, 1);
    for (int kills = 0; kills < KILLS; kills++) {
        int64_t before = seen;
        pid_t writer = fork();

        if (writer == 0)
            write_for_ever(record, (uint64_t)seen);
        while (seen < before + 50 + kills) {
            int64_t value = read_value(record);

            if (value > seen)
                seen = value;
        }
        kill(writer, SIGKILL);
        waitpid(writer, NULL, 0);
        CHECK(read_value(record) >= seen);
        seen = read_value(record);
    }
    munmap(record, RECORD);
}

static void read_only_stays_readable(void)
{
    uint8_t *record = state_page_map(RECORD, NULL);
    pid_t child;
    int status = 0;

    write_value(record, 7);
    child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL); /* a sanitizer's handler would print */
        if (state_page_read_only(record, RECORD) < 0 || read_value(record) != 7)
            _exit(1);
        write_value(record, 8);
        _exit(0);
    }
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    CHECK_EQ_INT(read_value(record), 7);
    munmap(record, RECORD);
}

static bool rings(int bell)
{
    struct pollfd events = {.fd = bell, .events = POLLIN};

    return poll(&events, 1, 0) == 1;
}

static void bells_ring_until_answered(void)
{
    int bell = state_page_bell();

    CHECK(bell >= 0);
    CHECK(!rings(bell));
    state_page_ring(bell);
    state_page_ring(bell);
    CHECK(rings(bell));
    state_page_answer(bell);
    CHECK(!rings(bell));
    state_page_answer(bell); /* does not wait */
    close(bell);
}

int main(void)
{
    newest_is_read();
    damage_of_one_copy_is_survived();
    half_a_write_is_no_write();
    sequence_wraps();
    a_killed_writer_leaves_a_good_copy();
    read_only_stays_readable();
    bells_ring_until_answered();
    return check_report("state_page");
}

/* lib/hook_queue: one at a time, in order, what waits collapses, what is so last always runs. */
#include <stdlib.h>
#include <string.h>

#include "lib/hook_queue.h"
#include "tests/unit/check.h"

enum { OWNERS = 5, LIMIT = 2, STATE = 1, NOTE = 2 };

static struct hook_owner owners[OWNERS];

static struct hook_queue fresh(void)
{
    memset(owners, 0, sizeof(owners));
    return (struct hook_queue){.owners = owners, .count = OWNERS, .limit = LIMIT};
}

static void what_waits_collapses(void)
{
    struct hook_queue queue = fresh();
    struct hook_item item;
    size_t place;

    CHECK(hook_queue_next(&queue, 0, &place) == HOOK_QUEUE_NONE);
    hook_queue_push(&queue, 3, 1, STATE);
    CHECK_EQ_INT(hook_queue_next(&queue, 0, &place), 3);
    item = hook_queue_start(&queue, 3);
    CHECK(item.sequence == 1 && item.collapsed == 0);
    hook_queue_push(&queue, 3, 2, STATE);
    hook_queue_push(&queue, 3, 3, STATE);
    hook_queue_push(&queue, 3, 4, STATE);
    CHECK(hook_queue_next(&queue, 0, &place) == HOOK_QUEUE_NONE); /* its first one runs */
    hook_queue_done(&queue, 3);
    CHECK_EQ_INT(hook_queue_next(&queue, 0, &place), 3);
    item = hook_queue_start(&queue, 3);
    CHECK(item.sequence == 4 && item.collapsed == 2);
    CHECK(item.passed[0] == 2 && item.passed[1] == 3);
    hook_queue_done(&queue, 3);
    CHECK(hook_queue_idle(&queue));
}

static void a_note_comes_after_its_state_and_goes_with_it(void)
{
    struct hook_queue queue = fresh();

    hook_queue_push(&queue, 0, 1, STATE);
    hook_queue_note(&queue, 0, 2, NOTE);
    CHECK_EQ_INT(hook_queue_start(&queue, 0).what, STATE);
    hook_queue_done(&queue, 0);
    CHECK_EQ_INT(hook_queue_start(&queue, 0).what, NOTE);
    hook_queue_done(&queue, 0);
    hook_queue_note(&queue, 0, 3, NOTE);
    hook_queue_push(&queue, 0, 4, STATE); /* MASTER no more: nobody is to hear of its weaker peers */
    CHECK_EQ_INT(hook_queue_start(&queue, 0).sequence, 4);
    hook_queue_done(&queue, 0);
    CHECK(hook_queue_idle(&queue));
}

static void the_list_of_what_was_passed_over_is_bounded(void)
{
    struct hook_queue queue = fresh();
    struct hook_item item;

    hook_queue_push(&queue, 0, 1, STATE);
    for (uint64_t sequence = 2; sequence <= 100; sequence += 2) {
        hook_queue_note(&queue, 0, sequence, NOTE);
        hook_queue_push(&queue, 0, sequence + 1, STATE);
    }
    item = hook_queue_start(&queue, 0);
    CHECK_EQ_INT(item.sequence, 101);
    CHECK_EQ_INT(item.collapsed, 100);
    for (uint64_t i = 0; i < HOOK_QUEUE_LISTED; i++)
        CHECK_EQ_INT(item.passed[i], i + 1);
}

static void nobody_starves(void)
{
    struct hook_queue queue = fresh();
    unsigned runs[OWNERS] = {0};
    size_t place;

    queue.limit = 1;
    for (unsigned round = 0; round < 100; round++) {
        int owner;

        for (size_t i = 0; i < OWNERS; i++)
            hook_queue_push(&queue, i, round, STATE);
        owner = hook_queue_next(&queue, 0, &place);
        CHECK(owner >= 0);
        hook_queue_start(&queue, (size_t)owner);
        runs[owner]++;
        hook_queue_done(&queue, (size_t)owner);
    }
    for (size_t i = 0; i < OWNERS; i++)
        CHECK_EQ_INT(runs[i], 20);
}

static void random_interleavings(void)
{
    for (unsigned seed = 1; seed <= 200; seed++) {
        struct hook_queue queue = fresh();
        uint64_t pushed[OWNERS] = {0}, started[OWNERS] = {0}, sequence = 0, collapsed = 0, runs = 0;
        bool busy[OWNERS] = {false};
        size_t alive = 0, place;

        srand(seed);
        for (unsigned step = 0; step < 5000; step++) {
            size_t owner = (size_t)rand() % OWNERS;
            int next;

            if (rand() % 3 == 0)
                hook_queue_push(&queue, owner, pushed[owner] = ++sequence, STATE);
            next = hook_queue_next(&queue, (size_t)rand() % OWNERS, &place);
            if (next >= 0 && rand() % 2 == 0) {
                struct hook_item item = hook_queue_start(&queue, (size_t)next);

                CHECK(!busy[next] && item.sequence > started[next] && item.sequence == pushed[next]);
                busy[next] = true;
                started[next] = item.sequence;
                collapsed += item.collapsed;
                runs++;
                CHECK(++alive <= LIMIT);
            }
            if (busy[owner] && rand() % 4 == 0) {
                hook_queue_done(&queue, owner);
                busy[owner] = false;
                alive--;
            }
        }
        for (size_t i = 0; i < OWNERS; i++)
            hook_queue_done(&queue, i);
        while (hook_queue_next(&queue, 0, &place) >= 0) {
            size_t owner = (size_t)hook_queue_next(&queue, 0, &place);
            struct hook_item item = hook_queue_start(&queue, owner);

            started[owner] = item.sequence;
            collapsed += item.collapsed;
            runs++;
            hook_queue_done(&queue, owner);
        }
        CHECK(runs + collapsed == sequence);
        for (size_t i = 0; i < OWNERS; i++)
            CHECK(started[i] == pushed[i]);
    }
}

int main(void)
{
    what_waits_collapses();
    a_note_comes_after_its_state_and_goes_with_it();
    the_list_of_what_was_passed_over_is_bounded();
    nobody_starves();
    random_interleavings();
    return check_report("hook_queue");
}

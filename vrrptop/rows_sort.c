/* Sorting lines; see rows_sort.h. */
#include "vrrptop/rows_sort.h"

#include <stdlib.h>
#include <string.h>

#include "vrrptop/value_order.h"

enum { FIRST_BYTES = 8, REST_BYTES = VALUE_ORDER_MAX - FIRST_BYTES, INSERT_MAX = 12 };

/* What is compared: most lines differ in the first bytes. */
struct place {
    uint64_t first;
    uint32_t line;
};

struct sorting {
    struct place *places, *spare;       /* a place a line */
    struct place *groups;               /* a place a line of depth 0 */
    unsigned char (*rests)[REST_BYTES]; /* by line */
    struct row *lines;                  /* in their new order */
    bool has_rests;
};

static void sorting_free(struct sorting *sorting)
{
    free(sorting->places);
    free(sorting->spare);
    free(sorting->groups);
    free(sorting->rests);
    free(sorting->lines);
}

static bool sorting_open(struct sorting *sorting, size_t count)
{
    *sorting = (struct sorting){
        .places = reallocarray(NULL, count, sizeof(*sorting->places)),
        .spare = reallocarray(NULL, count, sizeof(*sorting->spare)),
        .groups = reallocarray(NULL, count, sizeof(*sorting->groups)),
        .rests = reallocarray(NULL, count, sizeof(*sorting->rests)),
        .lines = reallocarray(NULL, count, sizeof(*sorting->lines)),
    };
    return sorting->places != NULL && sorting->spare != NULL && sorting->groups != NULL &&
           sorting->rests != NULL && sorting->lines != NULL;
}

static bool after(const struct sorting *sorting, const struct place *a, const struct place *b)
{
    if (a->first != b->first || !sorting->has_rests)
        return a->first > b->first;
    return memcmp(sorting->rests[a->line], sorting->rests[b->line], REST_BYTES) > 0;
}

static void insertion_sort(const struct sorting *sorting, struct place *places, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct place place = places[i];
        size_t n = i;

        for (; n > 0 && after(sorting, &places[n - 1], &place); n--)
            places[n] = places[n - 1];
        places[n] = place;
    }
}

/* Merging is stable, and almost free for lines that stand in order already, as they mostly do. */
static void merge_sort(const struct sorting *sorting, struct place *places, size_t count)
{
    size_t middle = count / 2, left = 0, right = middle, used = 0;

    if (count <= INSERT_MAX) {
        insertion_sort(sorting, places, count);
        return;
    }
    merge_sort(sorting, places, middle);
    merge_sort(sorting, places + middle, count - middle);
    if (!after(sorting, &places[middle - 1], &places[middle]))
        return;
    memcpy(sorting->spare, places, middle * sizeof(*places));
    while (left < middle && right < count)
        places[used++] =
            after(sorting, &sorting->spare[left], &places[right]) ? places[right++] : sorting->spare[left++];
    memcpy(places + used, sorting->spare + left, (middle - left) * sizeof(*places));
}

/* NONE's first byte is not turned over: what is nothing stands last in both directions. */
static void turn_over(unsigned char bytes[VALUE_ORDER_MAX])
{
    if (bytes[0] != 0xFF)
        for (size_t i = 0; i < VALUE_ORDER_MAX; i++)
            bytes[i] = (unsigned char)~bytes[i];
}

static void place_by_field(struct sorting *sorting, const struct scene *scene, const struct field *field,
                           bool falls, const struct rows *rows)
{
    unsigned char bytes[VALUE_ORDER_MAX];

    sorting->has_rests = true;
    for (uint32_t i = 0; i < rows->count; i++) {
        struct value value = {.kind = VALUE_NONE};
        struct row row = rows->items[i];
        uint64_t first = 0;

        row.depth = 0; /* the text without the tree's arrow */
        field->value(scene, &row, &value);
        value_order(&value, bytes);
        if (falls)
            turn_over(bytes);
        for (size_t n = 0; n < FIRST_BYTES; n++)
            first = first << 8 | bytes[n];
        sorting->places[i] = (struct place){first, i};
        memcpy(sorting->rests[i], bytes + FIRST_BYTES, REST_BYTES);
    }
}

static void place_backwards(struct sorting *sorting, const struct rows *rows)
{
    for (uint32_t i = 0; i < rows->count; i++)
        sorting->places[i] = (struct place){rows->count - i, i};
}

/* Where the lines below line `start` end. */
static size_t end_of(const struct rows *rows, size_t start)
{
    size_t end = start + 1;

    while (end < rows->count && rows->items[end].depth > 0)
        end++;
    return end;
}

/* Sorts what stands below each line, then those lines, and puts all into its place. */
static void sort_groups(const struct sorting *sorting, const struct rows *rows)
{
    size_t count = 0, used = 0;

    for (size_t start = 0, end; start < rows->count; start = end) {
        end = end_of(rows, start);
        sorting->groups[count++] = sorting->places[start];
        merge_sort(sorting, sorting->places + start + 1, end - start - 1);
    }
    merge_sort(sorting, sorting->groups, count);
    for (size_t i = 0; i < count; i++) {
        size_t start = sorting->groups[i].line, end = end_of(rows, start);

        for (sorting->lines[used++] = rows->items[start++]; start < end; start++)
            sorting->lines[used++] = rows->items[sorting->places[start].line];
    }
}

bool rows_sort(const struct scene *scene, const struct rows_wish *wish, struct rows *rows)
{
    struct sorting sorting;
    size_t field_count;
    const struct field *fields = field_table(wish->view, &field_count);
    bool by_field = wish->sort >= 0 && (size_t)wish->sort < field_count;
    struct row *before = rows->items;

    if (rows->count < 2 || (!by_field && !wish->reverse))
        return true;
    if (!sorting_open(&sorting, rows->count)) {
        sorting_free(&sorting);
        return false;
    }
    if (by_field)
        place_by_field(&sorting, scene, &fields[wish->sort], fields[wish->sort].falls != wish->reverse, rows);
    else
        place_backwards(&sorting, rows);
    sort_groups(&sorting, rows);
    rows->items = sorting.lines;
    rows->room = rows->count;
    sorting.lines = before;
    sorting_free(&sorting);
    return true;
}

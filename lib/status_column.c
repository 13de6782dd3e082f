/* Columns of numbers; see status_column.h. */
#include "lib/status_column.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A number of every instance, or of every real server: where it lies and how large it is, 4 or 8 bytes. */
struct column {
    const char *group, *name;
    bool of_servers;
    size_t offset, size;
};

#define OF_INSTANCE(field)                                                                                   \
    {                                                                                                        \
        "adverts", #field, false, offsetof(struct status_instance, field),                                   \
            sizeof(((struct status_instance *)0)->field)                                                     \
    }
#define OF_SERVER(field)                                                                                     \
    {                                                                                                        \
        "traffic", #field, true, offsetof(struct status_server, field),                                      \
            sizeof(((struct status_server *)0)->field)                                                       \
    }

static const struct column columns[] = {
    OF_INSTANCE(adverts_sent),
    OF_INSTANCE(adverts_received),
    OF_INSTANCE(last_advert_age_us),
    OF_INSTANCE(deadline_us),
    OF_SERVER(active),
    OF_SERVER(inactive),
    OF_SERVER(persistent),
    OF_SERVER(connections),
    OF_SERVER(bytes_in),
    OF_SERVER(bytes_out),
    OF_SERVER(connection_rate),
    {"traffic", "latency_us", true, offsetof(struct status_server, check.latency_us), sizeof(int64_t)},
};

enum {
    COLUMNS = sizeof(columns) / sizeof(columns[0]),
    NUMBER_MAX = 21, /* bytes of a difference and its blank */
};

static int64_t get(const struct column *column, const void *item)
{
    uint32_t small;
    int64_t large;

    if (column->size == sizeof(small)) {
        memcpy(&small, (const char *)item + column->offset, sizeof(small));
        return small;
    }
    memcpy(&large, (const char *)item + column->offset, sizeof(large));
    return large;
}

static void set(const struct column *column, void *item, int64_t value)
{
    uint32_t small = (uint32_t)value;

    if (column->size == sizeof(small))
        memcpy((char *)item + column->offset, &small, sizeof(small));
    else
        memcpy((char *)item + column->offset, &value, sizeof(value));
}

static void copy(void *to, const void *from, bool of_servers)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (columns[i].of_servers == of_servers)
            set(&columns[i], to, get(&columns[i], from));
}

void status_column_copy_instance(struct status_instance *to, const struct status_instance *from)
{
    copy(to, from, false);
}

void status_column_copy_server(struct status_server *to, const struct status_server *from)
{
    copy(to, from, true);
}

/* Walks over all items of a column. */
struct cursor {
    const struct status *status;
    bool of_servers;
    size_t item, sub;
};

static void *next_item(struct cursor *cursor)
{
    const struct status *status = cursor->status;

    if (!cursor->of_servers)
        return cursor->item < status->instance_count ? &status->instances[cursor->item++] : NULL;
    while (cursor->item < status->virtual_server_count) {
        const struct status_service *service = &status->virtual_servers[cursor->item];

        if (cursor->sub < service->server_count)
            return &service->servers[cursor->sub++];
        cursor->item++;
        cursor->sub = 0;
    }
    return NULL;
}

/* How many it will walk over. */
static size_t count_items(const struct cursor *cursor)
{
    struct cursor copy = *cursor;
    size_t count = 0;

    while (next_item(&copy) != NULL)
        count++;
    return count;
}

static bool differs(const struct column *column, const struct status *before, const struct status *now)
{
    struct cursor old = {.status = before, .of_servers = column->of_servers};
    struct cursor new = {.status = now, .of_servers = column->of_servers};
    const void *item;

    while ((item = next_item(&new)) != NULL)
        if (get(column, item) != get(column, next_item(&old)))
            return true;
    return false;
}

/* Writes `value` in decimal, at most 20 bytes and no NUL; returns the end. */
static char *write_number(char *out, int64_t value)
{
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char digits[20];
    size_t count = 0;

    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        *out++ = '-';
    while (count > 0)
        *out++ = digits[--count];
    return out;
}

/* The differences as text; NULL without memory. */
static char *print_text(const struct column *column, const struct status *before, const struct status *now)
{
    struct cursor old = {.status = before, .of_servers = column->of_servers};
    struct cursor new = {.status = now, .of_servers = column->of_servers};
    char *text = malloc(count_items(&new) * NUMBER_MAX + 1), *end = text;
    const void *item;

    while (text != NULL && (item = next_item(&new)) != NULL) {
        if (end != text)
            *end++ = ' ';
        /* Counters wrap and ages are -1: the difference is taken, and added again, modulo 2^64. */
        end = write_number(end,
                           (int64_t)((uint64_t)get(column, item) - (uint64_t)get(column, next_item(&old))));
    }
    if (text != NULL)
        *end = '\0';
    return text;
}

static void print(const struct column *column, const struct status *before, const struct status *now,
                  json_t *root)
{
    json_t *group = json_object_get(root, column->group);
    char *text = print_text(column, before, now);

    if (group == NULL) {
        group = json_object();
        json_object_set_new(root, column->group, group);
    }
    json_object_set_new(group, column->name, text != NULL ? json_string(text) : NULL);
    free(text);
}

void status_column_print(const struct status *before, const struct status *now, json_t *root)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (differs(&columns[i], before, now))
            print(&columns[i], before, now, root);
}

/* One number of the text, with the blank behind it; false when there is none. */
static bool read_number(const char **text, uint64_t *out)
{
    bool negative = **text == '-';
    const char *at = *text + negative, *first = at;

    for (*out = 0; *at >= '0' && *at <= '9'; at++)
        *out = *out * 10 + (uint64_t)(*at - '0');
    if (at == first || (*at != ' ' && *at != '\0'))
        return false;
    *out = negative ? 0 - *out : *out;
    *text = at + (*at == ' ');
    return true;
}

static bool take(const struct column *column, const json_t *root, struct status *status)
{
    const json_t *value = json_object_get(json_object_get(root, column->group), column->name);
    struct cursor cursor = {.status = status, .of_servers = column->of_servers};
    const char *text = json_string_value(value);
    uint64_t difference;
    void *item;

    if (text == NULL)
        return value == NULL;
    while ((item = next_item(&cursor)) != NULL) {
        if (!read_number(&text, &difference))
            return false;
        set(column, item, (int64_t)((uint64_t)get(column, item) + difference));
    }
    return *text == '\0';
}

bool status_column_take(const json_t *root, struct status *status)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (!take(&columns[i], root, status))
            return false;
    return true;
}

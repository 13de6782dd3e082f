/* Columns of numbers; see status_column.h. */
#include "lib/status_column.h"

#include <stddef.h>
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

enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

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

static void print(const struct column *column, const struct status *now, json_t *root)
{
    struct cursor cursor = {.status = now, .of_servers = column->of_servers};
    json_t *group = json_object_get(root, column->group), *numbers = json_array();
    const void *item;

    if (group == NULL) {
        group = json_object();
        json_object_set_new(root, column->group, group);
    }
    while ((item = next_item(&cursor)) != NULL)
        json_array_append_new(numbers, json_integer((json_int_t)get(column, item)));
    json_object_set_new(group, column->name, numbers);
}

void status_column_print(const struct status *before, const struct status *now, json_t *root)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (differs(&columns[i], before, now))
            print(&columns[i], now, root);
}

static bool take(const struct column *column, const json_t *root, struct status *status)
{
    const json_t *numbers = json_object_get(json_object_get(root, column->group), column->name);
    struct cursor cursor = {.status = status, .of_servers = column->of_servers};
    size_t i = 0;
    void *item;

    if (numbers == NULL)
        return true;
    while ((item = next_item(&cursor)) != NULL) {
        const json_t *number = json_array_get(numbers, i++);

        if (!json_is_integer(number))
            return false;
        set(column, item, (int64_t)json_integer_value(number));
    }
    return i == json_array_size(numbers);
}

bool status_column_take(const json_t *root, struct status *status)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (!take(&columns[i], root, status))
            return false;
    return true;
}

/* Kinds of lines and vrrpwatch's summaries; see feed_watch.h. */
#include "vrrptop/feed_watch.h"

#include <jansson.h>
#include <string.h>

static void take_text(const json_t *object, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(object, key));

    if (text != NULL)
        status_copy_text(out, size, text);
}

/* Not below 0 and not above `most`: what is outside is the bound. */
static int64_t take_number(const json_t *object, const char *key, int64_t most)
{
    json_int_t number = json_integer_value(json_object_get(object, key));

    return number < 0 ? 0 : number > most ? most : (int64_t)number;
}

static int64_t take_time(const json_t *object, const char *key)
{
    int64_t wall_us = status_parse_time(json_string_value(json_object_get(object, key)));

    return wall_us > 0 ? wall_us : 0;
}

static void take_vips(const json_t *list, struct feed_summary *out)
{
    size_t count = json_array_size(list);

    for (size_t i = 0; i < count && out->vip_count < FEED_VIPS_MAX; i++) {
        const char *text = json_string_value(json_array_get(list, i));

        if (text != NULL)
            status_copy_text(out->vips[out->vip_count++], STATUS_ADDRESS_MAX, text);
    }
}

static void take_row(const json_t *object, struct feed_summary *out)
{
    take_text(object, "interface", out->interface, sizeof(out->interface));
    take_text(object, "family", out->family, sizeof(out->family));
    take_text(object, "master", out->master, sizeof(out->master));
    out->has_master = out->master[0] != '\0';
    out->vlan = (uint16_t)take_number(object, "vlan", 4095);
    out->vrid = (uint8_t)take_number(object, "vrid", 255);
    out->priority = (uint8_t)take_number(object, "priority", 255);
    out->version = (uint8_t)take_number(object, "version", 255);
    out->interval_us = take_number(object, "interval_us", INT64_C(3600000000));
    out->first_us = take_time(object, "first");
    out->last_us = take_time(object, "last");
    out->adverts = (uint64_t)take_number(object, "adverts", INT64_MAX);
    out->handovers = (uint64_t)take_number(object, "handovers", INT64_MAX);
    take_vips(json_object_get(object, "vips"), out);
}

static enum feed_kind kind_of(const json_t *object)
{
    static const struct {
        const char *type;
        enum feed_kind kind;
    } kinds[] = {{"status", FEED_KIND_STATUS},
                 {"event", FEED_KIND_EVENT},
                 {"summary", FEED_KIND_SUMMARY},
                 {"counters", FEED_KIND_COUNTERS}};
    const char *type = json_string_value(json_object_get(object, "type"));

    if (json_integer_value(json_object_get(object, "schema")) != 1)
        return FEED_KIND_BAD;
    for (size_t i = 0; type != NULL && i < sizeof(kinds) / sizeof(*kinds); i++)
        if (strcmp(kinds[i].type, type) == 0)
            return kinds[i].kind;
    if (type == NULL && (json_object_get(object, "error") != NULL || json_object_get(object, "ok") != NULL))
        return FEED_KIND_ANSWER;
    return FEED_KIND_OTHER;
}

enum feed_kind feed_watch_read(const char *line, struct feed_summary *out)
{
    json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    enum feed_kind kind = kind_of(object);

    memset(out, 0, sizeof(*out));
    if (kind == FEED_KIND_SUMMARY || kind == FEED_KIND_COUNTERS) {
        out->wall_us = take_time(object, "time");
        take_text(object, "host", out->host, sizeof(out->host));
    }
    if (kind == FEED_KIND_SUMMARY)
        take_row(object, out);
    json_decref(object);
    return kind;
}

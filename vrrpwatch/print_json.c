/* Summaries as JSON; see print_json.h. */
#include "vrrpwatch/print_json.h"

#include <jansson.h>
#include <string.h>

#include "lib/status.h"

/* Text from outside is made UTF-8 first: JSON can hold nothing else. */
static json_t *text_of(const char *text)
{
    char clean[256];

    print_names_clean(clean, sizeof(clean), text);
    return json_string(clean);
}

static json_t *address_of(const struct addr *address)
{
    char text[ADDR_TEXT_MAX];

    return address->family != ADDR_NONE ? json_string(addr_format(address, text)) : json_null();
}

static json_t *senders_of(const struct summary_row *row)
{
    json_t *list = json_array();

    for (size_t i = 0; i < row->sender_count; i++) {
        const struct summary_sender *sender = &row->senders[i];
        char mac[PRINT_MAC_MAX] = "";

        if (sender->has_mac)
            print_names_mac(sender->mac, mac);
        json_array_append_new(
            list, json_pack("{s:o, s:s, s:i, s:I, s:I, s:I, s:I}", "address", address_of(&sender->address),
                            "mac", mac, "priority", (int)sender->priority, "adverts",
                            (json_int_t)sender->adverts, "gap_max_us", (json_int_t)sender->gap_max_us,
                            "jitter_us", (json_int_t)sender->jitter_us, "late", (json_int_t)sender->late));
    }
    return list;
}

static json_t *vips_of(const struct summary_row *row)
{
    json_t *list = json_array();

    for (size_t i = 0; i < row->vip_count; i++)
        json_array_append_new(list, address_of(&row->vips[i]));
    return list;
}

static char *dump(json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);

    json_decref(object);
    return text;
}

char *print_json_row(const struct summary_row *row, const char *host, int64_t wall_us, int64_t wall_offset_us)
{
    char time[40], first[40], last[40];
    json_t *object =
        json_pack("{s:i, s:s, s:s, s:o, s:o, s:i, s:s, s:i}", "schema", 1, "type", "summary", "time",
                  status_time(wall_us, time), "host", text_of(host), "interface", text_of(row->interface),
                  "vlan", (int)row->vlan, "family", print_names_family(row->family), "vrid", (int)row->vrid);

    json_object_update_new(object, json_pack("{s:o, s:i, s:i, s:I, s:s, s:s, s:o, s:I, s:o, s:I}", "master",
                                             row->has_master ? address_of(&row->master) : json_null(),
                                             "priority", (int)row->priority, "version", (int)row->version,
                                             "interval_us", (json_int_t)row->interval_us, "first",
                                             status_time(row->first_us + wall_offset_us, first), "last",
                                             status_time(row->last_us + wall_offset_us, last), "vips",
                                             vips_of(row), "vip_count", (json_int_t)row->vip_total, "senders",
                                             senders_of(row), "sender_count", (json_int_t)row->sender_total));
    json_object_update_new(object, json_pack("{s:I, s:I, s:I, s:I}", "adverts", (json_int_t)row->adverts,
                                             "handovers", (json_int_t)row->handovers, "incidents",
                                             (json_int_t)row->incidents, "open", (json_int_t)row->open));
    return dump(object);
}

char *print_json_counters(const struct observe_counters *counters, const char *host, int64_t wall_us)
{
    char time[40];
    json_t *reasons = json_object();

    for (uint16_t i = 0; i < FRAME_ERROR_END; i++)
        if (counters->bad_by_error[i] != 0)
            json_object_set_new(reasons, frame_error_name(i),
                                json_integer((json_int_t)counters->bad_by_error[i]));
    return dump(
        json_pack("{s:i, s:s, s:s, s:o, s:I, s:I, s:I, s:I, s:o, s:{s:I, s:I, s:I}, s:I}", "schema", 1,
                  "type", "counters", "time", status_time(wall_us, time), "host", text_of(host), "frames",
                  (json_int_t)counters->frames, "adverts", (json_int_t)counters->adverts, "claims",
                  (json_int_t)counters->claims, "bad", (json_int_t)counters->bad, "bad_by_reason", reasons,
                  "forgotten", "routers", (json_int_t)counters->routers_forgotten, "senders",
                  (json_int_t)counters->sources_forgotten, "addresses",
                  (json_int_t)counters->addresses_forgotten, "incidents", (json_int_t)counters->incidents));
}

static void take_address(const json_t *value, struct addr *out)
{
    const char *text = json_string_value(value);

    if (text == NULL || !addr_parse(text, out))
        out->family = ADDR_NONE;
}

static int64_t integer_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static void take_senders(const json_t *list, struct summary_row *out)
{
    size_t count = json_array_size(list);

    for (size_t i = 0; i < count && i < SUMMARY_SENDERS_MAX; i++) {
        const json_t *object = json_array_get(list, i);
        struct summary_sender *sender = &out->senders[out->sender_count++];

        take_address(json_object_get(object, "address"), &sender->address);
        sender->priority = (uint8_t)integer_of(object, "priority");
        sender->adverts = (uint64_t)integer_of(object, "adverts");
        sender->gap_max_us = integer_of(object, "gap_max_us");
        sender->jitter_us = integer_of(object, "jitter_us");
        sender->late = (uint32_t)integer_of(object, "late");
    }
    out->sender_total = out->sender_count;
}

static void take_row(const json_t *object, struct summary_row *out)
{
    const char *interface = json_string_value(json_object_get(object, "interface"));
    const char *family = json_string_value(json_object_get(object, "family"));
    const json_t *vips = json_object_get(object, "vips");

    if (interface != NULL)
        print_names_clean(out->interface, sizeof(out->interface), interface);
    out->family = family != NULL && strcmp(family, "ipv6") == 0 ? ADDR_IPV6 : ADDR_IPV4;
    out->vlan = (uint16_t)(integer_of(object, "vlan") & 0xfff);
    out->vrid = (uint8_t)integer_of(object, "vrid");
    take_address(json_object_get(object, "master"), &out->master);
    out->has_master = out->master.family != ADDR_NONE;
    out->priority = (uint8_t)integer_of(object, "priority");
    out->version = (uint8_t)integer_of(object, "version");
    out->interval_us = integer_of(object, "interval_us");
    out->first_us = status_parse_time(json_string_value(json_object_get(object, "first")));
    out->last_us = status_parse_time(json_string_value(json_object_get(object, "last")));
    for (size_t i = 0; i < json_array_size(vips) && i < FINDING_VIPS_MAX; i++)
        take_address(json_array_get(vips, i), &out->vips[out->vip_count++]);
    out->vip_total = out->vip_count;
    take_senders(json_object_get(object, "senders"), out);
    out->adverts = (uint64_t)integer_of(object, "adverts");
    out->handovers = (uint32_t)integer_of(object, "handovers");
    out->incidents = (uint32_t)integer_of(object, "incidents");
    out->open = (uint32_t)integer_of(object, "open");
}

bool print_json_parse_row(const char *text, struct summary_row *row, int64_t *wall_us)
{
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    const char *type = json_string_value(json_object_get(object, "type"));
    bool good = type != NULL && strcmp(type, "summary") == 0 && integer_of(object, "schema") == 1;

    memset(row, 0, sizeof(*row));
    if (good) {
        take_row(object, row);
        *wall_us = status_parse_time(json_string_value(json_object_get(object, "time")));
    }
    json_decref(object);
    return good;
}

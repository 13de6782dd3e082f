/* Columns by view and by name, and what their tables share; see field.h. */
#include "vrrptop/field.h"

#include <string.h>

#include "vrrptop/field_events.h"
#include "vrrptop/field_part.h"
#include "vrrptop/field_routers.h"
#include "vrrptop/field_servers.h"
#include "vrrptop/field_services.h"

static const char *const view_names[VIEW_COUNT] = {"vrrp", "services", "servers", "events"};

const struct field *field_table(enum view_kind view, size_t *count)
{
    switch (view) {
    case VIEW_SERVICES:
        return field_services(count);
    case VIEW_SERVERS:
        return field_servers(count);
    case VIEW_EVENTS:
        return field_events(count);
    default:
        return field_routers(count);
    }
}

int field_find(enum view_kind view, const char *name)
{
    size_t count;
    const struct field *fields = field_table(view, &count);

    for (size_t i = 0; i < count; i++)
        if (strcasecmp(fields[i].key, name) == 0)
            return (int)i;
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(fields[i].title, name) == 0)
            return (int)i;
    return -1;
}

bool field_stands(const struct field *field, bool chosen, bool cumulative, size_t host_count)
{
    if (field->mode != FIELD_ALWAYS && (field->mode == FIELD_WITH_SUMS) != cumulative)
        return false;
    return chosen || (host_count > 1 && strcmp(field->key, "host") == 0);
}

const char *field_view_name(enum view_kind view)
{
    return (unsigned)view < VIEW_COUNT ? view_names[view] : "";
}

int field_view_find(const char *name)
{
    for (int i = 0; i < VIEW_COUNT; i++)
        if (strcasecmp(view_names[i], name) == 0)
            return i;
    return -1;
}

/* ---- what a row is about ---- */

const struct sample *field_sample(const struct scene *scene, const struct row *row)
{
    return row->host < scene->host_count ? scene->hosts[row->host].sample : NULL;
}

const struct status_instance *field_instance(const struct scene *scene, const struct row *row)
{
    const struct sample *sample = field_sample(scene, row);

    return sample != NULL && row->item < sample->status.instance_count ? &sample->status.instances[row->item]
                                                                       : NULL;
}

const struct sample_router *field_router(const struct scene *scene, const struct row *row)
{
    return field_instance(scene, row) != NULL ? &field_sample(scene, row)->routers[row->item] : NULL;
}

const struct status_service *field_service(const struct scene *scene, const struct row *row)
{
    const struct sample *sample = field_sample(scene, row);

    return sample != NULL && row->item < sample->status.virtual_server_count
               ? &sample->status.virtual_servers[row->item]
               : NULL;
}

const struct sample_service *field_service_rates(const struct scene *scene, const struct row *row)
{
    return field_service(scene, row) != NULL ? &field_sample(scene, row)->services[row->item] : NULL;
}

const struct status_server *field_server(const struct scene *scene, const struct row *row)
{
    const struct status_service *service = field_service(scene, row);

    return service != NULL && row->sub < service->server_count ? &service->servers[row->sub] : NULL;
}

const struct sample_server *field_server_rates(const struct scene *scene, const struct row *row)
{
    return field_server(scene, row) != NULL ? &field_service_rates(scene, row)->servers[row->sub] : NULL;
}

/* ---- setting a value ---- */

void field_set_text(struct value *out, const char *text)
{
    if (text[0] == '\0')
        return;
    out->kind = VALUE_TEXT;
    out->text = text;
}

void field_set_number(struct value *out, enum value_kind kind, double number)
{
    out->kind = kind;
    out->number = number;
}

void field_set_rate(struct value *out, enum value_kind kind, double rate)
{
    if (rate >= 0)
        field_set_number(out, kind, rate);
}

void field_set_trend(struct value *out, const struct sample_trend *trend, double now)
{
    if (trend->count == 0)
        return;
    field_set_number(out, VALUE_TREND, now > 0 ? now : 0);
    out->trend = trend;
}

void field_set_since(struct value *out, const struct scene *scene, int64_t since_wall_us)
{
    int64_t gone_us = scene->now_wall_us - since_wall_us;

    if (since_wall_us > 0)
        field_set_number(out, VALUE_DURATION, gone_us > 0 ? (double)gone_us : 0); /* another host's clock */
}

void field_set_answers(struct value *out, enum value_kind kind, double number, const char *method)
{
    if (number > 0 || (strcmp(method, "dr") != 0 && strcmp(method, "tun") != 0))
        field_set_rate(out, kind, number);
    else
        out->text = "DR";
}

void field_host(const struct scene *scene, const struct row *row, struct value *out)
{
    if (row->host < scene->host_count && scene->hosts[row->host].name != NULL)
        field_set_text(out, scene->hosts[row->host].name);
}

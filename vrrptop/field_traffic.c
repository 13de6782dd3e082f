/* Connections and bytes; see field_traffic.h. */
#include "vrrptop/field_traffic.h"

#include "vrrptop/field_part.h"

/* What a row counts. Rates below 0: not known yet. */
struct traffic {
    double active, inactive, connections, connection_rate;
    double bytes_in, bytes_out, byte_rate_in, byte_rate_out;
    const char *method;
};

static void count_server(const struct scene *scene, const struct row *row, struct traffic *out)
{
    const struct status_server *server = field_server(scene, row);
    const struct sample_server *rates = field_server_rates(scene, row);

    out->active = server->active;
    out->inactive = server->inactive;
    out->connections = (double)server->connections;
    out->connection_rate = rates->connection_rate;
    out->bytes_in = (double)server->bytes_in;
    out->bytes_out = (double)server->bytes_out;
    out->byte_rate_in = rates->byte_rate_in;
    out->byte_rate_out = rates->byte_rate_out;
}

static uint64_t bytes_of(const struct status_service *service, bool outgoing)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < service->server_count; i++)
        sum += outgoing ? service->servers[i].bytes_out : service->servers[i].bytes_in;
    return sum;
}

static void count_service(const struct scene *scene, const struct row *row, struct traffic *out)
{
    const struct status_service *service = field_service(scene, row);
    const struct sample_service *rates = field_service_rates(scene, row);

    out->active = (double)rates->active;
    out->inactive = (double)rates->inactive;
    out->connections = (double)rates->connections;
    out->connection_rate = rates->connection_rate;
    out->bytes_in = (double)bytes_of(service, false);
    out->bytes_out = (double)bytes_of(service, true);
    out->byte_rate_in = rates->byte_rate_in;
    out->byte_rate_out = rates->byte_rate_out;
}

/* False where the scene has no such thing. */
static bool count(const struct scene *scene, const struct row *row, struct traffic *out)
{
    const struct status_service *service = field_service(scene, row);

    if (service == NULL || (row->sub != ROW_WHOLE && field_server(scene, row) == NULL))
        return false;
    out->method = service->method;
    if (row->sub == ROW_WHOLE)
        count_service(scene, row, out);
    else
        count_server(scene, row, out);
    return true;
}

void field_active(const struct scene *scene, const struct row *row, struct value *out)
{
    struct traffic traffic;

    if (count(scene, row, &traffic))
        field_set_number(out, VALUE_COUNT, traffic.active);
}

void field_inactive(const struct scene *scene, const struct row *row, struct value *out)
{
    struct traffic traffic;

    if (count(scene, row, &traffic))
        field_set_number(out, VALUE_COUNT, traffic.inactive);
}

void field_conns(const struct scene *scene, const struct row *row, struct value *out)
{
    struct traffic traffic;

    if (count(scene, row, &traffic))
        field_set_number(out, VALUE_COUNT, traffic.connections);
}

void field_cps(const struct scene *scene, const struct row *row, struct value *out)
{
    struct traffic traffic;

    if (count(scene, row, &traffic))
        field_set_rate(out, VALUE_RATE, traffic.connection_rate);
}

void field_in(const struct scene *scene, const struct row *row, struct value *out)
{
    struct traffic traffic;

    if (count(scene, row, &traffic))
        field_set_rate(out, VALUE_BYTE_RATE, traffic.byte_rate_in);
}

void field_out(const struct scene *scene, const struct row *row, struct value *out)
{
    struct traffic traffic;

    if (count(scene, row, &traffic))
        field_set_answers(out, VALUE_BYTE_RATE, traffic.byte_rate_out, traffic.method);
}

void field_in_sum(const struct scene *scene, const struct row *row, struct value *out)
{
    struct traffic traffic;

    if (count(scene, row, &traffic))
        field_set_number(out, VALUE_BYTES, traffic.bytes_in);
}

void field_out_sum(const struct scene *scene, const struct row *row, struct value *out)
{
    struct traffic traffic;

    if (count(scene, row, &traffic))
        field_set_answers(out, VALUE_BYTES, traffic.bytes_out, traffic.method);
}

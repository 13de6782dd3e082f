/* Samples of a host; see sample.h. */
#include "vrrptop/sample.h"

#include <stdlib.h>
#include <string.h>

#include "vrrptop/match.h"
#include "vrrptop/sample_links.h"
#include "vrrptop/sample_state.h"

/* Counts that nobody refreshes any more say nothing about now. */
static const int64_t counts_old_us = 15000000;

/* A producer that is said to have run so much longer since it spoke last is not believed. */
static const int64_t uptime_step_max_us = INT64_C(86400000000);

/* ---- time ---- */

/* The producer's own uptime tells how long it was between two statuses, whatever the way here did to them and
 * however fast a recording is played; unless it was restarted, or has none. */
static int64_t elapsed_us(const struct sample *sample, const struct sample *before)
{
    const struct status *now = &sample->status, *was = &before->status;

    if (now->supervisor == was->supervisor && was->uptime_us > 0 && now->uptime_us >= was->uptime_us &&
        now->uptime_us - was->uptime_us <= uptime_step_max_us)
        return now->uptime_us - was->uptime_us;
    return sample->at_us > before->at_us ? sample->at_us - before->at_us : 0;
}

static int64_t counted_us(const struct sample *sample)
{
    int64_t age_us = sample->status.lvs.counted_age_us;

    return age_us < 0 || age_us > counts_old_us ? -1 : sample->clock_us - age_us;
}

/* ---- virtual routers ---- */

static struct match_key router_key(const void *list, size_t index)
{
    return (struct match_key){((const struct status_instance *)list)[index].name, ""};
}

static uint64_t adverts_of(const struct status_instance *instance)
{
    return instance->adverts_sent + instance->adverts_received;
}

static uint64_t rejected_of(const struct status_instance *instance)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < instance->rejected.count && i < STATUS_COUNTERS_MAX; i++)
        sum += instance->rejected.items[i].value;
    return sum;
}

static void fill_sighting(const struct sample *sample, const struct status_instance *instance,
                          uint64_t adverts, struct sample_sighting *out)
{
    int64_t age_us = instance->last_advert_age_us > 0 ? instance->last_advert_age_us : 0;

    out->wall_us = sample->wall_us - age_us;
    memcpy(out->master, instance->master.address, sizeof(out->master));
    out->priority = instance->master.priority;
    out->adverts = adverts;
}

/* The room of `out->sightings` has one more than there were. */
static void look(const struct sample *sample, const struct status_instance *instance,
                 const struct sample_router *before, const struct status_instance *was,
                 struct sample_router *out)
{
    uint64_t adverts = adverts_of(instance), known = was != NULL ? adverts_of(was) : adverts;
    bool news =
        instance->master.known && (adverts != known || before == NULL || before->sighting_count == 0 ||
                                   strcmp(before->sightings[0].master, instance->master.address) != 0);
    size_t kept = before != NULL ? before->sighting_count : 0;

    if (news) {
        fill_sighting(sample, instance, adverts > known ? adverts - known : 0, out->sightings);
        kept = kept < SAMPLE_SIGHTINGS_MAX ? kept : SAMPLE_SIGHTINGS_MAX - 1;
    }
    if (kept > 0)
        memcpy(out->sightings + news, before->sightings, kept * sizeof(*out->sightings));
    out->sighting_count = kept + news;
}

static void fill_router(struct sample *sample, size_t i, const struct sample *before, long at)
{
    const struct status_instance *instance = &sample->status.instances[i];
    const struct sample_router *old = at >= 0 ? &before->routers[at] : NULL;
    const struct status_instance *was = at >= 0 ? &before->status.instances[at] : NULL;
    struct sample_router *out = &sample->routers[i];

    out->advert_rate = out->rejected_rate = -1;
    out->rejected = rejected_of(instance);
    out->master_for_us = strcmp(instance->state, "MASTER") != 0   ? -1
                         : old != NULL && old->master_for_us >= 0 ? old->master_for_us
                                                                  : sample->at_us;
    if (old != NULL) {
        double seconds = (double)(sample->clock_us - before->clock_us) / 1e6;

        out->advert_pace = old->advert_pace;
        out->rejected_pace = old->rejected_pace;
        out->trend = old->trend;
        out->advert_rate =
            sample_pace_step(&out->advert_pace, adverts_of(was), adverts_of(instance), seconds);
        out->rejected_rate = sample_pace_step(&out->rejected_pace, old->rejected, out->rejected, seconds);
    }
    sample_trend_add(&out->trend, sample->at_us, out->advert_rate);
    look(sample, instance, old, was, out);
}

/* Where each was before, and how much room all the sightings need. */
static size_t match_routers(const struct sample *sample, const struct sample *before, long *places)
{
    struct match match = {.key = router_key};
    size_t room = 0;

    if (before != NULL) {
        match.list = before->status.instances;
        match.count = before->status.instance_count;
    }
    for (size_t i = 0; i < sample->status.instance_count; i++) {
        places[i] = match_find(&match, router_key(sample->status.instances, i));
        room += 1 + (places[i] >= 0 ? before->routers[places[i]].sighting_count : 0);
    }
    match_free(&match);
    return room;
}

static bool fill_routers(struct sample *sample, const struct sample *before)
{
    size_t count = sample->status.instance_count, used = 0;
    long *places = calloc(count + 1, sizeof(*places));

    sample->routers = calloc(count + 1, sizeof(*sample->routers));
    if (places != NULL)
        sample->sightings = calloc(match_routers(sample, before, places) + 1, sizeof(*sample->sightings));
    if (sample->routers == NULL || sample->sightings == NULL) {
        free(places);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        sample->routers[i].sightings = sample->sightings + used;
        fill_router(sample, i, before, places[i]);
        used += sample->routers[i].sighting_count;
        sample->advert_rate = sample_rate_sum(sample->advert_rate, sample->routers[i].advert_rate);
    }
    free(places);
    return true;
}

/* ---- virtual servers ---- */

/* One address may be served over TCP and over UDP. */
static struct match_key service_key(const void *list, size_t index)
{
    const struct status_service *service = &((const struct status_service *)list)[index];

    return (struct match_key){service->name, service->protocol};
}

/* The sorry server may be a real one as well. */
static struct match_key server_key(const void *list, size_t index)
{
    const struct status_server *server = &((const struct status_server *)list)[index];

    return (struct match_key){server->address, strcmp(server->state, "SORRY") == 0 ? "sorry" : ""};
}

static void add_server(struct sample_service *out, const struct status_server *server,
                       const struct sample_server *rates)
{
    out->active += server->active;
    out->inactive += server->inactive;
    out->connections += server->connections;
    if (strcmp(server->state, "DOWN") == 0)
        out->servers_down++;
    else if (strcmp(server->state, "SORRY") != 0)
        out->servers_up++;
    out->connection_rate = sample_rate_sum(out->connection_rate, rates->connection_rate);
    out->byte_rate_in = sample_rate_sum(out->byte_rate_in, rates->byte_rate_in);
    out->byte_rate_out = sample_rate_sum(out->byte_rate_out, rates->byte_rate_out);
}

static void fill_servers(const struct sample *sample, const struct status_service *service,
                         struct sample_service *out, const struct sample_service *before,
                         const struct status_service *was)
{
    struct match match = {.key = server_key};
    int64_t taken_us = counted_us(sample);

    if (was != NULL) {
        match.list = was->servers;
        match.count = was->server_count;
    }
    for (size_t i = 0; i < service->server_count; i++) {
        long at = match_find(&match, server_key(service->servers, i));
        struct sample_server *server = &out->servers[i];

        if (at >= 0)
            server->trend = before->servers[at].trend;
        sample_server_rates(server, &service->servers[i], taken_us, at >= 0 ? &before->servers[at] : NULL,
                            at >= 0 ? &was->servers[at] : NULL);
        sample_trend_add(&server->trend, sample->at_us, server->connection_rate);
        add_server(out, &service->servers[i], server);
    }
    match_free(&match);
}

static void fill_service(struct sample *sample, size_t i, const struct sample *before, long at)
{
    const struct sample_service *old = at >= 0 ? &before->services[at] : NULL;
    struct sample_service *out = &sample->services[i];

    out->connection_rate = out->byte_rate_in = out->byte_rate_out = -1;
    if (old != NULL)
        out->trend = old->trend;
    fill_servers(sample, &sample->status.virtual_servers[i], out, old,
                 at >= 0 ? &before->status.virtual_servers[at] : NULL);
    sample_trend_add(&out->trend, sample->at_us, out->connection_rate);
    sample->connection_rate = sample_rate_sum(sample->connection_rate, out->connection_rate);
    sample->byte_rate_in = sample_rate_sum(sample->byte_rate_in, out->byte_rate_in);
    sample->byte_rate_out = sample_rate_sum(sample->byte_rate_out, out->byte_rate_out);
}

static bool fill_services(struct sample *sample, const struct sample *before)
{
    const struct status *status = &sample->status;
    struct match match = {.key = service_key};
    size_t servers = 0;

    for (size_t i = 0; i < status->virtual_server_count; i++)
        servers += status->virtual_servers[i].server_count;
    sample->services = calloc(status->virtual_server_count + 1, sizeof(*sample->services));
    sample->servers = calloc(servers + 1, sizeof(*sample->servers));
    if (sample->services == NULL || sample->servers == NULL)
        return false;
    if (before != NULL) {
        match.list = before->status.virtual_servers;
        match.count = before->status.virtual_server_count;
    }
    servers = 0;
    for (size_t i = 0; i < status->virtual_server_count; i++) {
        sample->services[i].servers = sample->servers + servers;
        fill_service(sample, i, before, match_find(&match, service_key(status->virtual_servers, i)));
        servers += status->virtual_servers[i].server_count;
    }
    match_free(&match);
    return true;
}

/* ---- the whole ---- */

static void fill_trends(struct sample *sample, const struct sample *before)
{
    if (before != NULL) {
        sample->adverts = before->adverts;
        sample->connections = before->connections;
        sample->bytes = before->bytes;
    }
    sample_trend_add(&sample->adverts, sample->at_us, sample->advert_rate);
    sample_trend_add(&sample->connections, sample->at_us, sample->connection_rate);
    sample_trend_add(&sample->bytes, sample->at_us,
                     sample_rate_sum(sample->byte_rate_in, sample->byte_rate_out));
}

struct sample *sample_make(struct status *status, const struct sample *before, int64_t now_us,
                           int64_t wall_us)
{
    struct sample *sample = calloc(1, sizeof(*sample));

    if (sample == NULL) {
        status_free(status);
        return NULL;
    }
    sample->references = 1;
    sample->at_us = now_us;
    sample->wall_us = status->wall_us > 0 ? status->wall_us : wall_us;
    sample->speaks_for_self = true;
    sample->status = *status;
    memset(status, 0, sizeof(*status));
    sample->advert_rate = sample->connection_rate = sample->byte_rate_in = sample->byte_rate_out = -1;
    sample->clock_us =
        before != NULL ? before->clock_us + elapsed_us(sample, before) : now_us + counts_old_us;
    if (!fill_routers(sample, before) || !fill_services(sample, before)) {
        sample_drop(sample);
        return NULL;
    }
    fill_trends(sample, before);
    sample_link(sample);
    return sample;
}

struct sample *sample_hold(struct sample *sample)
{
    if (sample != NULL)
        sample->references++;
    return sample;
}

void sample_drop(struct sample *sample)
{
    if (sample == NULL || --sample->references > 0)
        return;
    status_free(&sample->status);
    free(sample->routers);
    free(sample->services);
    free(sample->servers);
    free(sample->sightings);
    free(sample);
}

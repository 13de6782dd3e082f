/* Heartbeats and arbiters in the whole configuration; see check_paths.h. */
#include "conf/check_paths.h"

#include "conf/quantity.h"

static int64_t fastest_advert_us(const struct conf *conf)
{
    int64_t fastest_us = 2 * (int64_t)CONF_HEARTBEAT_LONGEST_US;

    for (size_t i = 0; i < conf->instance_count; i++)
        if (conf->instances[i].advert_interval_us > 0 && conf->instances[i].advert_interval_us < fastest_us)
            fastest_us = conf->instances[i].advert_interval_us;
    return fastest_us;
}

int64_t conf_heartbeat_auto_us(const struct conf *conf)
{
    int64_t half_us = fastest_advert_us(conf) / 2;

    if (half_us < CONF_HEARTBEAT_SHORTEST_US)
        return CONF_HEARTBEAT_SHORTEST_US;
    return half_us < CONF_HEARTBEAT_LONGEST_US ? half_us : CONF_HEARTBEAT_LONGEST_US;
}

/* What a heartbeat says is believed until adverts would be missed, so the next one must come before. */
static void check_interval(struct reader *reader, const struct conf_heartbeat *heartbeat)
{
    int64_t fastest_us = fastest_advert_us(reader->conf);
    char interval[QUANTITY_DURATION_TEXT_MAX], advert[QUANTITY_DURATION_TEXT_MAX];

    if (heartbeat->interval_us <= fastest_us)
        return;
    quantity_duration_format(heartbeat->interval_us, interval);
    quantity_duration_format(fastest_us, advert);
    conf_errors_add(
        reader->errors, CONF_WARNING, &heartbeat->place,
        "heartbeats every %s are slower than adverts every %s: one of them lost, and they keep no "
        "backup from taking over",
        interval, advert);
}

void check_paths(struct reader *reader)
{
    struct conf_heartbeat *heartbeat = &reader->conf->global.heartbeat;

    if (heartbeat->peer_count == 0)
        return;
    heartbeat->interval_us = heartbeat->interval_wish_us != CONF_HEARTBEAT_INTERVAL_AUTO
                                 ? heartbeat->interval_wish_us
                                 : conf_heartbeat_auto_us(reader->conf);
    check_interval(reader, heartbeat);
}

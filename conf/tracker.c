/* Trackers in the model. */
#include "conf/tracker.h"

#include <string.h>

int tracker_add(struct conf *conf, const struct conf_tracker *tracker)
{
    if (conf->tracker_count > CONF_TRACKERS_MAX)
        return -1;
    conf->trackers = conf_append(conf, conf->trackers, &conf->tracker_count, sizeof *conf->trackers);
    conf->trackers[conf->tracker_count - 1] = *tracker;
    return (int)conf->tracker_count - 1;
}

int tracker_interface(struct conf *conf, const char *name, const struct conf_place *place)
{
    struct conf_tracker tracker = {.place = *place};
    int index = conf_find_tracker(conf, CONF_TRACK_INTERFACE, name);

    if (index >= 0)
        return index;
    conf_tracker_defaults(&tracker, CONF_TRACK_INTERFACE);
    tracker.name = conf_strdup(conf, name);
    return tracker_add(conf, &tracker);
}

bool tracker_is_used(const struct conf_track *tracks, size_t count, size_t tracker)
{
    for (size_t i = 0; i < count; i++)
        if (tracks[i].tracker == tracker)
            return true;
    return false;
}

struct conf_track tracker_use(const struct conf *conf, int tracker, const struct conf_place *place)
{
    const struct conf_tracker *of = &conf->trackers[tracker];

    return (struct conf_track){
        .tracker = (size_t)tracker, .weight = of->weight, .reverse = of->reverse, .place = *place};
}

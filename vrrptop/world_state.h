/* The inside of the world, for its parts: world.c (hosts, statuses), world_events.c (what happened, as lines
 * say it), world_changes.c (what happened, as two samples show it), world_incidents.c, world_scene.c,
 * world_banner.c. Pure. */
#ifndef VRRPTOP_WORLD_STATE_H
#define VRRPTOP_WORLD_STATE_H

#include "vrrptop/seen.h"
#include "vrrptop/world.h"

enum { WORLD_NAME_MAX = 128 };

struct world_host {
    char name[WORLD_NAME_MAX];
    enum world_origin origin;
    enum world_link link;
    char trouble[WORLD_TROUBLE_MAX];
    struct sample *sample;
    bool events_come; /* as lines */
    bool was_lost;    /* an event said so and none that it came back */
};

/* An incident with what tells that its maker was started anew and will never close it. */
struct world_open {
    struct world_incident incident;
    char source[16];
    uint64_t boot;
};

struct world {
    struct world_host hosts[WORLD_HOSTS_MAX];
    size_t host_count;
    struct world_event events[WORLD_EVENTS_MAX]; /* a ring: number modulo its size */
    uint64_t event_first, event_end;
    struct world_open open[WORLD_INCIDENTS_MAX]; /* in the order in which they came */
    size_t open_count;
    struct seen seen;
};

/* A new event, the newest: blank but for these. */
struct world_event *world_event_new(struct world *world, int host, enum world_severity severity,
                                    int64_t wall_us);

/* Whether that host is one. */
bool world_has_host(const struct world *world, int host);

/* How bad it is that an instance is now in that state, that a server or service is now that. */
enum world_severity world_state_severity(const char *state);
enum world_severity world_server_severity(const char *state);
enum world_severity world_quorum_severity(bool up);

/* "192.0.2.1:80 10.0.0.9:80". */
void world_server_subject(const char *service, const char *server, char out[WORLD_SUBJECT_MAX]);

/* "info", "warning", "critical", anything else is info. */
enum world_severity world_severity_of(const char *name);

/* What has changed between two samples of a host, as events. */
void world_tell_changes(struct world *world, int host, const struct sample *before, const struct sample *now);

/* Opens, updates or closes the incident of an event that is no note. */
void world_take_incident(struct world *world, int host, const struct event *event);

/* Fills in who contests whom. `contested` has an array for each host that has a sample (of its instances,
 * all false). *count is the number of virtual routers. False without memory. */
bool world_contest(const struct world *world, bool *contested[WORLD_HOSTS_MAX], size_t *count);

/* True when both have an address in common, whatever its prefix length is. */
bool world_share_address(const struct status_instance *a, const struct status_instance *b);

#endif

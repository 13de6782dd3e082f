/* vrrptop/world: who contests whom, what happened, what is open, what the banner says. */
#include "vrrptop/world.h"

#include "tests/unit/check.h"
#include "tests/unit/top_status.h"

/* Two hosts with the virtual routers VI_1 and VI_2, and what is seen of them. */
struct pair {
    struct world *world;
    struct scene scene;
    int a, b;
};

static struct pair pair_new(void)
{
    struct pair pair = {.world = world_new()};

    pair.a = world_add_host(pair.world, "lb01", WORLD_DAEMON);
    pair.b = world_add_host(pair.world, "lb02", WORLD_DAEMON);
    return pair;
}

static void pair_free(struct pair *pair)
{
    scene_free(&pair->scene);
    world_free(pair->world);
}

static void take(struct pair *pair)
{
    CHECK(scene_take(pair->world, &pair->scene));
}

/* Host `host` says that VI_1 is in that state. */
static void say(struct pair *pair, int host, const char *state, int64_t now_us)
{
    struct status status = top_status(2, 0, 0);

    top_state(&status, 0, state);
    CHECK(world_take_status(pair->world, host, &status, now_us, WALL_US + now_us));
}

static size_t contests(struct pair *pair)
{
    take(pair);
    return pair->scene.contested_count;
}

/* ---- contested ---- */

static void two_masters_that_go_on_contest(void)
{
    struct pair pair = pair_new();

    say(&pair, pair.a, "MASTER", 1);
    say(&pair, pair.b, "MASTER", 2);
    CHECK_EQ_INT(contests(&pair), 0); /* lb01 said it before lb02 did, and nothing since */
    say(&pair, pair.b, "MASTER", 3);
    CHECK_EQ_INT(contests(&pair), 0);
    say(&pair, pair.a, "MASTER", 4);
    CHECK_EQ_INT(contests(&pair), 1);
    CHECK(pair.scene.hosts[0].contested[0] && pair.scene.hosts[1].contested[0]);
    CHECK(!pair.scene.hosts[0].contested[1] && !pair.scene.hosts[1].contested[1]);
    say(&pair, pair.b, "BACKUP", 5);
    CHECK_EQ_INT(contests(&pair), 0);
    CHECK(!pair.scene.hosts[0].contested[0]);
    pair_free(&pair);
}

static void a_hand_over_is_none(void)
{
    struct pair pair = pair_new();

    for (int64_t now_us = 0; now_us < 10; now_us++) {
        say(&pair, pair.a, "MASTER", now_us);
        say(&pair, pair.b, "BACKUP", now_us);
    }
    say(&pair, pair.b, "MASTER", 10); /* took over before lb01's turn to speak */
    CHECK_EQ_INT(contests(&pair), 0);
    say(&pair, pair.a, "BACKUP", 11);
    say(&pair, pair.b, "MASTER", 12);
    CHECK_EQ_INT(contests(&pair), 0);
    say(&pair, pair.a, "MASTER", 13); /* and back */
    CHECK_EQ_INT(contests(&pair), 0);
    say(&pair, pair.b, "BACKUP", 14);
    say(&pair, pair.a, "MASTER", 15);
    CHECK_EQ_INT(contests(&pair), 0);
    pair_free(&pair);
}

/* Both are MASTER of VI_1 and have said so twice; `change` makes something of lb02's differ. */
static size_t contests_after(void (*change)(struct status_instance *))
{
    struct pair pair = pair_new();
    size_t count;

    for (int64_t now_us = 0; now_us < 4; now_us++) {
        struct status status = top_status(1, 0, 0);

        top_state(&status, 0, "MASTER");
        if (now_us % 2 == 1)
            change(&status.instances[0]);
        CHECK(world_take_status(pair.world, now_us % 2 == 0 ? pair.a : pair.b, &status, now_us, WALL_US));
    }
    say(&pair, pair.a, "MASTER", 5);
    count = contests(&pair);
    pair_free(&pair);
    return count;
}

static void other_name(struct status_instance *instance)
{
    strcpy(instance->name, "another");
    strcpy(instance->interface, "eth7");
    strcpy(instance->addresses[0], "10.9.0.1/32");
}

static void other_vrid(struct status_instance *instance)
{
    instance->vrid++;
}

static void other_family(struct status_instance *instance)
{
    strcpy(instance->family, "ipv6");
}

static void other_address(struct status_instance *instance)
{
    strcpy(instance->addresses[0], "10.9.0.10/24");
}

static void no_address(struct status_instance *instance)
{
    instance->address_count = 0;
}

static void what_makes_it_the_same_virtual_router(void)
{
    CHECK_EQ_INT(contests_after(other_name), 1);
    CHECK_EQ_INT(contests_after(other_vrid), 0);
    CHECK_EQ_INT(contests_after(other_family), 0);
    CHECK_EQ_INT(contests_after(other_address), 0);
    CHECK_EQ_INT(contests_after(no_address), 0);
}

static void a_host_that_is_lost_does_not_count(void)
{
    struct pair pair = pair_new();

    for (int64_t now_us = 0; now_us < 4; now_us++)
        say(&pair, now_us % 2 == 0 ? pair.a : pair.b, "MASTER", now_us);
    CHECK_EQ_INT(contests(&pair), 1);
    world_set_link(pair.world, pair.b, WORLD_LOST, "no route to host", WALL_US);
    CHECK_EQ_INT(contests(&pair), 0);
    world_set_link(pair.world, pair.b, WORLD_CONNECTING, "", WALL_US);
    CHECK_EQ_INT(contests(&pair), 0);
    say(&pair, pair.b, "MASTER", 9);
    CHECK_EQ_INT(contests(&pair), 1);
    pair_free(&pair);
}

static void what_vrrpwatch_sees_is_no_master_of_its_own(void)
{
    struct pair pair = pair_new();
    int watch = world_add_host(pair.world, "wire", WORLD_WATCH);

    for (int64_t now_us = 0; now_us < 4; now_us++)
        say(&pair, now_us % 2 == 0 ? pair.a : watch, "MASTER", now_us);
    CHECK_EQ_INT(contests(&pair), 0);
    CHECK(!pair.scene.hosts[watch].sample->speaks_for_self);
    pair_free(&pair);
}

static void one_virtual_router_is_counted_once(void)
{
    struct pair pair = pair_new();
    int c = world_add_host(pair.world, "lb03", WORLD_DAEMON);
    enum world_severity severity;
    char text[WORLD_TEXT_MAX];

    for (int64_t round = 0; round < 2; round++)
        for (int host = 0; host <= c; host++) {
            struct status status = top_status(2, 0, 0);

            top_state(&status, 0, "MASTER");
            top_state(&status, 1, host > 0 ? "MASTER" : "BACKUP");
            /* Two addresses in common are still one virtual router. */
            status.instances[1].addresses =
                reallocarray(status.instances[1].addresses, 2, STATUS_ADDRESS_MAX);
            strcpy(status.instances[1].addresses[1], "10.9.7.7/24");
            status.instances[1].address_count = 2;
            CHECK(world_take_status(pair.world, host, &status, 10 * round + host, WALL_US));
        }
    take(&pair);
    CHECK_EQ_INT(pair.scene.contested_count, 2);
    CHECK_EQ_STR(scene_banner(&pair.scene, &severity, text),
                 "SPLIT BRAIN  VI_1 (vrid 51): MASTER on lb01, lb02 and lb03  (and 1 more)");
    pair_free(&pair);
}

/* ---- events ---- */

static const struct world_event *newest(struct pair *pair, unsigned age)
{
    static const struct world_event none;
    const struct world_event *event;

    take(pair);
    event = pair->scene.event_end > age ? scene_event(&pair->scene, pair->scene.event_end - 1 - age) : NULL;
    return event != NULL ? event : &none;
}

static size_t event_count(struct pair *pair)
{
    take(pair);
    return (size_t)(pair->scene.event_end - pair->scene.event_first);
}

static void a_change_of_state_is_told_with_its_reason(void)
{
    struct pair pair = pair_new();
    struct status status = top_status(2, 0, 0);
    const struct world_event *event;

    say(&pair, pair.a, "BACKUP", 0);
    CHECK_EQ_INT(event_count(&pair), 0);
    top_state(&status, 0, "MASTER");
    status.instances[0].last_transition = (struct status_transition){.known = true,
                                                                     .from = "BACKUP",
                                                                     .to = "MASTER",
                                                                     .at_wall_us = WALL_US - 5,
                                                                     .reason = "master silent"};
    world_take_status(pair.world, pair.a, &status, 1, WALL_US);
    event = newest(&pair, 0);
    CHECK_EQ_INT(event_count(&pair), 1);
    CHECK_EQ_STR(event->kind, "transition");
    CHECK_EQ_STR(event->subject, "VI_1");
    CHECK_EQ_STR(event->to, "MASTER");
    CHECK_EQ_STR(event->text, "BACKUP -> MASTER: master silent");
    CHECK_EQ_INT(event->wall_us, WALL_US - 5);
    CHECK_EQ_INT(event->severity, WORLD_INFO);
    say(&pair, pair.a, "FAULT", 2);
    CHECK_EQ_STR(newest(&pair, 0)->text, "MASTER -> FAULT");
    CHECK_EQ_INT(newest(&pair, 0)->severity, WORLD_CRITICAL);
    pair_free(&pair);
}

/* MASTER, BACKUP and MASTER again between two looks. */
static void to_and_fro_between_two_looks_is_told(void)
{
    struct pair pair = pair_new();

    for (int64_t i = 0; i < 3; i++) {
        struct status status = top_status(1, 0, 0);

        top_state(&status, 0, "MASTER");
        status.instances[0].transitions = i == 0 ? 1 : 3;
        status.instances[0].last_transition = (struct status_transition){
            .known = true, .from = "BACKUP", .to = "MASTER", .at_wall_us = WALL_US + (i == 0 ? 0 : 7)};
        world_take_status(pair.world, pair.a, &status, i, WALL_US + i);
    }
    CHECK_EQ_INT(event_count(&pair), 1);
    CHECK_EQ_INT(newest(&pair, 0)->wall_us, WALL_US + 7);
    pair_free(&pair);
}

static void servers_and_quorums_are_told(void)
{
    struct pair pair = pair_new();
    struct status first = top_status(0, 2, 3), second = top_status(0, 2, 3);
    struct status_server *server = &second.virtual_servers[1].servers[2];

    strcpy(server->state, "DOWN");
    strcpy(server->check.kind, "tcp");
    strcpy(server->check.reason, "connection refused");
    second.virtual_servers[1].up = false;
    second.virtual_servers[1].quorum = 3;
    second.virtual_servers[1].weight = 2;
    world_take_status(pair.world, pair.a, &first, 0, WALL_US);
    world_take_status(pair.world, pair.a, &second, 1, WALL_US + 9);
    CHECK_EQ_INT(event_count(&pair), 2);
    CHECK_EQ_STR(newest(&pair, 1)->kind, "server");
    CHECK_EQ_STR(newest(&pair, 1)->subject, "192.0.2.2:80 10.0.0.3:80");
    CHECK_EQ_STR(newest(&pair, 1)->to, "DOWN");
    CHECK_EQ_STR(newest(&pair, 1)->text, "UP -> DOWN: tcp, connection refused");
    CHECK_EQ_INT(newest(&pair, 1)->wall_us, WALL_US + 9);
    CHECK_EQ_STR(newest(&pair, 0)->kind, "quorum");
    CHECK_EQ_STR(newest(&pair, 0)->subject, "192.0.2.2:80");
    CHECK_EQ_STR(newest(&pair, 0)->to, "DOWN");
    CHECK_EQ_STR(newest(&pair, 0)->text, "weight 2 of the living, quorum 3");
    CHECK_EQ_INT(newest(&pair, 0)->severity, WORLD_CRITICAL);
    CHECK_EQ_INT(pair.scene.down_service_count, 1);
    pair_free(&pair);
}

static struct event transition(uint64_t boot, uint64_t sequence)
{
    return (struct event){.sequence = sequence,
                          .boot = boot,
                          .wall_us = WALL_US,
                          .source = "vrrpd",
                          .kind = "transition",
                          .instance = "VI_1",
                          .from = "BACKUP",
                          .to = "MASTER",
                          .reason = "why"};
}

static void a_host_with_event_lines_has_none_made_up(void)
{
    struct pair pair = pair_new();
    struct event event = transition(1, 1);

    world_expect_events(pair.world, pair.a);
    say(&pair, pair.a, "BACKUP", 0);
    say(&pair, pair.a, "MASTER", 1);
    CHECK_EQ_INT(event_count(&pair), 0);
    say(&pair, pair.b, "BACKUP", 2);
    world_take_event(pair.world, pair.b, &event); /* says the same as world_expect_events() */
    say(&pair, pair.b, "MASTER", 3);
    CHECK_EQ_INT(event_count(&pair), 1);
    CHECK_EQ_STR(newest(&pair, 0)->text, "BACKUP -> MASTER: why");
    CHECK_EQ_INT(newest(&pair, 0)->host, pair.b);
    pair_free(&pair);
}

static void a_known_event_is_left_out(void)
{
    struct pair pair = pair_new();
    struct event event = transition(1, 0);

    for (int again = 0; again < 3; again++)
        for (uint64_t i = 0; i < 1500; i++) {
            event.sequence = i;
            world_take_event(pair.world, pair.a, &event);
        }
    CHECK_EQ_INT(event_count(&pair), 1500);
    event.boot = 2; /* the daemon was restarted and counts anew */
    world_take_event(pair.world, pair.a, &event);
    world_take_event(pair.world, pair.b, &event); /* another host's */
    strcpy(event.kind, "server");                 /* these are counted by themselves */
    world_take_event(pair.world, pair.b, &event);
    CHECK_EQ_INT(event_count(&pair), 1503);
    pair_free(&pair);
}

static void only_the_last_events_are_held(void)
{
    struct pair pair = pair_new();
    struct event event = transition(1, 0);
    struct scene before = {.host_count = 0};

    world_take_event(pair.world, pair.a, &event);
    CHECK(scene_take(pair.world, &before));
    for (event.sequence = 1; event.sequence < 20000; event.sequence++)
        world_take_event(pair.world, pair.a, &event);
    CHECK_EQ_INT(event_count(&pair), WORLD_EVENTS_MAX);
    CHECK_EQ_INT(newest(&pair, 0)->number, 19999);
    CHECK(scene_event(&pair.scene, 20000) == NULL);
    CHECK(scene_event(&pair.scene, pair.scene.event_first) != NULL);
    CHECK(scene_event(&pair.scene, pair.scene.event_first - 1) == NULL);
    CHECK(scene_event(&before, 0) == NULL); /* was in the picture, is gone */
    CHECK(scene_event(&before, 19999) == NULL);
    scene_free(&before);
    event.sequence = 19000; /* known although many came since */
    world_take_event(pair.world, pair.a, &event);
    CHECK_EQ_INT(newest(&pair, 0)->number, 19999);
    pair_free(&pair);
}

static void a_lost_host_is_told_once(void)
{
    struct pair pair = pair_new();

    world_set_link(pair.world, pair.a, WORLD_LIVE, "", WALL_US);
    CHECK_EQ_INT(event_count(&pair), 0); /* nothing to tell */
    for (int i = 0; i < 3; i++) {
        world_set_link(pair.world, pair.a, WORLD_CONNECTING, "", WALL_US);
        world_set_link(pair.world, pair.a, WORLD_LOST, "no such socket", WALL_US + i);
    }
    CHECK_EQ_INT(event_count(&pair), 1);
    CHECK_EQ_STR(newest(&pair, 0)->kind, "host");
    CHECK_EQ_STR(newest(&pair, 0)->subject, "lb01");
    CHECK_EQ_STR(newest(&pair, 0)->to, "LOST");
    CHECK_EQ_STR(newest(&pair, 0)->text, "no such socket");
    CHECK_EQ_STR(pair.scene.hosts[0].trouble, "no such socket");
    say(&pair, pair.a, "BACKUP", 5);
    CHECK_EQ_INT(event_count(&pair), 2);
    CHECK_EQ_STR(newest(&pair, 0)->to, "LIVE");
    CHECK_EQ_INT(pair.scene.hosts[0].link, WORLD_LIVE);
    CHECK_EQ_STR(pair.scene.hosts[0].trouble, "");
    pair_free(&pair);
}

/* ---- incidents ---- */

static struct event incident(const char *id, const char *phase, const char *severity, uint64_t sequence)
{
    struct event event = {.sequence = sequence,
                          .boot = 7,
                          .wall_us = WALL_US,
                          .source = "vrrpwatch",
                          .kind = "incident",
                          .vrid = 51,
                          .family = "ipv4",
                          .interface = "eth0"};

    snprintf(event.incident.id, sizeof(event.incident.id), "%s", id);
    snprintf(event.incident.phase, sizeof(event.incident.phase), "%s", phase);
    snprintf(event.incident.severity, sizeof(event.incident.severity), "%s", severity);
    strcpy(event.incident.code, "SB-A1");
    strcpy(event.incident.cause, "a firewall");
    strcpy(event.incident.fix, "open it");
    event.incident.since_wall_us = WALL_US - (int64_t)sequence;
    event.incident.duration_us = strcmp(phase, "closed") == 0 ? 1000 : -1;
    return event;
}

static void give(struct pair *pair, struct event event)
{
    world_take_event(pair->world, pair->a, &event);
    take(pair);
}

static void an_incident_opens_changes_and_closes(void)
{
    struct pair pair = pair_new();
    struct event changed = incident("x-1", "update", "critical", 2);
    enum world_severity severity;
    char text[WORLD_TEXT_MAX];

    give(&pair, incident("x-1", "open", "warning", 1));
    CHECK_EQ_INT(pair.scene.incident_count, 1);
    CHECK_EQ_STR(pair.scene.incidents[0].subject, "eth0/51/ipv4");
    CHECK_EQ_STR(pair.scene.incidents[0].fix, "open it");
    CHECK_EQ_STR(scene_banner(&pair.scene, &severity, text), "SB-A1  eth0/51/ipv4: a firewall");
    CHECK_EQ_INT(severity, WORLD_WARNING);
    strcpy(changed.incident.code, "SB-A4");
    changed.incident.vlan = 7;
    give(&pair, changed);
    CHECK_EQ_INT(pair.scene.incident_count, 1);
    CHECK_EQ_INT(pair.scene.incidents[0].severity, WORLD_CRITICAL);
    CHECK_EQ_STR(scene_banner(&pair.scene, &severity, text), "SB-A4  eth0.7/51/ipv4: a firewall");
    CHECK_EQ_INT(severity, WORLD_CRITICAL);
    give(&pair, incident("x-2", "closed", "critical", 3)); /* of one that we did not know */
    CHECK_EQ_INT(pair.scene.incident_count, 1);
    give(&pair, incident("x-1", "closed", "critical", 4));
    CHECK_EQ_INT(pair.scene.incident_count, 0);
    CHECK_EQ_STR(scene_banner(&pair.scene, &severity, text), "");
    CHECK_EQ_INT(severity, WORLD_INFO);
    CHECK_EQ_INT(event_count(&pair), 4);
    CHECK_EQ_STR(newest(&pair, 0)->to, "closed");
    CHECK_EQ_INT(newest(&pair, 0)->severity, WORLD_INFO);
    CHECK_EQ_STR(newest(&pair, 2)->code, "SB-A4");
    pair_free(&pair);
}

static void a_note_is_an_event_only(void)
{
    struct pair pair = pair_new();
    struct event note = incident("x-1", "closed", "warning", 1);

    note.incident.duration_us = 0;
    give(&pair, note);
    CHECK_EQ_INT(pair.scene.incident_count, 0);
    CHECK_EQ_STR(newest(&pair, 0)->to, "note");
    CHECK_EQ_INT(newest(&pair, 0)->severity, WORLD_WARNING);
    give(&pair, incident("x-2", "note", "info", 2));
    CHECK_EQ_INT(pair.scene.incident_count, 0);
    pair_free(&pair);
}

static void the_worst_and_oldest_incident_is_first(void)
{
    struct pair pair = pair_new();

    give(&pair, incident("x-1", "open", "info", 1));
    give(&pair, incident("x-2", "open", "critical", 2));
    give(&pair, incident("x-3", "open", "critical", 3)); /* since before x-2 */
    give(&pair, incident("x-4", "open", "warning", 4));
    CHECK_EQ_STR(pair.scene.incidents[0].id, "x-3");
    CHECK_EQ_STR(pair.scene.incidents[1].id, "x-2");
    CHECK_EQ_STR(pair.scene.incidents[2].id, "x-4");
    CHECK_EQ_STR(pair.scene.incidents[3].id, "x-1");
    pair_free(&pair);
}

static void more_incidents_than_there_is_room_for(void)
{
    struct pair pair = pair_new();
    char id[16];

    for (uint64_t i = 0; i < 200; i++) {
        snprintf(id, sizeof(id), "x-%d", (int)i);
        give(&pair, incident(id, "open", i == 5 ? "critical" : "warning", i));
    }
    CHECK_EQ_INT(pair.scene.incident_count, WORLD_INCIDENTS_MAX);
    CHECK_EQ_STR(pair.scene.incidents[0].id, "x-5"); /* graver than what came later */
    give(&pair, incident("mild", "open", "info", 300));
    for (size_t i = 0; i < pair.scene.incident_count; i++)
        CHECK(strcmp(pair.scene.incidents[i].id, "mild") != 0);
    pair_free(&pair);
}

/* It will never close what it opened before. */
static void a_restarted_watcher_begins_anew(void)
{
    struct pair pair = pair_new();
    struct event other = incident("y-1", "open", "critical", 1), event = incident("z-1", "open", "info", 1);

    give(&pair, incident("x-1", "open", "critical", 1));
    strcpy(other.source, "vrrpd"); /* has a boot of its own */
    other.boot = 99;
    give(&pair, other);
    CHECK_EQ_INT(pair.scene.incident_count, 2);
    event.boot = 8;
    give(&pair, event);
    CHECK_EQ_INT(pair.scene.incident_count, 2);
    CHECK_EQ_STR(pair.scene.incidents[0].id, "y-1");
    CHECK_EQ_STR(pair.scene.incidents[1].id, "z-1");
    pair_free(&pair);
}

/* ---- the banner ---- */

static void the_banner_says_the_worst(void)
{
    struct pair pair = pair_new();
    struct status status = top_status(2, 2, 1);
    enum world_severity severity;
    char text[WORLD_TEXT_MAX];

    say(&pair, pair.a, "BACKUP", 0);
    CHECK_EQ_STR(scene_banner(&pair.scene, &severity, text), "");
    world_set_link(pair.world, pair.b, WORLD_LOST, "connection refused", WALL_US);
    take(&pair);
    CHECK_EQ_STR(scene_banner(&pair.scene, &severity, text), "LOST  lb02: connection refused");
    CHECK_EQ_INT(severity, WORLD_WARNING);
    top_state(&status, 1, "FAULT");
    strcpy(status.instances[1].last_transition.reason, "eth0 is down");
    world_take_status(pair.world, pair.a, &status, 1, WALL_US);
    take(&pair);
    CHECK_EQ_INT(pair.scene.fault_count, 1);
    CHECK_EQ_STR(scene_banner(&pair.scene, &severity, text),
                 "FAULT  VI_2 on lb01: eth0 is down  (and 1 more)");
    CHECK_EQ_INT(severity, WORLD_CRITICAL);
    status = top_status(2, 2, 1);
    top_state(&status, 1, "FAULT");
    status.virtual_servers[1].up = false;
    world_take_status(pair.world, pair.a, &status, 2, WALL_US);
    take(&pair);
    CHECK_EQ_STR(scene_banner(&pair.scene, &severity, text), "NO QUORUM  192.0.2.2:80 on lb01  (and 2 more)");
    give(&pair, incident("x-1", "open", "critical", 1));
    CHECK_EQ_STR(scene_banner(&pair.scene, &severity, text), "SB-A1  eth0/51/ipv4: a firewall  (and 3 more)");
    pair_free(&pair);
}

/* What a host that is lost said last is no alarm of now. */
static void a_lost_hosts_faults_are_not_now(void)
{
    struct pair pair = pair_new();
    enum world_severity severity;
    char text[WORLD_TEXT_MAX];

    say(&pair, pair.a, "FAULT", 0);
    world_set_link(pair.world, pair.a, WORLD_LOST, "", WALL_US);
    take(&pair);
    CHECK_EQ_INT(pair.scene.fault_count, 0);
    CHECK(pair.scene.hosts[0].sample != NULL);
    CHECK_EQ_STR(scene_banner(&pair.scene, &severity, text), "LOST  lb01");
    pair_free(&pair);
}

static void a_long_banner_is_cut_between_characters(void)
{
    struct pair pair = pair_new();
    struct event event = incident("x-1", "open", "critical", 1);
    enum world_severity severity;
    char text[WORLD_TEXT_MAX];

    for (size_t i = 0; i + 3 < sizeof(event.incident.cause); i += 3)
        memcpy(event.incident.cause + i, "中", 4);
    memset(event.instance, 'n', sizeof(event.instance) - 1);
    give(&pair, event);
    give(&pair, incident("x-2", "open", "info", 2));
    scene_banner(&pair.scene, &severity, text);
    CHECK(strlen(text) < WORLD_TEXT_MAX);
    give(&pair, incident("x-3", "open", "warning", 3));
    scene_banner(&pair.scene, &severity, text);
    CHECK(strstr(text, "中  (and 1 more)") != NULL);
    pair_free(&pair);
}

/* ---- the rest ---- */

static void a_picture_outlives_what_comes_after_it(void)
{
    struct pair pair = pair_new();
    struct scene paused = {.host_count = 0};

    say(&pair, pair.a, "MASTER", 0);
    CHECK(scene_take(pair.world, &paused));
    say(&pair, pair.a, "BACKUP", 1);
    world_clear(pair.world);
    CHECK_EQ_STR(paused.hosts[0].sample->status.instances[0].state, "MASTER");
    CHECK_EQ_STR(paused.hosts[0].name, "lb01");
    scene_free(&paused);
    take(&pair);
    CHECK(pair.scene.hosts[0].sample == NULL);
    CHECK_EQ_INT(pair.scene.host_count, 2);
    CHECK_EQ_INT(event_count(&pair), 0);
    say(&pair, pair.a, "MASTER", 0); /* the first again: no change to tell */
    CHECK_EQ_INT(event_count(&pair), 0);
    pair_free(&pair);
}

static void what_is_cleared_may_come_again(void)
{
    struct pair pair = pair_new();

    give(&pair, incident("x-1", "open", "critical", 1));
    world_clear(pair.world);
    take(&pair);
    CHECK_EQ_INT(pair.scene.incident_count, 0);
    give(&pair, incident("x-1", "open", "critical", 1));
    CHECK_EQ_INT(pair.scene.incident_count, 1);
    CHECK_EQ_INT(newest(&pair, 0)->number, 1); /* numbers are not used twice */
    pair_free(&pair);
}

static void hosts_are_bounded(void)
{
    struct world *world = world_new();
    struct status status = top_status(1, 0, 0);

    for (int i = 0; i < WORLD_HOSTS_MAX; i++)
        CHECK_EQ_INT(world_add_host(world, "h", WORLD_DAEMON), i);
    CHECK_EQ_INT(world_add_host(world, "h", WORLD_DAEMON), -1);
    CHECK(!world_take_status(world, -1, &status, 0, 0));
    world_set_link(world, 99, WORLD_LOST, "", 0);
    world_free(world);
    world_free(NULL);
}

int main(void)
{
    two_masters_that_go_on_contest();
    a_hand_over_is_none();
    what_makes_it_the_same_virtual_router();
    a_host_that_is_lost_does_not_count();
    what_vrrpwatch_sees_is_no_master_of_its_own();
    one_virtual_router_is_counted_once();
    a_change_of_state_is_told_with_its_reason();
    to_and_fro_between_two_looks_is_told();
    servers_and_quorums_are_told();
    a_host_with_event_lines_has_none_made_up();
    a_known_event_is_left_out();
    only_the_last_events_are_held();
    a_lost_host_is_told_once();
    an_incident_opens_changes_and_closes();
    a_note_is_an_event_only();
    the_worst_and_oldest_incident_is_first();
    more_incidents_than_there_is_room_for();
    a_restarted_watcher_begins_anew();
    the_banner_says_the_worst();
    a_lost_hosts_faults_are_not_now();
    a_long_banner_is_cut_between_characters();
    a_picture_outlives_what_comes_after_it();
    what_is_cleared_may_come_again();
    hosts_are_bounded();
    return check_report("world");
}

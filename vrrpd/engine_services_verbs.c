/* The control socket's verbs; see engine_services_verbs.h. */
#include "vrrpd/engine_services_verbs.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/log.h"
#include "lib/request.h"
#include "vrrpd/engine_services_arbiter.h"
#include "vrrpd/engine_services_heartbeat.h"
#include "vrrpd/engine_services_lvs.h"
#include "vrrpd/engine_services_state.h"
#include "vrrpd/engine_services_upgrade.h"
#include "vrrpd/os/message.h"
#include "vrrpd/report.h"
#include "vrrpd/report_daemon.h"

uint64_t services_event_count(const struct services *services)
{
    struct page_engine engine;

    return page_read_engine(services->child->page, &engine) ? engine.event_count : 0;
}

bool services_status(struct services *services, const char *only, struct status *out)
{
    const struct child *child = services->child;

    if (!report_status(child->page, child->table, child->conf, only, out))
        return false;
    services_heartbeat_report(services, out);
    services_arbiter_report(services, out);
    if (only != NULL || services_lvs_report(services, out))
        return true;
    status_free(out);
    return false;
}

static void answer_error(struct control_client *client, const char *code, const char *message)
{
    char *text = request_error(code, message);

    if (text != NULL)
        control_answer(client, text, false);
    free(text);
}

/* `warning` is what to know all the same, "" for nothing. */
static void answer_ok(struct control_client *client, const char *warning)
{
    char *text = request_result(true, warning);

    if (text != NULL)
        control_answer(client, text, false);
    free(text);
}

/* True when the name is empty or known; else the client has its answer. */
static bool known_instance(const struct services *services, struct control_client *client,
                           const struct request *request)
{
    char message[160];

    if (request->name[0] == '\0' || conf_find_instance(services->child->conf, request->name) != NULL)
        return true;
    snprintf(message, sizeof(message), "no instance is called %s", request->name);
    answer_error(client, "no-such-instance", message);
    return false;
}

static void verb_status(struct services *services, struct control_client *client,
                        const struct request *request)
{
    struct status status;
    char *text;

    if (!known_instance(services, client, request))
        return;
    if (request->follow && request->changes && request->name[0] == '\0') {
        services_follow_changes(services, client);
        return;
    }
    if (!services_status(services, request->name[0] != '\0' ? request->name : NULL, &status)) {
        answer_error(client, "no-memory", "out of memory");
        return;
    }
    text = status_print(&status);
    status_free(&status);
    malloc_trim(0); /* JSON takes far more than it leaves */
    if (request->follow)
        control_set_tag(client, TAG_STATUS);
    if (text != NULL)
        control_answer(client, text, request->follow);
    free(text);
}

static void verb_show(struct services *services, struct control_client *client, const struct request *request)
{
    if (request->name[0] == '\0')
        answer_error(client, "no-name", "show needs the name of an instance");
    else
        verb_status(services, client, request);
}

/* A row of events being walked, oldest first. */
struct walk {
    enum notify_stream stream;
    uint64_t next, count;
    bool ready; /* `event` is the one that comes next */
    struct event event;
};

static struct walk begin_walk(enum notify_stream stream, uint64_t count, uint64_t ring)
{
    return (struct walk){.stream = stream, .next = count > ring ? count - ring : 0, .count = count};
}

static bool look(struct services *services, struct walk *walk)
{
    const struct child *child = services->child;

    if (walk->stream == NOTIFY_SERVERS)
        return services_lvs_look(services, walk->next, &walk->event);
    if (walk->stream == NOTIFY_DAEMON)
        return report_daemon_event(child->page, child->conf, walk->next, &walk->event);
    return report_event(child->page, child->conf, walk->next, services->addresses, &walk->event);
}

static void advance(struct services *services, struct walk *walk)
{
    for (walk->ready = false; !walk->ready && walk->next < walk->count; walk->next++)
        walk->ready = look(services, walk);
}

static void print_event(FILE *stream, const struct event *event)
{
    char *text = event_print(event);

    if (text != NULL)
        fprintf(stream, "%s%s", ftell(stream) > 0 ? "\n" : "", text);
    free(text);
}

static struct walk *earliest(struct walk walks[NOTIFY_STREAMS])
{
    struct walk *found = NULL;

    for (int i = 0; i < NOTIFY_STREAMS; i++)
        if (walks[i].ready && (found == NULL || walks[i].event.mono_us < found->event.mono_us))
            found = &walks[i];
    return found;
}

/* Events of virtual routers, of real servers and of the daemon are rows of their own; people read one, by the
 * time. */
static void print_events(struct services *services, FILE *stream)
{
    struct walk walks[NOTIFY_STREAMS] = {
        begin_walk(NOTIFY_ROUTERS, services_event_count(services), PAGE_EVENTS),
        begin_walk(NOTIFY_SERVERS, services_lvs_event_count(services), PAGE_LVS_EVENTS),
        begin_walk(NOTIFY_DAEMON, report_daemon_count(services->child->page), PAGE_DAEMON_EVENTS)};
    struct walk *first;

    for (int i = 0; i < NOTIFY_STREAMS; i++)
        advance(services, &walks[i]);
    while ((first = earliest(walks)) != NULL) {
        print_event(stream, &first->event);
        advance(services, first);
    }
}

/* All events the page still holds, oldest first; as one answer because a client may be closed by any line. */
static void verb_events(struct services *services, struct control_client *client,
                        const struct request *request)
{
    char *all = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&all, &size);

    if (stream != NULL) {
        print_events(services, stream);
        fclose(stream);
    }
    if (request->follow)
        control_set_tag(client, TAG_EVENTS);
    if (size > 0 || !request->follow)
        control_answer(client, size > 0 ? all : "", request->follow);
    free(all);
}

static void verb_reload(struct services *services, struct control_client *client,
                        const struct request *request)
{
    (void)request;
    if (message_send(services->child->supervisor, MESSAGE_RELOAD, 0, -1) < 0)
        answer_error(client, "busy", "the supervisor does not answer");
    else
        control_set_tag(client, TAG_RELOAD); /* answered when it is over */
}

enum { WARNING_MAX = 160 };

/* Remembers a drain on disk, then tells the vrrp process. */
static int drain_one(struct services *services, const char *name, bool drained, char warning[WARNING_MAX])
{
    int error = operator_file_set(&services->operator_file, name, drained);

    if (error < 0) {
        snprintf(warning, WARNING_MAX, "the %s of %s will not survive a reload or restart: %s",
                 drained ? "drain" : "undrain", name, strerror(-error));
        log_line(LOG_LEVEL_ERROR, "%s", warning);
    }
    return message_send_name(services->child->commands, drained ? MESSAGE_DRAIN : MESSAGE_UNDRAIN, name);
}

static void verb_drain(struct services *services, struct control_client *client,
                       const struct request *request)
{
    bool drained = strcmp(request->verb, "drain") == 0;
    const struct conf *conf = services->child->conf;
    char warning[WARNING_MAX] = "";
    int error = 0;

    if (!known_instance(services, client, request))
        return;
    for (size_t i = 0; i < conf->instance_count; i++)
        if (request->name[0] == '\0' || strcmp(request->name, conf->instances[i].name) == 0)
            error = drain_one(services, conf->instances[i].name, drained, warning) < 0 ? -1 : error;
    log_line(LOG_LEVEL_NOTICE, "operator: %s %s", request->verb,
             request->name[0] != '\0' ? request->name : "all");
    if (error < 0)
        answer_error(client, "busy", "the vrrp process does not take commands");
    else
        answer_ok(client, warning);
}

static void verb_failover(struct services *services, struct control_client *client,
                          const struct request *request)
{
    const struct conf *conf = services->child->conf;
    struct page_instance record;

    if (request->name[0] == '\0') {
        answer_error(client, "no-name", "failover needs the name of an instance");
        return;
    }
    if (!known_instance(services, client, request))
        return;
    for (size_t i = 0; i < conf->instance_count; i++) {
        if (strcmp(request->name, conf->instances[i].name) != 0)
            continue;
        if (!page_read_instance(services->child->page, services->child->table, i, &record) ||
            record.memory.state != ELECTION_MASTER) {
            answer_error(client, "not-master", "this node is not the master, so it has nothing to give away");
            return;
        }
    }
    log_line(LOG_LEVEL_NOTICE, "operator: failover %s", request->name);
    if (message_send_name(services->child->commands, MESSAGE_FAILOVER, request->name) < 0)
        answer_error(client, "busy", "the vrrp process does not take commands");
    else
        answer_ok(client, "");
}

static void verb_version(struct services *services, struct control_client *client,
                         const struct request *request)
{
    (void)services;
    (void)request;
    control_answer(client, "{\"schema\":1,\"version\":\"" VRRPKIT_VERSION "\"}", false);
}

static const struct {
    const char *name;
    bool writes;
    void (*run)(struct services *services, struct control_client *client, const struct request *request);
} verbs[] = {
    {"status", false, verb_status},
    {"show", false, verb_show},
    {"events", false, verb_events},
    {"version", false, verb_version},
    {"reload", true, verb_reload},
    {"upgrade", true, services_upgrade},
    {"drain", true, verb_drain},
    {"undrain", true, verb_drain},
    {"failover", true, verb_failover},
    {"lvs", false, services_lvs_show},
    {"lvs-weight", true, services_lvs_set},
    {"lvs-drain", true, services_lvs_set},
    {"lvs-enable", true, services_lvs_set},
};

void services_request(void *context, struct control_client *client, const char *line, size_t size)
{
    struct services *services = context;
    struct request request;
    const char *wrong =
        line == NULL ? "a request has at most 4095 bytes" : request_parse(line, size, &request);

    if (wrong != NULL) {
        answer_error(client, "bad-request", wrong);
        return;
    }
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verbs[i].name, request.verb) != 0)
            continue;
        if (verbs[i].writes && !control_may_write(client, services->group))
            answer_error(client, "not-allowed", "only root and the control group may do this");
        else
            verbs[i].run(services, client, &request);
        return;
    }
    answer_error(client, "no-such-verb",
                 "verbs are status, show, events, version, reload, upgrade, drain, undrain, failover, lvs, "
                 "lvs-weight, "
                 "lvs-drain, lvs-enable");
}

/* Checks of real servers: begun in time, their results weighed; see engine_services_lvs_state.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/status.h"
#include "vrrpd/engine_services_lvs.h"
#include "vrrpd/engine_services_lvs_state.h"
#include "vrrpd/os/run_channel.h"

enum {
    NUMBER_MAX = 32,       /* bytes of a FILE check's file */
    FILE_DOWN = -254,      /* keepalived's: so low a sum is failure */
    GIVE_UP_US = 10000000, /* after a program's timeout: the runner kills and answers long before */
    DYNAMIC_FIRST = 2,     /* exit statuses from here on are weights, plus this */
    DYNAMIC_LAST = 255,
};

static const struct conf_check *conf_of(const struct lvs *lvs, const struct lvs_check *check)
{
    return &lvs->servers[check->server].conf->checks[check->position];
}

static void reschedule(struct lvs *lvs, const struct lvs_check *check)
{
    schedule_set(&lvs->due, (size_t)(check - lvs->checks), check->health.due_us);
}

static void touch(struct lvs *lvs, const struct lvs_server *server)
{
    lvs->items[server->service].dirty = true;
    lvs->any_dirty = true;
}

static uint32_t next_dice(struct lvs *lvs)
{
    lvs->dice ^= lvs->dice << 13;
    lvs->dice ^= lvs->dice >> 17;
    lvs->dice ^= lvs->dice << 5;
    return lvs->dice;
}

const char *lvs_check_name(const struct conf_check *check)
{
    static const char *const names[CONF_CHECK_KIND_COUNT] = {
        [CONF_CHECK_TCP] = "tcp",   [CONF_CHECK_HTTP] = "http", [CONF_CHECK_SMTP] = "smtp",
        [CONF_CHECK_DNS] = "dns",   [CONF_CHECK_PING] = "ping", [CONF_CHECK_UDP] = "udp",
        [CONF_CHECK_MISC] = "misc", [CONF_CHECK_FILE] = "file"};

    return check->kind == CONF_CHECK_HTTP && check->tls ? "https" : names[check->kind];
}

const struct lvs_check *lvs_checks_telling(const struct lvs *lvs, const struct lvs_server *server)
{
    const struct lvs_check *first = &lvs->checks[server->first_check];

    for (size_t i = 0; i < server->conf->check_count; i++)
        if (!first[i].health.up)
            return &first[i];
    return server->conf->check_count > 0 ? first : NULL;
}

/* ---- verdicts ---- */

static void server_changed(struct lvs *lvs, struct lvs_server *server, const char *reason, int64_t now_us)
{
    struct balance_server *known = &lvs->known[server->conf->index];
    bool up = server->record.failed_checks == 0;

    server->unpublished = true;
    touch(lvs, server);
    if (up == known->up)
        return;
    known->up = up;
    known->up_since_us = up ? now_us : 0;
    server->record.since_us = now_us;
    server->record.up = up;
    server->lost_us = 0;
    lvs_tell_server(lvs, server, reason);
}

static void verdict_changed(struct lvs *lvs, struct lvs_check *check, const char *reason, int64_t now_us)
{
    struct lvs_server *server = &lvs->servers[check->server];
    uint32_t bit = 1u << check->position;
    bool silent = check->outcome == PROBE_SILENT || check->outcome == PROBE_UNREACHABLE;

    if (check->health.up)
        server->record.failed_checks &= ~bit;
    else
        server->record.failed_checks |= bit;
    server->record.known = 1;
    server_changed(lvs, server, reason, now_us);
    if (!check->health.up && silent) {
        server->lost_us = now_us;
        lvs->silent_losses = true;
    }
}

static void remember(struct lvs_check *check, const struct probe_result *result)
{
    free(check->reason);
    check->reason = result->outcome == PROBE_GOOD ? NULL : strdup(result->reason);
    check->outcome = (uint8_t)result->outcome;
    check->latency_us = result->latency_us;
    check->tried = true;
}

static void say_failure(const struct lvs *lvs, const struct lvs_check *check,
                        const struct probe_result *result)
{
    const struct lvs_server *server = &lvs->servers[check->server];
    char name[LVS_SERVER_TEXT];

    log_line(LOG_LEVEL_INFO, "%s: %s: %s check failed: %s", lvs->items[server->service].conf->name,
             lvs_server_text(server->conf, name), lvs_check_name(conf_of(lvs, check)), result->reason);
}

/* What every kind of check comes to in the end. */
static void weigh(struct lvs *lvs, struct lvs_check *check, const struct probe_result *result, int64_t now_us)
{
    const struct conf_check *conf = conf_of(lvs, check);
    bool good = result->outcome == PROBE_GOOD;
    bool answered = good || result->outcome == PROBE_REFUSED;

    remember(check, result);
    if (!good && conf->log_all_failures)
        say_failure(lvs, check, result);
    if (answered && conf->kind != CONF_CHECK_MISC && conf->kind != CONF_CHECK_FILE &&
        panic_answered(&lvs->panic, now_us))
        lvs_tell_network(lvs, 0);
    if (result->outcome == PROBE_NOT_TRIED)
        health_lost(&check->health, now_us);
    else if (!answered && (lvs->panic.on || now_us - result->latency_us < lvs->panic.ended_us))
        health_ignore(&check->health);
    else if (health_result(&check->health, conf, good, now_us))
        verdict_changed(lvs, check, result->reason, now_us);
    reschedule(lvs, check);
}

void lvs_checks_done(void *context, uint32_t id, const struct probe_result *result)
{
    struct lvs *lvs = context;

    weigh(lvs, &lvs->checks[id], result, clock_now_us());
}

/* ---- programs and files ---- */

static struct lvs_check *find_program(struct lvs *lvs, uint32_t number)
{
    size_t index = number / CONF_CHECKS_MAX, position = number % CONF_CHECKS_MAX;
    struct lvs_server *server = index < lvs->server_count ? &lvs->servers[index] : NULL;

    if (server == NULL || position >= server->conf->check_count ||
        server->conf->checks[position].kind != CONF_CHECK_MISC)
        return NULL;
    return &lvs->checks[server->first_check + position];
}

/* Exit status 0 keeps the weight, 1 is failure, the others are weights where the check is dynamic. */
static bool take_exit(struct lvs *lvs, const struct lvs_check *check, int32_t status)
{
    struct lvs_server *server = &lvs->servers[check->server];

    if (!conf_of(lvs, check)->dynamic || status < DYNAMIC_FIRST || status > DYNAMIC_LAST)
        return status == 0;
    if (lvs->known[check->server].dynamic != status - DYNAMIC_FIRST) {
        lvs->known[check->server].dynamic = status - DYNAMIC_FIRST;
        touch(lvs, server);
    }
    return true;
}

static void describe(const struct run_result *result, struct probe_result *out)
{
    const char *separator = result->text[0] != '\0' ? ": " : "";
    char text[RUN_CHANNEL_TEXT + 64];

    if (result->outcome == RUN_EXITED)
        snprintf(text, sizeof(text), "exit status %d%s%s", result->detail, separator, result->text);
    else if (result->outcome == RUN_KILLED)
        snprintf(text, sizeof(text), "ended by signal %d%s%s", result->detail, separator, result->text);
    else if (result->outcome == RUN_TIMED_OUT)
        snprintf(text, sizeof(text), "timed out after %g s%s%s", result->detail / 1000.0, separator,
                 result->text);
    else
        snprintf(text, sizeof(text), "%s", result->text);
    status_copy_text(out->reason, sizeof(out->reason), text);
}

void services_lvs_answered(struct services *services, const struct run_result *result)
{
    struct lvs *lvs = services->lvs;
    struct lvs_check *check =
        lvs != NULL && result->kind == RUN_CHECK ? find_program(lvs, result->number) : NULL;
    struct probe_result probe = {.outcome = PROBE_REFUSED};
    int64_t now_us = clock_now_us();

    if (lvs != NULL)
        lvs_hook_answered(lvs, result);
    if (check == NULL || !check->health.running)
        return;
    describe(result, &probe);
    probe.latency_us = now_us - check->asked_us;
    if (result->outcome == RUN_EXITED && take_exit(lvs, check, result->detail))
        probe.outcome = PROBE_GOOD;
    else if (result->outcome == RUN_NOT_STARTED)
        probe.outcome = PROBE_NOT_TRIED;
    weigh(lvs, check, &probe, now_us);
}

static void program_lost(struct lvs *lvs, struct lvs_check *check, int64_t now_us)
{
    health_lost(&check->health, now_us);
    reschedule(lvs, check);
}

void services_lvs_new_runner(struct services *services, int64_t since_us)
{
    struct lvs *lvs = services->lvs;
    int64_t now_us = clock_now_us();

    for (size_t i = 0; lvs != NULL && i < lvs->check_count; i++)
        if (lvs->checks[i].health.running && conf_of(lvs, &lvs->checks[i])->kind == CONF_CHECK_MISC)
            program_lost(lvs, &lvs->checks[i], now_us);
    if (lvs != NULL)
        lvs_hooks_new_runner(lvs, since_us);
}

static void ask_program(struct lvs *lvs, struct lvs_check *check, int64_t now_us)
{
    uint32_t number = run_check_number(check->server, check->position);

    check->asked_us = now_us;
    if (run_channel_ask(lvs->services->child->runs, RUN_CHECK, number) < 0)
        program_lost(lvs, check, now_us);
}

/* The number in a file; 0 when there is none. */
static int64_t read_number(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    char text[NUMBER_MAX + 1] = "";
    ssize_t size = fd >= 0 ? read(fd, text, NUMBER_MAX) : -1;

    if (fd >= 0)
        close(fd);
    text[size > 0 ? size : 0] = '\0';
    return strtol(text, NULL, 10);
}

/* keepalived's track_file: weight 0 makes any number but 0 a failure, else number times weight is added. */
static void look_at_file(struct lvs *lvs, struct lvs_check *check, int64_t now_us)
{
    const struct conf_check *conf = conf_of(lvs, check);
    struct lvs_server *server = &lvs->servers[check->server];
    int64_t number = read_number(conf->path), sum = number * conf->file_weight, weight;
    struct probe_result result = {.outcome = PROBE_GOOD};

    if (number > INT32_MAX || number < INT32_MIN)
        sum = number = 0;
    weight = (int64_t)server->conf->weight + sum;
    weight = weight < 0 ? 0 : weight > CONF_LVS_WEIGHT_MAX ? CONF_LVS_WEIGHT_MAX : weight;
    if (conf->file_weight == 0 ? number != 0 : sum <= FILE_DOWN) {
        result.outcome = PROBE_REFUSED;
        snprintf(result.reason, sizeof(result.reason), "the file says %lld", (long long)number);
    }
    if (conf->file_weight != 0 && lvs->known[check->server].dynamic != weight) {
        lvs->known[check->server].dynamic = (int32_t)weight;
        touch(lvs, server);
    }
    weigh(lvs, check, &result, now_us);
}

/* ---- tries ---- */

static void begin_try(struct lvs *lvs, struct lvs_check *check, int64_t now_us)
{
    const struct lvs_server *server = &lvs->servers[check->server];
    const struct conf_check *conf = conf_of(lvs, check);
    const struct probe_target target = {.check = conf, .server = server->conf, .down = !check->health.up};

    if (conf->kind == CONF_CHECK_MISC)
        ask_program(lvs, check, now_us);
    else if (conf->kind == CONF_CHECK_FILE)
        look_at_file(lvs, check, now_us);
    else
        probes_start(lvs->probes, (uint32_t)(check - lvs->checks), &target, now_us);
}

void lvs_checks_round(struct lvs *lvs, int64_t now_us)
{
    while (schedule_next_us(&lvs->due) <= now_us) {
        size_t index = schedule_first(&lvs->due);
        struct lvs_check *check = &lvs->checks[index];
        const struct conf_check *conf;

        if (index >= lvs->check_count)
            return; /* a virtual server: the caller's */
        conf = conf_of(lvs, check);
        if (check->health.running && conf->kind == CONF_CHECK_MISC &&
            now_us > check->asked_us + conf->timeout_us + GIVE_UP_US)
            health_lost(&check->health, now_us - 1000000); /* no word from the runner: at once again */
        if (health_try(&check->health, conf, now_us))
            begin_try(lvs, check, now_us);
        reschedule(lvs, check);
    }
}

void lvs_checks_begin(struct lvs *lvs, struct lvs_server *server, const struct page_server *adopted,
                      int64_t now_us)
{
    size_t index = server->conf->index;
    bool known = adopted != NULL && adopted->known;

    server->unpublished = true;
    server->record.known = known;
    server->record.since_us = known ? adopted->since_us : now_us;
    for (size_t i = 0; i < server->conf->check_count; i++) {
        struct lvs_check *check = &lvs->checks[server->first_check + i];
        const struct conf_check *conf = &server->conf->checks[i];

        if (known)
            health_adopt(&check->health, conf, (adopted->failed_checks >> i & 1) == 0, next_dice(lvs),
                         now_us);
        else
            health_begin(&check->health, conf, next_dice(lvs), now_us);
        if (!check->health.up)
            server->record.failed_checks |= 1u << i;
        reschedule(lvs, check);
    }
    lvs->known[index].up = server->record.failed_checks == 0;
    if (known)
        lvs->known[index].dynamic = adopted->dynamic;
}

void lvs_checks_suspend(struct lvs *lvs, struct lvs_service *service, bool suspend, int64_t now_us)
{
    for (size_t i = 0; i < service->conf->server_count; i++) {
        const struct lvs_server *server = &lvs->servers[service->first + i];

        for (size_t j = 0; j < server->conf->check_count; j++) {
            struct lvs_check *check = &lvs->checks[server->first_check + j];

            probes_cancel(lvs->probes, (uint32_t)(check - lvs->checks));
            if (suspend)
                health_suspend(&check->health);
            else
                health_resume(&check->health, now_us);
            reschedule(lvs, check);
        }
    }
}

void lvs_checks_forgive(struct lvs *lvs, struct lvs_server *server)
{
    for (size_t i = 0; i < server->conf->check_count; i++) {
        struct lvs_check *check = &lvs->checks[server->first_check + i];

        check->health.up = true;
        check->health.failed = check->health.streak = 0;
    }
    server->record.failed_checks = 0;
    server_changed(lvs, server, "not believed: nobody answers anything", clock_now_us());
}

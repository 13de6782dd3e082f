/* The slots of the runner's scripts: which there are, whose they are. See engine_runner_scripts_state.h. */
#include <stdlib.h>

#include "vrrpd/engine_runner_scripts_state.h"
#include "vrrpd/os/script_user.h"

bool scripts_find_user(struct runner_scripts *scripts, size_t index, char *why, size_t why_size)
{
    const struct conf *conf = scripts->child->conf;
    struct run *run = &scripts->runs[index];

    if (!run->known_user)
        run->known_user = script_user_find(&conf->global, run->command, &run->identity, why, why_size);
    return run->known_user;
}

static int compare_numbers(const void *number, const void *run)
{
    uint32_t wanted = *(const uint32_t *)number, other = ((const struct run *)run)->result.number;

    return (wanted > other) - (wanted < other);
}

int scripts_slot(const struct runner_scripts *scripts, enum run_kind kind, uint32_t number)
{
    const struct conf *conf = scripts->child->conf;
    size_t trackers = conf->tracker_count;
    const struct run *found;

    if (kind == RUN_TRACKER)
        return number < trackers && conf->trackers[number].kind == CONF_TRACK_SCRIPT ? (int)number : -1;
    found = bsearch(&number, scripts->runs + trackers, scripts->count - trackers, sizeof(*scripts->runs),
                    compare_numbers);
    return found != NULL ? (int)(found - scripts->runs) : -1;
}

/* Of one real server; counts them, and fills their slots when there are any. */
static size_t lay_out_server(const struct conf_server *server, struct run *runs)
{
    size_t count = 0;

    for (size_t i = 0; i < server->check_count; i++) {
        const struct conf_check *check = &server->checks[i];

        if (check->kind != CONF_CHECK_MISC)
            continue;
        if (runs != NULL)
            runs[count] =
                (struct run){.command = &check->command,
                             .timeout_us = check->timeout_us,
                             .output = -1,
                             .result = {.kind = RUN_CHECK, .number = run_check_number(server->index, i)}};
        count++;
    }
    return count;
}

/* In the order of their numbers, because servers are counted in file order. */
static size_t lay_out_checks(const struct conf *conf, struct run *runs)
{
    size_t count = 0;

    for (size_t i = 0; i < conf->virtual_server_count; i++)
        for (size_t j = 0; j < conf->virtual_servers[i].server_count; j++)
            count += lay_out_server(&conf->virtual_servers[i].servers[j], runs != NULL ? runs + count : NULL);
    return count;
}

/* The page's array has no hole. */
static void lay_out_trackers(struct runner_scripts *scripts)
{
    const struct child *child = scripts->child;
    struct page_run none = {.pid = 0};

    for (size_t i = 0; i < child->conf->tracker_count; i++) {
        const struct conf_tracker *tracker = &child->conf->trackers[i];

        if (!page_read_run(child->page, child->table, i, &none))
            page_write_run(child->page, child->table, i, &none);
        scripts->runs[i] = (struct run){.command = &tracker->command,
                                        .timeout_us = tracker->timeout_us,
                                        .output = -1,
                                        .result = {.kind = RUN_TRACKER, .number = (uint32_t)i}};
    }
}

/* The data base of users may be slow: it is asked at the start, and once for a row of the same words. */
static void learn_users(struct runner_scripts *scripts)
{
    const struct conf *conf = scripts->child->conf;
    const struct run *last = NULL;
    char why[128];

    for (size_t i = 0; i < scripts->count; i++) {
        struct run *run = &scripts->runs[i];

        if (i < conf->tracker_count && conf->trackers[i].kind != CONF_TRACK_SCRIPT)
            continue;
        if (last != NULL && last->known_user && script_user_same(last->command, run->command)) {
            run->identity = last->identity;
            run->known_user = true;
        } else {
            scripts_find_user(scripts, i, why, sizeof(why));
        }
        last = run;
    }
}

bool scripts_lay_out(struct runner_scripts *scripts)
{
    const struct conf *conf = scripts->child->conf;

    scripts->count = conf->tracker_count + lay_out_checks(conf, NULL);
    scripts->runs = calloc(scripts->count + 1, sizeof(*scripts->runs));
    if (scripts->runs == NULL)
        return false;
    lay_out_trackers(scripts);
    lay_out_checks(conf, scripts->runs + conf->tracker_count);
    learn_users(scripts);
    return true;
}

/* How a process below the supervisor starts; see child.h. */
#include "vrrpd/child.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/log.h"
#include "lib/process.h"
#include "lib/sandbox.h"
#include "vrrpd/os/message.h"
#include "vrrpd/vrrp/tracked.h"

/* What is larger is mapped apart: it goes back when it is freed, and is not touched before it is used. Said,
 * because the allocator otherwise learns from what parsing frees that large memory had better stay. */
enum { LARGE_BYTES = 65536 };

static const struct {
    const char *part;
    unsigned rights;
    enum page_lvs_part writes;
} processes[PAGE_PROCESS_COUNT] = {
    [PAGE_SUPERVISOR] = {"supervisor", 0, PAGE_LVS_NOTHING},
    [PAGE_VRRP] = {"vrrp", SANDBOX_NET_RAW, PAGE_LVS_NOTHING},
    [PAGE_KERNEL] = {"kernel", SANDBOX_NET_ADMIN, PAGE_LVS_DONE},
    [PAGE_SERVICES] = {"services", 0, PAGE_LVS_WANTED},
    [PAGE_RUNNER] = {"runner", SANDBOX_SETUID, PAGE_LVS_NOTHING},
};

int32_t child_socket_name(int interface_index, uint8_t family)
{
    return (int32_t)((unsigned)interface_index << 1 | (family == ADDR_IPV6));
}

struct child_socket child_socket_of(int32_t name)
{
    return (struct child_socket){
        .interface_index = name >> 1, .family = name & 1 ? ADDR_IPV6 : ADDR_IPV4, .fd = -1};
}

size_t child_descriptors(const struct child *child, int *out)
{
    size_t count = 0;

    out[count++] = child->model;
    out[count++] = child->supervisor;
    out[count++] = child->parent;
    out[count++] = child->commands;
    out[count++] = child->runs;
    out[count++] = child->listener;
    out[count++] = child->announce;
    out[count++] = child->claims[0];
    out[count++] = child->claims[1];
    out[count++] = child->lock;
    out[count++] = child->ledger;
    out[count++] = child->operator_dir;
    for (size_t i = 0; i < PAGE_PROCESS_COUNT; i++)
        out[count++] = child->bells[i];
    for (size_t i = 0; i < CHILD_SOCKETS_MAX; i++)
        if (child->sockets[i].interface_index != 0)
            out[count++] = child->sockets[i].fd;
    return count;
}

static void close_others(const struct child *child)
{
    int keep[CHILD_DESCRIPTORS_MAX];

    process_close_others(keep, child_descriptors(child, keep));
}

/* -P and -C: what is not wanted is as if it were not in the file. */
static void leave_out(struct conf *conf, const struct options *options)
{
    if (options->vrrp && !options->lvs) {
        conf->virtual_server_count = conf->server_count = 0;
        conf->lvs = (struct conf_lvs){.flush = false};
    }
    if (!options->lvs || options->vrrp)
        return;
    conf->instance_count = conf->group_count = conf->tracker_count = 0;
    conf->lvs.sync.interface[0] = '\0'; /* follows an instance */
    for (size_t i = 0; i < conf->virtual_server_count; i++)
        conf->virtual_servers[i].instance = -1;
}

/* The loader's model, at the address where the loader built it: what it points to is there as well. Private,
 * so that what is left out here is left out nowhere else. */
static struct conf *map_model(const struct child *child)
{
    struct stat status;

    if (fstat(child->model, &status) < 0 || mmap(child->place, (size_t)status.st_size, PROT_READ | PROT_WRITE,
                                                 MAP_PRIVATE | MAP_FIXED, child->model, 0) == MAP_FAILED)
        return NULL;
    leave_out(child->place, child->options);
    if (mprotect(child->place, (size_t)status.st_size, PROT_READ) < 0)
        return NULL;
    return child->place;
}

int child_prepare(struct child *child)
{
    const struct options *options = child->options;
    const char *part = processes[child->process].part;

    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
    process_title("vrrpd", part);
    close_others(child);
    log_open("vrrpd", part, options->facility, options->console,
             options->debug ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
    if (page_lvs_read_only_but(child->lvs, child->table, processes[child->process].writes) < 0)
        log_line(LOG_LEVEL_WARNING, "cannot give up the right to write the LVS page: %s", strerror(errno));
    child->conf = map_model(child);
    if (child->conf == NULL) {
        log_line(LOG_LEVEL_ERROR, "the configuration that was read cannot be mapped: %s", strerror(errno));
        return 3;
    }
    return 0;
}

bool child_has_hook(const struct conf_command *hooks)
{
    for (int i = 0; hooks != NULL && i < CONF_HOOK_COUNT; i++)
        if (hooks[i].argc > 0)
            return true;
    return false;
}

bool child_runs_hooks(const struct conf *conf)
{
    for (size_t i = 0; i < conf->instance_count; i++)
        if (child_has_hook(conf->instances[i].hooks))
            return true;
    for (size_t i = 0; i < conf->group_count; i++)
        if (child_has_hook(conf->groups[i].hooks))
            return true;
    return false;
}

static bool server_runs_programs(const struct conf_server *server)
{
    for (size_t i = 0; i < server->check_count; i++)
        if (server->checks[i].kind == CONF_CHECK_MISC)
            return true;
    return server->up.argc > 0 || server->down.argc > 0;
}

bool child_runs_lvs_programs(const struct conf *conf)
{
    for (size_t i = 0; i < conf->virtual_server_count; i++) {
        const struct conf_virtual_server *service = &conf->virtual_servers[i];

        if (service->quorum_up.argc > 0 || service->quorum_down.argc > 0)
            return true;
        for (size_t j = 0; j < service->server_count; j++)
            if (server_runs_programs(&service->servers[j]))
                return true;
    }
    return false;
}

bool child_runs_scripts(const struct conf *conf)
{
    for (size_t i = 0; i < conf->tracker_count; i++)
        if (conf->trackers[i].kind == CONF_TRACK_SCRIPT && tracked_used(conf, i))
            return true;
    return conf->global.fence.command.argc > 0 || child_runs_hooks(conf) || child_runs_lvs_programs(conf) ||
           conf_mails(conf);
}

void child_forget(struct child *child)
{
    struct conf *nothing;

    if (child_runs_scripts(child->conf))
        return;
    nothing = conf_new(child->conf->format, child->conf->path);
    if (nothing == NULL)
        return;
    conf_free(child->conf);
    child->conf = nothing;
    malloc_trim(0);
}

static bool confine(const struct child *child)
{
    static const char *const users[] = {"vrrpd", "nobody", NULL};
    unsigned rights = processes[child->process].rights;
    const char *failed;
    int error;

    if (child->process == PAGE_RUNNER && !child_runs_scripts(child->conf))
        rights = 0;
    error = sandbox_enter(users, rights, &failed);

    if (error < 0)
        log_line(LOG_LEVEL_ERROR, "cannot give rights away (%s): %s", failed, strerror(-error));
    return error == 0;
}

bool child_wait(struct child *child)
{
    struct pollfd events[2] = {{.fd = child->supervisor, .events = POLLIN},
                               {.fd = child->parent, .events = POLLIN}};
    struct message message;
    int attached, result;

    if (!confine(child) || message_send(child->supervisor, MESSAGE_READY, 0, -1) < 0)
        return false;
    for (;;) {
        if (poll(events, 2, -1) < 0 && errno != EINTR)
            return false;
        if (events[1].revents != 0)
            return false;
        result = message_receive(child->supervisor, &message, &attached);
        if (result < 0)
            return false;
        if (result > 0 && message.kind != MESSAGE_GO)
            return false;
        if (result > 0)
            break;
    }
    child->adopt_table = message.value;
    return child->adopt_table >= CHILD_NO_PREDECESSOR && child->adopt_table <= 1;
}

#include "vrrpwatch/node_facts.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/netlink.h"
#include "lib/netlink_addr.h"
#include "vrrpwatch/node_proc.h"

enum {
    BLOCKED_LOOKS =
        5, /* a process waits in the kernel now and then; only one that never returns is blocked */
    BLOCKED_PAUSE_US = 20000,
    TEXT_MAX = 1 << 20,
};

/* What one look at the whole host gives for all instances. */
struct host {
    enum node_daemon daemon;
    long pid;
    char program[NODE_PROGRAM_MAX];
    char *igmp, *igmp6; /* NULL: cannot be read */
    struct netlink_addr *addresses;
    size_t address_count;
};

/* The whole of a small file, malloc'ed and terminated; NULL when it cannot be read. */
static char *read_text(const char *path)
{
    size_t used = 0, room = 4096;
    char *text = malloc(room);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = -1;

    while (fd >= 0 && text != NULL && (size = read(fd, text + used, room - used - 1)) > 0) {
        used += (size_t)size;
        if (room - used < 2048 && room < TEXT_MAX) {
            char *more = realloc(text, room * 2);

            if (more == NULL)
                break;
            text = more;
            room *= 2;
        }
    }
    if (fd >= 0)
        close(fd);
    if (fd < 0 || text == NULL || size < 0) {
        free(text);
        return NULL;
    }
    text[used] = '\0';
    return text;
}

/* ---- daemons ---- */

/* A daemon of another network namespace, say in a container, has other addresses. */
static bool is_elsewhere(long pid)
{
    struct stat ours, theirs;
    char path[48];

    snprintf(path, sizeof(path), "/proc/%ld/ns/net", pid);
    if (stat("/proc/self/ns/net", &ours) < 0 || stat(path, &theirs) < 0)
        return false;
    return ours.st_dev != theirs.st_dev || ours.st_ino != theirs.st_ino;
}

static char read_state(long pid, char *name, size_t size)
{
    char path[48], *text;
    char state = '\0';

    snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
    text = read_text(path);
    if (text != NULL)
        state = node_proc_state(text, name, size);
    free(text);
    return state;
}

static bool stays_blocked(long pid)
{
    char name[NODE_PROGRAM_MAX];

    for (int i = 0; i < BLOCKED_LOOKS; i++) {
        if (read_state(pid, name, sizeof(name)) != 'D')
            return false;
        clock_sleep_us(BLOCKED_PAUSE_US);
    }
    return true;
}

static void look_at_process(struct host *host, long pid)
{
    char name[NODE_PROGRAM_MAX] = "";
    char state = read_state(pid, name, sizeof(name));
    enum node_daemon found = NODE_DAEMON_RUNNING;
    const char *daemon = state != '\0' ? node_proc_daemon(name) : NULL;

    if (daemon == NULL || state == 'Z' || state == 'X' || is_elsewhere(pid))
        return;
    if (state == 'T' || state == 't')
        found = NODE_DAEMON_STOPPED;
    else if (state == 'D' && stays_blocked(pid))
        found = NODE_DAEMON_BLOCKED;
    if (found <= host->daemon)
        return; /* of several processes the one in the worst state tells */
    host->daemon = found;
    host->pid = pid;
    snprintf(host->program, sizeof(host->program), "%s", daemon);
}

static void look_for_daemons(struct host *host)
{
    DIR *processes = opendir("/proc");
    struct dirent *entry;

    host->daemon = NODE_DAEMON_UNKNOWN;
    if (processes == NULL)
        return;
    host->daemon = NODE_DAEMON_ABSENT;
    while ((entry = readdir(processes)) != NULL)
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
            look_at_process(host, strtol(entry->d_name, NULL, 10));
    closedir(processes);
}

/* ---- addresses ---- */

static int look_for_addresses(struct host *host)
{
    struct netlink *netlink;
    int error = netlink_open(&netlink);

    if (error < 0)
        return error;
    error = netlink_addr_list(netlink, &host->addresses, &host->address_count);
    netlink_free(netlink);
    return error;
}

static void find_vip(const struct host *host, const struct watch_vip *vip, struct node_vip *out)
{
    *out = (struct node_vip){
        .address = vip->address, .prefix_length = vip->prefix_length, .excluded = vip->excluded};
    memcpy(out->expected, vip->interface, sizeof(out->expected));
    for (size_t i = 0; i < host->address_count; i++) {
        const struct netlink_addr *address = &host->addresses[i];
        char name[IF_NAMESIZE];

        if (!addr_equal(&address->address, &vip->address) || address->duplicate ||
            if_indextoname((unsigned)address->interface_index, name) == NULL)
            continue;
        if (strcmp(name, "lo") == 0) {
            out->loopback = true;
            continue;
        }
        if (out->found[0] != '\0' && strcmp(name, vip->interface) != 0)
            continue; /* where it belongs counts most */
        snprintf(out->found, sizeof(out->found), "%s", name);
        out->protocol = address->protocol;
    }
    if (out->found[0] == '\0' && out->loopback)
        snprintf(out->found, sizeof(out->found), "lo");
}

/* ---- the interface ---- */

static int read_sysctl(const char *interface, const char *name)
{
    char path[128], *text;
    int value = -1;

    snprintf(path, sizeof(path), "/proc/sys/net/ipv4/conf/%s/%s", interface, name);
    text = read_text(path);
    if (text != NULL && text[0] >= '0' && text[0] <= '9')
        value = (int)strtol(text, NULL, 10);
    free(text);
    return value;
}

/* The kernel takes the larger one of "all" and the interface's own. */
static int effective(const char *interface, const char *name)
{
    int own = read_sysctl(interface, name), all = read_sysctl("all", name);

    return own > all ? own : all;
}

static enum node_answer read_link(const char *interface)
{
    char path[64], *text;
    enum node_answer answer = NODE_UNKNOWN;

    snprintf(path, sizeof(path), "/sys/class/net/%s/carrier", interface);
    text = read_text(path);
    if (text != NULL && (text[0] == '0' || text[0] == '1'))
        answer = text[0] == '1' ? NODE_YES : NODE_NO;
    free(text);
    return answer;
}

static enum node_answer is_member(const struct host *host, const struct watch_instance *instance)
{
    const char *text = instance->family == ADDR_IPV6 ? host->igmp6 : host->igmp;
    bool (*find)(const char *, const char *, const struct addr *) =
        instance->family == ADDR_IPV6 ? node_proc_igmp6 : node_proc_igmp;

    if (instance->unicast || text == NULL)
        return NODE_UNKNOWN;
    if (find(text, instance->interface, &instance->group))
        return NODE_YES;
    /* With a virtual MAC the daemon may have joined there instead. */
    if (instance->vmac && instance->vip_count > 0 &&
        find(text, instance->vips[0].interface, &instance->group))
        return NODE_YES;
    return NODE_NO;
}

static int fill(const struct host *host, const struct watch_instance *instance, struct node_facts *out)
{
    *out = (struct node_facts){
        .daemon = host->daemon,
        .pid = host->pid,
        .member = is_member(host, instance),
        .link_up = read_link(instance->interface),
        .sysctls = {.proxy_arp = effective(instance->interface, "proxy_arp"),
                    .proxy_arp_pvlan = read_sysctl(instance->interface, "proxy_arp_pvlan"),
                    .arp_ignore = effective(instance->interface, "arp_ignore"),
                    .rp_filter = effective(instance->interface, "rp_filter")}};
    memcpy(out->program, host->program, sizeof(out->program));
    out->vips = calloc(instance->vip_count + 1, sizeof(*out->vips));
    if (out->vips == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < instance->vip_count; i++)
        find_vip(host, &instance->vips[i], &out->vips[out->vip_count++]);
    return 0;
}

int node_facts_read(const struct watch_config *config, struct node_facts **out)
{
    struct node_facts *facts = calloc(config->instance_count + 1, sizeof(*facts));
    struct host host = {.igmp = read_text("/proc/net/igmp"), .igmp6 = read_text("/proc/net/igmp6")};
    int error = facts == NULL ? -ENOMEM : look_for_addresses(&host);

    look_for_daemons(&host);
    for (size_t i = 0; error == 0 && i < config->instance_count; i++)
        error = fill(&host, &config->instances[i], &facts[i]);
    free(host.igmp);
    free(host.igmp6);
    free(host.addresses);
    if (error == 0)
        *out = facts;
    else
        node_facts_free(config, facts);
    return error;
}

void node_facts_free(const struct watch_config *config, struct node_facts *facts)
{
    for (size_t i = 0; facts != NULL && i < config->instance_count; i++)
        free(facts[i].vips);
    free(facts);
}

/* ---- a service ---- */

static socklen_t make_place(const struct addr *address, uint16_t port, struct sockaddr_storage *out)
{
    struct sockaddr_in *four = (struct sockaddr_in *)out;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;

    memset(out, 0, sizeof(*out));
    if (address->family == ADDR_IPV4) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
        memcpy(&four->sin_addr, address->bytes, 4);
        return sizeof(*four);
    }
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(port);
    memcpy(&six->sin6_addr, address->bytes, 16);
    return sizeof(*six);
}

enum node_service node_facts_service(const struct addr *address, uint16_t port, int64_t timeout_us)
{
    struct sockaddr_storage place;
    socklen_t size = make_place(address, port, &place), error_size = sizeof(int);
    struct pollfd ready = {.events = POLLOUT};
    int error = 0;

    ready.fd = socket(place.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (ready.fd < 0)
        return NODE_SERVICE_UNASKED;
    if (connect(ready.fd, (const struct sockaddr *)&place, size) < 0)
        error = errno;
    if (error == EINPROGRESS) {
        error = ETIMEDOUT;
        if (poll(&ready, 1, (int)(timeout_us / 1000)) == 1)
            getsockopt(ready.fd, SOL_SOCKET, SO_ERROR, &error, &error_size);
    }
    close(ready.fd);
    return error == 0 ? NODE_SERVICE_UP : NODE_SERVICE_DOWN;
}

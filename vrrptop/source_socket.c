/* vrrpd here: its control socket, asked for the status again and again, and followed for events. */
#include "vrrptop/source_socket.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/clock.h"
#include "vrrptop/source_state.h"

enum { FOLLOW_MIN_US = 1000000 };

static const char ask_once[] = "{\"verb\":\"status\"}\n";
static const char ask_changes[] = "{\"verb\":\"status\",\"follow\":true,\"changes\":true}\n";

static int connect_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd, error;

    if (strlen(path) >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    memcpy(address.sun_path, path, strlen(path));
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -errno;
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    error = -errno;
    close(fd);
    return error;
}

static void say_trouble(struct source *source, int error)
{
    const char *help = error == -EACCES                             ? "; be root or of its control group"
                       : error == -ENOENT || error == -ECONNREFUSED ? "; is vrrpd running?"
                                                                    : "";

    snprintf(source->trouble, sizeof(source->trouble), "%s: %s%s", source->path, strerror(-error), help);
}

int source_socket_open(const char *path, const char *line)
{
    size_t size = strlen(line);
    int fd = connect_socket(path);

    if (fd < 0 || send(fd, line, size, MSG_NOSIGNAL) == (ssize_t)size)
        return fd;
    close(fd);
    return -EIO;
}

static int open_socket(struct source *source)
{
    source->fd = source_socket_open(source->path, source->request);
    if (source->fd >= 0)
        return 0;
    say_trouble(source, source->fd);
    return source->fd;
}

/* Where there never was a daemon, the table of the kernel is what there is to show. */
static int show_kernel(struct source *source)
{
    struct world *world = source->owner->world;
    struct status status;
    int error = source_kernel_take(source, &status);

    if (error < 0)
        return error;
    world_set_origin(world, source->host, WORLD_KERNEL);
    if (!world_take_status(world, source->host, &status, clock_now_us(), clock_wall_us()))
        return -ENOMEM;
    source->settled = source->owner->news = true;
    source->failures = 0;
    return 0;
}

/* Oftener than the daemon speaks by itself it is asked each time. */
static int open_status(struct source *source)
{
    int error;

    source->polled = source->owner->delay_us < FOLLOW_MIN_US;
    source->request = source->polled ? ask_once : ask_changes;
    error = open_socket(source);

    if (error == 0) {
        world_set_origin(source->owner->world, source->host, WORLD_DAEMON);
        source->met = true;
    } else if (!source->met && show_kernel(source) == 0) {
        source->polled = true;
        error = 0;
    }
    return error;
}

static const struct source_kind source_socket_status = {.open = open_status, .status = true};
static const struct source_kind source_socket_events = {.open = open_socket};

int sources_add_socket(struct sources *sources, const char *path)
{
    char name[STATUS_NAME_MAX] = "";
    int host;
    struct source *status, *events;

    gethostname(name, sizeof(name) - 1);
    host = world_add_host(sources->world, name[0] != '\0' ? name : "here", WORLD_DAEMON);
    status = source_add(sources, &source_socket_status, host);
    events = status != NULL ? source_add(sources, &source_socket_events, host) : NULL;

    if (events == NULL)
        return -ENOMEM;
    status->path = events->path = path;
    events->request = "{\"verb\":\"events\",\"follow\":true}\n";
    events->second = true;
    world_expect_events(sources->world, host);
    return 0;
}

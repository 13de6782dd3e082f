/* The control socket's client side; see control_client.h. */
#include "lib/control_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>
#include <unistd.h>

struct control_stream {
    FILE *file;
    char *line;
    size_t room;
};

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd;

    if (strlen(path) >= sizeof(address.sun_path))
        return -ENAMETOOLONG;
    memcpy(address.sun_path, path, strlen(path));
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        int error = -errno;

        close(fd);
        return error;
    }
    return fd;
}

static int send_line(int fd, const char *request)
{
    size_t size = strlen(request);
    char *line = malloc(size + 1);
    ssize_t sent;

    if (line == NULL)
        return -ENOMEM;
    memcpy(line, request, size);
    line[size] = '\n';
    sent = send(fd, line, size + 1, MSG_NOSIGNAL);
    free(line);
    return sent == (ssize_t)(size + 1) ? 0 : -EIO;
}

int control_stream_open(const char *path, const char *request, struct control_stream **out)
{
    int fd = connect_to(path);
    int error = fd < 0 ? fd : send_line(fd, request);

    *out = error == 0 ? calloc(1, sizeof(**out)) : NULL;
    if (*out != NULL)
        (*out)->file = fdopen(fd, "r");
    if (*out != NULL && (*out)->file != NULL)
        return 0;
    free(*out);
    if (fd >= 0)
        close(fd);
    return error < 0 ? error : -ENOMEM;
}

const char *control_stream_next(struct control_stream *stream)
{
    ssize_t size = getline(&stream->line, &stream->room, stream->file);

    if (size <= 0)
        return NULL;
    if (stream->line[size - 1] == '\n')
        stream->line[size - 1] = '\0';
    return stream->line;
}

void control_stream_close(struct control_stream *stream)
{
    if (stream == NULL)
        return;
    fclose(stream->file);
    free(stream->line);
    free(stream);
}

/* Beginnings; see setup.h. */
#include "notify/setup.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "conf/files.h"
#include "conf/read.h"
#include "lib/clock.h"

enum { ANSWER_MS = 5000 };

static const char *find_file(const struct options *options)
{
    if (options->file != NULL)
        return options->file;
    return access("/etc/vrrpd/vrrpd.yaml", F_OK) == 0 ? "/etc/vrrpd/vrrpd.yaml"
                                                      : "/etc/keepalived/keepalived.conf";
}

struct conf *setup_conf(const struct options *options)
{
    struct conf_loader disk = conf_files_loader();
    struct conf_options choices = {.without_secrets = true}; /* VRRP's passwords are none of our business */
    struct conf_errors errors;
    struct conf *conf;
    char line[1024];

    conf_errors_init(&errors);
    conf = conf_read(find_file(options), &disk, &choices, &errors);
    for (size_t i = 0; conf == NULL && i < errors.count; i++)
        if (errors.items[i].severity == CONF_ERROR)
            fprintf(stderr, "%s\n", conf_error_format(&errors.items[i], line, sizeof(line)));
    conf_errors_free(&errors);
    return conf;
}

const char *setup_host(const struct conf *conf, char name[STATUS_NAME_MAX])
{
    if (conf != NULL && conf->global.router_id != NULL)
        return conf->global.router_id;
    memset(name, 0, STATUS_NAME_MAX);
    if (gethostname(name, STATUS_NAME_MAX - 1) < 0)
        strcpy(name, "localhost");
    return name;
}

static int status_of(int error)
{
    switch (-error) {
    case EPERM:
    case EACCES:
        return EX_NOPERM;
    case ENOSPC:
    case EDQUOT:
        return EX_TEMPFAIL;
    default:
        return EX_CANTCREAT;
    }
}

int setup_spool(const struct options *options, struct spool **out)
{
    int error = spool_open(options->spool, out);

    if (error == 0)
        return EX_OK;
    fprintf(stderr, "vrrpnotify: spool %s: %s%s\n", options->spool, strerror(-error),
            error == -EPERM ? " (it has to belong to this user, and nobody else may write to it)" : "");
    return status_of(error);
}

/* ---- submitting ---- */

static int connect_inbox(const struct options *options)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify.sock", options->run_dir);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

bool setup_is_served(const struct options *options)
{
    int fd = connect_inbox(options);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static bool ask_dispatcher(const struct options *options, const char *text)
{
    int fd = connect_inbox(options);
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    char answer[256];
    ssize_t size = -1;

    if (fd < 0)
        return false;
    if (send(fd, text, strlen(text), MSG_NOSIGNAL) > 0 && poll(&wait, 1, ANSWER_MS) == 1)
        size = recv(fd, answer, sizeof(answer) - 1, 0);
    close(fd);
    answer[size > 0 ? size : 0] = '\0';
    return strncmp(answer, "{\"ok\":", 6) == 0;
}

int setup_submit_text(const struct options *options, const char *text)
{
    char name[SPOOL_NAME_MAX];
    struct spool *spool;
    int error = spool_open(options->spool, &spool);

    if (error == 0) {
        spool_name(spool, clock_wall_us(), name);
        error = spool_write(spool, SPOOL_NEW, name, text, false);
        spool_close(spool);
    }
    if (error == 0 || ask_dispatcher(options, text))
        return EX_OK;
    fprintf(stderr,
            "vrrpnotify: cannot write to the spool %s (%s), and no dispatcher answers on %s/notify.sock\n",
            options->spool, strerror(-error), options->run_dir);
    return status_of(error);
}

/* No sequence of our own: each process is a start of its own to those who look for repetitions. */
int setup_submit(const struct options *options, const char *source, struct event *event)
{
    char host[STATUS_NAME_MAX], *text;
    int status;

    event->wall_us = clock_wall_us();
    event->mono_us = clock_now_us();
    event->boot = (uint64_t)event->wall_us << 16 ^ (uint64_t)getpid();
    event->sequence = 1;
    snprintf(event->source, sizeof(event->source), "%s", source);
    status_copy_text(event->host, sizeof(event->host), setup_host(NULL, host));
    text = event_print(event);
    if (text == NULL || strlen(text) >= EVENT_TEXT_MAX) {
        fputs("vrrpnotify: the record is too long\n", stderr);
        free(text);
        return EX_DATAERR;
    }
    status = setup_submit_text(options, text);
    free(text);
    return status;
}

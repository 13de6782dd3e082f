/* vrrpctl version: of this program and, if one answers, of the daemon. */
#include "vrrpd/ctl/version.h"

#include <stdio.h>

#include "lib/status.h"
#include "vrrpd/ctl/ask.h"

/* People get the daemon's version from its status, programs its own line. */
static int print_daemon(const struct ctl *ctl, const char *line)
{
    struct status status;

    if (ask_is_error(ctl, line))
        return CTL_BAD;
    if (ctl->json) {
        puts(line);
        return CTL_GOOD;
    }
    if (!status_parse(line, &status))
        return CTL_BAD;
    printf("vrrpd %s\n", status.version);
    status_free(&status);
    return CTL_GOOD;
}

int ctl_version(const struct ctl *ctl)
{
    struct control_stream *stream;
    const char *line;
    int status;

    if (!ctl->json)
        puts("vrrpctl " VRRPKIT_VERSION);
    status = ask_open(ctl, ctl->json ? "version" : "status", NULL, &stream);
    if (status != CTL_GOOD)
        return status;
    line = control_stream_next(stream);
    status = line != NULL ? print_daemon(ctl, line) : ask_ended();
    control_stream_close(stream);
    return status;
}

/* vrrpctl version: of this program and, if one answers, of the daemon. */
#include <stdio.h>

#include "vrrpd/ctl/ask.h"

int ctl_version(const struct ctl *ctl)
{
    struct control_stream *stream;
    const char *line;
    int status;

    if (!ctl->json)
        puts("vrrpctl " VRRPKIT_VERSION);
    status = ask_open(ctl, "version", NULL, &stream);
    if (status != CTL_GOOD)
        return status;
    line = control_stream_next(stream);
    if (line != NULL)
        puts(line);
    control_stream_close(stream);
    return CTL_GOOD;
}

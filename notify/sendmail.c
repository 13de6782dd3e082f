/* Mail by the host's own sendmail program; see sendmail.h. */
#include "notify/sendmail.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "notify/command.h"

/* The message as local programs expect it, with bare LF, in a file without a name. */
static int put_message(const struct delivery *delivery)
{
    int fd = memfd_create("message", MFD_CLOEXEC);
    FILE *out = fd >= 0 ? fdopen(dup(fd), "w") : NULL;
    bool failed;

    if (out == NULL)
        return -1;
    for (size_t i = 0; i < delivery->size; i++)
        if (delivery->message[i] != '\r')
            fputc(delivery->message[i], out);
    failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed || lseek(fd, 0, SEEK_SET) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static void judge(const char *path, int status, const char *said, struct delivery_result *result)
{
    enum delivery_verdict verdict = DELIVERY_FAILED;

    if (status == 0) {
        delivery_say(result, DELIVERY_SENT, 0, "%s took it", path);
        return;
    }
    /* sysexits.h: what another try may cure. EX_UNAVAILABLE is what sendmail says of an unknown recipient. */
    if (status == EX_TEMPFAIL || status == EX_OSERR || status == EX_IOERR || status == EX_OSFILE ||
        status == EX_CANTCREAT || status > 128 || (status < 0 && status != -ENOEXEC))
        verdict = DELIVERY_LATER;
    if (status == -ETIMEDOUT)
        delivery_say(result, verdict, 0, "%s did not end in time", path);
    else if (status < 0)
        delivery_say(result, verdict, 0, "%s: %s", path,
                     status == -ENOEXEC ? said : strerrordesc_np(-status));
    else
        delivery_say(result, verdict, status, "%s ended with status %d: %.300s", path, status, said);
}

void sendmail_deliver(const struct delivery *delivery, struct delivery_result *result)
{
    const char *path = delivery->server->host;
    char **argv = calloc(delivery->to_count + 6, sizeof(*argv));
    struct command_run run = {.argv = argv, .timeout_us = delivery->server->timeout_us};
    char said[DELIVERY_TEXT_MAX];
    size_t used, count = 0;

    run.input = put_message(delivery);
    if (argv == NULL || run.input < 0) {
        delivery_say(result, DELIVERY_LATER, 0, "no memory");
        free(argv);
        return;
    }
    argv[count++] = (char *)(uintptr_t)path;
    argv[count++] = "-i";
    argv[count++] = "-f";
    argv[count++] = (char *)(uintptr_t)delivery->from;
    argv[count++] = "--";
    for (size_t i = 0; i < delivery->to_count; i++)
        argv[count++] = (char *)(uintptr_t)delivery->to[i];
    judge(path, command_run(&run, said, sizeof(said), &used), said, result);
    if (delivery->dialogue != NULL)
        fprintf(delivery->dialogue, "%s\n", result->text);
    close(run.input);
    free(argv);
}

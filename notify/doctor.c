/* `vrrpnotify doctor`; see doctor.h. */
#include "notify/doctor.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/process.h"
#include "notify/doctor_server.h"

/* The clock is wrong when it stands before this program was written: 2026-11-01. */
#define EPOCH_US INT64_C(1793491200000000)

/* A check in a child that cannot outlive its time; names and libraries block. */
static void in_child(struct doctor *doctor, const struct conf_mail_server *server,
                     const struct conf_webhook *webhook)
{
    int64_t limit_us = server != NULL ? 2 * server->timeout_us : 2 * webhook->timeout_us;
    int status = 0;
    pid_t pid;

    fflush(doctor->out);
    pid = process_fork();
    if (pid == 0) {
        signal(SIGALRM, SIG_DFL);
        signal(SIGINT, SIG_DFL);
        alarm((unsigned)(limit_us / 1000000 + 8));
        doctor->failed = false;
        if (server != NULL)
            doctor_server(doctor, server);
        else
            doctor_webhook(doctor, webhook);
        fflush(doctor->out);
        _exit(doctor->failed ? 1 : 0);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (pid < 0 || WIFSIGNALED(status))
        doctor_say(doctor, DOCTOR_FAIL, "%s: no answer in time: name server or network",
                   server != NULL ? server->host : "webhook");
    doctor->failed |= status != 0;
}

static void check_recipients(struct doctor *doctor, const struct conf_notify *notify)
{
    if (notify->to_count == 0 && notify->webhook_count == 0)
        doctor_say(doctor, DOCTOR_FAIL,
                   "nobody is to be told: set notify.mail.to (notification_email) or a webhook");
    else if (notify->to_count > 0 && notify->server_count == 0)
        doctor_say(doctor, DOCTOR_FAIL, "there is no mail server: set notify.mail.server (smtp_server)");
    else
        doctor_say(doctor, DOCTOR_OK, "%zu recipients, %zu mail servers, %zu webhooks", notify->to_count,
                   notify->server_count, notify->webhook_count);
}

static void check_spool(struct doctor *doctor, const char *path)
{
    struct statvfs space;
    struct stat status;

    if (stat(path, &status) < 0)
        doctor_say(doctor, errno == ENOENT ? DOCTOR_WARN : DOCTOR_FAIL,
                   "spool %s: %s: the service makes it when it starts", path, strerror(errno));
    else if (!S_ISDIR(status.st_mode))
        doctor_say(doctor, DOCTOR_FAIL, "spool %s: is no folder", path);
    else if (status.st_mode & S_IWOTH)
        doctor_say(doctor, DOCTOR_FAIL, "spool %s: everybody may write to it: chmod 0700", path);
    else if (access(path, R_OK | W_OK | X_OK) < 0)
        doctor_say(doctor, DOCTOR_WARN,
                   "spool %s: not ours (it is of user %u): run this as that user or root", path,
                   (unsigned)status.st_uid);
    else if (statvfs(path, &space) == 0 &&
             (space.f_bavail * space.f_frsize < 64U << 20 || (space.f_files > 0 && space.f_favail < 1000)))
        doctor_say(doctor, DOCTOR_WARN, "spool %s: less than 64 MiB or 1,000 files are free there", path);
    else
        doctor_say(doctor, DOCTOR_OK, "spool %s", path);
}

static void check_clock(struct doctor *doctor)
{
    if (clock_wall_us() < EPOCH_US)
        doctor_say(doctor, DOCTOR_FAIL,
                   "the clock is wrong: it is before this program was made; certificates and dates of mails "
                   "depend on it: set up NTP");
    else
        doctor_say(doctor, DOCTOR_OK, "the clock is plausible");
}

int doctor_run(const struct conf *conf, const char *spool, FILE *out)
{
    const struct conf_notify *notify = &conf->notify;
    struct doctor doctor = {.out = out};

    check_recipients(&doctor, notify);
    for (size_t i = 0; i < notify->server_count; i++)
        in_child(&doctor, &notify->servers[i], NULL);
    for (size_t i = 0; i < notify->webhook_count; i++)
        in_child(&doctor, NULL, &notify->webhooks[i]);
    check_spool(&doctor, spool);
    check_clock(&doctor);
    return doctor.failed ? 1 : 0;
}

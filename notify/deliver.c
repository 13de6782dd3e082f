/* Deliveries in children of their own; see deliver.h. */
#include "notify/deliver.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/process.h"
#include "lib/sandbox.h"
#include "notify/secret.h"
#include "notify/sendmail.h"
#include "notify/smtp.h"
#include "notify/smtps.h"
#include "notify/webhook.h"

enum {
    GRACE_US = 8000000, /* beyond the configured time: a password command, and the end of libraries */
    FILES_MAX = 64,
};

int64_t deliver_limit_us(const struct delivery *mail, const struct delivery_post *post)
{
    return (post != NULL ? post->webhook->timeout_us : mail->server->timeout_us) + GRACE_US;
}

/* libesmtp takes the first colon for the port's, so addresses of IPv6 go through libcurl too. */
static void send_mail(const struct delivery *mail, struct delivery_result *result)
{
    const struct conf_mail_server *server = mail->server;

    if (server->scheme == CONF_MAIL_SENDMAIL)
        sendmail_deliver(mail, result);
    else if (server->scheme == CONF_MAIL_SMTP && strchr(server->host, ':') == NULL)
        smtp_deliver(mail, result);
    else
        smtps_deliver(mail, result);
}

/* Waiting for its password to be readable again is worth it: files are written, commands come back. */
static bool get_secret(const struct conf_secret *source, char *out, struct delivery_result *result)
{
    char why[256];

    if (secret_read(source, out, DELIVERY_PASSWORD_MAX, why) == 0)
        return true;
    delivery_say(result, DELIVERY_LATER, 0, "%s", why);
    return false;
}

void deliver_now(const struct delivery *mail, const struct delivery_post *post,
                 struct delivery_result *result)
{
    char secret[DELIVERY_PASSWORD_MAX] = "";

    if (post != NULL) {
        struct delivery_post full = *post;

        if (secret_is_set(&post->webhook->token)) {
            if (!get_secret(&post->webhook->token, secret, result))
                return;
            full.token = secret;
        }
        webhook_deliver(&full, result);
    } else {
        struct delivery full = *mail;

        if (mail->password == NULL && mail->server->user != NULL && secret_is_set(&mail->server->password)) {
            if (!get_secret(&mail->server->password, secret, result))
                return;
            full.password = secret;
        }
        send_mail(&full, result);
    }
    explicit_bzero(secret, sizeof(secret));
}

/* ---- in the child ---- */

/* A hard end that no library can delay, and nothing that a broken one could do harm with. The local sendmail
 * is often a program with rights of its own, which it would lose with us. */
static void confine(int64_t limit_us, bool is_local)
{
    static const char *const nobody_else[] = {NULL};
    const struct rlimit none = {0, 0}, files = {FILES_MAX, FILES_MAX};
    const char *failed;

    signal(SIGALRM, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    alarm((unsigned)(limit_us / 1000000 + 1));
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_NOFILE, &files);
    /* libesmtp looks for certificates of its own in the user's home and refuses to work when it cannot read
     * it. */
    setenv("HOME", "/nonexistent", 1);
    unsetenv("XDG_CONFIG_DIR");
    unsetenv("NOTIFY_SOCKET");
    if (!is_local)
        sandbox_enter(nobody_else, 0, &failed);
    /* Who started us and died begins again, and says that it may be a second time. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void __attribute__((noreturn))
carry_out(const struct delivery *mail, const struct delivery_post *post, int fd)
{
    FILE *dialogue = post != NULL ? post->dialogue : mail->dialogue;
    int keep[2] = {fd, dialogue != NULL ? fileno(dialogue) : fd};
    struct delivery_result result;

    delivery_say(&result, DELIVERY_LATER, 0, "nothing was tried");
    process_close_others(keep, 2);
    confine(deliver_limit_us(mail, post), post == NULL && mail->server->scheme == CONF_MAIL_SENDMAIL);
    deliver_now(mail, post, &result);
    if (dialogue != NULL)
        fflush(dialogue);
    (void)!write(fd, &result, sizeof(result)); /* less than PIPE_BUF: whole or not at all */
    _exit(0);
}

/* ---- in the parent ---- */

int deliver_start(const struct delivery *mail, const struct delivery_post *post, struct deliver *out)
{
    int ends[2];

    _Static_assert(sizeof(struct delivery_result) <= 4096, "written at once");
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    fflush(NULL); /* or the child would write it once more */
    out->pid = process_fork();
    if (out->pid == 0)
        carry_out(mail, post, ends[1]);
    close(ends[1]);
    out->fd = ends[0];
    if (out->pid > 0) {
        fcntl(out->fd, F_SETFL, O_NONBLOCK);
        return 0;
    }
    close(ends[0]);
    return -EAGAIN;
}

static void finish(struct deliver *deliver, int *status)
{
    while (waitpid(deliver->pid, status, 0) < 0 && errno == EINTR)
        ;
    close(deliver->fd);
    *deliver = (struct deliver){.pid = 0, .fd = -1};
}

bool deliver_take(struct deliver *deliver, struct delivery_result *result)
{
    ssize_t got = read(deliver->fd, result, sizeof(*result));
    int status = 0;

    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    finish(deliver, &status);
    if (got == (ssize_t)sizeof(*result)) {
        result->text[sizeof(result->text) - 1] = '\0';
        return true;
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        delivery_say(result, DELIVERY_LATER, 0, "the delivery did not end in its time");
    else if (WIFSIGNALED(status))
        delivery_say(result, DELIVERY_LATER, 0, "the delivery was ended by signal %d", WTERMSIG(status));
    else
        delivery_say(result, DELIVERY_LATER, 0, "the delivery ended without a word");
    return true;
}

void deliver_kill(struct deliver *deliver)
{
    int status;

    if (deliver->pid <= 0)
        return;
    kill(deliver->pid, SIGKILL);
    finish(deliver, &status);
}

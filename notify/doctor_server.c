/* One mail server or webhook; see doctor_server.h. */
#include "notify/doctor_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lib/clock.h"
#include "notify/delivery.h"
#include "notify/dialogue.h"
#include "notify/secret.h"
#include "notify/smtp.h"
#include "notify/transfer.h"

enum { SOON_DAYS = 14 };

void doctor_say(struct doctor *doctor, enum doctor_mark mark, const char *format, ...)
{
    static const char *const words[] = {"ok  ", "warn", "fail"};
    va_list arguments;

    doctor->failed |= mark == DOCTOR_FAIL;
    fprintf(doctor->out, "%s  ", words[mark]);
    va_start(arguments, format);
    vfprintf(doctor->out, format, arguments);
    va_end(arguments);
    fputc('\n', doctor->out);
    fflush(doctor->out);
}

static bool connects(const struct addrinfo *to, int64_t timeout_us, int *error)
{
    int fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct pollfd wait = {.fd = fd, .events = POLLOUT};
    socklen_t size = sizeof(*error);

    *error = fd < 0 ? errno : 0;
    if (fd >= 0 && connect(fd, to->ai_addr, to->ai_addrlen) < 0) {
        *error = errno;
        if (*error == EINPROGRESS && poll(&wait, 1, (int)(timeout_us / 1000)) > 0)
            getsockopt(fd, SOL_SOCKET, SO_ERROR, error, &size);
        else if (*error == EINPROGRESS)
            *error = ETIMEDOUT;
    }
    if (fd >= 0)
        close(fd);
    return *error == 0;
}

/* The first address that answers will do. */
static bool check_port(struct doctor *doctor, const struct conf_mail_server *server)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char port[8], address[INET6_ADDRSTRLEN] = "";
    int error, failure = 0;
    bool good = false;

    snprintf(port, sizeof(port), "%u", (unsigned)server->port);
    error = getaddrinfo(server->host, port, &hints, &found);
    if (error != 0) {
        doctor_say(doctor, DOCTOR_FAIL, "%s: the name does not resolve (%s): check it, and /etc/resolv.conf",
                   server->host, gai_strerror(error));
        return false;
    }
    for (const struct addrinfo *to = found; to != NULL && !good; to = to->ai_next) {
        getnameinfo(to->ai_addr, to->ai_addrlen, address, sizeof(address), NULL, 0, NI_NUMERICHOST);
        good = connects(to, server->connect_timeout_us, &failure);
    }
    freeaddrinfo(found);
    if (good)
        doctor_say(doctor, DOCTOR_OK, "%s: port %s of %s answers", server->host, port, address);
    else
        doctor_say(doctor, DOCTOR_FAIL, "%s: port %s of %s: %s%s", server->host, port, address,
                   strerror(failure),
                   server->port == 25 ? ": many providers block port 25 outwards, smtps:// on 465 often works"
                                      : ": check address, port and firewall");
    return good;
}

static void check_expiry(struct doctor *doctor, const char *host, const char *expires)
{
    struct tm parts = {0};
    int64_t days;

    if (expires[0] == '\0')
        return;
    if (strptime(expires, "%b %d %H:%M:%S %Y", &parts) == NULL) {
        doctor_say(doctor, DOCTOR_OK, "%s: the certificate is good, until %s", host, expires);
        return;
    }
    days = ((int64_t)timegm(&parts) - clock_wall_us() / 1000000) / 86400;
    doctor_say(doctor, days < SOON_DAYS ? DOCTOR_WARN : DOCTOR_OK,
               "%s: the certificate is good for %lld more days%s", host, (long long)days,
               days < SOON_DAYS ? ": have it renewed" : "");
}

static bool is_word_of(const char *words, const char *word)
{
    size_t size = strlen(word);

    for (; (words = strcasestr(words, word)) != NULL; words += size)
        if (words[size] == '\0' || words[size] == ' ')
            return true;
    return false;
}

/* libesmtp without the plugin for a mechanism would go on without a login. */
static void check_plugins(struct doctor *doctor, const struct conf_mail_server *server,
                          const struct dialogue *dialogue)
{
    static const char *const names[] = {"PLAIN", "LOGIN", "CRAM-MD5"};

    if (server->scheme != CONF_MAIL_SMTP || strchr(server->host, ':') != NULL)
        return;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (is_word_of(dialogue->mechanisms, names[i]) && smtp_has_mechanism(names[i])) {
            doctor_say(doctor, DOCTOR_OK, "%s: login %s is offered and libesmtp has its plugin", server->host,
                       names[i]);
            return;
        }
    doctor_say(doctor, DOCTOR_FAIL,
               "%s: of the logins it offers (%s) libesmtp has no plugin: reinstall the package libesmtp6",
               server->host, dialogue->offers_auth ? dialogue->mechanisms : "none");
}

static void judge_session(struct doctor *doctor, const struct conf_mail_server *server,
                          const struct dialogue *dialogue, const struct transfer_answer *answer)
{
    const char *host = server->host;

    if (dialogue->code != 0 && answer->end != TRANSFER_TLS)
        doctor_say(doctor, DOCTOR_OK, "%s: greets as an SMTP server", host);
    check_expiry(doctor, host, answer->expires);
    if (answer->end == TRANSFER_TLS)
        doctor_say(doctor, DOCTOR_FAIL,
                   "%s: no safe connection: %s: check the name, `ca_file', or the scheme", host,
                   answer->text);
    else if (answer->end == TRANSFER_LOGIN || (dialogue->bad != 0 && server->user != NULL))
        doctor_say(
            doctor, DOCTOR_FAIL,
            "%s: the login fails (offered: %s; answer: %d %s): check user and password; 163 and QQ want "
            "an authorization code",
            host, dialogue->offers_auth ? dialogue->mechanisms : "none", dialogue->bad, dialogue->bad_text);
    else if (answer->end != TRANSFER_DONE || dialogue->bad != 0)
        doctor_say(doctor, DOCTOR_FAIL, "%s: %s", host,
                   dialogue->bad != 0 ? dialogue->bad_text : answer->text);
    else if (server->user != NULL && dialogue->authenticated)
        doctor_say(doctor, DOCTOR_OK, "%s: %s logs in", host, server->user);
    else if (server->user != NULL)
        doctor_say(doctor, DOCTOR_FAIL, "%s: it offers no login, and one is configured", host);
    else if (dialogue->offers_auth && !delivery_is_loopback(host))
        doctor_say(doctor, DOCTOR_WARN,
                   "%s: it offers logins and none is configured: set user and a password", host);
}

static void check_session(struct doctor *doctor, const struct conf_mail_server *server, const char *password)
{
    struct dialogue dialogue = {.out = NULL};
    struct transfer_request request = {.ca_file = server->ca_file,
                                       .connect_timeout_us = server->connect_timeout_us,
                                       .timeout_us = server->timeout_us,
                                       .dialogue = &dialogue,
                                       .starttls = server->scheme == CONF_MAIL_STARTTLS,
                                       .user = password != NULL ? server->user : NULL,
                                       .password = password,
                                       .probe = true};
    struct transfer_answer answer;
    char host[256] = "localhost", *url;

    gethostname(host, sizeof(host) - 1);
    url =
        transfer_url(server->scheme == CONF_MAIL_SMTPS ? "smtps" : "smtp", server->host, server->port, host);
    request.url = url;
    if (url == NULL)
        return;
    transfer_run(&request, &answer);
    judge_session(doctor, server, &dialogue, &answer);
    if (request.user != NULL && answer.end != TRANSFER_TLS && answer.end != TRANSFER_NETWORK)
        check_plugins(doctor, server, &dialogue);
    free(url);
}

static void check_sendmail(struct doctor *doctor, const char *path)
{
    if (access(path, X_OK) == 0)
        doctor_say(doctor, DOCTOR_OK, "%s: can be run; whether it delivers, its own log says", path);
    else
        doctor_say(doctor, DOCTOR_FAIL, "%s: %s: install a mail server, or use smtps:// instead", path,
                   strerror(errno));
}

void doctor_server(struct doctor *doctor, const struct conf_mail_server *server)
{
    struct delivery delivery = {.server = server};
    struct delivery_result refused;
    char password[DELIVERY_PASSWORD_MAX], why[256];
    bool has_password = false;

    if (server->scheme == CONF_MAIL_SENDMAIL) {
        check_sendmail(doctor, server->host);
        return;
    }
    if (!delivery_may_log_in(&delivery, &refused))
        doctor_say(doctor, DOCTOR_FAIL, "%s: %s", server->host, refused.text);
    else if (server->user != NULL) {
        has_password = secret_read(&server->password, password, sizeof(password), why) == 0;
        if (!has_password)
            doctor_say(doctor, DOCTOR_FAIL, "%s: %s", server->host, why);
    }
    if (check_port(doctor, server))
        check_session(doctor, server, has_password ? password : NULL);
    explicit_bzero(password, sizeof(password));
}

void doctor_webhook(struct doctor *doctor, const struct conf_webhook *webhook)
{
    struct transfer_request request = {.url = webhook->url,
                                       .connect_timeout_us = webhook->timeout_us,
                                       .timeout_us = webhook->timeout_us,
                                       .json = "",
                                       .probe = true};
    struct transfer_answer answer;
    const char *host = strstr(webhook->url, "//");
    char name[256], token[DELIVERY_PASSWORD_MAX], why[256];

    /* The rest of a webhook's URL is its password. */
    host = host != NULL ? host + 2 : webhook->url;
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(host, "/?#"), host);
    if (strchr(name, '@') != NULL)
        snprintf(name, sizeof(name), "webhook");
    if (secret_is_set(&webhook->token) && secret_read(&webhook->token, token, sizeof(token), why) < 0)
        doctor_say(doctor, DOCTOR_FAIL, "%s: %s", name, why);
    explicit_bzero(token, sizeof(token));
    transfer_run(&request, &answer);
    if (answer.end == TRANSFER_DONE)
        doctor_say(doctor, DOCTOR_OK, "%s: answers", name);
    else
        doctor_say(doctor, DOCTOR_FAIL, "%s: %s", name, answer.text);
    check_expiry(doctor, name, answer.expires);
}

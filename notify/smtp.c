/* Plain SMTP; see smtp.h.
 *
 * STARTTLS is not done here although the library can: of 200 deliveries to a server with TLS 1.3, each in a
 * process of its own, 9 hung (libesmtp 1.1.0; with TLS 1.2 none did), it names no server (SNI), and it checks
 * the certificate against the name that DNS gave. See smtps.h. */
#include "notify/smtp.h"

#include <auth-client.h>
#include <libesmtp.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "notify/dialogue.h"

/* A delivery under way. */
struct state {
    const struct delivery *delivery;
    struct dialogue dialogue;
    jmp_buf stop;
};

/* Where the login did not happen the library goes on without one. It has no way to be told to stop, so we
 * leave it: the process ends after this delivery. */
static void overhear(const char *bytes, int size, int writing, void *context)
{
    struct state *state = context;
    const struct conf_mail_server *server = state->delivery->server;

    if (size <= 0)
        return;
    if (writing == SMTP_CB_READING) {
        dialogue_server(&state->dialogue, bytes, (size_t)size);
        return;
    }
    if (server->user != NULL && !state->dialogue.authenticated && dialogue_is_mail(bytes, (size_t)size))
        longjmp(state->stop, 1);
    dialogue_client(&state->dialogue, bytes, (size_t)size);
}

static int answer_login(auth_client_request_t request, char **result, int fields, void *context)
{
    const struct delivery *delivery = context;

    for (int i = 0; i < fields; i++) {
        const char *value = NULL;

        if (request[i].flags & AUTH_PASS)
            value = delivery->password != NULL ? delivery->password : "";
        else if (request[i].flags & AUTH_USER)
            value = delivery->server->user;
        result[i] = (char *)(uintptr_t)value;
    }
    return 1;
}

static auth_context_t prepare_login(const struct delivery *delivery)
{
    auth_context_t login = auth_create_context();

    if (login == NULL)
        return NULL;
    auth_set_mechanism_flags(login, AUTH_PLUGIN_PLAIN, 0);
    auth_set_interact_cb(login, answer_login, (void *)(uintptr_t)delivery);
    return login;
}

bool smtp_has_mechanism(const char *name)
{
    auth_context_t login;
    bool has;

    auth_client_init();
    login = auth_create_context();
    if (login == NULL)
        return false;
    auth_set_mechanism_flags(login, AUTH_PLUGIN_PLAIN, 0);
    has = auth_set_mechanism(login, name) != 0;
    auth_destroy_context(login);
    return has;
}

static void set_times(smtp_session_t session, const struct conf_mail_server *server)
{
    long seconds = (long)((server->timeout_us + 999999) / 1000000);

    /* The library's own are minutes; ours is a hard end for all of it together. */
    for (int which = Timeout_GREETING; which <= Timeout_DATA2; which++)
        smtp_set_timeout(session, which | Timeout_OVERRIDE_RFC2822_MINIMUM, seconds > 0 ? seconds : 1);
}

static void judge_login(const struct state *state, struct delivery_result *result)
{
    const struct dialogue *dialogue = &state->dialogue;
    const char *host = state->delivery->server->host;

    if (dialogue->bad != 0 && dialogue->bad != 504)
        delivery_judge_smtp(result, dialogue->bad, dialogue->bad_text);
    else if (!dialogue->offers_auth)
        delivery_say(result, DELIVERY_FAILED, 0, "%s offers no login; nothing was sent", host);
    else
        delivery_say(
            result, DELIVERY_FAILED, 0,
            "%s offers the logins %s, and none of them is here as a plugin of libesmtp (sasl-plain.so, "
            "sasl-login.so, sasl-crammd5.so) or works; nothing was sent",
            host, dialogue->mechanisms);
}

/* The first status of 400 or more, NULL when there is none. */
static const smtp_status_t *first_bad(smtp_message_t message, const smtp_recipient_t *recipients,
                                      size_t count)
{
    const smtp_status_t *status = smtp_reverse_path_status(message);

    if (status != NULL && status->code >= 400)
        return status;
    for (size_t i = 0; i < count; i++) {
        status = smtp_recipient_status(recipients[i]);
        if (status != NULL && status->code >= 400)
            return status;
    }
    status = smtp_message_transfer_status(message);
    return status != NULL && status->code >= 400 ? status : NULL;
}

/* smtp_start_session() returns success whatever happened: only a 250 for the message means sent. */
static void judge(const struct state *state, smtp_message_t message, const smtp_recipient_t *recipients,
                  struct delivery_result *result)
{
    const smtp_status_t *bad = first_bad(message, recipients, state->delivery->to_count);
    const smtp_status_t *transfer = smtp_message_transfer_status(message);
    char text[128] = "";

    if (state->delivery->server->user != NULL && !state->dialogue.authenticated && state->dialogue.bad != 0)
        judge_login(state, result);
    else if (bad != NULL)
        delivery_judge_smtp(result, bad->code, bad->text != NULL ? bad->text : "");
    else if (transfer != NULL && transfer->code == 250)
        delivery_judge_smtp(result, 250, transfer->text != NULL ? transfer->text : "");
    else if (state->dialogue.bad != 0)
        delivery_judge_smtp(result, state->dialogue.bad, state->dialogue.bad_text);
    else
        delivery_say(result, DELIVERY_LATER, 0, "%s: %s", state->delivery->server->host,
                     smtp_errno() != 0 && smtp_strerror(smtp_errno(), text, sizeof(text)) != NULL
                         ? text
                         : "the connection ended, or was silent for too long");
}

static void run(struct state *state, smtp_session_t session, struct delivery_result *result)
{
    const struct delivery *delivery = state->delivery;
    smtp_recipient_t *recipients = calloc(delivery->to_count + 1, sizeof(*recipients));
    smtp_message_t message = smtp_add_message(session);

    if (recipients == NULL || message == NULL) {
        free(recipients);
        delivery_say(result, DELIVERY_LATER, 0, "no memory");
        return;
    }
    smtp_set_reverse_path(message, delivery->from);
    for (size_t i = 0; i < delivery->to_count; i++)
        recipients[i] = smtp_add_recipient(message, delivery->to[i]);
    smtp_set_message_str(message, (char *)(uintptr_t)delivery->message);
    if (setjmp(state->stop) != 0) {
        judge_login(state, result);
        return;
    }
    smtp_start_session(session);
    judge(state, message, recipients, result);
    free(recipients);
}

void smtp_deliver(const struct delivery *delivery, struct delivery_result *result)
{
    const struct conf_mail_server *server = delivery->server;
    struct state state = {.delivery = delivery, .dialogue = {.out = delivery->dialogue}};
    char place[300], host[256] = "localhost";
    smtp_session_t session;

    if (!delivery_may_log_in(delivery, result))
        return;
    auth_client_init();
    session = smtp_create_session();
    if (session == NULL) {
        delivery_say(result, DELIVERY_LATER, 0, "no memory");
        return;
    }
    snprintf(place, sizeof(place), "%s:%u", server->host, (unsigned)server->port);
    gethostname(host, sizeof(host) - 1);
    smtp_set_server(session, place);
    smtp_set_hostname(session, delivery->helo != NULL ? delivery->helo : host);
    smtp_option_require_all_recipients(session, 1);
    smtp_starttls_enable(session, Starttls_DISABLED);
    smtp_set_monitorcb(session, overhear, &state, 0);
    set_times(session, server);
    if (server->user != NULL)
        smtp_auth_set_context(session, prepare_login(delivery));
    run(&state, session, result);
}

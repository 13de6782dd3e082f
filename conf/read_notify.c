/* The section `notify' in YAML; see read_notify.h. */
#include "conf/read_notify.h"

#include <string.h>

#include "conf/mail.h"
#include "conf/node.h"
#include "conf/read_command.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const int64_t second_us = 1000000;

static struct conf_notify *notify_of(struct reader *reader)
{
    return &reader->conf->notify;
}

/* ---- who and how ---- */

static void read_address(struct reader *reader, const struct yaml_tree *value, char **out)
{
    const char *text = node_text(reader, value);

    if (text && !mail_is_address(text))
        node_error(reader, value, "`%s' is no mail address (NAME@DOMAIN)", text);
    else if (text)
        *out = conf_strdup(reader->conf, text);
}

static void read_one_to(struct reader *reader, const struct yaml_tree *value)
{
    struct conf_notify *notify = notify_of(reader);
    char *address = NULL;

    read_address(reader, value, &address);
    if (address && notify->to_count == CONF_MAIL_TO_MAX) {
        node_error(reader, value, "more than %d recipients", CONF_MAIL_TO_MAX);
    } else if (address) {
        notify->to = conf_append(reader->conf, notify->to, &notify->to_count, sizeof *notify->to);
        notify->to[notify->to_count - 1] = address;
    }
}

static void read_to(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    if (value->kind != YAML_TREE_LIST) {
        read_one_to(reader, value);
        return;
    }
    for (size_t i = 0; i < value->count; i++)
        read_one_to(reader, value->items[i]);
}

static void read_from(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    read_address(reader, value, &notify_of(reader)->from);
}

static void read_helo(struct reader *reader, const struct yaml_tree *value, void *target)
{
    const char *text = node_text(reader, value);

    (void)target;
    if (text && text[strcspn(text, " \t\r\n")] != '\0')
        node_error(reader, value, "`helo' is one host name");
    else if (text)
        notify_of(reader)->helo = conf_strdup(reader->conf, text);
}

static void read_language(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const words[] = {"en", "zh"};
    int choice = node_choice(reader, value, words, COUNT(words));

    (void)target;
    if (choice >= 0)
        notify_of(reader)->language = (enum conf_language)choice;
}

static void read_path(struct reader *reader, const struct yaml_tree *value, char **out)
{
    const char *text = node_text(reader, value);

    if (text && text[0] != '/')
        node_error(reader, value, "`%s' must be an absolute path", text);
    else if (text)
        *out = conf_strdup(reader->conf, text);
}

static void read_subject(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    read_path(reader, value, &notify_of(reader)->subject_file);
}

static void read_body(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    read_path(reader, value, &notify_of(reader)->body_file);
}

static void read_faults(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    node_bool(reader, value, &notify_of(reader)->faults);
}

/* ---- secrets; target is struct conf_secret ---- */

static void read_secret_path(struct reader *reader, const struct yaml_tree *value, struct conf_secret *secret)
{
    read_path(reader, value, &secret->file);
}

static void read_credential(struct reader *reader, const struct yaml_tree *value, struct conf_secret *secret)
{
    const char *text = node_text(reader, value);

    if (text && (strchr(text, '/') || text[0] == '.'))
        node_error(reader, value, "a credential has a name, not a path");
    else if (text)
        secret->credential = conf_strdup(reader->conf, text);
}

/* ---- one server; target is struct conf_mail_server ---- */

static void read_url(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_mail_server *server = target, read = {.host = NULL};
    const char *text = node_text(reader, value);
    const char *why = text ? mail_read_url(reader->conf, text, &read) : NULL;

    if (why)
        node_error(reader, value, "`%s': %s", text, why);
    server->scheme = read.scheme;
    server->host = read.host;
    server->port = read.port;
}

static void read_user(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_copy(reader, value, &((struct conf_mail_server *)target)->user);
}

static void read_password_file(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_secret_path(reader, value, &((struct conf_mail_server *)target)->password);
}

static void read_password_credential(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_credential(reader, value, &((struct conf_mail_server *)target)->password);
}

static void read_password_command(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_command(reader, value, &((struct conf_mail_server *)target)->password.command);
}

static void read_ca_file(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_path(reader, value, &((struct conf_mail_server *)target)->ca_file);
}

static void read_clear_auth(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_mail_server *)target)->clear_auth);
}

static void read_timeout(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, second_us, 600 * second_us,
                  &((struct conf_mail_server *)target)->timeout_us);
}

static void read_connect(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, second_us, 600 * second_us,
                  &((struct conf_mail_server *)target)->connect_timeout_us);
}

#define SERVER_KEYS                                                                                          \
    {"user", read_user}, {"password_file", read_password_file},                                              \
        {"password_credential", read_password_credential}, {"password_command", read_password_command},      \
        {"ca_file", read_ca_file}, {"clear_auth", read_clear_auth}, {"connect_timeout", read_connect},       \
    {                                                                                                        \
        "timeout", read_timeout                                                                              \
    }

static void read_server(struct reader *reader, const struct yaml_tree *value,
                        const struct conf_mail_server *defaults)
{
    static const struct node_key keys[] = {{"url", read_url}, SERVER_KEYS};
    struct conf_notify *notify = notify_of(reader);
    struct conf_mail_server server = *defaults;
    int secrets;

    server.place = value->place;
    if (value->kind == YAML_TREE_MAP)
        node_map(reader, value, keys, COUNT(keys), "a mail server", &server);
    else
        read_url(reader, value, &server);
    secrets = (server.password.file != NULL) + (server.password.credential != NULL) +
              (server.password.command.argc > 0);
    if (!server.host && value->kind == YAML_TREE_MAP && !node_find(value, "url"))
        node_error(reader, value, "a mail server needs the key `url'");
    if (server.user && secrets != 1 && server.scheme != CONF_MAIL_SENDMAIL)
        node_error(reader, value,
                   "user `%s' needs one of `password_file', `password_credential', `password_command'",
                   server.user);
    if (notify->server_count == CONF_MAIL_SERVERS_MAX) {
        node_error(reader, value, "more than %d mail servers", CONF_MAIL_SERVERS_MAX);
        return;
    }
    notify->servers = conf_append(reader->conf, notify->servers, &notify->server_count, sizeof server);
    notify->servers[notify->server_count - 1] = server;
}

static void skip(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)reader, (void)value, (void)target; /* read last: the other keys are its defaults */
}

static void read_mail(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"to", read_to},
                                           {"from", read_from},
                                           {"helo", read_helo},
                                           {"language", read_language},
                                           {"subject", read_subject},
                                           {"body", read_body},
                                           {"faults", read_faults},
                                           {"server", skip},
                                           SERVER_KEYS};
    struct conf_mail_server defaults = {.timeout_us = CONF_MAIL_TIMEOUT_US,
                                        .connect_timeout_us = CONF_MAIL_CONNECT_US};
    const struct yaml_tree *server;

    (void)target;
    node_map(reader, value, keys, COUNT(keys), "`mail'", &defaults);
    if (value->kind != YAML_TREE_MAP)
        return;
    server = node_find(value, "server");
    if (!node_find(value, "to"))
        node_error(reader, value, "`mail' needs the key `to'");
    if (!server)
        node_error(reader, value, "`mail' needs the key `server', for instance smtp://localhost");
    else if (server->kind != YAML_TREE_LIST)
        read_server(reader, server, &defaults);
    for (size_t i = 0; server && server->kind == YAML_TREE_LIST && i < server->count; i++)
        read_server(reader, server->items[i], &defaults);
}

/* ---- one webhook; target is struct conf_webhook ---- */

static void read_webhook_url(struct reader *reader, const struct yaml_tree *value, void *target)
{
    const char *text = node_text(reader, value);

    if (!text)
        return;
    if ((strncmp(text, "https://", 8) != 0 && strncmp(text, "http://", 7) != 0) ||
        text[strcspn(text, " \t\r\n")] != '\0')
        node_error(reader, value, "a webhook is an https:// or http:// URL");
    ((struct conf_webhook *)target)->url = conf_strdup(reader->conf, text);
}

static void read_format(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const words[] = {"json", "chat"};
    int choice = node_choice(reader, value, words, COUNT(words));

    if (choice >= 0)
        ((struct conf_webhook *)target)->format = (enum conf_webhook_format)choice;
}

static void read_token_file(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_secret_path(reader, value, &((struct conf_webhook *)target)->token);
}

static void read_token_credential(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_credential(reader, value, &((struct conf_webhook *)target)->token);
}

static void read_webhook_timeout(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_duration(reader, value, second_us, 600 * second_us, &((struct conf_webhook *)target)->timeout_us);
}

static void read_webhook(struct reader *reader, const struct yaml_tree *value)
{
    static const struct node_key keys[] = {{"url", read_webhook_url},
                                           {"format", read_format},
                                           {"token_file", read_token_file},
                                           {"token_credential", read_token_credential},
                                           {"timeout", read_webhook_timeout}};
    struct conf_notify *notify = notify_of(reader);
    struct conf_webhook webhook = {.timeout_us = 10 * second_us, .place = value->place};

    if (value->kind == YAML_TREE_MAP)
        node_map(reader, value, keys, COUNT(keys), "a webhook", &webhook);
    else
        read_webhook_url(reader, value, &webhook);
    if (!webhook.url && value->kind == YAML_TREE_MAP && !node_find(value, "url"))
        node_error(reader, value, "a webhook needs the key `url'");
    if (notify->webhook_count == CONF_WEBHOOKS_MAX) {
        node_error(reader, value, "more than %d webhooks", CONF_WEBHOOKS_MAX);
        return;
    }
    notify->webhooks = conf_append(reader->conf, notify->webhooks, &notify->webhook_count, sizeof webhook);
    notify->webhooks[notify->webhook_count - 1] = webhook;
}

static void read_webhooks(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    if (!node_is(reader, value, YAML_TREE_LIST, "`webhooks'"))
        return;
    for (size_t i = 0; i < value->count; i++)
        read_webhook(reader, value->items[i]);
}

/* ---- how often ---- */

static void read_time(struct reader *reader, const struct yaml_tree *value, int64_t min_us, int64_t *out)
{
    node_duration(reader, value, min_us, 30 * 86400 * second_us, out);
}

static void read_group_wait(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_time(reader, value, 0, &((struct conf_notify *)target)->group_wait_us);
}

static void read_min_interval(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_time(reader, value, 0, &((struct conf_notify *)target)->min_interval_us);
}

static void read_repeat(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_time(reader, value, 60 * second_us, &((struct conf_notify *)target)->repeat_us);
}

static void read_flap_changes(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t number;

    if (node_number(reader, value, 2, 64, &number))
        ((struct conf_notify *)target)->flap_changes = (uint32_t)number;
}

static void read_flap_window(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_time(reader, value, second_us, &((struct conf_notify *)target)->flap_window_us);
}

static void read_stable(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_time(reader, value, second_us, &((struct conf_notify *)target)->stable_us);
}

static void read_give_up(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_time(reader, value, 60 * second_us, &((struct conf_notify *)target)->give_up_us);
}

static void read_policy(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"group_wait", read_group_wait},   {"min_interval", read_min_interval},
        {"repeat", read_repeat},           {"flap_changes", read_flap_changes},
        {"flap_window", read_flap_window}, {"stable_after", read_stable},
        {"give_up_after", read_give_up}};

    node_map(reader, value, keys, COUNT(keys), "`policy'", target);
}

static void read_records(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t number;

    if (node_number(reader, value, 10, 1000000, &number))
        ((struct conf_notify *)target)->spool_records = (uint32_t)number;
}

static void read_megabytes(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t number;

    if (node_number(reader, value, 1, 65536, &number))
        ((struct conf_notify *)target)->spool_bytes = number << 20;
}

static void read_spool(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"records", read_records}, {"megabytes", read_megabytes}};

    node_map(reader, value, keys, COUNT(keys), "`spool'", target);
}

static void read_cluster(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_copy(reader, value, &((struct conf_notify *)target)->cluster);
}

void read_notify(struct reader *reader, const struct yaml_tree *node)
{
    static const struct node_key keys[] = {{"cluster", read_cluster},
                                           {"mail", read_mail},
                                           {"webhooks", read_webhooks},
                                           {"policy", read_policy},
                                           {"spool", read_spool}};

    node_map(reader, node, keys, COUNT(keys), "`notify'", notify_of(reader));
}

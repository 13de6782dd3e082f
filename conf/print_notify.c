/* The section `notify'; see print_notify.h. */
#include "conf/print_notify.h"

#include <stdlib.h>

#include "conf/mail.h"
#include "conf/print_text.h"

enum { URL_MAX = 320 };

static void print_command(struct print_map *map, const struct conf_command *command)
{
    print_map_key(map, "password_command");
    for (size_t i = 0; i < command->argc; i++) {
        fputs(i > 0 ? ", " : "[", map->out);
        print_text(map->out, command->argv[i]);
    }
    fputc(']', map->out);
}

static void print_secret(struct print_map *map, const char *file_key, const char *credential_key,
                         const struct conf_secret *secret)
{
    if (secret->file)
        print_map_text(map, file_key, secret->file);
    if (secret->credential)
        print_map_text(map, credential_key, secret->credential);
    if (secret->command.argc > 0)
        print_command(map, &secret->command);
}

static void print_server(FILE *out, const struct conf_mail_server *server)
{
    struct print_map map = {.out = out};
    char url[URL_MAX];

    fputs("      - ", out);
    print_map_text(&map, "url", mail_format_url(server, url, sizeof url));
    if (server->user)
        print_map_text(&map, "user", server->user);
    print_secret(&map, "password_file", "password_credential", &server->password);
    if (server->ca_file)
        print_map_text(&map, "ca_file", server->ca_file);
    if (server->clear_auth)
        print_map_bool(&map, "clear_auth", true);
    if (server->connect_timeout_us != CONF_MAIL_CONNECT_US)
        print_map_duration(&map, "connect_timeout", server->connect_timeout_us);
    if (server->timeout_us != CONF_MAIL_TIMEOUT_US)
        print_map_duration(&map, "timeout", server->timeout_us);
    print_map_end(&map);
}

static void print_optional(FILE *out, const char *key, const char *text)
{
    if (text)
        print_key_text(out, key, text);
}

static void print_mail(FILE *out, const struct conf_notify *notify)
{
    if (notify->to_count == 0)
        return;
    fputs("  mail:\n    to: [", out);
    for (size_t i = 0; i < notify->to_count; i++) {
        fputs(i > 0 ? ", " : "", out);
        print_text(out, notify->to[i]);
    }
    fputs("]\n", out);
    print_optional(out, "    from", notify->from);
    print_optional(out, "    helo", notify->helo);
    if (notify->language == CONF_LANGUAGE_CHINESE)
        fputs("    language: zh\n", out);
    print_optional(out, "    subject", notify->subject_file);
    print_optional(out, "    body", notify->body_file);
    if (!notify->faults)
        fputs("    faults: false\n", out);
    fputs(notify->server_count > 0 ? "    server:\n" : "    server: []\n", out);
    for (size_t i = 0; i < notify->server_count; i++)
        print_server(out, &notify->servers[i]);
}

static void print_webhooks(FILE *out, const struct conf_notify *notify)
{
    for (size_t i = 0; i < notify->webhook_count; i++) {
        const struct conf_webhook *webhook = &notify->webhooks[i];
        struct print_map map = {.out = out};

        fputs(i > 0 ? "    - " : "  webhooks:\n    - ", out);
        print_map_text(&map, "url", webhook->url);
        if (webhook->format == CONF_WEBHOOK_CHAT)
            print_map_text(&map, "format", "chat");
        print_secret(&map, "token_file", "token_credential", &webhook->token);
        print_map_duration(&map, "timeout", webhook->timeout_us);
        print_map_end(&map);
    }
}

static void print_times(FILE *out, const struct conf_notify *notify)
{
    const struct conf_notify usual = conf_notify_defaults();
    const struct {
        const char *key;
        int64_t us, usual_us;
    } times[] = {{"group_wait", notify->group_wait_us, usual.group_wait_us},
                 {"min_interval", notify->min_interval_us, usual.min_interval_us},
                 {"repeat", notify->repeat_us, usual.repeat_us},
                 {"flap_window", notify->flap_window_us, usual.flap_window_us},
                 {"stable_after", notify->stable_us, usual.stable_us},
                 {"give_up_after", notify->give_up_us, usual.give_up_us}};
    struct print_map map = {.out = out};

    if (notify->flap_changes != usual.flap_changes) {
        fputs("  policy: ", out);
        print_map_number(&map, "flap_changes", notify->flap_changes);
    }
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        if (times[i].us == times[i].usual_us)
            continue;
        if (!map.begun)
            fputs("  policy: ", out);
        print_map_duration(&map, times[i].key, times[i].us);
    }
    if (map.begun)
        print_map_end(&map);
}

static void print_spool(FILE *out, const struct conf_notify *notify)
{
    const struct conf_notify usual = conf_notify_defaults();
    struct print_map map = {.out = out};

    if (notify->spool_records == usual.spool_records && notify->spool_bytes == usual.spool_bytes)
        return;
    fputs("  spool: ", out);
    print_map_number(&map, "records", notify->spool_records);
    print_map_number(&map, "megabytes", (int64_t)(notify->spool_bytes >> 20));
    print_map_end(&map);
}

void print_notify(FILE *out, const struct conf_notify *notify)
{
    char *text = NULL;
    size_t size = 0;
    FILE *section = open_memstream(&text, &size);

    if (!section)
        return;
    if (notify->cluster)
        print_key_text(section, "  cluster", notify->cluster);
    print_mail(section, notify);
    print_webhooks(section, notify);
    print_times(section, notify);
    print_spool(section, notify);
    if (fclose(section) == 0 && size > 0)
        fprintf(out, "notify:\n%s", text);
    free(text);
}

/* What a configuration says about mail, webhooks and how often they are sent: the part of the model that
 * vrrpnotify acts on. Passwords are not in it, only where they are. Holds no behaviour. */
#ifndef CONF_MODEL_NOTIFY_H
#define CONF_MODEL_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/errors.h"
#include "conf/model_command.h"

enum {
    CONF_MAIL_TO_MAX = 32,
    CONF_MAIL_SERVERS_MAX = 8,
    CONF_WEBHOOKS_MAX = 8,
};

enum conf_mail_scheme {
    CONF_MAIL_SMTP,     /* smtp:// in clear, port 25 */
    CONF_MAIL_STARTTLS, /* smtp+starttls://, required, port 587 */
    CONF_MAIL_SMTPS,    /* smtps://, port 465 */
    CONF_MAIL_SENDMAIL, /* sendmail: or sendmail:/PATH */
    CONF_MAIL_SCHEME_COUNT
};

/* Where a password is. */
struct conf_secret {
    char *file;                  /* of the reading user, mode 0600; NULL: none of these */
    char *credential;            /* name of a systemd credential */
    struct conf_command command; /* prints it; argc 0: none */
};

/* One relay; several are tried in order. */
struct conf_mail_server {
    enum conf_mail_scheme scheme;
    char *host; /* name or address without brackets; sendmail: the program's path */
    uint16_t port;
    char *user; /* NULL: no authentication */
    struct conf_secret password;
    char *ca_file;              /* NULL: the system's certificates */
    bool clear_auth;            /* a password may go in clear to a host that is not this one */
    int64_t connect_timeout_us; /* 30 s */
    int64_t timeout_us;         /* of a whole delivery, 60 s */
    struct conf_place place;
};

/* What a webhook's receiver understands. */
enum conf_webhook_format {
    CONF_WEBHOOK_JSON, /* our own record with a `text` for people */
    CONF_WEBHOOK_CHAT, /* {"msgtype":"text","text":{"content":..}}: WeCom, DingTalk */
    CONF_WEBHOOK_FORMAT_COUNT
};

struct conf_webhook {
    char *url;
    enum conf_webhook_format format;
    struct conf_secret token; /* sent as a bearer token */
    int64_t timeout_us;
    struct conf_place place;
};

enum conf_language { CONF_LANGUAGE_ENGLISH, CONF_LANGUAGE_CHINESE, CONF_LANGUAGE_COUNT };

struct conf_notify {
    char *cluster; /* names both nodes' mails alike; NULL: none */
    char **to;
    size_t to_count;
    char *from; /* NULL: vrrpnotify@ the host */
    char *helo; /* NULL: the host name */
    enum conf_language language;
    char *subject_file, *body_file; /* templates; NULL: built in */
    bool faults;                    /* false: no mail about FAULT (no_email_faults) */
    struct conf_mail_server *servers;
    size_t server_count;
    struct conf_webhook *webhooks;
    size_t webhook_count;

    int64_t group_wait_us;   /* what comes so soon after is one message; 10 s */
    int64_t min_interval_us; /* between messages about one virtual router; 5 min */
    int64_t repeat_us;       /* of an incident that is still open; 30 min */
    uint32_t flap_changes;   /* so many changes in flap_window_us are flapping; 6 */
    int64_t flap_window_us;  /* 5 min */
    int64_t stable_us;       /* without a change: stable again; 10 min */
    int64_t give_up_us;      /* retried for so long; 3 days */
    uint32_t spool_records;  /* 10,000 */
    uint64_t spool_bytes;    /* 64 MiB */
};

#endif

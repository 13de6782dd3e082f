/* What a configuration says about LVS: virtual servers, their real servers and how those are checked. Part of
 * the model: plain data without behaviour, filled by both readers, owned by the struct conf. */
#ifndef CONF_MODEL_LVS_H
#define CONF_MODEL_LVS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/errors.h"
#include "conf/model_command.h"
#include "lib/addr.h"

enum {
    CONF_VIRTUAL_SERVERS_MAX = 8192,
    CONF_ENDPOINTS_MAX = 16384, /* addresses and fwmarks of all virtual servers */
    CONF_SERVERS_MAX = 65536,   /* real servers of all virtual servers */
    CONF_CHECKS_MAX = 8,        /* of one real server */
    CONF_URLS_MAX = 16,         /* of one check */
    CONF_STATUS_RANGES_MAX = 8, /* of one URL */
    CONF_PAYLOAD_MAX = 1024,    /* bytes of a UDP question */
    CONF_DIGEST_SIZE = 16,      /* MD5 */
    CONF_LVS_WEIGHT_MAX = 65535,
    CONF_ENGINE_MAX = 16, /* persistence engine's name */
};

/* keepalived's lb_algo, IPVS's schedulers. */
enum conf_scheduler {
    CONF_SCHEDULER_WLC, /* when nothing is said */
    CONF_SCHEDULER_RR,
    CONF_SCHEDULER_WRR,
    CONF_SCHEDULER_LC,
    CONF_SCHEDULER_LBLC,
    CONF_SCHEDULER_LBLCR,
    CONF_SCHEDULER_SH,
    CONF_SCHEDULER_MH,
    CONF_SCHEDULER_DH,
    CONF_SCHEDULER_FO,
    CONF_SCHEDULER_OVF,
    CONF_SCHEDULER_SED,
    CONF_SCHEDULER_NQ,
    CONF_SCHEDULER_TWOS,
    CONF_SCHEDULER_COUNT
};

/* keepalived's lb_kind. */
enum conf_method { CONF_METHOD_NAT, CONF_METHOD_DR, CONF_METHOD_TUN, CONF_METHOD_COUNT };

enum conf_tunnel { CONF_TUNNEL_IPIP, CONF_TUNNEL_GUE, CONF_TUNNEL_GRE, CONF_TUNNEL_COUNT };

/* How packets get to a real server. */
struct conf_forward {
    enum conf_method method;
    enum conf_tunnel tunnel; /* TUN */
    uint16_t tunnel_port;    /* GUE */
    bool tunnel_checksum;    /* GUE, GRE */
    bool tunnel_remote_checksum;
};

/* Scheduler flags flag-1..3, sh-fallback, sh-port, mh-fallback, mh-port: their bits. */
enum { CONF_SCHEDULER_FLAG_1 = 1, CONF_SCHEDULER_FLAG_2 = 2, CONF_SCHEDULER_FLAG_3 = 4 };

enum conf_check_kind {
    CONF_CHECK_TCP,
    CONF_CHECK_HTTP, /* HTTP_GET, and with `tls` SSL_GET */
    CONF_CHECK_SMTP,
    CONF_CHECK_DNS,
    CONF_CHECK_PING,
    CONF_CHECK_UDP,
    CONF_CHECK_MISC, /* a program, run by the runner */
    CONF_CHECK_FILE, /* the number in a file, as with track_file */
    CONF_CHECK_KIND_COUNT
};

struct conf_status_range {
    uint16_t from, to;
};

/* One page that is asked for. */
struct conf_url {
    char *path; /* "/" unless said */
    char *host; /* virtualhost: of the Host header; NULL: address */
    struct conf_status_range statuses[CONF_STATUS_RANGES_MAX]; /* none: 200-299 */
    size_t status_count;
    bool has_digest;
    uint8_t digest[CONF_DIGEST_SIZE]; /* MD5 of the body */
    char *regex;                      /* POSIX extended, must match the body's beginning; NULL: none */
    bool regex_inverted;              /* must not match */
    bool regex_any_case;
    struct conf_place place;
};

enum conf_http_version { CONF_HTTP_1_0, CONF_HTTP_1_1, CONF_HTTP_2 };

/* How a real server is asked whether it works. Which fields count depends on `kind`. */
struct conf_check {
    enum conf_check_kind kind;
    struct conf_place place;
    struct addr address; /* connect_ip: ADDR_NONE: the server's own */
    uint16_t port;       /* connect_port; 0: the server's own */
    struct addr bind_address;
    uint16_t bind_port;
    char bind_interface[16]; /* "": any */
    uint32_t mark;           /* of the probe's packets, 0: none */

    int64_t interval_us;    /* delay_loop */
    int64_t timeout_us;     /* connect_timeout: of a whole try, from the start to the verdict on it */
    uint32_t retries;       /* tries after a failed one, before a round counts as failed */
    int64_t retry_delay_us; /* delay_before_retry */
    int64_t warmup_us;      /* the first try comes after a random part of it */
    uint32_t rise, fall;    /* rounds in a row until the verdict changes; 1 */
    bool alpha;             /* down until the first success */
    bool log_all_failures;  /* and not only changes */

    bool tls;           /* HTTP, SMTP (from the first byte) */
    bool tls_verify;    /* the certificate's chain and name; never with keepalived.conf */
    char *tls_ca_file;  /* NULL: the system's */
    bool sni;           /* send the URL's host, or `sni_name` */
    char *sni_name;     /* NULL: the URL's host */
    bool fast_recovery; /* HTTP: a server that is down is up with the first good URL */
    enum conf_http_version http_version;
    struct conf_url *urls; /* HTTP: at least one */
    size_t url_count;

    char *helo;                    /* SMTP */
    uint16_t dns_type;             /* DNS: query type by number */
    char *dns_name;                /* "." unless said */
    uint8_t *payload;              /* UDP */
    size_t payload_size;           /* 0: an empty datagram */
    bool require_reply;            /* UDP: silence is failure; else only a refusal is */
    uint16_t reply_min, reply_max; /* UDP: bytes of a reply that is good */
    struct conf_command command;   /* MISC */
    bool dynamic;                  /* MISC: exit status 2..255 sets the weight to it minus 2 */
    char *path;                    /* FILE */
    int32_t file_weight;           /* FILE: times the number in it */
};

/* One real server of one virtual server. */
struct conf_server {
    struct addr address;
    uint16_t port; /* 0: with a fwmark, the port of the packet */
    struct conf_place place;
    uint32_t weight;
    uint32_t upper, lower; /* connection thresholds, 0: none */
    struct conf_forward forward;
    bool inhibit;                 /* inhibit_on_failure: weight 0 while it is down, instead of removal */
    bool mail;                    /* smtp_alert */
    struct conf_command up, down; /* notify_up, notify_down */
    char *virtualhost;            /* for URLs that say none; NULL: none */
    struct conf_check *checks;    /* all must hold; none: always up */
    size_t check_count;
    size_t index; /* of this one among all servers, in file order: CONF_SERVERS_MAX of them at most */
};

/* What clients talk to: address and port, or packets with a firewall mark. */
struct conf_endpoint {
    struct addr address; /* ADDR_NONE: `mark` */
    uint16_t port;       /* 0: all, with persistence */
    uint32_t mark;
    uint8_t family; /* of the real servers, enum addr_family */
};

/* When a virtual server is in this node's table. */
enum conf_program {
    CONF_PROGRAM_AUTO,   /* tied to its instance when a real server of it is this very node, else always */
    CONF_PROGRAM_ALWAYS, /* whatever the instance is */
    CONF_PROGRAM_MASTER, /* only while the instance with its address is MASTER */
};

struct conf_virtual_server {
    char *name; /* unique: "192.0.2.1:80/tcp", "fwmark 3", "group WEB" */
    struct conf_place place;
    struct conf_endpoint *endpoints; /* several with a group: one table row each, one set of servers */
    size_t endpoint_count;
    uint8_t protocol; /* IPPROTO_TCP, UDP, SCTP */
    enum conf_scheduler scheduler;
    uint8_t scheduler_flags;
    bool one_packet;
    bool hashed;
    int64_t persistence_us;       /* 0: none */
    uint8_t persistence_length;   /* granularity as a prefix length; 32, 128 */
    char engine[CONF_ENGINE_MAX]; /* persistence engine, "" */
    uint32_t quorum, hysteresis;  /* 1, 0; sums of weights */
    struct conf_command quorum_up, quorum_down;
    bool has_sorry;
    struct conf_server sorry; /* its `index` does not count, it has no checks */
    bool sorry_inhibit;       /* the sorry server stays, with weight 0, instead of removal */
    bool omega;               /* the end of the daemon calls down hooks */
    bool ha_suspend;          /* checks rest while its address is not on this node */
    bool flush_on_stop;       /* lvs_flush_on_stop VS: kept for print; stop removes ours anyway */
    int64_t slow_start_us;    /* a returning server gets its weight over this time; 0: at once */
    bool mail;                /* smtp_alert: quorum */
    enum conf_program program;
    int instance; /* index of the instance that has the (first) address as VIP, -1: none. By settle */
    struct conf_server *servers;
    size_t server_count;
};

/* IPVS's connection synchronisation (lvs_sync_daemon). */
struct conf_lvs_sync {
    char interface[16]; /* "": none */
    char *instance;     /* whose state it follows */
    uint8_t id;         /* syncid; the instance's VRID unless said */
    uint16_t max_length, port;
    uint8_t ttl;
    struct addr group; /* ADDR_NONE: 224.0.0.81 */
    struct conf_place place;
};

/* What holds for the whole table. */
struct conf_lvs {
    struct conf_lvs_sync sync;
    bool flush; /* lvs_flush: at the start everything in the table goes, whoever made it */
    int64_t tcp_us, tcp_fin_us, udp_us; /* lvs_timeouts; 0: the kernel's stay */
    uint8_t panic_percent; /* so many per cent of all servers lost at once, none of which answered anything:
                            * it is this node's network; the table stays. 0: off */
};

#endif

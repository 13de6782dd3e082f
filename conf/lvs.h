/* What both readers and the printers of the LVS part share: names of schedulers, methods and DNS types,
 * endpoints as text, defaults of checks. Knows no file format. Pure. */
#ifndef CONF_LVS_H
#define CONF_LVS_H

#include "conf/model.h"

enum {
    LVS_TCP = 6, /* protocol numbers of conf_virtual_server.protocol */
    LVS_UDP = 17,
    LVS_SCTP = 132,
    LVS_PROTOCOL_COUNT = 3,
    LVS_FLAG_NAMES = 7,
    LVS_ENDPOINT_TEXT_MAX = ADDR_TEXT_MAX + 8, /* "[address]:65535" */
    LVS_SYNC_LENGTH_MAX = 65535 - 20 - 8,      /* of a datagram's payload */
    LVS_DNS_TEXT_MAX = 16,
    LVS_DNS_NAME_MAX = 253,
    LVS_STATUS_MIN = 100, /* of HTTP */
    LVS_STATUS_MAX = 999,
    LVS_REGEX_MAX = 512,            /* bytes of a regular expression */
    LVS_REGEX_REPEATS_MAX = 1024,   /* product of its {n,m}, each costs memory */
    LVS_PERSISTENCE_US = 360000000, /* the kernel's and keepalived's default */
    LVS_SECONDS_MAX = 86400 * 31,   /* of the kernel's timeouts */
};

/* Bounds of a check's times, in microseconds, the same in both formats. */
#define LVS_INTERVAL_MIN_US INT64_C(10000)
#define LVS_TIMEOUT_MIN_US  INT64_C(1000)
#define LVS_TIME_MAX_US     (INT64_C(86400) * 1000000)

/* CONF_SCHEDULER_COUNT, CONF_METHOD_COUNT, CONF_TUNNEL_COUNT names, in lower case. */
const char *const *lvs_scheduler_names(void);
const char *const *lvs_method_names(void);
const char *const *lvs_tunnel_names(void);

/* LVS_PROTOCOL_COUNT names, and the number of each; the name of a number ("tcp" of any other). */
const char *const *lvs_protocol_names(void);
uint8_t lvs_protocol(size_t i);
const char *lvs_protocol_name(uint8_t protocol);

/* LVS_FLAG_NAMES names of scheduler flags, the bit of each, and for which scheduler alone it is
 * (CONF_SCHEDULER_COUNT: any). */
const char *const *lvs_flag_names(void);
uint8_t lvs_flag(size_t i);
enum conf_scheduler lvs_flag_scheduler(size_t i);

/* The number of a DNS record type by its name, or "TYPE123"; false when it is none. */
bool lvs_dns_type(const char *text, uint16_t *type);
/* The reverse. Returns `text`. */
const char *lvs_dns_type_name(uint16_t type, char text[LVS_DNS_TEXT_MAX]);

/* Whether it can be asked for: labels of 1 to 63 bytes with dots between them, or ".". */
bool lvs_dns_name(const char *text);

/* Whether it can stand in a request's line: not empty, no blank, no control character. */
bool lvs_is_token(const char *text);

/* "192.0.2.1:80", "192.0.2.1", "[2001:db8::1]:80", "2001:db8::1"; the port is 0 when none stands there.
 * Leaves both alone when it is none of these. */
bool lvs_endpoint_parse(const char *text, struct addr *address, uint16_t *port);
/* The shortest of these. Returns `text`. */
const char *lvs_endpoint_format(const struct addr *address, uint16_t port, char text[LVS_ENDPOINT_TEXT_MAX]);

/* "group NAME", what a virtual server with a name of its own is called; owned by `conf`. */
char *lvs_group_name(struct conf *conf, const char *name);

/* "200" or "200-299"; false when it is none. */
bool lvs_status_range(const char *text, struct conf_status_range *out);

/* Bytes as hexadecimal digits, blanks between bytes allowed. The number of bytes, at most `max`; 0 when there
 * are none, more, or something else stands there. */
size_t lvs_hex(const char *text, uint8_t *out, size_t max);

/* Why the expression cannot be used, NULL: it can. */
const char *lvs_regex_fault(const char *regex);

/* What a check of that kind is when YAML says nothing. */
void lvs_check_defaults(struct conf_check *check, enum conf_check_kind kind);

/* A URL with path "/", owned by `conf`. */
struct conf_url lvs_url_defaults(struct conf *conf);

/* Whether a check of that kind goes to a port. */
bool lvs_kind_has_port(enum conf_check_kind kind);

#endif

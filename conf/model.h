/* The configuration as both readers (YAML, keepalived.conf) fill it and every program uses it: plain data,
 * immutable once loaded, replaced whole by a reload. All memory belongs to the struct conf and goes with
 * conf_free(). Times are microseconds, addresses struct addr, text UTF-8. */
#ifndef CONF_MODEL_H
#define CONF_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/errors.h"
#include "lib/addr.h"

enum {
    CONF_INTERFACE_MAX = 16, /* IFNAMSIZ */
    CONF_NAME_MAX = 64,      /* of an instance or group, with its NUL */
    CONF_INSTANCES_MAX = 1024,
    CONF_INTERFACES_MAX = 256, /* distinct interfaces used */
    CONF_VIPS_MAX = 4096,      /* addresses of one instance, excluded ones included */
    CONF_PASSWORD_MAX = 8,
};

enum conf_format {
    CONF_FORMAT_YAML,
    CONF_FORMAT_KEEPALIVED,
};

/* One virtual address as it is to be installed. */
struct conf_address {
    struct addr address;
    uint8_t prefix_length;
    uint8_t scope;                      /* rtnetlink scope: 0 global, 200 site, 253 link, 254 host */
    char interface[CONF_INTERFACE_MAX]; /* never empty: the instance's own unless `dev` says otherwise */
    char label[CONF_INTERFACE_MAX];     /* "" for none */
    struct addr broadcast;              /* ADDR_NONE for none */
    struct conf_place place;
};

enum conf_auth {
    CONF_AUTH_NONE,
    CONF_AUTH_PASS,
};

/* keepalived's `state`: only a wish. MASTER switches nopreempt and preempt_delay off (readers apply that and
 * warn); it is kept for `compare` and for the canonical print. */
enum conf_state {
    CONF_STATE_UNSET,
    CONF_STATE_MASTER,
    CONF_STATE_BACKUP,
};

/* Announcements (gratuitous ARP), keepalived's names and defaults. */
struct conf_garp {
    int64_t master_delay_us;       /* 5 s */
    uint8_t master_repeat;         /* 5 */
    int64_t master_refresh_us;     /* 0: never */
    uint8_t master_refresh_repeat; /* 1 */
    int64_t lower_prio_delay_us;   /* master_delay_us */
    uint8_t lower_prio_repeat;     /* master_repeat */
};

/* A command of a hook: a list, no shell. `argc` strings. */
struct conf_command {
    char **argv;
    size_t argc;
    struct conf_place place;
};

struct conf_instance {
    char *name;
    struct conf_place place;
    char interface[CONF_INTERFACE_MAX];
    uint8_t vrid;     /* 1..255 */
    uint8_t family;   /* enum addr_family, of the first address */
    uint8_t version;  /* 2 or 3 */
    uint8_t priority; /* 1..255 */
    enum conf_state state;
    int64_t advert_interval_us;
    uint8_t down_adverts;
    bool preempt;
    int64_t preempt_delay_us;
    enum conf_auth auth;
    char password[CONF_PASSWORD_MAX + 1]; /* zero padded */
    char *password_file;                  /* NULL when the password stood inline (keepalived.conf) */
    bool checksum_plain;                  /* send v3/IPv4 without pseudo-header */
    struct addr source;                   /* mcast_src_ip; ADDR_NONE: the interface's primary address */
    struct addr group;                    /* where adverts go: 224.0.0.18 by default */
    struct conf_garp garp;
    struct conf_address *addresses; /* in the adverts, in file order */
    size_t address_count;
    struct conf_address *excluded; /* installed and announced, but not in the adverts */
    size_t excluded_count;
};

struct conf_global {
    char *router_id;     /* the host name when the file says nothing: filled by the program, not the reader */
    uint8_t version;     /* default of the instances: 2 from keepalived.conf, 3 from YAML */
    char *control_group; /* group that may use the control socket's writing verbs; NULL: root only */
};

struct conf_arena; /* conf/model.c: memory that goes all at once */

struct conf {
    struct conf_arena *arena;
    enum conf_format format;
    char *path;
    struct conf_global global;
    struct conf_instance *instances;
    size_t instance_count;
};

/* An empty configuration with the defaults, or NULL without memory. */
struct conf *conf_new(enum conf_format format, const char *path);

/* Frees everything and wipes passwords; NULL is fine. */
void conf_free(struct conf *conf);

/* Zeroed memory that lives as long as `conf`; aborts without memory (a reader has nothing sensible to do). */
void *conf_alloc(struct conf *conf, size_t size);
/* A copy of `text` that lives as long as `conf`; aborts without memory. */
char *conf_strdup(struct conf *conf, const char *text);

/* An array of `count` elements of `size` bytes, grown by one zeroed element; returns the (moved) array. */
void *conf_append(struct conf *conf, void *array, size_t *count, size_t size);

/* Fills every default of an instance that depends on no other key. */
void conf_instance_defaults(const struct conf *conf, struct conf_instance *instance);

/* The instance of that name, or NULL. */
const struct conf_instance *conf_find_instance(const struct conf *conf, const char *name);

#endif

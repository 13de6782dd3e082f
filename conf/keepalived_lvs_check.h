/* The checkers of a real_server block. Fills checks of the model. Pure. */
#ifndef CONF_KEEPALIVED_LVS_CHECK_H
#define CONF_KEEPALIVED_LVS_CHECK_H

#include "conf/keepalived_lvs.h"

/* A checker while its block is read. */
struct keepalived_lvs_check {
    struct keepalived_lvs_rounds rounds; /* first: see keepalived_lvs_words.h */
    struct conf_check model;
    char *virtualhost;        /* HTTP: for URLs that say none */
    bool has_misc_timeout;    /* MISC */
    bool has_reply_bytes;     /* UDP: require_reply says what it is */
    bool has_reply_max;       /* UDP */
    bool has_file_weight;     /* FILE */
    struct conf_check *hosts; /* SMTP: legacy `host' blocks */
    size_t host_count;
};

/* Reads every checker of the real_server block at `line' into checks[CONF_CHECKS_MAX]; returns how many.
 * `outer' is what the servers around them say. */
size_t keepalived_lvs_checks(struct keepalived *keepalived, const struct keepalived_line *line,
                             const struct keepalived_lvs_rounds *outer, struct conf_check *checks);

/* A line of the real_server block that is a checker: it is read by the function above (does nothing). */
void keepalived_lvs_checker_later(struct keepalived *keepalived, const struct keepalived_line *line,
                                  void *target);

/* Rows of the table of real_server. */
#define KEEPALIVED_LVS_CHECKER(name) KEEPALIVED_READ(name, true, 0, 0, keepalived_lvs_checker_later)
#define KEEPALIVED_LVS_CHECKER_ROWS                                                                          \
    KEEPALIVED_LVS_CHECKER("TCP_CHECK"), KEEPALIVED_LVS_CHECKER("HTTP_GET"),                                 \
        KEEPALIVED_LVS_CHECKER("SSL_GET"), KEEPALIVED_LVS_CHECKER("SMTP_CHECK"),                             \
        KEEPALIVED_LVS_CHECKER("DNS_CHECK"), KEEPALIVED_LVS_CHECKER("PING_CHECK"),                           \
        KEEPALIVED_LVS_CHECKER("UDP_CHECK"), KEEPALIVED_LVS_CHECKER("MISC_CHECK"),                           \
        KEEPALIVED_LVS_CHECKER("FILE_CHECK"),                                                                \
        KEEPALIVED_LATER("BFD_CHECK", "BFD is not supported: a failing path will not take the server out")

#endif

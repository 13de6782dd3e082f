/* HTTP_GET and SSL_GET: their keywords and those of `url'. Fills a check of the model. Pure. */
#ifndef CONF_KEEPALIVED_LVS_HTTP_H
#define CONF_KEEPALIVED_LVS_HTTP_H

#include "conf/keepalived_lvs_check.h"

/* Readers of keywords; the target is struct keepalived_lvs_check. */
void keepalived_lvs_url(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
void keepalived_lvs_http_host(struct keepalived *keepalived, const struct keepalived_line *line,
                              void *target);
void keepalived_lvs_http_version(struct keepalived *keepalived, const struct keepalived_line *line,
                                 void *target);
void keepalived_lvs_http_sni(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
void keepalived_lvs_http_sni_name(struct keepalived *keepalived, const struct keepalived_line *line,
                                  void *target);
void keepalived_lvs_http_fast(struct keepalived *keepalived, const struct keepalived_line *line,
                              void *target);

#define KEEPALIVED_LVS_HTTP_ROWS                                                                             \
    KEEPALIVED_READ("url", true, 0, 0, keepalived_lvs_url),                                                  \
        KEEPALIVED_READ("virtualhost", false, 1, 1, keepalived_lvs_http_host),                               \
        KEEPALIVED_READ("http_protocol", false, 1, 1, keepalived_lvs_http_version),                          \
        KEEPALIVED_READ("enable_sni", false, 0, 1, keepalived_lvs_http_sni),                                 \
        KEEPALIVED_READ("sni_name", false, 0, 1, keepalived_lvs_http_sni_name),                              \
        KEEPALIVED_READ("fast_recovery", false, 0, 1, keepalived_lvs_http_fast),                             \
        KEEPALIVED_READ("nb_get_retry", false, 1, 1, keepalived_lvs_retry),                                  \
        KEEPALIVED_QUIET("tls_compliant")

/* What the checker's keywords amount to together; false after a warning when it has nothing to ask for. */
bool keepalived_lvs_http_finish(struct keepalived *keepalived, const struct keepalived_line *line,
                                struct keepalived_lvs_check *check);

#endif

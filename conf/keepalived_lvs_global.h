/* Keywords of global_defs about LVS. Pure. */
#ifndef CONF_KEEPALIVED_LVS_GLOBAL_H
#define CONF_KEEPALIVED_LVS_GLOBAL_H

#include "conf/keepalived_walk.h"

/* lvs_sync_daemon IF [inst INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group ADDRESS] */
void keepalived_lvs_sync(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
/* lvs_flush */
void keepalived_lvs_flush(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
/* lvs_timeouts [tcp N] [tcpfin N] [udp N] */
void keepalived_lvs_timeouts(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
/* smtp_alert_checker */
void keepalived_lvs_mail(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
/* checker_log_all_failures */
void keepalived_lvs_log_all(struct keepalived *keepalived, const struct keepalived_line *line, void *target);

/* The obsolete lvs_sync_daemon_interface of the instance `name'. */
void keepalived_lvs_sync_instance(struct keepalived *keepalived, const struct keepalived_line *line,
                                  const char *name);

/* Rows of the table of global_defs. */
#define KEEPALIVED_LVS_GLOBAL_ROWS                                                                           \
    KEEPALIVED_READ("lvs_sync_daemon", false, 1, KEYWORD_ANY, keepalived_lvs_sync),                          \
        KEEPALIVED_READ("lvs_flush", false, 0, 0, keepalived_lvs_flush),                                     \
        KEEPALIVED_READ("lvs_timeouts", false, 2, KEYWORD_ANY, keepalived_lvs_timeouts),                     \
        KEEPALIVED_READ("smtp_alert_checker", false, 0, 1, keepalived_lvs_mail),                             \
        KEEPALIVED_READ("checker_log_all_failures", false, 0, 1, keepalived_lvs_log_all)

#endif

/* How an instance announces its addresses: the garp_.. keywords. Pure. */
#ifndef CONF_KEEPALIVED_GARP_H
#define CONF_KEEPALIVED_GARP_H

#include "conf/keepalived_walk.h"

/* Each reads one keyword; target is struct keepalived_instance. */
void keepalived_garp_delay(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
void keepalived_garp_repeat(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
void keepalived_garp_refresh(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
void keepalived_garp_refresh_repeat(struct keepalived *keepalived, const struct keepalived_line *line,
                                    void *target);
void keepalived_garp_lower_delay(struct keepalived *keepalived, const struct keepalived_line *line,
                                 void *target);
void keepalived_garp_lower_repeat(struct keepalived *keepalived, const struct keepalived_line *line,
                                  void *target);
void keepalived_garp_interval(struct keepalived *keepalived, const struct keepalived_line *line,
                              void *target);
void keepalived_garp_na_interval(struct keepalived *keepalived, const struct keepalived_line *line,
                                 void *target);

/* Their rows for the table of an instance. */
#define KEEPALIVED_GARP_ROWS                                                                                 \
    KEEPALIVED_READ("garp_master_delay", false, 1, 1, keepalived_garp_delay),                                \
        KEEPALIVED_READ("garp_master_repeat", false, 1, 1, keepalived_garp_repeat),                          \
        KEEPALIVED_READ("garp_master_refresh", false, 1, 1, keepalived_garp_refresh),                        \
        KEEPALIVED_READ("garp_master_refresh_repeat", false, 1, 1, keepalived_garp_refresh_repeat),          \
        KEEPALIVED_READ("garp_lower_prio_delay", false, 1, 1, keepalived_garp_lower_delay),                  \
        KEEPALIVED_READ("garp_lower_prio_repeat", false, 1, 1, keepalived_garp_lower_repeat),                \
        KEEPALIVED_READ("garp_interval", false, 1, 1, keepalived_garp_interval),                             \
        KEEPALIVED_READ("gna_interval", false, 1, 1, keepalived_garp_na_interval)

#endif

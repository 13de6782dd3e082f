/* Keywords of global_defs about mail. Pure. */
#ifndef CONF_KEEPALIVED_MAIL_H
#define CONF_KEEPALIVED_MAIL_H

#include "conf/keepalived_walk.h"

/* notification_email */
void keepalived_mail_to(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
/* notification_email_from */
void keepalived_mail_from(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
/* smtp_server HOST [PORT] */
void keepalived_mail_server(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
/* smtp_helo_name */
void keepalived_mail_helo(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
/* smtp_connect_timeout */
void keepalived_mail_timeout(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
/* no_email_faults */
void keepalived_mail_no_faults(struct keepalived *keepalived, const struct keepalived_line *line,
                               void *target);

/* Rows of the table of global_defs. */
#define KEEPALIVED_MAIL_KEYWORDS                                                                             \
    KEEPALIVED_READ("notification_email", true, 0, KEYWORD_ANY, keepalived_mail_to),                         \
        KEEPALIVED_READ("notification_email_from", false, 1, 1, keepalived_mail_from),                       \
        KEEPALIVED_READ("smtp_server", false, 1, 2, keepalived_mail_server),                                 \
        KEEPALIVED_READ("smtp_helo_name", false, 1, 1, keepalived_mail_helo),                                \
        KEEPALIVED_READ("smtp_connect_timeout", false, 1, 1, keepalived_mail_timeout),                       \
        KEEPALIVED_READ("no_email_faults", false, 0, 0, keepalived_mail_no_faults)

/* What these amount to together, after the last block: mail that is asked for and cannot be sent is said. */
void keepalived_mail_finish(struct keepalived *keepalived);

#endif

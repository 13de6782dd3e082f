/* What instances and sync groups have in common: trackers they use, hooks, mail. Pure. */
#ifndef CONF_KEEPALIVED_OWNER_H
#define CONF_KEEPALIVED_OWNER_H

#include "conf/keepalived_walk.h"

/* The first member of the target of both blocks; points into the model's instance or group. */
struct keepalived_owner {
    const char *name;
    struct conf_track **tracks;
    size_t *track_count;
    struct conf_command *hooks;
    bool *mail;
};

/* track_script, track_interface, track_file, track_process. */
void keepalived_owner_track(struct keepalived *keepalived, const struct keepalived_line *line, void *target);

/* notify, notify_master, ... */
void keepalived_owner_hook(struct keepalived *keepalived, const struct keepalived_line *line, void *target);

/* smtp_alert. */
void keepalived_owner_mail(struct keepalived *keepalived, const struct keepalived_line *line, void *target);

/* The rows of these keywords, for the tables of both blocks. */
#define KEEPALIVED_OWNER_ROWS                                                                                \
    KEEPALIVED_READ("track_script", true, 0, 0, keepalived_owner_track),                                     \
        KEEPALIVED_READ("track_interface", true, 0, 0, keepalived_owner_track),                              \
        KEEPALIVED_READ("track_file", true, 0, 0, keepalived_owner_track),                                   \
        KEEPALIVED_READ("track_process", true, 0, 0, keepalived_owner_track),                                \
        KEEPALIVED_READ("notify", false, 1, KEYWORD_ANY, keepalived_owner_hook),                             \
        KEEPALIVED_READ("notify_master", false, 1, KEYWORD_ANY, keepalived_owner_hook),                      \
        KEEPALIVED_READ("notify_backup", false, 1, KEYWORD_ANY, keepalived_owner_hook),                      \
        KEEPALIVED_READ("notify_fault", false, 1, KEYWORD_ANY, keepalived_owner_hook),                       \
        KEEPALIVED_READ("notify_stop", false, 1, KEYWORD_ANY, keepalived_owner_hook),                        \
        KEEPALIVED_READ("notify_deleted", false, 0, KEYWORD_ANY, keepalived_owner_hook),                     \
        KEEPALIVED_READ("smtp_alert", false, 0, 1, keepalived_owner_mail)

#endif

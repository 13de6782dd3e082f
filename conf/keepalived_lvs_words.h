/* Keywords that virtual servers, real servers and checkers share, and how their values are read. Pure. */
#ifndef CONF_KEEPALIVED_LVS_WORDS_H
#define CONF_KEEPALIVED_LVS_WORDS_H

#include "conf/keepalived_lvs.h"

/* Nothing said. */
struct keepalived_lvs_rounds keepalived_lvs_rounds(bool *retry_noted);

/* What `inner' leaves open is as in `outer'. */
void keepalived_lvs_inherit(struct keepalived_lvs_rounds *inner, const struct keepalived_lvs_rounds *outer);

/* Readers of these keywords; the target begins with struct keepalived_lvs_rounds. */
void keepalived_lvs_interval(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
void keepalived_lvs_timeout(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
void keepalived_lvs_retry(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
void keepalived_lvs_retry_delay(struct keepalived *keepalived, const struct keepalived_line *line,
                                void *target);
void keepalived_lvs_warmup(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
void keepalived_lvs_alpha(struct keepalived *keepalived, const struct keepalived_line *line, void *target);
/* nb_get_retry where keepalived knows none. */
void keepalived_lvs_old_retry(struct keepalived *keepalived, const struct keepalived_line *line,
                              void *target);

#define KEEPALIVED_LVS_ROUNDS_ROWS                                                                           \
    KEEPALIVED_READ("delay_loop", false, 1, 1, keepalived_lvs_interval),                                     \
        KEEPALIVED_READ("retry", false, 1, 1, keepalived_lvs_retry),                                         \
        KEEPALIVED_READ("delay_before_retry", false, 1, 1, keepalived_lvs_retry_delay),                      \
        KEEPALIVED_READ("warmup", false, 1, 1, keepalived_lvs_warmup),                                       \
        KEEPALIVED_READ("alpha", false, 0, 1, keepalived_lvs_alpha)

/* KEYWORD [true|on|yes|false|off|no]; what else stands there is ignored after a warning, and *out stays. */
void keepalived_lvs_flag(struct keepalived *keepalived, const struct keepalived_line *line, bool *out);

/* NAT|DR|TUN [type ipip|gue port N|gre] [nocsum|csum|remcsum]; false after a warning. */
bool keepalived_lvs_forward(struct keepalived *keepalived, const struct keepalived_line *line,
                            struct conf_forward *out);

/* KEYWORD COMMAND [USER [GROUP]] into an empty *out; a second one is ignored, with a warning. */
void keepalived_lvs_command(struct keepalived *keepalived, const struct keepalived_line *line,
                            struct conf_command *out);

/* A name for the Host header. */
void keepalived_lvs_host(struct keepalived *keepalived, const struct keepalived_line *line, char **out);

/* ADDRESS [PORT] from the words at `first'; the port is 0 when none stands there. False when it is none. */
bool keepalived_lvs_address(const struct keepalived_line *line, size_t first, struct addr *address,
                            uint16_t *port);

/* An unsigned number up to `max'; else warns and returns false. */
bool keepalived_lvs_number(struct keepalived *keepalived, const struct keepalived_word *word, int64_t min,
                           int64_t max, int64_t *out);

#endif

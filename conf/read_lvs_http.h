/* What a check of type http or https asks for, in YAML. Pure. */
#ifndef CONF_READ_LVS_HTTP_H
#define CONF_READ_LVS_HTTP_H

#include "conf/node.h"

/* Readers of the keys that one URL has; the target is struct conf_check, whose first URL it is. */
void read_lvs_path(struct reader *reader, const struct yaml_tree *value, void *target);
void read_lvs_url_host(struct reader *reader, const struct yaml_tree *value, void *target);
void read_lvs_status(struct reader *reader, const struct yaml_tree *value, void *target);
void read_lvs_digest(struct reader *reader, const struct yaml_tree *value, void *target);
void read_lvs_regex(struct reader *reader, const struct yaml_tree *value, void *target);
/* Several URLs; the target is struct conf_check. */
void read_lvs_urls(struct reader *reader, const struct yaml_tree *value, void *target);
/* true, false or a name */
void read_lvs_sni(struct reader *reader, const struct yaml_tree *value, void *target);
void read_lvs_version(struct reader *reader, const struct yaml_tree *value, void *target);
void read_lvs_fast_recovery(struct reader *reader, const struct yaml_tree *value, void *target);

/* A name without blanks, for a request's line. */
void read_lvs_token(struct reader *reader, const struct yaml_tree *value, char **out);

#define READ_LVS_HTTP_KEYS                                                                                   \
    {"path", read_lvs_path}, {"host", read_lvs_url_host}, {"status", read_lvs_status},                       \
        {"digest", read_lvs_digest}, {"regex", read_lvs_regex}, {"urls", read_lvs_urls},                     \
        {"version", read_lvs_version},                                                                       \
    {                                                                                                        \
        "fast_recovery", read_lvs_fast_recovery                                                              \
    }

#endif

/* Typed reading of YAML nodes: each function takes a node, checks its type and range, and complains at its
 * place. Tables of keys describe maps. Knows no key of the configuration. Pure. */
#ifndef CONF_NODE_H
#define CONF_NODE_H

#include "conf/reader.h"
#include "conf/yaml.h"

/* One key of a map and what to do with its value; `target` is whatever the map's reader handed in. */
struct node_key {
    const char *name;
    void (*read)(struct reader *reader, const struct yaml_tree *value, void *target);
};

/* Calls the reader of each key; an unknown one is an error with a suggestion. `what` names the map in it. */
void node_map(struct reader *reader, const struct yaml_tree *node, const struct node_key *keys, size_t count,
              const char *what, void *target);

/* Adds an error at the node's place. */
void node_error(struct reader *reader, const struct yaml_tree *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void node_warning(struct reader *reader, const struct yaml_tree *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The value of `key` in a map, or NULL. */
const struct yaml_tree *node_find(const struct yaml_tree *map, const char *key);

/* True when the node is of that kind, else complains ("must be a list"). */
bool node_is(struct reader *reader, const struct yaml_tree *node, enum yaml_tree_kind kind, const char *what);

/* The text of a scalar that is not empty and not null, or NULL after complaining. */
const char *node_text(struct reader *reader, const struct yaml_tree *node);

/* Each of these returns false and leaves *out alone after complaining. */
bool node_number(struct reader *reader, const struct yaml_tree *node, uint64_t min, uint64_t max,
                 uint64_t *out);
bool node_signed(struct reader *reader, const struct yaml_tree *node, int64_t min, int64_t max, int64_t *out);
bool node_bool(struct reader *reader, const struct yaml_tree *node, bool *out);
bool node_duration(struct reader *reader, const struct yaml_tree *node, int64_t min_us, int64_t max_us,
                   int64_t *out_us);
bool node_interface(struct reader *reader, const struct yaml_tree *node, char out[CONF_INTERFACE_MAX]);

/* An address of either family. *prefix may be NULL: then none may stand in the text. */
bool node_address(struct reader *reader, const struct yaml_tree *node, struct addr *out, int *prefix);

/* A copy, owned by reader->conf, of the text of a scalar in *out. */
void node_copy(struct reader *reader, const struct yaml_tree *node, char **out);

/* Whether the key of a map can be the name of `what` (1 to 63 bytes), else complains. */
bool node_name(struct reader *reader, const struct yaml_tree *key, const char *what);

/* The index of the scalar in `words`, or -1 after complaining with a suggestion. */
int node_choice(struct reader *reader, const struct yaml_tree *node, const char *const *words, size_t count);

#endif

/* A YAML document as a small tree with places, made by libyaml. Refuses what a configuration has no use for
 * (anchors, aliases, tags, several documents, duplicate keys) and bounds depth and size. Judges no key. Pure.
 */
#ifndef CONF_YAML_H
#define CONF_YAML_H

#include "conf/errors.h"
#include "conf/model.h"

enum {
    YAML_TREE_DEPTH_MAX = 16,
    YAML_TREE_NODES_MAX = 2000000,
    YAML_TREE_ITEMS_MAX = 65536, /* of one list */
    YAML_TREE_KEYS_MAX = 8192,   /* of one map */
};

enum yaml_tree_kind {
    YAML_TREE_SCALAR,
    YAML_TREE_LIST,
    YAML_TREE_MAP,
};

/* A list has items; a map has items and, at the same index, keys. */
struct yaml_tree {
    enum yaml_tree_kind kind;
    struct conf_place place;
    bool plain;       /* an unquoted scalar: may be a number, a boolean or null */
    const char *text; /* of a scalar */
    struct yaml_tree **keys;
    struct yaml_tree **items;
    size_t count;
    size_t key_count;
};

/* Parses `size` bytes of the file `file` (kept by the caller). The tree lives as long as `conf`. NULL when
 * something is wrong (then `errors` says what) and for an empty document (then it says nothing). */
const struct yaml_tree *yaml_tree_read(struct conf *conf, const char *file, const char *bytes, size_t size,
                                       struct conf_errors *errors);

#endif

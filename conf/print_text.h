/* Values as YAML text, quoted where YAML could mistake them. Pure. */
#ifndef CONF_PRINT_TEXT_H
#define CONF_PRINT_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/addr.h"

/* A scalar. */
void print_text(FILE *out, const char *text);

/* Lines `key: value`; the key brings its indentation. */
void print_key_text(FILE *out, const char *key, const char *text);
void print_key_duration(FILE *out, const char *key, int64_t us);
void print_key_address(FILE *out, const char *key, const struct addr *address);

/* A map on one line, `{key: value, ..}': each function writes one entry, with a comma unless it is the first.
 */
struct print_map {
    FILE *out;
    bool begun;
};

/* Writes the key alone; the value follows. */
void print_map_key(struct print_map *map, const char *key);
void print_map_text(struct print_map *map, const char *key, const char *text);
void print_map_number(struct print_map *map, const char *key, int64_t number);
void print_map_duration(struct print_map *map, const char *key, int64_t us);
void print_map_bool(struct print_map *map, const char *key, bool value);
void print_map_address(struct print_map *map, const char *key, const struct addr *address);
/* ADDRESS/LENGTH */
void print_map_prefix(struct print_map *map, const char *key, const struct addr *address, uint8_t length);
void print_map_end(struct print_map *map);
/* The same without an end of the line: the map stands inside another. */
void print_map_close(struct print_map *map);

#endif

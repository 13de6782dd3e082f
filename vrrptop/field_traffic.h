/* The columns that count connections and bytes, the same for a real server and for a service, which is the
 * sum of its servers. Pure. */
#ifndef VRRPTOP_FIELD_TRAFFIC_H
#define VRRPTOP_FIELD_TRAFFIC_H

#include "vrrptop/field.h"

/* Value functions of a table's rows: of the row's server, of its service in a row of ROW_WHOLE. */
void field_active(const struct scene *scene, const struct row *row, struct value *out);
void field_inactive(const struct scene *scene, const struct row *row, struct value *out);
void field_conns(const struct scene *scene, const struct row *row, struct value *out);
void field_cps(const struct scene *scene, const struct row *row, struct value *out);
void field_in(const struct scene *scene, const struct row *row, struct value *out);
void field_out(const struct scene *scene, const struct row *row, struct value *out);
void field_in_sum(const struct scene *scene, const struct row *row, struct value *out);
void field_out_sum(const struct scene *scene, const struct row *row, struct value *out);

/* Their entries in a table of columns, but for the connections of the moment. */
#define FIELD_TRAFFIC                                                                                        \
    {.key = "conns",                                                                                         \
     .title = "CONNS",                                                                                       \
     .help = "connections since the start",                                                                  \
     .kind = VALUE_COUNT,                                                                                    \
     .width = 6,                                                                                             \
     .right = true,                                                                                          \
     .shown = true,                                                                                          \
     .mode = FIELD_WITH_SUMS,                                                                                \
     .falls = true,                                                                                          \
     .value = field_conns},                                                                                  \
        {.key = "cps",                                                                                       \
         .title = "CONN/S",                                                                                  \
         .help = "new connections a second",                                                                 \
         .kind = VALUE_RATE,                                                                                 \
         .width = 6,                                                                                         \
         .right = true,                                                                                      \
         .shown = true,                                                                                      \
         .mode = FIELD_WITH_RATES,                                                                           \
         .falls = true,                                                                                      \
         .value = field_cps},                                                                                \
        {.key = "in",                                                                                        \
         .title = "IN/S",                                                                                    \
         .help = "bytes a second from clients",                                                              \
         .kind = VALUE_BYTE_RATE,                                                                            \
         .width = 7,                                                                                         \
         .right = true,                                                                                      \
         .shown = true,                                                                                      \
         .mode = FIELD_WITH_RATES,                                                                           \
         .drop = 3,                                                                                          \
         .falls = true,                                                                                      \
         .value = field_in},                                                                                 \
        {.key = "out",                                                                                       \
         .title = "OUT/S",                                                                                   \
         .help = "bytes a second to clients; DR: answers pass the kernel by and cannot be counted",          \
         .kind = VALUE_BYTE_RATE,                                                                            \
         .width = 7,                                                                                         \
         .right = true,                                                                                      \
         .shown = true,                                                                                      \
         .mode = FIELD_WITH_RATES,                                                                           \
         .drop = 3,                                                                                          \
         .falls = true,                                                                                      \
         .value = field_out},                                                                                \
        {.key = "in_sum",                                                                                    \
         .title = "IN",                                                                                      \
         .help = "bytes from clients since the start",                                                       \
         .kind = VALUE_BYTES,                                                                                \
         .width = 7,                                                                                         \
         .right = true,                                                                                      \
         .shown = true,                                                                                      \
         .mode = FIELD_WITH_SUMS,                                                                            \
         .drop = 3,                                                                                          \
         .falls = true,                                                                                      \
         .value = field_in_sum},                                                                             \
    {                                                                                                        \
        .key = "out_sum", .title = "OUT",                                                                    \
        .help = "bytes to clients since the start; DR: answers pass the kernel by and cannot be counted",    \
        .kind = VALUE_BYTES, .width = 7, .right = true, .shown = true, .mode = FIELD_WITH_SUMS, .drop = 3,   \
        .falls = true, .value = field_out_sum                                                                \
    }

#endif

/* The IPVS table that a configuration can ask for: every endpoint with every server, sorted once; and the
 * part of it that is wanted now. Pure: who is wanted, and with which weight, it asks its caller. */
#ifndef VRRPD_LVS_WISH_H
#define VRRPD_LVS_WISH_H

#include "conf/model.h"
#include "vrrpd/lvs/table.h"

/* A server of a virtual server. */
struct wish_row {
    struct ipvs_server server; /* the weight does not count */
    size_t index;              /* of a real server: conf_server.index; else of its virtual server */
    bool sorry;
};

/* A virtual server's rows, the same for all its endpoints, sorted by key. */
struct wish_virtual {
    struct wish_row *rows; /* owned by the wish */
    size_t row_count;
};

/* An endpoint. */
struct wish_service {
    struct ipvs_service service;
    size_t virtual; /* whose it is */
};

/* All zero is an empty one. */
struct wish {
    struct wish_virtual *virtuals; /* as in the configuration */
    size_t virtual_count;
    struct wish_service *services; /* sorted by key */
    size_t service_count;
    struct wish_row *rows;
    struct table table; /* what is wanted now */
    struct ipvs_server *servers;
};

/* What the caller knows. */
struct wish_source {
    void *context;
    bool (*placed)(void *context, size_t virtual);
    /* True when the row is wanted, with that weight. */
    bool (*row)(void *context, const struct wish_row *row, uint32_t *weight);
};

/* Lays out what the configuration has. False without memory. */
bool wish_init(struct wish *wish, const struct conf *conf);

/* The table that is wanted now; it is overwritten by the next call. Of two servers with one key, a real
 * server and the sorry server, the one that is wanted first stays. */
const struct table *wish_fill(struct wish *wish, const struct wish_source *source);

/* Frees what it owns. */
void wish_free(struct wish *wish);

#endif

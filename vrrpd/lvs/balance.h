/* From verdicts to table rows: which real servers of a virtual server are in the table, with which weight,
 * and whether the sorry server stands in. Pure: what is known of each server goes in, its row comes out. */
#ifndef VRRPD_LVS_BALANCE_H
#define VRRPD_LVS_BALANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model_lvs.h"

#define BALANCE_NEVER INT64_MAX

enum { BALANCE_NO_WEIGHT = -1 };

/* What is known of one real server. */
struct balance_server {
    bool up;                 /* all its checks hold */
    int32_t dynamic;         /* a MISC or FILE check's weight, BALANCE_NO_WEIGHT: the configuration's holds */
    int32_t operator_weight; /* set by hand, BALANCE_NO_WEIGHT: none */
    bool drained;            /* by hand: weight 0 whatever else holds */
    int64_t up_since_us;     /* when it last came back, 0: it was never away */
};

/* Its row. */
struct balance_row {
    bool present;
    uint32_t weight;
};

struct balance {
    bool quorum; /* in: before; out: now */
    bool sorry;  /* the sorry server serves */
    struct balance_row sorry_row;
    uint64_t weight; /* of the living, that the quorum was judged by */
    int64_t due_us;  /* when weights change by themselves (slow start), BALANCE_NEVER */
};

/* Computes rows[i] for conf->servers[i] from servers[i]. `balance->quorum` is what it was before and becomes
 * what it is. */
void balance_compute(struct balance *balance, const struct conf_virtual_server *conf,
                     const struct balance_server *servers, struct balance_row *rows, int64_t now_us);

/* A server's weight when it serves: by hand, else its check's, else the configuration's; part of it in slow
 * start. */
uint32_t balance_weight(const struct conf_virtual_server *conf, const struct conf_server *server,
                        const struct balance_server *known, int64_t now_us);

#endif

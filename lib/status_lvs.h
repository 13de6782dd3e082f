/* Virtual servers as the status object shows them: plain data here, JSON by status.c. Pure. */
#ifndef LIB_STATUS_LVS_H
#define LIB_STATUS_LVS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STATUS_SERVICE_MAX = 80, STATUS_CHECK_REASON_MAX = 96 };

/* The check that says most about a server: the first that fails, else the first. */
struct status_check {
    char kind[8];  /* tcp http https smtp dns ping udp misc file; "": the server has no check */
    char last[12]; /* of the last try: good refused silent unreachable not-tried; "": none yet */
    char reason[STATUS_CHECK_REASON_MAX];
    int64_t latency_us; /* -1: not known */
};

struct status_server {
    char address[STATUS_SERVICE_MAX]; /* "192.0.2.9:8080" */
    uint32_t weight;                  /* of the configuration */
    uint32_t effective_weight;        /* that is wanted in the table now */
    int32_t operator_weight;          /* set by hand, -1: none */
    char state[8];                    /* UP DOWN DRAIN SORRY */
    bool in_table;
    int64_t since_wall_us;
    struct status_check check;
    uint32_t active, inactive, persistent;
    uint64_t connections, bytes_in, bytes_out;
    uint32_t connection_rate; /* a second */
};

struct status_service {
    char name[STATUS_SERVICE_MAX];         /* as in the configuration */
    char (*endpoints)[STATUS_SERVICE_MAX]; /* "192.0.2.1:80/tcp", "fwmark 3"; owned */
    size_t endpoint_count;
    char protocol[8], scheduler[8], method[8];
    int64_t persistence_us;
    uint32_t quorum;
    uint64_t weight;               /* of the living */
    bool up;                       /* the quorum is there */
    bool sorry;                    /* the sorry server serves */
    char instance[64];             /* whose address it is, "" for none */
    struct status_server *servers; /* owned; the sorry server is the last one */
    size_t server_count;
};

/* The LVS side as a whole. */
struct status_lvs {
    char error[STATUS_CHECK_REASON_MAX]; /* why the kernel's table is not what is wanted, "" */
    uint64_t requests, corrected;
    char sync[16];          /* the connection synchronisation that runs: master backup both; "" none */
    bool panic;             /* losses are not believed */
    int64_t counted_age_us; /* of the connection counts, -1: none yet */
};

struct status;

/* True when none of it is in this node's table because its instance is not MASTER here: no fault, its turn
 * comes with the address. */
bool status_service_waits(const struct status *status, const struct status_service *service);

/* Frees what `count` of them own, and the array; NULL is fine. */
void status_services_free(struct status_service *services, size_t count);

#endif

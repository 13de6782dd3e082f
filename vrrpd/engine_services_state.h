/* What the files of the services process share. Included by engine_services*.c alone. */
#ifndef VRRPD_ENGINE_SERVICES_STATE_H
#define VRRPD_ENGINE_SERVICES_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/packet.h"
#include "lib/status.h"
#include "vrrpd/child.h"
#include "vrrpd/os/operator_file.h"

struct control;
struct loop;

/* What a client follows. */
enum tag { TAG_NONE, TAG_STATUS, TAG_EVENTS, TAG_RELOAD };

/* What was said of an instance's rejected packets, by reason. */
struct said {
    uint64_t count[PACKET_ERROR_COUNT];
    int64_t at_us[PACKET_ERROR_COUNT];
};

struct services {
    struct child *child;
    struct loop *loop;
    struct control *control;
    struct operator_file operator_file;
    char (*addresses)[STATUS_ADDRESS_MAX]; /* room for report_event() */
    struct said *said;
    uint64_t next_event;
    gid_t group; /* may use writing verbs beside root */
    int64_t tick_at_us;
    bool done;
};

#endif

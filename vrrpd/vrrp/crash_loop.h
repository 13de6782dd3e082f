/* When a process dies so often that starting it again helps nobody: so many deaths within so long. Pure. */
#ifndef VRRPD_VRRP_CRASH_LOOP_H
#define VRRPD_VRRP_CRASH_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/model.h"

/* The latest deaths; zeroed at the start. */
struct crash_loop {
    int64_t died_us[CONF_CRASH_DEATHS_MAX];
    unsigned next, count;
};

/* Notes a death. True when it makes a loop: the last `deaths` of them, this one included, lie within the
 * time. */
bool crash_loop_note(struct crash_loop *loop, const struct conf_crash_loop *rule, int64_t now_us);

#endif

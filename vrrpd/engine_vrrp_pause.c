/* Pauses of this node; see engine_vrrp_pause.h. What a pause is, pause.c decides; what it means, the
 * election. */
#include "vrrpd/engine_vrrp_pause.h"

#include <stdio.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "vrrpd/engine_vrrp_out.h"
#include "vrrpd/engine_vrrp_witness.h"
#include "vrrpd/os/generation_socket.h"

/* A busy machine is late by less; peers wait for three intervals. */
static const int64_t patience_min_us = 250000;
static const int64_t patience_max_us = 1000000;

static void generation_came(void *context, int fd)
{
    struct engine *engine = context;

    engine->restored |= generation_socket_read(fd);
}

/* Where there is no such socket (in a container, perhaps) nobody could do anything about it. */
static void hear_of_generations(struct engine *engine)
{
    int fd;

    if (generation_socket_open(&fd) == 0 && loop_add(engine->loop, fd, generation_came, engine) < 0)
        close(fd);
}

void engine_pause_prepare(struct engine *engine)
{
    const struct conf *conf = engine->child->conf;
    int64_t shortest_us = patience_max_us;

    for (size_t i = 0; i < conf->instance_count; i++)
        if (conf->instances[i].advert_interval_us < shortest_us)
            shortest_us = conf->instances[i].advert_interval_us;
    engine->pause_patience_us = shortest_us > patience_min_us ? shortest_us : patience_min_us;
    hear_of_generations(engine);
}

static const char *cause_of(enum pause_kind kind)
{
    switch (kind) {
    case PAUSE_SUSPENDED:
        return "the machine was suspended";
    case PAUSE_STEPPED:
        return "the time of day jumped: a virtual machine that was paused, or somebody set the clock";
    case PAUSE_GENERATION:
        return "the machine was restored from a snapshot or cloned";
    default:
        return "the process was stopped, starved or frozen";
    }
}

/* A restored machine need not find out from its clocks, and a clock that was set back tells nothing. */
static const char *length_of(const struct pause_found *found, char text[static 48])
{
    if (found->slept_us <= 0)
        return "an unknown time";
    snprintf(text, 48, "%.3f s", (double)found->slept_us / 1e6);
    return text;
}

void engine_pause_look(struct engine *engine, int64_t due_us, int64_t now_us)
{
    const struct pause_clocks clocks = {.now_us = now_us,
                                        .boot_us = clock_boot_us(),
                                        .wall_us = clock_wall_us(),
                                        .restored = engine->restored};
    struct pause_found found = pause_look(&engine->pause, &clocks, due_us, engine->pause_patience_us);
    size_t masters = 0;
    char text[48];

    engine->restored = false;
    if (found.kind == PAUSE_NONE || engine->stopping)
        return;
    engine_witness_woke(engine, now_us);
    for (size_t i = 0; i < engine->count; i++) {
        struct election_output out;

        election_woke(&engine->instances[i].election, now_us, &out);
        masters += out.count > 0;
        engine_carry_out(engine, i, &out, now_us);
    }
    log_line(LOG_LEVEL_WARNING, "slept for %s (%s); %zu of %zu virtual routers are still MASTER here%s",
             length_of(&found, text), cause_of(found.kind), masters, engine->count,
             masters > 0 ? " and announce themselves again" : "");
}

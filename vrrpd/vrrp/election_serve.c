/* The planned hand-over; see election_serve.h. */
#include "vrrpd/vrrp/election_serve.h"

#include "vrrpd/vrrp/election_parts.h"
#include "vrrpd/vrrp/timers.h"

/* An advert says that the successor is about to have the addresses: one interval is enough for that, but no
 * kernel needs longer than GRACE_MAX_US, and some need GRACE_MIN_US. */
static const int64_t grace_max_us = 100000;
static const int64_t grace_min_us = 20000;
/* An announcement says that it has one. Frames on their way to us, and more addresses, take a moment. */
static const int64_t quiet_us = 10000;
/* Whoever waits for our end (systemd: 90 s) must not lose patience. */
static const int64_t serve_max_us = 60000000;

static int64_t grace_us(const struct election *election)
{
    int64_t interval_us = election->config.interval_us;

    return interval_us < grace_min_us ? grace_min_us : timers_earlier_us(interval_us, grace_max_us);
}

void election_serve_begin(struct election *election, enum election_release release, int64_t now_us,
                          struct election_output *out)
{
    struct election_memory *memory = &election->memory;

    if (release == ELECTION_RELEASE_NOW || !election->config.serves) {
        election_act(out, ELECTION_DROP_ADDRESSES);
        return;
    }
    memory->serving = true;
    memory->serve_quiet_us = 0;
    memory->serve_until_us = now_us + timers_earlier_us(election_down_us(election), serve_max_us);
}

void election_serve_adopt(struct election *election, const struct election_memory *predecessor)
{
    election->memory.serving = predecessor->serving;
    election->memory.serve_until_us = predecessor->serve_until_us;
    election->memory.serve_quiet_us = predecessor->serve_quiet_us;
}

void election_serve_end(struct election *election, struct election_output *out)
{
    if (!election->memory.serving)
        return;
    election->memory.serving = false;
    election_act(out, ELECTION_DROP_ADDRESSES);
}

void election_serve_heard(struct election *election, int64_t now_us)
{
    struct election_memory *memory = &election->memory;

    if (memory->serving)
        memory->serve_until_us = timers_earlier_us(memory->serve_until_us, now_us + grace_us(election));
}

void election_successor_seen(struct election *election, int64_t now_us, struct election_output *out)
{
    out->count = 0;
    election_serve_heard(election, now_us);
    if (election->memory.serving)
        election->memory.serve_quiet_us = now_us + quiet_us;
}

int64_t election_serve_deadline_us(const struct election *election)
{
    const struct election_memory *memory = &election->memory;

    if (!memory->serving)
        return ELECTION_NEVER;
    return memory->serve_quiet_us == 0 ? memory->serve_until_us
                                       : timers_earlier_us(memory->serve_until_us, memory->serve_quiet_us);
}

void election_serve_tick(struct election *election, int64_t now_us, struct election_output *out)
{
    if (now_us >= election_serve_deadline_us(election))
        election_serve_end(election, out);
}

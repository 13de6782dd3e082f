/* Announcements of a MASTER; see election_announce.h. */
#include "vrrpd/vrrp/election_announce.h"

#include "vrrpd/vrrp/election_parts.h"
#include "vrrpd/vrrp/timers.h"

void election_announce(struct election_output *out, uint8_t repeat)
{
    if (repeat > 0)
        out->actions[out->count++] = (struct election_action){.kind = ELECTION_ANNOUNCE, .repeat = repeat};
}

void election_announce_tick(struct election *election, int64_t now_us, struct election_output *out)
{
    struct election_memory *memory = &election->memory;

    if (!memory->addresses_ready)
        return;
    if (now_us >= memory->announce_at_us) {
        election_announce(out, memory->announce_count);
        memory->announce_at_us = ELECTION_NEVER;
    }
    if (now_us >= memory->refresh_at_us) {
        election_announce(out, election->config.announce_refresh_repeat);
        memory->refresh_at_us = now_us + election->config.announce_refresh_us;
    }
}

int64_t election_announce_deadline_us(const struct election *election)
{
    const struct election_memory *memory = &election->memory;

    if (!memory->addresses_ready)
        return ELECTION_NEVER;
    return timers_earlier_us(memory->announce_at_us, memory->refresh_at_us);
}

void election_addresses_lost(struct election *election)
{
    election->memory.addresses_ready = false;
}

void election_addresses_ready(struct election *election, int64_t now_us, struct election_output *out)
{
    const struct election_config *config = &election->config;
    struct election_memory *memory = &election->memory;

    out->count = 0;
    if (memory->state != ELECTION_MASTER)
        return;
    memory->addresses_ready = true;
    election_announce(out, config->announce_repeat);
    memory->announce_at_us = now_us + config->announce_delay_us;
    memory->announce_count = config->announce_repeat;
    memory->refresh_at_us =
        config->announce_refresh_us > 0 ? now_us + config->announce_refresh_us : ELECTION_NEVER;
}

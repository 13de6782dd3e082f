/* What an advert means to the election; see election_hear.h. */
#include "vrrpd/vrrp/election_hear.h"

#include "vrrpd/vrrp/election_announce.h"
#include "vrrpd/vrrp/election_parts.h"
#include "vrrpd/vrrp/election_serve.h"

/* A BACKUP that may preempt ignores a weaker master until its own down interval ends (RFC 9568 6.4.2 (420));
 * while a preempt delay runs it accepts it. */
static bool ignores_weaker(struct election *election, const struct election_advert *advert, int64_t now_us)
{
    struct election_memory *memory = &election->memory;
    bool may_preempt = (election->config.preempt || election_is_owner(election)) && !memory->yielded;

    if (!may_preempt || advert->priority >= election_priority(election)) {
        memory->preempt_at_us = 0;
        return false;
    }
    if (election->config.preempt_delay_us == 0)
        return true;
    if (memory->preempt_at_us == 0)
        memory->preempt_at_us = now_us + election->config.preempt_delay_us;
    return now_us >= memory->preempt_at_us;
}

/* Follows the master that sent `advert`; v3 learns its interval (RFC 9568 6.4.2 (440)). */
static void follow(struct election *election, const struct election_advert *advert, int64_t now_us)
{
    struct election_memory *memory = &election->memory;

    memory->master.address = advert->source;
    memory->master.priority = advert->priority;
    memory->learned = election->config.version >= 3;
    if (memory->learned)
        memory->master.interval_us = advert->interval_us;
    memory->down_base_us = now_us;
    memory->resigned_heard = false;
    memory->weaker_heard = false;
    memory->wants = false;
}

void election_hear_as_backup(struct election *election, const struct election_advert *advert, int64_t now_us)
{
    struct election_memory *memory = &election->memory;

    if (advert->priority == ELECTION_PRIORITY_RESIGN) {
        /* Only the master we follow can resign: a second master that leaves must not end our patience with
         * the one that stays. */
        if (memory->master.address.family != ADDR_NONE &&
            !addr_equal(&memory->master.address, &advert->source))
            return;
        memory->resigned_heard = true;
        memory->down_base_us = now_us;
        return;
    }
    if (!ignores_weaker(election, advert, now_us)) {
        follow(election, advert, now_us);
        return;
    }
    memory->weaker_heard = true;
    memory->weaker_heard_us = now_us;
    memory->master.address = advert->source;
    memory->master.priority = advert->priority;
}

/* A weaker master is told once an interval, however often it speaks: an answer must not amplify a flood. What
 * it announced is announced over, now and again when it has certainly given up. */
static void answer(struct election *election, const struct election_advert *advert, int64_t now_us,
                   struct election_output *out)
{
    const struct election_config *config = &election->config;
    struct election_memory *memory = &election->memory;

    if (now_us < memory->answer_after_us)
        return;
    election_send_advert(election, now_us, out);
    memory->advert_at_us = now_us + config->interval_us;
    memory->answer_after_us = now_us + config->interval_us;
    if (!memory->addresses_ready || now_us < memory->calm_after_us)
        return;
    election_announce(out, config->announce_lower_repeat);
    election_act(out, ELECTION_REPORT_LOWER);
    out->transition.from = out->transition.to = ELECTION_MASTER;
    out->transition.peer = (struct election_master){advert->source, advert->priority, advert->interval_us};
    memory->calm_after_us = now_us + config->announce_lower_delay_us;
    memory->announce_at_us = now_us + config->announce_lower_delay_us;
    memory->announce_count = config->announce_lower_repeat;
}

void election_hear_as_master(struct election *election, const struct election_advert *advert, int64_t now_us,
                             struct election_output *out)
{
    uint8_t own = election_priority(election);
    bool larger_address = addr_compare(&advert->source, &election->source) > 0;

    bool weaker = advert->priority < own || (advert->priority == own && !larger_address);

    if (weaker)
        election->memory.weaker_heard_us = now_us;
    if (weaker || election->stubborn) {
        answer(election, advert, now_us, out);
        return;
    }
    /* A last word, so that the winner knows it was not alone and repeats its announcements: after a split
     * healed it may never have heard us (keepalived's higher_prio_send_advert). */
    election_send_advert(election, now_us, out);
    election_serve_begin(election, ELECTION_RELEASE_HEARD, now_us, out);
    election_serve_heard(election, now_us);
    election->memory.master.address = advert->source;
    election->memory.master.priority = advert->priority;
    election_wait(election, advert->priority > own ? ELECTION_HIGHER_PRIORITY : ELECTION_HIGHER_ADDRESS,
                  now_us, out);
    follow(election, advert, now_us);
}

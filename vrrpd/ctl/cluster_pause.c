/* What happens to a node that does not run: its leases run out, a successor adopts, and by another path it
 * may be known to be well. */
#include "conf/lease.h"
#include "vrrpd/ctl/cluster_state.h"

/* ---- leases ---- */

/* The kernel may be a second late, and nobody knows when in it. A lease is renewed with an advert; while a
 * successor is waited for, as long as the engine runs. */
int64_t cluster_lease_end_us(const struct node *node, const struct member *member)
{
    const struct conf_instance *conf = member->instance.conf;
    const struct election_memory *memory = &member->instance.election.memory;
    int64_t renewed_us = memory->state == ELECTION_MASTER ? memory->last_sent_us : node->paused_at_us;

    if (!(node->dead || (node->on && node->frozen)) || member->expired ||
        (memory->state != ELECTION_MASTER && !memory->serving) || conf->address_count == 0 ||
        conf->addresses[0].lease_us == 0)
        return ELECTION_NEVER;
    return renewed_us + conf_lease_answers_us(conf->addresses[0].lease_us);
}

void cluster_lease_expire(struct cluster *cluster, size_t node)
{
    struct node *own = &cluster->nodes[node];

    for (size_t i = 0; i < own->conf->instance_count; i++) {
        struct member *member = &own->members[i];

        if (cluster_lease_end_us(own, member) > cluster->now_us)
            continue;
        member->expired = true;
        cluster_holders_set(cluster, node, member->instance.conf, false);
        cluster_tell(cluster, node, member->instance.conf, false,
                     "the lease runs out: the kernel drops the addresses");
    }
}

/* ---- adoption ---- */

/* As engine_vrrp_adopt.c does it: what waits on the wire is heard after this and before any timer. */
void cluster_adopt(struct cluster *cluster, size_t node)
{
    struct node *own = &cluster->nodes[node];

    if (own->adopt_at_us > cluster->now_us)
        return;
    own->adopt_at_us = ELECTION_NEVER;
    own->frozen = false;
    for (size_t i = 0; i < own->conf->instance_count; i++) {
        struct election *election = &own->members[i].instance.election;
        const struct election_memory memory = election->memory;
        const struct election_config config = election->config;
        struct election_output out = {.count = 0};

        election_init(election, &config);
        election_adopt(election, &memory, &own->members[i].address, cluster->now_us, &out);
        election_set_priority(election, memory.effective_priority);
        cluster_carry_out(cluster, node, i, &out);
    }
}

/* ---- heartbeats ---- */

static bool has_heartbeat(const struct node *node)
{
    return node->conf->global.heartbeat.peer_count > 0 && !node->severed;
}

/* Until when `other` counts as MASTER and well for whoever hears its heartbeats: it says how old its last
 * advert is, so that its word ends with its adverts. 0: it does not. */
static int64_t well_until_us(const struct node *node, const struct member *other, uint8_t down_adverts)
{
    const struct election_memory *memory = &other->instance.election.memory;

    if (!node->on || memory->state != ELECTION_MASTER || memory->last_sent_us == 0)
        return 0;
    return memory->last_sent_us + down_adverts * memory->sent_interval_us;
}

/* What the nodes that are heard say now; what was said before the path was cut counts on. */
static void hear_words(const struct cluster *cluster, size_t node, struct member *member)
{
    bool heard = false;
    int64_t latest_us = 0;

    for (size_t n = 0; n < cluster->count; n++) {
        const struct node *other = &cluster->nodes[n];

        if (n == node || !has_heartbeat(other))
            continue;
        heard = true;
        for (size_t i = 0; i < other->conf->instance_count; i++) {
            const struct conf_instance *conf = other->members[i].instance.conf;
            int64_t until_us;

            if (conf->vrid != member->instance.conf->vrid || conf->family != member->instance.conf->family)
                continue;
            until_us = well_until_us(other, &other->members[i], member->instance.conf->down_adverts);
            latest_us = until_us > latest_us ? until_us : latest_us;
        }
    }
    if (heard)
        member->word_us = latest_us;
}

static void veto(struct cluster *cluster, size_t node, struct member *member)
{
    struct election *election = &member->instance.election;
    bool believes;

    if (has_heartbeat(&cluster->nodes[node]))
        hear_words(cluster, node, member);
    believes = election->memory.state == ELECTION_BACKUP && member->word_us > cluster->now_us;
    member->veto_until_us = believes ? member->word_us : ELECTION_NEVER;
    election_set_vetoes(election, believes ? ELECTION_VETO_HEARTBEAT : 0);
    if (election_held(election, cluster->now_us) && !member->told_held)
        cluster_tell(cluster, node, member->instance.conf, true,
                     "no advert arrives, but by heartbeat the master is well: stays BACKUP");
    member->told_held = election_held(election, cluster->now_us);
}

void cluster_veto(struct cluster *cluster, size_t node)
{
    struct node *own = &cluster->nodes[node];

    for (size_t i = 0; own->on && !own->frozen && i < own->conf->instance_count; i++)
        veto(cluster, node, &own->members[i]);
}

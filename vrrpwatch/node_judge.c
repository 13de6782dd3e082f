#include "vrrpwatch/node_judge.h"

#include <string.h>

#include "vrrpwatch/node_judge_path.h"

/* Who added an address, as IFA_PROTO says it. */
enum { PROTOCOL_KEEPALIVED = 18, PROTOCOL_VRRPD = 112 };

/* ---- what follows ---- */

/* Three intervals and no more: a backup takes over after three and its skew, so that a healthy one never
 * holds the address beside a living master. Who has resigned is none. */
static bool is_alive(const struct judge *judge, const struct node_source *source)
{
    int64_t interval_us = source->interval_us > 0 ? source->interval_us : judge->view->instance->interval_us;

    return source->wire > 0 && source->priority > 0 &&
           judge->view->now_us - source->last_us <= 3 * interval_us;
}

static bool outranks(const struct node_source *a, const struct node_source *b)
{
    if (b == NULL || a->priority != b->priority)
        return b == NULL || a->priority > b->priority;
    return addr_compare(&a->address, &b->address) > 0;
}

static void weigh_sources(struct judge *judge)
{
    for (size_t i = 0; i < judge->view->source_count; i++) {
        const struct node_source *source = &judge->view->sources[i];
        bool alive = is_alive(judge, source);

        if (source->ours) {
            judge->own = alive ? source : judge->own;
            continue;
        }
        if (alive) {
            judge->wire += source->wire;
            judge->socket += source->socket;
        }
        if (alive && outranks(source, judge->peer))
            judge->peer = source;
        if (!alive && source->wire > 0 && source->priority > 0)
            judge->gone = source;
    }
}

static void weigh_vips(struct judge *judge)
{
    for (size_t i = 0; i < judge->facts->vip_count; i++) {
        const struct node_vip *vip = &judge->facts->vips[i];
        bool here = vip->found[0] != '\0' && strcmp(vip->found, "lo") != 0;

        if (here && judge->held == NULL)
            judge->held = vip;
        if (!here && judge->missing == NULL)
            judge->missing = vip;
    }
}

/* ---- the address is held without or against VRRP ---- */

static bool judge_daemon(struct judge *judge)
{
    const struct node_facts *facts = judge->facts;
    bool gone = facts->daemon == NODE_DAEMON_ABSENT;
    bool blocked = facts->daemon == NODE_DAEMON_BLOCKED;
    struct finding finding = node_begin(judge, gone ? CAUSE_C1 : CAUSE_C4, SEVERITY_CRITICAL);
    char address[ADDR_TEXT_MAX] = "", peer[ADDR_TEXT_MAX];

    if ((!gone && !blocked && facts->daemon != NODE_DAEMON_STOPPED) || (gone && judge->held == NULL))
        return false;
    if (judge->held != NULL)
        addr_format(&judge->held->address, address);
    if (gone) {
        node_say(finding.sentence,
                 "this node still owns %s on %s but runs no VRRP daemon: a stale address%s%s", address,
                 judge->held->found, judge->peer != NULL ? "; the master is " : "",
                 judge->peer != NULL ? addr_format(&judge->peer->address, peer) : "");
        node_say_removal(finding.fix, sizeof(finding.fix), judge->held,
                         judge->peer != NULL ? "; then arping -U on the master" : "");
        node_say(finding.unseen, "whether it crashed, or was a container removed without SIGTERM (SB-C2)");
    } else {
        finding.severity = judge->held != NULL ? SEVERITY_CRITICAL : SEVERITY_WARNING;
        node_say(finding.sentence, "%s (process %ld) is %s%s%s%s", facts->program, facts->pid,
                 blocked ? "blocked in the kernel" : "stopped",
                 judge->held != NULL ? " and this node still answers for " : "", address,
                 judge->held != NULL ? ": a frozen daemon" : "");
        if (blocked)
            node_say(finding.fix,
                     "find what it waits for: cat /proc/%ld/stack; reboot if it does not come back",
                     facts->pid);
        else
            node_say(finding.fix, "kill -CONT %ld; or: systemctl restart %s", facts->pid, facts->program);
    }
    node_tell(judge, &finding);
    return true;
}

/* Who added the address, as far as the kernel remembers. */
static bool is_daemons(const struct node_vip *vip)
{
    return vip->protocol == PROTOCOL_VRRPD || vip->protocol == PROTOCOL_KEEPALIVED;
}

/* A stronger master that is not heard, and there is no password for which it could be refusing the other. */
static bool is_mute(const struct judge *judge)
{
    const struct watch_instance *ours = judge->view->instance;

    return ours->priority > judge->peer->priority && ours->auth == CONF_AUTH_NONE &&
           judge->peer->auth_type == PACKET_AUTH_NONE && judge->socket > 0;
}

/* Here although another one is master and we do not advertise. vrrpd marks its addresses, so with it one
 * without the mark is somebody else's; of keepalived's that cannot be told. */
static void judge_stray(struct judge *judge)
{
    const struct node_vip *held = judge->held;
    struct finding finding = node_begin(judge, CAUSE_C3, SEVERITY_CRITICAL);
    bool known = strcmp(judge->facts->program, "vrrpd") == 0;
    char address[ADDR_TEXT_MAX], peer[ADDR_TEXT_MAX], fix[FINDING_TEXT_MAX - 64];

    if (held == NULL || judge->peer == NULL || judge->own != NULL || !judge->running)
        return;
    addr_format(&held->address, address);
    addr_format(&judge->peer->address, peer);
    if (is_mute(judge)) {
        finding.cause = CAUSE_A2;
        node_say(finding.sentence,
                 "this node holds %s and hears %s, which is weaker, but none of its own adverts leaves on "
                 "%s: something drops them on their way out",
                 address, peer, judge->interface);
        node_say(finding.fix, "let IP protocol 112 out: nft insert rule inet filter output ip%s vrrp accept",
                 judge->view->instance->family == ADDR_IPV6 ? "6 nexthdr" : " protocol");
    } else if (is_daemons(held)) {
        finding.cause = CAUSE_B;
        node_say(finding.sentence,
                 "%s holds %s here as master, yet only %s advertises: adverts are refused on "
                 "arrival, and each refused one silences this node",
                 judge->facts->program, address, peer);
        node_say(finding.fix,
                 "compare authentication, version and interval of both files: vrrpctl compare A B");
    } else {
        finding.cause = known ? CAUSE_C3 : CAUSE_C;
        node_say(finding.sentence,
                 known ? "%s is on %s although %s is the master and %s did not put it there: "
                         "configured statically"
                       : "%s is on %s although %s is the master and %s here sends no advert: the other's "
                         "adverts are refused (password?), or it is configured statically",
                 address, held->found, peer, node_daemon_of(judge));
        node_say_removal(fix, sizeof(fix), held, "; and take it out of this host's network configuration");
        node_say(finding.fix, "%s%s",
                 known ? "" : "vrrpctl compare A B on both nodes' files; if it is static: ", fix);
    }
    node_tell(judge, &finding);
}

static void judge_place(struct judge *judge)
{
    for (size_t i = 0; i < judge->facts->vip_count; i++) {
        const struct node_vip *vip = &judge->facts->vips[i];
        struct finding finding = node_begin(judge, CAUSE_C3, SEVERITY_WARNING);
        char address[ADDR_TEXT_MAX];

        addr_format(&vip->address, address);
        if (vip->loopback && judge->facts->sysctls.arp_ignore == 0 && vip->address.family == ADDR_IPV4) {
            finding.cause = CAUSE_C6;
            node_say(finding.sentence, "%s is on lo and arp_ignore is 0: this node answers ARP for it",
                     address);
            node_say(finding.fix,
                     "sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2");
        } else if (vip->found[0] != '\0' && strcmp(vip->found, "lo") != 0 &&
                   strcmp(vip->found, vip->expected) != 0) {
            node_say(finding.sentence,
                     "%s is on %s, the configuration puts it on %s: not the daemon's address", address,
                     vip->found, vip->expected);
            node_say_removal(finding.fix, sizeof(finding.fix), vip, "");
        } else {
            continue;
        }
        node_tell(judge, &finding);
        return; /* one is enough to look there */
    }
}

static void judge_lost(struct judge *judge)
{
    struct finding finding = node_begin(judge, CAUSE_C8, SEVERITY_CRITICAL);
    char address[ADDR_TEXT_MAX];

    /* Whoever has just yielded or ended has advertised a moment ago, too. */
    if (judge->own == NULL || judge->missing == NULL || judge->facts->daemon == NODE_DAEMON_ABSENT ||
        (judge->peer != NULL && outranks(judge->peer, judge->own)))
        return;
    node_say(finding.sentence,
             "this node advertises vrid %u but %s is not on %s: somebody took the address away",
             judge->view->instance->vrid, addr_format(&judge->missing->address, address),
             judge->missing->expected);
    node_say(finding.fix,
             "systemctl restart %s; networkd: KeepConfiguration=yes and ConfigureWithoutCarrier=yes",
             node_daemon_of(judge));
    node_tell(judge, &finding);
}

/* ---- the kernel answers for it ---- */

static void judge_sysctls(struct judge *judge)
{
    const struct node_sysctls *sysctls = &judge->facts->sysctls;
    struct finding finding = node_begin(judge, CAUSE_C7, SEVERITY_WARNING);

    if (judge->view->instance->family != ADDR_IPV4)
        return;
    if (sysctls->proxy_arp > 0 || sysctls->proxy_arp_pvlan > 0) {
        node_say(finding.sentence, "proxy ARP is on for %s: this node answers for addresses it does not own",
                 judge->interface);
        node_say(finding.fix, "sysctl -w net.ipv4.conf.%s.proxy_arp=0 net.ipv4.conf.%s.proxy_arp_pvlan=0%s",
                 judge->interface, judge->interface,
                 sysctls->proxy_arp > 0 ? " net.ipv4.conf.all.proxy_arp=0" : "");
        node_tell(judge, &finding);
    }
    if (judge->view->instance->vmac && sysctls->arp_ignore == 0) {
        finding = node_begin(judge, CAUSE_A10, SEVERITY_WARNING);
        node_say(finding.sentence,
                 "arp_ignore is 0 on %s beside a virtual MAC: two MACs answer for the address",
                 judge->interface);
        node_say(finding.fix, "sysctl -w net.ipv4.conf.%s.arp_ignore=1 net.ipv4.conf.%s.rp_filter=0",
                 judge->interface, judge->interface);
        node_tell(judge, &finding);
    }
}

/* ---- the two rules ---- */

/* This node is a backup when it would lose against the other one. */
static bool is_backup(const struct judge *judge)
{
    const struct node_source *other = judge->peer != NULL ? judge->peer : judge->gone;

    return other != NULL ? judge->view->instance->priority < other->priority : judge->view->instance->backup;
}

/* Deaf, mute or refused, the daemon itself put the address there. */
static bool is_its_own(enum cause cause)
{
    return cause < CAUSE_C;
}

static void judge_rules(struct judge *judge)
{
    bool alive = judge->peer != NULL;
    bool down = judge->view->service == NODE_SERVICE_DOWN;
    struct finding finding =
        node_begin(judge, alive ? CAUSE_C : CAUSE_F3, alive && !down ? SEVERITY_CRITICAL : SEVERITY_WARNING);
    char address[ADDR_TEXT_MAX], peer[ADDR_TEXT_MAX] = "";

    if (judge->held == NULL || !is_backup(judge))
        return;
    if (alive && judge->exact != CAUSE_COUNT)
        finding.cause = judge->exact;
    addr_format(&judge->held->address, address);
    if (alive)
        addr_format(&judge->peer->address, peer);
    if (!alive)
        node_say(finding.sentence, "the backup holds the VIP %s: no master is heard", address);
    else if (down)
        node_say(finding.sentence,
                 "the backup holds the VIP %s, and the master %s still advertises, but its service is down",
                 address, peer);
    else
        node_say(
            finding.sentence, "the backup holds the VIP %s, and the master%s %s", address,
            judge->view->service == NODE_SERVICE_UP ? " and its service still live:" : " still lives:", peer);
    if (alive && is_its_own(finding.cause))
        node_say(finding.fix, "mend %s, told beside this: then the daemon gives the address back",
                 cause_code(finding.cause));
    else if (alive)
        node_say_removal(finding.fix, sizeof(finding.fix), judge->held, "; then mend the cause");
    else
        node_say(finding.fix, "look after the node that was master");
    node_tell(judge, &finding);
}

size_t node_judge(const struct node_view *view, finding_sink *sink, void *context)
{
    struct judge judge = {.view = view,
                          .facts = view->facts,
                          .sink = sink,
                          .context = context,
                          .running = view->facts->daemon == NODE_DAEMON_RUNNING,
                          .exact = CAUSE_COUNT};

    memcpy(judge.interface, view->instance->interface, sizeof(judge.interface));
    weigh_sources(&judge);
    weigh_vips(&judge);
    if (!judge_daemon(&judge)) {
        node_judge_deaf(&judge);
        node_judge_settings(&judge);
        if (judge.told == 0)
            judge_stray(&judge);
    }
    node_judge_silence(&judge);
    judge_place(&judge);
    judge_lost(&judge);
    judge_sysctls(&judge);
    judge_rules(&judge);
    return judge.told;
}

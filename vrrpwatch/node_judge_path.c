#include "vrrpwatch/node_judge_path.h"

#include <string.h>

enum { QUERY_WAIT_US = 130000000 }; /* a querier asks every 125 s (RFC 3376 8.2) */

/* ---- adverts do not arrive ---- */

/* True when it explains why nothing arrives. */
static bool judge_membership(struct judge *judge)
{
    struct finding finding = node_begin(judge, CAUSE_A4, node_harm(judge));
    char group[ADDR_TEXT_MAX];

    if (judge->facts->member != NODE_NO || !judge->running)
        return false;
    node_say(finding.sentence, "%s is not a member of %s; %s lost its multicast join and hears nobody",
             judge->interface, addr_format(&judge->view->instance->group, group), node_daemon_of(judge));
    node_say(finding.fix, "systemctl restart %s; start it after the interface: After=network-online.target",
             node_daemon_of(judge));
    node_tell(judge, &finding);
    return true;
}

static void judge_firewall(struct judge *judge)
{
    struct finding finding = node_begin(judge, CAUSE_A1, node_harm(judge));
    bool six = judge->view->instance->family == ADDR_IPV6;
    bool none = judge->wire >= NODE_ADVERTS_ENOUGH && judge->socket == 0;
    bool few = judge->wire >= 4 * NODE_ADVERTS_ENOUGH && judge->socket * 2 < judge->wire;

    if (!judge->view->has_socket || judge->facts->member == NODE_NO || (!none && !few))
        return;
    node_say(
        finding.sentence,
        "this node does not receive %s adverts it can see on %s (wire %llu, socket %llu): a local firewall "
        "drops IP protocol 112",
        none ? "the" : "many of the", judge->interface, (unsigned long long)judge->wire,
        (unsigned long long)judge->socket);
    node_say(
        finding.fix,
        six ? "nft insert rule inet filter input ip6 nexthdr vrrp accept; or: ip6tables -I INPUT -p vrrp -j "
              "ACCEPT"
            : "nft insert rule inet filter input ip protocol vrrp accept; or: iptables -I INPUT -p vrrp -j "
              "ACCEPT; or firewalld: firewall-cmd --permanent --add-rich-rule='rule protocol value=\"vrrp\" "
              "accept' && firewall-cmd --reload");
    node_tell(judge, &finding);
}

/* A master that has died falls silent as well: only one that still answers for the address is cut off. */
static void judge_snooping(struct judge *judge)
{
    const struct node_view *view = judge->view;
    struct finding finding = node_begin(judge, CAUSE_A3, node_harm(judge));
    char peer[ADDR_TEXT_MAX];

    if (judge->view->instance->unicast || judge->peer != NULL || judge->gone == NULL ||
        judge->facts->member != NODE_YES || judge->facts->link_up == NODE_NO || view->querier_seen ||
        view->other_holders == 0 || view->now_us - view->started_us < QUERY_WAIT_US)
        return;
    node_say(
        finding.sentence,
        "the adverts of %s stopped %lld s ago while the link is up, and no IGMP query was seen in %lld s: "
        "snooping without a querier",
        addr_format(&judge->gone->address, peer), (long long)(view->now_us - judge->gone->last_us) / 1000000,
        (long long)(view->now_us - view->started_us) / 1000000);
    node_say(finding.fix,
             "enable an IGMP querier on the VLAN or switch snooping off; Linux bridge: ip link set "
             "BRIDGE type bridge mcast_querier 1; or use unicast_peer");
    node_tell(judge, &finding);
}

/* Somebody else answers for the address and none of its adverts comes: where VRRP runs on another interface
 * than the address, that one's network is cut. */
static void judge_isolation(struct judge *judge)
{
    const struct node_vip *held = judge->held;
    bool apart = held != NULL && !judge->view->instance->vmac && strcmp(held->found, judge->interface) != 0;
    struct finding finding = node_begin(judge, apart ? CAUSE_A13 : CAUSE_A, SEVERITY_CRITICAL);
    char address[ADDR_TEXT_MAX];

    if (held == NULL || judge->view->other_holders == 0 || judge->wire > 0)
        return;
    addr_format(&held->address, address);
    finding.evidence[finding.evidence_count++] =
        (struct finding_evidence){.name = "other_holders", .value = judge->view->other_holders};
    if (apart) {
        node_say(finding.sentence,
                 "%s is on %s and another node answers for it, while VRRP runs on %s and no "
                 "advert comes there: the heartbeat network is cut",
                 address, held->found, judge->interface);
        node_say(finding.fix, "mend the link behind %s; add a second path, or run VRRP on %s",
                 judge->interface, held->found);
    } else {
        node_say(finding.sentence,
                 "another node answers for %s and none of its adverts arrives on %s: it is "
                 "mute, the path is one-way, or this network carries no multicast",
                 address, judge->interface);
        node_say(finding.fix, "run vrrpwatch --node on the other node; where there is no multicast: "
                              "unicast_src_ip and unicast_peer on both");
    }
    node_tell(judge, &finding);
}

/* ---- adverts do not leave ---- */

static void judge_mute(struct judge *judge)
{
    struct finding finding = node_begin(judge, CAUSE_A2, SEVERITY_CRITICAL);
    int64_t listened_us = judge->view->now_us - judge->view->started_us;
    char address[ADDR_TEXT_MAX];

    if (judge->held == NULL || !judge->running || judge->own != NULL || judge->wire > 0 ||
        listened_us < NODE_ADVERTS_ENOUGH * judge->view->instance->interval_us)
        return;
    node_say(finding.sentence,
             "this node holds %s but none of its adverts leaves on %s: something drops them on "
             "their way out",
             addr_format(&judge->held->address, address), judge->interface);
    node_say(finding.fix,
             "let IP protocol 112 out: nft insert rule inet filter output ip%s vrrp accept; check "
             "that %s runs instance %s as MASTER",
             judge->view->instance->family == ADDR_IPV6 ? "6 nexthdr" : " protocol", node_daemon_of(judge),
             judge->view->instance->name);
    node_tell(judge, &finding);
}

/* ---- adverts are refused: our configuration against what the other one sends ---- */

void node_judge_settings(struct judge *judge)
{
    const struct watch_instance *ours = judge->view->instance;
    const struct node_source *peer = judge->peer;
    uint8_t auth = ours->auth == CONF_AUTH_PASS ? 1 : 0;
    struct finding finding = node_begin(judge, CAUSE_B4, node_harm(judge));
    char address[ADDR_TEXT_MAX];

    if (peer == NULL)
        return;
    addr_format(&peer->address, address);
    if (peer->version != ours->version) {
        node_say(finding.sentence,
                 "%s speaks version %u, instance %s here version %u: each discards the other's", address,
                 peer->version, ours->name, ours->version);
        node_say(finding.fix, "set the same vrrp_version on both nodes");
    } else if (peer->version == 2 && peer->auth_type != auth) {
        finding.cause = CAUSE_B1;
        node_say(finding.sentence,
                 "%s uses authentication %s, instance %s here %s: each discards the other's", address,
                 peer->auth_type != 0 ? "PASS" : "none", ours->name, auth != 0 ? "PASS" : "none");
        node_say(finding.fix, "set the same authentication on both nodes, or none on both");
    } else if (peer->version == 2 && peer->interval_us != ours->interval_us) {
        finding.cause = CAUSE_B3;
        node_say(
            finding.sentence,
            "%s advertises every %lld ms, instance %s here every %lld ms: version 2 discards on mismatch",
            address, (long long)peer->interval_us / 1000, ours->name, (long long)ours->interval_us / 1000);
        node_say(finding.fix, "set the same advert_int on both nodes");
    } else {
        return;
    }
    node_tell(judge, &finding);
}

void node_judge_deaf(struct judge *judge)
{
    if (!judge_membership(judge))
        judge_firewall(judge);
}

void node_judge_silence(struct judge *judge)
{
    judge_snooping(judge);
    judge_isolation(judge);
    judge_mute(judge);
}

/* The sentences and the commands of every cause; see diagnose.h. */
#include "vrrpwatch/diagnose.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SECOND_US INT64_C(1000000)

enum { MAC_TEXT_MAX = 18, NAME_MAX = ADDR_TEXT_MAX + MAC_TEXT_MAX + 4, ANNOUNCE_MAX = 160 };

/* The case with the names that every sentence uses. */
struct text {
    const struct diagnosis *of;
    struct finding *finding;
    char a[NAME_MAX], b[NAME_MAX], mac[NAME_MAX], vip[ADDR_TEXT_MAX];
    char announce[ANNOUNCE_MAX]; /* the command that announces the address again */
};

static void say(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fix(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct text *text, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    vsnprintf(text->finding->sentence, sizeof(text->finding->sentence), format, list);
    va_end(list);
}

static void fix(struct text *text, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    vsnprintf(text->finding->fix, sizeof(text->finding->fix), format, list);
    va_end(list);
}

static void name(const struct source *source, char out[NAME_MAX])
{
    char address[ADDR_TEXT_MAX];

    snprintf(out, NAME_MAX, "%s", source != NULL ? addr_format(&source->address, address) : "nobody");
}

static void name_mac(const struct diagnosis *of, char out[NAME_MAX])
{
    char address[ADDR_TEXT_MAX], mac[MAC_TEXT_MAX];

    if (of->mac == NULL) {
        out[0] = '\0';
        return;
    }
    snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", of->mac[0], of->mac[1], of->mac[2],
             of->mac[3], of->mac[4], of->mac[5]);
    if (of->mac_address.family != ADDR_NONE)
        snprintf(out, NAME_MAX, "%s (%s)", addr_format(&of->mac_address, address), mac);
    else
        snprintf(out, NAME_MAX, "%s", mac);
}

/* IPv4 has a tool everywhere; for neighbour advertisements only the daemon is. */
static void name_announcement(struct text *text)
{
    if (text->finding->family == ADDR_IPV6)
        snprintf(text->announce, sizeof(text->announce), "reload the daemon, so that it announces %s again",
                 text->vip);
    else
        snprintf(text->announce, sizeof(text->announce), "arping -U -c 5 -I %.15s -s %s %s",
                 text->of->interface, text->vip, text->vip);
}

/* The weaker of two that both advertise cannot hear the stronger one, or it would be silent. */
static const struct source *weaker(const struct diagnosis *of)
{
    int by_priority = (int)of->winner->priority - (int)of->other->priority;

    if (by_priority == 0)
        by_priority = addr_compare(&of->winner->address, &of->other->address);
    return by_priority > 0 ? of->other : of->winner;
}

static void deaf(struct text *text)
{
    const struct diagnosis *of = text->of;
    const struct overlap *overlap = &of->other->overlap;
    const struct source *weak = weaker(of), *strong = weak == of->winner ? of->other : of->winner;
    const char *candidates =
        of->querier_seen || of->watched_us < 130 * SECOND_US
            ? "SB-A1 a firewall there, SB-A4 no group membership, SB-A5 a one-way path, SB-A3 snooping"
            : "SB-A3 snooping without a querier (none was seen), SB-A1 a firewall there, SB-A4, SB-A5";
    char a[NAME_MAX], b[NAME_MAX];

    name(strong, a);
    name(weak, b);
    if (overlap->asked > 4 && overlap->answered * 5 > overlap->asked * 4 && weak == of->other)
        say(text, "%s is deaf: %s hears it (answers at once, %u of %u), not the reverse. Candidates: %s", b,
            a, overlap->answered, overlap->asked, candidates);
    else if (overlap->asked > 4 && overlap->answered * 5 < overlap->asked && strong->reacts)
        say(text, "%s and %s are both deaf (no answer to %u weaker adverts). Candidates: %s", b, a,
            overlap->asked, candidates);
    else
        say(text, "%s is deaf: it does not yield to the adverts of %s that are on this wire. Candidates: %s",
            b, a, candidates);
    fix(text,
        "on %s: vrrpwatch --check --node -i %s names it; a firewall: nft insert rule inet filter input %s "
        "accept",
        b, of->interface, of->router->family == ADDR_IPV6 ? "ip6 nexthdr vrrp" : "ip protocol vrrp");
}

static void adverts(struct text *text)
{
    const struct diagnosis *of = text->of;

    switch (text->finding->cause) {
    case CAUSE_A8:
        say(text,
            "%s and %s do not send to each other: unicast on one side and multicast or another peer on the "
            "other",
            text->a, text->b);
        fix(text, "the same mode and the full list of peers on both: unicast_src_ip, unicast_peer { %s }",
            text->a);
        break;
    case CAUSE_A12:
        say(text,
            "adverts of %s for vrid %u are larger than the link's MTU and come in fragments; fragments are "
            "often dropped",
            of->other->pieces > 0 || of->winner == NULL ? text->b : text->a, of->router->vrid);
        fix(text, "split the instance, or move addresses to virtual_ipaddress_excluded");
        break;
    case CAUSE_A3:
        say(text,
            "the master changes every few minutes and no IGMP querier was seen: snooping without a querier "
            "lets group memberships end");
        fix(text,
            "enable a querier on the VLAN; Linux bridge: ip link set br0 type bridge mcast_querier 1 (or "
            "mcast_snooping 0); or unicast_peer");
        break;
    case CAUSE_A11:
        say(text,
            "adverts of several virtual routers were lost or late together, %s's by %.1f s: a multicast rate "
            "limit, "
            "storm control or a busy link",
            text->a, (double)of->value_us / 1e6);
        fix(text, "raise the limit on the switch; fewer adverts a second; a larger advert_int");
        break;
    case CAUSE_A13:
        say(text,
            "%s answers for %s, and so does another, while no adverts run on %s: the heartbeat network is "
            "cut, "
            "or VRRP runs elsewhere",
            text->mac, text->vip, of->interface);
        fix(text, "run VRRP on %s, or give the heartbeat a second path; track_interface for its link",
            of->interface);
        break;
    case CAUSE_A10:
        say(text,
            "%s is the only master but answers for %s with its own MAC %s too: ARP flux, no split brain",
            text->a, text->vip, text->mac);
        fix(text,
            "sysctl net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.%s.arp_ignore=1 (and arp_filter=1 on the "
            "macvlan)",
            of->interface);
        break;
    default:
        if (of->other != NULL && of->winner != NULL)
            deaf(text);
        else {
            say(text, "several nodes answer for %s with one virtual MAC while %s alone advertises", text->vip,
                text->a);
            fix(text, "on the nodes that are not %s: ip -br addr | grep -F %s", text->a, text->vip);
        }
    }
}

static const char *auth_name(const struct source *source)
{
    return source->auth_type == PACKET_AUTH_NONE     ? "none"
           : source->auth_type == PACKET_AUTH_SIMPLE ? "PASS"
                                                     : "another type";
}

static void authentication(struct text *text)
{
    const struct source *a = text->of->winner, *b = text->of->other;

    if (a->auth_type != b->auth_type)
        say(text, "authentication differs: %s uses %s, %s uses %s; each refuses the other's adverts", text->a,
            auth_name(a), text->b, auth_name(b));
    else if (a->auth_digest == b->auth_digest)
        say(text, "%s appends %u bytes to its adverts, %s %u: an authentication trailer on one side only",
            text->a, a->trailing_bytes, text->b, b->trailing_bytes);
    else if (a->auth_data[0] != 0 || b->auth_data[0] != 0)
        say(text, "passwords differ: %s uses \"%.8s\", %s uses \"%.8s\"", text->a, (const char *)a->auth_data,
            text->b, (const char *)b->auth_data);
    else
        say(text,
            "passwords differ: %s and %s both use PASS, with different auth_pass; each refuses the other's "
            "adverts",
            text->a, text->b);
    fix(text, "the same authentication { } on both nodes, or none on both");
}

/* Settings of two sources. */
static void settings(struct text *text)
{
    const struct source *a = text->of->winner, *b = text->of->other;
    char first[ADDR_TEXT_MAX], second[ADDR_TEXT_MAX];

    switch (text->finding->cause) {
    case CAUSE_B1:
        authentication(text);
        break;
    case CAUSE_B3:
        say(text, "advert_int differs: %s %.2f s, %s %.2f s; version 2 discards such adverts", text->a,
            (double)a->interval_us / 1e6, text->b, (double)b->interval_us / 1e6);
        fix(text, "the same advert_int on both nodes");
        break;
    case CAUSE_B4:
        say(text, "%s speaks VRRP version %u, %s version %u", text->a, a->version, text->b, b->version);
        fix(text, "the same vrrp_version on both nodes");
        break;
    case CAUSE_B5:
        say(text, "the checksum of %s %s a pseudo-header, that of %s does not: each may discard the other",
            a->checksum == PACKET_CHECKSUM_PSEUDO ? text->a : text->b, "covers",
            a->checksum == PACKET_CHECKSUM_PSEUDO ? text->b : text->a);
        fix(text, "keepalived: v3_checksum_as_v2; vrrpd: checksum; the same on both nodes");
        break;
    case CAUSE_B6:
        say(text, "the address lists differ: %s advertises %u, %s %u", text->a, a->vips->count, text->b,
            b->vips->count);
        fix(text,
            "copy virtual_ipaddress from one node to the other; extra ones to virtual_ipaddress_excluded");
        break;
    case CAUSE_B8:
        say(text, "the multicast groups differ: %s uses %s, %s uses %s", text->a,
            addr_format(&a->destinations[0], first), text->b, addr_format(&b->destinations[0], second));
        fix(text, "the same vrrp_mcast_group4 (or 6) on both nodes");
        break;
    default:
        say(text, "both %s and %s claim priority 255, the owner's", text->a, text->b);
        fix(text, "priority 254 on one of them");
    }
}

/* Facts about one sender, or two clusters. */
static void senders(struct text *text)
{
    const struct diagnosis *of = text->of;
    const struct source *far = of->winner != NULL && of->winner->ttl != PACKET_TTL ? of->winner : of->other;
    const uint8_t *free_vrids = of->free_vrids;

    switch (text->finding->cause) {
    case CAUSE_B2:
        say(text, "%s is advertised by %s and %s with different VRIDs: one cluster, two VRIDs", text->vip,
            text->a, text->b);
        fix(text, "the same virtual_router_id on both nodes");
        break;
    case CAUSE_B7:
        name(far, text->b);
        say(text,
            "adverts of %s arrive with TTL %u instead of 255: they crossed a router, and receivers discard "
            "them",
            text->b, far->ttl);
        fix(text, "put the nodes on one link, or use unicast_peer with a TTL range");
        break;
    case CAUSE_B10:
        say(text, "two MACs take turns in sending as %s: two nodes have that address (a cloned machine?)",
            text->b);
        fix(text, "give each node an address of its own: ip addr show dev %s", of->interface);
        break;
    case CAUSE_B11:
        say(text, "vrid %u is used by two clusters with different addresses, %s and %s", of->router->vrid,
            text->a, text->b);
        fix(text, "give one of them another virtual_router_id; not seen here: %u, %u, %u", free_vrids[0],
            free_vrids[0] != 0 ? free_vrids[1] : 0,
            free_vrids[0] != 0 && free_vrids[1] != 0 ? free_vrids[2] : 0);
        break;
    default:
        say(text, "%s was never seen before and claims priority 255 for vrid %u against %s", text->b,
            of->router->vrid, text->a);
        fix(text, "find that host; unicast_peer or a port ACL keeps strangers out");
    }
}

static void holders(struct text *text)
{
    const struct diagnosis *of = text->of;
    const char *who = of->other != NULL ? text->b : text->mac;

    switch (text->finding->cause) {
    case CAUSE_B:
        say(text,
            "%s announces %s although %s advertises: its daemon is master without a word on this wire. "
            "Candidates: SB-B1 it refuses the adverts (authentication), SB-A2 its own are dropped",
            who, text->vip, text->a);
        fix(text, "vrrpctl compare (or diff) both configurations; on %s: vrrpwatch --check --node -i %s", who,
            of->interface);
        break;
    case CAUSE_C:
        say(text,
            "%s answers for %s but sends no adverts while %s does. Candidates: SB-C1 a crash left the "
            "address, "
            "SB-C4 a frozen daemon, SB-C3 static configuration, SB-A2",
            who, text->vip, text->a);
        fix(text, "on %s: ip addr flush dev %s to %s (or start its daemon); then on %s: %s", who,
            of->interface, text->vip, text->a, text->announce);
        break;
    case CAUSE_C8:
        say(text, "%s advertises vrid %u but nobody answers for %s: the master has lost the address", text->a,
            of->router->vrid, text->vip);
        fix(text,
            "restart the daemon on %s; look for who removes addresses (NetworkManager, networkd: "
            "KeepConfiguration=)",
            text->a);
        break;
    default:
        say(text,
            "%s answers for %s and never spoke VRRP: a foreign device, a static address, a real server or "
            "proxy ARP (SB-C5, SB-C3, SB-C6, SB-C7)",
            who, text->vip);
        fix(text,
            "find that MAC in the switch; keep %s out of DHCP; on real servers: sysctl "
            "net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2",
            text->vip);
    }
}

static void times(struct text *text)
{
    const struct diagnosis *of = text->of;
    double seconds = (double)of->value_us / 1e6;

    switch (text->finding->cause) {
    case CAUSE_D1:
        say(text,
            "%s was silent for %.1f s, never resigned and came back as master: a pause (VM, frozen process) "
            "or "
            "a restart after a crash",
            text->a, seconds);
        fix(text, "a larger advert_int; garp_lower_prio_repeat 1; look at the hypervisor's snapshots and "
                  "migrations");
        break;
    case CAUSE_D3:
        say(text, "an interval of %.0f ms is below the jitter of %s: a gap reached %.0f ms",
            (double)of->winner->interval_us / 1e3, text->a, seconds * 1e3);
        fix(text, "a larger advert_int, or vrrp_rt_priority and vrrp_no_swap on %s", text->a);
        break;
    case CAUSE_E1:
        say(text,
            "the last announcement of the address came from the loser, %s; hosts still point at its MAC",
            of->other != NULL ? text->b : text->mac);
        fix(text, "on %s: %s; vrrp_garp_master_refresh 60", text->a, text->announce);
        break;
    case CAUSE_E2:
        say(text,
            "the backup %s sends IGMP or MLD reports with the virtual MAC: switches learn the wrong port",
            text->b);
        fix(text, "vmac_xmit_base, or disable_local_igmp, on %s", text->b);
        break;
    case CAUSE_E3:
        say(text,
            "%s stayed master throughout, so no notify script ran there: what %s started meanwhile is still "
            "set",
            text->a, text->b);
        fix(text, "run the notify_master script on %s; notify_master_rx_lower_pri does it by itself",
            text->a);
        break;
    default:
        say(text, "an advert of %s came %.2f intervals after the one before (%.3f s) and nobody took over",
            text->a, (double)of->value_us / (double)of->winner->interval_us, seconds);
        fix(text,
            "vrrp_rt_priority (keepalived: max_auto_priority) on %s; look for a noisy host or lost multicast",
            text->a);
    }
}

static void changes(struct text *text)
{
    const struct diagnosis *of = text->of;

    switch (text->finding->cause) {
    case CAUSE_F1:
        say(text, "%s is master%s", text->a, of->winner->reigns > 1 ? " again" : "");
        break;
    case CAUSE_F2:
        say(text, "%s resigned (priority 0), %s took over", of->other != NULL ? text->b : "the master",
            text->a);
        break;
    case CAUSE_F3:
        say(text, "%s fell silent, %s took over", of->other != NULL ? text->b : "the master", text->a);
        break;
    case CAUSE_F4:
        say(text, "%s took over from %s, which is weaker", text->a,
            of->other != NULL ? text->b : "the master");
        break;
    case CAUSE_F5:
        say(text, "%s stayed master; %s stopped after its advert crossed", text->a, text->b);
        break;
    case CAUSE_F6:
        say(text, "%s and %s both advertised for %.1f s; %s", text->a, text->b,
            (double)(text->finding->time_us - text->finding->since_us) / 1e6,
            of->other->overlap.since_us != 0 ? "not settled yet" : "then one stopped");
        fix(text, "watch for lost adverts: loss, load, spanning tree after a link came up (SB-A14: portfast, "
                  "vrrp_startup_delay)");
        break;
    case CAUSE_F7:
        say(text, "the master changed %u times, now %s", of->router->handovers, text->a);
        fix(text, "look at trackers that fail and recover, at lost adverts, at preempt_delay");
        break;
    case CAUSE_F8:
        say(text, "no master: %s %s and nobody took over", text->b,
            of->other != NULL && of->other->resigned_us != 0 ? "resigned" : "fell silent");
        fix(text, "start a daemon: systemctl start vrrpd (or keepalived); then vrrpctl explain");
        break;
    default:
        say(text, "%s took over but did not announce %s: hosts may still point at the old master's MAC",
            text->a, text->finding->vip_total > 1 ? "all its addresses" : text->vip);
        fix(text, "on %s: %s; garp_master_repeat 5", text->a, text->announce);
    }
}

/* What is over needs no command; the sentence says who is left. */
static void over(struct text *text)
{
    say(text, "over: %s; %s is master", cause_title(text->finding->cause), text->a);
}

static void unseen(struct finding *finding)
{
    const char *text = "";

    if (finding->cause <= CAUSE_A13 || finding->verdict == VERDICT_SILENCE)
        text = "a partition's other side and unicast between others are not seen from here";
    else if (finding->verdict == VERDICT_SILENT_SPLIT || finding->verdict == VERDICT_STALE_VIP)
        text = "whether a daemon runs on that host is not seen from here: --node there tells";
    snprintf(finding->unseen, sizeof(finding->unseen), "%s", text);
}

void diagnose_finding(const struct diagnosis *diagnosis, struct finding *finding)
{
    struct text text = {.of = diagnosis, .finding = finding};
    enum cause cause = finding->cause;

    name(diagnosis->winner, text.a);
    name(diagnosis->other, text.b);
    name_mac(diagnosis, text.mac);
    if (finding->vip_count > 0)
        addr_format(&finding->vips[0], text.vip);
    name_announcement(&text);
    if (finding->phase == FINDING_CLOSED)
        over(&text);
    else if (cause <= CAUSE_A14)
        adverts(&text);
    else if (cause == CAUSE_B || (cause >= CAUSE_C && cause <= CAUSE_C8))
        holders(&text);
    else if (cause == CAUSE_B2 || cause == CAUSE_B7 || cause == CAUSE_B10 || cause == CAUSE_B11 ||
             cause == CAUSE_B12)
        senders(&text);
    else if (cause <= CAUSE_B12)
        settings(&text);
    else if (cause <= CAUSE_E3)
        times(&text);
    else
        changes(&text);
    unseen(finding);
}

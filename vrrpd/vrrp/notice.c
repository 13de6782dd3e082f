/* Words for what is wrong on the link; see notice.h. */
#include "vrrpd/vrrp/notice.h"

#include <stdio.h>

#include "lib/packet_advice.h"

static const struct {
    const char *code, *event, *severity;
} kinds[NOTICE_KIND_COUNT] = {
    [NOTICE_NONE] = {"SB-A", "split-brain", "warning"},
    [NOTICE_SECOND_MASTER] = {"SB-A", "split-brain", "warning"},
    [NOTICE_DEAF_MASTER] = {"SB-A5", "split-brain", "critical"},
    [NOTICE_REFUSED] = {"SB-B", "split-brain", "critical"},
    [NOTICE_COLLISION] = {"SB-B11", "vrid-collision", "warning"},
    [NOTICE_CLAIM] = {"SB-C5", "address-conflict", "critical"},
    [NOTICE_CLAIM_PEER] = {"SB-C1", "address-conflict", "critical"},
    [NOTICE_ALIVE] = {"SB-C4", "silent-master", "critical"},
    [NOTICE_HELD] = {"SB-C4", "silent-master", "critical"},
    [NOTICE_STRANGER] = {"SB-C5", "address-conflict", "warning"},
    [NOTICE_HEARTBEAT] = {"SB-A", "path-dead", "warning"},
};

/* Why adverts are refused, as a cause of split brains; NULL: a damaged packet. */
static const char *const refused_codes[PACKET_ERROR_COUNT] = {
    [PACKET_BAD_TTL] = "SB-B7",           [PACKET_PEER_TTL] = "SB-B7",
    [PACKET_BAD_CHECKSUM] = "SB-B5",      [PACKET_OWN_SOURCE] = "SB-B10",
    [PACKET_WRONG_DESTINATION] = "SB-A8", [PACKET_UNKNOWN_PEER] = "SB-A8",
    [PACKET_VERSION_MISMATCH] = "SB-B4",  [PACKET_AUTH_TYPE_MISMATCH] = "SB-B1",
    [PACKET_AUTH_FAILED] = "SB-B1",       [PACKET_INTERVAL_MISMATCH] = "SB-B3",
};

static size_t kind_of(const struct notice *notice)
{
    return notice->kind < NOTICE_KIND_COUNT ? notice->kind : NOTICE_NONE;
}

const char *notice_series(const struct notice *notice)
{
    switch (kind_of(notice)) {
    case NOTICE_ALIVE:
    case NOTICE_HELD:
    case NOTICE_STRANGER:
        return "silent-";
    case NOTICE_HEARTBEAT:
        return "path-";
    default:
        return "";
    }
}

const char *notice_code(const struct notice *notice)
{
    if (notice->kind == NOTICE_REFUSED && notice->error < PACKET_ERROR_COUNT &&
        refused_codes[notice->error] != NULL)
        return refused_codes[notice->error];
    return kinds[kind_of(notice)].code;
}

const char *notice_event(const struct notice *notice)
{
    return kinds[kind_of(notice)].event;
}

const char *notice_severity(const struct notice *notice)
{
    return kinds[kind_of(notice)].severity;
}

/* ---- sentences ---- */

struct names {
    char peer[ADDR_TEXT_MAX + 32];
    char vip[ADDR_TEXT_MAX];
    char mac[18];
};

static void name_parties(const struct notice *notice, struct names *names)
{
    char address[ADDR_TEXT_MAX];

    addr_format(&notice->peer, address);
    if (notice->has_priority)
        snprintf(names->peer, sizeof(names->peer), "%s with priority %u", address, notice->priority);
    else
        snprintf(names->peer, sizeof(names->peer), "%s",
                 notice->peer.family != ADDR_NONE ? address : "the master");
    addr_format(&notice->vip, names->vip);
    snprintf(names->mac, sizeof(names->mac), "%02x:%02x:%02x:%02x:%02x:%02x", notice->mac[0], notice->mac[1],
             notice->mac[2], notice->mac[3], notice->mac[4], notice->mac[5]);
}

static const struct packet_advice *advice_of(const struct notice *notice)
{
    const struct packet_advice *advice = packet_advice_find(packet_error_name(notice->error));

    return advice != NULL ? advice : packet_advice_find("bad-type");
}

const char *notice_cause(const struct notice *notice, char *text, size_t size)
{
    struct names names;

    name_parties(notice, &names);
    switch (kind_of(notice)) {
    case NOTICE_SECOND_MASTER:
        snprintf(text, size, "%s is master too: it did not hear our adverts for a while", names.peer);
        break;
    case NOTICE_DEAF_MASTER:
        snprintf(text, size, "%s stays master although we answer: it does not hear us, or does not give way",
                 names.peer);
        break;
    case NOTICE_REFUSED:
        snprintf(text, size, "%s is master too and its adverts are refused, %s: %s", names.peer,
                 packet_error_name(notice->error), advice_of(notice)->meaning);
        break;
    case NOTICE_COLLISION:
        snprintf(text, size, "%s uses our VRID for other addresses: two clusters on one link", names.peer);
        break;
    case NOTICE_CLAIM:
        snprintf(text, size, "%s says that it has %s, and never was the master", names.mac, names.vip);
        break;
    case NOTICE_CLAIM_PEER:
        snprintf(text, size, "%s, the last master's, says that it still has %s", names.mac, names.vip);
        break;
    case NOTICE_ALIVE:
    case NOTICE_HELD:
        snprintf(
            text, size,
            "%s is silent but %s still answers for %s: VRRP is blocked, or vrrpd there is dead or hangs; %s",
            names.peer, names.mac, names.vip, kind_of(notice) == NOTICE_HELD ? "we wait" : "we took over");
        break;
    case NOTICE_HEARTBEAT:
        snprintf(
            text, size,
            "%s is silent here, but by heartbeat it is master and well: VRRP is blocked on this link; we "
            "wait",
            names.peer);
        break;
    case NOTICE_STRANGER:
        snprintf(text, size, "the master is silent and %s, which is not known as it, answers for %s",
                 names.mac, names.vip);
        break;
    default:
        snprintf(text, size, "nothing");
    }
    return text;
}

const char *notice_fix(const struct notice *notice, char *text, size_t size)
{
    struct names names;

    name_parties(notice, &names);
    switch (kind_of(notice)) {
    case NOTICE_REFUSED:
        snprintf(text, size, "%s", advice_of(notice)->fix);
        break;
    case NOTICE_COLLISION:
        snprintf(text, size, "give one of the two clusters another virtual_router_id");
        break;
    case NOTICE_CLAIM:
    case NOTICE_STRANGER:
        snprintf(text, size,
                 "find %s in the switch's table; take %s from its interface, from DHCP and from proxy ARP",
                 names.mac, names.vip);
        break;
    case NOTICE_CLAIM_PEER:
        snprintf(text, size,
                 "if vrrpd is well there, we do not hear it: look for a firewall here that drops IP protocol "
                 "112; else on that node: ip addr del %s dev INTERFACE, or restart its daemon",
                 names.vip);
        break;
    case NOTICE_HEARTBEAT:
        snprintf(text, size,
                 "look for a firewall, a switch or a cable that keeps IP protocol 112 from %s from us",
                 names.peer);
        break;
    case NOTICE_ALIVE:
    case NOTICE_HELD:
        snprintf(text, size,
                 "look for a firewall or switch that drops IP protocol 112 between the nodes; else restart "
                 "the VRRP daemon on %s",
                 names.peer);
        break;
    default:
        snprintf(text, size,
                 "let IP protocol 112 from us through to %s: its firewall, the switch's multicast snooping, "
                 "the link's other direction",
                 names.peer);
    }
    return text;
}

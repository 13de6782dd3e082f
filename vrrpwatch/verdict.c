/* The texts of the verdicts; see verdict.h. */
#include "vrrpwatch/verdict.h"

#include <stddef.h>

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[VERDICT_COUNT] = {
        [VERDICT_MASTER] = "master",
        [VERDICT_HANDOVER] = "hand-over",
        [VERDICT_TAKEOVER] = "take-over",
        [VERDICT_PREEMPTION] = "preemption",
        [VERDICT_ELECTION] = "election",
        [VERDICT_OVERLAP] = "transient-overlap",
        [VERDICT_SPLIT] = "split-brain",
        [VERDICT_SILENT_SPLIT] = "silent-split-brain",
        [VERDICT_FLAPPING] = "flapping",
        [VERDICT_LATE] = "late-adverts",
        [VERDICT_SILENCE] = "silence",
        [VERDICT_VRID_CLASH] = "vrid-clash",
        [VERDICT_VIP_CLASH] = "vip-clash",
        [VERDICT_MISMATCH] = "mismatch",
        [VERDICT_ROGUE] = "rogue-sender",
        [VERDICT_STALE_VIP] = "stale-vip",
        [VERDICT_NO_GARP] = "missing-announcement",
        [VERDICT_STALE_CACHE] = "stale-caches",
        [VERDICT_ARP_FLUX] = "arp-flux",
        [VERDICT_LOSS] = "lost-adverts",
        [VERDICT_NODE] = "node",
    };

    return names[verdict];
}

struct cause_text {
    const char *code, *title;
};

static const struct cause_text *text_of(enum cause cause)
{
    static const struct cause_text texts[CAUSE_COUNT] = {
        [CAUSE_A] = {"SB-A", "adverts do not arrive"},
        [CAUSE_A1] = {"SB-A1", "a local firewall drops IP protocol 112"},
        [CAUSE_A2] = {"SB-A2", "adverts are dropped on their way out"},
        [CAUSE_A3] = {"SB-A3", "IGMP snooping without a querier"},
        [CAUSE_A4] = {"SB-A4", "not a member of the multicast group"},
        [CAUSE_A5] = {"SB-A5", "one-way path"},
        [CAUSE_A6] = {"SB-A6", "layer-2 partition"},
        [CAUSE_A7] = {"SB-A7", "a network without multicast"},
        [CAUSE_A8] = {"SB-A8", "unicast on one side, multicast or another peer on the other"},
        [CAUSE_A9] = {"SB-A9", "a hypervisor filters the virtual MAC"},
        [CAUSE_A10] = {"SB-A10", "ARP flux: one router, two MACs"},
        [CAUSE_A11] = {"SB-A11", "a multicast rate limit or storm control"},
        [CAUSE_A12] = {"SB-A12", "fragmented adverts"},
        [CAUSE_A13] = {"SB-A13", "the heartbeat network is cut"},
        [CAUSE_A14] = {"SB-A14", "spanning tree delays a port"},
        [CAUSE_B] = {"SB-B", "adverts arrive but are refused"},
        [CAUSE_B1] = {"SB-B1", "authentication differs"},
        [CAUSE_B2] = {"SB-B2", "one address, two VRIDs"},
        [CAUSE_B3] = {"SB-B3", "the advertisement interval differs"},
        [CAUSE_B4] = {"SB-B4", "the VRRP version differs"},
        [CAUSE_B5] = {"SB-B5", "the checksum flavour differs"},
        [CAUSE_B6] = {"SB-B6", "the address lists differ"},
        [CAUSE_B7] = {"SB-B7", "the TTL is not 255"},
        [CAUSE_B8] = {"SB-B8", "the multicast group differs"},
        [CAUSE_B9] = {"SB-B9", "two address owners"},
        [CAUSE_B10] = {"SB-B10", "two nodes with one address"},
        [CAUSE_B11] = {"SB-B11", "two clusters share a VRID"},
        [CAUSE_B12] = {"SB-B12", "an unknown router claims the highest priority"},
        [CAUSE_C] = {"SB-C", "an address is held without adverts"},
        [CAUSE_C1] = {"SB-C1", "a stale address after a crash"},
        [CAUSE_C2] = {"SB-C2", "a stale address after a container was removed"},
        [CAUSE_C3] = {"SB-C3", "the address is configured statically"},
        [CAUSE_C4] = {"SB-C4", "a stopped or frozen daemon"},
        [CAUSE_C5] = {"SB-C5", "a foreign device uses the address"},
        [CAUSE_C6] = {"SB-C6", "real servers answer for the address"},
        [CAUSE_C7] = {"SB-C7", "proxy ARP"},
        [CAUSE_C8] = {"SB-C8", "the master does not answer for the address"},
        [CAUSE_D1] = {"SB-D1", "a pause of the master"},
        [CAUSE_D2] = {"SB-D2", "adverts come late"},
        [CAUSE_D3] = {"SB-D3", "the interval is below this host's jitter"},
        [CAUSE_E1] = {"SB-E1", "caches point at the loser"},
        [CAUSE_E2] = {"SB-E2", "a backup uses the virtual MAC"},
        [CAUSE_E3] = {"SB-E3", "the surviving master was not told"},
        [CAUSE_F1] = {"SB-F1", "a master is there"},
        [CAUSE_F2] = {"SB-F2", "the master resigned"},
        [CAUSE_F3] = {"SB-F3", "the master fell silent"},
        [CAUSE_F4] = {"SB-F4", "a stronger router took over"},
        [CAUSE_F5] = {"SB-F5", "adverts crossed during an election"},
        [CAUSE_F6] = {"SB-F6", "a short overlap of two masters"},
        [CAUSE_F7] = {"SB-F7", "mastership goes to and fro"},
        [CAUSE_F8] = {"SB-F8", "no master"},
        [CAUSE_F9] = {"SB-F9", "the new master did not announce the address"},
    };

    return &texts[cause];
}

const char *cause_code(enum cause cause)
{
    return text_of(cause)->code;
}

const char *cause_title(enum cause cause)
{
    return text_of(cause)->title;
}

const char *severity_name(enum severity severity)
{
    static const char *const names[] = {"info", "warning", "critical"};

    return names[severity];
}

/* The names of what vrrpwatch finds: verdicts, the codes of their causes, severities. Stable: scripts, the
 * manual and other programs rely on every text here. Pure. */
#ifndef VRRPWATCH_VERDICT_H
#define VRRPWATCH_VERDICT_H

/* What happened. */
enum verdict {
    VERDICT_MASTER,       /* a first master is seen */
    VERDICT_HANDOVER,     /* the master resigned, another took over */
    VERDICT_TAKEOVER,     /* the master fell silent, another took over */
    VERDICT_PREEMPTION,   /* a stronger one took over from a living master */
    VERDICT_ELECTION,     /* two adverts crossed while a master was elected: legal */
    VERDICT_OVERLAP,      /* two masters for a while, over before it was certain */
    VERDICT_SPLIT,        /* two masters */
    VERDICT_SILENT_SPLIT, /* one advertises, more hold the address */
    VERDICT_FLAPPING,
    VERDICT_LATE,       /* adverts come late although nobody took over */
    VERDICT_SILENCE,    /* no master */
    VERDICT_VRID_CLASH, /* two clusters share a VRID */
    VERDICT_VIP_CLASH,  /* two VRIDs share an address */
    VERDICT_MISMATCH,   /* settings differ so that they will not hear each other */
    VERDICT_ROGUE,
    VERDICT_STALE_VIP,   /* held by somebody who is not, or no longer, a router of it */
    VERDICT_NO_GARP,     /* a new master did not announce the address */
    VERDICT_STALE_CACHE, /* after a heal: hosts still point at the loser */
    VERDICT_ARP_FLUX,    /* one router answers with two MACs */
    VERDICT_LOSS,        /* adverts of many routers vanish together, or in pieces */
    VERDICT_NODE,        /* found on this node, by vrrpwatch --node */
    VERDICT_COUNT
};

/* Why: the codes of the catalogue in vrrpwatch(8). CAUSE_A, _B, _C: of that family, which one cannot be told
 * from this vantage. The F family is what happens around a fail-over. */
enum cause {
    CAUSE_A,
    CAUSE_A1,
    CAUSE_A2,
    CAUSE_A3,
    CAUSE_A4,
    CAUSE_A5,
    CAUSE_A6,
    CAUSE_A7,
    CAUSE_A8,
    CAUSE_A9,
    CAUSE_A10,
    CAUSE_A11,
    CAUSE_A12,
    CAUSE_A13,
    CAUSE_A14,
    CAUSE_B,
    CAUSE_B1,
    CAUSE_B2,
    CAUSE_B3,
    CAUSE_B4,
    CAUSE_B5,
    CAUSE_B6,
    CAUSE_B7,
    CAUSE_B8,
    CAUSE_B9,
    CAUSE_B10,
    CAUSE_B11,
    CAUSE_B12,
    CAUSE_C,
    CAUSE_C1,
    CAUSE_C2,
    CAUSE_C3,
    CAUSE_C4,
    CAUSE_C5,
    CAUSE_C6,
    CAUSE_C7,
    CAUSE_C8,
    CAUSE_D1,
    CAUSE_D2,
    CAUSE_D3,
    CAUSE_E1,
    CAUSE_E2,
    CAUSE_E3,
    CAUSE_F1, /* first master seen */
    CAUSE_F2, /* resigned */
    CAUSE_F3, /* fell silent */
    CAUSE_F4, /* preempted */
    CAUSE_F5, /* crossed adverts */
    CAUSE_F6, /* short overlap */
    CAUSE_F7, /* flapping */
    CAUSE_F8, /* no master */
    CAUSE_F9, /* no announcement */
    CAUSE_COUNT
};

enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_CRITICAL };

/* "split-brain", "hand-over" ... */
const char *verdict_name(enum verdict verdict);

/* "SB-A1"; "SB-A" for a family. */
const char *cause_code(enum cause cause);

/* What the code stands for, in a few words: "a local firewall drops protocol 112". */
const char *cause_title(enum cause cause);

/* "info", "warning", "critical". */
const char *severity_name(enum severity severity);

#endif

/* What the rules of node_judge*.c share: what follows from a view, and how a finding is begun and told. Not
 * for others. Pure. */
#ifndef VRRPWATCH_NODE_JUDGE_PART_H
#define VRRPWATCH_NODE_JUDGE_PART_H

#include "vrrpwatch/finding.h"
#include "vrrpwatch/node_view.h"

enum { NODE_ADVERTS_ENOUGH = 3 }; /* on the wire, before having none elsewhere means something */

/* What follows from the view and is asked again and again. */
struct judge {
    const struct node_view *view;
    const struct node_facts *facts;
    finding_sink *sink;
    void *context;
    size_t told;
    const struct node_source *peer; /* the strongest other one that is alive, NULL: none */
    const struct node_source *own;  /* us, alive */
    const struct node_source *gone; /* another one that was heard and is silent now */
    uint64_t wire, socket;          /* adverts of others */
    const struct node_vip *held;    /* the first virtual address that is here, off lo */
    const struct node_vip *missing; /* the first that is not */
    bool running;                   /* the daemon is, as far as we know */
    enum cause exact;               /* the first one told, CAUSE_COUNT: none */
    char interface[CONF_INTERFACE_MAX];
};

/* A finding of this instance with what is known about its masters. */
struct finding node_begin(const struct judge *judge, enum cause cause, enum severity severity);

/* Writes one of a finding's texts. */
void node_say(char text[FINDING_TEXT_MAX], const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "ip addr del 10.0.0.100/24 dev eth0", then `rest`. */
void node_say_removal(char *text, size_t size, const struct node_vip *vip, const char *rest);

void node_tell(struct judge *judge, const struct finding *finding);

/* Deaf or mute does harm where this node acts as master, else it will at the next change. */
enum severity node_harm(const struct judge *judge);

/* The daemon's name, for texts. */
const char *node_daemon_of(const struct judge *judge);

#endif

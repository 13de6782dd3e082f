/* vrrpwatch --node, round after round: gathers what this host shows and what the detector heard for each
 * configured virtual router, has it judged, and tells the incidents. Owns its sockets. */
#ifndef VRRPWATCH_NODE_FACTS_WATCH_H
#define VRRPWATCH_NODE_FACTS_WATCH_H

#include <stddef.h>
#include <stdint.h>

#include "vrrpwatch/finding.h"
#include "vrrpwatch/frame.h"
#include "vrrpwatch/observe.h"
#include "vrrpwatch/watch_config.h"

struct loop;
struct node_watch;

struct node_watch_options {
    const struct watch_config *config; /* has to live as long */
    const char *const *interfaces;     /* those captured, in the order of struct frame's `interface` */
    size_t interface_count;
    uint16_t service_port; /* TCP; 0: none is asked */
    unsigned rounds;       /* in a row until a fault is told: 1 in a check, else 2 */
};

/* Opens the sockets, before the rights are dropped, and adds them to `loop`. Instances on other interfaces
 * than those captured are judged without the wire's word. What could not be opened is not compared. NULL
 * without memory. */
struct node_watch *node_watch_new(const struct node_watch_options *options, struct loop *loop,
                                  finding_sink *sink, void *context);
/* Removes the sockets from the loop; NULL is fine. */
void node_watch_free(struct node_watch *watch);

/* Every captured frame: notes who asks for members. */
void node_watch_frame(struct node_watch *watch, const struct frame *frame);

/* One round, say every second or two, and at the end of a check. `started_us`: of the run, by the clock of
 * the frames, like `now_us`. 0, or negative errno when this host could not be asked. */
int node_watch_round(struct node_watch *watch, const struct observe *observe, int64_t started_us,
                     int64_t now_us);

/* The worst that is open: for the exit status of a check. */
size_t node_watch_open_incidents(const struct node_watch *watch, enum severity *worst);

#endif

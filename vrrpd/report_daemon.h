/* What happened to the daemon itself, as event records of kind incident. Reads only. */
#ifndef VRRPD_REPORT_DAEMON_H
#define VRRPD_REPORT_DAEMON_H

#include <stdbool.h>

#include "conf/model.h"
#include "lib/event.h"
#include "vrrpd/page.h"

/* Event number `sequence` of the daemon itself. Their numbers are a series of their own, so their `boot'
 * differs from that of the other events. False when the page does not hold it any more. */
bool report_daemon_event(const struct page *page, const struct conf *conf, uint64_t sequence,
                         struct event *out);

/* How many there were. */
uint64_t report_daemon_count(const struct page *page);

#endif

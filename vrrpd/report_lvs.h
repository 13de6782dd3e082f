/* The LVS events of the page as records for people and programs. Reads only. */
#ifndef VRRPD_REPORT_LVS_H
#define VRRPD_REPORT_LVS_H

#include "conf/model.h"
#include "lib/event.h"
#include "vrrpd/page.h"
#include "vrrpd/page_lvs.h"

/* An event of a real server or a quorum as a record; that losses are not believed is an incident. Their
 * sequence numbers are a series of their own, so their `boot' differs from that of the virtual routers'
 * events. */
void report_lvs_event(const struct page *page, const struct conf *conf, const struct page_lvs_event *record,
                      struct event *out);

/* "tcp", "udp", "sctp". */
const char *report_protocol_name(uint8_t protocol);

/* "wlc", "rr", ... */
const char *report_scheduler_name(enum conf_scheduler scheduler);

/* "nat", "dr", "tun". */
const char *report_method_name(enum conf_method method);

#endif

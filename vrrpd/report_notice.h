/* Notices of the vrrp engine for readers: as an incident in an event, and in the status. */
#ifndef VRRPD_REPORT_NOTICE_H
#define VRRPD_REPORT_NOTICE_H

#include "lib/event.h"
#include "lib/status.h"
#include "vrrpd/page.h"

/* Fills what an event of kind incident has beside its head. */
void report_notice_event(const struct page_event *record, struct event *out);

/* Fills the incident of an instance: the one that is open, or nothing. */
void report_notice_status(const struct page_instance *record, struct status_instance *out);

#endif

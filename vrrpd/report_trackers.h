/* The page's trackers for readers: what an instance and its group track, with the verdicts as they count for
 * it. Only reads. */
#ifndef VRRPD_REPORT_TRACKERS_H
#define VRRPD_REPORT_TRACKERS_H

#include "lib/status.h"
#include "vrrpd/page.h"

/* Fills out->trackers with all that count for the instance, as vrrp/priority.h has it. `instance` is one of
 * conf's. False without memory. */
bool report_trackers(const struct page *page, unsigned table, const struct conf *conf,
                     const struct conf_instance *instance, struct status_instance *out);

#endif

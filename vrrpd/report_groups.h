/* The page's sync groups for readers: what their members are together, and why a group stands still. Only
 * reads. */
#ifndef VRRPD_REPORT_GROUPS_H
#define VRRPD_REPORT_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/status.h"
#include "vrrpd/page.h"

/* Fills out->groups. False without memory; status_free() frees what there is. */
bool report_groups(const struct page *page, unsigned table, const struct conf *conf, struct status *out);

/* Why group `index` takes over nothing although one of its members waits for it: one sentence, or "". */
void report_group_blocked(const struct page *page, unsigned table, const struct conf *conf, size_t index,
                          char text[STATUS_REASON_MAX]);

#endif

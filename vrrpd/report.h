/* Turns the state page into what people and programs read: the status object and event records. Reads only.
 */
#ifndef VRRPD_REPORT_H
#define VRRPD_REPORT_H

#include <stdbool.h>

#include "conf/model.h"
#include "lib/event.h"
#include "lib/status.h"
#include "vrrpd/page.h"

/* Fills *out for the configuration in `table`, or only for the instance called `only` (NULL: all). False
 * without memory. The caller frees with status_free(). */
bool report_status(const struct page *page, unsigned table, const struct conf *conf, const char *only,
                   struct status *out);

/* What this node is called: its router_id, else the name of the host. */
void report_host(const struct conf *conf, char *out, size_t size);

/* Event number `sequence` as a record; `addresses` is room for CONF_VIPS_MAX texts that *out refers to. False
 * when the page does not hold it any more. */
bool report_event(const struct page *page, const struct conf *conf, uint64_t sequence,
                  char (*addresses)[STATUS_ADDRESS_MAX], struct event *out);

/* The same of a record in hand; `addresses` has room for CONF_VIPS_MAX. */
void report_page_event(const struct page *page, const struct conf *conf, const struct page_event *record,
                       char (*addresses)[STATUS_ADDRESS_MAX], struct event *out);

#endif

/* vrrpd's door to libcurl: pages asked of servers by TLS or HTTP/2, and mail servers by TLS, without ever
 * waiting; what is in the clear needs no library, see probe_page.c and probe_smtp.c. Part of the probes'
 * machinery (see probe.h), and the one transfer that waits, for `vrrpctl genhash`. */
#ifndef VRRPD_OS_PROBE_HTTP_H
#define VRRPD_OS_PROBE_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpd/lvs/digest.h"

struct probe;

/* The entries of struct probe_kind for whatever curl carries out. */
int probe_http_start(struct probe *probe);
void probe_http_look(struct probe *probe, unsigned events);
void probe_http_late(struct probe *probe);
void probe_http_leave(struct probe *probe);

/* Fetches a page, names resolved, redirects not followed, and takes its digest. Waits, at most timeout_us.
 * False with words in `why`. */
bool probe_http_digest(const char *url, int64_t timeout_us, uint8_t digest[DIGEST_SIZE], unsigned *status,
                       char *why, size_t why_size);

#endif

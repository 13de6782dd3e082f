/* One page and its digest, waited for: the part of the door to libcurl that `vrrpctl genhash` goes through.
 * Asks as a check asks that says nothing else: HTTP/1.0, no redirect followed, certificates not looked at. */
#ifndef VRRPD_OS_PROBE_HTTP_DIGEST_H
#define VRRPD_OS_PROBE_HTTP_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrpd/lvs/digest.h"

/* Fetches a page, names resolved, redirects not followed, and takes its digest. Waits, at most timeout_us.
 * False with words in `why`. */
bool probe_http_digest(const char *url, int64_t timeout_us, uint8_t digest[DIGEST_SIZE], unsigned *status,
                       char *why, size_t why_size);

#endif

/* vrrpctl genhash URL; see genhash.h. */
#include "vrrpd/ctl/genhash.h"

#include <stdio.h>
#include <string.h>

#include "vrrpd/os/probe_http_digest.h"

enum { TIMEOUT_US = 10000000, STATUS_GOOD = 200, STATUS_BAD = 300 };

int ctl_genhash(const struct ctl *ctl)
{
    const char *url = ctl->argv[0];
    uint8_t digest[DIGEST_SIZE];
    char text[DIGEST_TEXT], why[256];
    unsigned status = 0;

    if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0) {
        fprintf(stderr, "vrrpctl: genhash wants a URL that begins with http:// or https://\n");
        return CTL_USAGE;
    }
    if (!probe_http_digest(url, TIMEOUT_US, digest, &status, why, sizeof(why))) {
        fprintf(stderr, "vrrpctl: %s: %s\n", url, why);
        return CTL_BAD;
    }
    printf("digest %s\n", digest_format(digest, text));
    if (status < STATUS_GOOD || status >= STATUS_BAD)
        fprintf(stderr, "vrrpctl: %s answers with status %u: a check wants 200-299 unless it says another\n",
                url, status);
    return CTL_GOOD;
}

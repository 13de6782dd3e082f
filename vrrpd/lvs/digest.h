/* MD5 of a page as it streams by: what keepalived's `digest` compares. One of the two doors to nettle (the
 * other is vrrp/seal). Pure.
 */
#ifndef VRRPD_LVS_DIGEST_H
#define VRRPD_LVS_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_SIZE = 16, DIGEST_TEXT = 2 * DIGEST_SIZE + 1 };

/* A digest under way. */
struct digest {
    uint64_t room[20]; /* the library's own */
};

void digest_begin(struct digest *digest);
void digest_take(struct digest *digest, const void *bytes, size_t size);
/* Ends it; begin again before the next. */
void digest_end(struct digest *digest, uint8_t out[DIGEST_SIZE]);

/* In hexadecimal; returns `text`. */
const char *digest_format(const uint8_t digest[DIGEST_SIZE], char text[DIGEST_TEXT]);

#endif

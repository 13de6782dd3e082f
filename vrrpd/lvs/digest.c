/* MD5; see digest.h. */
#include "vrrpd/lvs/digest.h"

#include <nettle/md5.h>
#include <stdio.h>

_Static_assert(sizeof(struct md5_ctx) <= sizeof(((struct digest *)0)->room), "room for the library's state");
_Static_assert(MD5_DIGEST_SIZE == DIGEST_SIZE, "an MD5");

static struct md5_ctx *inside(struct digest *digest)
{
    return (struct md5_ctx *)(void *)digest->room;
}

void digest_begin(struct digest *digest)
{
    md5_init(inside(digest));
}

void digest_take(struct digest *digest, const void *bytes, size_t size)
{
    md5_update(inside(digest), size, bytes);
}

void digest_end(struct digest *digest, uint8_t out[DIGEST_SIZE])
{
    md5_digest(inside(digest), DIGEST_SIZE, out);
}

const char *digest_format(const uint8_t digest[DIGEST_SIZE], char text[DIGEST_TEXT])
{
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    return text;
}

/* HMAC-SHA256; see seal.h. */
#include "vrrpd/vrrp/seal.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <string.h>

_Static_assert(sizeof(struct hmac_sha256_ctx) <= sizeof(struct seal_key), "the library's state has room");

void seal_key(struct seal_key *key, const void *bytes, size_t size)
{
    struct hmac_sha256_ctx hmac;

    hmac_sha256_set_key(&hmac, size, bytes);
    memset(key, 0, sizeof(*key));
    memcpy(key, &hmac, sizeof(hmac));
    explicit_bzero(&hmac, sizeof(hmac));
}

void seal_make(const struct seal_key *key, const void *bytes, size_t size, uint8_t out[SEAL_SIZE])
{
    struct hmac_sha256_ctx hmac;

    memcpy(&hmac, key, sizeof(hmac));
    hmac_sha256_update(&hmac, size, bytes);
    hmac_sha256_digest(&hmac, SEAL_SIZE, out);
    explicit_bzero(&hmac, sizeof(hmac));
}

bool seal_good(const struct seal_key *key, const void *bytes, size_t size, const uint8_t seal[SEAL_SIZE])
{
    uint8_t right[SEAL_SIZE];

    seal_make(key, bytes, size, right);
    return memeql_sec(right, seal, SEAL_SIZE) != 0;
}

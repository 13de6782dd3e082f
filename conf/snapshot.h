/* A configuration's bytes, recorded while one process reads the files, replayed in others: they parse exactly
 * what was validated even when the disk has changed since. Plain bytes in memory; no system call. */
#ifndef CONF_SNAPSHOT_H
#define CONF_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#include "conf/loader.h"

struct conf_snapshot; /* a recording under way */

/* A recorder on top of `source` (which must outlive it), or NULL without memory. */
struct conf_snapshot *conf_snapshot_new(const struct conf_loader *source);
/* NULL is fine. */
void conf_snapshot_free(struct conf_snapshot *snapshot);

/* The loader to hand to conf_read(): passes on to the source and remembers every answer, failures too. */
struct conf_loader conf_snapshot_recorder(struct conf_snapshot *snapshot);

/* The recording so far; owned by the snapshot, valid until the next call on it. */
const uint8_t *conf_snapshot_bytes(const struct conf_snapshot *snapshot, size_t *size);

/* A recording to be replayed; the bytes stay the caller's. */
struct conf_snapshot_view {
    const uint8_t *bytes;
    size_t size;
};

/* Replays a recording of `size` bytes that stays readable meanwhile. A request that was not recorded answers
 * -ENOENT. `view` is caller's memory and must outlive the loader. */
struct conf_loader conf_snapshot_loader(struct conf_snapshot_view *view);

#endif

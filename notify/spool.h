/* The spool: a folder of small files that survives a kill at any moment. Each file is written to tmp/, synced
 * and renamed, so that it is there whole or not at all. Owns names, rights, the lock and the bounds; never
 * looks into a file. The only file of this program that writes to disk.
 *
 *   new/     accepted events           ready/   messages on their way
 *   failed/  messages that were given up        tmp/     being written; what the dead left goes with the next lock
 *   state    the queue's memory        silences what an operator set
 *   lock     flock(2) of the one dispatcher */
#ifndef NOTIFY_SPOOL_H
#define NOTIFY_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SPOOL_NAME_MAX = 64, SPOOL_TEXT_MAX = 4 << 20 };

enum spool_box { SPOOL_TOP, SPOOL_NEW, SPOOL_READY, SPOOL_FAILED, SPOOL_TMP, SPOOL_BOX_COUNT };

struct spool;

/* Opens (and where missing makes, mode 0700) the spool at `path`. 0 or negative errno; -EPERM: the folder
 * belongs to somebody else or others may write to it. */
int spool_open(const char *path, struct spool **out);
/* Lets go of it, the lock too; NULL is fine. */
void spool_close(struct spool *spool);

/* Becomes the one dispatcher and removes what dead writers left in tmp/. 0, -EWOULDBLOCK when another process is, or negative errno. */
int spool_lock(struct spool *spool);

/* Gives everything in it to this owner, for a dispatcher that gives its rights away. 0 or negative errno. */
int spool_give(struct spool *spool, unsigned uid, unsigned gid);

/* A name of its own, after all that this process made before. */
void spool_name(struct spool *spool, int64_t now_us, char name[SPOOL_NAME_MAX]);

/* Writes a file, replacing one of that name. It is on disk when this returns 0; with `more` only after the
 * next call without it. Negative errno: nothing was changed. */
int spool_write(struct spool *spool, enum spool_box box, const char *name, const char *text, bool more);

/* What was renamed and removed is on disk when this returns 0. */
int spool_sync(struct spool *spool);

/* A whole file, malloc'ed and terminated; NULL with errno. Links and anything but a regular file are refused.
 */
char *spool_read(struct spool *spool, enum spool_box box, const char *name);

/* Removes a file; that it is gone already is no error. 0 or negative errno. */
int spool_remove(struct spool *spool, enum spool_box box, const char *name);

/* Moves a file. 0 or negative errno. */
int spool_move(struct spool *spool, enum spool_box from, enum spool_box to, const char *name);

/* The names in a box, sorted, oldest first; malloc'ed. NULL with errno. */
char (*spool_list(struct spool *spool, enum spool_box box, size_t *count))[SPOOL_NAME_MAX];

/* Files and bytes in a box. 0 or negative errno. */
int spool_size(struct spool *spool, enum spool_box box, size_t *files, uint64_t *bytes);

/* A descriptor that becomes readable when something was renamed into new/ or to `silences`, or negative
 * errno; it has to be emptied with spool_watched(). */
int spool_watch(struct spool *spool);
void spool_watched(struct spool *spool);

#endif

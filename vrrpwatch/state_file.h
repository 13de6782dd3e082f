/* Small files that are replaced as a whole: what --check remembers, what Prometheus reads. System side; knows
 * nothing of what is in them. */
#ifndef VRRPWATCH_STATE_FILE_H
#define VRRPWATCH_STATE_FILE_H

#include <stddef.h>
#include <sys/types.h>

/* Replaces the file by `text` with `mode` in one step: written beside it as PATH.PID, brought to disk,
 * renamed. A symbolic link at `path` is replaced, never followed. 0 or negative errno; then the old file is
 * as it was. */
int file_replace(const char *path, const char *text, mode_t mode);

/* Reads a regular file of at most `max` bytes into *text (malloc'ed, terminated). 0, -EFBIG, -ELOOP for a
 * symbolic link, -EINVAL for anything else that is no regular file, or the negative errno. */
int file_read_small(const char *path, size_t max, char **text);

#endif

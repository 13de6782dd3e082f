/* Where the reader's settings lie: $XDG_CONFIG_HOME/vrrptop/config, or ~/.config/vrrptop/config. */
#ifndef VRRPTOP_SETTINGS_FILE_H
#define VRRPTOP_SETTINGS_FILE_H

#include <limits.h>
#include <stddef.h>

/* The path; "" when there is no home. Returns `out`. */
const char *settings_file_path(char out[PATH_MAX]);

/* Reads at most size - 1 bytes of it and ends them with NUL. 0, or negative errno (-ENOENT: nothing was kept
 * yet). */
int settings_file_read(const char *path, char *out, size_t size);

/* Replaces it as a whole, making its folder where needed. 0 or negative errno. */
int settings_file_write(const char *path, const char *text);

#endif

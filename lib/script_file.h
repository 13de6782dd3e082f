/* May this file be run? Every directory on the way to it, and the file, has to belong to root or to the user
 * it runs as, and nobody else may write there: otherwise whoever can, decides what we run. Asks the file
 * system each time and remembers nothing; runs nothing. */
#ifndef LIB_SCRIPT_FILE_H
#define LIB_SCRIPT_FILE_H

#include <limits.h>
#include <stdbool.h>

#include "lib/process.h"

/* Where programs named without a path are looked for, and the PATH of what is run. */
#define SCRIPT_FILE_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

struct script_file {
    char path[PATH_MAX];
    char why[512]; /* one sentence: what is wrong, and the command that mends it */
    bool missing;  /* the file is not there at all */
};

/* Fills `path` from a command's first word: an absolute path, or a name to look for. False with `why`. */
bool script_file_find(const char *name, struct script_file *file);

/* Judges file->path for a program that is to run as `who`. False with `why`. */
bool script_file_check(struct script_file *file, const struct process_identity *who);

#endif

/* What operators said and what must outlive the daemon: the instances they drained, one name a line, in a
 * file that is replaced as a whole. */
#ifndef VRRPD_OS_OPERATOR_FILE_H
#define VRRPD_OS_OPERATOR_FILE_H

#include <stdbool.h>
#include <stddef.h>

enum { OPERATOR_NAME_MAX = 64, OPERATOR_NAMES_MAX = 1024 };

struct operator_file {
    int dir; /* not owned */
    size_t count;
    char (*names)[OPERATOR_NAME_MAX];
};

/* Reads the file; a missing one is empty. 0 or negative errno. */
int operator_file_read(struct operator_file *file, int dir);
/* Frees the list; the file stays. */
void operator_file_free(struct operator_file *file);

/* Adds or removes a name and replaces the file. 0 or negative errno (-ENOSPC: there are
 * OPERATOR_NAMES_MAX already); unless it is full the list is changed all the same. */
int operator_file_set(struct operator_file *file, const char *name, bool drained);

#endif

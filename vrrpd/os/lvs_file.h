/* What operators set of real servers by hand and what must outlive the daemon: drains and weights, one a
 * line, in a file of the run directory that is replaced as a whole. */
#ifndef VRRPD_OS_LVS_FILE_H
#define VRRPD_OS_LVS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LVS_FILE_NAME_MAX = 80, LVS_FILE_ENTRIES_MAX = 4096, LVS_FILE_NO_WEIGHT = -1 };

struct lvs_entry {
    char service[LVS_FILE_NAME_MAX]; /* the virtual server's name */
    char server[LVS_FILE_NAME_MAX];  /* "ADDRESS:PORT" */
    bool drained;
    int32_t weight; /* LVS_FILE_NO_WEIGHT: none is set */
};

struct lvs_file {
    int dir; /* not owned */
    struct lvs_entry *entries; /* sorted by names */
    size_t count;
};

/* Reads the file; a missing one is empty, a damaged line is skipped. 0 or negative errno. */
int lvs_file_read(struct lvs_file *file, int dir);

/* Frees the list; the file stays. */
void lvs_file_free(struct lvs_file *file);

/* What is set for that real server, or NULL. */
const struct lvs_entry *lvs_file_find(const struct lvs_file *file, const char *service, const char *server);

/* Sets (or, when neither is set, forgets) an entry and replaces the file. 0 or negative errno (-ENOSPC: there
 * are LVS_FILE_ENTRIES_MAX); unless it is full the list is changed all the same. */
int lvs_file_set(struct lvs_file *file, const struct lvs_entry *entry);

#endif

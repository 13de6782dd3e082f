/* The configuration of one node of a cluster, for verbs that look at several files at once. */
#ifndef VRRPD_CTL_NODE_FILE_H
#define VRRPD_CTL_NODE_FILE_H

#include "conf/model.h"

/* Reads it; NULL after its errors were said on standard error. Its own warnings are `check's business. The
 * caller frees it with conf_free(). */
struct conf *node_file_read(const char *path);

#endif

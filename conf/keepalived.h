/* Reads a keepalived.conf into the model. The rule: what keepalived runs is not refused, what keepalived
 * misreads is not run silently. How it is cut:
 *   keepalived_lines.c  bytes to lines of words and blocks: comments, quotes, includes, variables, conditions
 *   keepalived_walk.c   tables of keywords: finds the reader of each line, reports what is not known
 *   keepalived_refuse.c the one list of what is refused because it is not supported yet
 *   keepalived_global.c global_defs, keepalived_vrrp.c vrrp_instance, keepalived_address.c its addresses
 *   keepalived_finish.c what an instance's keywords amount to together
 *   keepalived.c        top-level blocks
 * Pure. */
#ifndef CONF_KEEPALIVED_H
#define CONF_KEEPALIVED_H

#include "conf/reader.h"

/* Reads `text`, the content of reader->conf->path, and what it includes. */
void keepalived_read(struct reader *reader, const struct conf_text *text);

#endif

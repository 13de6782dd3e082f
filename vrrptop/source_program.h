/* Programs on this and other hosts, for sources and for what is asked once. */
#ifndef VRRPTOP_SOURCE_PROGRAM_H
#define VRRPTOP_SOURCE_PROGRAM_H

#include <sys/types.h>

#include "vrrptop/source.h"

/* Runs vrrpctl with `words` (NULL ends them) on another host. A descriptor with what it says, and its process
 * in *pid; or negative errno (-EILSEQ: a word that a shell would not take as it is). */
int source_program_ask(const struct sources_way *way, const char *const words[], pid_t *pid);

/* Ends a program and waits for it. */
void source_program_stop(pid_t pid);

#endif

/* What one part of a status says about another part, found once a sample and not once a cell. Pure. */
#ifndef VRRPTOP_SAMPLE_LINKS_H
#define VRRPTOP_SAMPLE_LINKS_H

#include "vrrptop/sample.h"

/* Fills `group` of the routers and `waits` of the services. Without memory they stay empty. */
void sample_link(struct sample *sample);

#endif

/* Why a virtual router is what it is, in a few words. Pure. */
#ifndef VRRPTOP_FIELD_WHY_H
#define VRRPTOP_FIELD_WHY_H

#include "vrrptop/field.h"

/* A value function of struct field: who else is master; drained; the trackers that make the state or the
 * priority, with their weights; else the reason of the last change. */
void field_why(const struct scene *scene, const struct row *row, struct value *out);

#endif

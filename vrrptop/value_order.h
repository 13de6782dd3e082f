/* The order of values: a value becomes bytes, and their order is the values'. Made once a line, so that
 * sorting compares bytes and never texts. Pure. */
#ifndef VRRPTOP_VALUE_ORDER_H
#define VRRPTOP_VALUE_ORDER_H

#include "vrrptop/value.h"

/* Texts that are alike in so many bytes (numbers in them take two more each) have the same place. */
enum { VALUE_ORDER_MAX = 72 };

/* First numbers by size, then addresses (IPv4 first), then other texts: without regard to the case of ASCII,
 * numbers in them by size, so that VI_2 comes before VI_10. What is nothing comes last. */
void value_order(const struct value *value, unsigned char out[VALUE_ORDER_MAX]);

#endif

/* The commands test and doctor; see try.h and doctor.h. Each function returns a
 * status of sysexits(3). */
#ifndef NOTIFY_VERB_TEST_H
#define NOTIFY_VERB_TEST_H

#include "notify/options.h"

/* Sends a test message now. */
int verb_test(const struct options *options);
/* Looks whether mail could leave. */
int verb_doctor(const struct options *options);

#endif

/* `vrrpnotify doctor`: looks whether mail could leave, and says what to do where it could not. */
#ifndef NOTIFY_DOCTOR_H
#define NOTIFY_DOCTOR_H

#include <stdio.h>

#include "conf/model.h"

/* Checks names, ports, greeting, certificates, authentication, the spool folder and the clock; one line each:
 * ok, warn or fail. Blocks for as long as servers let it, at most their time limits. Exit status: 0, or 1
 * when one failed. */
int doctor_run(const struct conf *conf, const char *spool, FILE *out);

#endif

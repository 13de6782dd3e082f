/* What vrrpnotify does besides running: one function a command, each returns a status of sysexits(3). */
#ifndef NOTIFY_VERBS_H
#define NOTIFY_VERBS_H

#include "notify/options.h"

/* hook TYPE NAME STATE PRIORITY: keepalived's notify arguments become a record in the spool. */
int verb_hook(const struct options *options);
/* fifo PATH: the same for every line of keepalived's notify FIFO, until TERM. */
int verb_fifo(const struct options *options);
/* send: a record made of options, or records from standard input. */
int verb_send(const struct options *options);
/* queue list|flush|drop ID */
int verb_queue(const struct options *options);
/* silence --for ..|list|off */
int verb_silence(const struct options *options);
/* test and doctor: see try.h and doctor.h. */
int verb_test(const struct options *options);
int verb_doctor(const struct options *options);

#endif

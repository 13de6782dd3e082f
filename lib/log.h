/* Log lines to syslog or the console; never blocks: what cannot be written at once is dropped and counted. */
#ifndef LIB_LOG_H
#define LIB_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_NOTICE, /* transitions and what an operator asked for */
    LOG_LEVEL_INFO,
    LOG_LEVEL_DEBUG,
};

/* Opens the log of this process: to standard error when `console`, else to /dev/log as `ident` with the
 * syslog facility number 0..23. `part` names the process ("kernel"), NULL for none. Lines above `level` are
 * not written. May be called again, in a child with its own part. */
void log_open(const char *ident, const char *part, int facility, bool console, enum log_level level);

/* The same settings for another process: `part` names it. For who has just closed all its descriptors. */
void log_renew(const char *part);

/* Writes one line; a newline inside becomes a space. */
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Lines that could not be written since the start. */
uint64_t log_dropped(void);

#endif

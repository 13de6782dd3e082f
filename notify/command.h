/* Another program run to its end: as this user, without a shell, with a time limit; what it prints is kept,
 * up to a size. For password commands and sendmail. Blocks. */
#ifndef NOTIFY_COMMAND_H
#define NOTIFY_COMMAND_H

#include <stddef.h>
#include <stdint.h>

struct command_run {
    char *const *argv; /* argv[0] is an absolute path */
    int input;         /* descriptor above 2 that is its standard input; 0: empty */
    int64_t timeout_us;
};

/* Runs it; `out` gets at most size - 1 bytes of its output and a NUL, *used how many. Its exit status, 128 +
 * the signal that ended it, -ETIMEDOUT when its group had to be killed, or another negative errno (-ENOEXEC:
 * it could not be started, `out` says why). */
int command_run(const struct command_run *run, char *out, size_t size, size_t *used);

#endif

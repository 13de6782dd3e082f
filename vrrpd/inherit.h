/* What a supervisor leaves to the program that it becomes: itself, as bytes in a memfd, and its descriptors.
 * Both programs have to mean the same by those bytes, which one number says. Decides nothing. */
#ifndef VRRPD_INHERIT_H
#define VRRPD_INHERIT_H

#include <stdbool.h>
#include <stdint.h>

struct supervisor;

#define INHERIT_VARIABLE "VRRPD_INHERIT" /* of the environment: the memfd's number */
#define INHERIT_WORD                                                                                         \
    "vrrpd-inherits" /* what --upgrade-check prints before its version and inherit_layout() */

/* What a program means by the bytes, and by the pages and messages that its processes share. */
uint64_t inherit_layout(void);

/* A memfd with all of it, close-on-exec, or negative errno. */
int inherit_write(const struct supervisor *supervisor);

/* Lets the descriptors of the supervisor, and `fd`, outlive the program, or not any more. */
void inherit_keep(const struct supervisor *supervisor, int fd, bool keep);

/* Reads what `fd` holds; pointers in it are void. The descriptors end with this program again. 0 or negative
 * errno, -EPROTO when it means something else. */
int inherit_read(int fd, struct supervisor *out);

#endif

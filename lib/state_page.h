/* Shared memory that outlives the process that writes it: records in two checksummed copies each, so that a
 * writer killed in the middle of a write leaves one good copy, and doorbells to say "look again". Knows
 * nothing of what the records mean. One writer a record; any number of readers. */
#ifndef LIB_STATE_PAGE_H
#define LIB_STATE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Head of each copy of a record. */
struct state_page_copy {
    uint32_t sequence; /* 0: never written */
    uint32_t checksum; /* over sequence and payload */
};

/* Bytes a record with `payload` bytes takes in the page, both copies, 8-aligned. */
#define STATE_PAGE_RECORD(payload) (2 * ((sizeof(struct state_page_copy) + (payload) + 7) / 8 * 8))

/* Maps `size` zeroed bytes shared with every child forked later; untouched parts cost no memory. The
 * descriptor that they can be mapped by again goes to *fd, close-on-exec, the caller's; NULL: none is wanted.
 * NULL with errno when there is no memory. */
void *state_page_map(size_t size, int *fd);

/* Maps what another program left behind `fd`, which stays the caller's; NULL with errno, EBADMSG when it is
 * not that large. */
void *state_page_map_again(int fd, size_t size);

/* A number that tells one layout from another. */
uint64_t state_page_hash(const void *bytes, size_t size);

/* Takes the right to write away from this process. 0 or negative errno. */
int state_page_read_only(void *page, size_t size);

/* Replaces a record's older copy. `payload` bytes, a multiple of 8 or padded with zeroes by the caller's
 * type. */
void state_page_write(void *record, const void *payload, size_t size);

/* Copies the newest good copy to `payload`; false when there is none. */
bool state_page_read(const void *record, void *payload, size_t size);

/* A doorbell: a descriptor to wait on, or negative errno. */
int state_page_bell(void);

/* Rings it; ringing twice is ringing once. Never waits. */
void state_page_ring(int bell);

/* Makes a rung bell silent again, before the reader looks. */
void state_page_answer(int bell);

#endif

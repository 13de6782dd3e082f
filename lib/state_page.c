/* Two-copy records in shared memory; see state_page.h. */
#include "lib/state_page.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_TRIES = 8 };

static void *map(int fd, size_t size)
{
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);

    return page == MAP_FAILED ? NULL : page;
}

void *state_page_map(size_t size, int *fd)
{
    int own = memfd_create("vrrpd-state", MFD_CLOEXEC);
    void *page = own >= 0 && ftruncate(own, (off_t)size) == 0 ? map(own, size) : NULL;

    if (page != NULL && fd != NULL)
        *fd = own;
    else if (own >= 0)
        close(own);
    return page;
}

void *state_page_map_again(int fd, size_t size)
{
    struct stat status;

    if (fstat(fd, &status) < 0)
        return NULL;
    if (status.st_size == (off_t)size)
        return map(fd, size);
    errno = EBADMSG;
    return NULL;
}

int state_page_read_only(void *page, size_t size)
{
    return mprotect(page, size, PROT_READ) < 0 ? -errno : 0;
}

uint64_t state_page_hash(const void *bytes, size_t size)
{
    const uint8_t *next = bytes;
    uint64_t hash = 0xCBF29CE484222325ULL;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ next[i]) * 0x100000001B3ULL;
    return hash;
}

/* Not a defence against an attacker, only against a half-written record. */
static uint32_t checksum(uint32_t sequence, const uint8_t *bytes, size_t size)
{
    uint64_t hash = 0x9E3779B97F4A7C15ULL ^ sequence;
    uint64_t word;

    for (size_t i = 0; i + 8 <= size; i += 8) {
        memcpy(&word, bytes + i, 8);
        hash = (hash ^ word) * 0xD6E8FEB86659FD93ULL;
        hash ^= hash >> 32;
    }
    hash *= 0xD6E8FEB86659FD93ULL; /* carries the upper half of the last word along */
    return (uint32_t)(hash >> 32) ^ (uint32_t)size;
}

static size_t stride(size_t size)
{
    return STATE_PAGE_RECORD(size) / 2;
}

void state_page_write(void *record, const void *payload, size_t size)
{
    uint8_t *first = record, *second = first + stride(size);
    struct state_page_copy heads[2], head;
    uint8_t *older;

    memcpy(&heads[0], first, sizeof(heads[0]));
    memcpy(&heads[1], second, sizeof(heads[1]));
    older = (int32_t)(heads[0].sequence - heads[1].sequence) <= 0 ? first : second;
    head.sequence = (older == first ? heads[1].sequence : heads[0].sequence) + 1;
    if (head.sequence == 0)
        head.sequence = 1;
    head.checksum = checksum(head.sequence, payload, size);
    atomic_thread_fence(memory_order_release);
    memcpy(older + sizeof(head), payload, size);
    atomic_thread_fence(memory_order_release);
    memcpy(older, &head, sizeof(head));
}

static bool read_copy(const uint8_t *copy, uint8_t *payload, size_t size)
{
    struct state_page_copy head;

    memcpy(&head, copy, sizeof(head));
    atomic_thread_fence(memory_order_acquire);
    if (head.sequence == 0)
        return false;
    memcpy(payload, copy + sizeof(head), size);
    return head.checksum == checksum(head.sequence, payload, size);
}

bool state_page_read(const void *record, void *payload, size_t size)
{
    const uint8_t *first = record, *second = first + stride(size);
    struct state_page_copy heads[2];
    const uint8_t *newer, *older;

    for (int i = 0; i < READ_TRIES; i++) {
        memcpy(&heads[0], first, sizeof(heads[0]));
        memcpy(&heads[1], second, sizeof(heads[1]));
        newer = (int32_t)(heads[0].sequence - heads[1].sequence) > 0 ? first : second;
        older = newer == first ? second : first;
        if (read_copy(newer, payload, size))
            return true;
        if (read_copy(older, payload, size))
            return true;
    }
    return false;
}

int state_page_bell(void)
{
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

    return fd < 0 ? -errno : fd;
}

void state_page_ring(int bell)
{
    uint64_t one = 1;

    /* Full means it already rings. */
    if (write(bell, &one, sizeof(one)) < 0)
        return;
}

void state_page_answer(int bell)
{
    uint64_t count;

    if (read(bell, &count, sizeof(count)) < 0)
        return;
}

/* From program to program; see inherit.h. */
#include "vrrpd/inherit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/state_page.h"
#include "vrrpd/os/message.h"
#include "vrrpd/supervisor_state.h"

enum {
    MEANING = 1, /* counts what changes without changing a size */
    DESCRIPTORS_MAX = CHILD_DESCRIPTORS_MAX + 3 * PAGE_PROCESS_COUNT + 16,
};

struct will {
    uint64_t layout;
    struct supervisor supervisor;
};

uint64_t inherit_layout(void)
{
    const uint64_t facts[] = {MEANING,
                              sizeof(struct will),
                              sizeof(struct child),
                              sizeof(struct worker),
                              MESSAGE_KIND_COUNT,
                              sizeof(struct message),
                              sizeof(struct run_dir),
                              page_layout(),
                              page_lvs_layout()};

    return state_page_hash(facts, sizeof(facts));
}

int inherit_write(const struct supervisor *supervisor)
{
    struct will will = {.layout = inherit_layout(), .supervisor = *supervisor};
    int fd = memfd_create("vrrpd-will", MFD_CLOEXEC);
    int error;

    if (fd < 0)
        return -errno;
    if (write(fd, &will, sizeof(will)) == (ssize_t)sizeof(will))
        return fd;
    error = errno != 0 ? -errno : -EIO;
    close(fd);
    return error;
}

static size_t descriptors(const struct supervisor *supervisor, int *out)
{
    size_t count = child_descriptors(&supervisor->template, out);

    out[count++] = supervisor->page_fd;
    out[count++] = supervisor->lvs_fd;
    out[count++] = supervisor->commands_send;
    out[count++] = supervisor->commands_receive;
    out[count++] = supervisor->dir.alias_file;
    for (int i = 0; i < 4; i++)
        out[count++] = supervisor->runs[i / 2][i % 2];
    for (int i = PAGE_VRRP; i < PAGE_PROCESS_COUNT; i++) {
        out[count++] = supervisor->current[i].pair;
        out[count++] = supervisor->retired[i].pair;
    }
    return count;
}

void inherit_keep(const struct supervisor *supervisor, int fd, bool keep)
{
    int all[DESCRIPTORS_MAX];
    size_t count = descriptors(supervisor, all);

    all[count++] = fd;
    for (size_t i = 0; i < count; i++)
        if (all[i] > STDERR_FILENO)
            fcntl(all[i], F_SETFD, keep ? 0 : FD_CLOEXEC);
}

int inherit_read(int fd, struct supervisor *out)
{
    struct will will;

    memset(&will, 0, sizeof(will));
    if (pread(fd, &will, sizeof(will), 0) != (ssize_t)sizeof(will) || will.layout != inherit_layout())
        return -EPROTO;
    *out = will.supervisor;
    inherit_keep(out, fd, false);
    return 0;
}

/* The processes of this machine; see process_scan.h. */
#include "vrrpd/os/process_scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "vrrpd/vrrp/tracked.h"

enum { ARGUMENTS_MAX = 4096 };

/* A process may end between any two calls: then there is nothing to read, and that is no error. */
static ssize_t read_file(int proc, const char *pid, const char *name, char *out, size_t size)
{
    char path[64];
    ssize_t got;
    int fd;

    snprintf(path, sizeof(path), "%.20s/%s", pid, name);
    fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    got = read(fd, out, size);
    close(fd);
    return got;
}

static bool read_process(int proc, const char *pid, char *arguments, struct tracked_process *out)
{
    char stat[512];
    ssize_t size = read_file(proc, pid, "stat", stat, sizeof(stat));

    if (size <= 0 || !tracked_parse_stat(stat, (size_t)size, out))
        return false;
    size = read_file(proc, pid, "cmdline", arguments, ARGUMENTS_MAX);
    out->arguments = arguments;
    out->arguments_size = size > 0 ? (size_t)size : 0;
    return true;
}

int process_scan(process_scan_each *each, void *context)
{
    DIR *proc = opendir("/proc");
    char arguments[ARGUMENTS_MAX];
    struct dirent *entry;

    if (proc == NULL)
        return -errno;
    while ((entry = readdir(proc)) != NULL) {
        struct tracked_process process;

        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        if (read_process(dirfd(proc), entry->d_name, arguments, &process))
            each(context, (pid_t)atol(entry->d_name), &process);
    }
    closedir(proc);
    return 0;
}

bool process_scan_is_blind(void)
{
    return access("/proc/1/stat", R_OK) < 0;
}

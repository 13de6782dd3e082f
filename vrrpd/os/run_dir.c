/* The run directory; see run_dir.h. */
#include "vrrpd/os/run_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
    BACKLOG = 64,
    LOCK_TRIES = 30, /* a killed daemon's children need a moment to clean up */
};

static pid_t read_pid(int fd)
{
    char text[32] = "";

    if (pread(fd, text, sizeof(text) - 1, 0) <= 0)
        return 0;
    return (pid_t)atol(text);
}

/* Waits only for a daemon that is dead already. */
static int lock(int fd, char *why, size_t why_size)
{
    const struct timespec pause = {.tv_nsec = 100000000};

    for (int i = 0; i < LOCK_TRIES; i++) {
        pid_t pid;

        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return 0;
        pid = read_pid(fd);
        if (pid > 0 && (kill(pid, 0) == 0 || errno == EPERM)) {
            snprintf(why, why_size, "another vrrpd runs here as process %ld; use another --run-dir",
                     (long)pid);
            return -EEXIST;
        }
        nanosleep(&pause, NULL);
    }
    snprintf(why, why_size, "another vrrpd holds this run directory; use another --run-dir");
    return -EEXIST;
}

static int open_pid_file(struct run_dir *dir, const char *path, const char *pid_file)
{
    if (pid_file != NULL)
        snprintf(dir->pid_path, sizeof(dir->pid_path), "%s", pid_file);
    else
        snprintf(dir->pid_path, sizeof(dir->pid_path), "%s/vrrpd.pid", path);
    dir->pid_file = open(dir->pid_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    return dir->pid_file < 0 ? -errno : 0;
}

static int open_listener(struct run_dir *dir, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    mode_t mask;
    int result;

    if (snprintf(dir->socket_path, sizeof(dir->socket_path), "%s/vrrpd.sock", path) >=
        (int)sizeof(dir->socket_path))
        return -ENAMETOOLONG;
    memcpy(address.sun_path, dir->socket_path, sizeof(address.sun_path));
    dir->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (dir->listener < 0)
        return -errno;
    unlink(dir->socket_path); /* ours by the lock */
    mask = umask(0117);       /* 0660 from its first moment */
    result = bind(dir->listener, (struct sockaddr *)&address, sizeof(address));
    umask(mask);
    return result < 0 || listen(dir->listener, BACKLOG) < 0 ? -errno : 0;
}

/* services runs as this user and must be able to replace files there. */
static void give_operator_dir(int parent)
{
    const struct passwd *user = getpwnam("vrrpd");

    if (user == NULL)
        user = getpwnam("nobody");
    if (user != NULL && fchownat(parent, "operator", user->pw_uid, user->pw_gid, AT_SYMLINK_NOFOLLOW) < 0)
        return; /* a namespace with one user: services keeps ours */
}

static int open_files(struct run_dir *dir, const char *path)
{
    int parent = open(path, O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

    if (parent < 0)
        return -errno;
    dir->ledger = openat(parent, "ledger", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (mkdirat(parent, "operator", 0700) < 0 && errno != EEXIST) {
        close(parent);
        return -errno;
    }
    give_operator_dir(parent);
    dir->operator_dir = openat(parent, "operator", O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    close(parent);
    return dir->ledger < 0 || dir->operator_dir < 0 ? -errno : 0;
}

/* The folder is open to all, as the unit has it: whom its sockets serve is decided at each of them. */
int run_dir_open(struct run_dir *dir, const char *path, const char *pid_file, char *why, size_t why_size)
{
    int error;

    *dir =
        (struct run_dir){.pid_file = -1, .listener = -1, .ledger = -1, .operator_dir = -1, .alias_file = -1};
    if (mkdir(path, 0755) < 0 && errno != EEXIST) {
        error = -errno;
        snprintf(why, why_size, "cannot make the run directory %s: %s", path, strerror(-error));
        return error;
    }
    error = open_pid_file(dir, path, pid_file);
    if (error < 0) {
        snprintf(why, why_size, "cannot open %s: %s", dir->pid_path, strerror(-error));
        return error;
    }
    error = lock(dir->pid_file, why, why_size);
    if (error < 0)
        return error;
    error = open_listener(dir, path);
    if (error == 0)
        error = open_files(dir, path);
    if (error < 0)
        snprintf(why, why_size, "cannot use the run directory %s: %s", path, strerror(-error));
    return error;
}

static bool runs_as(pid_t pid, const char *name)
{
    char path[32], comm[32] = "";
    ssize_t size;
    int fd;

    snprintf(path, sizeof(path), "/proc/%ld/comm", (long)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (pid <= 0 || fd < 0)
        return false;
    size = read(fd, comm, sizeof(comm) - 1);
    close(fd);
    comm[size > 0 ? strcspn(comm, "\n") : 0] = '\0';
    return strcmp(comm, name) == 0;
}

/* The other daemon does not lock its file, but its process is alive. */
int run_dir_alias(struct run_dir *dir, const char *path, const char *name, char *why, size_t why_size)
{
    int error;

    snprintf(dir->alias_path, sizeof(dir->alias_path), "%s", path);
    dir->alias_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (dir->alias_file < 0) {
        error = -errno;
        snprintf(why, why_size, "cannot open %s: %s", path, strerror(-error));
        return error;
    }
    error = -EEXIST;
    if (!runs_as(read_pid(dir->alias_file), name))
        error = lock(dir->alias_file, why, why_size);
    else
        snprintf(why, why_size, "%s runs already as process %ld: two daemons would be two masters", name,
                 (long)read_pid(dir->alias_file));
    if (error < 0) {
        close(dir->alias_file);
        dir->alias_file = -1;
    }
    return error;
}

static int write_pid(int fd)
{
    char text[32];
    int size = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

    return ftruncate(fd, 0) < 0 || pwrite(fd, text, (size_t)size, 0) != size ? -errno : 0;
}

int run_dir_write_pid(const struct run_dir *dir)
{
    int error = dir->alias_file >= 0 ? write_pid(dir->alias_file) : 0;
    int own = write_pid(dir->pid_file);

    return own < 0 ? own : error;
}

void run_dir_close(struct run_dir *dir)
{
    unlink(dir->socket_path);
    unlink(dir->pid_path);
    if (dir->alias_file >= 0) {
        unlink(dir->alias_path);
        close(dir->alias_file);
    }
    close(dir->listener);
    close(dir->ledger);
    close(dir->operator_dir);
    close(dir->pid_file);
}

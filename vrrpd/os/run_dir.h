/* The run directory: who runs here (a locked pid file), the control socket, the ledger, and the place where
 * services remembers what operators said. */
#ifndef VRRPD_OS_RUN_DIR_H
#define VRRPD_OS_RUN_DIR_H

#include <stddef.h>
#include <sys/types.h>

struct run_dir {
    int pid_file; /* locked as long as any process of this daemon holds it */
    int listener; /* vrrpd.sock */
    int ledger;
    int operator_dir; /* descriptor of the directory */
    int alias_file;   /* a second pid file under another daemon's name, -1: none */
    char pid_path[256];
    char alias_path[256];
    char socket_path[108];
};

/* Makes and takes the directory `path`; `pid_file` NULL means PATH/vrrpd.pid. 0, or negative errno with one
 * sentence in `why` (-EEXIST: another daemon runs here, untouched). */
int run_dir_open(struct run_dir *dir, const char *path, const char *pid_file, char *why, size_t why_size);

/* Takes a second pid file, where tools for another daemon `name` look for it. 0, or negative errno with `why`
 * (-EEXIST: one of that name runs). */
int run_dir_alias(struct run_dir *dir, const char *path, const char *name, char *why, size_t why_size);

/* Writes our pid; call in the process that stays. 0 or negative errno. */
int run_dir_write_pid(const struct run_dir *dir);

/* Removes pid file and socket. What operators said, and the ledger, stay. */
void run_dir_close(struct run_dir *dir);

#endif

/* Where vrrptop's knowledge comes from: a set of sources that are opened, read, and opened again when they
 * end, each feeding a host of the world. Never blocks; never asks a daemon to change anything. */
#ifndef VRRPTOP_SOURCE_H
#define VRRPTOP_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vrrptop/world.h"

struct loop;
struct sources;

/* No sources yet; `loop` and `world` are not owned. Polled ones are asked every `delay_us`. NULL without
 * memory. */
struct sources *sources_new(struct loop *loop, struct world *world, int64_t delay_us);
/* Closes them all and ends the programs they run; NULL is fine. */
void sources_free(struct sources *sources);

/* vrrpd here, through its socket at `path` (not owned): asked for its status, and following its events. Where
 * nobody listens and this host has an IPVS table, the table is shown. 0 or negative errno, as all of these.
 */
int sources_add_socket(struct sources *sources, const char *path);

/* vrrpd on another host: `vrrpctl status --json --follow` through ssh; `command` is ssh and its options,
 * `path` the socket there, NULL for the default. -EINVAL: `target` begins with a dash. */
int sources_add_host(struct sources *sources, const char *command, const char *target, const char *path);

/* vrrpwatch on these interfaces, as a program of ours. */
int sources_add_watch(struct sources *sources, const char *const interfaces[], size_t count);

/* Lines that somebody else pipes in. */
int sources_add_stream(struct sources *sources, int fd, const char *name);

/* Opens, asks, and opens again what is due. */
void sources_round(struct sources *sources, int64_t now_us);

/* When to come again. */
int64_t sources_due_us(const struct sources *sources);

/* Ask all now. */
void sources_hurry(struct sources *sources);
void sources_set_delay(struct sources *sources, int64_t delay_us);

/* True when every source has said something, or failed once. */
bool sources_settled(const struct sources *sources);

/* True when none of them will ever say more: streams that ended. */
bool sources_ended(const struct sources *sources);

/* True once something new came since this was asked. */
bool sources_news(struct sources *sources);

/* How a host is reached for commands: the socket's path, or NULL; *ssh and *target say how else. */
struct sources_way {
    const char *path;
    const char *command, *target; /* NULL: here */
};
bool sources_way(const struct sources *sources, int host, struct sources_way *out);

#endif

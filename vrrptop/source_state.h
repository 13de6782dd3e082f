/* One source; shared by the files source_*.c. */
#ifndef VRRPTOP_SOURCE_STATE_H
#define VRRPTOP_SOURCE_STATE_H

#include <sys/types.h>

#include "vrrptop/feed.h"
#include "vrrptop/source.h"
#include "vrrptop/source_lines.h"

enum { SOURCES_MAX = 2 * WORLD_HOSTS_MAX, SOURCE_ARGUMENTS_MAX = 48 };

struct source;

/* What differs between kinds. */
struct source_kind {
    /* Begins to speak with it: sets `fd`. 0, or negative errno with a sentence in source->trouble. A kind
     * without a descriptor does all its work here. */
    int (*open)(struct source *source);
    bool status; /* speaks at least every second, or answers at once */
    bool ends;   /* its end is no failure and it is not opened again */
};

struct source {
    const struct source_kind *kind;
    struct sources *owner;
    struct feed *feed; /* owned */
    int host;
    bool second; /* of a host that has another source for its status: it says nothing of the link */
    int fd;      /* -1: closed */
    int stream;  /* of somebody else's lines */
    pid_t pid;   /* of a program of ours, 0: none */
    struct source_lines lines;
    int64_t due_us;    /* when to open it */
    int64_t opened_us; /* when it was */
    int64_t heard_us;  /* when it said something last, or was opened */
    bool polled;       /* one answer and that was it: opened again every delay */
    bool lost;         /* its changes do not fit any more */
    unsigned failures; /* in a row */
    bool met;          /* a daemon was there once */
    bool unwatched;    /* a file: always ready, and nothing epoll would take */
    bool refused;      /* it answered with a "no" */
    bool said;         /* it said something since it was opened */
    bool settled, ended;
    char trouble[WORLD_TROUBLE_MAX];
    const char *path, *command, *target; /* socket; ssh and whom */
    const char *request;
    char *words[SOURCE_ARGUMENTS_MAX]; /* of a program, NULL ends it; owned */
    struct netlink_ipvs *netlink;      /* of the kernel's table, NULL: not open */
};

struct sources {
    struct loop *loop;
    struct world *world;
    int64_t delay_us;
    struct source items[SOURCES_MAX];
    size_t count;
    bool news;
};

/* ---- source.c, for the kinds ---- */

/* A new source of that kind for `host`, with everything else zero; NULL when there are too many or there is
 * no memory. */
struct source *source_add(struct sources *sources, const struct source_kind *kind, int host);

/* ---- source_kernel.c ---- */

/* The kernel's IPVS table as a status. 0 or negative errno. */
int source_kernel_take(struct source *source, struct status *out);
void source_kernel_free(struct source *source);

/* ---- source_program.c ---- */

/* Ends the program, if there is one. */
void source_program_end(struct source *source);

#endif
